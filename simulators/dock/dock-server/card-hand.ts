import type { Clock } from "../../../main/ports/clock.ts";
import { stripeOf } from "../../stripe/simulated-stripe-reader.ts";
import type {
  CardPull,
  DockAction,
  DockAnswer,
  DockCard,
  DockCardShown,
  DockEvent,
  DockRefusal,
  DockSlot,
  DockState,
} from "../dock-contract.ts";
import type { SimulatedCounter } from "../simulated-counter.ts";
import { CardBox } from "./card-box.ts";
import { READER_NAMES } from "./dock-counter.ts";

type Place = keyof typeof READER_NAMES;

/** Where the card readers stand: two with slots, and one with a field. */
const PLACES = ["reader1", "reader2", "contactless"] as const satisfies readonly Place[];

/** A field has room for the card that is meant and for the one that lies behind it in the purse. */
const FIELD_CARDS_MAX = 2;

/** A card that nobody has asked for is not held to a reader for longer. */
const TAP_MS = 4_000;

type Lying = { readonly card: DockCard; pull: CardPull | undefined; readonly isHeld: boolean };

type CardAction = Extract<
  DockAction,
  { do: "insertCard" | "pullCard" | "tapCard" | "holdCard" | "takeAway" | "swipeCard" | "confirmOnPhone" }
>;

export type CardHandParts = {
  readonly counter: SimulatedCounter;
  readonly box: CardBox;
  readonly clock: Pick<Clock, "sleep">;
  note(event: DockEvent): void;
};

const DONE: DockAnswer = { ok: true };

