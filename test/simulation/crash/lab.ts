import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Terminal } from "../../../main/application/terminal.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { shiftId } from "../../../main/domain/ids.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { World } from "../../../main/domain/world.ts";
import type { Journal } from "../../../main/ports/journal.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";
import { type RunningAcquirer, start } from "../../../simulators/acquirer/server.ts";
import { InProcessReader } from "../../../simulators/card/in-process-reader.ts";
import { insertIntoVpcd } from "../../../simulators/card/vpcd-card.ts";
import { testMasterKeyComponents } from "../../../simulators/dock/simulated-counter.ts";
import { must } from "../../support/journal.ts";
import type { ChildOrder } from "./child.ts";
import { cardNamed, FIELD } from "./customer.ts";
import { type CardName, FLOWS, type Flow, type FlowName, type Present } from "./flows.ts";
import { type HostBooks, readHostBooks } from "./host-books.ts";
import type { Point } from "./points.ts";
import { Relay } from "./relay.ts";
import {
  counterIn,
  openTill,
  type PrintedPaper,
  placesIn,
  TID,
  terminalFileOf,
  watchingPaper,
} from "./till.ts";

// Every till compiles the same code; kept once, it starts in half the time.
process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "jinka-test-compiled");

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
  readonly rows: readonly TerminalEvent[];
  readonly world: World;
  readonly flow: Flow;
  /** The host when the new till had started and done what it does by itself, and when people had done the rest. */
  readonly hostAfterStart: HostBooks;
  readonly host: HostBooks;
  readonly stillDue: number;
  /** What did not go as it should when people went on. */
  readonly resumeProblems: readonly string[];
  /** What the new till has printed. */
  readonly papers: readonly PrintedPaper[];
  /** Whether the till died at the point; else it ended, or broke down by itself. */
  readonly died: boolean;
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
  readonly dies?: number;
};

