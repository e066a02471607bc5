import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import type { Command } from "commander";
import { accountName, sayOfBooks } from "../../domain/books/books-say.ts";
import { CSV_HEADER, csvRows } from "../../domain/books/csv.ts";
import { DayBook, type DayFigures } from "../../domain/books/day-book.ts";
import type { Entry } from "../../domain/books/entry.ts";
import { formatYuan, sumFen } from "../../domain/money.ts";
import type { Language } from "../../domain/text/language.ts";
import type { ReadEntries } from "../../store/read-entries.ts";
import { sayOfClearing } from "../clearing-say.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import { openFaultSentence } from "../sentences.ts";
import type { Session } from "../session.ts";

type Options = {
  readonly day: string;
  readonly csv?: string;
  readonly print?: boolean;
  readonly operator?: string;
};

/** Reads the books without opening a terminal over them: a till may run meanwhile. Only printing needs one. */
export function addBooksCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("books")
    .description(sayOfClearing(language, "help.books"))
    .requiredOption("--day <date>", sayOfClearing(language, "help.books.day"))
    .option("--csv <file>", sayOfClearing(language, "help.books.csv"))
    .option("--print", sayOfClearing(language, "help.books.print"))
    .option("--operator <name>", sayOfClearing(language, "help.books.operator"))
    .action((options: Options, command: Command) => run(command, (session) => books(session, options)));
}

async function books(session: Session, options: Options): Promise<ExitCode> {
  const { output } = session;
  const { day, csv, print = false, operator } = options;
  if (!isDay(day)) {
    return output.fail(EXIT.usage, "usage.day", sayOfClearing(output.language, "books.day", { day }));
  }
  if (print && operator === undefined) {
    const sentence = sayOfClearing(output.language, "books.printNeedsOperator");
    return output.fail(EXIT.usage, "usage.operator", sentence);
  }
  const dayBook = new DayBook(day);
  const read =
    csv === undefined
      ? await readInto(session, (entry) => dayBook.add(entry))
      : await exportDay(session, dayBook, csv);
  if (typeof read === "number") return read;
  const { figures } = dayBook;
  if (read.damagedSeq !== undefined || read.contradiction !== undefined) return tellTrouble(session, read);
  tellFigures(session, figures);
  if (csv !== undefined) {
    output.line(sayOfBooks(output.language, "cli.written", { count: figures.entryCount, file: csv }));
  }
  if (!print || operator === undefined) return output.done({ ...figures, lines: figures.lines });
  return session.withTerminal(async (terminal) => {
    const refused = await session.identify(terminal, operator);
    if (refused !== undefined) return refused;
    const issued = await terminal.submit([{ kind: "issueDayBook", figures, operator }]);
    if (!issued.ok) return session.notDone(issued.fault);
    await terminal.idle();
    tellPapers(session, papersNumbered(terminal, "dayBook", Number(day.replaceAll("-", ""))));
    return output.done({ ...figures });
  });
}

/** A day of the calendar, as `2026-11-23`. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

async function readInto(session: Session, onEntry: (entry: Entry) => void): Promise<ReadEntries | ExitCode> {
  const { output, paths } = session;
  const { readBooks } = await import("../../compose.ts");
  const read = await readBooks({ ...paths, onEntry });
  if (read.ok) return read.value;
  const kind = `${read.fault.kind}.${read.fault.fault.kind}`;
  return output.fail(EXIT.outOfService, kind, openFaultSentence(read.fault, output.language));
}

/** Entry by entry, so that the export of a long day needs no more memory than that of a short one. */
async function exportDay(session: Session, dayBook: DayBook, file: string): Promise<ReadEntries | ExitCode> {
  const { output } = session;
  const { language } = output;
  try {
    const descriptor = openSync(file, "wx", 0o600);
    try {
      writeAll(descriptor, CSV_HEADER);
      const read = await readInto(session, (entry) => {
        if (dayBook.add(entry)) writeAll(descriptor, csvRows(entry, language));
      });
      // A file with nothing but column names looks like a day without sales.
      if (typeof read === "number") unlinkSync(file);
      return read;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const sentence = sayOfBooks(language, "cli.exists", { file, code });
    return output.fail(EXIT.refused, "refused.file", sentence);
  }
}

/** All of it: a disk that is nearly full takes a beginning and says nothing. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

function tellTrouble({ output }: Session, { damagedSeq, contradiction }: ReadEntries): ExitCode {
  const { language } = output;
  if (damagedSeq !== undefined) {
    const sentence = sayOfBooks(language, "cli.damaged", { seq: damagedSeq });
    return output.fail(EXIT.disagree, "books.rowUnreadable", sentence, { seq: damagedSeq });
  }
  const { seq = 0, reference = "" } = contradiction ?? {};
  const sentence = sayOfBooks(language, "cli.contradicts", { seq, reference });
  return output.fail(EXIT.disagree, "books.booksContradict", sentence, { contradiction });
}

function tellFigures({ output }: Session, { day, entryCount, lines }: DayFigures): void {
  const { language } = output;
  if (lines.length === 0) return output.line(sayOfBooks(language, "cli.none", { day }));
  for (const { account, openingFen, debitFen, creditFen, closingFen } of lines) {
    output.line(
      sayOfBooks(language, "cli.line", {
        name: accountName(account, language),
        opening: formatYuan(openingFen),
        debit: formatYuan(debitFen),
        credit: formatYuan(creditFen),
        closing: formatYuan(closingFen),
      }),
    );
  }
  output.line(
    sayOfBooks(language, "cli.sum", {
      day,
      count: entryCount,
      debit: formatYuan(sumFen(lines.map(({ debitFen }) => debitFen))),
      credit: formatYuan(sumFen(lines.map(({ creditFen }) => creditFen))),
      sum: formatYuan(sumFen(lines.map(({ closingFen }) => closingFen))),
    }),
  );
}
