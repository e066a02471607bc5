import type { TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { say, type TextKey } from "../domain/text/say.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

export type Stream = {
  write(text: string): unknown;
  /** Whether a person watches it: then a line may be written over. */
  readonly isTTY?: boolean;
};

/** What a command prints: sentences for people, or one JSON value for programs. Never both on one stream. */
export class Output {
  language: Language;
  readonly json: boolean;
  readonly #out: Stream;
  readonly #err: Stream;
  #hasResult = false;

  constructor(language: Language, json: boolean, out: Stream, err: Stream) {
    this.language = language;
    this.json = json;
    this.#out = out;
    this.#err = err;
  }

  text(key: TextKey, parameters?: TextParameters): string {
    return say(this.language, key, parameters);
  }

  /** A sentence of the result. */
  say(key: TextKey, parameters?: TextParameters): void {
    this.line(this.text(key, parameters));
  }

  line(text: string): void {
    if (!this.json) this.#out.write(`${text}\n`);
  }

  /** What is going on, while it is going on. */
  progress(key: TextKey, parameters?: TextParameters): void {
    this.note(this.text(key, parameters));
  }

  /** A line for people beside the result. */
  note(text: string): void {
    if (!this.json) this.#err.write(`${text}\n`);
  }

  /**
   * How far long work has come. A person sees one line that is written over; a file gets a line at a time, and only
   * when `isStep` says that there is something new.
   */
  progressLine(text: string, isStep: boolean): void {
    if (this.json) return;
    if (this.#err.isTTY === true) this.#err.write(`\r\u001b[2K${text}`);
    else if (isStep) this.#err.write(`${text}\n`);
  }

  /** Ends a line that was written over. */
  endProgressLine(): void {
    if (!this.json && this.#err.isTTY === true) this.#err.write("\n");
  }

  /** A question to whoever sits there; it goes where the answer is not looked for. */
  prompt(text: string): void {
    this.#err.write(text);
  }

  /** The result as one JSON value, for programs. A second one would make both unreadable, so it is not printed. */
  result(value: object): void {
    if (!this.json || this.#hasResult) return;
    this.#hasResult = true;
    this.#out.write(`${JSON.stringify(value, asJson)}\n`);
  }

  /** The result of a command that was carried out; `exitCode` says what a script has to know about it. */
  done(value: object, exitCode: ExitCode = EXIT.done): ExitCode {
    this.result({ ok: exitCode === EXIT.done, exitCode, ...value });
    return exitCode;
  }

  /** Says why not, and returns the exit code. */
  fail(exitCode: ExitCode, kind: string, message: string, more: object = {}): ExitCode {
    if (this.json) this.result({ ok: false, exitCode, error: { kind, message }, ...more });
    else this.#err.write(`${message}\n`);
    return exitCode;
  }

  /** The same for programs, where people have been told already. */
  failTold(exitCode: ExitCode, kind: string, message: string, more: object = {}): ExitCode {
    return this.json ? this.fail(exitCode, kind, message, more) : exitCode;
  }
}

/** Money is whole fen and fits a JSON number: twelve digits. */
function asJson(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
