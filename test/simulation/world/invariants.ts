import { assertDefined } from "../../../main/domain/assert.ts";
import { type BatchTotals, emptyTotals } from "../../../main/domain/batch/state.ts";
import { addToTotals } from "../../../main/domain/batch/step.ts";
import { encodeCanonical } from "../../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { maskPan } from "../../../main/domain/mask-pan.ts";
import { isUnderWay, type PaymentState } from "../../../main/domain/payment/state.ts";
import type { DocumentKind } from "../../../main/domain/receipt/document.ts";
import { cashLoadFen } from "../../../main/domain/shift/state.ts";
import { currentBatch, type World } from "../../../main/domain/world.ts";
import type { Ledger } from "../../../simulators/acquirer/ledger.ts";
import type { LedgerTransaction } from "../../../simulators/acquirer/ledger-types.ts";
import { TEST_ACCOUNTS } from "../../../simulators/issuer/accounts-table.ts";
import type { Books } from "./books.ts";
import type { SwitchedHotlist } from "./switched-hotlist.ts";
import { Violation } from "./violation.ts";

/** The terminal number of the sample configuration. */
export const TID = "10000001";

const PANS = TEST_ACCOUNTS.map(({ pan }) => pan);

/** What has to be true of till, host and journal after every step, whatever has gone wrong so far. */
export class Invariants {
  readonly #books: Books;
  readonly #ledger: Ledger;
  readonly #hotlist: SwitchedHotlist;
  /** Loads for cash that were begun, by their payment. */
  readonly #cashLoads = new Map<string, bigint>();
  tornCount = 0;
  #seq = 0;
  #cashFen = 0n;
  readonly #endedBatches = new Set<number>();
  /** Ended in the rows that are being looked at. */
  #justEnded: number[] = [];

  constructor(books: Books, ledger: Ledger, hotlist: SwitchedHotlist) {
    this.#books = books;
    this.#hotlist = hotlist;
    this.#ledger = ledger;
  }

