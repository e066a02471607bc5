import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { offlineDataAuthentication } from "../../main/domain/emv/kernel/offline-data-authentication.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { readApplicationData } from "../../main/domain/emv/kernel/read-application-data.ts";
import type { RevokedCertificate } from "../../main/domain/emv/parameters.ts";
import { TEST_REVOKED_CERTIFICATES } from "../../simulators/issuer/test-scheme.ts";
import {
  application,
  CA_KEY_80,
  noonOf,
  TERMINAL,
  transactionWith,
} from "../unit/domain/emv/kernel-fixtures.ts";
import { PROFILE_RECORDS, profileCard } from "../unit/domain/emv/profile-card.ts";
import { commandsOf, play, type TestCard } from "../unit/domain/emv/scripted-card.ts";
import { boxCard } from "./box-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 2, 5 and 6; Book 3, 10.3: SDA, DDA and CDA with RSA keys. */

type Change = {
  /** Objects of the card that differ after reading; an empty text removes one. */
  readonly objects?: Readonly<Record<string, string>>;
  readonly records?: Readonly<Record<string, string>>;
  readonly input?: Partial<TransactionInput>;
  readonly defaultDdol?: string;
  /** In place of the card's answer to INTERNAL AUTHENTICATE. */
  readonly answer?: (genuine: string) => string;
  readonly unsigned?: boolean;
};

/** TVR byte 1, TSI byte 1, the commands, and `key` if the card's key is kept for CDA. */
function authenticated(change: Change): string {
  const parameters = application("A000000333010101", true, {
    defaultDdol: fromHex(change.defaultDdol ?? "9F3704"),
  });
  const start = { "82": "7C00", "94": "08010100100102001801020120010300" };
  const transaction = transactionWith(start, change.input ?? {}, parameters);
  const genuine = profileCard(change.records && { records: change.records });
  const { result: data } = play(readApplicationData(transaction), genuine);
  if (!data.ok) throw new Error(data.fault.detail);
  for (const [tag, value] of Object.entries(change.objects ?? {})) {
    if (value === "") transaction.card.delete(Number.parseInt(tag, 16));
    else transaction.card.set(Number.parseInt(tag, 16), fromHex(value));
  }
  const card: TestCard = (command) => {
    const answer = toHex(genuine(command) ?? new Uint8Array());
    const changed = change.answer?.(answer) ?? answer;
    return changed === "gone" ? undefined : fromHex(changed);
  };
  const signedRecords = change.unsigned === true ? undefined : data.value.signedRecords;
  const { result, requests } = play(
    offlineDataAuthentication(transaction, { ...data.value, signedRecords }),
    card,
  );
  if (!result.ok) return result.fault.reason;
  const [tvr, tsi] = [transaction.tvr, transaction.tsi].map((bits) => toHex(bits.subarray(0, 1)));
  const words = [tvr, tsi, ...commandsOf(requests), ...(transaction.cda.iccKey === undefined ? [] : ["key"])];
  return words.join(" ");
}

const row =
  (change: Change): Row[1] =>
  () =>
    authenticated(change);

const ASKED = "00880000043510540E00";
const SUCCEEDED = `00 80 ${ASKED}`;
const MISSING = "28 80";
const FAILED = "08 80";
const FAILED_LATE = `08 80 ${ASKED}`;

const METHODS_OF_TERMINAL = [
  ["none", "00", []],
  ["SDA", "80", ["SDA"]],
  ["DDA", "40", ["DDA"]],
  ["SDA and DDA", "C0", ["SDA", "DDA"]],
  ["SDA, DDA and CDA", "C8", ["SDA", "DDA", "CDA"]],
] as const;

const METHODS_OF_CARD = [
  ["none", "1C00", []],
  ["SDA", "5C00", ["SDA"]],
  ["DDA", "3C00", ["DDA"]],
  ["SDA and DDA", "7C00", ["SDA", "DDA"]],
  ["CDA", "1D00", ["CDA"]],
  ["SDA and CDA", "5D00", ["SDA", "CDA"]],
  ["SDA, DDA and CDA", "7D00", ["SDA", "DDA", "CDA"]],
] as const;

