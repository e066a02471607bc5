import type { TerminalEvent } from "../../../main/domain/event.ts";
import { sumFen } from "../../../main/domain/money.ts";
import { isUnderWay, type PaymentState } from "../../../main/domain/payment/state.ts";
import { paidFen } from "../../../main/domain/sale/totals.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import { expectedCashFen } from "../../../main/domain/shift/state.ts";
import { batchesProblems, settlementProblems, uploadProblems } from "./judge-clearing.ts";
import { loadCashFen, loadProblems, noticeProblems } from "./judge-loads.ts";
import type { Observed } from "./lab.ts";

/**
 * What must be true after a crash at any point, from the rows that were on disk at that moment: before arming
 * there is nothing at the host; armed and not completed is reversed; completed is kept, counted and was the only
 * thing shown as paid. Returns every sentence that is not true.
 */
export function problemsOf(observed: Observed): string[] {
  return [
    ...durability(observed),
    ...shownTruth(observed),
    ...payments(observed),
    ...books(observed),
    ...papers(observed),
    ...observed.resumeProblems,
    ...uploadProblems(observed),
    ...batchesProblems(observed),
    ...settlementProblems(observed),
    ...tornProblems(observed),
    ...loadProblems(observed),
    ...noticeProblems(observed),
  ];
}

/** What the till was told is on disk is on disk. */
function durability({ committed, rowsAtDeath }: Observed): string[] {
  const problems: string[] = [];
  const told = committed.flatMap(({ types }) => types);
  const rows = rowsAtDeath.map((row) => row.type).slice(rowsAtDeath.length - told.length);
  if (told.length > rowsAtDeath.length) problems.push("facts that were said to be on disk are not there");
  const isSuffix = (extra: number) =>
    told.every((type, i) => type === rowsAtDeath[rowsAtDeath.length - told.length - extra + i]?.type);
  // A commit whose answer the till did not live to see may be there on top.
  if (told.length > 0 && ![0, 1, 2, 3, 4, 5, 6, 7, 8].some(isSuffix)) {
    problems.push(`the journal does not end with what was committed (${rows.join(", ")})`);
  }
  return problems;
}

/** Nobody was told "approved" before the row was on disk. */
function shownTruth({ shown, rowsAtDeath, world }: Observed): string[] {
  const problems: string[] = [];
  for (const { stan, phase } of shown?.payments ?? []) {
    if (phase !== "approved") continue;
    const payment = [...world.payments.values()].find((candidate) => candidate.stan === stan);
    if (payment === undefined || !isApprovedIn(rowsAtDeath, payment)) {
      problems.push(`voucher ${stan} was shown as paid and is not on disk`);
    }
  }
  return problems;
}

function isApprovedIn(rows: readonly TerminalEvent[], payment: PaymentState): boolean {
  return rows.some((row) => row.type === "paymentApproved" && row.paymentId === payment.paymentId);
}

function payments(observed: Observed): string[] {
  const problems: string[] = [];
  if (observed.stillDue > 0) problems.push(`${observed.stillDue} reversals are still due`);
  for (const payment of observed.world.payments.values()) {
    if (isUnderWay(payment)) problems.push(`voucher ${payment.stan} is still under way`);
    const expected = expectedPhase(observed.rowsAtDeath, payment);
    if (expected !== payment.phase) {
      problems.push(`voucher ${payment.stan} is ${payment.phase} and should be ${expected}`);
    }
    const wasArmed = has(observed.rowsAtDeath, payment, "authorisationArmed");
    const isAtHost = observed.host.entries.some((entry) => entry.stan === payment.stan);
    if (!wasArmed && payment.upload === undefined && isAtHost) {
      problems.push(`the host has voucher ${payment.stan}, whose reversal was never armed`);
    }
  }
  return problems;
}

function has(rows: readonly TerminalEvent[], payment: PaymentState, type: TerminalEvent["type"]): boolean {
  return rows.some((row) => row.type === type && "paymentId" in row && row.paymentId === payment.paymentId);
}

function expectedPhase(rows: readonly TerminalEvent[], payment: PaymentState): PaymentState["phase"] {
  if (has(rows, payment, "paymentApproved")) return "approved";
  if (has(rows, payment, "hostDeclined") || has(rows, payment, "paymentDeclined")) return "declined";
  // The script may have filled the card: what is unclear is kept, and named.
  if (payment.kind === "load" && has(rows, payment, "hostApproved")) return "approved";
  // The card may have paid, and nobody has heard of it.
  if (has(rows, payment, "contactlessTorn")) return "unresolved";
  return has(rows, payment, "authorisationArmed") ? "reversed" : "ended";
}

