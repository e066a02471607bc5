import type { CommandAnswer, TillCommand } from "../../main/ipc/contract.ts";
import type { Bridge } from "../bridge.ts";

/**
 * One effect for a doubled click or a repeated key: an intent that has no answer yet is not sent again. Goods are the
 * exception: two scans of one bottle are two bottles.
 */
export class Intents {
  readonly #bridge: Pick<Bridge, "send">;
  readonly #pending = new Map<string, Promise<CommandAnswer>>();
  readonly #listeners = new Set<() => void>();
  #names: ReadonlySet<string> = new Set();
  #scanNumber = 0;

  constructor(bridge: Pick<Bridge, "send">) {
    this.#bridge = bridge;
  }

  /** The names of intents without an answer. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  send(command: TillCommand): Promise<CommandAnswer> {
    const name = this.#nameOf(command);
    const known = this.#pending.get(name);
    if (known !== undefined) return known;
    const answer = this.#bridge.send(command).finally(() => {
      this.#pending.delete(name);
      this.#changed();
    });
    this.#pending.set(name, answer);
    this.#changed();
    return answer;
  }

  #nameOf(command: TillCommand): string {
    switch (command.kind) {
      case "scan":
      case "addItem":
        this.#scanNumber += 1;
        return `${command.kind} ${this.#scanNumber}`;
      case "setQuantity":
        return `${command.kind} ${command.lineNumber} ${command.quantityMilli}`;
      case "removeLine":
        return `${command.kind} ${command.lineNumber}`;
      case "dismiss":
        return `${command.kind} ${command.noticeId}`;
      default:
        return command.kind;
    }
  }

  #changed(): void {
    this.#names = new Set(this.#pending.keys());
    for (const listener of this.#listeners) listener();
  }
}