  /** `world` is what the till has in memory; undefined while no till runs. */
  check(world: World | undefined): void {
    this.#checkNewRows();
    const payments = this.#books.payments();
    this.#checkMoney(payments);
    for (const batchNumber of this.#justEnded.splice(0)) this.#checkEnded(batchNumber, payments);
    this.#checkCash();
    if (world !== undefined) this.#checkWorld(world, payments);
  }

  #checkNewRows(): void {
    for (const { seq, event, body } of this.#books.rowsAfter(this.#seq)) {
      if (seq !== this.#seq + 1) throw new Violation(`row ${this.#seq + 1} of the journal is missing`);
      this.#seq = seq;
      for (const pan of PANS) {
        if (body.includes(pan))
          throw new Violation(`row ${seq} (${event.type}) holds a card number in the clear`);
      }
      this.#count(event);
    }
  }

  #count(event: TerminalEvent): void {
    if (event.type === "cashTendered") this.#cashFen += event.givenFen - event.changeFen;
    else if (event.type === "saleVoided") this.#cashFen -= event.cashReturnedFen;
    else if (event.type === "paymentStarted" && event.from === "cash")
      this.#cashLoads.set(event.paymentId, event.amountFen);
    else if (event.type === "paymentApproved") this.#countApproved(event);
    else if (event.type === "contactlessTorn") this.tornCount += 1;
    else if (event.type === "batchEnded") {
      if (this.#endedBatches.has(event.batchNumber))
        throw new Violation(`batch ${event.batchNumber} ended twice`);
      this.#endedBatches.add(event.batchNumber);
      this.#justEnded.push(event.batchNumber);
      if (!this.#ledger.isBatchClosed(event.tid, event.batchNumber))
        throw new Violation(`batch ${event.batchNumber} ended at the till and is open at the host`);
    }
  }

  #countApproved(event: Extract<TerminalEvent, { type: "paymentApproved" }>): void {
    this.#cashFen += this.#cashLoads.get(event.paymentId) ?? 0n;
    const pan = PANS.find((one) => maskPan(one) === event.card?.maskedPan);
    if (!event.offline || pan === undefined) return;
    if (this.#hotlist.isListed(pan))
      throw new Violation(`${maskPan(pan)} is listed, and was approved offline`);
    if (event.card?.hotlistVersion !== this.#hotlist.version)
      throw new Violation(
        `an offline approval names list ${event.card?.hotlistVersion}, and ${this.#hotlist.version} is in force`,
      );
  }

  /** Each payment against the host's books, and each entry of the host against the payments. */
  #checkMoney(payments: readonly PaymentState[]): void {
    const entries = new Map(this.#ledger.entries().map((entry) => [keyOf(entry), entry]));
    const taken = new Set(
      payments.flatMap((payment) => (sayOf(payment) === "notPaid" ? [] : (payment.voids ?? []))),
    );
    for (const payment of payments) {
      const entry = entries.get(keyOf(payment));
      entries.delete(keyOf(payment));
      const said = sayOf(payment);
      const held = heldOf(entry);
      if (!AGREES[said].has(held))
        throw new Violation(
          `${nameOf(payment)} is ${said} (${payment.phase}) at the till and ${held} at the host`,
        );
      if (entry !== undefined && held !== "nothing" && entry.amountFen !== payment.amountFen)
        throw new Violation(
          `${nameOf(payment)} is ${payment.amountFen} at the till and ${entry.amountFen} at the host`,
        );
      if (held === "voided" && !taken.has(payment.paymentId))
        throw new Violation(`${nameOf(payment)} is voided at the host, and no void of the till came through`);
      if (payment.voidedBy !== undefined && held !== "voided")
        throw new Violation(`${nameOf(payment)} is voided at the till and ${held} at the host`);
    }
    for (const entry of entries.values()) {
      if (heldOf(entry) !== "nothing")
        throw new Violation(
          `batch ${entry.batchNumber}, STAN ${entry.stan} is ${entry.state} at the host, and the till never started it`,
        );
    }
  }

  /** What both sides counted when the batch was settled differs only by what the till had named as parked. */
  #checkEnded(batchNumber: number, payments: readonly PaymentState[]): void {
    const counted = this.#ledger.settlement(TID, batchNumber);
    if (counted === undefined) throw new Violation(`batch ${batchNumber} ended and was never settled`);
    const isParked = payments.some(
      ({ batchNumber: its, reversal }) => its === batchNumber && reversal?.status === "parked",
    );
    if (counted.domesticFlag === "2" && !isParked)
      throw new Violation(
        `batch ${batchNumber} was settled over ${counted.stated.debitFen} less ${counted.stated.creditFen}, ` +
          `and the host had ${counted.host.debitFen} less ${counted.host.creditFen}`,
      );
  }

  /** The drawer, counted from the rows alone, is what all shifts together expect. */
  #checkCash(): void {
    let expectedFen = 0n;
    for (const { totals } of this.#books.shifts())
      expectedFen += totals.cashSaleFen - totals.cashVoidFen + cashLoadFen(totals);
    if (expectedFen !== this.#cashFen)
      throw new Violation(`shifts expect ${expectedFen} of cash, and ${this.#cashFen} changed hands`);
  }

  #checkWorld(world: World, payments: readonly PaymentState[]): void {
    const batch = currentBatch(world);
    if (batch === undefined) return;
    const mine = payments.filter(({ tid }) => tid === batch.tid);
    const due = mine.filter(({ reversal }) => reversal?.status === "due").map(({ paymentId }) => paymentId);
    if (!sameSet(due, batch.reversalsDue))
      throw new Violation(`${due.length} reversals are due, and the gate knows ${batch.reversalsDue.length}`);
    const notices = mine.filter(({ scriptNotice }) => scriptNotice?.status === "due");
    const isSame = sameSet(
      notices.map(({ paymentId }) => paymentId),
      batch.noticesDue ?? [],
    );
    if (!isSame)
      throw new Violation(`${notices.length} notices are due, ${batch.noticesDue?.length} are listed`);
    const uploads = mine.filter(({ upload }) => upload?.status === "due").map(({ paymentId }) => paymentId);
    if (!sameSet(uploads, batch.uploadsDue))
      throw new Violation(`${uploads.length} uploads are due, and the queue has ${batch.uploadsDue.length}`);
    this.#checkUnsent(world, uploads.length);
    const counted = mine
      .filter((payment) => payment.batchNumber === batch.batchNumber && isCounted(payment))
      .reduce((totals, payment) => addToTotals(totals, payment, 1), emptyTotals());
    const totals = batch.totals;
    if (show(counted) !== show(totals))
      throw new Violation(`batch ${batch.batchNumber} counts ${show(totals)}, its payments ${show(counted)}`);
    const frozen = batch.settlement?.totals;
    if (frozen !== undefined && show(frozen) !== show(totals))
      throw new Violation(`batch ${batch.batchNumber} is frozen and has changed`);
  }

  /** What the shop risks without its bank is known, and stays within what it allows. */
  #checkUnsent(world: World, dueCount: number): void {
    const { unsent } = assertDefined(currentBatch(world), "the caller has looked");
    const limits = world.till.config?.limits.offline;
    if (unsent.count !== dueCount)
      throw new Violation(`${dueCount} are unsent, and ${unsent.count} are counted`);
    if (limits !== undefined && (unsent.count > limits.countMax || unsent.sumFen > limits.sumMaxFen))
      throw new Violation(
        `${unsent.count} offline approvals of ${unsent.sumFen} are more than the shop risks`,
      );
  }

  /** Every completed sale, voided sale, card approval and shift has its papers: printed, or owed. */
  checkPapers(pieceCount: number): void {
    const printed = this.#books.documents().filter(({ print }) => print === "printed").length;
    if (pieceCount < printed)
      throw new Violation(`${printed} papers count as printed, ${pieceCount} came out`);
    const issued = this.#books
      .rowsAfter(0)
      .flatMap(({ event }) => (event.type === "documentIssued" ? [event] : []));
    const count = (kind: DocumentKind): number =>
      issued.filter(({ document }) => document.kind === kind).length;
    const sales = this.#books.sales();
    const expected: [DocumentKind, number][] = [
      ["saleReceipt", sales.filter(({ receiptNumber }) => receiptNumber !== undefined).length],
      ["voidReceipt", sales.filter(({ voidNumber }) => voidNumber !== undefined).length],
      ["zReport", this.#books.shifts().filter(({ closed }) => closed !== undefined).length],
      ["settlementReport", this.#endedBatches.size],
    ];
    for (const [kind, wanted] of expected) {
      if (count(kind) !== wanted)
        throw new Violation(`${wanted} papers of kind ${kind} are due, ${count(kind)} were issued`);
    }
    const slips = new Set(issued.flatMap(({ paymentId }) => paymentId ?? []));
    for (const payment of this.#books.payments()) {
      if (payment.phase === "approved" && !slips.has(payment.paymentId))
        throw new Violation(`${nameOf(payment)} is approved and has no slip`);
    }
  }
}

/** What the till says about the money of one payment. */
type Said =
  /** It is counted, and the host must have it. */
  | "paid"
  /** It is counted, and the host is still to hear of it. */
  | "promised"
  | "notPaid"
  /** A reversal is due or parked, or it is under way: the till does not claim to know. */
  | "open";

type Held = "approved" | "voided" | "nothing";

export const AGREES: Readonly<Record<Said, ReadonlySet<Held>>> = {
  paid: new Set<Held>(["approved", "voided"]),
  promised: new Set<Held>(["approved", "nothing"]),
  notPaid: new Set<Held>(["nothing"]),
  open: new Set<Held>(["approved", "voided", "nothing"]),
};

export function sayOf(payment: PaymentState): Said {
  if (isUnderWay(payment)) return payment.phase === "torn" ? "notPaid" : "open";
  switch (payment.phase) {
    case "approved":
      if (payment.upload?.status === "due") return "promised";
      return payment.upload?.status === "refused" ? "notPaid" : "paid";
    case "unresolved":
      // Neither paid nor unpaid; but the host was never asked and never told.
      return payment.tornReason === undefined ? "open" : "notPaid";
    default:
      return "notPaid";
  }
}

export function heldOf(entry: Pick<LedgerTransaction, "state"> | undefined): Held {
  if (entry?.state === "approved" || entry?.state === "voided") return entry.state;
  return "nothing";
}

function isCounted({ phase, upload }: PaymentState): boolean {
  return phase === "approved" && upload?.status !== "refused";
}

function keyOf({ batchNumber, stan }: { readonly batchNumber: number; readonly stan: number }): string {
  return `${batchNumber}/${stan}`;
}

export function nameOf({ kind, batchNumber, stan, amountFen }: PaymentState): string {
  return `${kind} of ${amountFen} (batch ${batchNumber}, STAN ${stan})`;
}

function show({ saleCount, saleFen, voidCount, voidFen, loads = {} }: BatchTotals): string {
  const sums = `${saleCount} sales of ${saleFen} and ${voidCount} voids of ${voidFen}`;
  return `${sums}, loads ${encodeCanonical(loads)}`;
}

function sameSet<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