function books(observed: Observed): string[] {
  const { world, rowsAtDeath } = observed;
  const problems: string[] = [];
  for (const sale of world.sales.values()) {
    const isCompleted = rowsAtDeath.some((row) => row.type === "saleCompleted" && row.saleId === sale.saleId);
    const isVoided = rowsAtDeath.some((row) => row.type === "saleVoided" && row.saleId === sale.saleId);
    if (isCompleted !== (sale.completedAt !== undefined))
      problems.push(`sale ${sale.saleNumber} is ${sale.status}`);
    if (isVoided !== (sale.status === "voided")) problems.push(`sale ${sale.saleNumber} is ${sale.status}`);
    const approved = [...world.payments.values()].filter(
      (payment) => payment.saleId === sale.saleId && payment.kind === "sale" && payment.phase === "approved",
    );
    const cards = sale.tenders.filter((tender) => tender.kind === "card" && tender.status !== "failed");
    const kept = approved.filter((payment) => payment.voidedBy === undefined).length;
    if (cards.filter((tender) => tender.status === "paid").length !== kept) {
      problems.push(`sale ${sale.saleNumber} has other card tenders than approved payments`);
    }
  }
  const cash = rowsAtDeath.filter((row) => row.type === "cashTendered").map((row) => row.amountFen);
  const shifts = [...world.shifts.values()];
  const inDrawer = sumFen(shifts.map((shift) => expectedCashFen(shift) - shift.floatFen));
  // Only the open shift is loaded; a closed one is on its Z.
  if (shifts.length > 0 && inDrawer !== sumFen(cash) + loadCashFen(observed))
    problems.push(`the drawer has ${inDrawer} fen of sales`);
  const isClosed = rowsAtDeath.some((row) => row.type === "shiftClosed");
  if (isClosed !== (world.till.currentShiftId === undefined))
    problems.push("the shift is not as it was left");
  for (const sale of world.sales.values()) {
    if (sale.status === "open" && paidFen(sale) < 0n)
      problems.push(`sale ${sale.saleNumber} is paid below zero`);
  }
  return problems;
}

/** A torn tap is by name among what is open, and the host has never heard of it. */
function tornProblems({ world, rows, host }: Observed): string[] {
  const problems: string[] = [];
  const named = openItems(world).filter(({ what }) => what === "tornContactless");
  const open = [...world.payments.values()].filter(({ phase }) => phase === "unresolved");
  for (const payment of open) {
    const { stan, reversal, upload } = payment;
    if (!has(rows, payment, "tornUnresolved")) problems.push(`voucher ${stan} is open for no known reason`);
    if (reversal !== undefined || upload !== undefined)
      problems.push(`torn voucher ${stan} is sent to the host`);
    if (host.entries.some((entry) => entry.stan === stan)) problems.push(`the host has torn voucher ${stan}`);
    if (!named.some((item) => item.stan === stan)) problems.push(`torn voucher ${stan} is not named as open`);
  }
  if (named.length !== open.length)
    problems.push(`${named.length} torn taps are named, ${open.length} are open`);
  return problems;
}

/** Every paper that was issued comes out; one whose printing had begun says that it is a reprint. */
function papers({ world, rowsAtDeath, papers: printed }: Observed): string[] {
  const problems: string[] = [];
  for (const document of world.documents.values()) {
    if (document.print === "pending" || document.print === "failed") {
      problems.push(`paper ${document.documentId} is still owed`);
    }
    const wasPrinted = rowsAtDeath.some(
      (row) => row.type === "documentPrinted" && row.documentId === document.documentId,
    );
    const wasIssued = rowsAtDeath.some(
      (row) => row.type === "documentIssued" && row.document.id === document.documentId,
    );
    if (wasIssued && !wasPrinted && document.attempts < 2) {
      problems.push(`paper ${document.documentId} may be out twice without saying so`);
    }
  }
  for (const { id, kind, reprint } of printed) {
    const wasIssued = rowsAtDeath.some((row) => row.type === "documentIssued" && row.document.id === id);
    if (wasIssued && reprint === 0)
      problems.push(`a ${kind} came out after the crash as if for the first time`);
  }
  return problems;
}
