import type { CardProgress } from "../../../main/application/terminal-parts.ts";
import { createCard } from "../../../simulators/card/create-card.ts";
import { InProcessReader } from "../../../simulators/card/in-process-reader.ts";
import { accountOf } from "../../../simulators/card/profiles/contact-data-table.ts";
import type { VirtualCard } from "../../../simulators/card/virtual-card.ts";
import { SimulatedStripeReader, stripeOf } from "../../../simulators/stripe/simulated-stripe-reader.ts";
import type { CardName, Flow } from "./flows.ts";

export const FIELD = "Field";

/** SELECT PPSE, SELECT, GET PROCESSING OPTIONS, and the records of `tap-debit`: the last one takes the money. */
const LAST_RECORD = 8;

/**
 * The customer of a flow without contacts, in the till's own process: a card that is held to a field or drawn through a slot
 * is not needed by the till that starts afterwards.
 */
export class Customer {
  readonly reader = new InProcessReader();
  readonly stripe: SimulatedStripeReader | undefined;
  readonly #flow: Flow;
  readonly #card: VirtualCard | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
    this.reader.plugIn(FIELD, "contactless");
    this.stripe = flow.swipes === undefined ? undefined : new SimulatedStripeReader();
    this.#card = flow.tap && cardNamed(flow.tap.card, flow.tap.isTorn === true);
    if (this.#card !== undefined) this.reader.insert(this.#card, FIELD);
  }

  /** What the till says; a card that left too early is held to the field again. */
  readonly hear = (step: CardProgress): void => {
    if (step === "presentAgain" && this.#card !== undefined) this.#soon(this.#card);
    if (step === "waitingForCard" && this.#flow.swipes !== undefined)
      setImmediate(() => this.stripe?.swipe(this.#track()));
  };

  #soon(card: VirtualCard): void {
    setImmediate(() => this.reader.insert(card, FIELD));
  }

  #track() {
    const { pan, expiry } = accountOf("debit");
    // Service code 120: no chip on the card, and a PIN is asked for.
    return stripeOf({ pan, expiry: expiry.slice(0, 4), serviceCode: "120" });
  }
}

export function cardNamed(name: CardName, isTorn = false): VirtualCard {
  const faults = isTorn ? [{ kind: "pull", atCommand: LAST_RECORD, moment: "after" } as const] : [];
  const card = createCard(name, { faults });
  if (card === undefined) throw new Error(`there is no card ${name}`);
  return card;
}
