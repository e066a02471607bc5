import type { ChainHead } from "../domain/books/chain-heads.ts";

/**
 * The technical log: what happened around the money, for whoever has to find out why. Every event is in the
 * catalogue of `main/audit/event-catalogue-table.ts` with the fields that it may carry; anything else is
 * dropped before it is written, so that a slip of ours cannot put card data into a file.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface AuditLog {
  write(event: string, fields?: LogFields): void;
  /** The end of the log's hash chain, for the Z; absent where nothing is kept. */
  head?(): ChainHead | undefined;
}
