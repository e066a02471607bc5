import type { DocumentId } from "../ids.ts";
import type { Language } from "../text/language.ts";

/**
 * A piece of paper as data, independent of the printer and of the paper's width. It is stored before it is
 * printed (money.md rule 12) and never changes; `layout.ts` sets it into columns.
 */
export type ReceiptDocument = {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  /** The number that stands on the paper: one series per terminal, without gaps. Reports have their own. */
  readonly number: number;
  readonly language: Language;
  readonly lines: readonly ReceiptLine[];
};

/** What a printer has to know of a paper; one that tells nothing about money is stored nowhere. */
export type Printout = Pick<ReceiptDocument, "id" | "language" | "lines"> & { readonly kind?: DocumentKind };

export type DocumentKind =
  | "saleReceipt"
  | "voidReceipt"
  | "cardSlipMerchantCopy"
  | "cardSlipCustomerCopy"
  | "xReport"
  | "zReport"
  | "settlementReport"
  | "writeOff"
  | "dayBook"
  /** The claim of an offline payment that is handed in on paper. */
  | "manualFiling";

export type TextSize = "normal" | "tall" | "double";
export type Align = "left" | "centre" | "right";

export type ReceiptLine =
  /** Text that wraps at the paper's width. */
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: Align;
      readonly size?: TextSize;
      readonly bold?: boolean;
    }
  /** A name at the left and a figure at the right edge; the name wraps, the figure never does. */
  | {
      readonly kind: "pair";
      readonly left: string;
      readonly right: string;
      readonly size?: TextSize;
      readonly bold?: boolean;
    }
  /** A line across the paper. */
  | { readonly kind: "rule" }
  | { readonly kind: "feed"; readonly lines: number }
  /** A QR code, ASCII or UTF-8 text of at most 200 bytes. */
  | { readonly kind: "qr"; readonly data: string };
