import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { cardholderVerification } from "../../main/domain/emv/kernel/cardholder-verification.ts";
import type { KernelResponse, VerificationAbilities } from "../../main/domain/emv/kernel/protocol.ts";
import { readApplicationData } from "../../main/domain/emv/kernel/read-application-data.ts";
import { PACK_CVMS } from "../../main/domain/emv/parameter-pack/parameter-pack.ts";
import type { AllowedCvm } from "../../main/domain/emv/parameters.ts";
import { application, TERMINAL, transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { profileCard } from "../unit/domain/emv/profile-card.ts";
import { play, type Surroundings, type TestCard } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.5: the CVM list, with the published card's keys for an enciphered PIN. */

const ABLE: VerificationAbilities = { plaintextPin: true, encipheredPin: true, identityDocument: true };

type World = {
  /** CV rules; undefined removes the list. */
  readonly rules: string | undefined;
  /** X and Y, 8 digits of hexadecimal each. */
  readonly amounts?: string;
  /** Byte 2 of 9F33. */
  readonly methods?: string;
  readonly abilities?: VerificationAbilities;
  /** What the acquirer allows for the AID. */
  readonly allowed?: readonly AllowedCvm[];
  readonly aip?: string;
  readonly amountFen?: bigint;
  readonly cashbackFen?: bigint;
  readonly transactionType?: number;
  readonly terminalType?: number;
  /** 9F42. */
  readonly currency?: string;
  readonly pin?: Surroundings["pin"];
  /** Answers to VERIFY, or how the entry ended; the last one is repeated. */
  readonly tries?: readonly (string | KernelResponse)[];
  /** Answer to GET DATA 9F17, and to GET CHALLENGE. */
  readonly counter?: string;
  readonly challenge?: string;
  readonly document?: KernelResponse;
  readonly removed?: readonly string[];
};

const DOCUMENT = { "9F61": "313130313031", "9F62": "00" };
const ENCIPHERED: KernelResponse = { kind: "encipheredPin", data: new Uint8Array(96) };

function transactionOf(world: World) {
  const { methods = "F8", abilities = ABLE, aip = "7C00", currency = "0156", terminalType = 0x22 } = world;
  const transaction = transactionWith(
    { "82": aip, "94": "08010100100102001801020120010300", ...DOCUMENT },
    {
      amountFen: world.amountFen ?? 1_234n,
      cashbackFen: world.cashbackFen ?? 0n,
      transactionType: world.transactionType ?? 0,
      terminal: { ...TERMINAL, terminalType, terminalCapabilities: fromHex(`E0${methods}C0`) },
    },
    application("A000000333010101", true, world.allowed && { allowedCvms: world.allowed }),
    abilities,
  );
  const { result } = play(readApplicationData(transaction), profileCard());
  if (!result.ok) throw new Error(result.fault.detail);
  transaction.card.set(0x9f42, fromHex(currency));
  if (world.rules === undefined) transaction.card.delete(0x8e);
  else
    transaction.card.set(
      0x8e,
      fromHex((world.amounts ?? "0000000000000000") + world.rules.replaceAll(" ", "")),
    );
  for (const tag of world.removed ?? []) transaction.card.delete(Number.parseInt(tag, 16));
  return { transaction, data: result.value };
}

/** 9F34, TVR bytes 1 and 3, then what remains to be done and how often people were asked. */
function verified(world: World): string {
  const { transaction, data } = transactionOf(world);
  const { tries = ["9000"] } = world;
  let count = 0;
  const next = (): KernelResponse => {
    const tried = tries[Math.min(count++, tries.length - 1)] ?? "9000";
    return typeof tried === "string" ? { kind: "response", response: fromHex(tried) } : tried;
  };
  const card: TestCard = (command) => {
    const text = toHex(command);
    if (text === "80CA9F1700") return fromHex(world.counter ?? "6A88");
    if (text === "0084000000") return fromHex(world.challenge ?? "C1C2C3C4C5C6C7C89000");
    const answer = text.startsWith("00200088") ? next() : undefined;
    return answer?.kind === "response" ? answer.response : fromHex("6D00");
  };
  const { result, requests } = play(cardholderVerification(transaction, data), card, {
    ...(world.pin && { pin: world.pin }),
    verify: (request) => {
      if (request.kind === "checkIdentityDocument") {
        return world.document ?? { kind: "identityDocument", accepted: true };
      }
      if (request.kind === "verifyPinAtReader") return next();
      const first = tries[count];
      if (typeof first !== "object") return ENCIPHERED;
      count += 1;
      return first;
    },
  });
  if (!result.ok) return result.fault.reason;
  const [byte1, , byte3] = [...transaction.tvr].map((byte) => toHex(Uint8Array.of(byte)));
  const { signatureRequired, pinEntered } = result.value;
  const asked = requests.filter(({ kind }) => kind !== "command").length;
  const rest = `${signatureRequired ? " signature" : ""}${pinEntered ? " PIN" : ""}${asked > 0 ? ` asked ${asked}` : ""}`;
  return `${toHex(transaction.cvmResults)} ${byte1} ${byte3}${rest}`;
}

const row =
  (world: World): Row[1] =>
  () =>
    verified(world);

/** Code, name, what comes of it alone and supported, 9F33 without it, alone and not supported. */
const METHODS = [
  ["01", "plaintext PIN", "010002 00 00 asked 1", "78", "010001 00 90"],
  ["02", "online PIN", "020000 00 04 PIN asked 1", "B8", "020001 00 90"],
  ["03", "plaintext PIN and signature", "030000 00 00 signature asked 1", "78", "030001 00 90"],
  ["04", "enciphered PIN", "040002 00 00 asked 1", "E8", "040001 00 90"],
  ["05", "enciphered PIN and signature", "050000 00 00 signature asked 1", "E8", "050001 00 90"],
  ["1E", "signature", "1E0000 00 00 signature", "D8", "1E0001 00 80"],
  ["1F", "no CVM", "1F0002 00 00", "F0", "1F0001 00 80"],
] as const;

const methodRows: readonly Row[] = METHODS.flatMap(([code, name, supported, methods, unsupported]): Row[] => {
  const next = (Number.parseInt(code, 16) | 0x40).toString(16);
  const behind = code === "1F" ? "1E00" : "1F00";
  const byte3 = unsupported.slice(-2) === "90" ? "10" : "00";
  const second = code === "1F" ? `1E0000 00 ${byte3} signature` : `1F0002 00 ${byte3}`;
  return [
    [`${name}: supported`, row({ rules: `${code}00` }), supported],
    [`${name}: not supported, and no rule behind it`, row({ rules: `${code}00`, methods }), unsupported],
    [
      `${name}: not supported, bit 7 leads to the next rule`,
      row({ rules: `${next}00${behind}`, methods }),
      second,
    ],
    [
      `${name}: not supported, without bit 7 the next rule is not looked at`,
      row({ rules: `${code}00${behind}`, methods }),
      unsupported,
    ],
    [
      `${name}: condition "if supported", and it is not`,
      row({ rules: `${code}03${behind}`, methods }),
      code === "1F" ? "1E0000 00 00 signature" : "1F0002 00 00",
    ],
    [
      `${name}: condition "if supported", and it is`,
      row({ rules: `${code}03${behind}` }),
      supported.replace(`${code}00`, `${code}03`),
    ],
  ];
});

/** Code, its name in parameters, what comes of it when the acquirer allows everything else, and when it allows nothing else. */
const ALLOWANCES = [
  ["01", "plaintextOfflinePin", "010001 00 90", "010002 00 00 asked 1"],
  ["02", "onlinePin", "020001 00 90", "020000 00 04 PIN asked 1"],
  ["04", "encipheredOfflinePin", "040001 00 90", "040002 00 00 asked 1"],
  ["1E", "signature", "1E0001 00 80", "1E0000 00 00 signature"],
  ["1F", "noCvm", "1F0001 00 80", "1F0002 00 00"],
  ["20", "identityDocument", "200001 00 80", "200002 00 00 asked 1"],
] as const;

const allowanceRows: readonly Row[] = ALLOWANCES.flatMap(([code, cvm, notAllowed, alone]): Row[] => [
  [
    `${cvm} is not allowed: as if the lane could not do it`,
    row({ rules: `${code}00`, allowed: PACK_CVMS.filter((other) => other !== cvm) }),
    notAllowed,
  ],
  [
    `${cvm} is not allowed: "if supported" does not hold`,
    row({
      rules: `${code}03 ${code === "1F" ? "1E00" : "1F00"}`,
      allowed: PACK_CVMS.filter((other) => other !== cvm),
    }),
    code === "1F" ? "1E0000 00 00 signature" : "1F0002 00 00",
  ],
  [`${cvm} alone is allowed: it is done`, row({ rules: `${code}00`, allowed: [cvm] }), alone],
]);

const bothRows: readonly Row[] = (["03", "05"] as const).map((code) => [
  `${code} needs the signature as well`,
  row({ rules: `${code}00`, methods: "D8" }),
  `${code}0001 00 80`,
]);

const unknownRows: readonly Row[] = ["06", "1D", "21", "30", "3E", "9E", "9F"].flatMap((code): Row[] => {
  const next = toHex(Uint8Array.of(Number.parseInt(code, 16) | 0x40));
  return [
    [`${code} alone`, row({ rules: `${code}00` }), "3F0001 00 C0"],
    [`${code} with bit 7: the next rule`, row({ rules: `${next}00 1F00` }), "1F0002 00 40"],
    [`${code} "if supported" does not hold`, row({ rules: `${code}03 1F00` }), "1F0002 00 00"],
  ];
});

/** A condition holds or not: the signature, or the rule behind it. */
const condition = (code: string, holds: boolean, world: Omit<World, "rules">): readonly [Row[1], string] => [
  row({ rules: `1E${code} 1F00`, ...world }),
  holds ? `1E${code}00 00 00 signature` : "1F0002 00 00",
];

const CASH = { transactionType: 0x01 };
const CASHBACK = { transactionType: 0x09, cashbackFen: 100n };
const UNATTENDED = { terminalType: 0x25 };

const conditionRows: readonly Row[] = (
  [
    ["00 always: purchase", "00", true, {}],
    ["00 always: cash", "00", true, CASH],
    ["01 unattended cash", "01", true, { ...CASH, ...UNATTENDED }],
    ["01 attended cash", "01", false, CASH],
    ["01 unattended purchase", "01", false, UNATTENDED],
    ["02 purchase", "02", true, {}],
    ["02 refund", "02", true, { transactionType: 0x20 }],
    ["02 attended cash", "02", false, CASH],
    ["02 unattended cash", "02", false, { ...CASH, ...UNATTENDED }],
    ["02 cashback", "02", false, CASHBACK],
    ["02 purchase that has a cashback amount", "02", false, { cashbackFen: 1n }],
    ["04 attended cash", "04", true, CASH],
    ["04 unattended cash", "04", false, { ...CASH, ...UNATTENDED }],
    ["04 purchase", "04", false, {}],
    ["05 cashback", "05", true, CASHBACK],
    ["05 purchase that has a cashback amount", "05", true, { cashbackFen: 1n }],
    ["05 purchase", "05", false, {}],
    ["05 cash", "05", false, CASH],
    ["0A is not known", "0A", false, {}],
    ["80 is not known", "80", false, {}],
    ["FF is not known", "FF", false, {}],
  ] as const
).map(([name, code, holds, world]) => [name, ...condition(code, holds, world)]);

/** X is 10.00 and Y is 20.00. */
const amountRows: readonly Row[] = (
  [
    [
      "06 under X",
      "06",
      [
        [999n, true],
        [1_000n, false],
        [1_001n, false],
      ],
    ],
    [
      "07 over X",
      "07",
      [
        [999n, false],
        [1_000n, false],
        [1_001n, true],
      ],
    ],
    [
      "08 under Y",
      "08",
      [
        [1_999n, true],
        [2_000n, false],
        [2_001n, false],
      ],
    ],
    [
      "09 over Y",
      "09",
      [
        [1_999n, false],
        [2_000n, false],
        [2_001n, true],
      ],
    ],
  ] as const
).flatMap(([name, code, points]): Row[] => [
  ...points.map(
    ([amountFen, holds]): Row => [
      `${name}: ${amountFen}`,
      ...condition(code, holds, { amounts: "000003E8000007D0", amountFen }),
    ],
  ),
  [
    `${name}: in another currency nothing holds`,
    ...condition(code, false, {
      amounts: code < "08" ? "7FFFFFFF00000000" : "000000007FFFFFFF",
      currency: "0344",
    }),
  ],
  [
    `${name}: without 9F42 nothing holds`,
    ...condition(code, false, {
      amounts: "7FFFFFFF7FFFFFFF",
      amountFen: code === "06" || code === "08" ? 1n : 3_000_000_000n,
      removed: ["9F42"],
    }),
  ],
]);

const entry = (how: "bypassed" | "unavailable" | "cancelled" | "timedOut"): KernelResponse => ({
  kind: "pin",
  entry: how,
});
const GONE: KernelResponse = { kind: "cardGone" };

/** For 01, where the reader verifies, and 04, where the pad enciphers. */
const offlineRows = (code: "01" | "04", name: string): readonly Row[] => {
  const alone = `${code}00`;
  const next = `${code === "01" ? "41" : "44"}00 1E00`;
  return [
    [
      `${name}: right at the second try`,
      row({ rules: alone, tries: ["63C2", "9000"] }),
      `${alone}02 00 00 asked 2`,
    ],
    [
      `${name}: wrong until no try is left`,
      row({ rules: next, tries: ["63C1", "63C0"] }),
      "1E0000 00 20 signature asked 2",
    ],
    [
      `${name}: 6983, the PIN is blocked`,
      row({ rules: next, tries: ["6983"] }),
      "1E0000 00 20 signature asked 1",
    ],
    [
      `${name}: 6984, the PIN cannot be used`,
      row({ rules: next, tries: ["6984"] }),
      "1E0000 00 20 signature asked 1",
    ],
    [
      `${name}: another status word fails the method only`,
      row({ rules: next, tries: ["6A80"] }),
      "1E0000 00 00 signature asked 1",
    ],
    [
      `${name}: no try left beforehand: nobody is asked`,
      row({ rules: next, counter: "9F1701009000" }),
      "1E0000 00 20 signature",
    ],
    [
      `${name}: a counter that is not given stops nothing`,
      row({ rules: alone, counter: "6A88" }),
      `${alone}02 00 00 asked 1`,
    ],
    [
      `${name}: a counter of two bytes counts as not given`,
      row({ rules: alone, counter: "9F170200009000" }),
      `${alone}02 00 00 asked 1`,
    ],
    [`${name}: bypassed`, row({ rules: next, tries: [entry("bypassed")] }), "1E0000 00 08 signature asked 1"],
    [
      `${name}: the device does not work`,
      row({ rules: next, tries: [entry("unavailable")] }),
      "1E0000 00 10 signature asked 1",
    ],
    [`${name}: cancelled`, row({ rules: next, tries: [entry("cancelled")] }), "cancelled"],
    [`${name}: timed out`, row({ rules: next, tries: [entry("timedOut")] }), "cancelled"],
    [`${name}: the card is gone`, row({ rules: next, tries: [GONE] }), "cardRemoved"],
    [
      `${name}: bypassed once is bypassed for online PIN too`,
      row({ rules: `${next.slice(0, 4)} 4200 1E00`, tries: [entry("bypassed")] }),
      "1E0000 00 08 signature asked 1",
    ],
    [
      `${name}: a blocked PIN leaves online PIN`,
      row({ rules: `${next.slice(0, 4)} 0200`, tries: ["6983"] }),
      "020000 00 24 PIN asked 2",
    ],
  ];
};

const holder = (world: Omit<World, "rules">): Row[1] => row({ rules: "6000 1F00", ...world });

export const cardholderVerificationStep = step(
  "CVM",
  "Cardholder verification",
  [
    rule("when it is performed", "EMV Book 3, 10.5", [
      ["the AIP does not ask for it", row({ rules: "0200", aip: "6C00" }), "3F0000 00 00"],
      ["no CVM list", row({ rules: undefined }), "3F0000 20 00"],
      ["a list without rules", row({ rules: "" }), "3F0000 20 00"],
      ["a list that ends within a rule", row({ rules: "1E001F" }), "cardNotUsable"],
      ["no rule's condition holds", row({ rules: "1E01 1F05" }), "3F0001 00 80"],
      ["every method fails", row({ rules: "4200 4100", methods: "28" }), "410001 00 90"],
      ["the first rule that succeeds ends it", row({ rules: "1F00 1E00" }), "1F0002 00 00"],
    ]),
    rule("methods", "EMV Book 3, 10.5.1 to 10.5.5", [
      ["fail CVM processing", row({ rules: "0000" }), "000001 00 80"],
      ["fail CVM processing ends it in spite of bit 7", row({ rules: "4000 1F00" }), "400001 00 80"],
      ...methodRows,
      ...bothRows,
    ]),
    rule("the acquirer's parameters of the AID mask 9F33", "emv-pboc 14 and 17 (DF18)", allowanceRows),
    rule("methods that are not known", "EMV Book 3, 10.5; Book 4, 6.3.4.5", unknownRows),
    rule("conditions", "EMV Book 3, annex C3, table 44", conditionRows),
    rule("amounts X and Y, 10.00 and 20.00", "EMV Book 3, annex C3, table 44", amountRows),
    rule("online PIN", "EMV Book 3, 10.5.2", [
      [
        "bypassed, and a signature behind it",
        row({ rules: "4200 1E00", pin: "bypassed" }),
        "1E0000 00 08 signature asked 1",
      ],
      ["bypassed, and nothing behind it", row({ rules: "0200", pin: "bypassed" }), "020001 00 88 asked 1"],
      [
        "bypassed once is bypassed for a second rule",
        row({ rules: "4200 4200 1F00", pin: "bypassed" }),
        "1F0002 00 08 asked 1",
      ],
      ["the pad does not work", row({ rules: "4200 1F00", pin: "unavailable" }), "1F0002 00 10 asked 1"],
      ["cancelled", row({ rules: "4200 1F00", pin: "cancelled" }), "cancelled"],
      ["timed out", row({ rules: "4200 1F00", pin: "timedOut" }), "cancelled"],
    ]),
    rule("offline PIN, plaintext", "EMV Book 3, 10.5.1", offlineRows("01", "at the reader")),
    rule("offline PIN, enciphered", "EMV Book 3, 10.5.1; Book 2, 7", [
      ...offlineRows("04", "at the pad"),
      [
        "no certificate for the key",
        row({ rules: "4400 1E00", removed: ["9F46"] }),
        "1E0000 00 00 signature",
      ],
      ["no issuer certificate", row({ rules: "4400 1E00", removed: ["90"] }), "1E0000 00 00 signature"],
      [
        "GET CHALLENGE answers 6D00",
        row({ rules: "4400 1E00", challenge: "6D00" }),
        "1E0000 00 00 signature",
      ],
      [
        "a challenge of seven bytes",
        row({ rules: "4400 1E00", challenge: "C1C2C3C4C5C6C79000" }),
        "1E0000 00 00 signature",
      ],
      [
        "a cipher text of another length: the pad does not work",
        row({ rules: "4400 1E00", tries: [{ kind: "encipheredPin", data: new Uint8Array(95) }] }),
        "1E0000 00 10 signature asked 1",
      ],
    ]),
    rule("identity document (PBOC, 20)", "emv-pboc 7", [
      ["accepted", holder({}), "600002 00 00 asked 1"],
      [
        "not accepted",
        holder({ document: { kind: "identityDocument", accepted: false } }),
        "1F0002 00 00 asked 1",
      ],
      [
        "nobody looks at documents here",
        holder({ abilities: { ...ABLE, identityDocument: false } }),
        "1F0002 00 00",
      ],
      ["the card names no number", holder({ removed: ["9F61"] }), "1F0002 20 00"],
      ["the card names no kind", holder({ removed: ["9F62"] }), "1F0002 20 00"],
      ["cancelled", holder({ document: { kind: "cancelled" } }), "cancelled"],
      ["the card is gone", holder({ document: GONE }), "cardRemoved"],
    ]),
  ],
  [
    {
      rule: "offline PIN on hardware",
      clause: "EMV Book 3, 10.5.1",
      why: "the requests to reader and pad are tested at the port; no reader with FEATURE_VERIFY_PIN_DIRECT is at hand",
    },
    {
      rule: "biometric methods (06 to 0D of EMV 4.4)",
      clause: "EMV Book 3, 10.5.6",
      why: "not in PBOC 3.0: the kernel counts them as not recognised",
    },
  ],
);
