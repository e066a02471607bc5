import { assertNever } from "../domain/assert.ts";

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
  | { readonly kind: "sealedRecordChanged"; readonly owner: "payment" | "operator"; readonly key: string };

/** One sentence for a technician. Values are left out: names and places are enough to find them. */
export function differenceSentence(difference: JournalDifference): string {
  switch (difference.kind) {
    case "pagesDamaged":
      return `The database file is damaged: ${difference.detail}.`;
    case "schemaDiffers":
      return `${difference.name} of the database is not as the migrations make it.`;
    case "rowMissing":
      return `Row ${difference.seq} of the journal is missing.`;
    case "rowReplaced":
      return `Row ${difference.seq} of the journal does not follow the row before it: one of them was replaced.`;
    case "rowChanged":
      return `Row ${difference.seq} of the journal was changed after it was written.`;
    case "rowUnreadable":
      return `Row ${difference.seq} of the journal cannot be read: ${difference.detail}.`;
    case "rowContradicts":
      return `Row ${difference.seq} of the journal contradicts the rows before it: ${difference.detail}.`;
    case "knownHeadMissing":
      return `The journal no longer holds row ${difference.seq} as it was noted: rows were taken from its end, or an older copy was put in its place.`;
    case "stateMissing":
      return `${difference.table} has no row ${difference.key}, but the journal tells of it.`;
    case "stateUnfounded":
      return `${difference.table} has a row ${difference.key} of which the journal knows nothing: it was added, or rows were taken from the journal's end.`;
    case "stateDiffers":
      return `${difference.table} ${difference.key} differs from the journal in ${difference.member}: it was changed, or rows were taken from the journal's end.`;
    case "sealedRecordMissing":
      return `The sealed record of ${difference.owner} ${difference.key} is missing.`;
    case "sealedRecordChanged":
      return `The sealed record of ${difference.owner} ${difference.key} was changed.`;
    default:
      return assertNever(difference);
  }
}
