import type { LoadSource } from "../payment/exchange.ts";

/**
 * On which side of DE48 a load counts: debit where the host owes the shop, credit where the shop owes the host, none where
 * no money passes between the two. Unverified: cup-8583 section 8 names sales and voids only. A load from an account moves
 * money within the customer's banks; one against cash leaves the shop with money that belongs to the host.
 */
export const LOAD_SIDES: Readonly<Record<LoadSource, "debit" | "credit" | "none">> = {
  boundAccount: "none",
  cash: "credit",
  otherAccount: "none",
};
