import type { PaymentState } from "../../../main/domain/payment/state.ts";
import type { Observed } from "./lab.ts";

/** Loads of electronic cash and script notices after a crash. */

/** What a payment means for the customer's account at the bank, electronic cash included. */
export function chargedBy({ kind, from, amountFen }: PaymentState): bigint {
  if (kind === "sale") return amountFen;
  if (kind === "void") return -amountFen;
  return from === "cash" ? -amountFen : 0n;
}

/** Cash that was taken for loads: only what the host has approved stays in the drawer. */
export function loadCashFen({ world }: Observed): bigint {
  let sumFen = 0n;
  for (const { kind, from, phase, amountFen } of world.payments.values())
    if (kind === "load" && from === "cash" && phase === "approved") sumFen += amountFen;
  return sumFen;
}

/** Counted once on both sides or on neither; what the card shows is written down, or is named as not known. */
export function loadProblems({ world, rowsAtDeath, host }: Observed): string[] {
  const problems: string[] = [];
  for (const payment of world.payments.values()) {
    if (payment.kind !== "load") continue;
    const { stan, batchNumber, phase, load, scriptNotice } = payment;
    const entries = host.entries.filter((entry) => entry.stan === stan && entry.batchNumber === batchNumber);
    const approved = entries.filter(({ state }) => state === "approved");
    if (approved.length !== (phase === "approved" ? 1 : 0))
      problems.push(`load ${stan} is ${phase}, and the host has it ${approved.length} times`);
    const wasEnded = rowsAtDeath.some(
      (row) => row.type === "paymentApproved" && row.paymentId === payment.paymentId,
    );
    const expected = phase !== "approved" ? undefined : wasEnded ? "loaded" : "unclear";
    if (load?.outcome !== expected) problems.push(`load ${stan} is ${load?.outcome}, not ${expected}`);
    if (wasEnded !== (scriptNotice !== undefined))
      problems.push(`load ${stan} has ${scriptNotice === undefined ? "no" : "a"} script notice`);
  }
  return problems;
}

/** Each notice reaches its end under one STAN, which was on disk before anything was sent, and belongs to nothing else. */
export function noticeProblems({ world, rows, host }: Observed): string[] {
  const problems: string[] = [];
  const begun = new Set(rows.flatMap((row) => (row.type === "scriptNoticeBegun" ? [row.stan] : [])));
  const asked = host.requests.filter(({ kind }) => kind === "scriptNotice");
  for (const { stan } of asked)
    if (stan === undefined || !begun.has(stan)) problems.push(`notice ${stan} was sent before it was begun`);
  for (const { stan, scriptNotice } of world.payments.values()) {
    if (scriptNotice === undefined) continue;
    if (scriptNotice.status !== "acknowledged")
      problems.push(`the notice of voucher ${stan} is ${scriptNotice.status}`);
    if (!asked.some((request) => request.stan === scriptNotice.stan))
      problems.push(`the host has never seen the notice of voucher ${stan}`);
  }
  const used = [...begun, ...[...world.payments.values()].map(({ stan }) => stan)];
  if (new Set(used).size !== used.length) problems.push("a notice has the STAN of another message");
  return problems;
}
