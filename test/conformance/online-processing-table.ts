import { fromHex, toHex } from "../../main/domain/bytes.ts";
import type { HostVerdict, TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { application } from "../unit/domain/emv/kernel-fixtures.ts";
import type { ProfileCardOptions } from "../unit/domain/emv/profile-card.ts";
import { SIGNATURE_ONLY, sale } from "../unit/domain/emv/sale.ts";
import { commandsOf } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";
import { ended } from "./outcome-words.ts";

/** EMV Book 3, 10.9 and 10.11: the host, issuer authentication, completion. */

type World = {
  readonly host?: HostVerdict;
  readonly card?: ProfileCardOptions;
  readonly change?: Partial<TransactionInput>;
};

const NO_CODES = application("A0000003330101", true, {
  terminalActionCodes: {
    denial: fromHex("0000000000"),
    online: fromHex("0000008000"),
    default: fromHex("0000000000"),
  },
});
/** Nothing stands in a default code: without host the terminal would approve. */
const LENIENT: Partial<TransactionInput> = { terminal: SIGNATURE_ONLY, applications: [NO_CODES] };

const answer = (responseCode: string, iccData?: string): HostVerdict => ({
  kind: "hostAnswered",
  approved: responseCode === "00",
  responseCode,
  ...(iccData !== undefined && { iccData: fromHex(iccData) }),
});

const UNABLE: HostVerdict = { kind: "unableToGoOnline" };
const UNKNOWN: HostVerdict = { kind: "outcomeUnknown" };

function run({ host = answer("00"), card = {}, change = {} }: World) {
  const { result, requests } = sale(card, { host }, change);
  const online = requests.findIndex(({ kind }) => kind === "goOnline");
  return { result, behind: commandsOf(requests.slice(online)) };
}

const outcome =
  (world: World): Row[1] =>
  () =>
    ended(run(world).result);

/** The commands behind the host's answer, CLA to Lc; a GENERATE AC with its P1 says what it asks for. */
const sent =
  (world: World): Row[1] =>
  () =>
    run(world)
      .behind.map((command) => command.slice(0, 6))
      .join(" ");

/** TVR byte 5, and issuer authentication in the TSI. */
const bits =
  (world: World): Row[1] =>
  () => {
    const { result } = run(world);
    if (result.kind === "ended") return result.reason;
    const { tvr, tsi } = result.cryptogram;
    return `${toHex(tvr.subarray(4))} ${((tsi[0] ?? 0) & 0x10) === 0 ? "not performed" : "performed"}`;
  };

const value = (length: number): string => `91${toHex(Uint8Array.of(length))}${"A1".repeat(length)}`;
const NO_EXTERNAL_AUTHENTICATE: ProfileCardOptions = {
  processingOptions: "7716820278009410" + "08010100100102001801020120010300",
};
const EXTERNAL = "00820000";

const lengthRows: readonly Row[] = [0, 1, 7, 8, 10, 16, 17].flatMap((length): Row[] => {
  const isSent = length >= 8 && length <= 16;
  const isAbsent = length === 0;
  const host = answer("00", value(length));
  return [
    [
      `tag 91 of ${length} bytes: ${isSent ? "sent" : "not sent"}`,
      () => String(run({ host }).behind.some((command) => command.startsWith(EXTERNAL))),
      String(isSent),
    ],
    [
      `tag 91 of ${length} bytes: TVR and TSI`,
      bits({ host }),
      isSent ? "00 performed" : isAbsent ? "00 not performed" : "40 not performed",
    ],
  ];
});

const statusRows: readonly Row[] = ["6300", "6985", "6A80", "6700", "6283"].map((sw) => [
  `status word ${sw}: issuer authentication failed`,
  bits({ host: answer("00", value(10)), card: { externalAuthenticate: sw } }),
  "40 performed",
]);

export const onlineProcessingStep = step(
  "ONL",
  "Online processing, issuer authentication, completion",
  [
    rule("the host's verdict and the second GENERATE AC", "EMV Book 3, 10.11; money.md rule 6", [
      ["approved: a TC is asked for", sent({}), "80AE40"],
      ["approved, the card answers TC", outcome({}), "approved online TC 00"],
      [
        "approved, the card answers AAC: reversal",
        outcome({ card: { second: 0x00 } }),
        "declined hostApprovedCardDeclined AAC 00",
      ],
      [
        "approved, the card answers ARQC: reversal",
        outcome({ card: { second: 0x80 } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      [
        "approved, the card answers AAR: reversal",
        outcome({ card: { second: 0xc0 } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      [
        "approved, the card is gone: reversal",
        outcome({ card: { removedAt: "80AE40" } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      [
        "approved, the card answers 6985: reversal",
        outcome({ card: { answers: { "80AE40": "6985" } } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      [
        "approved, the card answers nonsense: reversal",
        outcome({ card: { answers: { "80AE40": "77FF9000" } } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      [
        "approved, the card is gone at EXTERNAL AUTHENTICATE: reversal",
        outcome({ host: answer("00", value(10)), card: { removedAt: EXTERNAL } }),
        "declined hostApprovedCardDeclined ARQC 00",
      ],
      ["declined: an AAC is asked for", sent({ host: answer("51") }), "80AE00"],
      ["declined, the card answers AAC", outcome({ host: answer("51") }), "declined online AAC 51"],
      [
        "declined, the card answers TC: declined all the same",
        outcome({ host: answer("51"), card: { second: 0x40 } }),
        "declined online ARQC 51",
      ],
      [
        "declined, the card is gone",
        outcome({ host: answer("51"), card: { removedAt: "80AE00" } }),
        "declined online ARQC 51",
      ],
      ["response code of one character", outcome({ host: answer("5") }), "declined online AAC 5 "],
      ["response code of three characters", outcome({ host: answer("511") }), "declined online AAC 51"],
    ]),
    rule("no host: the default action codes decide", "EMV Book 3, 10.7; Book 4, annex A6", [
      ["a code meets the TVR: AAC is asked for", sent({ host: UNABLE }), "80AE00"],
      ["a code meets the TVR: Z3", outcome({ host: UNABLE }), "declined offline AAC Z3"],
      ["no code meets it: TC is asked for", sent({ host: UNABLE, change: LENIENT }), "80AE40"],
      ["no code meets it: Y3", outcome({ host: UNABLE, change: LENIENT }), "approved offline TC Y3"],
      [
        "no code meets it, the card answers AAC: Z3",
        outcome({ host: UNABLE, change: LENIENT, card: { second: 0x00 } }),
        "declined offline AAC Z3",
      ],
      [
        "no code meets it, the card answers ARQC",
        outcome({ host: UNABLE, change: LENIENT, card: { second: 0x80 } }),
        "ended cardNotUsable afterOnline",
      ],
      [
        "no code meets it, the card is gone",
        outcome({ host: UNABLE, change: LENIENT, card: { removedAt: "80AE40" } }),
        "ended cardRemoved afterOnline",
      ],
      [
        "an online-only terminal declines whatever the codes",
        outcome({
          host: UNABLE,
          change: { ...LENIENT, terminal: { ...SIGNATURE_ONLY, terminalType: 0x21 } },
        }),
        "declined offline AAC Z3",
      ],
      [
        "a card that answers TC to an AAC",
        outcome({ host: UNABLE, card: { second: 0x40 } }),
        "ended cardNotUsable afterOnline",
      ],
    ]),
    rule("the outcome is not known: an AAC, never a TC", "money.md rule 6", [
      ["AAC is asked for", sent({ host: UNKNOWN, change: LENIENT }), "80AE00"],
      ["the card answers AAC", outcome({ host: UNKNOWN, change: LENIENT }), "declined outcomeUnknown AAC Z3"],
      [
        "the card answers TC",
        outcome({ host: UNKNOWN, change: LENIENT, card: { second: 0x40 } }),
        "declined outcomeUnknown ARQC Z3",
      ],
      [
        "the card is gone",
        outcome({ host: UNKNOWN, card: { removedAt: "80AE00" } }),
        "declined outcomeUnknown ARQC Z3",
      ],
    ]),
    rule("EXTERNAL AUTHENTICATE", "EMV Book 3, 10.9 and 6.5.4", [
      ["before the second GENERATE AC", sent({ host: answer("00", value(10)) }), "008200 80AE40"],
      ["for a host that declines as well", sent({ host: answer("51", value(10)) }), "008200 80AE00"],
      [
        "the data are sent as they are",
        () => run({ host: answer("00", value(10)) }).behind[0] ?? "none",
        `008200000A${"A1".repeat(10)}`,
      ],
      ["9000: no bit of the TVR", bits({ host: answer("00", value(10)) }), "00 performed"],
      ...statusRows,
      ...lengthRows,
      [
        "the AIP does not ask for it",
        sent({ host: answer("00", value(10)), card: NO_EXTERNAL_AUTHENTICATE }),
        "80AE40",
      ],
      ["no tag 91", bits({ host: answer("00", "8A023030") }), "00 not performed"],
      ["data that are no TLV list bring nothing", sent({ host: answer("00", "910AA1") }), "80AE40"],
      ["no data at all", sent({}), "80AE40"],
      [
        "tag 91 once only, if it comes twice",
        sent({ host: answer("00", value(10) + value(10)) }),
        "008200 80AE40",
      ],
      [
        "failed, and the card approves: it is the card's to judge",
        outcome({ host: answer("00", value(10)), card: { externalAuthenticate: "6300" } }),
        "approved online TC 00",
      ],
    ]),
  ],
  [
    {
      rule: "voice authorisation and referral by telephone",
      clause: "EMV Book 4, 12.2.4",
      why: "a telephone authorisation is a payment of its own here, without the card's second cryptogram",
    },
  ],
);
