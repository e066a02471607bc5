import { z } from "zod";
import type { CheckoutPort } from "./checkout-port.ts";
import {
  CONTRACT_VERSION,
  type CommandAnswer,
  type CommandRequest,
  commandRequestSchema,
  querySchema,
} from "./contract.ts";
import { REFUSAL_WORDS } from "./refusal-words-table.ts";
import type { CommandReply, Push, QueryReply, Refused, TransportRefusal } from "./transport.ts";

/** More commands at once than any number of hands can give: a page that runs wild. */
const COMMANDS_UNDER_WAY_MAX = 64;

const QUERIES_UNDER_WAY_MAX = 32;

/** Answers that are kept for a page that asks again: it does so within seconds, and this is hours of selling. */
const ANSWERS_KEPT_MAX = 2_000;

const commandEnvelope = z.strictObject({ contractVersion: z.int(), request: z.unknown() });
const queryEnvelope = z.strictObject({ contractVersion: z.int(), query: z.unknown() });

type Known = { readonly content: string; answer?: CommandAnswer };

/**
 * The terminal's end of every line: reads what came, refuses what is not of the contract, hands the rest to the till and
 * tells every page what became of it. Both transports use it, so both behave the same.
 */
export class Handlers {
  readonly #checkout: CheckoutPort;
  readonly #onBug: (error: unknown) => void;
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(push: Push) => void>();
  #commandsUnderWay = 0;
  #queriesUnderWay = 0;

  /** `onBug` hears of a till that throws. */
  constructor(checkout: CheckoutPort, onBug: (error: unknown) => void) {
    this.#checkout = checkout;
    this.#onBug = onBug;
    checkout.onView((view) => this.#tell({ kind: "view", view }));
  }

  /** A new page: it hears which contract is spoken, sees the present view, and everything from then on. */
  subscribe(listener: (push: Push) => void): () => void {
    listener({ kind: "hello", contractVersion: CONTRACT_VERSION });
    listener({ kind: "view", view: this.#checkout.view() });
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a command. The answer follows over the stream, or is given at once to a page that asks again. */
  command(raw: unknown): CommandReply {
    const envelope = commandEnvelope.safeParse(raw);
    if (!envelope.success) return this.#refuse("malformed");
    if (envelope.data.contractVersion !== CONTRACT_VERSION) return this.#refuse("version");
    const request = commandRequestSchema.safeParse(envelope.data.request);
    if (!request.success) return this.#refuse("malformed");
    const { commandId, command } = request.data;
    const content = JSON.stringify(command);
    const known = this.#known.get(commandId);
    if (known !== undefined) {
      if (known.content !== content) return this.#refuse("commandIdReused");
      return known.answer === undefined ? { kind: "accepted" } : { kind: "answered", answer: known.answer };
    }
    if (this.#commandsUnderWay >= COMMANDS_UNDER_WAY_MAX) return this.#refuse("busy");
    const entry: Known = { content };
    this.#known.set(commandId, entry);
    void this.#carryOut(request.data, entry);
    return { kind: "accepted" };
  }

  async query(raw: unknown): Promise<QueryReply> {
    const envelope = queryEnvelope.safeParse(raw);
    if (!envelope.success) return this.#refuse("malformed");
    if (envelope.data.contractVersion !== CONTRACT_VERSION) return this.#refuse("version");
    const query = querySchema.safeParse(envelope.data.query);
    if (!query.success) return this.#refuse("malformed");
    if (this.#queriesUnderWay >= QUERIES_UNDER_WAY_MAX) return this.#refuse("busy");
    this.#queriesUnderWay += 1;
    try {
      return { kind: "answered", answer: await this.#checkout.query(query.data) };
    } catch (error) {
      this.#onBug(error);
      return this.#refuse("failed");
    } finally {
      this.#queriesUnderWay -= 1;
    }
  }

  async #carryOut(request: CommandRequest, entry: Known): Promise<void> {
    this.#commandsUnderWay += 1;
    try {
      entry.answer = await this.#checkout.command(request);
    } catch (error) {
      this.#onBug(error);
      entry.answer = { ok: false, kind: "bug", sentence: this.#refuse("failed").sentence };
    } finally {
      this.#commandsUnderWay -= 1;
    }
    this.#tell({ kind: "answer", commandId: request.commandId, answer: entry.answer });
    this.#forgetOldest();
  }

  /** What is still under way is never forgotten: a page that asks again would do it twice. */
  #forgetOldest(): void {
    for (const [commandId, { answer }] of this.#known) {
      if (this.#known.size <= ANSWERS_KEPT_MAX) return;
      if (answer !== undefined) this.#known.delete(commandId);
    }
  }

  #tell(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }

  #refuse(reason: TransportRefusal): Refused {
    const { language } = this.#checkout.view();
    return { kind: "refused", reason, sentence: REFUSAL_WORDS[reason][language] };
  }
}
