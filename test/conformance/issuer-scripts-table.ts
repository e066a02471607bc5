import { concatBytes, fromHex, toHex } from "../../main/domain/bytes.ts";
import { encodeTlv } from "../../simulators/issuer/tlv.ts";
import type { ProfileCardOptions } from "../unit/domain/emv/profile-card.ts";
import { sale } from "../unit/domain/emv/sale.ts";
import { commandsOf } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.10: scripts 71 and 72. */

const PUT = "04DA9F790A00000010009995FD68F5";
const UNBLOCK = "841800000411223344";
const BLOCK = "841E00000411223344";
const ACCEPTING: ProfileCardOptions = { answers: { "04DA": "9000", "8418": "9000", "841E": "9000" } };
const refusing = (sw: string): ProfileCardOptions => ({
  answers: { "04DA": "9000", "8418": "9000", "841E": sw },
});

function script(tag: 0x71 | 0x72, id: string | undefined, ...commands: readonly string[]): string {
  const head = id === undefined ? new Uint8Array() : encodeTlv(0x9f18, fromHex(id));
  return toHex(
    encodeTlv(tag, concatBytes(head, ...commands.map((command) => encodeTlv(0x86, fromHex(command))))),
  );
}

/** What was sent behind the host's answer; DF31; TVR byte 5; whether the TSI tells of a script; and the end. */
function ran(iccData: string, card: ProfileCardOptions, approved = true): string {
  const host = {
    kind: "hostAnswered",
    approved,
    responseCode: approved ? "00" : "51",
    iccData: fromHex(iccData),
  } as const;
  const { result, requests } = sale(card, { host });
  if (result.kind === "ended") return result.reason;
  const online = requests.findIndex(({ kind }) => kind === "goOnline");
  const sent = commandsOf(requests.slice(online)).map((command) => command.slice(0, 4));
  const { tvr, tsi } = result.cryptogram;
  const performed = ((tsi[0] ?? 0) & 0x04) === 0 ? "" : " TSI";
  return `${sent.join(" ")} ${toHex(result.scriptResults ?? new Uint8Array()) || "no result"} ${toHex(tvr.subarray(4))}${performed} ${result.by}`;
}

const row =
  (iccData: string, card: ProfileCardOptions = ACCEPTING, approved = true): Row[1] =>
  () =>
    ran(iccData, card, approved);

const many = (count: number): readonly string[] => Array.from({ length: count }, () => "84180000");

const statusRows: readonly Row[] = (
  [
    ["9000", true],
    ["6200", true],
    ["6283", true],
    ["63C1", true],
    ["6400", false],
    ["6581", false],
    ["6700", false],
    ["6985", false],
    ["6A80", false],
    ["6D00", false],
  ] as const
).map(([sw, isSuccess]) => [
  `${sw} is ${isSuccess ? "success" : "failure, and the rest of the script is not sent"}`,
  row(script(0x71, "AABBCCDD", BLOCK, UNBLOCK), refusing(sw)),
  isSuccess ? "841E 8418 80AE 20AABBCCDD 00 TSI online" : "841E 80AE 11AABBCCDD 20 TSI online",
]);

const failingRows: readonly Row[] = [1, 2, 13, 14, 15, 16].map((position) => [
  `command ${position} fails: nibble ${position < 15 ? position.toString(16).toUpperCase() : "F"}`,
  () =>
    ran(script(0x71, "00000001", ...many(position - 1), "841E0000"), refusing("6985"))
      .split(" ")
      .at(-4) ?? "",
  `1${position < 15 ? position.toString(16).toUpperCase() : "F"}00000001`,
]);

const unreadableRows: readonly Row[] = (
  [
    ["no command", script(0x71, "AABBCCDD"), "00AABBCCDD"],
    [
      "two identifiers",
      "71" + "17" + "9F180400000001" + "9F180400000002" + "8607" + "84180000021122",
      "0000000001",
    ],
    ["an identifier of three bytes", "71" + "0F" + "9F1803000001" + "8607" + "84180000021122", "0000000000"],
    ["content that is no TLV list", "7103860584", "0000000000"],
  ] as const
).map(([name, iccData, results]) => [
  `${name}: nothing of it is sent`,
  row(iccData),
  `80AE ${results} 20 TSI online`,
]);

