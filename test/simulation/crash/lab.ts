import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { shiftId } from "../../../main/domain/ids.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { World } from "../../../main/domain/world.ts";
import type { Journal } from "../../../main/ports/journal.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";
import { type RunningAcquirer, start } from "../../../simulators/acquirer/server.ts";
import { createCard } from "../../../simulators/card/create-card.ts";
import { InProcessReader } from "../../../simulators/card/in-process-reader.ts";
import { insertIntoVpcd } from "../../../simulators/card/vpcd-card.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { testMasterKeyComponents } from "../../../simulators/dock/simulated-counter.ts";
import { must } from "../../support/journal.ts";
import type { ChildOrder } from "./child.ts";
import { FLOWS, type Flow, type FlowName } from "./flows.ts";
import { type MessagePoint, Relay } from "./relay.ts";
import { counterIn, openTill, placesIn } from "./till.ts";

/** One moment of one flow: at a port of the till, or on the line. */
export type Point =
  | { readonly kind: "port"; readonly number: number; readonly name: string }
  | ({ readonly kind: "message" } & MessagePoint);

export type RunOptions = {
  readonly reader?: "tcp" | "pcsc";
  /** Where a card goes in when the real service runs. */
  readonly pcscPort?: number;
  readonly mutant?: "paidBeforeCommit";
  /** Wraps the journal of the till that is started after the crash. */
  readonly recoverWith?: (journal: Journal) => Journal;
};

/** Everything that can be known after a till has died and another has started on its books. */
export type Observed = {
  /** What the dying till said was on disk, in order. */
  readonly committed: readonly { readonly seq: number; readonly types: readonly string[] }[];
  /** What a cashier saw last. */
  readonly shown: Shown | undefined;
  /** The journal as the till left it, and as it is after everything has healed. */
  readonly rowsAtDeath: readonly TerminalEvent[];
  readonly world: World;
  readonly host: ReturnType<RunningAcquirer["ledger"]["totals"]>;
  /** Voucher numbers of sales and voids that the host has ever booked. */
  readonly hostStans: readonly number[];
  readonly stillDue: number;
  readonly finished: boolean;
};

type Shown = {
  readonly payments: readonly { readonly stan: number; readonly kind: string; readonly phase: string }[];
  readonly sales: readonly { readonly saleNumber: number; readonly status: string }[];
};

type ChildLine = {
  readonly point?: number;
  readonly name?: string;
  readonly committed?: readonly string[];
  readonly seq?: number;
  readonly shown?: Shown;
  readonly reader?: string;
  readonly port?: number;
  readonly finished?: boolean;
};

const CHILD = new URL("./child.ts", import.meta.url).pathname;
const TID = "10000001";

/** More rounds than a reversal ever needs with a host that answers. */
const HEAL_ROUND_COUNT_MAX = 6;

/** One lane of the sweep: a line of its own, and templates of books to start from. */
export class CrashLab {
  readonly #dir: string;
  readonly #relay: Relay;
  #runs = 0;

  private constructor(dir: string, relay: Relay) {
    this.#dir = dir;
    this.#relay = relay;
  }

  static async open(dir: string): Promise<CrashLab> {
    mkdirSync(dir, { recursive: true });
    return new CrashLab(dir, await Relay.listen());
  }

  close(): Promise<void> {
    return this.#relay.close();
  }

  /** Makes the books on which a flow begins: set up, keys loaded, signed in, shift open, and the flow's own past. */
  async prepare(name: FlowName): Promise<void> {
    const dir = this.#template(name);
    mkdirSync(dir, { recursive: true });
    const host = await this.#startHost(dir, []);
    this.#relay.prepare(host.port);
    await this.#setUp(dir);
    const reader = new InProcessReader();
    const card = createCard("debit");
    if (card !== undefined) reader.insert(card);
    const devices = await counterIn(dir, reader);
    const till = await openTill(dir, devices);
    for (const [i, component] of testMasterKeyComponents().entries()) {
      must(await (devices.secureModule?.loadMasterKeyComponent(i === 0 ? 1 : 2, component) as never));
    }
    if (FLOWS[name].isSignedIn) must(await till.signIn());
    const shift = shiftId(systemEntropy.uuid());
    must(await till.submit([{ kind: "openShift", shiftId: shift, operator: "li", floatFen: 10_000n }]));
    await FLOWS[name].prepare(till);
    await till.close();
    await host.close();
  }

