import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "../../../main/system/clock.ts";
import { openKeyFile } from "../../../main/system/key-file.ts";
import { createCard } from "../../../simulators/card/create-card.ts";
import type { VirtualCard } from "../../../simulators/card/virtual-card.ts";
import { createBusinessClock } from "../../../simulators/dock/business-clock.ts";
import { DemoCounter } from "../../../simulators/dock/demo/counter.ts";
import { setUpTill } from "../../../simulators/dock/demo/set-up-till.ts";
import type { HostProcess } from "../../support/host-process.ts";
import { Random } from "../world/random.ts";
import { Strikes } from "../world/strikes.ts";
import { entriesOf, startHost } from "./host-entries.ts";
import { type DeadBooks, problemsAtTheEnd, problemsOfDead, readDeadBooks } from "./judge.ts";
import type { KillAnswer, KillOrder, KillTillSettings } from "./orders.ts";
import { TillProcess } from "./till-process.ts";

// Every till compiles the same code; kept once, it starts in half the time.
process.env["NODE_COMPILE_CACHE"] ??= join(tmpdir(), "jinka-test-compiled");

type Distributed<T> = T extends unknown ? Omit<T, "atMs"> : never;
type Order = Distributed<KillOrder>;

export type KillReport = {
  readonly seed: number;
  readonly kills: number;
  readonly rows: number;
  readonly payments: number;
  /** What the till was doing at each death, and the last fact on its disk. */
  readonly deaths: Strikes;
  readonly problems: readonly string[];
};

/** Saturday, 24 October 2026, 07:00 in the shop. */
const START_MS = Date.UTC(2026, 9, 23, 23);
const STEP_MS = 60_000;

const CARDS = ["debit", "debit-offline", "credit", "purse", "tap-debit"] as const;
const PURSES = ["purse", "tap-debit"] as const;

/** How long after an order the till dies; on a quiet machine an order takes 20 to 200 ms. */
const KILL_AFTER_MAX_MS = [15, 50, 120, 300] as const;
/** A start takes about half a second on a quiet machine, and the recovery is its end. */
const KILL_START_MIN_MS = 100;
const KILL_START_MAX_MS = 1_200;
const START_KILL_CHANCE = 0.2;
/** Orders between two deaths that are carried out to their end. */
const WHOLE_ORDERS_MAX = 2;
const HEAL_ROUND_COUNT_MAX = 6;

export function killCommand({ seed, kills }: Pick<KillReport, "seed" | "kills">): string {
  return `npm run soak -- --kills ${kills} --kills-from ${seed}`;
}

/**
 * A till, a process with the journal, the drivers and the configuration of the demo's shop, is killed again and again in the
 * middle of its work, against a host that is a process too. After each death somebody else reads the books from disk and
 * asks the host; at the end everything heals. The seed chooses orders and moments; where exactly a moment strikes is the
 * operating system's.
 */