export const issuerScriptsStep = step("SCR", "Issuer scripts", [
  rule("71 before, 72 behind the second GENERATE AC", "EMV Book 3, 10.10", [
    ["71", row(script(0x71, "00000001", PUT)), "04DA 80AE 2000000001 00 TSI online"],
    ["72", row(script(0x72, "00000001", PUT)), "80AE 04DA 2000000001 00 TSI online"],
    [
      "both, results in the order of the answer",
      row(script(0x72, "00000002", BLOCK) + script(0x71, "00000001", PUT)),
      "04DA 80AE 841E 20000000022000000001 00 TSI online",
    ],
    [
      "two of 71 in their order",
      row(script(0x71, "00000001", PUT) + script(0x71, "00000002", UNBLOCK)),
      "04DA 8418 80AE 20000000012000000002 00 TSI online",
    ],
    [
      "behind EXTERNAL AUTHENTICATE",
      row(`910A${"A1".repeat(10)}${script(0x71, "00000001", PUT)}`),
      "0082 04DA 80AE 2000000001 00 TSI online",
    ],
    [
      "for a host that declines as well",
      row(script(0x71, "00000001", BLOCK), ACCEPTING, false),
      "841E 80AE 2000000001 00 TSI online",
    ],
    ["no script: no result, and no bit", row("8A023030"), "80AE no result 00 online"],
    [
      "an answer that is no TLV list has no script",
      row(`${script(0x71, "00000001", PUT)}72`),
      "80AE no result 00 online",
    ],
    [
      "commands are sent as they are",
      () => {
        const host = {
          kind: "hostAnswered",
          approved: true,
          responseCode: "00",
          iccData: fromHex(script(0x71, undefined, PUT)),
        } as const;
        return commandsOf(sale(ACCEPTING, { host }).requests)
          .filter((command) => command.startsWith("04DA"))
          .join();
      },
      PUT,
    ],
    [
      "without 9F18 the identifier is zeros",
      row(script(0x71, undefined, PUT)),
      "04DA 80AE 2000000000 00 TSI online",
    ],
  ]),
  rule("status words of a script's command", "EMV Book 3, 10.10", statusRows),
  rule("which command failed", "EMV Book 3, 10.10; emv-pboc 12", failingRows),
  rule("TVR: before and behind the second GENERATE AC", "EMV Book 3, annex C5", [
    [
      "71 fails: B5b6",
      row(script(0x71, "00000001", BLOCK), refusing("6985")),
      "841E 80AE 1100000001 20 TSI online",
    ],
    [
      "72 fails: B5b5, and the decision stands",
      row(script(0x72, "00000001", BLOCK), refusing("6985")),
      "80AE 841E 1100000001 10 TSI online",
    ],
    [
      "both fail",
      row(script(0x71, "00000001", BLOCK) + script(0x72, "00000002", BLOCK), refusing("6985")),
      "841E 80AE 841E 11000000011100000002 30 TSI online",
    ],
    [
      "one fails, the next one is run",
      row(script(0x71, "00000001", BLOCK) + script(0x71, "00000002", UNBLOCK), refusing("6985")),
      "841E 8418 80AE 11000000012000000002 20 TSI online",
    ],
  ]),
  rule("scripts that cannot be read", "EMV Book 3, 10.10", [
    ...unreadableRows,
    [
      "a command of three bytes is not sent",
      row(script(0x71, "00000001", "841E00")),
      "80AE 1100000001 20 TSI online",
    ],
    [
      "a command whose Lc does not fit is not sent",
      row(script(0x71, "00000001", "841E00000511223344")),
      "80AE 1100000001 20 TSI online",
    ],
    ["33 commands are too many", row(script(0x71, "00000001", ...many(33))), "80AE 0000000001 20 TSI online"],
    [
      "the results of sixteen scripts have room",
      () =>
        String(
          (
            ran(Array.from({ length: 17 }, () => script(0x71, "00000001", UNBLOCK)).join(""), ACCEPTING)
              .split(" ")
              .at(-4) ?? ""
          ).length / 10,
        ),
      "16",
    ],
  ]),
  rule("the card is gone", "EMV Book 3, 10.10; money.md rule 6", [
    [
      "at 71: reversal, and the command counts as failed",
      row(script(0x71, "00000001", BLOCK), { removedAt: "841E" }),
      "841E 1100000001 20 TSI hostApprovedCardDeclined",
    ],
    [
      "at 72: the approval stands",
      row(script(0x72, "00000001", BLOCK), { removedAt: "841E" }),
      "80AE 841E 1100000001 10 TSI online",
    ],
    [
      "before 72 could be run, it stays not run",
      row(script(0x72, "00000001", BLOCK), { removedAt: "80AE40" }),
      "80AE 0000000001 00 hostApprovedCardDeclined",
    ],
  ]),
]);
