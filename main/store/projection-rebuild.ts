import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BusinessTime } from "../domain/business-time.ts";
import type { TerminalEvent } from "../domain/event.ts";
import { documentId, paymentId, saleId } from "../domain/ids.ts";
import { step } from "../domain/step.ts";
import { currentShift, emptyWorld, type Slice, type World, withSlice } from "../domain/world.ts";
import { JournalQueries } from "./journal-queries.ts";
import { migrate } from "./migrate.ts";
import { openDatabase, type SqliteDatabase } from "./open-database.ts";
import { StateRows } from "./state-rows.ts";

/** States that wait in memory before they are written to the scratch database. More would only cost memory. */
const WAITING_COUNT_MAX = 256;

const KEY_LENGTH = 32;

/**
 * Folds the journal into state tables of its own, in a scratch database, by the same `step` and the same writer of
 * rows that the till uses. Memory does not grow with the journal: what is not at hand is read back from the scratch.
 */
export class ProjectionRebuild {
  readonly database: SqliteDatabase;
  readonly #rows: StateRows;
  readonly #queries: JournalQueries;
  readonly #waiting = new Map<string, Slice>();
  readonly #issuedSeq = new Map<string, number>();
  #world: World = emptyWorld();

  private constructor(database: SqliteDatabase) {
    this.database = database;
    this.#rows = new StateRows(database);
    this.#queries = new JournalQueries(database);
  }

  /**
   * Runs `use` with a scratch in the directory for temporary files and removes it whatever happens. It is enciphered
   * under a key that nobody keeps, because states tell names and amounts.
   */
  static with<T>(use: (rebuild: ProjectionRebuild) => T): T {
    const folder = mkdtempSync(join(tmpdir(), "jinka-verify-"));
    try {
      const database = openDatabase(join(folder, "scratch.sqlite"), randomBytes(KEY_LENGTH), "readWrite");
      try {
        migrate(database);
        // Nothing in here has to survive anything.
        database.pragma("journal_mode=OFF");
        database.pragma("synchronous=OFF");
        return use(new ProjectionRebuild(database));
      } finally {
        database.close();
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Throws an assertion of the domain when the fact contradicts those before it. */
  fold(event: TerminalEvent, at: BusinessTime, seq: number): void {
    this.#bring(event);
    const stepped = step(this.#world, event, at);
    this.#world = stepped.world;
    if (event.type === "documentIssued") this.#issuedSeq.set(event.document.id, seq);
    for (const slice of stepped.changed) this.#waiting.set(`${slice.kind}:${slice.key}`, slice);
    if (this.#waiting.size >= WAITING_COUNT_MAX) this.flush();
  }

  /** Writes what waits. To be called once more at the end. */
  flush(): void {
    this.database.transaction(() => {
      for (const slice of this.#waiting.values()) this.#rows.put(slice, this.#issuedSeq);
    })();
    this.#waiting.clear();
    this.#issuedSeq.clear();
    const { till, batches } = this.#world;
    const shift = currentShift(this.#world);
    const shifts = shift === undefined ? emptyWorld().shifts : new Map([[shift.shiftId, shift]]);
    this.#world = { ...emptyWorld(), till, batches, shifts };
  }

  /** Makes what the fact speaks about part of the world, unless it is. */
  #bring(event: TerminalEvent): void {
    if ("documentId" in event && !this.#world.documents.has(documentId(event.documentId))) {
      this.#take(this.#queries.loadDocument(event.documentId));
    }
    if ("saleId" in event && event.saleId !== undefined) this.#bringSale(event.saleId);
    if (!("paymentId" in event) || event.paymentId === undefined) return;
    if (this.#world.payments.has(paymentId(event.paymentId))) return;
    const sale = this.#queries.saleOfPayment(event.paymentId);
    if (sale !== undefined) this.#bringSale(sale);
  }

  #bringSale(id: string): void {
    if (!this.#world.sales.has(saleId(id))) this.#take(this.#queries.loadSale(id));
  }

  /** The open shift is always at hand, and newer here than in the scratch. */
  #take(slices: readonly Slice[]): void {
    this.#world = slices.filter((slice) => slice.kind !== "shift").reduce(withSlice, this.#world);
  }
}
