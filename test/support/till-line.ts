import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { DevicePorts } from "../../main/application/ports.ts";
import { runCommandLine } from "../../main/cli/program.ts";
import type { CliShell } from "../../main/cli/session.ts";
import type { Substitutes } from "../../main/compose.ts";
import { toHex } from "../../main/domain/bytes.ts";
import type { Commit, Journal } from "../../main/ports/journal.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import type { BehaviourRule } from "../../simulators/acquirer/behaviour.ts";
import { type RunningAcquirer, start } from "../../simulators/acquirer/server.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import type { VirtualCardOptions } from "../../simulators/card/virtual-card.ts";
import { sampleTerminalFile } from "../../simulators/dock/sample-terminal.ts";
import {
  createSimulatedCounter,
  type SimulatedCounter,
  testMasterKeyComponents,
} from "../../simulators/dock/simulated-counter.ts";
import { must } from "./journal.ts";

// Every command starts the journal's thread anew; with its code compiled once the tests take half the time.
process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "jinka-test-compiled");

export type Ran = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What `--json` printed; undefined if it is not exactly one JSON value. */
  readonly json: unknown;
  /** What the journal took during this command. */
  readonly commits: readonly Commit[];
};

export type RunOptions = {
  /** Standard input, line by line; the owner's PIN when absent. */
  readonly input?: readonly string[];
  readonly substitutes?: Substitutes;
  readonly environment?: CliShell["environment"];
  readonly keyDirectory?: string;
};

export type SampleFile = ReturnType<typeof sampleTerminalFile>;

/** Changes the sample configuration; what it needs for that may take a moment. */
type Change = (file: SampleFile) => object | Promise<object>;

type WhenOver = (cleanUp: () => Promise<void>) => void;

export const OWNER_PIN = "2468";

/**
 * A counter that is worked by command lines, all in this process: real books, real drivers, a real TCP link to a
 * simulated host, and devices that outlive each command as real ones do.
 */
export class TillLine {
  readonly directory = mkdtempSync(join(tmpdir(), "jinka-till-"));
  readonly dataDirectory = join(this.directory, "data");
  readonly keyDirectory = join(this.directory, "keys");
  readonly counter: SimulatedCounter = createSimulatedCounter(createSystemClock());
  /** Devices that the terminal has; a test takes some away. */
  devices: DevicePorts = keptOpen(this.counter.devices);
  host!: RunningAcquirer;

  /** With a host that listens, and nothing done yet. It goes when `whenOver` says so: after the test. */
  static async create(whenOver: WhenOver = onTestFinished): Promise<TillLine> {
    const till = new TillLine();
    whenOver(async () => {
      await till.host.close();
      rmSync(till.directory, { recursive: true, force: true });
    });
    till.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
    till.host = must(
      await start({ port: 0, ledgerFile: ":memory:", seed: "till", declinesWithMac: "reversals" }),
    );
    return till;
  }

  /** Set up, with its owner `li`, keys, a sign-in and an open shift. */
  static async open(change?: Change, whenOver?: WhenOver): Promise<TillLine> {
    const till = await TillLine.create(whenOver);
    await till.#setUp(change);
    const components = testMasterKeyComponents().map((component) => toHex(component.reveal()));
    const input = [OWNER_PIN, ...components];
    till.mustDo(await till.run(["keys", "load", "--operator", "li"], { input }));
    return till;
  }

  /** The same without keys: it sells for cash only, and is there sooner. */
  static async openForCash(change?: Change): Promise<TillLine> {
    const till = await TillLine.create();
    await till.#setUp(change);
    return till;
  }

  async #setUp(change?: Change): Promise<void> {
    this.mustDo(await this.run(["setup", "--file", await this.writeConfiguration(change)]));
    this.mustDo(await this.run(["operator", "add", "li"]));
    this.mustDo(await this.run(["shift", "open", "--operator", "li", "--float", "100"]));
  }

  /** The sample configuration with short waits, changed and written to a file. */
  async writeConfiguration(change: Change = (file) => file): Promise<string> {
    const sample = sampleTerminalFile({ port: this.host.port });
    const quick: SampleFile = {
      ...sample,
      acquirer: {
        ...sample.acquirer,
        connectTimeoutMs: 300,
        replyTimeoutMs: 300,
        lingerMs: 300,
        reversal: { ...sample.acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 100 },
      },
      devices: { ...sample.devices, cardReader: { kind: "pcsc", insertTimeoutMs: 1_000 } },
    };
    const file = join(this.directory, "terminal.json");
    writeFileSync(file, JSON.stringify(await change(quick)));
    return file;
  }

  mustDo(ran: Ran): Ran {
    if (ran.exitCode !== 0) throw new Error(`exit code ${ran.exitCode}: ${ran.err}${ran.out}`);
    return ran;
  }

  /** Runs one command line with the simulated devices of this counter. */
  async run(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const commits: Commit[] = [];
    const stdin = new PassThrough();
    stdin.end((options.input ?? [OWNER_PIN]).map((line) => `${line}\n`).join(""));
    const out: string[] = [];
    const err: string[] = [];
    const directories = [
      ...["--data-dir", this.dataDirectory],
      ...["--key-dir", options.keyDirectory ?? this.keyDirectory],
    ];
    const shell: CliShell = {
      stdin,
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      environment: options.environment ?? {},
      substitutes: {
        devices: () => this.devices,
        ...options.substitutes,
        journal: (opened) => recording(options.substitutes?.journal?.(opened) ?? opened, commits),
      },
    };
    const exitCode = await runCommandLine(shell, [...directories, ...words]);
    return { exitCode, out: out.join(""), err: err.join(""), json: jsonOf(out.join("")), commits };
  }

  behave(...rules: BehaviourRule[]): void {
    this.host.setBehaviour(rules);
  }

  insert(name: string, options: VirtualCardOptions = {}): void {
    this.counter.reader.remove();
    const card = createCard(name, options);
    if (card === undefined) throw new Error(`there is no card ${name}`);
    this.counter.reader.insert(card);
  }
}

/** Notes what is committed; refused commands commit nothing. */
function recording(journal: Journal, commits: Commit[]): Journal {
  return {
    ...journal,
    commit: (commit) => {
      commits.push(commit);
      return journal.commit(commit);
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Devices that stay when a terminal closes: on a counter they do. */
function keptOpen(devices: DevicePorts): DevicePorts {
  return Object.fromEntries(Object.entries(devices).map(([name, device]) => [name, withoutClose(device)]));
}

function withoutClose<T extends object>(device: T): T {
  return new Proxy(device, {
    get(target, name) {
      if (name === "close") return async () => undefined;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** One counter for all tests of a file or group: for those that leave it as it was, or do not mind. */
export function sharedTill(change?: (file: SampleFile) => object): () => TillLine {
  let till: TillLine | undefined;
  const cleanUps: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    till = await TillLine.open(change, (cleanUp) => cleanUps.push(cleanUp));
  });
  afterAll(async () => {
    for (const cleanUp of cleanUps) await cleanUp();
  });
  return () => {
    if (till === undefined) throw new Error("the counter is there once the tests run");
    return till;
  };
}
