import { assert, assertDefined, assertNever } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { PaymentEvent, SaleEvent } from "../event.ts";
import type { PaymentState } from "../payment/state.ts";
import type { SaleLine, SaleState, Tender } from "./state.ts";
import { summedLine } from "./totals.ts";

/** Folds one fact into a sale. `sale` is absent for `saleOpened` only. */
export function stepSale(sale: SaleState | undefined, event: SaleEvent, at: BusinessTime): SaleState {
  if (event.type === "saleOpened") {
    assert(sale === undefined, "a sale is opened once");
    const { saleId, saleNumber, shiftId, operator } = event;
    return {
      saleId,
      saleNumber,
      shiftId,
      operator,
      openedAt: at,
      lines: [],
      nextLineNumber: 1,
      tenders: [],
      roundingFen: 0n,
      status: "open",
    };
  }
  return stepOpened(assertDefined(sale, "the sale was opened before"), event, at);
}

function stepOpened(
  sale: SaleState,
  event: Exclude<SaleEvent, { type: "saleOpened" }>,
  at: BusinessTime,
): SaleState {
  switch (event.type) {
    case "lineAdded": {
      const { lineNumber, item, quantityMilli, labelFen } = event;
      const label = labelFen === undefined ? {} : { labelFen };
      const line = summedLine({ lineNumber, item, quantityMilli, ...label });
      return { ...sale, lines: [...sale.lines, line], nextLineNumber: lineNumber + 1 };
    }
    case "lineQuantityChanged": {
      const { lineNumber, quantityMilli } = event;
      return withLine(sale, lineNumber, (line) => summedLine({ ...line, quantityMilli }));
    }
    case "lineDiscounted": {
      const { lineNumber, discount } = event;
      return withLine(sale, lineNumber, ({ discount: _before, ...line }) =>
        summedLine(discount === undefined ? line : { ...line, discount }),
      );
    }
    case "basketDiscounted": {
      const { discount: _before, ...rest } = sale;
      return event.discount === undefined ? rest : { ...rest, discount: event.discount };
    }
    case "saleHeld":
      return { ...sale, held: { at, operator: event.operator } };
    case "saleResumed": {
      const { held: _held, ...rest } = sale;
      return rest;
    }
    case "lineRemoved":
      return { ...sale, lines: sale.lines.filter((line) => line.lineNumber !== event.lineNumber) };
    case "cashTendered": {
      const { tenderNumber, amountFen, givenFen, changeFen, roundingFen } = event;
      const tender: Tender = { kind: "cash", tenderNumber, amountFen, givenFen, changeFen, status: "paid" };
      return { ...sale, tenders: [...sale.tenders, tender], roundingFen };
    }
    case "saleCompleted":
      return { ...sale, status: "completed", receiptNumber: event.receiptNumber, completedAt: at };
    case "saleCancelled":
      return { ...sale, status: "cancelled" };
    case "saleVoidStarted":
      return { ...sale, status: "voiding" };
    case "saleVoidStopped":
      return { ...sale, status: sale.completedAt === undefined ? "open" : "completed" };
    case "saleVoided": {
      const tenders = sale.tenders.map((tender) =>
        tender.status === "paid" ? { ...tender, status: "voided" as const } : tender,
      );
      return { ...sale, status: "voided", voidNumber: event.voidNumber, tenders };
    }
    default:
      return assertNever(event);
  }
}

function withLine(sale: SaleState, lineNumber: number, change: (line: SaleLine) => SaleLine): SaleState {
  return {
    ...sale,
    lines: sale.lines.map((line) => (line.lineNumber === lineNumber ? change(line) : line)),
  };
}

/** What a payment's facts mean for the tender of the sale that it pays, or takes back. */
export function stepSaleTender(
  sale: SaleState,
  event: PaymentEvent,
  payment: Pick<PaymentState, "kind" | "tenderNumber" | "paymentId">,
): SaleState {
  if (event.type === "paymentStarted" && payment.kind === "sale") {
    const { paymentId, amountFen } = event;
    const tenderNumber = assertDefined(event.tenderNumber, "a payment of a sale is one of its tenders");
    const tender: Tender = { kind: "card", tenderNumber, amountFen, paymentId, status: "pending" };
    return { ...sale, tenders: [...sale.tenders, tender] };
  }
  const status = tenderStatusAfter(event, payment.kind);
  if (status === undefined) return sale;
  const tenders = sale.tenders.map((tender) =>
    tender.kind === "card" && tender.tenderNumber === payment.tenderNumber ? { ...tender, status } : tender,
  );
  return { ...sale, tenders };
}

function tenderStatusAfter(
  event: PaymentEvent,
  kind: PaymentState["kind"],
): "paid" | "failed" | "voided" | undefined {
  switch (event.type) {
    case "paymentApproved":
      return kind === "sale" ? "paid" : "voided";
    case "paymentDeclined":
    case "paymentEnded":
    case "cardRefusedAfterApproval":
    case "unknownClosed":
    case "tornUnresolved":
      // A void that fails leaves the tender as it was: paid.
      return kind === "sale" ? "failed" : undefined;
    default:
      return undefined;
  }
}