  async #setUp(dir: string): Promise<void> {
    const parsed = must(parseTerminalFile(JSON.stringify(sampleTerminalFile({ port: this.#relay.port }))));
    const { acquirer } = parsed;
    const reversal = { ...acquirer.reversal, notFoundGraceMs: 0 };
    const config = { ...parsed, acquirer: { ...acquirer, replyTimeoutMs: 400, lingerMs: 0, reversal } };
    const till = await openTill(dir, await counterIn(dir));
    must(await till.submit([{ kind: "configureTerminal", config }]));
    must(await till.addOperator("li", "owner", new Sensitive("2468")));
    await till.close();
  }

  /** Runs a flow to its end and names every moment at which it could have died. */
  async points(name: FlowName, options: RunOptions = {}): Promise<Point[]> {
    const dir = this.#fresh(name);
    const host = await this.#startHost(dir, FLOWS[name].behaviour);
    this.#relay.prepare(host.port);
    const points: Point[] = [];
    const child = this.#spawn(dir, FLOWS[name], 0, options);
    await this.#listen(child, FLOWS[name], options, (line) => {
      if (line.point !== undefined) points.push({ kind: "port", number: line.point, name: line.name ?? "" });
    });
    for (let exchange = 1; exchange <= this.#relay.exchangeCount; exchange++) {
      for (const at of ["requestLost", "answerHeld", "answerSent"] as const) {
        points.push({ kind: "message", exchange, at });
      }
    }
    await host.close();
    rmSync(dir, { recursive: true, force: true });
    return points;
  }

  /** Kills the till at one point, starts another one on the same books, lets everything heal, and looks. */
  async kill(name: FlowName, point: Point, options: RunOptions = {}): Promise<Observed> {
    const flow = FLOWS[name];
    const dir = this.#fresh(name);
    const host = await this.#startHost(dir, flow.behaviour);
    const child = this.#spawn(dir, flow, point.kind === "port" ? point.number : NEVER, options);
    const message = point.kind === "message" ? point : undefined;
    this.#relay.prepare(host.port, message, () => child.kill("SIGKILL"));
    const committed: { seq: number; types: readonly string[] }[] = [];
    let shown: Shown | undefined;
    let finished = false;
    await this.#listen(child, flow, options, (line) => {
      if (line.committed !== undefined) committed.push({ seq: line.seq ?? 0, types: line.committed });
      if (line.shown !== undefined) shown = line.shown;
      finished ||= line.finished === true;
    });
    this.#relay.prepare(host.port);
    const healed = await this.#recover(dir, options);
    const entries = host.ledger.entries();
    const observed: Observed = {
      ...{ committed, shown, finished },
      ...healed,
      host: host.ledger.totals(TID, batchNumberOf(healed.world)),
      hostStans: entries.map((entry) => entry.stan),
    };
    await host.close();
    rmSync(dir, { recursive: true, force: true });
    return observed;
  }

  async #recover(dir: string, options: RunOptions) {
    let seqAtDeath = 0;
    const devices = await counterIn(dir);
    const till = await openTill(dir, devices, {
      journal: (journal) => {
        const watched: Journal = {
          ...journal,
          loadWorld: async () => {
            seqAtDeath = must(await journal.head()).seq;
            return journal.loadWorld();
          },
        };
        return options.recoverWith?.(watched) ?? watched;
      },
    });
    await till.idle();
    for (let round = 0; round < HEAL_ROUND_COUNT_MAX && till.reversalsDue > 0; round++)
      await till.dispatchOutbox();
    await till.retryPrinting();
    const rows = must(await till.parts.journal.rows({ limit: 10_000 })).toReversed();
    const rowsAtDeath = rows.filter((row) => row.seq <= seqAtDeath).map((row) => row.event);
    const sales = new Set(
      rows.flatMap(({ event }) => ("saleId" in event && event.saleId ? [event.saleId] : [])),
    );
    for (const sale of sales) must(await till.parts.runner.bringSale(sale));
    const { world, reversalsDue: stillDue } = till;
    await till.close();
    return { rowsAtDeath, world, stillDue };
  }

  async #startHost(dir: string, behaviour: Flow["behaviour"]): Promise<RunningAcquirer> {
    const { ledgerFile } = placesIn(dir);
    return must(await start({ port: 0, ledgerFile, behaviour, declinesWithMac: "reversals" }));
  }

  #template(name: FlowName): string {
    return join(this.#dir, `template-${name}`);
  }

  #fresh(name: FlowName): string {
    this.#runs += 1;
    const dir = join(this.#dir, `run-${this.#runs}`);
    cpSync(this.#template(name), dir, { recursive: true });
    return dir;
  }

  #spawn(dir: string, flow: Flow, killAt: number, { reader = "tcp", mutant }: RunOptions) {
    const order: ChildOrder = {
      dir,
      flow: flow.name,
      killAt,
      reader: flow.hasCard ? reader : "none",
      ...(mutant === undefined ? {} : { mutant }),
    };
    return spawn(process.execPath, [CHILD, JSON.stringify(order)], { stdio: ["ignore", "pipe", "inherit"] });
  }

  /** Reads what the child tells until it is gone, and puts the card in when its reader is there. */
  async #listen(
    child: ChildProcessByStdio<null, Readable, null>,
    flow: Flow,
    options: RunOptions,
    onLine: (line: ChildLine) => void,
  ): Promise<void> {
    const ended = once(child, "close");
    const insertions: Promise<unknown>[] = [];
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as ChildLine;
      const port = line.reader === "tcp" ? line.port : line.reader === "pcsc" ? options.pcscPort : undefined;
      if (flow.hasCard && port !== undefined) insertions.push(insertCard(port));
      onLine(line);
    }
    await ended;
    for (const inserted of await Promise.all(insertions))
      await (inserted as Awaited<ReturnType<typeof insertCard>>)?.remove();
  }
}

/** Higher than any point: the till is killed from outside, or not at all. */
const NEVER = 1_000_000;

async function insertCard(port: number) {
  const card = createCard("debit");
  if (card === undefined) return undefined;
  const inserted = await insertIntoVpcd(card, { host: "127.0.0.1", port });
  return inserted.ok ? inserted.value : undefined;
}

function batchNumberOf(world: World): number {
  return world.batches.get(TID)?.batchNumber ?? 0;
}
