const REDACTED = "[redacted]";

/**
 * Holds a secret (PAN, track, PIN block, key) so that it cannot reach a log, a journal row or an error
 * message by accident: every way of printing it says `[redacted]`. `reveal` is the one deliberate way out.
 */
export class Sensitive<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  map<U>(change: (value: T) => U): Sensitive<U> {
    return new Sensitive(change(this.#value));
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  /** What `util.inspect` and `console.log` of Node print. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
