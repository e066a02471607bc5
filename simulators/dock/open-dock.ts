import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type OpenedCheckout, openCheckout } from "../../main/compose.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Language } from "../../main/domain/text/language.ts";
import { type LoopbackServer, startLoopbackServer } from "../../main/ipc/loopback-server.ts";
import { SessionKey } from "../../main/ipc/session-key.ts";
import { DOCK_PAGES } from "../../main/page-places.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { type RunningAcquirer, start as startHost } from "../acquirer/server.ts";
import { TEST_ACCOUNTS } from "../issuer/accounts-table.ts";
import { type Relay, startRelay } from "../network/relay.ts";
import { type BusinessClock, createBusinessClock } from "./business-clock.ts";
import { PaperRoll } from "./demo/paper-roll.ts";
import { Dock } from "./dock-server/dock.ts";
import { openDockCounter } from "./dock-server/dock-counter.ts";
import { DockMemory } from "./dock-server/dock-memory.ts";
import { dockRoutes } from "./dock-server/dock-routes.ts";
import { readLedgers } from "./dock-server/read-ledgers.ts";
import { DOCK_OPERATORS, SHOP_VERSION, setUpShop } from "./dock-server/set-up-shop.ts";
import { tellExplanations } from "./dock-server/tell-explanations.ts";
import { startTappedLine, TappedReader } from "./dock-server/wire-tap.ts";
import type { SimulatedCounter } from "./simulated-counter.ts";

/** People watch what a lost line does; a shop has more patience. */
const SEND_EVERY_MS = 5_000;

export type DockOptions = {
  /** Everything of this shop and of its other side: `till/`, `keys/`, `host/`, `counter/`, `papers/`, `dock.json`. */
  readonly directory: string;
  /** The shop's own language when absent. */
  readonly language?: Language;
  readonly onBug: (error: unknown) => void;
};

export type OpenedDock = {
  readonly till: OpenedCheckout;
  readonly tillDirectory: string;
  readonly dock: Dock;
  readonly server: LoopbackServer;
  close(): Promise<void>;
};

/** The till's own data directory in that of the dock. */
export function tillDirectoryOf(directory: string): string {
  return join(directory, "till");
}

/** Opens a whole counter in this process: the till over simulated devices, the host with its ledger, and the dock beside it. */
export async function openDock(options: DockOptions): Promise<Result<OpenedDock, string>> {
  const closing: (() => Promise<unknown>)[] = [];
  // What was opened last is closed first: devices outlive the till that uses them.
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  const opened = await openParts(options, closing).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (opened.ok) return ok({ ...opened.value, close });
  await close();
  return opened;
}

type Closing = (() => Promise<unknown>)[];

async function openParts(
  { directory, language, onBug }: DockOptions,
  closing: Closing,
): Promise<Result<Omit<OpenedDock, "close">, string>> {
  const memory = new DockMemory(directory);
  const tillDirectory = tillDirectoryOf(directory);
  const keyDirectory = join(directory, "keys");
  const clock = createBusinessClock(createSystemClock(), Date.now() + memory.clockAheadMs);
  const outside = await openOutside(directory, memory, clock, closing);
  if (!outside.ok) return outside;
  const { host, relay } = outside.value;
  if (memory.linePort !== relay.port || memory.shopVersion !== SHOP_VERSION) {
    const isOutdated = memory.shopVersion !== SHOP_VERSION;
    const place = { dataDirectory: tillDirectory, keyDirectory, clock, isOutdated };
    const shop = { ...place, language: language ?? ("zh-CN" as const) };
    const setUp = await setUpShop({ ...shop, linePort: relay.port });
    if (!setUp.ok) return setUp;
    memory.keep({ linePort: relay.port, shopVersion: SHOP_VERSION });
  }
  memory.keep({ startCount: memory.startCount + 1 });
  const dock = new Dock({
    ...{ host, relay, clock, memory },
    counter: outside.value.counter,
    operators: DOCK_OPERATORS.map(({ name, pin }) => ({ name, pin })),
  });
  outside.value.hearWith((heard) => dock.chronicle.hear(heard));
  const till = await openTill({ tillDirectory, keyDirectory, language, clock, onBug }, outside.value, dock);
  if (!till.ok) return till;
  closing.push(() => till.value.close());
  tellExplanations(till.value.terminal, clock, (event) => dock.chronicle.note(event));
  const papers = join(directory, "papers");
  rmSync(papers, { recursive: true, force: true });
  const roll = new PaperRoll(outside.value.counter.printer, papers);
  closing.push(() => roll.close());
  const server = await startLoopbackServer({
    session: SessionKey.open(directory, "dock-page"),
    pagesDirectory: DOCK_PAGES,
    routes: dockRoutes({
      dock,
      clock,
      ...(till.value.terminal.parts.cardTraces === undefined
        ? {}
        : { cardTraces: till.value.terminal.parts.cardTraces }),
      ledgers: () => readLedgers(till.value.terminal, host.ledger),
      pictureOf: (number) => `${roll.fileOf(number - 1)}.png`,
    }),
  });
  if (!server.ok) return err(server.fault.detail);
  closing.push(() => server.value.close());
  return ok({ till: till.value, tillDirectory, dock, server: server.value });
}

