import { sumFen } from "../domain/money.ts";
import { describePayment } from "../domain/payment/describe.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { dueFen, paidFen, totalFen } from "../domain/sale/totals.ts";
import type { ShiftReport } from "../domain/shift/report.ts";
import type { Language } from "../domain/text/language.ts";
import type { World } from "../domain/world.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

/** States as programs see them with `--json`: whole fen, masked cards, no internal identifiers that mean nothing. */

export function saleView(world: World, sale: SaleState, language: Language) {
  const payments = [...world.payments.values()].filter((payment) => payment.saleId === sale.saleId);
  return {
    saleNumber: sale.saleNumber,
    status: sale.status,
    receiptNumber: sale.receiptNumber,
    voidNumber: sale.voidNumber,
    totalFen: totalFen(sale),
    roundingFen: sale.roundingFen,
    paidFen: paidFen(sale),
    dueFen: sale.status === "open" ? dueFen(sale) : 0n,
    changeFen: changeFen(sale),
    lines: sale.lines.map(({ lineNumber, item, quantityMilli, sumFen: sum }) => ({
      lineNumber,
      code: item.code,
      name: language === "zh-CN" ? item.nameZh : item.nameEn,
      quantityMilli,
      sumFen: sum,
    })),
    tenders: sale.tenders.map(({ kind, tenderNumber, amountFen, status }) => ({
      kind,
      tenderNumber,
      amountFen,
      status,
    })),
    payments: payments.map((payment) => paymentView(payment, language)),
  };
}

export function changeFen(sale: SaleState): bigint {
  return sumFen(sale.tenders.filter((tender) => tender.kind === "cash").map((tender) => tender.changeFen));
}

export function paymentView(payment: PaymentState, language: Language) {
  const { kind, phase, stan, batchNumber, amountFen, tid, card, answer, cryptogram } = payment;
  return {
    kind,
    phase,
    stan,
    batchNumber,
    tid,
    amountFen,
    maskedPan: card?.maskedPan,
    label: card?.label,
    pinEntered: card?.pinEntered,
    responseCode: answer?.responseCode,
    approvalCode: answer?.approvalCode,
    rrn: answer?.rrn,
    cryptogramType: cryptogram?.cryptogramType,
    tvr: cryptogram?.tvr,
    signature: payment.signature,
    endReason: payment.endReason,
    cashBalance: payment.cashBalance,
    tornReason: payment.tornReason,
    reversal: payment.reversal?.status,
    from: payment.from,
    load: payment.load,
    scriptNotice: payment.scriptNotice?.status,
    unsent: payment.upload?.status === "due" ? true : undefined,
    message: describePayment(payment, language),
  };
}

/** What a script learns from how a payment ended. */
export function exitCodeOf(payment: PaymentState): ExitCode {
  switch (payment.phase) {
    case "approved":
      return EXIT.done;
    case "declined":
      // The card said no because the host could not be asked.
      return payment.verdict === "notSent" ? EXIT.unavailable : EXIT.declined;
    case "reversed":
      // It was open for a while, and now it is certain that no money moved.
      return EXIT.declined;
    case "ended":
      return UNAVAILABLE.has(payment.endReason ?? "cancelled") ? EXIT.unavailable : EXIT.declined;
    case "readingCard":
    case "authorising":
    case "completing":
    case "torn":
    case "unresolved":
      return EXIT.unknown;
    default:
      return payment.phase satisfies never;
  }
}

const UNAVAILABLE: ReadonlySet<string> = new Set([
  "noReader",
  "noCardService",
  "readerUnplugged",
  "notSent",
  "cardBusy",
]);

/** Figures of a shift. */
export function reportView(report: ShiftReport) {
  const { shift, netSaleFen, expectedCashFen, cashDifferenceFen, batches, open } = report;
  return {
    shiftNumber: shift.shiftNumber,
    floatFen: shift.floatFen,
    totals: shift.totals,
    netSaleFen,
    expectedCashFen,
    countedFen: shift.closed?.countedFen,
    cashDifferenceFen,
    batches: batches.map(({ tid, batchNumber, shiftTotals, open: openBatch }) => ({
      tid,
      batchNumber,
      shiftTotals,
      isOpen: openBatch !== undefined,
      totals: openBatch?.totals,
      netFen: openBatch?.netFen,
      unsentCount: openBatch?.unsent.count,
      unsentFen: openBatch?.unsent.sumFen,
      isSettling: openBatch?.isSettling,
    })),
    open,
  };
}
