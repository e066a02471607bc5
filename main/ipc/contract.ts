import { z } from "zod";
import type { CardBalance, CardLogRow, CardStep, CardWay } from "./card-views.ts";
import type { DeadlineView, PreflightView } from "./risk-views.ts";

/**
 * The one contract between the terminal and its faces: Electron's pages and the browser's. Three kinds of calls:
 * `command` (an intent, with a `commandId` that makes it happen once), `query` (reads, never the journal's writer), and
 * `view` (pushed whole after every change). Money is whole fen in a JSON number; times are texts of the shop's wall
 * clock. Nothing is computed on the other side: prices, totals, rights and sentences come from here.
 */

export type { CardBalance, CardLogRow, CardStep, CardWay } from "./card-views.ts";
export { CONTRACT_VERSION } from "./contract-version.ts";
export type { PreflightView } from "./risk-views.ts";

const FEN_MAX = 999_999_999_999;
const TEXT_MAX = 200;
const QUANTITY_MILLI_MAX = 9_999_999;

const fen = z.int().min(0).max(FEN_MAX);
const id = z.string().min(1).max(64);
const text = z.string().max(TEXT_MAX);
const lineNumber = z.int().min(1).max(10_000);
/** Thousandths of a piece or kilogram. */
const quantityMilli = z.int().min(1).max(QUANTITY_MILLI_MAX);
/** Part of the price that is given up: so many fen, or so many per mille. */
const discount = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("amount"), amountFen: fen }),
  z.strictObject({ kind: z.literal("perMille"), perMille: z.int().min(0).max(1000) }),
]);

const intent = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ kind: z.literal(kind), ...shape });

/** What a person can want. Which of them is possible now stands in the view; the rest is refused with a sentence. */
const commandSchema = z.discriminatedUnion("kind", [
  // Who works
  intent("signIn", { operator: text, pin: z.string().max(12) }),
  intent("lock", {}),
  intent("setLanguage", { language: z.enum(["zh-CN", "en"]) }),
  // The shift
  intent("openShift", { floatFen: fen }),
  intent("reportX", {}),
  intent("closeShift", { countedFen: fen }),
  // The basket. The sale is opened by its first line.
  intent("scan", { code: text }),
  intent("addItem", { code: text, quantityMilli: quantityMilli.optional() }),
  intent("addAmount", { amountFen: fen, name: text.optional() }),
  intent("setQuantity", { lineNumber, quantityMilli }),
  intent("removeLine", { lineNumber }),
  intent("discountLine", { lineNumber, discount: discount.nullable() }),
  intent("discountBasket", { discount: discount.nullable() }),
  intent("hold", {}),
  intent("resume", { saleId: id }),
  intent("cancelSale", {}),
  // Money
  intent("beginTender", {}),
  intent("backToBasket", {}),
  intent("tenderCash", { givenFen: fen.optional() }),
  /** The page makes the `paymentId` and keeps it until a view shows it: asked twice, it is one payment. */
  intent("startPayment", { paymentId: id, amountFen: fen.optional() }),
  intent("cancelCard", {}),
  intent("chooseApplication", { index: z.int().min(0).max(50) }),
  intent("confirmSameCard", { again: z.boolean() }),
  intent("confirmDocument", { matches: z.boolean() }),
  intent("confirmSignature", { accepted: z.boolean() }),
  /** Leaves the outcome on the screen behind and begins anew. */
  intent("nextCustomer", {}),
  // What was sold
  intent("voidSale", { saleId: id }),
  intent("reprint", { documentId: id }),
  // Electronic cash
  /** As with `startPayment`: asked twice, it is one load. Of cash that has been handed over before, or of the card's account. */
  intent("startLoad", { paymentId: id, amountFen: fen.min(1), from: z.enum(["cash", "boundAccount"]) }),
  /** What the card holds, and what it has done with it; no money moves. */
  intent("readCard", {}),
  // The bank
  intent("recover", {}),
  intent("upload", {}),
  intent("pauseUpload", {}),
  intent("settle", {}),
  /** A notice was read. */
  intent("dismiss", { noticeId: id }),
]);

export const commandRequestSchema = z.strictObject({ commandId: id, command: commandSchema });

export const querySchema = z.discriminatedUnion("kind", [
  /** Goods by code, name, pinyin or initials, best first. */
  z.strictObject({
    kind: z.literal("items"),
    text,
    offset: z.int().min(0).max(1_000_000),
    limit: z.int().min(1).max(100),
  }),
  /** Sales, newest first; the text is a receipt number, a voucher number, an amount or the end of a card number. */
  z.strictObject({
    kind: z.literal("sales"),
    text,
    beforeSaleNumber: z.int().min(1).optional(),
    limit: z.int().min(1).max(100),
  }),
  /** The papers of a sale, as rows of the paper. */
  z.strictObject({ kind: z.literal("papers"), saleId: id }),
  z.strictObject({ kind: z.literal("preview"), saleId: id }),
  /** One paper by its own name, such as the X that a notice speaks of. */
  z.strictObject({ kind: z.literal("paper"), documentId: id }),
  /** Today's sales by hour and tender. */
  z.strictObject({ kind: z.literal("today") }),
]);

