import type { BusinessTime } from "../business-time.ts";
import type { Item } from "../catalogue/item.ts";
import type { PaymentId, SaleId, ShiftId } from "../ids.ts";
import type { Discount } from "./discount.ts";

/** One line of the basket: the item as it was when it was rung up. */
export type SaleLine = {
  readonly lineNumber: number;
  readonly item: Item;
  /** Thousandths of a piece or of a kilogram: 2 pieces are 2000, 350 g are 350. */
  readonly quantityMilli: number;
  /** The sum that a scale has printed on the goods: it counts instead of price times quantity. */
  readonly labelFen?: bigint;
  readonly discount?: Discount;
  /** What this line costs after its own discount; a discount on the basket is not in it. */
  readonly sumFen: bigint;
};

type CashTender = {
  readonly kind: "cash";
  readonly tenderNumber: number;
  /** What this tender pays of the sale. */
  readonly amountFen: bigint;
  /** What the customer handed over, and got back. */
  readonly givenFen: bigint;
  readonly changeFen: bigint;
  readonly status: "paid" | "voided";
};

export type CardTender = {
  readonly kind: "card";
  readonly tenderNumber: number;
  readonly amountFen: bigint;
  readonly paymentId: PaymentId;
  /** `failed`: this attempt paid nothing; the customer pays the amount another way. */
  readonly status: "pending" | "paid" | "failed" | "voided";
};

export type Tender = CashTender | CardTender;

type SaleStatus =
  /** Goods are rung up, or it is being paid. */
  | "open"
  | "completed"
  /** Given up before anything was paid. */
  | "cancelled"
  /** Tenders are being taken back; some may be voided already. */
  | "voiding"
  | "voided";

export type SaleState = {
  readonly saleId: SaleId;
  /** One series per terminal; also names a sale that has no receipt yet. */
  readonly saleNumber: number;
  readonly shiftId: ShiftId;
  readonly operator: string;
  readonly openedAt: BusinessTime;
  readonly lines: readonly SaleLine[];
  readonly nextLineNumber: number;
  /** Given on the whole basket, after the discounts of its lines. */
  readonly discount?: Discount;
  /** Put aside for another customer; absent while it is the one being served. */
  readonly held?: { readonly at: BusinessTime; readonly operator: string };
  readonly tenders: readonly Tender[];
  /** Cash rounding (抹零): what the customer does not pay; positive when the shop gives up money. */
  readonly roundingFen: bigint;
  readonly status: SaleStatus;
  readonly receiptNumber?: number;
  readonly completedAt?: BusinessTime;
  readonly voidNumber?: number;
};

export type VatShare = {
  readonly vatRatePercent: number;
  /** With VAT, and the VAT in it. */
  readonly grossFen: bigint;
  readonly vatFen: bigint;
};