/** Each method tells itself: the card has no 93 for SDA, and another AIP than 7C00 spoils its certificate. */
const choiceRows: readonly Row[] = METHODS_OF_TERMINAL.flatMap(([terminal, byte3, its]) =>
  METHODS_OF_CARD.map(([card, aip, cards]): Row => {
    const method = (["CDA", "DDA", "SDA"] as const).find(
      (name) => its.some((own) => own === name) && cards.some((own) => own === name),
    );
    const dda = aip === "7C00" ? SUCCEEDED : "08 80";
    const expected = { CDA: "04 80", DDA: dda, SDA: "62 80", none: "80 00" }[method ?? "none"];
    const input = { terminal: { ...TERMINAL, terminalCapabilities: fromHex(`E068${byte3}`) } };
    return [
      `terminal ${terminal}, card ${card}: ${method ?? "none"}`,
      row({ objects: { "82": aip }, input }),
      expected,
    ];
  }),
);

const certificateOf = (record: string, tag: string): string => {
  const text = PROFILE_RECORDS[record] ?? "";
  const begin = text.indexOf(tag) + tag.length;
  return text.slice(begin, begin + 256);
};
const ISSUER = certificateOf("2/1", "908180");
const ICC = certificateOf("2/2", "9F46818088".slice(0, 8));

/** One byte of a certificate changed. */
const changed = (certificate: string, offset: number): string =>
  `${certificate.slice(0, 2 * offset)}${certificate.slice(2 * offset, 2 * offset + 2) === "00" ? "01" : "00"}${certificate.slice(2 * offset + 2)}`;

const byteRows: readonly Row[] = [0, 1, 4, 16, 63, 100, 127].flatMap((offset): Row[] => [
  [
    `issuer certificate, byte ${offset + 1} changed`,
    row({ objects: { "90": changed(ISSUER, offset) } }),
    FAILED,
  ],
  [`ICC certificate, byte ${offset + 1} changed`, row({ objects: { "9F46": changed(ICC, offset) } }), FAILED],
]);

const missingRows: readonly Row[] = ["8F", "90", "9F32", "92", "9F46", "9F47", "9F48"].map((tag) => [
  `${tag} is missing`,
  row({ objects: { [tag]: "" } }),
  MISSING,
]);

const record31 = PROFILE_RECORDS["3/1"] ?? "";

const chainRows: readonly Row[] = [
  ["the published card", row({}), SUCCEEDED],
  ...missingRows,
  ...byteRows,
  ["a CA key that is not loaded", row({ objects: { "8F": "81" } }), FAILED],
  ["no CA key is loaded", row({ input: { caKeys: [] } }), FAILED],
  [
    "a CA key of that index under another RID",
    row({ input: { caKeys: [{ ...CA_KEY_80, rid: fromHex("A000000003") }] } }),
    FAILED,
  ],
  [
    "another CA key under that index",
    row({
      input: {
        caKeys: [{ ...CA_KEY_80, modulus: CA_KEY_80.modulus.map((byte, i) => (i === 64 ? byte ^ 2 : byte)) }],
      },
    }),
    FAILED,
  ],
  [
    "the last day of the CA key",
    row({ input: { caKeys: [{ ...CA_KEY_80, expiry: "20261123" }] } }),
    SUCCEEDED,
  ],
  [
    "the day behind the CA key's last one",
    row({ input: { caKeys: [{ ...CA_KEY_80, expiry: "20261122" }] } }),
    FAILED,
  ],
  [
    "a CA key whose expiry is no date",
    row({ input: { caKeys: [{ ...CA_KEY_80, expiry: "never" }] } }),
    FAILED,
  ],
  ["the last day of the certificates' month", row({ input: { time: noonOf("20301231") } }), SUCCEEDED],
  [
    "the day behind the certificates' month",
    row({ input: { time: noonOf("20310101"), caKeys: [{ ...CA_KEY_80, expiry: "20991231" }] } }),
    FAILED,
  ],
  ["a remainder of another length (92)", row({ objects: { "92": "8B64" } }), FAILED],
  ["another exponent of the issuer (9F32)", row({ objects: { "9F32": "010001" } }), FAILED],
  ["another exponent of the card (9F47)", row({ objects: { "9F47": "03" } }), FAILED],
  [
    "another PAN than the certificate's",
    row({
      records: {
        "1/1": (PROFILE_RECORDS["1/1"] ?? "").replace("1117D", "1118D"),
        "3/1": record31.replace("00001117", "00001118"),
      },
    }),
    FAILED,
  ],
];

