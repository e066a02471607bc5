import type { BusinessTime } from "../business-time.ts";
import type { TerminalEvent } from "../event.ts";
import { Balances } from "./balances.ts";
import type { BooksContradiction, Draughted } from "./draughted.ts";
import { balanced, type Entry, transfer } from "./entry.ts";
import { PaymentBook } from "./payment-book.ts";
import { SaleBook } from "./sale-book.ts";

export type Posted = { readonly entry?: Entry; readonly contradiction?: BooksContradiction };

/**
 * The double-entry view of the journal: a fold over its events, in their order. It holds what is open and nothing else,
 * so that memory does not grow with the journal. Nothing is stored: whoever wants books folds the journal.
 */
export class Books {
  readonly balances = new Balances();
  readonly #sales = new SaleBook();
  readonly #payments = new PaymentBook();

  /** What the books say that the host owes for a batch, net of voids and loads. */
  batchNetFen(tid: string, batchNumber: number): bigint {
    return this.#payments.batchNetFen(tid, batchNumber);
  }

  fold(event: TerminalEvent, at: BusinessTime, seq: number): Posted {
    const draughted = this.#draught(event);
    if (draughted === undefined) return {};
    const { reference, contradiction } = draughted;
    const postings = balanced(draughted.postings);
    this.balances.post(postings);
    return {
      ...(postings.length === 0 ? {} : { entry: { seq, at, what: event.type, reference, postings } }),
      ...(contradiction === undefined ? {} : { contradiction }),
    };
  }

  #draught(event: TerminalEvent): Draughted | undefined {
    switch (event.type) {
      case "shiftOpened":
        return {
          reference: `shift ${event.shiftNumber}`,
          postings: transfer(event.floatFen, { kind: "cashOutside" }, { kind: "cashDrawer" }),
        };
      case "shiftClosed":
        return this.#closeDrawer(event.countedFen, event.zNumber);
      default:
        return this.#sales.draught(event) ?? this.#payments.draught(event, this.#sales);
    }
  }

  /** The drawer is set to what was counted, and emptied. */
  #closeDrawer(countedFen: bigint, zNumber: number): Draughted {
    const differenceFen = countedFen - this.balances.of({ kind: "cashDrawer" });
    return {
      reference: `Z ${zNumber}`,
      postings: [
        ...transfer(differenceFen, { kind: "cashDifference" }, { kind: "cashDrawer" }),
        ...transfer(countedFen, { kind: "cashDrawer" }, { kind: "cashOutside" }),
      ],
    };
  }
}
