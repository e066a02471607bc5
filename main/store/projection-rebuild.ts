import type { BusinessTime } from "../domain/business-time.ts";
import type { TerminalEvent } from "../domain/event.ts";
import { documentId, paymentId, saleId } from "../domain/ids.ts";
import { step } from "../domain/step.ts";
import { currentShift, emptyWorld, type Slice, type World, withSlices } from "../domain/world.ts";
import { JournalQueries } from "./journal-queries.ts";
import type { SqliteDatabase } from "./open-database.ts";
import { StateRows } from "./state-rows.ts";

/** States that wait in memory before they are written. More would only cost memory. */
const WAITING_COUNT_MAX = 256;

/**
 * Folds the journal into the empty state tables of a database, by the same `step` and the same writer of rows that the
 * till uses. Memory does not grow with the journal: what is not at hand is read back from those tables.
 */
export class ProjectionRebuild {
  readonly database: SqliteDatabase;
  readonly #rows: StateRows;
  readonly #queries: JournalQueries;
  readonly #waiting = new Map<string, Slice>();
  readonly #issuedSeq = new Map<string, number>();
  #world: World = emptyWorld();

  constructor(database: SqliteDatabase) {
    this.database = database;
    this.#rows = new StateRows(database);
    this.#queries = new JournalQueries(database);
  }

  /** Gives the world after the fact. Throws an assertion of the domain when the fact contradicts those before it. */
  fold(event: TerminalEvent, at: BusinessTime, seq: number): World {
    this.#bring(event);
    const stepped = step(this.#world, event, at);
    this.#world = stepped.world;
    if (event.type === "documentIssued") this.#issuedSeq.set(event.document.id, seq);
    for (const slice of stepped.changed) this.#waiting.set(`${slice.kind}:${slice.key}`, slice);
    if (this.#waiting.size >= WAITING_COUNT_MAX) this.flush();
    return stepped.world;
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
    for (const id of this.#paymentsOf(event)) this.#bringPayment(id);
  }

  /** Payments that a fact is about. Answered uploads also need the oldest payment that stays unsent: it gives its age. */
  #paymentsOf(event: TerminalEvent): readonly string[] {
    if (event.type === "uploadsBegun") return event.paymentIds;
    if (event.type === "uploadsAnswered") {
      const answered = new Set(event.results.map((result) => result.paymentId));
      const due = this.#world.batches.get(event.tid)?.uploadsDue ?? [];
      // Those that are answered and stay due are brought anyway.
      const oldestOther = due.find((id) => !answered.has(id));
      return [...answered, ...(oldestOther === undefined ? [] : [oldestOther])];
    }
    return "paymentId" in event && event.paymentId !== undefined ? [event.paymentId] : [];
  }

  #bringPayment(id: string): void {
    if (this.#world.payments.has(paymentId(id))) return;
    const sale = this.#queries.saleOfPayment(id);
    if (sale === undefined) this.#take(this.#queries.loadPayment(id));
    else this.#bringSale(sale);
  }

  #bringSale(id: string): void {
    if (!this.#world.sales.has(saleId(id))) this.#take(this.#queries.loadSale(id));
  }

  /** The open shift is always at hand, and newer here than in the tables. */
  #take(slices: readonly Slice[]): void {
    this.#world = withSlices(
      this.#world,
      slices.filter((slice) => slice.kind !== "shift"),
    );
  }
}
