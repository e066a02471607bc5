import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
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
import type { Power } from "./power.ts";
import type { VirtualTime } from "./virtual-time.ts";

const READER = "Virtual Reader";

type OwnedCard = { readonly card: VirtualCard; readonly faults: CardFaultPlan[] };

/** What stands around the till and outlives its process: cards, pad, printer. */
export class Counter {
  readonly printer: VirtualPrinter;
  pad: VirtualPinPad;
  reader: InProcessReader;
  padLink: InProcessPadLink;
  printerLink: InProcessLink;
  /** Stays so over restarts of the till. */
  isPrinterDead = false;
  pieceCount = 0;
  readonly #time: VirtualTime;
  readonly #clock: Clock;
  readonly #cards = new Map<string, OwnedCard>();

  constructor(time: VirtualTime) {
    this.#time = time;
    this.#clock = time.clock();
    this.printer = new VirtualPrinter({ columns: 48, clock: this.#clock, encodeQr, paperMm: 1_000_000 });
    this.printer.onEvent((event) => {
      if (event.kind === "piece") this.pieceCount += 1;
    });
    this.pad = new VirtualPinPad({ clock: this.#clock });
    this.reader = new InProcessReader({ sleeper: time, readerNames: [READER] });
    this.padLink = new InProcessPadLink(this.pad);
    this.printerLink = connectInProcess(this.printer, { clock: this.#clock });
  }

  /** The devices as a till finds them that has just been started: new lines, the same things at their ends. */
  plugIn(power: Power): DevicePorts {
    this.reader = new InProcessReader({ sleeper: this.#time, readerNames: [READER] });
    this.padLink = new InProcessPadLink(this.pad);
    this.printerLink = connectInProcess(this.printer, { clock: this.#clock });
    if (this.isPrinterDead) this.printerLink.unplug();
    const printing = new EscposPrinter(this.printerLink, standardProfile(48), this.#clock);
    const pinPad = createSerialPinPad({ link: this.padLink, clock: this.#clock });
    const { padLink, printerLink, reader } = this;
    power.onCut(() => {
      padLink.unplug();
      printerLink.unplug();
      reader.remove();
    });
    return {
      cardReader: power.cardReader(reader),
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

  /** Puts the card of that name into the reader; it keeps its counters from one use to the next. */
  insert(name: string, faults: readonly CardFaultPlan[] = []): void {
    this.reader.remove();
    const owned = this.#card(name);
    owned.faults.splice(0, owned.faults.length, ...faults);
    this.reader.insert(owned.card);
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
