import type { Clock } from "../../main/ports/clock.ts";
import type { PinQuestion } from "./requests.ts";

/** A key of the pad's keyboard. */
export type PadKey =
  | "0"
  | "1"
  | "2"
  | "3"
  | "4"
  | "5"
  | "6"
  | "7"
  | "8"
  | "9"
  | "clear"
  | "confirm"
  | "cancel";

/** What a person who types these characters means: CR or LF, BS or DEL, ESC, as terminals send them. */
export function padKeysFor(typed: string): PadKey[] {
  return [...typed].flatMap((character) => {
    if (character === "\r" || character === "\n") return ["confirm"];
    if (character === "\b" || character === "\x7f") return ["clear"];
    if (character === "\x1b") return ["cancel"];
    return /^\d$/.test(character) ? [character as PadKey] : [];
  });
}

export type EntryEnd =
  | { readonly kind: "entered"; readonly pin: string }
  | { readonly kind: "bypassed" | "cancelled" | "timedOut" };

/** One customer at the keyboard, from the question to its end. */
export class PinEntry {
  readonly question: PinQuestion;
  readonly #onEnd: (end: EntryEnd) => void;
  readonly #timer = new AbortController();
  #typed = "";
  #hasEnded = false;

  constructor(question: PinQuestion, clock: Pick<Clock, "sleep">, onEnd: (end: EntryEnd) => void) {
    this.question = question;
    this.#onEnd = onEnd;
    void clock.sleep(question.timeoutMs, this.#timer.signal).then(() => this.end({ kind: "timedOut" }));
  }

  get typedCount(): number {
    return this.#typed.length;
  }

  press(key: PadKey): void {
    switch (key) {
      case "cancel":
        this.end({ kind: "cancelled" });
        return;
      case "clear":
        this.#typed = "";
        return;
      case "confirm":
        this.#confirm();
        return;
      default:
        if (this.#typed.length < this.question.digitsMax) this.#typed += key;
    }
  }

  end(end: EntryEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#typed = "";
    this.#timer.abort();
    this.#onEnd(end);
  }

  /** Too few digits are not taken; the customer goes on typing. */
  #confirm(): void {
    const pin = this.#typed;
    if (pin === "" && this.question.bypassAllowed) this.end({ kind: "bypassed" });
    if (pin.length >= this.question.digitsMin) this.end({ kind: "entered", pin });
  }
}