const REVOKED = { rid: fromHex("A000000333"), index: 0x80 };

/** What DDA signs. */
const dynamicRows: readonly Row[] = [
  [
    "a signed record that was changed",
    row({ records: { "3/1": record31.replace("5F2503950701", "5F2503950702") } }),
    FAILED,
  ],
  [
    "a record that is not signed may change",
    row({ records: { "3/2": (PROFILE_RECORDS["3/2"] ?? "").replace("46554C4C", "46554C4D") } }),
    SUCCEEDED,
  ],
  ["another AIP than the certificate's", row({ objects: { "82": "7800" } }), FAILED],
  ["a tag list (9F4A) of more than 82", row({ objects: { "9F4A": "8284" } }), FAILED],
  ["a tag list of another tag", row({ objects: { "9F4A": "84" } }), FAILED],
  ["no tag list though the AIP is signed", row({ objects: { "9F4A": "" } }), FAILED],
  ["a signed record that cannot take part", row({ unsigned: true }), FAILED],
];

const ddolRows: readonly Row[] = [
  ["the card's own DDOL", row({ objects: { "9F49": "9F37049A03" } }), "00 80 00880000073510540E26112300"],
  [
    "the default DDOL where the card has none",
    row({ objects: { "9F49": "" }, defaultDdol: "9F37049C01" }),
    "00 80 00880000053510540E0000",
  ],
  ["a DDOL without the unpredictable number", row({ objects: { "9F49": "9A03" } }), FAILED],
  ["the default does not replace a bad DDOL", row({ objects: { "9F49": "9F02" } }), FAILED],
  ["a DDOL that asks for too much", row({ objects: { "9F49": "9F37049F02FF" } }), FAILED],
  [
    "a default DDOL without the unpredictable number",
    row({ objects: { "9F49": "" }, defaultDdol: "9A03" }),
    FAILED,
  ],
];

const inFormatTwo = (genuine: string): string => `77639F4B60${genuine.slice(4, -4)}9000`;

const answerRows: readonly Row[] = [
  ["format 1", row({}), SUCCEEDED],
  ["format 2", row({ answer: inFormatTwo }), SUCCEEDED],
  ["format 2 without 9F4B", row({ answer: () => "77049F4C01AA9000" }), "cardNotUsable"],
  ["another template", row({ answer: (genuine) => `70${genuine.slice(2)}` }), "cardNotUsable"],
  ["no data", row({ answer: () => "9000" }), "cardNotUsable"],
  ["status word 6985", row({ answer: () => "6985" }), "cardNotUsable"],
  ["status word 6D00", row({ answer: () => "6D00" }), "cardNotUsable"],
  ["the card is gone", row({ answer: () => "gone" }), "cardRemoved"],
  [
    "a signature that is too short",
    row({ answer: (genuine) => `805F${genuine.slice(4, -6)}9000` }),
    FAILED_LATE,
  ],
  [
    "a signature that is too long",
    row({ answer: (genuine) => `8061${genuine.slice(4, -4)}009000` }),
    FAILED_LATE,
  ],
  [
    "a signature with one byte changed",
    row({
      answer: (genuine) =>
        `${genuine.slice(0, 40)}${genuine.slice(40, 42) === "00" ? "01" : "00"}${genuine.slice(42)}`,
    }),
    FAILED_LATE,
  ],
  ["a signature over another unpredictable number", row({ answer: () => recorded("00000000") }), FAILED_LATE],
];

/** The card's answer for another number than this transaction's: somebody plays a recording. */
function recorded(number: string): string {
  return toHex(profileCard()(fromHex(`0088000004${number}00`)) ?? new Uint8Array());
}

const FLAWS = ["header", "trailer", "format", "hash", "hash-algorithm"] as const;
const DDA_FAILED = "approved online TC 00 0800048000";
const SDA_FAILED = "approved online TC 00 4200008000";
const CDA_FAILED = "declined offline AAC Z1 0400008000";

const flawRows = (object: string, flaws: readonly string[], expected: string): readonly Row[] =>
  flaws.map((flaw) => [`${object}: ${flaw}`, boxCard(`wrong-${object}-${flaw}`), expected]);

