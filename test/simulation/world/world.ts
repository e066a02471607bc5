import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import { chooseAction, closeShift, openShift, settle } from "./actions.ts";
import { healAndFinish } from "./finish.ts";
import type { Mutant } from "./mutants.ts";
import { Random } from "./random.ts";
import { SimulatedShop, TillDied } from "./shop.ts";
import { Strikes } from "./strikes.ts";
import { chooseSwarm } from "./swarm.ts";
import { withTakenOver } from "./take-over.ts";
import { makeTroubles } from "./troubles.ts";

export type WorldOptions = {
  readonly days?: number;
  /** A mistake that is put into the till on purpose. */
  readonly mutant?: Mutant;
};

export type WorldReport = {
  readonly seed: number;
  readonly days: number;
  readonly actions: number;
  readonly rows: number;
  /** What was done and what came of it, in order. */
  readonly trace: readonly string[];
  readonly cardPayments: number;
  readonly restarts: number;
  readonly strikes: Strikes;
  /** How many payments came to which end. */
  readonly ends: Strikes;
  /** The head of the journal's chain: the same seed gives the same one. */
  readonly chainHead: string;
  /** What was broken, if something was. */
  readonly failure?: string;
};

const DAYS = 1;
const ACTIONS_PER_DAY_MIN = 20;
const ACTIONS_PER_DAY_MAX = 40;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Plays whole days of one shop. Everything that happens, faults too, follows from the seed. */
export async function playWorld(seed: number, options: WorldOptions = {}): Promise<WorldReport> {
  const directory = mkdtempSync(join(tmpdir(), "jinka-world-"));
  const random = new Random(`world ${seed}`);
  const chosen = chooseSwarm(random.stream("swarm"));
  const swarm = options.mutant === undefined ? chosen : { ...chosen, host: options.mutant.faults };
  const shop = new SimulatedShop({ random: random.stream("shop"), swarm, directory, mutant: options.mutant });
  const days = options.days ?? DAYS;
  const story = new Story(shop);
  try {
    const failure = await withTakenOver(shop.time, shop.network, () => story.play(days));
    return {
      ...{ seed, days, actions: story.actionCount, strikes: shop.strikes, restarts: shop.restartCount },
      ends: endsOf(shop.books.payments(), shop.invariants.tornCount),
      trace: shop.trace,
      rows: shop.books.writer.head().seq,
      cardPayments: shop.books.payments().length,
      chainHead: shop.books.writer.head().hash,
      ...(failure === undefined ? {} : { failure }),
    };
  } finally {
    shop.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

class Story {
  actionCount = 0;
  readonly #shop: SimulatedShop;

  constructor(shop: SimulatedShop) {
    this.#shop = shop;
  }

  async play(days: number): Promise<WorldReport["failure"]> {
    const shop = this.#shop;
    try {
      await shop.setUp();
      shop.areStartsDangerous = true;
      shop.host.faults = shop.swarm.host;
      shop.network.faults = shop.swarm.network;
      for (let day = 1; day <= days; day++) await this.#day(day);
      await healAndFinish(shop);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  async #day(day: number): Promise<void> {
    const shop = this.#shop;
    const { random, swarm, counter } = shop;
    shop.note(`== day ${day}`);
    counter.isPrinterDead = swarm.printerDeadAllDay && day === 1;
    if (counter.isPrinterDead) {
      counter.printerLink.unplug();
      shop.strikes.count("printer: dead all day");
    }
    await this.#do(openShift);
    for (let left = random.int(ACTIONS_PER_DAY_MIN, ACTIONS_PER_DAY_MAX); left > 0; left--) {
      if (random.chance(swarm.padReplaced)) await this.#replacePad();
      makeTroubles(shop);
      await this.#do(chooseAction(shop));
      await shop.pass(random.int(1, random.pick([10, 60, 1_500])) * 1_000);
      shop.check();
    }
    if (random.chance(0.6)) await this.#do(settle);
    // Otherwise midnight comes in an open shift.
    if (random.chance(0.7)) await this.#do(async () => void (await closeShift(shop)));
    const untilMorningMs = DAY_MS - (shop.time.nowMs % DAY_MS);
    await shop.pass(untilMorningMs);
    shop.check();
  }

  /** One action by a till that runs; one that dies in the middle is started again before the next. */
  async #do(action: (shop: SimulatedShop) => Promise<void>): Promise<void> {
    const shop = this.#shop;
    this.actionCount += 1;
    try {
      await shop.start();
      if (shop.random.chance(0.7)) await openShift(shop);
      await action(shop);
    } catch (error) {
      if (!(error instanceof TillDied)) throw error;
      shop.note("-- the till dies");
    }
    shop.check();
  }

  async #replacePad(): Promise<void> {
    const shop = this.#shop;
    shop.strikes.count("pad: another one, without keys");
    shop.note("-- another pad, without keys");
    shop.counter.replacePad();
    if (shop.isRunning) await this.#do(() => shop.restart());
    if (shop.random.chance(0.5)) await this.#do(async () => void (await shop.loadMasterKey()));
  }
}

function endsOf(payments: readonly PaymentState[], tornCount: number): Strikes {
  const ends = new Strikes();
  if (tornCount > 0) ends.count("taps that were torn", tornCount);
  for (const payment of payments) {
    const { kind, from, phase, card, approvedOffline, tornReason, endReason, load, scriptNotice } = payment;
    const what = kind === "load" ? `load from ${from}` : `${kind} by ${card?.entryMode ?? "no card"}`;
    const how = approvedOffline === true ? " offline" : load === undefined ? "" : `, ${load.outcome}`;
    ends.count(`${what}: ${phase}${how}`);
    if (tornReason !== undefined) ends.count(`torn: ${tornReason}`);
    if (endReason === "cardTookNothing" || endReason === "cardListed") ends.count(`ended: ${endReason}`);
    if (payment.cashBalance !== undefined) ends.count("paid from electronic cash");
    if (payment.writtenOff !== undefined) ends.count(`written off: ${payment.writtenOff.what}`);
    if (scriptNotice !== undefined) ends.count(`script notice: ${scriptNotice.status}`);
  }
  return ends;
}

/** The sentence, and where a bug came from. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack ?? error.cause.message}` : "";
  return error.name === "Violation" ? error.message : `${error.stack ?? error.message}${cause}`;
}
