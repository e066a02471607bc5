import type { LoadSource } from "../../../main/domain/payment/exchange.ts";
import type { DemoTillSettings } from "../../../simulators/dock/demo/orders.ts";

/** What the day asks of its till, one JSON object a line. Fen as numbers. */
export type KillOrder = {
  /** What the clock on the wall shows: milliseconds since 1970. */
  readonly atMs: number;
} & (
  | { readonly do: "sell"; readonly priceFen: number; readonly by: "cash" | "card" | "both" }
  | { readonly do: "load"; readonly amountFen: number; readonly from: LoadSource }
  /** The newest sale that the till still has in mind. */
  | { readonly do: "void" }
  | { readonly do: "payDebts" | "upload" | "settle" | "changeShift" | "end" }
);

/** What came of it; the first line comes when the till has recovered, and says where cards go in. */
export type KillAnswer = {
  readonly readerPort?: number;
  /** Of a sale that is paid: it was told to a cashier, so it has to be in the books. */
  readonly receiptNumber?: number;
};

export type KillTillSettings = Pick<
  DemoTillSettings,
  "dataDirectory" | "keyDirectory" | "atMs" | "devicePorts"
>;
