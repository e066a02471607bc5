import { fromAscii, fromHex } from "../../main/domain/bytes.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { createVolatileMemory, type KeyMemory } from "./key-memory.ts";
import { type PadKeyName, PadKeyStore, REASON, type Reason } from "./key-store.ts";
import { buildLineFrame, type LineFrame, LineReceiver } from "./line.ts";
import { type EntryEnd, type PadKey, PinEntry, padKeysFor } from "./pin-entry.ts";
import {
  type PinQuestion,
  readComponent,
  readLines,
  readMacRequest,
  readPinQuestion,
  readTrack,
  readTransactionMacRequest,
  readWrappedKeys,
} from "./requests.ts";

/** What the next customer does when a PIN is asked for. `afterMs` is the time before the first key. */
export type CustomerAnswer =
  | { readonly kind: "digits"; readonly pin: string; readonly afterMs?: number }
  | { readonly kind: "bypass" | "cancel"; readonly afterMs?: number }
  /** Walks away: the pad's own timer ends the entry. */
  | { readonly kind: "timeout" };

/** What a person sees on the pad. */
export type PadScreen =
  | { readonly kind: "text"; readonly lines: readonly string[] }
  | { readonly kind: "pin"; readonly amountFen: bigint; readonly typedCount: number };

/** How this pad misbehaves; all of it can be changed while it runs. */
export type PadTrouble = {
  /** Takes nothing in and says nothing, as a pad without power. */
  isDead: boolean;
  /** Between the acknowledgement and the answer. */
  answerDelayMs: number;
  /** Reports a wrong check value for this key. */
  wrongKcvOf: "masterKey" | PadKeyName | undefined;
};

export type VirtualPinPadSettings = {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly serial?: string;
  /** Keeps the keys over a loss of power; without it they live as long as the object. */
  readonly memory?: KeyMemory;
  /** For the blocks of ISO 9564-1 format 4; that of the machine unless a test gives its own. */
  readonly random?: (length: number) => Uint8Array;
};

const TYPE = {
  cancel: 0x18,
  status: 0x20,
  component: 0x21,
  workingKeys: 0x22,
  mac: 0x23,
  capturePin: 0x24,
  display: 0x25,
  nextTransactionKey: 0x26,
  transactionMac: 0x27,
  encryptTrack: 0x28,
} as const;
const ACK = 0x06;
const NAK = 0x15;
const ANSWER = 0x80;
const PROTOCOL_VERSION = 1;
const FIRMWARE = "virtual 1.0";
const KEY_USES = { masterKey: 0, pinKey: 1, macKey: 2, trackKey: 3, initialKey: 4 } as const;
const OUTCOMES = { entered: 0, bypassed: 1, cancelled: 2, timedOut: 3 } as const;

/** Section 3: a frame whose bytes stop coming for this long is damaged. */
const GAP_MS = 200;

/** Section 3: a request that is repeated within this time gets the same answer again. */
const REPEAT_WINDOW_MS = 5_000;

/** A request, and its answer with the time from which the pad need not know it any more. */
type Handled = {
  readonly request: LineFrame;
  answer?: { readonly bytes: Uint8Array; readonly untilMs: number };
};

