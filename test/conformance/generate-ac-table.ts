import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { generateAc } from "../../main/domain/emv/kernel/generate-ac.ts";
import { rsaFamily } from "../../main/domain/emv/kernel/rsa-family.ts";
import { CA_KEY_80, transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { sale } from "../unit/domain/emv/sale.ts";
import { commandsOf, play } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";
import { ended } from "./outcome-words.ts";

/** EMV Book 3, 6.5.5 and 9: GENERATE AC and what the card decides with it. */

type Cryptogram = "AAC" | "TC" | "ARQC";
type Which = "first" | "second";

function ask(requested: Cryptogram, answer: string, which: Which = "first", objects = {}, withKey = false) {
  const transaction = transactionWith({ "8C": "9F0206", "8D": "8A02", ...objects });
  if (withKey) transaction.cda.iccKey = { family: rsaFamily, key: CA_KEY_80 };
  const response = answer === "gone" ? undefined : fromHex(answer);
  const { result, requests } = play(generateAc(transaction, which, requested), () => response);
  const said = result.ok
    ? `${result.value.type}${result.value.cdaFailed ? " CDA failed" : ""}`
    : result.fault.reason;
  return { said, transaction, command: commandsOf(requests)[0] ?? "none" };
}

/** Format 1: CID, ATC 1, cryptogram. */
const formatOne = (cid: string): string => `800B${cid}0001A1A2A3A4A5A6A7A89000`;
const UNUSABLE = "cardNotUsable";

const CIDS = { AAC: "00", TC: "40", ARQC: "80", AAR: "C0" } as const;
const RANK = { AAC: 0, ARQC: 1, TC: 2 } as const;
const CRYPTOGRAMS = ["AAC", "TC", "ARQC"] as const;

const answeredRows = (which: Which): readonly Row[] =>
  CRYPTOGRAMS.flatMap((requested) =>
    (["AAC", "TC", "ARQC", "AAR"] as const).map((answered): Row => {
      const isLower = answered !== "AAR" && RANK[answered] <= RANK[requested];
      const isAllowed = isLower && !(which === "second" && answered === "ARQC");
      return [
        `asked for ${requested}, answered ${answered}`,
        () => ask(requested, formatOne(CIDS[answered]), which).said,
        isAllowed ? answered : UNUSABLE,
      ];
    }),
  );

const CID = "9F270140";
const ATC = "9F36020001";
const AC = "9F2608A1A2A3A4A5A6A7A8";
const template = (content: string, tag = "77"): string =>
  `${tag}${toHex(Uint8Array.of(content.length / 2))}${content}9000`;

const formatRows: readonly Row[] = (
  [
    ["format 1", formatOne("40"), "TC"],
    ["format 1 with issuer application data", `801040${"0001A1A2A3A4A5A6A7A8"}07010103009000`, "TC"],
    [
      "format 1 with 32 bytes of issuer application data",
      `802B40${"0001A1A2A3A4A5A6A7A8"}${"00".repeat(32)}9000`,
      "TC",
    ],
    [
      "format 1 with 33 bytes of issuer application data",
      `802C40${"0001A1A2A3A4A5A6A7A8"}${"00".repeat(33)}9000`,
      UNUSABLE,
    ],
    ["format 1 without a whole cryptogram", `800A40${"0001A1A2A3A4A5A6A7"}9000`, UNUSABLE],
    ["format 2", template(CID + ATC + AC), "TC"],
    ["format 2 in another order", template(AC + CID + ATC), "TC"],
    ["format 2 without CID", template(ATC + AC), UNUSABLE],
    ["format 2 without ATC", template(CID + AC), UNUSABLE],
    ["format 2 without cryptogram", template(CID + ATC), UNUSABLE],
    ["format 2 with two CIDs", template(CID + CID + ATC + AC), UNUSABLE],
    ["format 2 with two ATCs", template(CID + ATC + ATC + AC), UNUSABLE],
    ["format 2 with two cryptograms", template(CID + ATC + AC + AC), UNUSABLE],
    ["a CID of two bytes", template(`9F27024000${ATC}${AC}`), UNUSABLE],
    ["an ATC of one byte", template(`${CID}9F360101${AC}`), UNUSABLE],
    ["a cryptogram of seven bytes", template(`${CID}${ATC}9F2607A1A2A3A4A5A6A7`), UNUSABLE],
    ["issuer application data of 33 bytes", template(`${CID}${ATC}${AC}9F1021${"00".repeat(33)}`), UNUSABLE],
    ["a record template", template(CID + ATC + AC, "70"), UNUSABLE],
    ["bytes behind the template", `${template(CID + ATC + AC).slice(0, -4)}77009000`, UNUSABLE],
    ["a length beyond the answer", "77FF9000", UNUSABLE],
    ["no data", "9000", UNUSABLE],
    [
      "a signature that nobody asked for in place of the cryptogram",
      template(`${CID}${ATC}9F4B01AA`),
      UNUSABLE,
    ],
  ] as const
).map(([name, answer, expected]) => [name, () => ask("TC", answer).said, expected]);

const statusRows: readonly Row[] = ["6985", "6A80", "6700", "6283", "6D00", "6F00"].map((sw) => [
  `status word ${sw}`,
  () => ask("TC", sw).said,
  UNUSABLE,
]);

const commandRows: readonly Row[] = CRYPTOGRAMS.flatMap((requested): Row[] => {
  const p1 = CIDS[requested];
  const signed = { AAC: "00", TC: "50", ARQC: "90" }[requested];
  return [
    [
      `${requested} without a card's key`,
      () => ask(requested, "6985").command,
      `80AE${p1}000600000000123400`,
    ],
    [
      `${requested} with a card's key`,
      () => ask(requested, "6985", "first", {}, true).command,
      `80AE${signed}000600000000123400`,
    ],
  ];
});

export const generateAcStep = step(
  "GAC",
  "Card action analysis, GENERATE AC",
  [
    rule("P1 and the data of the CDOL", "EMV Book 3, 6.5.5.2; Book 2, 6.6", [
      ...commandRows,
      [
        "the second one sends CDOL2",
        () => ask("TC", "6985", "second", { "8D": "9F0206" }).command,
        "80AE400006" + "000000001234" + "00",
      ],
      [
        "an object that card and terminal both have is the terminal's",
        () => ask("TC", "6985", "first", { "9F02": "000000000001" }).command,
        "80AE40000600000000123400",
      ],
      [
        "an object that is not there is zeros",
        () => ask("TC", "6985", "first", { "8C": "9108" }).command,
        "80AE400008" + "0000000000000000" + "00",
      ],
      [
        "the TVR as it is then",
        () => ask("TC", "6985", "first", { "8C": "9505" }).command,
        "80AE400005" + "0000000000" + "00",
      ],
      [
        "TC hash value without TDOL: SHA-1 of nothing",
        () => ask("TC", "6985", "first", { "8C": "9814" }).command,
        "80AE400014" + "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709" + "00",
      ],
      [
        "TC hash value without TDOL: TVR B5b8",
        () => toHex(ask("TC", "6985", "first", { "8C": "9814" }).transaction.tvr),
        "0000000080",
      ],
      [
        "TC hash value with TDOL: no bit",
        () => toHex(ask("TC", "6985", "first", { "8C": "9814", "97": "9F0206" }).transaction.tvr),
        "0000000000",
      ],
      [
        "TSI B1b6 when the card has answered",
        () => toHex(ask("TC", formatOne("40")).transaction.tsi),
        "2000",
      ],
      ["TSI stays where it has not", () => toHex(ask("TC", "6985").transaction.tsi), "0000"],
    ]),
    rule("the card may answer lower, never higher", "EMV Book 3, 9.3", answeredRows("first")),
    rule("the second time there is no ARQC", "EMV Book 3, 9.3", answeredRows("second")),
    rule("formats of the answer", "EMV Book 3, 6.5.5.4", formatRows),
    rule("status words", "EMV Book 3, 6.5.5.5", [
      ...statusRows,
      ["no status word", () => ask("TC", "90").said, UNUSABLE],
      ["the card is gone", () => ask("TC", "gone").said, "cardRemoved"],
    ]),
    rule("a signature was asked for", "EMV Book 2, 6.6.2; Book 4, 6.3.2.1", [
      [
        "none came with a TC",
        () => ask("TC", template(CID + ATC + AC), "first", {}, true).said,
        "TC CDA failed",
      ],
      [
        "none came with an ARQC",
        () => ask("ARQC", template(`9F270180${ATC}${AC}`), "first", {}, true).said,
        "ARQC CDA failed",
      ],
      ["an AAC needs none", () => ask("TC", template(`9F270100${ATC}${AC}`), "first", {}, true).said, "AAC"],
      ["format 1 has none", () => ask("TC", formatOne("40"), "first", {}, true).said, "TC CDA failed"],
      [
        "two signatures",
        () => ask("TC", template(`${CID}${ATC}9F4B01AA9F4B01AA`), "first", {}, true).said,
        "TC CDA failed",
      ],
      [
        "a signature of another length than the key",
        () => ask("TC", template(`${CID}${ATC}9F4B01AA`), "first", {}, true).said,
        "TC CDA failed",
      ],
      [
        "TVR B1b3 where it is wrong",
        () => toHex(ask("TC", template(CID + ATC + AC), "first", {}, true).transaction.tvr),
        "0400000000",
      ],
      [
        "nothing of the answer is kept where it is wrong",
        () => String(ask("TC", template(CID + ATC + AC), "first", {}, true).transaction.card.has(0x9f26)),
        "false",
      ],
    ]),
    rule("the card's objects cannot be replaced by its answer", "EMV Book 3, 7.1", [
      [
        "CDOL2 in the answer",
        () =>
          toHex(
            ask("TC", template(`${CID + ATC + AC}8D03FFFFFF`)).transaction.card.get(0x8d) ?? new Uint8Array(),
          ),
        "8A02",
      ],
    ]),
    rule("what the first cryptogram leads to", "EMV Book 3, 10.8; Book 4, annex A6", [
      [
        "AAC: declined, Z1, and nobody is asked",
        () => ended(sale({ first: 0x00 }).result),
        "declined offline AAC Z1",
      ],
      ["ARQC: the host is asked", () => ended(sale({ first: 0x80 }).result), "approved online TC 00"],
      [
        "more than was asked for: no message",
        () => ended(sale({ first: 0x40 }).result),
        "ended cardNotUsable beforeOnline",
      ],
      ["AAR: no message", () => ended(sale({ first: 0xc0 }).result), "ended cardNotUsable beforeOnline"],
      [
        "the card is gone at the first GENERATE AC",
        () => ended(sale({ removedAt: "80AE" }).result),
        "ended cardRemoved beforeOnline",
      ],
    ]),
  ],
  [
    {
      rule: "advice messages (CID bit 4)",
      clause: "EMV Book 3, 10.8; Book 4, 12.2.5",
      why: "the dialect has no advice message; the bit is shown and not acted on",
    },
    {
      rule: "referrals (AAR)",
      clause: "EMV Book 3, 9.2",
      why: "reserved since EMV 4.0; an AAR ends the session",
    },
  ],
);
