import { assertDefined, assertNever } from "./assert.ts";
import type { BatchState } from "./batch/state.ts";
import type { DocumentId, PaymentId, SaleId, ShiftId } from "./ids.ts";
import type { PaymentState } from "./payment/state.ts";
import type { DocumentState } from "./receipt/document-state.ts";
import type { SaleState } from "./sale/state.ts";
import type { ShiftState } from "./shift/state.ts";
import { emptyTill, type TillState } from "./till/state.ts";

/**
 * The terminal's state at one moment: everything that is open, and whatever closed thing somebody asked for.
 * It is the fold of the journal; `step.ts` is the only way to a new one. Worlds are never changed in place.
 */
export type World = {
  readonly till: TillState;
  readonly batches: ReadonlyMap<string, BatchState>;
  readonly shifts: ReadonlyMap<ShiftId, ShiftState>;
  readonly sales: ReadonlyMap<SaleId, SaleState>;
  readonly payments: ReadonlyMap<PaymentId, PaymentState>;
  readonly documents: ReadonlyMap<DocumentId, DocumentState>;
};

/** The states that one commit stores anew, each named by its kind and key. */
export type Slice =
  | { readonly kind: "till"; readonly key: "till"; readonly state: TillState }
  | { readonly kind: "batch"; readonly key: string; readonly state: BatchState }
  | { readonly kind: "shift"; readonly key: ShiftId; readonly state: ShiftState }
  | { readonly kind: "sale"; readonly key: SaleId; readonly state: SaleState }
  | { readonly kind: "payment"; readonly key: PaymentId; readonly state: PaymentState }
  | { readonly kind: "document"; readonly key: DocumentId; readonly state: DocumentState };

export type SliceKind = Slice["kind"];

export function emptyWorld(): World {
  return {
    till: emptyTill(),
    batches: new Map(),
    shifts: new Map(),
    sales: new Map(),
    payments: new Map(),
    documents: new Map(),
  };
}

/**
 * A new world in which each slice has replaced its predecessor. Every map is copied once, however many slices
 * there are: an upload answers a hundred payments in one step, among ten thousand that are open.
 */
export function withSlices(world: World, slices: readonly Slice[]): World {
  if (slices.length === 0) return world;
  let { till } = world;
  const batches = new LazyCopy(world.batches);
  const shifts = new LazyCopy(world.shifts);
  const sales = new LazyCopy(world.sales);
  const payments = new LazyCopy(world.payments);
  const documents = new LazyCopy(world.documents);
  for (const slice of slices) {
    switch (slice.kind) {
      case "till":
        till = slice.state;
        break;
      case "batch":
        batches.set(slice.key, slice.state);
        break;
      case "shift":
        shifts.set(slice.key, slice.state);
        break;
      case "sale":
        sales.set(slice.key, slice.state);
        break;
      case "payment":
        payments.set(slice.key, slice.state);
        break;
      case "document":
        documents.set(slice.key, slice.state);
        break;
      default:
        assertNever(slice);
    }
  }
  return {
    till,
    batches: batches.map,
    shifts: shifts.map,
    sales: sales.map,
    payments: payments.map,
    documents: documents.map,
  };
}

/** A map that is copied when it is first changed. */
class LazyCopy<K, V> {
  readonly #before: ReadonlyMap<K, V>;
  #copy: Map<K, V> | undefined;

  constructor(before: ReadonlyMap<K, V>) {
    this.#before = before;
  }

  get map(): ReadonlyMap<K, V> {
    return this.#copy ?? this.#before;
  }

  set(key: K, value: V): void {
    this.#copy ??= new Map(this.#before);
    this.#copy.set(key, value);
  }
}

export function currentShift(world: World): ShiftState | undefined {
  const { currentShiftId } = world.till;
  return currentShiftId === undefined ? undefined : world.shifts.get(currentShiftId);
}

/** The batch of the configured terminal number. */
export function currentBatch(world: World): BatchState | undefined {
  const tid = world.till.config?.acquirer.tid;
  return tid === undefined ? undefined : world.batches.get(tid);
}

export function saleOf(world: World, id: SaleId): SaleState {
  return assertDefined(world.sales.get(id), "the sale has been loaded");
}

export function paymentOf(world: World, id: PaymentId): PaymentState {
  return assertDefined(world.payments.get(id), "the payment has been loaded");
}

export function documentOf(world: World, id: DocumentId): DocumentState {
  return assertDefined(world.documents.get(id), "the document has been loaded");
}
