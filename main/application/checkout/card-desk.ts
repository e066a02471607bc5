import type { Sensitive } from "../../domain/sensitive.ts";
import type { CancelSignal } from "../../ports/cancel-signal.ts";
import type { CardProgress, Interaction } from "../terminal-parts.ts";

/** A question that came up at the reader and waits for a person. */
export type CardQuestion =
  | { readonly kind: "application"; readonly labels: readonly string[] }
  | { readonly kind: "sameCard"; readonly amountFen: bigint }
  /** The number lives as long as the question is open, and nowhere else. */
  | {
      readonly kind: "identityDocument";
      readonly documentType: number;
      readonly documentNumber: Sensitive<string>;
    };

/** From here on a message is under way, or is about to be: calling it off would leave money in doubt. */
const PAST_CANCELLING: ReadonlySet<CardProgress> = new Set(["reading", "goingOnline", "completing", "done"]);

/** What the attempt after a wrong PIN goes through until the customer enters another. */
const BEFORE_THE_PIN: ReadonlySet<CardProgress> = new Set([
  "preparing",
  "waitingForCard",
  "reading",
  "enteringPin",
]);

/** How {@link CardDesk.answer} says that the customer is the holder of the document. */
export const DOCUMENT_MATCHES = 1;

type Pending = {
  readonly question: CardQuestion;
  answer(value: number | undefined): void;
};

/**
 * Where the reader's questions and the screen meet: it is given to the terminal as its {@link Interaction}, keeps the step
 * and the question that is open, and hands the answer back. One card at a time, as the terminal has it.
 */
export class CardDesk implements Interaction {
  #changed: () => void = () => undefined;
  #abort: AbortController | undefined;
  #step: CardProgress | undefined;
  #wasPinWrong = false;
  #pending: Pending | undefined;

  /** Called after every change; set once. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** A card is about to be asked for. */
  begin(): void {
    this.#abort = new AbortController();
    this.#step = "preparing";
    this.#wasPinWrong = false;
    this.#changed();
  }

  /** The card is done with, however it ended. */
  end(): void {
    this.#abort = undefined;
    this.#step = undefined;
    this.#wasPinWrong = false;
    this.#pending = undefined;
    this.#changed();
  }

  get step(): CardProgress | undefined {
    // The pad asks for the next PIN within a moment: until it has been entered, people read why. Whoever has pulled the
    // card has to put it in again first.
    return this.#wasPinWrong && this.#step !== "waitingForCard" ? "wrongPin" : this.#step;
  }

  get question(): CardQuestion | undefined {
    return this.#pending?.question;
  }

  get signal(): CancelSignal | undefined {
    return this.#abort?.signal;
  }

  /** Whether calling it off now ends it without money in doubt. */
  get canCancel(): boolean {
    if (this.#step === undefined || this.#abort?.signal.aborted === true) return false;
    return this.#pending !== undefined || !PAST_CANCELLING.has(this.#step);
  }

  /** Whether somebody has called it off; it may take a moment until it has ended. */
  get isCancelling(): boolean {
    return this.#abort?.signal.aborted === true;
  }

  cancel(): void {
    this.#abort?.abort();
    this.#pending?.answer(undefined);
    this.#changed();
  }

  /** Answers the open question; false when there is none of that kind, or no such choice. */
  answer(kind: CardQuestion["kind"], value: number | undefined): boolean {
    const pending = this.#pending;
    if (pending === undefined || pending.question.kind !== kind) return false;
    const { question } = pending;
    if (question.kind === "application" && value !== undefined && value >= question.labels.length)
      return false;
    pending.answer(value);
    return true;
  }

  chooseApplication(labels: readonly string[]): Promise<number | undefined> {
    return this.#ask({ kind: "application", labels });
  }

  async confirmSameCard(amountFen: bigint): Promise<boolean> {
    return (await this.#ask({ kind: "sameCard", amountFen })) !== undefined;
  }

  async checkIdentityDocument(
    documentType: number,
    documentNumber: Sensitive<string>,
  ): Promise<boolean | undefined> {
    const answer = await this.#ask({ kind: "identityDocument", documentType, documentNumber });
    return answer === undefined ? undefined : answer === DOCUMENT_MATCHES;
  }

  progress(step: CardProgress): void {
    const isOld = this.#step === "enteringPin" || !BEFORE_THE_PIN.has(step);
    this.#wasPinWrong = step === "wrongPin" || (this.#wasPinWrong && !isOld);
    this.#step = step;
    this.#changed();
  }

  #ask(question: CardQuestion): Promise<number | undefined> {
    if (this.#abort === undefined || this.#abort.signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const answer = (value: number | undefined) => {
        this.#pending = undefined;
        this.#changed();
        resolve(value);
      };
      this.#pending = { question, answer };
      this.#changed();
    });
  }
}
