import { err } from "../../main/domain/result.ts";
import type { Journal, JournalFault } from "../../main/ports/journal.ts";

/** What goes wrong with the journal of this test: nothing, until it is told. */
export class BadDisk {
  /** Commits since the count began. */
  commitCount = 0;
  #failsAt = Number.POSITIVE_INFINITY;
  #kind: JournalFault["kind"] = "diskFull";
  #isStoredAnyway = false;

  /**
   * From the nth commit on (counted from now, from 1) every commit fails, until `mend`. `storedAnyway`: the disk has
   * it although it said no, as after a failed flush; the till may only learn of it by a restart.
   */
  breakAt(nth: number, kind: JournalFault["kind"] = "diskFull", storedAnyway = false): void {
    this.commitCount = 0;
    this.#failsAt = nth;
    this.#kind = kind;
    this.#isStoredAnyway = storedAnyway;
  }

  mend(): void {
    this.breakAt(Number.POSITIVE_INFINITY);
  }

  /** For `substitutes.journal` of a terminal. */
  readonly wrap = (journal: Journal): Journal => ({
    ...journal,
    commit: async (commit) => {
      this.commitCount += 1;
      if (this.commitCount < this.#failsAt) return journal.commit(commit);
      const isFirst = this.commitCount === this.#failsAt;
      if (this.#isStoredAnyway && isFirst) await journal.commit(commit);
      return err({ kind: this.#kind, detail: "test" });
    },
  });
}
