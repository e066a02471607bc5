import { Sensitive } from "../domain/sensitive.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";

export type Keyboard = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
};

/** Longest line that is taken: a key component has 32 digits. */
const LINE_LENGTH_MAX = 256;

const BYTE_ORDER_MARK = "\uFEFF";
const INTERRUPT = "\u0003";
const END_OF_INPUT = "\u0004";
const BACKSPACES = "\u0008\u007f";

/**
 * Reads lines from standard input: from a pipe as they are, from a keyboard without showing secrets. Each line is
 * asked for once. Undefined at the end of the input, and when the wait is called off (Ctrl-C, a signal).
 */
export class SecretInput {
  readonly #keyboard: Keyboard;
  readonly #prompt: (text: string) => void;
  readonly #signal: CancelSignal;
  /** What a pipe has brought and nobody has asked for yet. */
  #pending = "";
  #isFirst = true;
  #hasEnded = false;

  constructor(keyboard: Keyboard, prompt: (text: string) => void, signal: CancelSignal) {
    this.#keyboard = keyboard;
    this.#prompt = prompt;
    this.#signal = signal;
    // The end may come while nobody asks; it comes only once.
    keyboard.once("end", () => {
      this.#hasEnded = true;
    });
  }

  get isInteractive(): boolean {
    return this.#keyboard.isTTY === true;
  }

  async secret(question: string): Promise<Sensitive<string> | undefined> {
    const line = this.isInteractive ? await this.#typed(question, false) : await this.#piped();
    return line === undefined ? undefined : new Sensitive(line.trim());
  }

  /** An answer that may be seen. Without a person at the keyboard there is none. */
  async ask(question: string): Promise<string | undefined> {
    return this.isInteractive ? this.#typed(question, true) : undefined;
  }

  #piped(): Promise<string | undefined> {
    return this.#listen((take, finish) => {
      const ended = () => {
        this.#hasEnded = true;
        const rest = this.#pending;
        this.#pending = "";
        finish(rest === "" ? undefined : rest);
      };
      const look = () => {
        const line = this.#takeLine();
        if (line !== undefined) finish(line);
        else if (this.#hasEnded) ended();
      };
      take((text) => {
        this.#pending += text;
        look();
      }, ended);
      look();
    });
  }

  /** The first line of what is there: ended by LF or CR LF, or as long as a line may be. */
  #takeLine(): string | undefined {
    if (this.#isFirst && this.#pending.startsWith(BYTE_ORDER_MARK)) this.#pending = this.#pending.slice(1);
    const end = this.#pending.indexOf("\n");
    const isTooLong = end < 0 && this.#pending.length > LINE_LENGTH_MAX;
    if (end < 0 && !isTooLong) return undefined;
    const line = this.#pending.slice(0, isTooLong ? LINE_LENGTH_MAX : end);
    this.#pending = isTooLong ? "" : this.#pending.slice(end + 1);
    this.#isFirst = false;
    return line.slice(0, LINE_LENGTH_MAX);
  }

  async #typed(question: string, isShown: boolean): Promise<string | undefined> {
    // The echo goes off before the question is there: who types at once is not shown either.
    this.#keyboard.setRawMode?.(true);
    try {
      this.#prompt(question);
      const answer = await this.#listen((take, finish) => {
        let text = "";
        take(
          (typed) => {
            for (const character of typed) {
              if (character === "\r" || character === "\n") return finish(text);
              if (character === INTERRUPT || character === END_OF_INPUT) return finish(undefined);
              if (BACKSPACES.includes(character)) text = text.slice(0, -1);
              else if (character >= " " && text.length < LINE_LENGTH_MAX) text += character;
            }
          },
          () => finish(undefined),
        );
      });
      this.#prompt(isShown && answer !== undefined ? `${answer}\n` : "\n");
      return answer;
    } finally {
      this.#keyboard.setRawMode?.(false);
    }
  }

  /** Listens to the stream until `finish` is called, the stream breaks, or the wait is called off. */
  #listen(
    begin: (
      take: (onText: (text: string) => void, onEnd: () => void) => void,
      finish: (line: string | undefined) => void,
    ) => void,
  ): Promise<string | undefined> {
    const keyboard = this.#keyboard;
    return new Promise((resolve) => {
      const clear: (() => void)[] = [];
      const finish = (line: string | undefined) => {
        for (const undo of clear) undo();
        keyboard.pause();
        resolve(line);
      };
      const callOff = () => finish(undefined);
      const take = (onText: (text: string) => void, onEnd: () => void) => {
        const onData = (data: Buffer | string) => onText(data.toString());
        keyboard.on("data", onData).on("end", onEnd).on("error", onEnd);
        this.#signal.addEventListener("abort", callOff, { once: true });
        clear.push(() => {
          keyboard.off("data", onData).off("end", onEnd).off("error", onEnd);
          this.#signal.removeEventListener("abort", callOff);
        });
        keyboard.resume();
      };
      begin(take, finish);
      if (this.#signal.aborted) callOff();
    });
  }
}
