import type { ChainHeads } from "./books/chain-heads.ts";
import type { DayFigures } from "./books/day-book.ts";
import type { Item } from "./catalogue/item.ts";
import type { DocumentId, PaymentId, SaleId, ShiftId } from "./ids.ts";
import type { LoadSource } from "./payment/exchange.ts";
import type { Discount } from "./sale/discount.ts";
import type { TerminalConfig } from "./till/config.ts";
import type { Role } from "./till/state.ts";

/**
 * What people ask for. Whoever asks has been identified (`operator` is a name whose PIN was right) and the
 * goods have been looked up: prices, totals and rights never come from a screen.
 */
export type Command =
  | { readonly kind: "configureTerminal"; readonly config: TerminalConfig }
  | {
      readonly kind: "addOperator";
      readonly name: string;
      readonly role: Role;
      readonly credentialDigest: string;
      readonly operator?: string;
    }
  | {
      readonly kind: "openShift";
      readonly shiftId: ShiftId;
      readonly operator: string;
      readonly floatFen: bigint;
    }
  | {
      readonly kind: "closeShift";
      readonly operator: string;
      readonly countedFen: bigint;
      /** How far journal and log have come: the terminal fills it in, and the Z shows it. */
      readonly heads?: ChainHeads;
    }
  | { readonly kind: "reportX"; readonly operator: string }
  | { readonly kind: "openSale"; readonly saleId: SaleId; readonly operator: string }
  | {
      readonly kind: "addLine";
      readonly saleId: SaleId;
      readonly item: Item;
      readonly quantityMilli: number;
      /** The sum that a scale has printed on the goods. */
      readonly labelFen?: bigint;
    }
  | {
      readonly kind: "setQuantity";
      readonly saleId: SaleId;
      readonly lineNumber: number;
      readonly quantityMilli: number;
    }
  | { readonly kind: "removeLine"; readonly saleId: SaleId; readonly lineNumber: number }
  /** Without `discount` the one that was given is taken back. */
  | {
      readonly kind: "discountLine";
      readonly saleId: SaleId;
      readonly lineNumber: number;
      readonly discount?: Discount;
      readonly operator: string;
    }
  | {
      readonly kind: "discountBasket";
      readonly saleId: SaleId;
      readonly discount?: Discount;
      readonly operator: string;
    }
  | { readonly kind: "holdSale"; readonly saleId: SaleId; readonly operator: string }
  | { readonly kind: "resumeSale"; readonly saleId: SaleId; readonly operator: string }
  /** Without `givenFen` the customer hands over exactly what is due, rounded as cash is. */
  | { readonly kind: "tenderCash"; readonly saleId: SaleId; readonly givenFen?: bigint }
  | {
      readonly kind: "startPayment";
      readonly paymentId: PaymentId;
      readonly saleId: SaleId;
      readonly operator: string;
      /** The whole amount due when absent. */
      readonly amountFen?: bigint;
    }
  /** Loads electronic cash. Cash that pays for it has been handed over, and goes back if nothing is loaded. */
  | {
      readonly kind: "startLoad";
      readonly paymentId: PaymentId;
      readonly from: LoadSource;
      readonly amountFen: bigint;
      readonly operator: string;
    }
  | { readonly kind: "cancelSale"; readonly saleId: SaleId; readonly operator: string }
  /** Begins to take back a completed sale, or what was already paid of an open one. */
  | { readonly kind: "startVoid"; readonly saleId: SaleId; readonly operator: string }
  | {
      readonly kind: "startVoidPayment";
      readonly paymentId: PaymentId;
      readonly saleId: SaleId;
      readonly tenderNumber: number;
      readonly operator: string;
    }
  /** Ends a void: with its counter-document when every card tender is taken back, else by giving it up. */
  | { readonly kind: "finishVoid"; readonly saleId: SaleId; readonly operator: string }
  | {
      readonly kind: "confirmSignature";
      readonly paymentId: PaymentId;
      readonly accepted: boolean;
      readonly operator: string;
    }
  /** Closes the batch with the host; an answer to an echo has just come. */
  | { readonly kind: "startSettlement"; readonly operator: string }
  | { readonly kind: "reprint"; readonly documentId: DocumentId; readonly operator: string }
  /**
   * Writes off what is open about a payment and tried by nobody any more. Both members of staff have been identified; a
   * shop of one person names the acquirer's reference instead.
   */
  | {
      readonly kind: "writeOff";
      readonly paymentId: PaymentId;
      readonly reason: string;
      readonly operator: string;
      readonly secondOperator?: string;
      readonly acquirerReference?: string;
    }
  /** The books of a day, as they were just read from the journal, as paper. */
  | { readonly kind: "issueDayBook"; readonly figures: DayFigures; readonly operator: string }
  /** The papers by which an unsent or refused offline payment is claimed by hand. */
  | { readonly kind: "issueFiling"; readonly paymentId: PaymentId; readonly operator: string };