type Outside = {
  readonly host: RunningAcquirer;
  readonly relay: Relay;
  readonly counter: SimulatedCounter;
  hearWith(hear: Parameters<typeof startTappedLine>[1]): void;
};

/** Host, line and devices: what is there before a till is switched on. */
async function openOutside(
  directory: string,
  memory: DockMemory,
  clock: BusinessClock,
  closing: Closing,
): Promise<Result<Outside, string>> {
  for (const name of ["host", "counter"]) mkdirSync(join(directory, name), { recursive: true, mode: 0o700 });
  const host = await startHost({
    port: 0,
    ledgerFile: join(directory, "host", "ledger.sqlite"),
    declinesWithMac: "reversals",
    clock,
  });
  if (!host.ok) return err(`host: ${host.fault.kind}`);
  closing.push(() => host.value.close());
  let hear: Parameters<typeof startTappedLine>[1] = () => undefined;
  const line = await startTappedLine(host.value.port, (heard) => hear(heard));
  closing.push(() => line.close());
  const to = { host: "127.0.0.1", port: line.port };
  const kept = await startRelay({ port: memory.linePort ?? 0, to });
  // Somebody else has the port of the last time: the till is told of the new one.
  const relay = kept.ok ? kept : await startRelay({ port: 0, to });
  if (!relay.ok) return err(relay.fault.detail);
  closing.push(() => relay.value.close());
  return ok({
    host: host.value,
    relay: relay.value,
    counter: openDockCounter(join(directory, "counter"), clock),
    hearWith(listener) {
      hear = listener;
    },
  });
}

type TillPlace = {
  readonly tillDirectory: string;
  readonly keyDirectory: string;
  readonly language: Language | undefined;
  readonly clock: BusinessClock;
  readonly onBug: (error: unknown) => void;
};

async function openTill(
  place: TillPlace,
  { counter }: Outside,
  dock: Dock,
): Promise<Result<OpenedCheckout, string>> {
  const { tillDirectory, keyDirectory, language, clock, onBug } = place;
  let spoken: () => Language = () => language ?? "zh-CN";
  const cardReader = new TappedReader(counter.reader, {
    language: () => spoken(),
    hear: (heard) => dock.chronicle.hear(heard),
    holder: dock.cards,
  });
  const opened = await openCheckout({
    dataDirectory: tillDirectory,
    keyDirectory,
    onBug,
    sendEveryMs: SEND_EVERY_MS,
    ...(language === undefined ? {} : { language }),
    substitutes: {
      clock: () => clock,
      devices: () => ({ ...counter.devices, cardReader }),
      isTestCard: (pan) => TEST_ACCOUNTS.some((account) => account.pan === pan),
    },
  });
  if (!opened.ok) return err(`${opened.fault.kind}: ${opened.fault.fault.kind}`);
  spoken = () => opened.value.checkout.view().language;
  return ok(opened.value);
}
