import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3-multiple-ciphers";
import { toHex } from "../../main/domain/bytes.ts";
import type { BehaviourRule } from "../../simulators/acquirer/behaviour.ts";
import { sampleTerminalFile } from "../../simulators/dock/sample-terminal.ts";
import { testMasterKeyComponents } from "../../simulators/dock/simulated-counter.ts";
import { acquirePcscd, type Pcscd } from "../hardware/pcscd.ts";
import { type SerialPair, withSerialPair } from "../hardware/serial-port.ts";
import { ChildCommand, type Ended } from "./child-command.ts";

const DOCK = "simulators/dock/cli.ts";

const OWNER_PIN = "2468";
const CUSTOMER_PIN = "123456";

/** A cable that stays until it is pulled. */
type Cable = { readonly pair: SerialPair; close(): Promise<void> };

type SampleFile = ReturnType<typeof sampleTerminalFile>;

/**
 * A counter of real parts: the machine's own smart-card service and serial lines, each device, each card and the host a
 * process of its own, and the till a command line. Needs root, `pcscd`, `vsmartcard-vpcd` and `socat`.
 */
export class RealCounter {
  readonly directory = mkdtempSync(join(tmpdir(), "jinka-counter-"));
  readonly paperDirectory = join(this.directory, "paper");
  readonly pcscd: Pcscd;
  readonly #configuration = join(this.directory, "terminal.json");
  readonly #cables = new Map<string, Cable>();
  readonly #processes = new Map<string, ChildCommand>();
  #hostPort = 0;
  #printerRuns = 0;

  private constructor(pcscd: Pcscd) {
    this.pcscd = pcscd;
  }

