import { type CommandId, commandId } from "../../domain/ids.ts";
import { formatYuan } from "../../domain/money.ts";
import { describePayment } from "../../domain/payment/describe.ts";
import { paidFen } from "../../domain/sale/totals.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { Language } from "../../domain/text/language.ts";
import { say } from "../../domain/text/say.ts";
import type {
  CommandAnswer,
  CommandRequest,
  QueryAnswers,
  TillCommand,
  TillQuery,
  TillView,
} from "../../ipc/contract.ts";
import type { Lookup } from "../../ports/lookup.ts";
import { Lock } from "../lock.ts";
import { readHotlistAge } from "../offline-circumstance.ts";
import type { Terminal } from "../terminal.ts";
import { answerQuery } from "./answer-query.ts";
import { BankWork } from "./bank-work.ts";
import type { CardDesk } from "./card-desk.ts";
import { carryOut } from "./carry-out/carry-out.ts";
import { type Context, DONE, refuse, refuseHere, saleLeftOpen } from "./context.ts";
import { DeviceWatch } from "./device-watch.ts";
import { ScreenState } from "./screen-state.ts";
import { minuteText } from "./show/minute-text.ts";
import { showTill } from "./show/show-till.ts";

export type CheckoutOptions = {
  /** The one that the terminal was opened with, as its `interaction` and `cancel`. */
  readonly desk: CardDesk;
  readonly lookup: Lookup;
  /** The shop's language when absent. */
  readonly language?: Language;
  /** What is owed to the bank goes out by itself this often while the line may be back; never when absent. */
  readonly sendEveryMs?: number;
  /** What the disk of the books has left; absent where nobody can say. */
  readonly freeBytes?: () => number;
  readonly onBug: (error: unknown) => void;
};

/** What ends a wait must not wait behind what it ends. */
const URGENT: ReadonlySet<TillCommand["kind"]> = new Set([
  "cancelCard",
  "chooseApplication",
  "confirmSameCard",
  "confirmDocument",
  "pauseUpload",
  "setLanguage",
  "dismiss",
]);

/** Answers that are remembered: a page that lost its line asks again within seconds. */
const ANSWERS_KEPT = 500;

/**
 * The terminal as people at the counter see it: one view, shared by every window, and the commands that change it. It holds
 * what is on the screen and nothing of money: that is the terminal's, and outlives this process.
 */
export class Checkout {
  readonly #terminal: Terminal;
  readonly #options: CheckoutOptions;
  readonly #context: Context;
  readonly #watch: DeviceWatch;
  readonly #lock = new Lock();
  readonly #listeners = new Set<(view: TillView) => void>();
  readonly #answers = new Map<string, Promise<CommandAnswer>>();
  readonly #background = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #revision = 0;
  #view: TillView | undefined;
  #isTelling = false;
  /** Commands under way: until they end, the screen is between two states that people know. */
  #underWay = 0;
  #looking: Promise<void> | undefined;
  #shownMinute = "";
  #nextSendMs = 0;

  constructor(terminal: Terminal, options: CheckoutOptions) {
    this.#terminal = terminal;
    this.#options = options;
    const { desk, lookup } = options;
    const changed = () => this.#changed();
    const screen = new ScreenState(options.language ?? terminal.world.till.config?.language ?? "zh-CN");
    const bank = new BankWork(terminal, changed, (told) => screen.notify(told));
    const inBackground = (work: () => Promise<void>) => this.#inBackground(work);
    const cardUse = () => {
      if (screen.card === undefined) return "none";
      return desk.step === "waitingForCard" ? "awaited" : "atWork";
    };
    this.#context = { terminal, lookup, desk, screen, bank, changed, inBackground };
    this.#watch = new DeviceWatch(terminal, cardUse, changed);
    desk.onChange(changed);
    terminal.parts.runner.onChange(changed);
    this.#takeUp();
  }

  /** Looks after devices and bank until it is closed. */
  start(): void {
    this.#looking ??= this.#lookAfter().catch((error: unknown) => this.#options.onBug(error));
  }

