import { assertDefined } from "../assert.ts";
import { netFen } from "../batch/state.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId } from "../ids.ts";
import { formatYuan } from "../money.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import type { World } from "../world.ts";
import { batchLoadLines } from "./batch-load-lines.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { headingLines, paperConfig } from "./heading.ts";

/** The paper of a batch that was settled: what both sides count, and what stays for a person. */
export function buildSettlementReport(world: World, tid: string, at: BusinessTime): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const batch = assertDefined(world.batches.get(tid), "the terminal number has a batch");
  const settled = assertDefined(batch.lastSettled, "a batch has just been settled");
  const { batchNumber, totals, balanced } = settled;
  const pair = (left: string, right: string, bold = false): ReceiptLine => ({
    kind: "pair",
    left,
    right,
    bold,
  });
  const figure = (key: "paper.batchSales" | "paper.batchVoids", count: number, fen: bigint) =>
    pair(say(language, key, { count }), formatYuan(fen));
  const number = sixDigits(batchNumber);
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: say(language, "paper.settlement"), align: "centre", size: "double" },
    pair(say(language, "paper.merchant"), batch.mid),
    pair(say(language, "paper.terminal"), tid),
    pair(say(language, "paper.batch"), number),
    pair(say(language, "paper.dateTime"), dateAndTime(at)),
    { kind: "rule" },
    figure("paper.batchSales", totals.saleCount, totals.saleFen),
    figure("paper.batchVoids", totals.voidCount, -totals.voidFen),
    ...batchLoadLines(totals, language),
    pair(say(language, "paper.batchNet"), formatYuan(netFen(totals)), true),
    { kind: "rule" },
    { kind: "text", text: say(language, balanced ? "paper.balanced" : "paper.unbalanced"), bold: true },
  ];
  if (!balanced) lines.push({ kind: "text", text: say(language, "paper.unbalancedMeans") });
  return {
    id: documentId(`settlement-${tid}-${batchNumber}-${at.epochMs}`),
    kind: "settlementReport",
    number: batchNumber,
    language,
    lines,
  };
}
