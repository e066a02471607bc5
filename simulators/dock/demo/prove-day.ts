import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatYuan } from "../../../main/domain/money.ts";
import { columnsOf } from "../../../main/domain/receipt/printable.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import { chartData } from "./chart-data.ts";
import { type BookRow, type CashBooks, type Comparison, compareBooks } from "./compare-books.ts";
import { CLOSING_SECOND, type DayPlan, OPENING_SECOND } from "./day-plan.ts";
import { drawChart } from "./draw-chart.ts";
import { readHostBooks, writeAlteredCopy } from "./host-books.ts";
import type { Narrator } from "./narrator.ts";
import type { PaperRoll } from "./paper-roll.ts";
import type { DayResult } from "./play-day.ts";
import { readPaper, totalsOfPaper } from "./read-paper.ts";
import { type DemoWord, word } from "./words-table.ts";

/** Fewer say nothing about two hours without a bank. */
const OFFLINE_COUNT_MIN = 20;

export type DayProof = {
  readonly agrees: boolean;
  readonly verdict: string;
  readonly netFen: bigint;
  readonly netCount: number;
};

type ProofParts = {
  readonly directory: string;
  readonly language: Language;
  readonly writeLine: (line: string) => void;
  readonly plan: DayPlan;
  readonly day: DayResult;
  readonly paper: PaperRoll;
  readonly narrator: Narrator;
  readonly ledgerFile: string;
};

/** Lays three books side by side: what the till says, what the host's file says, what the paper says. */
export async function proveDay(parts: ProofParts): Promise<DayProof> {
  const { day, narrator, language, directory, ledgerFile, plan } = parts;
  const { figures } = day;
  const till: CashBooks = {
    cardSaleCount: figures.cardSaleCount,
    cardSaleFen: BigInt(figures.cardSaleFen),
    cardVoidCount: figures.cardVoidCount,
    cardVoidFen: BigInt(figures.cardVoidFen),
    cashFen: BigInt(figures.cashFen),
  };
  const read = readPaper(parts.paper.pieces, language);
  const paper = totalsOfPaper(read.documents);
  const comparison = compareBooks(till, readHostBooks(ledgerFile, figures.tid), paper);
  narrator.say("blank");
  for (const line of tableLines(comparison, language)) parts.writeLine(line);
  narrator.say("blank");
  narrator.say("paperRead", {
    documents: read.documents.length,
    pieces: parts.paper.pieces.length,
    reprints: read.reprintCount,
    fragments: read.fragmentCount,
  });
  const alterationIsFound = showAlteration(parts, till, paper);
  if (paper.conflicts.length > 0) narrator.say("conflicts", { list: paper.conflicts.join(", ") });
  if (figures.openCount > 0) narrator.say("stillOpen", { count: figures.openCount });
  if (day.realCardSaleCount > 0) narrator.say("realCardSales", { count: day.realCardSaleCount });
  const isEnough = day.offlineCount >= OFFLINE_COUNT_MIN;
  if (!isEnough) narrator.say("tooFewOffline", { count: day.offlineCount });
  const chartFile = join(directory, "day.png");
  const data = chartData(day.sold, day.marks, {
    ...{ openingSecond: OPENING_SECOND, closingSecond: CLOSING_SECOND, outage: plan.outage },
  });
  writeFileSync(chartFile, await drawChart(data, language));
  narrator.say("files", { folder: join(directory, "paper") });
  narrator.say("chart", { file: chartFile });
  const agrees =
    comparison.agrees &&
    alterationIsFound &&
    isEnough &&
    paper.conflicts.length === 0 &&
    figures.openCount === 0;
  const { netFen, netCount } = comparison;
  return { agrees, netFen, netCount, verdict: verdictOf(comparison, agrees, language) };
}

/** The proof must be able to fail: one yuan more in one row of a copy has to be noticed. */
function showAlteration(
  { narrator, directory, ledgerFile, day, language }: ProofParts,
  till: CashBooks,
  paper: CashBooks,
): boolean {
  const { tid } = day.figures;
  const copyFile = join(directory, "host-ledger-altered.sqlite");
  const { stan, beforeFen, afterFen } = writeAlteredCopy(ledgerFile, copyFile, tid);
  narrator.say("altered", {
    stan: stan.toString().padStart(6, "0"),
    before: formatYuan(beforeFen),
    after: formatYuan(afterFen),
  });
  const altered = compareBooks(till, readHostBooks(copyFile, tid), paper);
  if (altered.agrees) narrator.say("alteredMissed");
  else narrator.say("alteredFound", { rows: differences(altered, language) });
  return !altered.agrees;
}

/** Kept in English whatever the language is: scripts look for it. */
export function verdictOf(comparison: Comparison, agrees: boolean, language: Language): string {
  const { netFen, netCount } = comparison;
  if (agrees)
    return `till = host = paper: CNY ${formatYuan(netFen)} in ${netCount} card payments, net of voids`;
  const rows = differences(comparison, language);
  return `till != host != paper${rows === "" ? "" : `: ${rows}`}`;
}

function differences({ rows }: Comparison, language: Language): string {
  return rows
    .filter(({ isEqual }) => !isEqual)
    .map(({ name, till, host, paper }) => {
      const gaps = { name: word(language, `row.${name}`), till, host: host ?? "-", paper };
      return word(language, "difference.row", gaps);
    })
    .join("; ");
}

const NAME_COLUMNS = 16;
const FIGURE_COLUMNS = 18;

export function tableLines({ rows }: Comparison, language: Language): string[] {
  const say = (key: DemoWord): string => word(language, key);
  const line = (name: string, figures: readonly string[], last: string): string =>
    `${padEnd(name, NAME_COLUMNS)}${figures.map((text) => padStart(text, FIGURE_COLUMNS)).join("")}  ${last}`.trimEnd();
  const rowLine = ({ name, till, host, paper, isEqual }: BookRow): string =>
    line(say(`row.${name}`), [till, host ?? "-", paper], say(isEqual ? "equal" : "notEqual"));
  return [
    line("", [say("tableTill"), say("tableHost"), say("tablePaper")], ""),
    "-".repeat(NAME_COLUMNS + 3 * FIGURE_COLUMNS + 2 + columnsOf(say("equal"))),
    ...rows.map(rowLine),
  ];
}

function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - columnsOf(text))) + text;
}
