import { assertDefined } from "../domain/assert.ts";
import { type BatchState, type BatchTotals, emptyTotals, netFen } from "../domain/batch/state.ts";
import { addToTotals } from "../domain/batch/step.ts";
import { Books } from "../domain/books/books.ts";
import type { BusinessTime } from "../domain/business-time.ts";
import { encodeCanonical } from "../domain/canonical-json.ts";
import type { TerminalEvent } from "../domain/event.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { DocumentKind } from "../domain/receipt/document.ts";
import { totalFen } from "../domain/sale/totals.ts";
import { expectedCashFen } from "../domain/shift/state.ts";
import { paymentOf, saleOf, type World } from "../domain/world.ts";
import type { JournalDifference, NumberSeries } from "./journal-difference.ts";

/** A paper is issued in the commit of the fact that it is about: that many rows later it is missing. */
const PAPER_WITHIN_ROWS = 64;

type Of<T extends TerminalEvent["type"]> = Extract<TerminalEvent, { type: T }>;
type Paper = { readonly document: DocumentKind; readonly number: number; readonly seq: number };

/**
 * Compares what the rows of a journal say with each other, by a way of its own: the books (`domain/books`) against sales,
 * shifts and batches, the totals of batches against their payments, the series of numbers, and the papers that facts must
 * have. A hand that writes rows, hashes and states anew, and does so consistently with the program's own fold, is still
 * found where the figures do not add up.
 */
export class BooksCheck {
  readonly #books = new Books();
  readonly #tallies = new Map<string, BatchTotals>();
  readonly #last = new Map<NumberSeries, number>();
  readonly #papers = new Map<string, Paper>();

  /** One row, with the world after it. Gives the first difference. */
  fold(event: TerminalEvent, at: BusinessTime, seq: number, world: World): JournalDifference | undefined {
    const before = this.#beforeEntry(event, seq, world);
    const { contradiction, entry } = this.#books.fold(event, at, seq);
    if (contradiction !== undefined) {
      const { kind: why, ...more } = contradiction;
      return { kind: "booksContradict", seq, why, reference: entry?.reference ?? "", ...more };
    }
    return before ?? this.#numberGap(event, seq) ?? this.#afterEntry(event, seq, world);
  }

  /** After the last row. */
  end(seq: number, world: World): JournalDifference | undefined {
    for (const batch of world.batches.values()) {
      const difference = this.#batchDiffers(seq, batch, batch.batchNumber, batch.totals);
      if (difference !== undefined) return difference;
    }
    return this.#missingPaper(Number.POSITIVE_INFINITY);
  }

