import type { Language } from "../domain/text/language.ts";
import { say, type TextKey, type TextParameters } from "../domain/text/say.ts";
import type { ExitCode } from "./exit-code.ts";

export type Stream = { write(text: string): unknown };

/** What a command prints: sentences for people, or one JSON object for programs. Never both on one stream. */
export class Output {
  language: Language;
  readonly json: boolean;
  readonly #out: Stream;
  readonly #err: Stream;

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
    if (!this.json) this.#err.write(`${this.text(key, parameters)}\n`);
  }

  /** A question to whoever sits there; it goes where the answer is not looked for. */
  prompt(text: string): void {
    this.#err.write(text);
  }

  /** The result as an object, for programs. */
  result(value: object): void {
    if (this.json) this.#out.write(`${JSON.stringify(value, asJson)}\n`);
  }

  /** Says why not, and returns the exit code. */
  fail(exitCode: ExitCode, kind: string, message: string, more: object = {}): ExitCode {
    if (this.json) this.result({ ok: false, exitCode, error: { kind, message }, ...more });
    else this.#err.write(`${message}\n`);
    return exitCode;
  }
}

/** Money is whole fen and fits a JSON number: twelve digits. */
function asJson(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
