import { accountName, sayOfBooks } from "../books/books-say.ts";
import type { DayFigures, DayLine } from "../books/day-book.ts";
import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { documentId } from "../ids.ts";
import { formatYuan, sumFen } from "../money.ts";
import { say } from "../text/say.ts";
import type { World } from "../world.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { headingLines, paperConfig } from "./heading.ts";

/** The books of one day as paper: each account that has moved or holds something, and the sums that show that nothing is lost. */
export function buildDayBook(world: World, figures: DayFigures, at: BusinessTime): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const { day, entryCount, lines } = figures;
  const pair = (key: Parameters<typeof sayOfBooks>[1], right: string, bold = false): ReceiptLine => ({
    kind: "pair",
    left: sayOfBooks(language, key),
    right,
    bold,
  });
  const accountLines = (line: DayLine): ReceiptLine[] => [
    { kind: "text", text: accountName(line.account, language), bold: true },
    pair("paper.opening", formatYuan(line.openingFen)),
    pair("paper.debit", formatYuan(line.debitFen)),
    pair("paper.credit", formatYuan(line.creditFen)),
    pair("paper.closing", formatYuan(line.closingFen)),
  ];
  const paper: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "text", text: sayOfBooks(language, "paper.title"), align: "centre", size: "double" },
    pair("paper.day", day),
    { kind: "text", text: say(language, "paper.printed", { time: dateAndTime(at) }) },
    pair("paper.entries", String(entryCount)),
    { kind: "rule" },
    ...lines.filter(isWorthAnything).flatMap(accountLines),
    { kind: "rule" },
    pair("paper.totalDebit", formatYuan(sumFen(lines.map(({ debitFen }) => debitFen)))),
    pair("paper.totalCredit", formatYuan(sumFen(lines.map(({ creditFen }) => creditFen)))),
    pair("paper.sum", formatYuan(sumFen(lines.map(({ closingFen }) => closingFen))), true),
    { kind: "text", text: sayOfBooks(language, "paper.sign") },
  ];
  const number = Number(day.replaceAll("-", ""));
  const id = documentId(`day-book-${number}-${at.epochMs}`);
  return { id, kind: "dayBook", number, language, lines: paper };
}

function isWorthAnything({ openingFen, debitFen, creditFen }: DayLine): boolean {
  return openingFen !== 0n || debitFen !== 0n || creditFen !== 0n;
}
