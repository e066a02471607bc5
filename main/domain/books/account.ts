/**
 * The accounts of the books. `host` is `TID/MID`: each clearing host owes on its own. Debits are positive and credits
 * negative, so that all balances together are zero at any time.
 */
export type Account =
  | { readonly kind: PlainAccount }
  | { readonly kind: HostAccount; readonly host: string }
  | { readonly kind: RateAccount; readonly ratePercent: number };

type PlainAccount =
  /** What lies in the drawer; nothing between two shifts. */
  | "cashDrawer"
  /** The owner's cash outside the drawer: floats come from it, counted drawers go to it. */
  | "cashOutside"
  /** Paid for goods that are not handed over yet (credit), or handed back by halves (debit). Nothing once a sale is complete. */
  | "customers"
  /** Given up (debit) or gained (credit) by cash rounding, which is no discount. */
  | "cashRounding"
  /** What a count of the drawer found too little (debit) or too much (credit). */
  | "cashDifference"
  /** The other side of `unknownOutcome`. */
  | "unknownOutcomeContra"
  /** What was given up by a signed act. */
  | "writtenOff"
  /** What a fact that does not add up leaves over. Always nothing in books that agree. */
  | "suspense";

type HostAccount =
  /** Approved card payments of batches that are not settled. */
  | "cardReceivable"
  /** The same of electronic cash: the card has paid, the host has to be told. */
  | "electronicCashReceivable"
  /** Offline approvals that the host refused for good. */
  | "refusedByHost"
  /** What settled batches say that the host pays out. */
  | "settledWithHost"
  /** Cash that customers paid to have it loaded on their cards: it belongs to the bank. */
  | "loadsPayable"
  /** What may have been charged without a sale; outside profit, loss and claims, against its contra account. */
  | "unknownOutcome";

type RateAccount = /** Net of VAT, after discounts. */ "revenue" | "vat";

/** One text for each account, as it stands in exports: `card-receivable:TID/MID`, `revenue:13`, `cash-drawer`. */
export function accountCode(account: Account): string {
  const name = account.kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if ("host" in account) return `${name}:${account.host}`;
  return "ratePercent" in account ? `${name}:${account.ratePercent}` : name;
}
