import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import type { CardProgress } from "../../../main/application/terminal-parts.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { CardFaultPlan } from "../../../simulators/card/card-fault.ts";
import { createCard } from "../../../simulators/card/create-card.ts";
import { InProcessReader } from "../../../simulators/card/in-process-reader.ts";
import type { VirtualCard } from "../../../simulators/card/virtual-card.ts";
import { InProcessPadLink } from "../../../simulators/pin-pad/in-process-link.ts";
import { VirtualPinPad } from "../../../simulators/pin-pad/virtual-pin-pad.ts";
import { encodeQr } from "../../../simulators/printer/encode-qr.ts";
import { connectInProcess, type InProcessLink } from "../../../simulators/printer/in-process-link.ts";
import { VirtualPrinter } from "../../../simulators/printer/virtual-printer.ts";
import { SimulatedStripeReader, stripeOf } from "../../../simulators/stripe/simulated-stripe-reader.ts";
import { accountBehind, type Presentation } from "./customer.ts";
import type { Power } from "./power.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

const READER = "Virtual Reader";
const FIELD = "Virtual Field";

/** A hand needs so long for a card that is wanted, and may take longer. */
const HAND_MIN_MS = 200;
const HAND_MAX_MS = 20_000;

type OwnedCard = { readonly card: VirtualCard; readonly faults: CardFaultPlan[] };

/** What stands around the till and outlives its process: cards, pad, printer. */
export class Counter {
  readonly printer: VirtualPrinter;
  pad: VirtualPinPad;
  reader: InProcessReader;
  stripe: SimulatedStripeReader;
  padLink: InProcessPadLink;
  printerLink: InProcessLink;
  /** Stays so over restarts of the till. */
  isPrinterDead = false;
  pieceCount = 0;
  /** Chance that a customer goes on with a tap that was cut short. */
  patience = 1;
  #held: Presentation | undefined;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #cards = new Map<string, OwnedCard>();

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
    this.#clock = time.clock();
    this.printer = new VirtualPrinter({ columns: 48, clock: this.#clock, encodeQr, paperMm: 1_000_000 });
    this.printer.onEvent((event) => {
      if (event.kind === "piece") this.pieceCount += 1;
    });
    this.pad = new VirtualPinPad({ clock: this.#clock });
    this.reader = this.#newReader();
    this.stripe = new SimulatedStripeReader(time);
    this.padLink = new InProcessPadLink(this.pad);
    this.printerLink = connectInProcess(this.printer, { clock: this.#clock });
  }

  /** The devices as a till finds them that has just been started: new lines, the same things at their ends. */
  plugIn(power: Power): DevicePorts {
    this.reader = this.#newReader();
    this.stripe = new SimulatedStripeReader(this.#time);
    this.#held = undefined;
    this.padLink = new InProcessPadLink(this.pad);
    this.printerLink = connectInProcess(this.printer, { clock: this.#clock });
    if (this.isPrinterDead) this.printerLink.unplug();
    const printing = new EscposPrinter(this.printerLink, standardProfile(48), this.#clock);
    const pinPad = createSerialPinPad({ link: this.padLink, clock: this.#clock });
    const { padLink, printerLink, reader, stripe } = this;
    power.onCut(() => {
      padLink.unplug();
      printerLink.unplug();
      takeAllAway(reader);
      stripe.unplug();
    });
    return {
      cardReader: power.cardReader(reader),
      stripeReader: stripe,
      pinPad,
      secureModule: pinPad,
      printer: printing,
      cashDrawer: printing,
    };
  }

  /** Another pad, without any key. The till sees it when it is started the next time. */
  replacePad(): void {
    this.pad = new VirtualPinPad({ clock: this.#clock });
  }

  /** What a customer holds out from now on; cards keep their counters from one use to the next. */
  present(held: Presentation): void {
    takeAllAway(this.reader);
    this.#held = held;
    if (held.way !== "stripe") this.#lay(held.card, held.way, held.faults);
    if (held.beside !== undefined) this.#lay(held.beside, "field");
  }

  /** What the till asks of the customer, who does it a moment later, or has gone. */
  hear(step: CardProgress): void {
    const held = this.#held;
    if (held === undefined) return;
    if (step === "waitingForCard" && held.way === "stripe") this.#soon(() => this.#swipe(held));
    if (held.way !== "field") return;
    if (step === "presentAgain") {
      if (this.#random.chance(this.patience)) this.#soon(() => this.#layAgain(held, "field"));
    } else if (step === "presentOneCard") this.#soon(() => this.#layAgain(held, "field"));
    else if (step === "insertCard") this.#soon(() => this.#layAgain(held, "slot"));
    else if (step === "seePhone") {
      this.#card(held.card).card.confirmOwner();
      this.#soon(() => this.#layAgain(held, "field"));
    }
  }

  #soon(work: () => void): void {
    const { reader } = this;
    this.#time.at(this.#random.int(HAND_MIN_MS, this.#random.pick([1_000, HAND_MAX_MS])), () => {
      // The till of that moment, and its reader, may be gone.
      if (this.reader === reader) work();
    });
  }

  #layAgain({ card, faults }: Presentation, way: "slot" | "field"): void {
    takeAllAway(this.reader);
    // A hand that shook once may shake again.
    this.#lay(card, way, this.#random.chance(0.2) ? faults : []);
  }

  #lay(name: string, way: "slot" | "field", faults: readonly CardFaultPlan[] = []): void {
    const owned = this.#card(name);
    owned.faults.splice(0, owned.faults.length, ...faults);
    this.reader.insert(owned.card, way === "slot" ? READER : FIELD);
  }

  #swipe({ card, hasChip, isUneven }: Presentation): void {
    const { pan, expiry, serviceCode } = accountBehind(card);
    const striped = { pan, expiry, serviceCode: hasChip === true ? serviceCode : "120" };
    this.stripe.swipe(isUneven === true ? "unreadable" : stripeOf(striped));
  }

  #newReader(): InProcessReader {
    const reader = new InProcessReader({ sleeper: this.#time, readerNames: [READER] });
    reader.plugIn(FIELD, "contactless");
    return reader;
  }

  #card(name: string): OwnedCard {
    const known = this.#cards.get(name);
    if (known !== undefined) return known;
    const faults: CardFaultPlan[] = [];
    const card = createCard(name, { faults });
    if (card === undefined) throw new Error(`there is no card ${name}`);
    const owned = { card, faults };
    this.#cards.set(name, owned);
    return owned;
  }
}

function takeAllAway(reader: InProcessReader): void {
  reader.remove(READER);
  for (let cards = 0; cards < 2; cards++) reader.remove(FIELD);
}
