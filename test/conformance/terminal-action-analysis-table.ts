import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { LOAD_TYPE } from "../../main/domain/emv/electronic-cash/load-type.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { terminalActionAnalysis } from "../../main/domain/emv/kernel/terminal-action-analysis.ts";
import { application, TERMINAL, transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.7: TVR, action codes, and what is asked of the card. */

const NONE = "0000000000";
const OFFLINE_WITH_ONLINE = 0x22;
const ONLINE_ONLY = 0x21;
const OFFLINE_ONLY = 0x23;

type Codes = { readonly denial?: string; readonly online?: string; readonly default?: string };

type World = {
  readonly tvr?: string;
  readonly tac?: Codes;
  /** An absent one is absent from the card. */
  readonly iac?: Codes;
  readonly terminalType?: number;
  readonly transactionType?: number;
};

function asked({
  tvr = NONE,
  tac = {},
  iac = {},
  terminalType = OFFLINE_WITH_ONLINE,
  transactionType = 0,
}: World) {
  const parameters = application("A000000333010101", true, {
    terminalActionCodes: {
      denial: fromHex(tac.denial ?? NONE),
      online: fromHex(tac.online ?? NONE),
      default: fromHex(tac.default ?? NONE),
    },
  });
  const objects = {
    ...(iac.denial !== undefined && { "9F0E": iac.denial }),
    ...(iac.online !== undefined && { "9F0F": iac.online }),
    ...(iac.default !== undefined && { "9F0D": iac.default }),
  };
  const input: Partial<TransactionInput> = { transactionType, terminal: { ...TERMINAL, terminalType } };
  const transaction = transactionWith(objects, input, parameters);
  transaction.tvr.set(fromHex(tvr));
  return terminalActionAnalysis(transaction);
}

const row =
  (world: World): Row[1] =>
  () =>
    asked(world);

const PRESENT: Codes = { denial: NONE, online: NONE, default: NONE };

/** Bits of the TVR that the Book names: byte, bits from 8 to 1. */
const TVR_BITS: readonly (readonly [byte: number, bits: string])[] = [
  [1, "8765432"],
  [2, "87654"],
  [3, "876543"],
  [4, "87654"],
  [5, "8765"],
];

function bitString(byte: number, bit: number): string {
  const value = new Uint8Array(5);
  value[byte - 1] = 1 << (bit - 1);
  return toHex(value);
}

const without = (bits: string): string => toHex(fromHex(bits).map((byte) => 0xff ^ byte));

/** The bit in the terminal's code, in the issuer's, and in neither with every other bit set in both. */
const bitRows = (which: keyof Codes, met: string, terminalType: number): readonly Row[] =>
  TVR_BITS.flatMap(([byte, bits]) =>
    [...bits].map((bit): Row => {
      const tvr = bitString(byte, Number(bit));
      const world = { tvr, terminalType };
      return [
        `B${byte}b${bit} in the TAC alone, in the IAC alone, in neither`,
        () =>
          [
            asked({ ...world, iac: PRESENT, tac: { [which]: tvr } }),
            asked({ ...world, iac: { ...PRESENT, [which]: tvr } }),
            asked({ ...world, iac: { ...PRESENT, [which]: without(tvr) }, tac: { [which]: without(tvr) } }),
          ].join(" "),
        `${met} ${met} TC`,
      ];
    }),
  );

const ANY = "0000008000";

export const terminalActionAnalysisStep = step("TAA", "Terminal action analysis", [
  rule(
    "denial: each bit of the TVR leads to AAC",
    "EMV Book 3, 10.7",
    bitRows("denial", "AAC", OFFLINE_WITH_ONLINE),
  ),
  rule(
    "online: each bit of the TVR leads to ARQC",
    "EMV Book 3, 10.7",
    bitRows("online", "ARQC", OFFLINE_WITH_ONLINE),
  ),
  rule(
    "default, where there is no line: each bit of the TVR leads to AAC",
    "EMV Book 3, 10.7",
    bitRows("default", "AAC", OFFLINE_ONLY),
  ),
  rule("order of the codes", "EMV Book 3, 10.7", [
    [
      "denial stands before online",
      row({ tvr: ANY, iac: PRESENT, tac: { denial: ANY, online: ANY } }),
      "AAC",
    ],
    [
      "denial counts for an online-only terminal too",
      row({ tvr: ANY, iac: PRESENT, tac: { denial: ANY }, terminalType: ONLINE_ONLY }),
      "AAC",
    ],
    [
      "an online-only terminal asks the host without any bit",
      row({ iac: PRESENT, terminalType: ONLINE_ONLY }),
      "ARQC",
    ],
    [
      "an online-only terminal does not look at the default codes",
      row({ tvr: ANY, iac: PRESENT, tac: { default: ANY }, terminalType: ONLINE_ONLY }),
      "ARQC",
    ],
    [
      "a terminal with line does not look at the default codes",
      row({ tvr: ANY, iac: PRESENT, tac: { default: ANY } }),
      "TC",
    ],
    [
      "a terminal without line does not look at the online codes",
      row({ tvr: ANY, iac: PRESENT, tac: { online: ANY }, terminalType: OFFLINE_ONLY }),
      "TC",
    ],
    ["no bit at all: TC", row({ iac: PRESENT, tac: { denial: "FFFFFFFFFF", online: "FFFFFFFFFF" } }), "TC"],
  ]),
  rule("absent issuer action codes", "EMV Book 3, 10.7", [
    ["denial stands for no bit", row({ tvr: "FFFFFFFFFF", iac: { online: NONE, default: NONE } }), "TC"],
    ["online stands for every bit", row({ tvr: ANY, iac: { denial: NONE, default: NONE } }), "ARQC"],
    ["online stands for every bit, and no bit is set", row({ iac: { denial: NONE, default: NONE } }), "TC"],
    [
      "default stands for every bit",
      row({ tvr: ANY, iac: { denial: NONE, online: NONE }, terminalType: OFFLINE_ONLY }),
      "AAC",
    ],
    ["an empty one is absent", row({ tvr: ANY, iac: { ...PRESENT, online: "" } }), "ARQC"],
  ]),
  rule(
    "kinds of terminal",
    "EMV Book 4, annex A1",
    (
      [
        ["11", 0x11, "ARQC"],
        ["12", 0x12, "TC"],
        ["13", 0x13, "TC"],
        ["14", 0x14, "ARQC"],
        ["15", 0x15, "TC"],
        ["16", 0x16, "TC"],
        ["24", 0x24, "ARQC"],
        ["25", 0x25, "TC"],
        ["26", 0x26, "TC"],
        ["34", 0x34, "ARQC"],
        ["35", 0x35, "TC"],
        ["36", 0x36, "TC"],
        ["27, which is none", 0x27, "ARQC"],
        ["20, which is none", 0x20, "ARQC"],
      ] as const
    ).map(
      ([name, terminalType, expected]): Row => [
        `type ${name}, no bit set`,
        row({ iac: PRESENT, terminalType }),
        expected,
      ],
    ),
  ),
  rule(
    "a load of electronic cash is never made offline",
    "emv-pboc 15",
    Object.entries(LOAD_TYPE).flatMap(([name, transactionType]): Row[] => [
      [`${name}: ARQC without any bit`, row({ iac: PRESENT, transactionType }), "ARQC"],
      [
        `${name}: ARQC by a terminal without line, which then cannot`,
        row({ iac: PRESENT, transactionType, terminalType: OFFLINE_ONLY }),
        "ARQC",
      ],
      [
        `${name}: denial counts`,
        row({ tvr: ANY, iac: PRESENT, tac: { denial: ANY }, transactionType }),
        "AAC",
      ],
    ]),
  ),
]);
