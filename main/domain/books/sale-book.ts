import type { TerminalEvent } from "../event.ts";
import type { SaleId } from "../ids.ts";
import { sumFen } from "../money.ts";
import type { VatShare } from "../sale/state.ts";
import type { Draughted } from "./draughted.ts";
import { type Posting, transfer } from "./entry.ts";

type OpenSale = { readonly saleNumber: number; paidFen: bigint };
type SaleFigures = Pick<
  Extract<TerminalEvent, { type: "saleCompleted" }>,
  "totalFen" | "roundingFen" | "vat"
>;

/** Tenders, completed sales, and their voids. Holds what was paid of each sale that is open. */
export class SaleBook {
  readonly #open = new Map<SaleId, OpenSale>();

  draught(event: TerminalEvent): Draughted | undefined {
    switch (event.type) {
      case "saleOpened":
        this.#open.set(event.saleId, { saleNumber: event.saleNumber, paidFen: 0n });
        return undefined;
      case "cashTendered":
        return this.#cash(event);
      case "saleCompleted":
        return this.#completed(event);
      case "saleCancelled":
        this.#open.delete(event.saleId);
        return undefined;
      case "saleVoided":
        return this.#voided(event);
      default:
        return undefined;
    }
  }

  /** What a card paid (positive) or got back (negative) of a sale. The sale may have been completed long ago. */
  paidByCard(id: SaleId, amountFen: bigint): void {
    const sale = this.#open.get(id) ?? { saleNumber: 0, paidFen: 0n };
    sale.paidFen += amountFen;
    this.#open.set(id, sale);
  }

  #cash(event: Extract<TerminalEvent, { type: "cashTendered" }>): Draughted {
    const { saleId, amountFen, givenFen, changeFen } = event;
    const sale = this.#open.get(saleId);
    const postings = transfer(amountFen, { kind: "customers" }, { kind: "cashDrawer" });
    if (sale === undefined) return { reference: "", postings, contradiction: { kind: "saleUnknown" } };
    sale.paidFen += amountFen;
    const differenceFen = givenFen - changeFen - amountFen;
    const reference = `sale ${sale.saleNumber}`;
    if (differenceFen === 0n) return { reference, postings };
    return { reference, postings, contradiction: { kind: "changeWrong", differenceFen } };
  }

  #completed(event: Extract<TerminalEvent, { type: "saleCompleted" }>): Draughted {
    const sale = this.#open.get(event.saleId);
    this.#open.delete(event.saleId);
    const reference = `receipt ${event.receiptNumber}`;
    const postings = salePostings(event, 1n);
    if (sale === undefined) return { reference, postings, contradiction: { kind: "saleUnknown" } };
    const differenceFen = sale.paidFen - (event.totalFen - event.roundingFen);
    if (differenceFen !== 0n) {
      return { reference, postings, contradiction: { kind: "saleNotPaid", differenceFen } };
    }
    return withVat({ reference, postings }, event);
  }

  /** Card tenders went back before, each in a row of its own; cash goes back with this one. */
  #voided(event: Extract<TerminalEvent, { type: "saleVoided" }>): Draughted {
    const { cashReturnedFen, wasCompleted, voidNumber } = event;
    const heldFen = this.#open.get(event.saleId)?.paidFen ?? 0n;
    this.#open.delete(event.saleId);
    const reference = `void receipt ${voidNumber}`;
    const soldFen = wasCompleted ? event.totalFen - event.roundingFen : 0n;
    const differenceFen = soldFen + heldFen - cashReturnedFen;
    const postings = [
      ...(wasCompleted ? salePostings(event, -1n) : []),
      ...transfer(cashReturnedFen, { kind: "cashDrawer" }, { kind: "customers" }),
    ];
    if (differenceFen !== 0n) {
      return { reference, postings, contradiction: { kind: "voidNotPaidBack", differenceFen } };
    }
    return withVat({ reference, postings }, event);
  }
}

/** A sale (`sign` 1) or its void (-1): what was paid becomes revenue, VAT, and what rounding gave up. */
function salePostings({ totalFen, roundingFen, vat }: SaleFigures, sign: 1n | -1n): Posting[] {
  const shares = vat.flatMap(({ vatRatePercent: ratePercent, grossFen, vatFen }): Posting[] => [
    { account: { kind: "revenue", ratePercent }, amountFen: -sign * (grossFen - vatFen) },
    { account: { kind: "vat", ratePercent }, amountFen: -sign * vatFen },
  ]);
  return [
    { account: { kind: "customers" }, amountFen: sign * (totalFen - roundingFen) },
    { account: { kind: "cashRounding" }, amountFen: sign * roundingFen },
    ...shares,
    { account: { kind: "suspense" }, amountFen: -sign * (totalFen - grossOf(vat)) },
  ];
}

function withVat(draughted: Draughted, { totalFen, vat }: SaleFigures): Draughted {
  const differenceFen = totalFen - grossOf(vat);
  if (differenceFen === 0n) return draughted;
  return { ...draughted, contradiction: { kind: "vatWrong", differenceFen } };
}

function grossOf(vat: readonly VatShare[]): bigint {
  return sumFen(vat.map((share) => share.grossFen));
}
