import type { TerminalEvent } from "../../main/domain/event.ts";
import { isUnderWay } from "../../main/domain/payment/state.ts";
import { must } from "../support/journal.ts";
import type { Shop } from "../support/shop.ts";
import type { Told } from "./disk-flows.ts";

/** Rounds over the outbox until nothing is due; the host is there, so one or two are enough. */
const ROUND_COUNT_MAX = 5;

/** The facts of the journal since a moment, oldest first. */
export async function factsSince(shop: Shop, seq: number): Promise<TerminalEvent[]> {
  const rows = must(await shop.terminal.parts.journal.rows({ afterSeq: seq, limit: 10_000 }));
  return rows.map((row) => row.event).reverse();
}

/** Messages of that kind that reached the host since a moment. */
export function messagesSince(shop: Shop, seq: number, kind: string): number {
  return shop.host.ledger
    .messages()
    .filter((message) => message.seq > seq && message.direction === "request" && message.kind === kind)
    .length;
}

export type Before = { readonly row: number; readonly message: number; readonly hostFen: bigint };

export async function takeNote(shop: Shop): Promise<Before> {
  await shop.terminal.idle();
  const head = must(await shop.terminal.parts.journal.head());
  const message = shop.host.ledger.messages().at(-1)?.seq ?? 0;
  return { row: head.seq, message, hostFen: shop.compare().host };
}

/**
 * What is wrong with the shop after its disk is well again; empty when nothing is. Brings everything to an end first,
 * as a shop does that goes on selling: what is under way, and what is owed to the host.
 */
export async function wrongAfterwards(shop: Shop, before: Before, told: Told): Promise<string[]> {
  const wrong: string[] = [];
  const { terminal } = shop;
  await terminal.idle();
  for (let i = 0; i < ROUND_COUNT_MAX && terminal.reversalsDue > 0; i++) await terminal.dispatchOutbox();
  if (terminal.reversalsDue > 0) wrong.push("a reversal is still due");
  for (const payment of terminal.world.payments.values()) {
    if (isUnderWay(payment)) wrong.push(`payment ${payment.stan} is still ${payment.phase}`);
  }
  const { till, host } = shop.compare();
  if (till !== host) wrong.push(`the till counts ${till}, the host ${host}`);
  const facts = await factsSince(shop, before.row);
  const counted = facts.filter((fact) => fact.type === "paymentApproved").length;
  const armed = facts.filter((fact) => fact.type === "authorisationArmed").length;
  const sent = ["sale", "void"].reduce((sum, kind) => sum + messagesSince(shop, before.message, kind), 0);
  if (sent > armed) wrong.push(`${sent} messages went out, but ${armed} were written down before`);
  // Two payments of one sale, or a charge and its repetition, would be two.
  if (counted > 1) wrong.push(`${counted} payments were counted`);
  if (told !== "paid" && counted > 0 && !facts.some((fact) => fact.type === "saleVoidStarted")) {
    wrong.push(`the cashier was told ${told}, and the card was charged`);
  }
  if (shop.bugs.length > 0) wrong.push(`bugs: ${shop.bugs.map(String).join("; ")}`);
  return wrong;
}
