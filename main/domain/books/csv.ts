import { dateAndTime } from "../business-time.ts";
import { formatYuan } from "../money.ts";
import type { Language } from "../text/language.ts";
import { accountCode } from "./account.ts";
import { accountName } from "./books-say.ts";
import type { Entry } from "./entry.ts";

/** What a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The columns of an export; docs/books.md tells what they hold. The names never change with the language. */
const COLUMNS = ["row", "time", "event", "reference", "account", "account_name", "debit_yuan", "credit_yuan"];

export const CSV_HEADER: string = csvRow(COLUMNS);

/** One record for each posting of an entry. Debits and credits are never negative; the other one is empty. */
export function csvRows({ seq, at, what, reference, postings }: Entry, language: Language): string {
  const rows = postings.map(({ account, amountFen }) =>
    csvRow([
      String(seq),
      dateAndTime(at),
      what,
      reference,
      accountCode(account),
      accountName(account, language),
      amountFen > 0n ? formatYuan(amountFen) : "",
      amountFen < 0n ? formatYuan(-amountFen) : "",
    ]),
  );
  return rows.join("");
}

/** RFC 4180: fields between quotes where they have to be, quotes doubled, records ended by CR LF. */
export function csvRow(fields: readonly string[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