const CHILD = new URL("./child.ts", import.meta.url).pathname;
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
    const flow = FLOWS[name];
    const dir = this.#template(name);
    mkdirSync(dir, { recursive: true });
    const host = await this.#startHost(dir, { ...flow, behaviour: [] });
    this.#relay.prepare(host.port);
    await this.#setUp(dir, flow);
    const reader = new InProcessReader();
    reader.plugIn(FIELD, "contactless");
    const present: Present = (card, side = "contact") => {
      for (const name of [undefined, FIELD]) reader.remove(name);
      reader.insert(cardNamed(card), side === "contact" ? undefined : FIELD);
    };
    present("debit");
    const devices = await counterIn(dir, reader);
    const till = await openTill(dir, devices);
    for (const [i, component] of testMasterKeyComponents().entries()) {
      must(await (devices.secureModule?.loadMasterKeyComponent(i === 0 ? 1 : 2, component) as never));
    }
    if (flow.isSignedIn) must(await till.signIn());
    const shift = shiftId(systemEntropy.uuid());
    must(await till.submit([{ kind: "openShift", shiftId: shift, operator: "li", floatFen: 10_000n }]));
    await flow.prepare(till, present);
    await till.close();
    if (flow.leftBy !== undefined) {
      const { died } = await this.#run(dir, FLOWS[flow.leftBy.flow], host.port, {
        kind: "message",
        ...flow.leftBy.point,
      });
      if (!died) throw new Error(`the till that leaves the books of ${name} did not die`);
    }
    await host.close();
  }

  async #setUp(dir: string, flow: Flow): Promise<void> {
    const config = terminalFileOf(this.#relay.port, flow.approvesOffline === true);
    const till = await openTill(dir, await counterIn(dir));
    must(await till.submit([{ kind: "configureTerminal", config }]));
    must(await till.addOperator("li", "owner", new Sensitive("2468")));
    await till.close();
  }

  /** Runs a flow to its end and names every moment at which it could have died, of those that are swept. */
  async points(name: FlowName, options: RunOptions = {}): Promise<Point[]> {
    const flow = FLOWS[name];
    const dir = this.#fresh(name);
    const host = await this.#startHost(dir, flow);
    const points: Point[] = [];
    const { exitCode } = await this.#run(dir, flow, host.port, undefined, options, (line) => {
      if (line.point !== undefined) points.push({ kind: "port", number: line.point, name: line.name ?? "" });
    });
    if (exitCode !== 0) throw new Error(`${name} does not come to its end when nobody dies`);
    for (const point of this.#relay.points) points.push({ kind: "message", ...point });
    await host.close();
    rmSync(dir, { recursive: true, force: true });
    return points.filter((point) => flow.isSwept?.(point) ?? true);
  }

  /** Kills the till at one point, starts another one on the same books, lets everything heal, and looks. */
  async kill(name: FlowName, point: Point, options: RunOptions = {}): Promise<Observed> {
    const flow = FLOWS[name];
    const dir = this.#fresh(name);
    const host = await this.#startHost(dir, flow);
    const committed: { seq: number; types: readonly string[] }[] = [];
    let shown: Shown | undefined;
    const { died } = await this.#run(dir, flow, host.port, point, options, (line) => {
      if (line.committed !== undefined) committed.push({ seq: line.seq ?? 0, types: line.committed });
      if (line.shown !== undefined) shown = line.shown;
    });
    this.#relay.prepare(host.port);
    const healed = await this.#recover(dir, flow, host, options);
    const observed: Observed = {
      ...{ flow, committed, shown, died },
      ...healed,
      host: readHostBooks(host.ledger, TID),
    };
    await host.close();
    rmSync(dir, { recursive: true, force: true });
    return observed;
  }

  /** Runs a flow in a process of its own, which dies at the point if there is one. */
  async #run(
    dir: string,
    flow: Flow,
    hostPort: number,
    point: Point | undefined,
    options: RunOptions = {},
    onLine: (line: ChildLine) => void = () => undefined,
  ): Promise<{ readonly died: boolean; readonly exitCode: number | null }> {
    let died = false;
    const child = this.#spawn(dir, flow, killAtOf(point), options);
    this.#relay.prepare(hostPort, point?.kind === "message" ? point : undefined, () => {
      died = true;
      child.kill("SIGKILL");
    });
    const exitCode = await this.#listen(child, flow, options, (line) => {
      died ||= line.dies !== undefined;
      onLine(line);
    });
    return { died, exitCode };
  }

  async #recover(dir: string, flow: Flow, host: RunningAcquirer, options: RunOptions) {
    let seqAtDeath = 0;
    const papers: PrintedPaper[] = [];
    const devices = watchingPaper(await counterIn(dir), (paper) => papers.push(paper));
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
    const hostAfterStart = readHostBooks(host.ledger, TID);
    const resumeProblems = (await flow.resume?.(till)) ?? [];
    await till.retryPrinting();
    const numbered = must(await till.parts.journal.rows({ limit: 10_000 })).toReversed();
    const rowsAtDeath = numbered.filter((row) => row.seq <= seqAtDeath).map((row) => row.event);
    const rows = numbered.map((row) => row.event);
    const sales = new Set(rows.flatMap((event) => ("saleId" in event && event.saleId ? [event.saleId] : [])));
    for (const sale of sales) must(await till.parts.runner.bringSale(sale));
    const { reversalsDue: stillDue } = till;
    const world = await withClosedLoads(till);
    await till.close();
    return { rowsAtDeath, rows, world, stillDue, hostAfterStart, resumeProblems, papers };
  }

  async #startHost(
    dir: string,
    flow: Pick<Flow, "behaviour" | "hostSaleLimitFen">,
  ): Promise<RunningAcquirer> {
    const { ledgerFile } = placesIn(dir);
    const { behaviour, hostSaleLimitFen: saleLimitFen } = flow;
    const limit = saleLimitFen === undefined ? {} : { saleLimitFen };
    return must(await start({ port: 0, ledgerFile, behaviour, declinesWithMac: "reversals", ...limit }));
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
      reader: flow.card !== undefined ? reader : flow.tap === undefined ? "none" : "inProcess",
      ...(mutant === undefined ? {} : { mutant }),
    };
    return spawn(process.execPath, [CHILD, JSON.stringify(order)], { stdio: ["ignore", "pipe", "inherit"] });
  }

  /** Reads what the child tells until it is gone, and puts the card in when its reader is there. Gives its exit code. */
  async #listen(
    child: ChildProcessByStdio<null, Readable, null>,
    flow: Flow,
    options: RunOptions,
    onLine: (line: ChildLine) => void,
  ): Promise<number | null> {
    const ended = once(child, "close");
    const insertions: Promise<unknown>[] = [];
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as ChildLine;
      const port = line.reader === "tcp" ? line.port : line.reader === "pcsc" ? options.pcscPort : undefined;
      if (flow.card !== undefined && port !== undefined) insertions.push(insertCard(flow.card, port));
      onLine(line);
    }
    const [exitCode] = (await ended) as [number | null];
    for (const inserted of await Promise.all(insertions))
      await (inserted as Awaited<ReturnType<typeof insertCard>>)?.remove();
    return exitCode;
  }
}

/** A load belongs to no sale that could bring it back when it is closed; its batch knows it. */
async function withClosedLoads({ world, parts }: Terminal): Promise<World> {
  const payments = new Map(world.payments);
  const batch = world.batches.get(TID);
  for (const batchNumber of [batch?.batchNumber, batch?.lastSettled?.batchNumber]) {
    if (batchNumber === undefined) continue;
    const search = { tid: TID, batchNumber, afterStan: 0, limit: 1_000 };
    for (const payment of must(await parts.journal.paymentsOfBatch(search)))
      if (payment.kind === "load") payments.set(payment.paymentId, payment);
  }
  return { ...world, payments };
}

/** Higher than any point: the till is killed from outside, or not at all. */
const NEVER = 1_000_000;

function killAtOf(point: Point | undefined): number {
  if (point === undefined) return 0;
  return point.kind === "port" ? point.number : NEVER;
}

async function insertCard(name: CardName, port: number) {
  const inserted = await insertIntoVpcd(cardNamed(name), { host: "127.0.0.1", port });
  return inserted.ok ? inserted.value : undefined;
}
