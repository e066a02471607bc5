import { assertNever } from "../../../main/domain/assert.ts";
import { formatYuan } from "../../../main/domain/money.ts";
import type { RunningAcquirer } from "../../acquirer/server.ts";
import type { VirtualCard } from "../../card/virtual-card.ts";
import type { Relay } from "../../network/relay.ts";
import type { BusinessClock } from "../business-clock.ts";
import type { DayMark, Sold } from "./chart-data.ts";
import { type DemoCounter, NEW_ROLL_MM } from "./counter.ts";
import { type Customer, cardOf } from "./customers.ts";
import { CLOSING_SECOND, type DayPlan, type DayStep, OPENING_SECOND, type PlannedSale } from "./day-plan.ts";
import { DemoTill } from "./demo-till.ts";
import type { Narrator } from "./narrator.ts";
import type { DemoAnswer, DemoFigures, DemoOrder, DemoProgress, DemoTillSettings } from "./orders.ts";
import { progressBar } from "./progress-bar.ts";

/** Everything around the till on that day. */
export type DayWorld = {
  readonly plan: DayPlan;
  readonly clock: BusinessClock;
  readonly midnightMs: number;
  readonly host: RunningAcquirer;
  readonly line: Relay;
  readonly counter: DemoCounter;
  readonly people: ReadonlyMap<string, Customer>;
  readonly narrator: Narrator;
  readonly settings: Omit<DemoTillSettings, "atMs" | "startsWithRealReader">;
};

/** What the day left behind, besides its books and its paper. */
export type DayResult = {
  readonly figures: DemoFigures;
  readonly sold: readonly Sold[];
  readonly marks: readonly DayMark[];
  readonly offlineCount: number;
  /** Card sales over the real smart-card service. */
  readonly realCardSaleCount: number;
};

/** A step of the day did not go as it must: that is a finding, and the demo ends with it. */
export class DayTrouble extends Error {
  readonly step: string;
  constructor(step: string, detail: string) {
    super(detail);
    this.step = step;
  }
}

type Distributed<T> = T extends unknown ? Omit<T, "atMs"> : never;
type Order = Distributed<DemoOrder>;

const FLOAT_FEN = 30_000;
/** So many card sales go over the real smart-card service where there is one. */
export const REAL_CARD_SALES = 8;
/** Enough for the beginning of a receipt, not for its end. */
const REST_OF_ROLL_MM = 55;
const RECEIPT_TO_REPEAT = 3;

/** Plays the steps of a plan with a real till process, a real host, and hands that pull cables. */
export class PlayedDay {
  readonly #world: DayWorld;
  readonly #cards = new Map<string, VirtualCard>();
  readonly #receipts = new Map<number, number>();
  /** Of an upload: how many tenths were told. */
  #uploadTenth = -1;
  readonly #sold: Sold[] = [];
  readonly #marks: DayMark[] = [];
  #till: DemoTill | undefined;
  #offline = { count: 0, fen: 0 };
  #realCardSaleCount = 0;

  constructor(world: DayWorld) {
    this.#world = world;
  }

  async play(): Promise<DayResult> {
    const { plan, narrator } = this.#world;
    try {
      await this.#start(OPENING_SECOND - 300);
      await this.#ask(OPENING_SECOND, { do: "openShift", floatFen: FLOAT_FEN });
      narrator.tell(OPENING_SECOND, "shiftOpened", { float: formatYuan(BigInt(FLOAT_FEN)) });
      for (const step of plan.steps) await this.#step(step);
      return await this.#close();
    } finally {
      this.#till?.kill();
      await this.#till?.gone();
    }
  }