  #beforeEntry(event: TerminalEvent, seq: number, world: World): JournalDifference | undefined {
    if (event.type === "shiftClosed") {
      const shift = assertDefined(world.shifts.get(event.shiftId), "a shift that is closed is there");
      const differenceFen = this.#books.balances.of({ kind: "cashDrawer" }) - expectedCashFen(shift);
      return differenceFen === 0n
        ? undefined
        : { kind: "drawerDiffers", seq, zNumber: event.zNumber, differenceFen };
    }
    if (event.type === "saleCompleted") {
      const isRight = totalFen(saleOf(world, event.saleId)) === event.totalFen;
      return isRight ? undefined : { kind: "saleTotalWrong", seq, receiptNumber: event.receiptNumber };
    }
    if (event.type !== "settlementStarted") return undefined;
    const batch = assertDefined(world.batches.get(event.tid), "a batch that is settled is there");
    return this.#batchDiffers(seq, batch, event.batchNumber, event.totals);
  }

  #afterEntry(event: TerminalEvent, seq: number, world: World): JournalDifference | undefined {
    if (event.type === "paymentApproved") this.#count(event.paymentId, world, 1);
    if (event.type === "uploadsAnswered") {
      for (const { paymentId, end } of event.results)
        if (end === "refused") this.#count(paymentId, world, -1);
    }
    if (event.type === "batchEnded") this.#tallies.delete(keyOf(event.tid, event.batchNumber));
    const paper = paperOf(event, seq);
    if (paper !== undefined) this.#papers.set(paperKey(paper), paper);
    if (event.type === "documentIssued") return this.#takePaper(event, seq);
    return this.#missingPaper(seq - PAPER_WITHIN_ROWS);
  }

  #count(id: PaymentId, world: World, sign: 1 | -1): void {
    const payment = paymentOf(world, id);
    const key = keyOf(payment.tid, payment.batchNumber);
    this.#tallies.set(key, addToTotals(this.#tallies.get(key) ?? emptyTotals(), payment, sign));
  }

  #batchDiffers(
    seq: number,
    { tid }: BatchState,
    batchNumber: number,
    totals: BatchTotals,
  ): JournalDifference | undefined {
    const tally = this.#tallies.get(keyOf(tid, batchNumber)) ?? emptyTotals();
    const names = ["saleCount", "saleFen", "voidCount", "voidFen", "loads"] as const;
    const odd = names.find(
      (name) => encodeCanonical(tally[name] ?? {}) !== encodeCanonical(totals[name] ?? {}),
    );
    if (odd !== undefined) return { kind: "batchDiffers", seq, tid, batchNumber, member: odd };
    const isSame = this.#books.batchNetFen(tid, batchNumber) === netFen(totals);
    return isSame ? undefined : { kind: "batchDiffers", seq, tid, batchNumber, member: "net" };
  }

  #numberGap(event: TerminalEvent, seq: number): JournalDifference | undefined {
    const numbered = numberOf(event);
    if (numbered === undefined) return undefined;
    const { series, number: found } = numbered;
    const expected = (this.#last.get(series) ?? 0) + 1;
    if (found !== expected) return { kind: "numberGap", seq, series, expected, found };
    this.#last.set(series, found);
    return undefined;
  }

  #takePaper({ document: { kind: document, number } }: Of<"documentIssued">, seq: number) {
    if (!FOUNDED_PAPERS.has(document)) return this.#missingPaper(seq - PAPER_WITHIN_ROWS);
    const isFounded = this.#papers.delete(paperKey({ document, number, seq }));
    return isFounded ? undefined : ({ kind: "documentUnfounded", seq, document, number } as const);
  }

  /** The oldest paper that should have come before that row. Papers wait in the order of their facts. */
  #missingPaper(beforeSeq: number): JournalDifference | undefined {
    const [oldest] = this.#papers.values();
    return oldest !== undefined && oldest.seq < beforeSeq
      ? { kind: "documentMissing", ...oldest }
      : undefined;
  }
}

/** Papers that exist because of one fact and never otherwise. */
const FOUNDED_PAPERS: ReadonlySet<DocumentKind> = new Set([
  "saleReceipt",
  "voidReceipt",
  "xReport",
  "zReport",
  "settlementReport",
  "writeOff",
]);

function paperOf(event: TerminalEvent, seq: number): Paper | undefined {
  switch (event.type) {
    case "saleCompleted":
      return { document: "saleReceipt", number: event.receiptNumber, seq };
    case "saleVoided":
      return { document: "voidReceipt", number: event.voidNumber, seq };
    case "shiftClosed":
      return { document: "zReport", number: event.zNumber, seq };
    case "xReported":
      return { document: "xReport", number: event.xNumber, seq };
    case "batchEnded":
      return { document: "settlementReport", number: event.batchNumber, seq };
    case "writtenOff":
      return { document: "writeOff", number: event.number, seq };
    default:
      return undefined;
  }
}

function numberOf(
  event: TerminalEvent,
): { readonly series: NumberSeries; readonly number: number } | undefined {
  switch (event.type) {
    case "shiftOpened":
      return { series: "shift", number: event.shiftNumber };
    case "shiftClosed":
      return { series: "z", number: event.zNumber };
    case "xReported":
      return { series: "x", number: event.xNumber };
    case "saleOpened":
      return { series: "sale", number: event.saleNumber };
    case "saleCompleted":
      return { series: "receipt", number: event.receiptNumber };
    case "saleVoided":
      return { series: "receipt", number: event.voidNumber };
    case "writtenOff":
      return { series: "writeOff", number: event.number };
    default:
      return undefined;
  }
}

function keyOf(tid: string, batchNumber: number): string {
  return `${tid}:${batchNumber}`;
}

function paperKey({ document, number }: Paper): string {
  return `${document}:${number}`;
}
