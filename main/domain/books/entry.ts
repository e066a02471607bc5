import { assert } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { TerminalEvent } from "../event.ts";
import { sumFen } from "../money.ts";
import type { Account } from "./account.ts";

/** A debit (positive) or a credit (negative) on one account. */
export type Posting = { readonly account: Account; readonly amountFen: bigint };

/** What one row of the journal means for the books. Its postings always sum to zero. */
export type Entry = {
  /** The row of the journal. */
  readonly seq: number;
  readonly at: BusinessTime;
  readonly what: TerminalEvent["type"];
  /** What it is about, as `sale 12`, `STAN 000034 batch 000001`, `Z 5`. */
  readonly reference: string;
  readonly postings: readonly Posting[];
};

/** Postings of nothing are left out. An entry that does not sum to zero is a bug of ours. */
export function balanced(postings: readonly Posting[]): readonly Posting[] {
  assert(sumFen(postings.map(({ amountFen }) => amountFen)) === 0n, "an entry sums to zero");
  return postings.filter(({ amountFen }) => amountFen !== 0n);
}

/** One amount from an account (credit) to another (debit); turned round when it is negative. */
export function transfer(amountFen: bigint, from: Account, to: Account): Posting[] {
  return [
    { account: to, amountFen },
    { account: from, amountFen: -amountFen },
  ];
}
