import type { Journal, JournalFault } from "../ports/journal.ts";
import type { Lookup } from "../ports/lookup.ts";

/** What passes between the client and its worker thread. Requests are answered in the order they came. */

export type JournalMethod = Exclude<keyof Journal, "close">;

export type LookupMethod = Exclude<keyof Lookup, "close">;

export type WorkerRequest = {
  readonly id: number;
  readonly method: JournalMethod | LookupMethod | "close";
  readonly args: readonly unknown[];
};

export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly fault: JournalFault }
  /** A bug of ours inside the worker: it is thrown again on the other side. */
  | { readonly id: number; readonly bug: string };

/** How the worker starts; `id` 0 of the answers tells whether it could. */
export type WorkerData = { readonly dataDir: string; readonly databaseKey: Uint8Array };

export const DATABASE_FILE = "journal.sqlite";