export async function playKills(seed: number, kills: number): Promise<KillReport> {
  const directory = mkdtempSync(join(tmpdir(), "jinka-kill-"));
  const clock = createBusinessClock(createSystemClock(), START_MS);
  const { host, port: linePort } = await startHost(directory);
  const counter = await DemoCounter.open(directory, clock, false);
  try {
    const place = { dataDirectory: join(directory, "till"), keyDirectory: join(directory, "keys") };
    const { paths, devicePorts } = counter;
    const ready = await setUpTill({ ...place, language: "en", linePort, paths, clock });
    if (!ready.ok) throw new Error(`the till cannot be set up: ${ready.fault}`);
    const keys = await openKeyFile(place);
    if (!keys.ok) throw new Error("the keys cannot be read");
    const settings = { ...place, ...(devicePorts === undefined ? {} : { devicePorts }) };
    const databaseKey = keys.value.keys.databaseKey.reveal();
    const day = new KilledDay({ random: new Random(`kill ${seed}`), host, counter, settings, databaseKey });
    const problems = await day.play(kills);
    const { books, deaths } = day;
    return {
      ...{ seed, kills: day.kills, problems, deaths },
      rows: books?.head.seq ?? 0,
      payments: books?.payments.length ?? 0,
    };
  } finally {
    await counter.close();
    await host.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type DayParts = {
  readonly random: Random;
  readonly host: HostProcess;
  readonly counter: DemoCounter;
  readonly settings: Omit<KillTillSettings, "atMs">;
  readonly databaseKey: Uint8Array;
};

class KilledDay {
  kills = 0;
  books: DeadBooks | undefined;
  readonly deaths = new Strikes();
  readonly #parts: DayParts;
  readonly #cards = new Map<string, VirtualCard>();
  readonly #receipts: number[] = [];
  #readerPort: number | undefined;
  #atMs = START_MS;
  #till: TillProcess | undefined;

  constructor(parts: DayParts) {
    this.#parts = parts;
  }

  /** Stops at the first problem. */
  async play(kills: number): Promise<string[]> {
    try {
      while (this.kills < kills) {
        await this.#live();
        const problems = await this.#judge();
        if (problems.length > 0) return problems;
      }
      return await this.#finish();
    } finally {
      this.#till?.kill();
      await this.#till?.gone;
    }
  }

  /** One life of the till, from its start to its violent end. */
  async #live(): Promise<void> {
    const { random } = this.#parts;
    if (random.chance(START_KILL_CHANCE)) {
      const till = this.#spawn();
      await sleep(random.int(KILL_START_MIN_MS, KILL_START_MAX_MS));
      return this.#kill(till, "starting");
    }
    const till = await this.#start();
    await this.#tell(till, { do: "payDebts" });
    for (let whole = random.int(0, WHOLE_ORDERS_MAX); whole > 0; whole--) await this.#order(till);
    const afterMs = random.int(0, random.pick(KILL_AFTER_MAX_MS));
    const begun = Promise.withResolvers<string>();
    const working = this.#order(till, begun.resolve);
    const what = await begun.promise;
    const isDone = await Promise.race([working.then(() => true), sleep(afterMs).then(() => false)]);
    await this.#kill(till, isDone ? "idle" : what);
    await working;
  }

  async #kill(till: TillProcess, when: string): Promise<void> {
    till.kill();
    // A till that had already ended by itself has broken down, and that is a finding.
    const code = await till.gone;
    if (code !== null) throw new Error(`the till has ended by itself, with code ${code}`);
    await this.#parts.counter.takeOut();
    this.#till = undefined;
    this.kills += 1;
    this.deaths.count(`killed while: ${when}`);
  }

  #spawn(): TillProcess {
    this.#atMs += STEP_MS;
    const till = new TillProcess({ ...this.#parts.settings, atMs: this.#atMs });
    this.#till = till;
    return till;
  }

  async #start(): Promise<TillProcess> {
    const till = this.#spawn();
    const hello = await till.hello();
    if (hello === undefined) throw new Error("the till does not start again");
    this.#readerPort = hello.readerPort;
    return till;
  }

  async #tell(till: TillProcess, order: Order): Promise<KillAnswer | undefined> {
    this.#atMs += STEP_MS;
    const answer = await till.tell({ ...order, atMs: this.#atMs } as KillOrder);
    if (answer?.receiptNumber !== undefined) this.#receipts.push(answer.receiptNumber);
    return answer;
  }

  /** Something that people do at a till; what came of it is judged from the books. */
  async #order(till: TillProcess, begins: (what: string) => void = () => undefined): Promise<void> {
    const { random, counter } = this.#parts;
    const order = this.#chooseOrder();
    const name = random.pick(order.do === "load" ? PURSES : CARDS);
    // A till that is killed meanwhile lets no card in any more.
    await counter.insert(this.#card(name), this.#readerPort).catch(() => undefined);
    begins(order.do);
    await this.#tell(till, order);
    await counter.takeOut();
  }

  #chooseOrder(): Order {
    const { random } = this.#parts;
    const what = random.weighted([
      ["sell", 10],
      ["load", 3],
      ["void", 2.5],
      ["upload", 1.5],
      ["settle", 1],
      ["changeShift", 0.5],
    ] as const);
    switch (what) {
      case "sell": {
        const by = random.pick(["card", "card", "card", "both", "cash"] as const);
        return { do: what, by, priceFen: random.int(1, random.pick([3_000, 40_000])) };
      }
      case "load": {
        const from = random.pick(["cash", "boundAccount", "otherAccount"] as const);
        return { do: what, from, amountFen: random.int(1, 3_000) };
      }
      default:
        return { do: what };
    }
  }

  #card(name: string): VirtualCard {
    const card = this.#cards.get(name) ?? createCard(name);
    if (card === undefined) throw new Error(`there is no card ${name}`);
    this.#cards.set(name, card);
    return card;
  }

  async #judge(): Promise<string[]> {
    const { settings, databaseKey, host } = this.#parts;
    const books = readDeadBooks(settings.dataDirectory, databaseKey, this.books?.head);
    if (typeof books === "string") return [books];
    this.books = books;
    this.deaths.count(`last fact: ${books.lastEvent}`);
    return problemsOfDead(books, await entriesOf(host), this.#receipts);
  }

  async #finish(): Promise<string[]> {
    const till = await this.#start();
    for (let round = 0; round < HEAL_ROUND_COUNT_MAX; round++) {
      await this.#tell(till, { do: "payDebts" });
      await this.#tell(till, { do: "upload" });
      await this.#tell(till, { do: "settle" });
    }
    await this.#tell(till, { do: "changeShift" });
    await this.#tell(till, { do: "end" });
    await till.gone;
    this.#till = undefined;
    const problems = await this.#judge();
    if (this.books === undefined || problems.length > 0) return problems;
    return problemsAtTheEnd(this.books, await entriesOf(this.#parts.host));
  }
}