  /** Everything is plugged in and runs; the till is not set up yet. `behaviour` is what the host plays badly. */
  static async open(behaviour: readonly BehaviourRule[] = []): Promise<RealCounter> {
    const counter = new RealCounter(await acquirePcscd());
    try {
      const rules = join(counter.directory, "behaviour.json");
      writeFileSync(rules, JSON.stringify(behaviour));
      const files = ["--ledger", counter.ledgerFile, "--behaviour", rules];
      const host = await counter.#start(
        "host",
        ["acquirer", "--port", "0", ...files],
        /Acquirer host on \S+:\d+/,
      );
      counter.#hostPort = Number(/:(\d+),/.exec(host.out)?.[1]);
      await counter.#plugIn("pad");
      await counter.#start(
        "pad",
        ["pin-pad", "--port", counter.#far("pad"), "--pin", CUSTOMER_PIN],
        /: open/,
      );
      await counter.plugInPrinter();
      return counter;
    } catch (error) {
      await counter.close();
      throw error;
    }
  }

  get ledgerFile(): string {
    return join(this.directory, "ledger.sqlite");
  }

  async close(): Promise<void> {
    for (const process of this.#processes.values()) await process.stop();
    for (const cable of this.#cables.values()) await cable.close();
    await this.pcscd.release();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** One command line of the till, with the owner's PIN on its input. */
  jinka(words: readonly string[], lines?: readonly string[]): Promise<Ended> {
    return this.begin(words, lines).ended();
  }

  /** The same, to be watched while it runs. */
  begin(words: readonly string[], lines: readonly string[] = [OWNER_PIN]): ChildCommand {
    const data = ["--data-dir", join(this.directory, "data"), "--key-dir", join(this.directory, "keys")];
    const command = new ChildCommand([...data, ...words], DOCK);
    command.child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    return command;
  }

  async must(words: readonly string[], lines?: readonly string[]): Promise<Ended> {
    const ended = await this.jinka(words, lines);
    if (ended.exitCode !== 0)
      throw new Error(`jinka ${words.join(" ")}: exit code ${ended.exitCode}: ${ended.err}${ended.out}`);
    return ended;
  }

  /** `jinka setup` with the devices of this counter. */
  async setUp(change: (file: SampleFile) => object = (file) => file): Promise<void> {
    const sample = sampleTerminalFile({ port: this.#hostPort });
    const { acquirer, devices } = sample;
    const file: SampleFile = {
      ...sample,
      acquirer: {
        ...acquirer,
        replyTimeoutMs: 3_000,
        reversal: { ...acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 100 },
      },
      devices: {
        ...devices,
        cardReader: { kind: "pcsc", insertTimeoutMs: 5_000 },
        pinPad: { ...devices.pinPad, path: join(this.directory, "pad") },
        printer: { ...devices.printer, path: join(this.directory, "printer") },
      },
    };
    writeFileSync(this.#configuration, JSON.stringify(change(file)));
    await this.must(["setup", "--file", this.#configuration]);
  }

  loadKeys(): Promise<Ended> {
    const components = testMasterKeyComponents().map((component) => toHex(component.reveal()));
    return this.must(["keys", "load", "--operator", "li"], [OWNER_PIN, ...components]);
  }

  /** Puts a card into the reader; the one before is taken out. */
  async insert(profile: string, ...options: readonly string[]): Promise<void> {
    await this.takeOut();
    await this.#start("card", ["card", profile, ...options], /card is in the reader/);
  }

  async takeOut(): Promise<void> {
    const card = this.#processes.get("card");
    card?.child.kill("SIGINT");
    await card?.ended();
    this.#processes.delete("card");
  }

  async plugInPrinter(): Promise<void> {
    await this.#plugIn("printer");
    this.#printerRuns += 1;
    const out = join(this.paperDirectory, String(this.#printerRuns));
    await this.#start("printer", ["printer", "--port", this.#far("printer"), "--out", out], /: open/);
  }

  /** Takes the printer's line away, as pulling its adapter does. */
  async unplugPrinter(): Promise<void> {
    await this.#processes.get("printer")?.stop();
    await this.#cables.get("printer")?.close();
  }

  /** The papers so far, oldest first: the path of each without its ending. */
  papers(): string[] {
    return readdirSync(this.paperDirectory)
      .sort()
      .flatMap((run) => {
        const files = readdirSync(join(this.paperDirectory, run)).filter((name) => name.endsWith(".txt"));
        return files.sort().map((name) => join(this.paperDirectory, run, name.replace(/\.txt$/, "")));
      });
  }

  /** Waits until a paper with that text has come out, and gives its path without ending. Blanks do not count: large type is set apart. */
  async paper(text: string): Promise<string> {
    for (let round = 0; round < 100; round++) {
      const found = this.papers().findLast((path) => rowsOf(path).includes(text.replaceAll(" ", "")));
      // The picture is written behind the text.
      if (found !== undefined && existsSync(`${found}.png`)) return found;
      await sleep(50);
    }
    throw new Error(`no paper says ${text}`);
  }

  /** What the host's own books say, by the statement of docs/simulated-host.md. */
  hostNetFen(): number {
    const books = new Database(this.ledgerFile, { readonly: true });
    try {
      const row = books
        .prepare(
          `SELECT SUM(CASE kind WHEN 'sale' THEN amount_fen ELSE -amount_fen END) AS net FROM transactions
           WHERE state = 'approved' OR (kind = 'sale' AND state = 'voided')`,
        )
        .get() as { readonly net: number | null };
      return row.net ?? 0;
    } finally {
      books.close();
    }
  }

  #far(name: string): string {
    return this.#cables.get(name)?.pair.device ?? "";
  }

  /** Joins two lines; the till finds its end under a name that stays the same. */
  async #plugIn(name: string): Promise<void> {
    const cable = await openCable();
    this.#cables.set(name, cable);
    const link = join(this.directory, name);
    rmSync(link, { force: true });
    symlinkSync(cable.pair.till, link);
  }

  async #start(name: string, words: readonly string[], isReady: RegExp): Promise<ChildCommand> {
    const process = new ChildCommand(["simulate", ...words], DOCK);
    this.#processes.set(name, process);
    await process.said(isReady);
    return process;
  }
}

/** The text of a paper without its blanks. */
export function rowsOf(path: string): string {
  return readFileSync(`${path}.txt`, "utf8").replaceAll(" ", "");
}

async function openCable(): Promise<Cable> {
  const opened = Promise.withResolvers<SerialPair>();
  const pulled = Promise.withResolvers<void>();
  const gone = withSerialPair(async (pair) => {
    opened.resolve(pair);
    await pulled.promise;
  });
  gone.catch(opened.reject);
  const pair = await opened.promise;
  const close = async () => {
    pulled.resolve();
    await gone;
  };
  return { pair, close };
}