/** A PIN pad in software: docs/pin-pad-protocol.md from the pad's side. It knows nothing of what carries its bytes. */
export class VirtualPinPad {
  readonly keys: PadKeyStore;
  readonly trouble: PadTrouble = { isDead: false, answerDelayMs: 0, wrongKcvOf: undefined };
  /** Customers who are still to come, first one first. */
  readonly customers: CustomerAnswer[] = [];
  /** What every customer does who is not in `customers`; undefined waits for `press`. */
  usualCustomer: CustomerAnswer | undefined;
  readonly #settings: VirtualPinPadSettings;
  readonly #screenListeners = new Set<(screen: PadScreen) => void>();
  readonly #receiver = new LineReceiver(
    (frame) => this.#take(frame),
    () => this.#transmit(buildLineFrame(0, NAK, [])),
  );
  #gapTimer = new AbortController();
  #send: (bytes: Uint8Array) => void = () => undefined;
  #lastSent: Uint8Array | undefined;
  #handled: Handled | undefined;
  #entry: PinEntry | undefined;
  #lines: readonly string[] = [];

  constructor(settings: VirtualPinPadSettings) {
    this.#settings = settings;
    this.keys = new PadKeyStore(settings.memory ?? createVolatileMemory(), settings.random);
  }

  get screen(): PadScreen {
    const entry = this.#entry;
    if (entry === undefined) return { kind: "text", lines: this.#lines };
    return { kind: "pin", amountFen: entry.question.amountFen, typedCount: entry.typedCount };
  }

  /** Returns how to stop. */
  onScreen(listener: (screen: PadScreen) => void): () => void {
    this.#screenListeners.add(listener);
    return () => this.#screenListeners.delete(listener);
  }

  /** Who gets the bytes that the pad sends; the newest cable wins. */
  connect(send: (bytes: Uint8Array) => void): void {
    this.#send = send;
  }

  /** Bytes from the till. */
  receive(bytes: Uint8Array): void {
    if (this.trouble.isDead) return;
    this.#gapTimer.abort();
    this.#receiver.receive(bytes);
    if (!this.#receiver.isWaiting) return;
    const timer = new AbortController();
    this.#gapTimer = timer;
    void this.#settings.clock.sleep(GAP_MS, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#receiver.quiet();
    });
  }

  /** A person presses a key; without a question on the screen nothing happens. */
  press(key: PadKey): void {
    this.#entry?.press(key);
    this.#showScreen();
  }

  /** Loss of power and start: keys stay, everything else is forgotten, and nothing under way is answered. */
  restart(): void {
    const entry = this.#entry;
    this.#entry = undefined;
    entry?.end({ kind: "cancelled" });
    this.#receiver.clear();
    this.#handled = undefined;
    this.#lastSent = undefined;
    this.#lines = [];
    this.keys.restart();
    this.#showScreen();
  }

  #take(frame: LineFrame): void {
    if (frame.type === NAK) {
      if (this.#lastSent !== undefined) this.#transmit(this.#lastSent);
      return;
    }
    // Acknowledgements and answers are not for a pad.
    if (frame.type === ACK || (frame.type & ANSWER) !== 0 || frame.sequence === 0) return;
    this.#transmit(buildLineFrame(frame.sequence, ACK, []));
    const earlier = this.#handled;
    if (earlier === undefined || !isSame(earlier.request, frame) || this.#isForgotten(earlier)) {
      this.#execute(frame);
    } else if (earlier.answer !== undefined) {
      this.#transmit(earlier.answer.bytes);
    }
  }

  #isForgotten(handled: Handled): boolean {
    return handled.answer !== undefined && this.#settings.clock.monotonicMs() > handled.answer.untilMs;
  }

  #execute(frame: LineFrame): void {
    const handled: Handled = { request: frame };
    if (frame.type === TYPE.cancel) {
      const wasAsking = this.#entry !== undefined;
      this.#entry?.end({ kind: "cancelled" });
      this.#handled = handled;
      this.#answer(handled, [0, wasAsking ? 1 : 0]);
      return;
    }
    if (this.#entry !== undefined) {
      this.#transmit(buildLineFrame(frame.sequence, frame.type + ANSWER, [REASON.busy]));
      return;
    }
    this.#handled = handled;
    if (frame.type === TYPE.capturePin) this.#askCustomer(handled);
    else this.#answer(handled, this.#payloadFor(frame));
  }

  #payloadFor(frame: LineFrame): readonly number[] {
    switch (frame.type) {
      case TYPE.status:
        return this.#status();
      case TYPE.component: {
        const read = readComponent(frame.payload);
        if (typeof read === "number") return [read];
        return withBytes(this.keys.loadComponent(read.number, read.component, read.algorithm));
      }
      case TYPE.workingKeys:
        return this.#loadWorkingKeys(frame.payload);
      case TYPE.mac: {
        const read = readMacRequest(frame.payload);
        return typeof read === "number" ? [read] : withBytes(this.keys.mac(read.algorithm, read.data));
      }
      case TYPE.nextTransactionKey: {
        const ksn = this.keys.nextTransaction();
        return typeof ksn === "number" ? [ksn] : [0, ksn.length, ...ksn];
      }
      case TYPE.transactionMac: {
        const read = readTransactionMacRequest(frame.payload);
        return typeof read === "number" ? [read] : withBytes(this.keys.transactionMac(read));
      }
      case TYPE.encryptTrack:
        return this.#encryptTrack(frame.payload);
      case TYPE.display: {
        const read = readLines(frame.payload);
        if (typeof read === "number") return [read];
        this.#lines = read;
        this.#showScreen();
        return [0];
      }
      default:
        return [REASON.unknownCommand];
    }
  }

  #status(): readonly number[] {
    const serial = fromAscii(this.#settings.serial ?? "VPP00001");
    const firmware = fromAscii(FIRMWARE);
    const values = Object.entries(this.keys.checkValues()) as [keyof typeof KEY_USES, Uint8Array][];
    const keys = values.flatMap(([name, kcv]) => [
      KEY_USES[name],
      this.keys.algorithmCode(name),
      ...this.#reported(name, kcv),
    ]);
    const names = [serial.length, ...serial, firmware.length, ...firmware];
    const { ksn } = this.keys;
    const dukpt = ksn === undefined ? [] : [ksn.length, ...ksn];
    return [0, PROTOCOL_VERSION, ...names, values.length, ...keys, ...dukpt];
  }

  #encryptTrack(payload: Uint8Array): readonly number[] {
    const digits = readTrack(payload);
    if (typeof digits === "number") return [digits];
    const encrypted = this.keys.encryptTrack(digits);
    if (typeof encrypted === "number") return [encrypted];
    return [0, encrypted.length, ...fromHex(encrypted.length % 2 === 0 ? encrypted : `${encrypted}F`)];
  }

  #loadWorkingKeys(payload: Uint8Array): readonly number[] {
    const wrapped = readWrappedKeys(payload);
    if (typeof wrapped === "number") return [wrapped];
    const kcvs = this.keys.loadWorkingKeys(wrapped);
    if (typeof kcvs === "number") return [kcvs];
    const reports = wrapped.flatMap(({ name }, index) => [
      KEY_USES[name],
      ...this.#reported(name, kcvs[index] ?? []),
    ]);
    return [0, wrapped.length, ...reports];
  }

  #reported(name: keyof typeof KEY_USES, kcv: Iterable<number>): readonly number[] {
    return this.trouble.wrongKcvOf === name ? [...kcv].map((byte) => byte ^ 0xff) : [...kcv];
  }

  #askCustomer(handled: Handled): void {
    const question = readPinQuestion(handled.request.payload);
    const refusal = typeof question === "number" ? question : this.keys.missingForPin(question.ksn);
    if (typeof question === "number" || refusal !== undefined) {
      this.#answer(handled, [refusal ?? REASON.malformedRequest]);
      return;
    }
    const pin = new PinEntry(question, this.#settings.clock, (end) => {
      if (this.#entry !== pin) return;
      this.#entry = undefined;
      this.#answer(handled, this.#entryPayload(end, question));
      this.#showScreen();
    });
    this.#entry = pin;
    this.#showScreen();
    const customer = this.customers.shift() ?? this.usualCustomer;
    if (customer !== undefined) void this.#behave(pin, customer);
  }

  async #behave(entry: PinEntry, customer: CustomerAnswer): Promise<void> {
    if (customer.kind === "timeout") return;
    if (customer.afterMs !== undefined) await this.#settings.clock.sleep(customer.afterMs);
    if (customer.kind === "digits") for (const key of padKeysFor(customer.pin)) entry.press(key);
    entry.press(customer.kind === "cancel" ? "cancel" : "confirm");
  }

  #entryPayload(end: EntryEnd, question: PinQuestion): readonly number[] {
    if (end.kind !== "entered") return [0, OUTCOMES[end.kind]];
    const answer = this.keys.pinBlock(end.pin, question.pan, question.ksn);
    if (typeof answer === "number") return [answer];
    const { block, format, ksn } = answer;
    const scheme = ksn === undefined ? [0, 0] : [1, ksn.length, ...ksn];
    return [0, OUTCOMES.entered, format, ...scheme, block.length, ...block];
  }

  #answer(handled: Handled, payload: readonly number[]): void {
    const { sequence, type } = handled.request;
    const bytes = buildLineFrame(sequence, type + ANSWER, payload);
    const give = (): void => {
      handled.answer = { bytes, untilMs: this.#settings.clock.monotonicMs() + REPEAT_WINDOW_MS };
      this.#transmit(bytes);
    };
    if (this.trouble.answerDelayMs === 0) give();
    else void this.#settings.clock.sleep(this.trouble.answerDelayMs).then(give);
  }

  #transmit(bytes: Uint8Array): void {
    if (this.trouble.isDead) return;
    this.#lastSent = bytes;
    this.#send(bytes);
  }

  #showScreen(): void {
    for (const listener of this.#screenListeners) listener(this.screen);
  }
}

function isSame(a: LineFrame, b: LineFrame): boolean {
  const isSameHead = a.sequence === b.sequence && a.type === b.type && a.payload.length === b.payload.length;
  return isSameHead && a.payload.every((byte, index) => byte === b.payload[index]);
}

function withBytes(result: Uint8Array | Reason): readonly number[] {
  return typeof result === "number" ? [result] : [0, ...result];
}