  /** Stops what it began by itself; the terminal is closed by whoever opened it. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#context.bank.pause();
    if (this.#context.desk.canCancel) this.#context.desk.cancel();
    await this.#looking;
    await this.idle();
    this.#listeners.clear();
  }

  /** Resolves when nothing that a command began is going on any more: cards and bank. */
  async idle(): Promise<void> {
    while (this.#background.size > 0) await Promise.allSettled(this.#background);
  }

  view(): TillView {
    if (this.#view === undefined) {
      this.#revision += 1;
      this.#view = showTill(this.#context, (device) => this.#watch.finding(device), this.#revision);
      this.#shownMinute = this.#view.now;
    }
    return this.#view;
  }

  /** Called with every new view, changes of one moment together. Returns the way to stop listening. */
  onView(listener: (view: TillView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Carries out an intent once, however often it is asked with this `commandId`. Never rejects for a fault of the world. */
  command(request: CommandRequest): Promise<CommandAnswer> {
    const known = this.#answers.get(request.commandId);
    if (known !== undefined) return known;
    const answer = this.#carryOut(request);
    this.#answers.set(request.commandId, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > ANSWERS_KEPT && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }

  /** Reads for people, on a connection of its own. Throws {@link QueryFailed}, with a sentence, when the disk fails. */
  query<K extends TillQuery["kind"]>(query: Extract<TillQuery, { kind: K }>): Promise<QueryAnswers[K]> {
    return answerQuery(this.#context, query) as Promise<QueryAnswers[K]>;
  }

  async #carryOut({ commandId: text, command }: CommandRequest): Promise<CommandAnswer> {
    const id = commandId(text);
    try {
      const isUrgent = URGENT.has(command.kind);
      const answer = await (isUrgent
        ? this.#decide(command, id)
        : this.#lock.withLock(() => this.#alone(command, id)));
      if (answer.ok || isUrgent) return answer;
      // Asked again after a restart it may be refused, because it was done before.
      const known = await this.#terminal.parts.journal.commandResult(id);
      return known.ok && known.value !== undefined ? DONE : answer;
    } catch (error) {
      this.#options.onBug(error);
      throw error;
    }
  }

  async #alone(command: TillCommand, id: CommandId): Promise<CommandAnswer> {
    this.#underWay += 1;
    try {
      return await this.#decide(command, id);
    } finally {
      this.#underWay -= 1;
      this.#changed();
    }
  }

  async #decide(command: TillCommand, id: CommandId): Promise<CommandAnswer> {
    const context = this.#context;
    const { screen } = context;
    switch (command.kind) {
      case "setLanguage":
        screen.language = command.language;
        this.#changed();
        return DONE;
      case "dismiss":
        screen.dismiss(command.noticeId);
        this.#changed();
        return DONE;
      case "signIn":
        return this.#signIn(command);
      default: {
        const { operator } = screen;
        return operator === undefined
          ? refuseHere(context, "locked")
          : carryOut(context, { command, id, operator });
      }
    }
  }

  async #signIn({ operator: name, pin }: Extract<TillCommand, { kind: "signIn" }>): Promise<CommandAnswer> {
    const { screen } = this.#context;
    if (screen.card !== undefined) return refuse(this.#context, { kind: "paymentUnderWay" });
    const identified = await this.#terminal.identify(name, new Sensitive(pin));
    if (!identified.ok) return refuse(this.#context, identified.fault);
    screen.operator = identified.value;
    this.#changed();
    return DONE;
  }

  /** After a start the basket stands as it was, and people are told first what became of an interrupted card. */
  #takeUp(): void {
    const { screen } = this.#context;
    const { world, recoveredPayments } = this.#terminal;
    const sale = saleLeftOpen(world);
    screen.saleId = sale?.saleId;
    if (sale !== undefined && paidFen(sale) > 0n) screen.stage = { at: "tender" };
    screen.signatureOf = [...world.payments.values()]
      .filter(({ kind, phase, signature, voidedBy }) => {
        return kind === "sale" && phase === "approved" && signature === "pending" && voidedBy === undefined;
      })
      .sort((a, b) => b.startedAt.epochMs - a.startedAt.epochMs)[0]?.paymentId;
    for (const payment of recoveredPayments) {
      const { saleId } = payment;
      const number = saleId === undefined ? undefined : (world.sales.get(saleId)?.saleNumber ?? 0);
      const amount = formatYuan(payment.amountFen);
      screen.notify({
        tone: payment.phase === "approved" ? "good" : "unknown",
        sentence: (language) => {
          const now = this.#terminal.world.payments.get(payment.paymentId) ?? payment;
          const fate = describePayment(now, language);
          return number === undefined
            ? say(language, "till.lastLoadFate", { amount, fate })
            : say(language, "till.lastFate", { amount, sale: number, fate });
        },
      });
    }
  }

  async #lookAfter(): Promise<void> {
    const { clock } = this.#terminal.parts;
    const { signal } = this.#closing;
    // Ends with the checkout.
    while (!signal.aborted) {
      await this.#watch.round();
      const { screen } = this.#context;
      screen.isClockBehind = (await this.#terminal.clockBehindMs()) > 0;
      screen.hotlistAgeMs = await readHotlistAge(this.#terminal.parts);
      screen.freeBytes = this.#options.freeBytes?.();
      this.#sendWhatIsOwed();
      if (this.#view !== undefined && this.#shownMinute !== minuteText(clock.businessNow())) this.#changed();
      await clock.sleep(this.#watch.roundMs, signal);
    }
  }

  #sendWhatIsOwed(): void {
    const { sendEveryMs } = this.#options;
    const { bank, screen } = this.#context;
    const nowMs = this.#terminal.parts.clock.monotonicMs();
    if (sendEveryMs === undefined || nowMs < this.#nextSendMs) return;
    if (bank.task !== undefined || screen.card !== undefined) return;
    this.#nextSendMs = nowMs + sendEveryMs;
    this.#inBackground(() => bank.runByItself());
  }

  #inBackground(work: () => Promise<void>): void {
    const running = work().catch((error: unknown) => this.#options.onBug(error));
    this.#background.add(running);
    void running.finally(() => this.#background.delete(running));
  }

  /** Listeners are told once after everything of this moment has happened. */
  #changed(): void {
    this.#view = undefined;
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      if (this.#listeners.size === 0 || this.#underWay > 0) return;
      const view = this.view();
      for (const listener of this.#listeners) listener(view);
    });
  }
}
