import { assertNever } from "../../../main/domain/assert.ts";
import type { LedgerMessage } from "../../acquirer/ledger-types.ts";
import type { RunningAcquirer } from "../../acquirer/server.ts";
import type { Relay } from "../../network/relay.ts";
import { padKeysFor } from "../../pin-pad/pin-entry.ts";
import type { PrinterEvent } from "../../printer/virtual-printer.ts";
import type { BusinessClock } from "../business-clock.ts";
import type {
  DockAction,
  DockAnswer,
  DockDevice,
  DockEvent,
  DockPaper,
  DockRefusal,
  DockState,
  HostMood,
} from "../dock-contract.ts";
import type { SimulatedCounter } from "../simulated-counter.ts";
import { CardBox } from "./card-box.ts";
import { CardHand } from "./card-hand.ts";
import { Chronicle } from "./chronicle.ts";
import type { DockMemory } from "./dock-memory.ts";
import { HOST_MOOD_RULES } from "./host-moods-table.ts";

export type DockParts = {
  readonly counter: SimulatedCounter;
  readonly host: Pick<RunningAcquirer, "setBehaviour" | "on">;
  readonly relay: Relay;
  readonly clock: BusinessClock;
  readonly memory: DockMemory;
  readonly operators: DockState["operators"];
};

const DONE: DockAnswer = { ok: true };
const MINUTE_MS = 60_000;
/** 30 m as from the shop; the sensor speaks up below one. */
const ROLL_MM = { empty: 0, nearEnd: 800, full: 30_000 } as const;
/** What lies on the counter; who wants older papers finds them in the till. */
const PAPERS_MAX = 12;

/** The counter from the outside: everything that a hand, a cable or the weather can do to it, and what it looks like. */
export class Dock {
  readonly #parts: DockParts;
  readonly #listeners = new Set<() => void>();
  readonly #plugged = { pinPad: true, printer: true };
  readonly chronicle: Chronicle;
  readonly cards: CardHand;
  #papers: readonly DockPaper[] = [];
  #paperCount = 0;
  #isCoverOpen = false;
  #isDrawerOpen = false;
  #customerTypes = false;
  #isPinAsked = false;
  #mood: HostMood = "well";
  #revision = 1;

