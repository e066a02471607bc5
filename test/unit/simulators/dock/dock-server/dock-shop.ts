import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { TillCommand } from "../../../../../main/ipc/contract.ts";
import { systemEntropy } from "../../../../../main/system/entropy.ts";
import { DOCK_PATHS, type LedgersView } from "../../../../../simulators/dock/dock-contract.ts";
import { type OpenedDock, openDock } from "../../../../../simulators/dock/open-dock.ts";
import { must } from "../../../../support/journal.ts";
import { tempDir } from "../../../../support/temp-dir.ts";
import { letIn } from "../../../ipc/transports.ts";

/** A dock in this test's process, as its page and its till are used. */

export const bugs: unknown[] = [];

export async function open(directory = join(tempDir(), "dock")): Promise<OpenedDock> {
  mkdirSync(directory, { recursive: true });
  const dock = must(
    await openDock({
      directory,
      language: "en",
      onBug: (error) => {
        bugs.push(error);
        throw error;
      },
    }),
  );
  onTestFinished(() => dock.close());
  return dock;
}

export async function give({ till }: OpenedDock, command: TillCommand): Promise<void> {
  const answer = await till.checkout.command({ commandId: systemEntropy.uuid(), command });
  expect(answer, JSON.stringify(command)).toEqual({ ok: true });
}

export async function openShift(dock: OpenedDock): Promise<void> {
  await give(dock, { kind: "signIn", operator: "li", pin: "2468" });
  await give(dock, { kind: "openShift", floatFen: 20_000 });
}

/** Rings up one amount and lets the debit card pay it, with a customer who types. */
export async function payByCard(dock: OpenedDock, amountFen: number, card = "debit"): Promise<void> {
  await give(dock, { kind: "addAmount", amountFen });
  await give(dock, { kind: "beginTender" });
  await dock.dock.act({ do: "customerTypes", isOn: true });
  await give(dock, { kind: "startPayment", paymentId: systemEntropy.uuid() });
  expect(await dock.dock.act({ do: "insertCard", card })).toEqual({ ok: true });
}

export function screenOf(dock: OpenedDock): string {
  return dock.till.checkout.view().screen.screen;
}

/** Asks as the dock's page does. */
export async function ledgersOf(dock: OpenedDock): Promise<LedgersView> {
  const { server } = dock;
  const cookie = await letIn(server);
  const headers = { cookie, origin: server.origin, "content-type": "application/json" };
  const response = await fetch(`${server.origin}${DOCK_PATHS.ledgers}`, {
    method: "POST",
    body: "{}",
    headers,
  });
  return (await response.json()) as LedgersView;
}

export const LONG = { timeout: 15_000, interval: 25 };
