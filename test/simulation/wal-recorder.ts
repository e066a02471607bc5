import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Commit, Journal } from "../../main/ports/journal.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";

/** What lay on the disk at the moment in which a commit had returned. */
export type CommitCopy = {
  readonly commit: Commit;
  /** Number of the last row, and its hash. */
  readonly seq: number;
  readonly hash: string;
  readonly database: Buffer;
  readonly wal: Buffer;
};

/**
 * Keeps a copy of database and WAL after each commit. The copy is whole: the runner decides one commit after the
 * other and waits for this one to return, and nothing else writes.
 */
export class WalRecorder {
  readonly copies: CommitCopy[] = [];
  readonly #dataDirectory: () => string;

  constructor(dataDirectory: () => string) {
    this.#dataDirectory = dataDirectory;
  }

  /** For `substitutes.journal` of a terminal. */
  readonly watch = (journal: Journal): Journal => ({
    ...journal,
    commit: async (commit) => {
      const committed = await journal.commit(commit);
      if (committed.ok) this.#keep(commit, committed.value);
      return committed;
    },
  });

  #keep(commit: Commit, head: { readonly seq: number; readonly hash: string }): void {
    const file = join(this.#dataDirectory(), DATABASE_FILE);
    const read = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
    const last = this.copies.at(-1);
    const database = read(file);
    // A day of copies stays small: most commits leave the database file alone.
    const isSame = last?.database.equals(database) === true;
    const { seq, hash } = head;
    this.copies.push({
      commit,
      seq,
      hash,
      database: isSame ? last.database : database,
      wal: read(`${file}-wal`),
    });
  }
}