/** A card that does CDA, goes online, and is not heard as it spoke at GENERATE AC. */
const tampered = (from: string | RegExp, to: string): Row[1] =>
  boxCard("debit-offline", {}, 0n, (answer) =>
    answer.startsWith("7781") && answer.includes("9F2701") ? answer.replace(from, to) : answer,
  );

/** The list names the certificate, but for what is changed. */
const revokedOtherwise = (change: Partial<RevokedCertificate>): Row[1] =>
  boxCard("wrong-issuer-revoked", {
    revokedCertificates: TEST_REVOKED_CERTIFICATES.map((entry) => ({ ...entry, ...change })),
  });

const NOT_REVOKED = "approved online TC 00 0000048000";

export const offlineDataAuthenticationStep = step("ODA", "Offline data authentication (RSA)", [
  rule("the best method that card and terminal share", "EMV Book 3, 10.3", choiceRows),
  rule("the chain of keys", "EMV Book 2, 5.2, 5.3, 6.2 to 6.4", chainRows),
  rule("revocation list", "EMV Book 2, 5.3 step 10", [
    ["the issuer's certificate stands on it", boxCard("wrong-issuer-revoked"), DDA_FAILED],
    [
      "no list is loaded",
      boxCard("wrong-issuer-revoked", { revokedCertificates: [] }),
      "approved online TC 00 0000048000",
    ],
    ["the same serial number under another CA key", revokedOtherwise({ index: 0x11 }), NOT_REVOKED],
    [
      "the same serial number of another scheme",
      revokedOtherwise({ rid: fromHex("A000000003") }),
      NOT_REVOKED,
    ],
    [
      "another serial number",
      row({ input: { revokedCertificates: [{ ...REVOKED, serialNumber: fromHex("FFFFFE") }] } }),
      SUCCEEDED,
    ],
  ]),
  rule(
    "issuer certificate",
    "EMV Book 2, 5.3",
    flawRows("issuer", [...FLAWS, "key-algorithm", "expired", "owner"], DDA_FAILED),
  ),
  rule(
    "ICC certificate",
    "EMV Book 2, 6.4",
    flawRows("icc", [...FLAWS, "key-algorithm", "expired", "owner"], DDA_FAILED),
  ),
  rule("CA key", "EMV Book 2, 5.2", [
    ["unknown", boxCard("unknown-ca"), DDA_FAILED],
    ["expired", boxCard("expired-ca"), DDA_FAILED],
  ]),
  rule("what is signed", "EMV Book 3, 10.3", dynamicRows),
  rule("SDA: signed static data", "EMV Book 2, 5.4", [
    ["right", boxCard("credit"), "approved online TC 00 0200008000"],
    ["93 is missing", row({ objects: { "82": "5C00" } }), "62 80"],
    ...flawRows("static", FLAWS, SDA_FAILED),
  ]),
  rule("DDA: DDOL", "EMV Book 2, 6.5.1", ddolRows),
  rule("DDA: answer to INTERNAL AUTHENTICATE", "EMV Book 3, 6.5.9", answerRows),
  rule("DDA: signed dynamic data", "EMV Book 2, 6.5.2", flawRows("dynamic", FLAWS, DDA_FAILED)),
  rule("CDA: signed cryptogram", "EMV Book 2, 6.6.2; Book 4, 6.3.2.1", [
    [
      "right, offline",
      boxCard("debit-offline", { amountFen: 100n }, 100_000n),
      "approved offline TC Y1 0000000000",
    ],
    ["right, online", boxCard("debit-offline"), "approved online TC 00 0000008000"],
    ["copied card, online: declined, and nobody is asked", boxCard("wrong-signature"), CDA_FAILED],
    [
      "copied card, offline: its TC counts for nothing",
      boxCard("wrong-signature", { amountFen: 100n }, 100_000n),
      "declined offline TC Z1 0400000000",
    ],
    ["another CID outside than inside", tampered("9F270180", "9F270188"), CDA_FAILED],
    ["another ATC than was signed", tampered(/9F3602..../, "9F36020999"), CDA_FAILED],
    [
      "a signature that somebody took away, and no cryptogram is left",
      tampered("9F4B", "9F4A"),
      "ended cardNotUsable beforeOnline",
    ],
    ...flawRows("combined", FLAWS, CDA_FAILED),
  ]),
]);
