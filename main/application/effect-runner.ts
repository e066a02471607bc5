import { assertNever } from "../domain/assert.ts";
import type { Effect } from "../domain/effect.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { Printout } from "../domain/receipt/document.ts";
import type { JournalFault } from "../ports/journal.ts";
import { authorise } from "./card-session/authorise.ts";
import { takeCard } from "./card-session/take-card.ts";
import { type DispatchResult, dispatchOutbox } from "./dispatch-outbox.ts";
import { Lock } from "./lock.ts";
import { PrintQueue } from "./print-queue.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Carries out effects after their commit, each on its own: cards, host, paper and drawer do not wait for one
 * another. What goes wrong unexpectedly is a bug; it is reported once, to `onBug`.
 */
export class EffectRunner {
  readonly #printQueue: PrintQueue;
  readonly #parts: TerminalParts;
  readonly #onBug: (error: unknown) => void;
  readonly #outboxLock = new Lock();
  readonly #running = new Set<Promise<unknown>>();
  readonly #readings = new Map<PaymentId, Promise<JournalFault | undefined>>();
  /** The bug that was told last: one that ends several pieces of work is told once. */
  #reported: unknown;

  constructor(parts: TerminalParts, onBug: (error: unknown) => void) {
    this.#parts = parts;
    this.#onBug = onBug;
    this.#printQueue = new PrintQueue(parts);
  }

  run(effect: Effect): void {
    switch (effect.kind) {
      case "readCard":
        this.#readings.set(effect.paymentId, this.#track(this.#readCard(effect.paymentId)));
        return;
      case "sendAuthorisation":
        void this.#track(authorise(this.#parts, effect.paymentId));
        return;
      case "completeCard":
        this.#parts.interaction.progress("completing");
        this.#parts.sessions.get(effect.paymentId)?.resume?.(effect.verdict);
        return;
      case "print":
        void this.#track(this.#printQueue.print(effect.documentIds));
        return;
      case "openDrawer":
        void this.#track(this.#openDrawer());
        return;
      case "dispatchOutbox":
        void this.#track(this.dispatchOutbox());
        return;
      default:
        assertNever(effect);
    }
  }

  /** One round over what is owed to the host; rounds never overlap. */
  dispatchOutbox(): Promise<DispatchResult> {
    return this.withOutbox(() => dispatchOutbox(this.#parts));
  }

  /** What is owed to the host goes out in one conversation at a time. */
  withOutbox<T>(work: () => Promise<T>): Promise<T> {
    return this.#outboxLock.withLock(work);
  }

  /** Prints a paper that is stored nowhere; see {@link PrintQueue.printUnstored}. */
  printUnstored(paper: Printout): ReturnType<PrintQueue["printUnstored"]> {
    return this.#track(this.#printQueue.printUnstored(paper));
  }

  /** Tries papers again that the printer still owes. Returns how many were tried. */
  retryPrinting(): Promise<number> {
    return this.#track(this.#printQueue.retry());
  }

  /** Resolves when the card session of this payment is over; with the journal's fault if that ended it. */
  async cardFinished(id: PaymentId): Promise<JournalFault | undefined> {
    try {
      return await this.#readings.get(id);
    } finally {
      this.#readings.delete(id);
      this.#forgetSending(id);
    }
  }

  /** When it was sent only matters for a reversal (money.md rule 5): the memory of a long day stays small. */
  #forgetSending(id: PaymentId): void {
    const { runner, sentAtMs } = this.#parts;
    const status = runner.world.payments.get(id)?.reversal?.status;
    if (status !== "armed" && status !== "due") sentAtMs.delete(id);
  }

  /** Resolves when nothing is running any more. It ends because effects only come from commits. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const watched = work.catch((error: unknown) => {
      if (this.#reported !== error) this.#onBug(error);
      this.#reported = error;
      throw error;
    });
    this.#running.add(watched);
    const forget = () => this.#running.delete(watched);
    watched.then(forget, forget);
    return watched;
  }

  #readCard(id: PaymentId): Promise<JournalFault | undefined> {
    return takeCard(this.#parts, id, (work) => void this.#track(work));
  }

  async #openDrawer(): Promise<void> {
    const { cashDrawer, log } = this.#parts;
    const opened = await cashDrawer?.open();
    if (opened !== undefined && !opened.ok) log.write("drawer", { outcome: opened.fault.kind });
  }
}
