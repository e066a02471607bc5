import type { Result, Sent } from "../domain/result.ts";

export type CashDrawerFault = { readonly kind: "unplugged" | "noAnswer"; readonly sent: Sent };

export interface CashDrawer {
  /** Sends one pulse. A drawer does not say whether it opened. */
  open(): Promise<Result<void, CashDrawerFault>>;
}