  #epochMs(second: number): number {
    const { midnightMs, clock } = this.#world;
    const epochMs = midnightMs + second * 1000;
    clock.advanceTo(epochMs);
    return epochMs;
  }

  async #start(second: number): Promise<void> {
    const { settings } = this.#world;
    const startsWithRealReader = this.#usesRealReader;
    this.#till = await DemoTill.start({ ...settings, startsWithRealReader, atMs: this.#epochMs(second) });
  }

  /** Until enough cards have gone that way: the service looks for cards only a few times a second. */
  get #usesRealReader(): boolean {
    return this.#world.counter.isReaderReal && this.#realCardSaleCount < REAL_CARD_SALES;
  }

  async #insert(customer: string): Promise<void> {
    const port = this.#usesRealReader ? undefined : this.#till?.readerPort;
    await this.#world.counter.insert(this.#cardOf(customer), port);
  }

  /** Undefined when the till died over it. */
  async #tell(second: number, order: Order): Promise<DemoAnswer | undefined> {
    const timed = { ...order, atMs: this.#epochMs(second) } as DemoOrder;
    return this.#till?.tell(timed, (progress) => this.#showProgress(second, progress));
  }

  async #ask(second: number, order: Order): Promise<DemoAnswer> {
    const answer = await this.#tell(second, order);
    if (answer === undefined) throw new DayTrouble(order.do, "the till is gone");
    if (!answer.ok) throw new DayTrouble(order.do, answer.sentences.join(" "));
    return answer;
  }

  async #step(step: DayStep): Promise<void> {
    const { line, narrator } = this.#world;
    const { atSecond } = step;
    switch (step.kind) {
      case "sale":
        return this.#sell(step);
      case "void":
        return this.#void(step);
      case "lineDown":
        await line.cut();
        narrator.tell(atSecond, "lineDown");
        return;
      case "lineUp":
        await line.heal();
        narrator.tell(atSecond, "lineUp", { count: this.#offline.count, sum: yuan(this.#offline.fen) });
        return;
      case "upload":
        return this.#upload(atSecond);
      case "voidsWithoutCard":
        await this.#ask(atSecond, { do: "voidsWithoutCard" });
        narrator.tell(atSecond, "voidsWithoutCard");
        return;
      default:
        assertNever(step);
    }
  }

  async #sell(sale: PlannedSale): Promise<void> {
    switch (sale.trouble) {
      case undefined:
        return this.#note(sale, await this.#ring(sale));
      case "paperOut":
        return this.#runOutOfPaper(sale);
      case "lostAnswer":
        return this.#loseAnswer(sale);
      case "killed":
        return this.#killTill(sale);
      case "needsItsBank":
        return this.#askAbsentBank(sale);
      default:
        assertNever(sale.trouble);
    }
  }

  /** One sale as the cashier rings it up: the customer's card, if there is one, is in the reader meanwhile. */
  async #ring(sale: PlannedSale): Promise<DemoAnswer> {
    const answer = await this.#tryToRing(sale);
    if (answer === undefined) throw new DayTrouble("sell", `the till is gone in sale ${sale.number}`);
    if (!answer.ok) throw new DayTrouble("sell", `sale ${sale.number}: ${answer.sentences.join(" ")}`);
    return answer;
  }

  async #tryToRing({ items, tenders, atSecond }: PlannedSale): Promise<DemoAnswer | undefined> {
    const { counter } = this.#world;
    const card = tenders.find((tender) => tender.kind === "card");
    if (card?.kind === "card") await this.#insert(card.customer);
    const ordered = tenders.map((tender) => (tender.kind === "card" ? { kind: "card" as const } : tender));
    const answer = await this.#tell(atSecond, { do: "sell", items, tenders: ordered });
    await counter.takeOut();
    const isPaidByCard = answer?.tenders?.some((tender) => tender.kind === "card") === true;
    if (isPaidByCard && this.#usesRealReader) {
      this.#realCardSaleCount += 1;
      if (!this.#usesRealReader) await this.#ask(atSecond, { do: "useOwnReader" });
    }
    return answer;
  }

  #cardOf(customer: string): VirtualCard {
    const known = this.#cards.get(customer);
    if (known !== undefined) return known;
    const found = this.#world.people.get(customer);
    if (found === undefined) throw new DayTrouble("sell", `nobody is called ${customer}`);
    const card = cardOf(found);
    this.#cards.set(customer, card);
    return card;
  }

  #note(sale: PlannedSale, answer: DemoAnswer): void {
    const { atSecond, way, number } = sale;
    const sum = (wanted: "cash" | "online" | "offline"): number =>
      (answer.tenders ?? []).reduce((total, tender) => {
        const kind = tender.kind === "cash" ? "cash" : tender.isOffline ? "offline" : "online";
        return kind === wanted ? total + tender.amountFen : total;
      }, 0);
    const offlineFen = sum("offline");
    if (offlineFen > 0)
      this.#offline = { count: this.#offline.count + 1, fen: this.#offline.fen + offlineFen };
    this.#sold.push({
      atSecond,
      cashFen: BigInt(sum("cash")),
      onlineFen: BigInt(sum("online")),
      offlineFen: BigInt(offlineFen),
    });
    if (answer.receiptNumber !== undefined) this.#receipts.set(number, answer.receiptNumber);
    const told =
      way === "online" && offlineFen > 0 ? "offline" : way === "offline" && offlineFen === 0 ? "online" : way;
    this.#world.narrator.note(told, answer.totalFen ?? 0, atSecond);
  }

  async #runOutOfPaper(sale: PlannedSale): Promise<void> {
    const { counter, narrator } = this.#world;
    counter.printer.cutPaperTo(REST_OF_ROLL_MM);
    const answer = await this.#ring(sale);
    narrator.tell(sale.atSecond, "paperOut");
    this.#mark(sale.atSecond, "paperOut");
    this.#note(sale, answer);
    counter.printer.loadPaper(NEW_ROLL_MM);
    const printed = await this.#ask(sale.atSecond + 45, { do: "printOwed" });
    if (printed.count === 0) throw new DayTrouble("printOwed", "no paper was owed after the roll had ended");
    narrator.tell(sale.atSecond + 45, "paperIn", { count: printed.count ?? 0 });
  }

  async #loseAnswer(sale: PlannedSale): Promise<void> {
    const { host, narrator } = this.#world;
    narrator.tell(sale.atSecond, "lostAnswer");
    this.#mark(sale.atSecond, "lostAnswer");
    host.setBehaviour([{ on: "sale", nth: 1, do: "loseAnswer" }]);
    const answer = await this.#ring(sale);
    host.setBehaviour([]);
    narrator.quote(answer.sentences);
    await this.#ask(sale.atSecond + 20, { do: "payDebts" });
    narrator.tell(sale.atSecond + 20, "reversed");
    this.#note(sale, answer);
  }

  /** The host has the request and the till does not have the answer: the worst moment there is. */
  async #killTill(sale: PlannedSale): Promise<void> {
    const { host, narrator } = this.#world;
    narrator.tell(sale.atSecond, "killed");
    this.#mark(sale.atSecond, "killed");
    const stop = host.on("message", (message) => {
      if (message.direction === "request" && message.kind === "sale") this.#till?.kill();
    });
    const answer = await this.#tryToRing(sale);
    stop();
    if (answer !== undefined) throw new DayTrouble("sell", "the till outlived its kill -9");
    await this.#till?.gone();
    await this.#start(sale.atSecond + 60);
    const settled = await this.#ask(sale.atSecond + 60, { do: "payDebts" });
    narrator.quote(settled.sentences);
    narrator.tell(sale.atSecond + 60, "recovered");
    const inCash = { ...sale, atSecond: sale.atSecond + 90, tenders: [{ kind: "cash" as const }] };
    this.#note(inCash, await this.#ring(inCash));
  }

  async #askAbsentBank(sale: PlannedSale): Promise<void> {
    const { narrator } = this.#world;
    const answer = await this.#ring(sale);
    narrator.tell(sale.atSecond, "needsItsBank");
    narrator.quote(answer.sentences);
    this.#note(sale, answer);
  }

  async #void(step: DayStep & { readonly kind: "void" }): Promise<void> {
    const { counter, narrator } = this.#world;
    const { atSecond, customer, ofSale } = step;
    const number = this.#receipts.get(ofSale);
    if (number === undefined) throw new DayTrouble("void", `sale ${ofSale} has no receipt`);
    if (customer !== undefined) await this.#insert(customer);
    const answer = await this.#ask(atSecond, { do: "void", receiptNumber: number });
    await counter.takeOut();
    this.#mark(atSecond, "void");
    const isCash = this.#world.plan.sales.find((sale) => sale.number === ofSale)?.way === "cash";
    const how = isCash ? "inCash" : customer === undefined ? "withoutCard" : "withCard";
    narrator.tellVoid(atSecond, { number, sum: yuan(answer.totalFen), how });
  }

  async #upload(second: number): Promise<void> {
    const uploaded = await this.#ask(second, { do: "upload" });
    if (uploaded.count === 0) {
      this.#world.narrator.tell(second, "nothingToUpload");
      return;
    }
    this.#mark(second, "upload");
    const gaps = { count: uploaded.count ?? 0, sum: yuan(uploaded.totalFen) };
    this.#world.narrator.tell(second, "uploaded", gaps);
  }

  #showProgress(second: number, progress: DemoProgress): void {
    const { doneCount, totalCount, doneFen, remainingMs } = progress;
    const tenth = Math.floor((10 * doneCount) / totalCount);
    if (tenth === this.#uploadTenth) return;
    this.#uploadTenth = tenth;
    this.#world.narrator.tell(second, "upload", {
      bar: progressBar(doneCount, totalCount),
      done: doneCount,
      total: totalCount,
      sum: yuan(doneFen),
      seconds: remainingMs === undefined ? "?" : (remainingMs / 1000).toFixed(1),
    });
  }

  async #close(): Promise<DayResult> {
    const { narrator, counter } = this.#world;
    const second = CLOSING_SECOND;
    const number = this.#receipts.get(RECEIPT_TO_REPEAT) ?? 1;
    await this.#ask(second - 300, { do: "printAgain", receiptNumber: number });
    narrator.tell(second - 300, "reprinted", { number });
    await this.#upload(second);
    const settled = await this.#ask(second + 60, { do: "settle" });
    this.#mark(second + 60, "settlement");
    narrator.tell(second + 60, "settled", { batch: settled.batchNumber ?? 0 });
    const closed = await this.#ask(second + 300, { do: "closeShift" });
    narrator.tell(second + 300, "closed", { number: closed.zNumber ?? 0 });
    await this.#ask(second + 360, { do: "end" });
    await this.#till?.gone();
    counter.printer.tearOff();
    if (closed.figures === undefined) throw new DayTrouble("closeShift", "no figures");
    const { figures } = closed;
    return {
      ...{ figures, sold: this.#sold, marks: this.#marks, offlineCount: this.#offline.count },
      realCardSaleCount: this.#realCardSaleCount,
    };
  }

  #mark(atSecond: number, kind: DayMark["kind"]): void {
    this.#marks.push({ atSecond, kind });
  }
}

function yuan(fen: number | undefined): string {
  return formatYuan(BigInt(fen ?? 0));
}
