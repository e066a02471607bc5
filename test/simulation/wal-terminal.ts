import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type { Terminal } from "../../main/application/terminal.ts";
import { openTerminal } from "../../main/compose.ts";
import type { TerminalEvent } from "../../main/domain/event.ts";
import { isUnderWay } from "../../main/domain/payment/state.ts";
import type { Acquirer } from "../../main/ports/acquirer.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { createSimulatedCounter } from "../../simulators/dock/simulated-counter.ts";
import { UNATTENDED } from "../../simulators/dock/unattended.ts";
import { must } from "../support/journal.ts";
import type { Shop } from "../support/shop.ts";
import { type Files, layDown } from "./wal-reopen.ts";

/** A host that cannot be reached: what recovery owes it stays owed. */
const noHost: Acquirer = {
  exchange: async () => ({ outcome: "notSent", fault: { kind: "unreachable", detail: "test" } }),
  keepLine: (work) => work(),
  onStrayAnswer: () => undefined,
  close: async () => undefined,
};

/** Starts the till of that shop on what the power cut left, and hands it over when it is ready. */
export async function withTerminalOn<T>(
  shop: Shop,
  dir: string,
  files: Files,
  use: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  layDown(dir, files);
  copyFileSync(join(shop.dataDirectory, "terminal-id"), join(dir, "terminal-id"));
  const bugs: unknown[] = [];
  const terminal = must(
    await openTerminal({
      dataDirectory: dir,
      keyDirectory: shop.keyDirectory,
      interaction: UNATTENDED,
      onBug: (error) => bugs.push(error),
      substitutes: {
        devices: () => createSimulatedCounter(createSystemClock()).devices,
        acquirer: () => noHost,
      },
    }),
  );
  try {
    const result = await use(terminal);
    await terminal.idle();
    if (bugs.length > 0) throw bugs[0];
    return result;
  } finally {
    await terminal.close();
  }
}

/** Everything about the till that must hold after it started, whatever was left; sentences where it does not. */
export async function brokenPromises(terminal: Terminal): Promise<string[]> {
  const broken: string[] = [];
  const rows = must(await terminal.parts.journal.rows({ limit: 10_000 }));
  const counted = countByHand(rows.map((row) => row.event).reverse());
  const { world } = terminal;
  for (const payment of world.payments.values()) {
    if (isUnderWay(payment)) broken.push(`payment ${payment.stan} is still ${payment.phase}`);
  }
  for (const { print, documentId } of world.documents.values()) {
    if (print === "pending") broken.push(`paper ${documentId} is still pending`);
  }
  const batch = [...world.batches.values()][0];
  const cards = batch === undefined ? 0n : batch.totals.saleFen - batch.totals.voidFen;
  if (cards !== counted.cardFen) broken.push(`the batch counts ${cards}, its payments ${counted.cardFen}`);
  const shift = [...world.shifts.values()][0];
  if (shift !== undefined) {
    const { saleFen, voidFen, cashSaleFen, cashVoidFen } = shift.totals;
    if (saleFen - voidFen !== counted.saleFen) broken.push("the shift's sales are not those of its journal");
    if (cashSaleFen - cashVoidFen !== counted.cashFen)
      broken.push("the shift's cash is not that of its journal");
  }
  const due = [...counted.due].sort();
  const listed = [...(batch?.reversalsDue ?? [])].sort();
  if (`${due}` !== `${listed}`) broken.push(`reversals due: ${listed}, by the journal ${due}`);
  return broken;
}

/** The money of a journal by plain addition over its rows: not by the code that is tested. */
function countByHand(events: readonly TerminalEvent[]) {
  const amounts = new Map<string, { readonly sign: bigint; readonly amountFen: bigint }>();
  const due = new Set<string>();
  let [cardFen, cashFen, saleFen] = [0n, 0n, 0n];
  for (const event of events) {
    if (event.type === "paymentStarted") {
      amounts.set(event.paymentId, { sign: event.kind === "sale" ? 1n : -1n, amountFen: event.amountFen });
    }
    if (event.type === "paymentApproved") {
      const { sign, amountFen } = amounts.get(event.paymentId) ?? { sign: 0n, amountFen: 0n };
      cardFen += sign * amountFen;
    }
    if (event.type === "outcomeUnknown" || event.type === "cardRefusedAfterApproval")
      due.add(event.paymentId);
    if (event.type === "reversalAcknowledged" || event.type === "reversalParked") due.delete(event.paymentId);
    if (event.type === "cashTendered") cashFen += event.amountFen;
    if (event.type === "saleCompleted") saleFen += event.totalFen;
    if (event.type === "saleVoided") {
      cashFen -= event.cashReturnedFen;
      if (event.wasCompleted) saleFen -= event.totalFen;
    }
  }
  return { cardFen, cashFen, saleFen, due };
}