export type TillCommand = z.infer<typeof commandSchema>;
export type TillCommandKind = TillCommand["kind"];
export type CommandRequest = z.infer<typeof commandRequestSchema>;
export type TillQuery = z.infer<typeof querySchema>;
export type Discount = z.infer<typeof discount>;

/** What became of a command. A refusal has its sentence in the view's language, and changed nothing. */
export type CommandAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: string; readonly sentence: string };

export type Language = "zh-CN" | "en";

/** A sum with its two names: what to show, and what to say when it is zero is the page's own matter. */
export type ItemRow = {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly pinyin: string;
  readonly priceFen: number;
  readonly unit: "piece" | "kilogram";
  readonly vatRatePercent: number;
};

export type BasketLine = {
  readonly lineNumber: number;
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly unit: "piece" | "kilogram";
  readonly quantityMilli: number;
  /** The sum stands on a scale's label: the quantity cannot be changed. */
  readonly isLabelled?: true;
  readonly priceFen: number;
  readonly discount?: Discount;
  readonly discountFen: number;
  /** After the discount. */
  readonly sumFen: number;
};

export type TenderView = {
  readonly tenderNumber: number;
  readonly kind: "cash" | "card";
  readonly amountFen: number;
  readonly status: "paid" | "pending" | "failed" | "voided";
  readonly maskedPan?: string;
  /** Of a card: the payment that the page began. */
  readonly paymentId?: string;
  /** Approved by the card alone, and not uploaded yet. */
  readonly isUnsent?: true;
};

export type BasketView = {
  readonly saleId?: string;
  readonly saleNumber?: number;
  readonly lines: readonly BasketLine[];
  readonly itemCount: number;
  readonly discount?: Discount;
  /** Everything that was given up by discounts. */
  readonly savedFen: number;
  readonly totalFen: number;
  readonly tenders: readonly TenderView[];
  readonly paidFen: number;
  readonly dueFen: number;
};

export type Tone = "good" | "bad" | "waiting" | "unknown" | "quiet";

/** One screen a state. */
export type ScreenView =
  | { readonly screen: "setUp"; readonly sentence: string }
  | {
      readonly screen: "locked";
      readonly operators: readonly { readonly name: string; readonly role: string }[];
    }
  | { readonly screen: "shiftClosed" }
  | { readonly screen: "selling" }
  | {
      readonly screen: "tender";
      /** Notes and coins that people are likely to hand over, the exact amount first. */
      readonly quickCashFen: readonly number[];
      /** What cash has to be after rounding. */
      readonly cashDueFen: number;
      readonly cardPossible: boolean;
      /** Why not, when it is not. */
      readonly cardSentence?: string;
    }
  | {
      readonly screen: "card";
      /** Whether it pays a sale or takes one back. */
      readonly purpose?: "sale" | "void" | "load" | "reading";
      /** The payment that the page began; absent while a sale is taken back. */
      readonly paymentId?: string;
      readonly step: CardStep;
      /** While a card is waited for: what this lane can do with one. */
      readonly ways?: readonly CardWay[];
      readonly amountFen: number;
      readonly sentence: string;
      /** Whether `cancelCard` still ends it without money moving. */
      readonly canCancel: boolean;
      readonly choice?:
        | { readonly kind: "application"; readonly labels: readonly string[] }
        | { readonly kind: "sameCard"; readonly amountFen: number }
        /** Tag 9F62: 00 identity card, 01 officer, 02 passport, 03 entry permit, 04 temporary card, 05 other. */
        | {
            readonly kind: "identityDocument";
            readonly documentType: number;
            readonly documentNumber: string;
          };
    }
  /** A card tender did not come through; the sale is still there. */
  | { readonly screen: "cardFailed"; readonly tone: Tone; readonly sentence: string; readonly hint?: string }
  | {
      readonly screen: "signature";
      readonly amountFen: number;
      readonly maskedPan: string;
      readonly sentence: string;
    }
  | {
      readonly screen: "done";
      readonly tone: Tone;
      readonly sentence: string;
      readonly receiptNumber: number;
      /** What was paid, rounded as cash is; negative for a sale that was taken back. */
      readonly totalFen: number;
      /** What goes back into the customer's hand. */
      readonly changeFen: number;
      readonly saleId: string;
      /** Of electronic cash, as far as the card has told. */
      readonly cardBalances?: readonly CardBalance[];
    }
  /** A load, or a look at a card, has come to its end. */
  | {
      readonly screen: "cardService";
      readonly tone: Tone;
      readonly sentence: string;
      /** What to do with the cash that was taken for a load. */
      readonly hint?: string;
      readonly cardBalances: readonly CardBalance[];
      /** The newest first; absent where the card was not asked, or keeps none. */
      readonly cardLog?: readonly CardLogRow[];
    }
  /** The bank is being told: cash goes on after it, cards wait. */
  | { readonly screen: "bank"; readonly work: "recover" | "upload" | "settle"; readonly sentence: string };

