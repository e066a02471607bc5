import { type ChainHeads, shortHead } from "../books/chain-heads.ts";
import { formatYuan } from "../money.ts";
import type { ShiftWriteOff } from "../shift/state.ts";
import type { Language } from "../text/language.ts";
import { sixDigits } from "../text/six-digits.ts";
import { sayOfOpenItems } from "../unknown/open-item-say.ts";
import type { ReceiptLine } from "./document.ts";

/** What was written off in a shift, by name. Nothing where there was nothing. */
export function writeOffLines(writeOffs: readonly ShiftWriteOff[], language: Language): ReceiptLine[] {
  if (writeOffs.length === 0) return [];
  const lines = writeOffs.flatMap(({ number, what, stan, amountFen }): ReceiptLine[] => [
    {
      kind: "pair",
      left: sayOfOpenItems(language, "paper.onZLine", { number, stan: sixDigits(stan) }),
      right: formatYuan(amountFen),
    },
    { kind: "text", text: sayOfOpenItems(language, `what.${what}`) },
  ]);
  return [
    { kind: "rule" },
    { kind: "text", text: sayOfOpenItems(language, "paper.onZ"), bold: true },
    ...lines,
  ];
}

/** How far journal and log had come, short enough for a person to compare with what `jinka verify` says later. */
export function headLines(heads: ChainHeads | undefined, language: Language): ReceiptLine[] {
  if (heads === undefined) return [];
  const { journal, log } = heads;
  const text = (line: string, bold = false): ReceiptLine => ({ kind: "text", text: line, bold });
  const own = (key: "paper.heads" | "paper.headJournal" | "paper.headLog") => sayOfOpenItems(language, key);
  const lines = [text(own("paper.heads"), true), text(`${own("paper.headJournal")} ${shortHead(journal)}`)];
  if (log !== undefined) lines.push(text(`${own("paper.headLog")} ${shortHead(log)}`));
  return [{ kind: "rule" }, ...lines];
}
