import type { BooksContradiction } from "../domain/books/draughted.ts";
import type { DocumentKind } from "../domain/receipt/document.ts";

/** Numbers that go up by one and leave nothing out. Receipts and void receipts share one series. */
export type NumberSeries = "shift" | "z" | "x" | "sale" | "receipt" | "writeOff";

/** The first thing in a database that is not as the journal says. */
export type JournalDifference =
  /** SQLite's own check of pages and indexes. */
  | { readonly kind: "pagesDamaged"; readonly detail: string }
  /** A table, index or trigger is missing, added or other than the migrations make it. */
  | { readonly kind: "schemaDiffers"; readonly name: string }
  /** The number is not the one after the row before. */
  | { readonly kind: "rowMissing"; readonly seq: number }
  /** The row names another predecessor than the one that stands there. */
  | { readonly kind: "rowReplaced"; readonly seq: number }
  /** The row's hash is not that of its content. */
  | { readonly kind: "rowChanged"; readonly seq: number }
  | { readonly kind: "rowUnreadable"; readonly seq: number; readonly detail: string }
  /** The row cannot have followed the rows before it. */
  | { readonly kind: "rowContradicts"; readonly seq: number; readonly detail: string }
  /** The journal ends before, or has another row at, a place that was noted elsewhere. */
  | { readonly kind: "knownHeadMissing"; readonly seq: number }
  | { readonly kind: "stateMissing"; readonly table: string; readonly key: string }
  | { readonly kind: "stateUnfounded"; readonly table: string; readonly key: string }
  | {
      readonly kind: "stateDiffers";
      readonly table: string;
      readonly key: string;
      /** A column, or a member of the state as `body.totals.saleFen`. */
      readonly member: string;
    }
  /** A payment's card or an operator's credential: the journal names a sealed record that is not there. */
  | { readonly kind: "sealedRecordMissing"; readonly owner: "payment" | "operator"; readonly key: string }
  /** Its bytes have another digest than its name. */
  | { readonly kind: "sealedRecordChanged"; readonly owner: "payment" | "operator"; readonly key: string }
  /** A fact that does not add up, as the books see it. */
  | {
      readonly kind: "booksContradict";
      readonly seq: number;
      readonly why: BooksContradiction["kind"];
      /** What it is about, as `receipt 12`. */
      readonly reference: string;
      readonly differenceFen?: bigint;
    }
  /** The lines of a sale sum to another total than the one that was paid. */
  | { readonly kind: "saleTotalWrong"; readonly seq: number; readonly receiptNumber: number }
  /** The cash of the books is not what the shift says that the drawer should hold. */
  | {
      readonly kind: "drawerDiffers";
      readonly seq: number;
      readonly zNumber: number;
      readonly differenceFen: bigint;
    }
  /** Totals of a batch against its payments; `net` against what the books claim from the host. */
  | {
      readonly kind: "batchDiffers";
      readonly seq: number;
      readonly tid: string;
      readonly batchNumber: number;
      readonly member: string;
    }
  | {
      readonly kind: "numberGap";
      readonly seq: number;
      readonly series: NumberSeries;
      readonly expected: number;
      readonly found: number;
    }
  /** A fact without the paper that belongs to it; `seq` is the fact's. */
  | {
      readonly kind: "documentMissing";
      readonly seq: number;
      readonly document: DocumentKind;
      readonly number: number;
    }
  /** A paper about something that never happened. */
  | {
      readonly kind: "documentUnfounded";
      readonly seq: number;
      readonly document: DocumentKind;
      readonly number: number;
    }
  /** A Z names a row of the journal with another hash than stands there. */
  | { readonly kind: "headOnZWrong"; readonly seq: number; readonly zNumber: number };