/** The customer's hand with a card in it: into a slot, to the field, through the stripe reader, and away too early. */
export class CardHand {
  readonly #parts: CardHandParts;
  readonly #lying: Record<Place, Lying[]> = { reader1: [], reader2: [], contactless: [] };
  readonly #plugged: Record<Place | "stripe", boolean> = {
    ...{ reader1: true, reader2: false, contactless: true, stripe: true },
  };

  /** Readers that speak with their card now. */
  readonly #busy = new Set<string>();
  #last: DockCard | undefined;

  constructor(parts: CardHandParts) {
    this.#parts = parts;
  }

  get state(): Pick<DockState, "readers" | "field" | "stripe"> {
    return {
      readers: (["reader1", "reader2"] as const).map((device) => {
        const [lying] = this.#lying[device];
        const card = lying === undefined ? {} : { card: shown(lying.card) };
        return { device, isPlugged: this.#plugged[device], ...card };
      }),
      field: {
        isPlugged: this.#plugged.contactless,
        cards: this.#lying.contactless.map(({ card }) => shown(card)),
      },
      stripe: { isPlugged: this.#plugged.stripe, isWaiting: this.#parts.counter.stripe.isWaiting },
    };
  }

  /** The PIN of the card that was shown last; who has swiped or tapped still knows it. */
  get pin(): string | undefined {
    return this.#last?.pin;
  }

  act(action: CardAction): DockAnswer {
    switch (action.do) {
      case "insertCard":
        return this.#lay(action.card, action.reader ?? "reader1", action.pull, true);
      case "pullCard":
        this.#remove(action.reader ?? "reader1");
        return DONE;
      case "tapCard":
        return this.#tap(action.card, action.pull);
      case "holdCard":
        return this.#lay(action.card, "contactless", action.pull, true);
      case "takeAway":
        this.#remove("contactless");
        return DONE;
      case "swipeCard":
        return this.#swipe(action.card, action.unevenly === true);
      case "confirmOnPhone":
        return this.#confirm(action.card);
      default:
        return action satisfies never;
    }
  }

  plug(device: DockSlot | "contactless" | "stripe", isIn: boolean): boolean {
    if (this.#plugged[device] === isIn) return false;
    this.#plugged[device] = isIn;
    const { counter } = this.#parts;
    if (device === "stripe") {
      if (isIn) counter.stripe.plugIn();
      else counter.stripe.unplug();
      return true;
    }
    if (isIn) plugInReader(counter, device);
    else counter.reader.unplug(READER_NAMES[device]);
    this.#lying[device] = [];
    return true;
  }

  /** Told of each command that is about to go to a card: what the hand that holds it does at this one. */
  pullAt(readerName: string, command: number): CardPull["moment"] | undefined {
    const place = placeOf(readerName);
    const pull = place === undefined ? undefined : this.#lying[place][0]?.pull;
    return pull?.atCommand === command ? pull.moment : undefined;
  }

  pullNow(readerName: string): void {
    const place = placeOf(readerName);
    if (place !== undefined) this.#remove(place);
  }

  sessionBegan(readerName: string): void {
    this.#busy.add(readerName);
  }

  /** The reader has done with its card: who only tapped puts it away. */
  sessionEnded(readerName: string): void {
    this.#busy.delete(readerName);
    const place = placeOf(readerName);
    if (place === "contactless" && this.#lying.contactless.some(({ isHeld }) => !isHeld)) this.#remove(place);
  }

  #tap(name: string, pull: CardPull | undefined): DockAnswer {
    const laid = this.#lay(name, "contactless", pull, false);
    const lying = this.#lying.contactless.at(-1);
    if (!laid.ok || lying === undefined) return laid;
    void this.#parts.clock.sleep(TAP_MS).then(() => {
      const isBusy = this.#busy.has(READER_NAMES.contactless);
      if (!isBusy && this.#lying.contactless.includes(lying)) this.#remove("contactless");
    });
    return laid;
  }

  #lay(name: string, place: Place, pull: CardPull | undefined, isHeld: boolean): DockAnswer {
    const { counter, box } = this.#parts;
    const described = CardBox.find(name);
    const card = box.take(name);
    if (described === undefined || card === undefined) return no("unknownCard");
    if (!this.#plugged[place]) return no("readerUnplugged");
    if (PLACES.some((one) => this.#lying[one].some((lying) => lying.card.name === name))) {
      return no("cardElsewhere");
    }
    const isField = place === "contactless";
    if (isField && !described.hasAntenna) return no("noAntenna");
    if (!isField && described.isPhone) return no("phoneInSlot");
    if (this.#lying[place].length >= (isField ? FIELD_CARDS_MAX : 1)) {
      return no(isField ? "fieldTaken" : "slotTaken");
    }
    counter.reader.insert(card, READER_NAMES[place]);
    this.#last = described;
    this.#lying[place].push({ card: described, pull, isHeld });
    const named = { card: described.name, last4: described.last4 };
    this.#parts.note(
      isField ? { kind: "cardInField", ...named, isHeld } : { kind: "cardInserted", ...named, reader: place },
    );
    return DONE;
  }

  #remove(place: Place): void {
    const lying = this.#lying[place];
    this.#lying[place] = [];
    if (lying.length === 0) return;
    if (this.#plugged[place]) removeAll(this.#parts.counter, place, lying.length);
    for (const { card } of lying) {
      const named = { card: card.name, last4: card.last4 };
      this.#parts.note(
        place === "contactless"
          ? { kind: "cardLeftField", ...named }
          : { kind: "cardPulled", ...named, reader: place },
      );
    }
  }

  #swipe(name: string, isUneven: boolean): DockAnswer {
    const { counter } = this.#parts;
    const card = CardBox.find(name);
    const account = CardBox.accountOf(name);
    if (card === undefined || account === undefined) return no("unknownCard");
    if (!this.#plugged.stripe) return no("readerUnplugged");
    if (card.isPhone) return no("phoneInSlot");
    if (!counter.stripe.isWaiting) return no("noSwipeWanted");
    this.#last = card;
    this.#parts.note({ kind: "cardSwiped", card: card.name, last4: card.last4 });
    counter.stripe.swipe(isUneven ? "unreadable" : stripeOf(account));
    return DONE;
  }

  #confirm(name: string): DockAnswer {
    const card = CardBox.find(name);
    if (card === undefined) return no("unknownCard");
    if (!card.isPhone) return no("noPhone");
    this.#parts.box.take(name)?.confirmOwner();
    this.#parts.note({ kind: "phoneConfirmed", card: card.name, last4: card.last4 });
    return DONE;
  }
}

function plugInReader({ reader }: SimulatedCounter, place: Place): void {
  reader.plugIn(READER_NAMES[place], place === "contactless" ? "contactless" : "contact");
}

function removeAll({ reader }: SimulatedCounter, place: Place, count: number): void {
  for (let left = count; left > 0; left--) reader.remove(READER_NAMES[place]);
}

function placeOf(readerName: string): Place | undefined {
  return PLACES.find((place) => READER_NAMES[place] === readerName);
}

function shown({ name, words, kind, last4, pin, isPhone }: DockCard): DockCardShown {
  return { name, words, kind, last4, isPhone, ...(pin === undefined ? {} : { pin }) };
}

function no(why: DockRefusal): DockAnswer {
  return { ok: false, why };
}
