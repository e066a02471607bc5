import { join } from "node:path";
import type { Terminal } from "../../../main/application/terminal.ts";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import { shiftId } from "../../../main/domain/ids.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { TerminalConfig } from "../../../main/domain/till/config.ts";
import type { Entropy } from "../../../main/ports/entropy.ts";
import { Connection } from "../../../simulators/acquirer/connection.ts";
import { keySource, TEST_TMK_HEX } from "../../../simulators/acquirer/keys.ts";
import { Ledger } from "../../../simulators/acquirer/ledger.ts";
import { testBank } from "../../../simulators/acquirer/test-bank.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { testMasterKeyComponents } from "../../../simulators/dock/simulated-counter.ts";
import { Books } from "./books.ts";
import { Counter } from "./counter.ts";
import { chooseWallet, type Wallet } from "./customer.ts";
import { FaultyHost } from "./faulty-host.ts";
import { Invariants } from "./invariants.ts";
import { type Mutant, withMistake } from "./mutants.ts";
import { Network } from "./network.ts";
import { type CrashPlan, Power } from "./power.ts";
import { type Random, seededEntropy } from "./random.ts";
import { Strikes } from "./strikes.ts";
import type { Swarm } from "./swarm.ts";
import { SwitchedHotlist } from "./switched-hotlist.ts";
import { startTill } from "./till.ts";
import { Violation } from "./violation.ts";
import { VirtualTime } from "./virtual-time.ts";
import { MessageWatch } from "./watch-messages.ts";

export const OPERATOR = "li";

const SALE_LIMIT_FEN = 2_000_000n;

/** No idle connection is closed by the host within a day of these. */
const IDLE_TIMEOUT_MS = 600_000;

/** Tries to open the books again after a fault; the disk of a world never stays full for longer. */
const START_TRIES_MAX = 200;

const START_RETRY_MS = 20_000;

/** The till was killed in the middle of what somebody asked of it. */
export class TillDied extends Error {
  override readonly name = "TillDied";
}

export type ShopOptions = {
  readonly random: Random;
  readonly swarm: Swarm;
  readonly directory: string;
  readonly mutant: Mutant | undefined;
};

/** One till, its counter, its line and its host, in one time. */
export class SimulatedShop {
  readonly time = new VirtualTime();
  readonly strikes = new Strikes();
  readonly random: Random;
  readonly swarm: Swarm;
  readonly books: Books;
  readonly counter: Counter;
  readonly network: Network;
  readonly host: FaultyHost;
  readonly ledger: Ledger;
  readonly invariants: Invariants;
  readonly hotlist: SwitchedHotlist;
  readonly wallet: Wallet;
  readonly entropy: Entropy;
  /** By how much the till's wall clock stands wrong. */
  clockWrongMs = 0;
  /** Chance per commit that the disk refuses it; tills to come inherit it. */
  diskFault = 0;
  /** Whether a till may die again while it is started, or soon after. */
  areStartsDangerous = false;
  cancel: AbortController | undefined;
  restartCount = 0;
  readonly trace: string[] = [];
  readonly #watch = new MessageWatch();
  readonly #mutant: Mutant | undefined;
  #terminal: Terminal | undefined;
  #power: Power;
  #powerCount = 0;
  #bug: unknown;

  constructor({ random, swarm, directory, mutant }: ShopOptions) {
    this.random = random;
    this.swarm = swarm;
    this.#mutant = mutant;
    this.entropy = seededEntropy(random.stream("entropy"));
    this.books = new Books(join(directory, "data"));
    this.counter = new Counter(this.time, random.stream("customer"));
    this.counter.patience = swarm.patience;
    this.wallet = chooseWallet(random.stream("wallet"));
    this.hotlist = new SwitchedHotlist(this.strikes);
    const tmk = new Sensitive(fromHex(TEST_TMK_HEX));
    const ledger = Ledger.open(":memory:", tmk);
    if (!ledger.ok) throw new Error("the ledger does not open");
    this.ledger = ledger.value;
    const clock = this.time.clock();
    const issuer = wealthyBank();
    this.host = new FaultyHost(
      {
        ...{ ledger: this.ledger, issuer, tmk, clock },
        keySource: keySource(random.stream("keys").pick(["a", "b", "c"])),
        macKeyForm: "double",
        macAlgorithm: "cup-ecb",
        keyCipher: "tdes",
        declinesWithMac: swarm.declinesWithMac,
        terminals: undefined,
        saleLimitFen: SALE_LIMIT_FEN,
        acquirerInstitution: "00010000",
        onMessage: () => undefined,
        onTrouble: (detail) => {
          throw new Error(`the host's ledger: ${detail}`);
        },
      },
      random.stream("host"),
      this.strikes,
    );
    const signal = new AbortController().signal;
    this.network = new Network(this.time, random.stream("network"), this.strikes, (socket) => {
      const { host } = this;
      new Connection(socket as never, { host, clock, signal, idleTimeoutMs: IDLE_TIMEOUT_MS });
    });
    this.invariants = new Invariants(this.books, this.ledger, this.hotlist);
    this.#power = this.#newPower();
  }

