import { createInterface } from "node:readline";
import { Sensitive } from "../domain/sensitive.ts";

export type Keyboard = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
};

/** Longest line that is taken: a key component has 32 digits. */
const LINE_LENGTH_MAX = 256;

/**
 * Reads secrets line by line from standard input: from a pipe as they are, from a keyboard without showing
 * them. Each line is asked for once; the end of the input gives undefined.
 */
export class SecretInput {
  readonly #keyboard: Keyboard;
  readonly #prompt: (text: string) => void;
  #lines: AsyncIterator<string> | undefined;

  constructor(keyboard: Keyboard, prompt: (text: string) => void) {
    this.#keyboard = keyboard;
    this.#prompt = prompt;
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

  async #piped(): Promise<string | undefined> {
    this.#lines ??= createInterface({ input: this.#keyboard, crlfDelay: Number.POSITIVE_INFINITY })[
      Symbol.asyncIterator
    ]();
    const next = await this.#lines.next();
    return next.done ? undefined : next.value.slice(0, LINE_LENGTH_MAX);
  }

  #typed(question: string, isShown: boolean): Promise<string | undefined> {
    const keyboard = this.#keyboard;
    this.#prompt(question);
    return new Promise((resolve) => {
      let text = "";
      keyboard.setRawMode?.(true);
      keyboard.resume();
      const onData = (data: Buffer | string) => {
        for (const character of data.toString()) {
          if (character === "\r" || character === "\n") return finish(text);
          if (character === "\u0003") return finish(undefined);
          if (character === "\u007f") text = text.slice(0, -1);
          else if (character >= " " && text.length < LINE_LENGTH_MAX) text += character;
        }
      };
      const finish = (answer: string | undefined) => {
        keyboard.off("data", onData);
        keyboard.setRawMode?.(false);
        keyboard.pause();
        this.#prompt(isShown && answer !== undefined ? `${answer}\n` : "\n");
        resolve(answer);
      };
      keyboard.on("data", onData);
    });
  }
}
