import type { CheckoutPort } from "../../../main/ipc/checkout-port.ts";
import {
  CONTRACT_VERSION,
  type CommandAnswer,
  type CommandRequest,
  type QueryAnswers,
  type TillCommand,
  type TillQuery,
  type TillView,
} from "../../../main/ipc/contract.ts";

/** A till that only counts: transports know nothing of what a command means. */
export class FakeCheckout implements CheckoutPort {
  readonly done: TillCommand[] = [];
  readonly queries: TillQuery[] = [];
  /** When set, a command waits for it, as a card payment does. */
  gate: Promise<void> | undefined;
  throws = false;
  readonly #answers = new Map<string, CommandAnswer>();
  readonly #listeners = new Set<(view: TillView) => void>();
  #revision = 1;

  view(): TillView {
    return viewOf(this.#revision);
  }

  onView(listener: (view: TillView) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async command({ commandId, command }: CommandRequest): Promise<CommandAnswer> {
    const before = this.#answers.get(commandId);
    if (before !== undefined) return before;
    await this.gate;
    if (this.throws) throw new Error("a belief was broken");
    this.done.push(command);
    const answer: CommandAnswer =
      command.kind === "cancelSale"
        ? { ok: false, kind: "notPossible", sentence: "There is no sale" }
        : { ok: true };
    this.#answers.set(commandId, answer);
    this.change();
    return answer;
  }

  async query(query: TillQuery): Promise<QueryAnswers[TillQuery["kind"]]> {
    if (this.throws) throw new Error("a belief was broken");
    this.queries.push(query);
    return { hours: [], saleCount: this.done.length, totalFen: 0 };
  }

  change(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener(this.view());
  }
}

function viewOf(revision: number): TillView {
  return {
    contractVersion: CONTRACT_VERSION,
    revision,
    language: "en",
    shopName: "村口小店",
    training: true,
    now: "2026-11-23 14:05",
    screen: { screen: "selling" },
    basket: { lines: [], itemCount: 0, savedFen: 0, totalFen: 0, tenders: [], paidFen: 0, dueFen: 0 },
    held: [],
    bank: {
      state: "online",
      sentence: "",
      unsentCount: 0,
      atRiskFen: 0,
      reversalsDue: 0,
      needsPerson: 0,
      batchNumber: 1,
      settling: false,
    },
    devices: [],
    notices: [],
    possible: ["scan"],
  };
}