  get power(): Power {
    return this.#power;
  }

  /** The till that runs; whoever acts has started it. */
  get terminal(): Terminal {
    if (this.#terminal === undefined) throw new Error("no till runs");
    return this.#terminal;
  }

  get isRunning(): boolean {
    return this.#terminal !== undefined;
  }

  note(line: string): void {
    const time = this.time.clock().businessNow().epochMs + 8 * 3_600_000;
    this.trace.push(`${new Date(time).toISOString().slice(5, 19).replace("T", " ")} ${line}`);
  }

  /** Configured, keys in the pad, signed in, shift open: without faults. */
  async setUp(): Promise<void> {
    await this.start();
    const config = shopConfig(this.swarm);
    await this.must(this.terminal.submit([{ kind: "configureTerminal", config }]));
    await this.must(this.terminal.addOperator(OPERATOR, "owner", new Sensitive("2468")));
    await this.restart();
    if (!(await this.loadMasterKey())) throw new Error("the pad takes no keys");
    await this.must(this.terminal.signIn());
    await this.openShift();
  }

  async openShift(): Promise<void> {
    const id = shiftId(this.entropy.uuid());
    await this.must(
      this.terminal.submit([{ kind: "openShift", shiftId: id, operator: OPERATOR, floatFen: 20_000n }]),
    );
  }

  /** Two people enter the master key; false when the pad did not take it. */
  async loadMasterKey(): Promise<boolean> {
    for (const [i, component] of testMasterKeyComponents().entries()) {
      const loading = this.terminal.parts.secureModule?.loadMasterKeyComponent(i === 0 ? 1 : 2, component);
      if (loading === undefined || !(await this.run(loading)).ok) return false;
    }
    return true;
  }

  async must<T extends { readonly ok: boolean }>(work: Promise<T>): Promise<T> {
    const result = await this.run(work);
    if (!result.ok) throw new Error(`the world cannot be set up: ${inJson(result)}`);
    return result;
  }

  /** Starts a till unless one runs, and again while the disk keeps it from starting. */
  async start(): Promise<void> {
    for (let tries = 0; this.#terminal === undefined && tries < START_TRIES_MAX; tries++) {
      if (tries > 0) await this.time.pass(START_RETRY_MS);
      const power = this.#newPower();
      this.#power = power;
      power.diskFault = this.diskFault;
      if (this.areStartsDangerous && this.random.chance(this.swarm.crash / 2))
        power.plan(crashAtStart(this.random));
      const starting = startTill({
        books: this.books,
        counter: this.counter,
        power,
        clock: this.time.clock(() => this.clockWrongMs),
        entropy: this.entropy,
        interaction: {
          chooseApplication: async () => 0,
          confirmSameCard: async () => this.random.chance(0.8),
          progress: (step) => this.counter.hear(step),
        },
        hotlist: this.hotlist.port(),
        cancel: () => this.cancel?.signal,
        onBug: (error) => {
          this.#bug ??= error;
        },
        around: (driver, terminal) => {
          const mistaken = this.#mutant === undefined ? driver : withMistake(driver, this.#mutant);
          return this.#watch.acquirer(mistaken, () => terminal().world);
        },
      });
      const started = await this.alive(starting);
      if (started?.ok === true) this.#terminal = started.value;
      else {
        if (started !== undefined) this.note(`the till does not start: ${started.fault.kind}`);
        power.cut();
      }
      this.checkBugs();
    }
    if (this.#terminal === undefined) throw new Error("the till never starts again");
  }

  /** The result of something that the till does. Throws {@link TillDied} when it is killed meanwhile. */
  async run<T>(work: Promise<T>): Promise<T> {
    const result = await this.alive(work.then((value) => ({ value })));
    if (result === undefined) throw new TillDied();
    return result.value;
  }

  /** The result, or undefined when the till was killed meanwhile. */
  async alive<T>(work: Promise<T>): Promise<T | undefined> {
    const power = this.#power;
    const result = await this.time.until(Promise.race([work, power.gone.then(() => undefined)]));
    if (power.isOn) return result;
    this.#terminal = undefined;
    this.restartCount += 1;
    return undefined;
  }

  /** Arranges the death of the till that runs. */
  planCrash(plan: CrashPlan): void {
    const power = this.#power;
    if (plan.at === "time") this.time.at(plan.afterMs, () => power.cut("at some moment"));
    else power.plan(plan);
  }

  async restart(): Promise<void> {
    await this.alive(this.terminal.idle());
    this.#power.cut();
    this.#terminal = undefined;
    await this.start();
  }

  checkBugs(): void {
    const bug = this.#bug;
    if (bug === undefined) return;
    throw bug instanceof Violation ? bug : new Error("the till reports a bug", { cause: bug });
  }

  /** Time passes while nobody does anything; the till may die in it. */
  async pass(ms: number): Promise<void> {
    await this.time.pass(ms);
    if (!this.#power.isOn && this.#terminal !== undefined) {
      this.#terminal = undefined;
      this.restartCount += 1;
    }
  }

  check(): void {
    this.checkBugs();
    this.invariants.check(this.#terminal?.world);
  }

  close(): void {
    this.#power.cut();
    this.books.close();
    this.ledger.close();
  }

  #newPower(): Power {
    this.#powerCount += 1;
    return new Power(this.random.stream(`power ${this.#powerCount}`), this.strikes);
  }
}

/** In the recovery itself, or in the first work after it. */
function crashAtStart(random: Random): Exclude<CrashPlan, { at: "time" }> {
  return { at: random.pick(["beforeCommit", "afterCommit"]), nth: random.int(1, 4) };
}

function inJson(result: object): string {
  return JSON.stringify(result, (_, value) => (typeof value === "bigint" ? `${value}` : value));
}

/** Nobody runs out of money in the middle of a day. */
function wealthyBank(): ReturnType<typeof testBank> {
  const bank = testBank();
  return {
    ...bank,
    accounts: () => bank.accounts().map((account) => ({ ...account, openingBalanceFen: 1_000_000_000n })),
  };
}

function shopConfig(swarm: Swarm): TerminalConfig {
  const parsed = parseTerminalFile(JSON.stringify(sampleTerminalFile({ port: 8583 })));
  if (!parsed.ok) throw new Error("the sample configuration cannot be read");
  const config = parsed.value;
  const isTight = swarm.limits === "tight";
  const transactionMaxFen = 20_000n;
  return {
    ...config,
    limits: {
      ...config.limits,
      saleMaxFen: isTight ? 60_000n : config.limits.saleMaxFen,
      offline: isTight
        ? { transactionMaxFen, countMax: 4, sumMaxFen: 30_000n, oldestUnsentMaxMs: 3 * 3_600_000 }
        : { transactionMaxFen, countMax: 200, sumMaxFen: 2_000_000n, oldestUnsentMaxMs: 72 * 3_600_000 },
    },
    acquirer: { ...config.acquirer, voidNeedsCard: swarm.voidNeedsCard },
    emv: {
      ...config.emv,
      stripeRules: [
        {
          ...{ scheme: "UnionPay", panPrefixes: ["62"], stripeAllowed: swarm.stripeAllowed },
          ...{ fallbackAllowed: swarm.fallbackAllowed, fallbackWithinMs: 180_000 },
        },
      ],
      applications: config.emv.applications.map((application) => ({
        ...application,
        floorLimitFen: BigInt(swarm.floorLimitFen),
      })),
    },
  };
}