export type ProgressView = {
  readonly work: "recover" | "upload" | "settle";
  readonly sentence: string;
  readonly doneCount: number;
  readonly totalCount: number;
  readonly doneFen: number;
  readonly totalFen: number;
  readonly remainingMs?: number;
  readonly canPause: boolean;
};

export type DeviceView = {
  readonly device: "cardReader" | "pinPad" | "printer" | "cashDrawer" | "host" | "scanner";
  readonly state: "ok" | "warning" | "missing" | "unknown";
  /** What it is, or what is wrong, whether money moved, and what to do. */
  readonly sentence: string;
};

export type NoticeView = {
  readonly noticeId: string;
  readonly tone: Tone;
  readonly sentence: string;
  /** A sound that belongs to it. */
  readonly sound?: "scan" | "unknownScan" | "approved" | "declined";
  /** A paper that it speaks of: ask for it with the query `paper`. */
  readonly documentId?: string;
};

export type HeldSale = {
  readonly saleId: string;
  readonly saleNumber: number;
  readonly itemCount: number;
  readonly totalFen: number;
  readonly paidFen: number;
  /** In the view's language. */
  readonly firstItem: string;
  readonly since: string;
};

/** The state of the line and of what is owed over it. */
export type BankView = {
  readonly state: "online" | "offline" | "notSignedIn" | "notConfigured";
  readonly sentence: string;
  readonly offlineSince?: string;
  readonly unsentCount: number;
  readonly atRiskFen: number;
  readonly reversalsDue: number;
  readonly needsPerson: number;
  readonly readyHours?: number;
  readonly batchNumber: number;
  readonly settling: boolean;
  /** How long the till could go on without its bank, what ends it first, and what to do about it. */
  readonly preflight?: PreflightView;
  /** Offline payments that have to be sent or handed in soon, the most urgent first. */
  readonly deadlines?: readonly DeadlineView[];
};

/** Everything that a face shows. A new one replaces the last; `revision` goes up by one with each. */
export type TillView = {
  readonly contractVersion: number;
  readonly revision: number;
  readonly language: Language;
  readonly shopName: string;
  /** The devices are simulated, or the books are for practice: said on every screen. */
  readonly training: boolean;
  /** `YYYY-MM-DD HH:MM` of the shop. */
  readonly now: string;
  readonly operator?: { readonly name: string; readonly role: "owner" | "manager" | "cashier" };
  readonly shift?: { readonly shiftNumber: number; readonly openedAt: string; readonly openedBy: string };
  readonly screen: ScreenView;
  readonly basket: BasketView;
  readonly held: readonly HeldSale[];
  readonly bank: BankView;
  readonly devices: readonly DeviceView[];
  readonly progress?: ProgressView;
  readonly notices: readonly NoticeView[];
  /** The commands that can be given now; buttons of others are not shown or are disabled. */
  readonly possible: readonly TillCommandKind[];
};

export type SaleRow = {
  readonly saleId: string;
  readonly saleNumber: number;
  readonly receiptNumber?: number;
  readonly status: "open" | "completed" | "cancelled" | "voiding" | "voided";
  readonly at: string;
  readonly operator: string;
  readonly totalFen: number;
  readonly tenders: readonly TenderView[];
  readonly unsent: boolean;
  readonly canVoid: boolean;
};

export type PaperView = {
  readonly documentId?: string;
  readonly title: string;
  /** Rows exactly as on the paper, in columns of a fixed pitch; full-width characters count two. */
  readonly rows: readonly {
    readonly text: string;
    readonly isDouble: boolean;
    readonly isBold: boolean;
    readonly align: "left" | "centre" | "right";
    /** Twice as high, of normal width. */
    readonly isTall?: true;
    /** A line across the paper; the text has its dashes. */
    readonly isRule?: true;
    /** The content of a QR code that stands here. */
    readonly qr?: string;
  }[];
  readonly columns: number;
  readonly print?: "printed" | "notKnown" | "failed" | "pending" | "notTried";
};

export type TodayView = {
  readonly hours: readonly {
    readonly hour: number;
    readonly cashFen: number;
    readonly cardFen: number;
    readonly offlineFen: number;
    readonly count: number;
  }[];
  readonly saleCount: number;
  readonly totalFen: number;
};

export type QueryAnswers = {
  /** With `isMore` there are at least `totalCount`: nobody reads on that far, so they are not counted. */
  readonly items: {
    readonly rows: readonly ItemRow[];
    readonly totalCount: number;
    readonly isMore?: boolean;
  };
  readonly sales: { readonly rows: readonly SaleRow[] };
  readonly papers: { readonly papers: readonly PaperView[] };
  readonly preview: { readonly papers: readonly PaperView[] };
  readonly paper: { readonly papers: readonly PaperView[] };
  readonly today: TodayView;
};
