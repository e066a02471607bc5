/** Until when offline payments of one kind of card can be claimed; the dates are made in `deadlines.ts`. */
export type DeadlineRule = {
  /** For people, for example `UnionPay e-cash`. */
  readonly name: string;
  /** Hex. */
  readonly aidPrefix?: string;
  readonly panPrefix?: string;
  /** Calendar days after the day of the payment, until its upload. */
  readonly uploadDays: number;
  /** Calendar days after the day on which the host refused it, or the upload's last day passed, until the voucher is handed in. */
  readonly voucherDays: number;
};