  constructor(parts: DockParts) {
    this.#parts = parts;
    this.chronicle = new Chronicle(
      () => this.#now(),
      () => this.#changed(),
    );
    this.cards = new CardHand({
      counter: parts.counter,
      box: new CardBox(parts.memory.startCount),
      clock: parts.clock,
      note: (event) => this.chronicle.note(event),
    });
    parts.counter.printer.onEvent((event) => this.#onPrinter(event));
    parts.counter.pad.onScreen(() => this.#onPadScreen());
    parts.host.on("message", (message) => this.chronicle.note(eventOf(message)));
    this.chronicle.note({ kind: "started" });
  }

  /** Calls back after every change; several may be one. Returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get state(): DockState {
    const { counter, relay, operators } = this.#parts;
    const { condition, paperMm } = counter.printer;
    const { screen } = counter.pad;
    return {
      revision: this.#revision,
      now: this.#now(),
      operators,
      ...this.cards.state,
      pad: {
        isPlugged: this.#plugged.pinPad,
        customerTypes: this.#customerTypes,
        screen: screen.kind === "pin" ? { ...screen, amountFen: Number(screen.amountFen) } : screen,
      },
      printer: {
        isPlugged: this.#plugged.printer,
        isCoverOpen: this.#isCoverOpen,
        paper: condition.paper,
        paperMm: Math.round(paperMm),
      },
      papers: this.#papers,
      drawer: { isOpen: this.#isDrawerOpen },
      line: relay.state,
      host: { mood: this.#mood },
      timeline: this.chronicle.timeline,
      wire: this.chronicle.wire,
    };
  }

  async act(action: DockAction): Promise<DockAnswer> {
    switch (action.do) {
      case "insertCard":
      case "pullCard":
      case "tapCard":
      case "holdCard":
      case "takeAway":
      case "swipeCard":
      case "confirmOnPhone":
        return this.cards.act(action);
      case "pressKey":
        return this.#press(action.key);
      case "customerTypes":
        this.#customerTypes = action.isOn;
        this.#changed();
        return DONE;
      case "plug":
        return this.#plug(action.device, action.isIn);
      case "cover":
        if (action.isOpen) this.#parts.counter.printer.openCover();
        else this.#parts.counter.printer.closeCover();
        this.#isCoverOpen = action.isOpen;
        return this.#note({ kind: "cover", isOpen: action.isOpen });
      case "paper":
        return this.#changeRoll(action.roll);
      case "closeDrawer":
        this.#isDrawerOpen = false;
        return this.#note({ kind: "drawer", isOpen: false });
      case "line":
        return this.#changeLine(action.state);
      case "host":
        this.#mood = action.mood;
        this.#parts.host.setBehaviour(HOST_MOOD_RULES[action.mood]);
        return this.#note({ kind: "host", mood: action.mood });
      case "clock":
        return this.#advance(action.advanceMinutes);
      default:
        return assertNever(action);
    }
  }

  #press(key: Extract<DockAction, { do: "pressKey" }>["key"]): DockAnswer {
    const { pad } = this.#parts.counter;
    if (pad.screen.kind !== "pin") return no("noQuestion");
    const shown = key === "clear" || key === "confirm" || key === "cancel" ? key : "digit";
    this.chronicle.note({ kind: "keyPressed", key: shown });
    pad.press(key);
    return DONE;
  }

  #plug(device: DockDevice, isIn: boolean): DockAnswer {
    if (device !== "pinPad" && device !== "printer") {
      return this.cards.plug(device, isIn) ? this.#note({ kind: "plugged", device, isIn }) : DONE;
    }
    if (this.#plugged[device] === isIn) return DONE;
    this.#plugged[device] = isIn;
    const { padLink, printerLink } = this.#parts.counter;
    const cable = device === "pinPad" ? padLink : printerLink;
    if (isIn) cable.plugIn();
    else cable.unplug();
    return this.#note({ kind: "plugged", device, isIn });
  }

  #changeRoll(roll: keyof typeof ROLL_MM): DockAnswer {
    const { printer } = this.#parts.counter;
    if (roll === "full") printer.loadPaper(ROLL_MM.full);
    else printer.cutPaperTo(ROLL_MM[roll]);
    return this.#note({ kind: "roll", roll });
  }

  async #changeLine(state: "up" | "cut" | "hang"): Promise<DockAnswer> {
    const { relay } = this.#parts;
    if (state === "cut") await relay.cut();
    else {
      const opened = await (state === "up" ? relay.heal() : relay.hang());
      if (!opened.ok) return no("lineTaken");
    }
    return this.#note({ kind: "line", state });
  }

  #advance(minutes: number): DockAnswer {
    const { clock, memory } = this.#parts;
    clock.advanceTo(clock.businessNow().epochMs + minutes * MINUTE_MS);
    memory.keep({ clockAheadMs: memory.clockAheadMs + minutes * MINUTE_MS });
    return this.#note({ kind: "clock", minutes });
  }

  #onPrinter(event: PrinterEvent): void {
    switch (event.kind) {
      case "piece":
        this.#paperCount += 1;
        this.#papers = [
          ...this.#papers,
          { number: this.#paperCount, at: this.#now(), rows: event.piece.textRows, end: event.piece.end },
        ].slice(-PAPERS_MAX);
        this.chronicle.note({ kind: "printed", number: this.#paperCount });
        return;
      case "drawer":
        this.#isDrawerOpen = true;
        this.chronicle.note({ kind: "drawer", isOpen: true });
        return;
      case "stopped":
        this.chronicle.note({ kind: "printerStopped", because: event.because });
        return;
      case "beep":
      case "resumed":
      case "unknownCommand":
        return;
      default:
        assertNever(event);
    }
  }

  #onPadScreen(): void {
    const { screen } = this.#parts.counter.pad;
    const isPinAsked = screen.kind === "pin";
    const hasChanged = isPinAsked !== this.#isPinAsked;
    this.#isPinAsked = isPinAsked;
    if (!hasChanged) return this.#changed();
    if (screen.kind !== "pin") return this.chronicle.note({ kind: "pinEnded" });
    this.chronicle.note({ kind: "pinAsked", amountFen: Number(screen.amountFen) });
    if (this.#customerTypes) queueMicrotask(() => this.#typePin());
  }

  /** The customer knows the PIN of the card that was shown. */
  #typePin(): void {
    for (const key of padKeysFor(`${this.cards.pin ?? ""}\r`)) this.#press(key);
  }

  #now(): string {
    const { epochMs, utcOffsetMinutes } = this.#parts.clock.businessNow();
    const text = new Date(epochMs + utcOffsetMinutes * MINUTE_MS).toISOString();
    return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  }

  #note(event: DockEvent): DockAnswer {
    this.chronicle.note(event);
    return DONE;
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener();
  }
}

function no(why: DockRefusal): DockAnswer {
  return { ok: false, why };
}

function eventOf(message: LedgerMessage): DockEvent {
  const { kind, direction, stan, amountFen, responseCode, fault } = message;
  return {
    kind: "hostMessage",
    message: kind ?? "unknown",
    direction,
    ...(stan === undefined ? {} : { stan }),
    ...(amountFen === undefined ? {} : { amountFen: Number(amountFen) }),
    ...(responseCode === undefined ? {} : { responseCode }),
    ...(fault === undefined ? {} : { fault }),
  };
}
