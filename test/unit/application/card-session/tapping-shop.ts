import type { CardProgress } from "../../../../main/application/terminal-parts.ts";
import type { PaymentState } from "../../../../main/domain/payment/state.ts";
import type { CardFaultPlan } from "../../../../simulators/card/card-fault.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import type { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { Shop, type ShopOptions } from "../../../support/shop.ts";

const FIELD = "Field";

/** What the customer does when the till says something; a step that is not named here lets time pass. */
export type Customer = (progress: CardProgress, times: number) => void;

/** A shop whose counter has a field beside its slot. */
export class TappingShop {
  readonly shop: Shop;
  readonly seen: CardProgress[];
  readonly #lane: { customer: Customer };

  private constructor(shop: Shop, seen: CardProgress[], lane: { customer: Customer }) {
    this.shop = shop;
    this.seen = seen;
    this.#lane = lane;
    shop.counter.reader.plugIn(FIELD, "contactless");
  }

  static async open(options: ShopOptions = {}): Promise<TappingShop> {
    const seen: CardProgress[] = [];
    const lane: { customer: Customer } = { customer: () => undefined };
    const shop = await Shop.open({
      ...options,
      interaction: {
        ...options.interaction,
        progress: (step) => {
          seen.push(step);
          const times = seen.filter((one) => one === step).length;
          // After the till has begun to wait, as a hand would.
          setImmediate(() => lane.customer(step, times));
        },
      },
    });
    return new TappingShop(shop, seen, lane);
  }

  set customer(customer: Customer) {
    this.#lane.customer = customer;
  }

  tap(card: VirtualCard): void {
    this.shop.counter.reader.insert(card, FIELD);
  }

  takeAway(): void {
    const { reader } = this.shop.counter;
    for (let i = 0; i < 2; i++) reader.remove(FIELD);
  }

  /** A new sale, paid by a card that is held to the field. */
  async pay(card: VirtualCard, amountFen: bigint): Promise<PaymentState> {
    this.takeAway();
    this.tap(card);
    return this.shop.payCard(amountFen);
  }
}

export function cardNamed(name: string, faults: readonly CardFaultPlan[] = []): VirtualCard {
  const card = createCard(name, { faults });
  if (card === undefined) throw new Error(`there is no card ${name}`);
  return card;
}
