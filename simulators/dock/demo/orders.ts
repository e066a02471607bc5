/** What the demo asks of its till process, one JSON object a line, and what comes back. */

type OrderedTender =
  | { readonly kind: "cash"; readonly amountFen?: number }
  /** The customer's card is in the reader by then. When it does not pay, the next tender is asked for. */
  | { readonly kind: "card" };

export type DemoOrder = {
  /** What the clock on the wall shows now: milliseconds since 1970. */
  readonly atMs: number;
} & (
  | { readonly do: "openShift"; readonly floatFen: number }
  | {
      readonly do: "sell";
      readonly items: readonly { readonly code: string; readonly count: number }[];
      readonly tenders: readonly OrderedTender[];
    }
  | { readonly do: "void"; readonly receiptNumber: number }
  /** Sends what is owed to the host, and cancels baskets that nobody pays. */
  | { readonly do: "payDebts" }
  | { readonly do: "printOwed" }
  | { readonly do: "printAgain"; readonly receiptNumber: number }
  | { readonly do: "voidsWithoutCard" }
  /** From the next card on the reader of the till's own process is used. */
  | { readonly do: "useOwnReader" }
  | { readonly do: "upload" }
  | { readonly do: "settle" }
  | { readonly do: "closeShift" }
  | { readonly do: "end" }
);

/** Figures of the till as its shift has them. Fen as numbers: twelve digits fit. */
export type DemoFigures = {
  readonly tid: string;
  readonly cardSaleCount: number;
  readonly cardSaleFen: number;
  readonly cardVoidCount: number;
  readonly cardVoidFen: number;
  readonly cashFen: number;
  readonly openCount: number;
};

/** How a sale was paid in the end. */
export type PaidTender =
  | { readonly kind: "cash"; readonly amountFen: number }
  | { readonly kind: "card"; readonly amountFen: number; readonly isOffline: boolean };

export type DemoProgress = {
  readonly doneCount: number;
  readonly totalCount: number;
  readonly doneFen: number;
  readonly totalFen: number;
  readonly remainingMs?: number;
};

export type DemoAnswer = {
  readonly ok: boolean;
  /** What a cashier would read, in the language of the demo. */
  readonly sentences: readonly string[];
  readonly receiptNumber?: number;
  readonly totalFen?: number;
  readonly tenders?: readonly PaidTender[];
  readonly count?: number;
  readonly figures?: DemoFigures;
  readonly batchNumber?: number;
  readonly balanced?: boolean;
  readonly zNumber?: number;
  /** Of the first line: where cards connect to the reader of this process. */
  readonly readerPort?: number;
};

/** A line of the till's output: progress may come before an answer. */
export type DemoLine = { readonly progress: DemoProgress } | { readonly answer: DemoAnswer };

/** Where a till process lives, and what lies on its counter. */
export type DemoTillSettings = {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly language: "zh-CN" | "en";
  readonly atMs: number;
  /** Absent: the serial lines of the configuration. */
  readonly devicePorts?: { readonly printer: number; readonly pad: number };
  /** The machine's smart-card service is used until the order comes to use the till's own reader. */
  readonly startsWithRealReader: boolean;
};
