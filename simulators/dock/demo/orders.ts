/** What the demo asks of its till process, one JSON object a line, and what comes back. */

type DemoPay = { readonly kind: "cash" | "card"; readonly amountFen?: number };

export type DemoOrder =
  | { readonly do: "openShift"; readonly floatFen: number }
  | {
      readonly do: "sell";
      readonly items: readonly { readonly code: string; readonly count: number }[];
      readonly pay: readonly DemoPay[];
      /** The card that the customer puts into the reader. */
      readonly card?: string;
    }
  | { readonly do: "void"; readonly receiptNumber: number; readonly card?: string }
  | { readonly do: "settleDebts" }
  | { readonly do: "closeShift"; readonly countedFen: number }
  | { readonly do: "report" }
  | { readonly do: "end" };

/** Figures of the till as its journal has them. Fen as numbers: twelve digits fit. */
export type DemoFigures = {
  readonly tid: string;
  readonly batchNumber: number;
  readonly cardSaleCount: number;
  readonly cardSaleFen: number;
  readonly cardVoidCount: number;
  readonly cardVoidFen: number;
  readonly expectedCashFen: number;
  readonly reversalsDue: number;
  readonly openCount: number;
};

export type DemoAnswer = {
  readonly ok: boolean;
  /** What a cashier would read, in the language of the demo. */
  readonly sentences: readonly string[];
  readonly receiptNumber?: number;
  readonly totalFen?: number;
  readonly figures?: DemoFigures;
  readonly zText?: string;
};

/** Where a till process lives, and whom it speaks to. */
export type DemoTillSettings = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly paperDirectory: string;
  readonly padFile: string;
  readonly hostPort: number;
  readonly language: "zh-CN" | "en";
};
