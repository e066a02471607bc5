import { sumFen } from "../money.ts";
import { type Account, accountCode } from "./account.ts";
import type { Posting } from "./entry.ts";

export type AccountBalance = {
  readonly account: Account;
  readonly code: string;
  readonly balanceFen: bigint;
};

/** Running balances of all accounts: as many as there are hosts and VAT rates, however long the journal is. */
export class Balances {
  readonly #balances = new Map<string, { readonly account: Account; balanceFen: bigint }>();

  post(postings: readonly Posting[]): void {
    for (const { account, amountFen } of postings) {
      const code = accountCode(account);
      const held = this.#balances.get(code);
      if (held === undefined) this.#balances.set(code, { account, balanceFen: amountFen });
      else held.balanceFen += amountFen;
    }
  }

  of(account: Account): bigint {
    return this.#balances.get(accountCode(account))?.balanceFen ?? 0n;
  }

  /** All accounts together: zero, or an entry was not balanced. */
  get sumFen(): bigint {
    return sumFen([...this.#balances.values()].map(({ balanceFen }) => balanceFen));
  }

  /** Every account that was ever posted to, in the order of their codes. */
  get list(): readonly AccountBalance[] {
    return [...this.#balances]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { account, balanceFen }]) => ({ account, code, balanceFen }));
  }
}
