import type { DeviceView } from "../../ipc/contract.ts";
import type { Terminal } from "../terminal.ts";

export type WatchedDevice = "cardReader" | "pinPad" | "printer";

/** What a device said when it was asked last. The sentence is `till.device.<device>.<state>`. */
export type DeviceFinding = {
  readonly state: string;
  readonly health: DeviceView["state"];
  readonly parameters: Readonly<Record<string, string | number>>;
  /** Of card readers: those that are there. */
  readonly readerNames?: readonly string[];
};

/** Whether a customer's card is awaited, or speaks: one that speaks is not disturbed. */
export type CardUse = "none" | "awaited" | "atWork";

/** Often enough that a person who has put in paper sees it at once, and seldom enough to disturb nothing. */
const ROUND_MS = 2_000;

/** The pad answers over a slow line, and asking it holds up a MAC: seldom. */
const PAD_EVERY_ROUNDS = 8;

/** A printer that says it is ready and does not print is tried ever more seldom: each try is a row of the journal. */
const OWED_PAUSE_ROUNDS_MAX = 32;

/**
 * Asks each device now and then how it is, gently: none while a card is at work, only the readers while one is awaited (a
 * reader that goes away changes what the customer is asked to do), the printer not while it prints. A printer that is ready
 * again prints what it owes.
 */
export class DeviceWatch {
  readonly #terminal: Terminal;
  readonly #cardUse: () => CardUse;
  readonly #changed: () => void;
  readonly #findings = new Map<WatchedDevice, DeviceFinding>();
  #rounds = 0;
  #nextOwedRound = 0;
  #owedPauseRounds = 1;

  constructor(terminal: Terminal, cardUse: () => CardUse, changed: () => void) {
    this.#terminal = terminal;
    this.#cardUse = cardUse;
    this.#changed = changed;
  }

  finding(device: WatchedDevice): DeviceFinding | undefined {
    return this.#findings.get(device);
  }

  /** How long the caller waits between two rounds. */
  get roundMs(): number {
    return ROUND_MS;
  }

  async round(): Promise<void> {
    const { cardReader, pinPad, printer } = this.#terminal.parts;
    const isFirst = this.#rounds % PAD_EVERY_ROUNDS === 0;
    this.#rounds += 1;
    if (this.#cardUse() === "atWork") return;
    if (cardReader !== undefined) this.#found("cardReader", await this.#lookAtReader());
    if (this.#cardUse() !== "none") return;
    if (pinPad !== undefined && isFirst) this.#found("pinPad", await this.#lookAtPad());
    if (printer !== undefined && !this.#isPrinting()) await this.#watchPrinter();
  }

  async #watchPrinter(): Promise<void> {
    const wasReady = isReady(this.#findings.get("printer"));
    const found = await this.#lookAtPrinter();
    this.#found("printer", found);
    const owes = [...this.#terminal.world.documents.values()].some(({ print }) => print === "failed");
    if (!owes || !wasReady) this.#owedPauseRounds = 1;
    if (!owes || !isReady(found) || this.#rounds < this.#nextOwedRound) return;
    this.#nextOwedRound = this.#rounds + this.#owedPauseRounds;
    this.#owedPauseRounds = Math.min(this.#owedPauseRounds * 2, OWED_PAUSE_ROUNDS_MAX);
    await this.#terminal.retryPrinting();
  }

  #found(device: WatchedDevice, finding: DeviceFinding): void {
    const isSame = JSON.stringify(this.#findings.get(device)) === JSON.stringify(finding);
    this.#findings.set(device, finding);
    if (!isSame) this.#changed();
  }

  #isPrinting(): boolean {
    return [...this.#terminal.world.documents.values()].some(({ print }) => print === "pending");
  }

  async #lookAtReader(): Promise<DeviceFinding> {
    const readers = await this.#terminal.parts.cardReader?.readers();
    if (readers === undefined || !readers.ok) {
      const isNoService = readers !== undefined && !readers.ok && readers.fault.kind === "noService";
      return found(isNoService ? "noService" : "none", "missing");
    }
    const names = readers.value.map(({ name }) => name);
    const { readerName, contactlessReaderName } = this.#terminal.world.till.config?.devices.cardReader ?? {};
    // A lane with a field still needs its slot.
    if (names.every((name) => name === contactlessReaderName))
      return { ...found("none", "missing"), readerNames: names };
    const wanted = [readerName, contactlessReaderName].find(
      (name) => name !== undefined && !names.includes(name),
    );
    if (wanted !== undefined) return { ...found("otherName", "missing", { wanted }), readerNames: names };
    return { ...found("ok", "ok", { names: names.join(", ") }), readerNames: names };
  }

  async #lookAtPad(): Promise<DeviceFinding> {
    const status = await this.#terminal.parts.pinPad?.status();
    if (status === undefined || !status.ok) return found("silent", "missing");
    const { serial, masterKeyKcv } = status.value;
    return masterKeyKcv === undefined
      ? found("noMasterKey", "warning", { serial })
      : found("ok", "ok", { serial });
  }

  async #lookAtPrinter(): Promise<DeviceFinding> {
    const status = await this.#terminal.parts.printer?.status();
    if (status === undefined || !status.ok) return found("silent", "missing");
    const { online, coverOpen, paper, cutterJammed } = status.value;
    if (coverOpen) return found("coverOpen", "warning");
    if (paper === "out") return found("noPaper", "warning");
    if (cutterJammed) return found("cutterJammed", "warning");
    if (!online) return found("offline", "warning");
    return paper === "nearEnd" ? found("nearEnd", "warning") : found("ok", "ok");
  }
}

function isReady(finding: DeviceFinding | undefined): boolean {
  return finding?.state === "ok" || finding?.state === "nearEnd";
}

function found(
  state: string,
  health: DeviceFinding["health"],
  parameters: DeviceFinding["parameters"] = {},
): DeviceFinding {
  return { state, health, parameters };
}
