import { type BusinessTime, dateAndTime } from "../business-time.ts";
import { type Account, accountCode } from "./account.ts";
import type { Entry } from "./entry.ts";

/** One account on one day. Balances are debits less credits; `debitFen` and `creditFen` are never negative. */
export type DayLine = {
  readonly account: Account;
  readonly code: string;
  readonly openingFen: bigint;
  readonly debitFen: bigint;
  readonly creditFen: bigint;
  readonly closingFen: bigint;
};

export type DayFigures = {
  /** `2026-11-23`, by the shop's clock. */
  readonly day: string;
  readonly entryCount: number;
  /** Every account that has ever been posted to until that day, in the order of their codes. */
  readonly lines: readonly DayLine[];
};

/** `2026-11-23`, by the clock of the shop where the row was written. */
function dayOf(at: BusinessTime): string {
  return dateAndTime(at).slice(0, 10);
}

/**
 * Sums up one day out of all entries. The day of an entry is that of its row, whatever order the rows are in: a clock that
 * was set back puts later rows into an earlier day, and opening balances hold everything of earlier days.
 */
export class DayBook {
  readonly #day: string;
  readonly #lines = new Map<
    string,
    { account: Account; openingFen: bigint; debitFen: bigint; creditFen: bigint }
  >();
  #entryCount = 0;

  constructor(day: string) {
    this.#day = day;
  }

  /** Gives whether the entry is of this day. */
  add({ at, postings }: Entry): boolean {
    const day = dayOf(at);
    if (day > this.#day) return false;
    const isOfDay = day === this.#day;
    if (isOfDay) this.#entryCount += 1;
    for (const { account, amountFen } of postings) {
      const line = this.#line(account);
      if (!isOfDay) line.openingFen += amountFen;
      else if (amountFen > 0n) line.debitFen += amountFen;
      else line.creditFen -= amountFen;
    }
    return isOfDay;
  }

  #line(account: Account) {
    const code = accountCode(account);
    const line = this.#lines.get(code) ?? { account, openingFen: 0n, debitFen: 0n, creditFen: 0n };
    this.#lines.set(code, line);
    return line;
  }

  get figures(): DayFigures {
    const lines = [...this.#lines]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, line]) => ({
        ...line,
        code,
        closingFen: line.openingFen + line.debitFen - line.creditFen,
      }));
    return { day: this.#day, entryCount: this.#entryCount, lines };
  }
}
