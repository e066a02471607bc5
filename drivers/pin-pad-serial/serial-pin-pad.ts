import { assert } from "../../main/domain/assert.ts";
import type { MasterKeyAlgorithm, WrappedWorkingKeys } from "../../main/domain/batch/working-keys.ts";
import { AMOUNT_MAX_FEN } from "../../main/domain/money.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { PinEntry, PinPad, PinRequest } from "../../main/ports/pin-pad.ts";
import type {
  ImportedKey,
  MacAlgorithm,
  SecureModuleFault,
  SecureModuleStatus,
  TransactionKeys,
} from "../../main/ports/secure-module.ts";
import {
  type AnswerFault,
  decodeComponentKcv,
  decodeDone,
  decodeKsn,
  decodeMac,
  decodePinEntry,
  decodeStatus,
  decodeTrack,
  decodeWorkingKeyKcvs,
  type PadPinEntry,
} from "./codec/answers.ts";
import { LIMITS, PROTOCOL_VERSION } from "./codec/protocol-table.ts";
import {
  commandOf,
  encodeRequest,
  type PadKeyUse,
  type PadRequest,
  type WorkingKeyUse,
} from "./codec/requests.ts";
import { linkFault, PadConversation, type PinPadClock, type PinPadLink } from "./pad-conversation.ts";
import { isWorkingKeyLength, significantBytes } from "./wrapped-key.ts";

export type SerialPinPadSettings = {
  readonly link: PinPadLink;
  readonly clock: PinPadClock;
  /** Speed of the line, from which the driver knows how long a frame is under way. Default 9600. */
  readonly baudRate?: number;
  /** Lengths of a PIN that the pad accepts; default 4 to 12 (ISO 9564-1). */
  readonly pinDigits?: { readonly min: number; readonly max: number };
  /** Whether the customer may confirm without digits; default true. */
  readonly bypassAllowed?: boolean;
  /** How the acquirer wants PINs and MACs keyed; default: working keys that a sign-in delivers. */
  readonly keyManagement?: "masterSession" | "dukpt";
};

/** A PIN pad on a serial line, and what such a pad can do beyond the port. */
export interface SerialPinPad extends PinPad {
  status(): Promise<Result<SerialPinPadStatus, SecureModuleFault>>;
  loadWorkingKeys(keys: WrappedWorkingKeys): Promise<Result<WorkingKeyKcvs, SecureModuleFault>>;
  encryptTrack(track: Sensitive<string>): Promise<Result<Sensitive<string>, SecureModuleFault>>;
  importKeyBlock(block: Sensitive<string>): Promise<Result<ImportedKey, SecureModuleFault>>;
  /** Shows up to four lines, each cut to 48 bytes of UTF-8; none clears the display. */
  display(lines: readonly string[]): Promise<Result<void, SecureModuleFault>>;
}

type SerialPinPadStatus = SecureModuleStatus & {
  readonly firmware: string;
  readonly trackKeyKcv?: Uint8Array;
};

type WorkingKeyKcvs = {
  readonly pinKeyKcv: Uint8Array;
  readonly macKeyKcv: Uint8Array;
  /** Present when a track key was loaded. */
  readonly trackKeyKcv?: Uint8Array;
};

/** docs/pin-pad-protocol.md, section 3: every answer but that of PIN entry; writing a key to flash takes longest. */
const ANSWER_TIMEOUT_MS = 2_000;

/** The pad counts the entry time itself; this is its answer's way back. */
const ENTRY_GRACE_MS = 3_000;

/** Where a pad puts a key, by the usage that its block states (X9.143, table 2). */
const USE_OF_BLOCK: ReadonlyMap<string, PadKeyUse> = new Map([
  ["P0", "pinKey"],
  ["M0", "macKey"],
  ["M1", "macKey"],
  ["M3", "macKey"],
  ["D0", "trackKey"],
  ["B1", "initialKey"],
]);

const BAUD_RATE_DEFAULT = 9_600;
const COMPONENT_LENGTH = 16;
const WIDE_BLOCK_LENGTH = 16;

/** Opens nothing yet: the line is opened with the first request, and again after it was lost. */
export function createSerialPinPad(settings: SerialPinPadSettings): SerialPinPad {
  return new LinkedPinPad(settings);
}

type PadResult<T> = Result<T, SecureModuleFault>;
type Decode<T> = (payload: Uint8Array) => Result<T, AnswerFault>;

class LinkedPinPad implements SerialPinPad {
  readonly #settings: SerialPinPadSettings;
  readonly #conversation: PadConversation;
  readonly #stopListening: () => void;
  /** How often the line was lost, and that number when the pad last answered to CANCEL; undefined after a fault. */
  #losses = 0;
  #idleSinceLoss: number | undefined;
  /** Present with DUKPT only. */
  readonly transactionKeys?: TransactionKeys;

  constructor(settings: SerialPinPadSettings) {
    this.#settings = settings;
    if (settings.keyManagement === "dukpt") this.transactionKeys = this.#dukpt();
    this.#conversation = new PadConversation(
      settings.link,
      settings.clock,
      settings.baudRate ?? BAUD_RATE_DEFAULT,
    );
    this.#stopListening = settings.link.onLost(() => {
      this.#losses += 1;
    });
  }

  async status(): Promise<PadResult<SerialPinPadStatus>> {
    const answered = await this.#ask({ kind: "status" }, decodeStatus);
    if (!answered.ok) return answered;
    const { protocolVersion, serial, firmware, kcvs, ksn } = answered.value;
    if (protocolVersion !== PROTOCOL_VERSION) {
      return err({ kind: "badAnswer", sent: "yes", detail: "another version of the protocol" });
    }
    return ok({
      serial,
      firmware,
      ...(kcvs.masterKey === undefined ? {} : { masterKeyKcv: kcvs.masterKey }),
      ...(kcvs.pinKey === undefined ? {} : { pinKeyKcv: kcvs.pinKey }),
      ...(kcvs.macKey === undefined ? {} : { macKeyKcv: kcvs.macKey }),
      ...(kcvs.trackKey === undefined ? {} : { trackKeyKcv: kcvs.trackKey }),
      ...(kcvs.initialKey === undefined ? {} : { initialKeyKcv: kcvs.initialKey }),
      ...(ksn === undefined ? {} : { ksn }),
    });
  }

  async loadMasterKeyComponent(
    number: 1 | 2,
    component: Sensitive<Uint8Array>,
    algorithm: MasterKeyAlgorithm = "tdes",
  ): Promise<PadResult<Uint8Array>> {
    if (component.reveal().length !== COMPONENT_LENGTH) return refused("a component has 16 bytes");
    return await this.#ask(
      { kind: "loadMasterKeyComponent", number, algorithm, component: component.reveal() },
      decodeComponentKcv,
    );
  }

  async loadWorkingKeys(keys: WrappedWorkingKeys): Promise<PadResult<WorkingKeyKcvs>> {
    const { algorithm = "tdes" } = keys;
    const wrapped: { use: WorkingKeyUse; cryptogram: Uint8Array }[] = [];
    for (const use of ["pinKey", "macKey", "trackKey"] as const) {
      const key = keys[use];
      if (key === undefined) continue;
      const cryptogram = significantBytes(algorithm, key.cryptogram);
      if (!isWorkingKeyLength(algorithm, cryptogram.length))
        return refused(`a working key has ${algorithm === "sm4" ? "" : "8 or "}16 bytes`);
      wrapped.push({ use, cryptogram });
    }
    const answered = await this.#ask(
      { kind: "loadWorkingKeys", algorithm, keys: wrapped },
      decodeWorkingKeyKcvs,
    );
    if (!answered.ok) return answered;
    const { pinKey, macKey, trackKey } = answered.value;
    // A check value that is not there could not be compared, and a wrong key would pass.
    if (
      pinKey === undefined ||
      macKey === undefined ||
      (keys.trackKey !== undefined && trackKey === undefined)
    ) {
      return err({ kind: "badAnswer", sent: "yes", detail: "a check value is missing" });
    }
    return ok({
      pinKeyKcv: pinKey,
      macKeyKcv: macKey,
      ...(trackKey === undefined ? {} : { trackKeyKcv: trackKey }),
    });
  }

  async mac(algorithm: MacAlgorithm, data: Uint8Array): Promise<PadResult<Uint8Array>> {
    if (this.transactionKeys !== undefined) return refused("a MAC under DUKPT names its transaction");
    if (data.length > LIMITS.macDataBytesMax) return refused("the data for the MAC is too long");
    return await this.#ask({ kind: "generateMac", algorithm, data }, decodeMac);
  }

  async encryptTrack(track: Sensitive<string>): Promise<PadResult<Sensitive<string>>> {
    const digits = track.reveal();
    if (!/^[0-9A-F]*$/.test(digits) || digits.length > LIMITS.trackDigitsMax)
      return refused("a track has at most 104 digits");
    const answered = await this.#ask({ kind: "encryptTrack", digits }, decodeTrack);
    if (!answered.ok) return answered;
    const isWhole = answered.value.length === digits.length;
    return isWhole
      ? ok(new Sensitive(answered.value))
      : err({ kind: "badAnswer", sent: "yes", detail: "another number of digits" });
  }

  /** The pad authenticates the block; what it says its key is for decides where the pad puts it. */
  async importKeyBlock(block: Sensitive<string>): Promise<PadResult<ImportedKey>> {
    const text = block.reveal().trim();
    if (!/^[\x20-\x7e]{16,}$/.test(text) || text.length > LIMITS.keyBlockCharactersMax)
      return refused("not a key block");
    const usage = text.slice(5, 7);
    const use = USE_OF_BLOCK.get(usage);
    if (use === undefined) return refused("a key of this usage is not for a pad");
    const answered = await this.#ask({ kind: "loadKeyBlock", use, block: text }, decodeWorkingKeyKcvs);
    if (!answered.ok) return answered;
    const kcv = answered.value[use];
    return kcv === undefined
      ? err({ kind: "badAnswer", sent: "yes", detail: "a check value is missing" })
      : ok({ usage, use, kcv });
  }

  async capturePin(request: PinRequest): Promise<PadResult<PinEntry>> {
    const wrong = whatIsWrongWith(request);
    if (wrong !== undefined) return refused(wrong);
    const padRequest: PadRequest = {
      kind: "capturePin",
      pan: request.pan.reveal(),
      amountFen: request.amountFen,
      digitsMin: this.#settings.pinDigits?.min ?? LIMITS.pinDigitsMin,
      digitsMax: this.#settings.pinDigits?.max ?? LIMITS.pinDigitsMax,
      entryTimeoutMs: request.timeoutMs,
      bypassAllowed: this.#settings.bypassAllowed ?? true,
      ...(this.transactionKeys === undefined ? {} : { ksn: request.ksn ?? new Uint8Array() }),
    };
    const isDukpt = this.transactionKeys !== undefined;
    if (!isDukpt && request.ksn !== undefined) return refused("there are no transaction keys here");
    if (request.signal?.aborted === true) return ok({ kind: "cancelled" });
    return await this.#withPad(async () => {
      const answered = await this.#exchange(padRequest, decodePinEntry, {
        repeatable: false,
        answerTimeoutMs: request.timeoutMs + ENTRY_GRACE_MS,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      });
      if (answered === "aborted") return await this.#callOff();
      if (!answered.ok) {
        // The customer must not stand before a question whose answer nobody takes.
        if (answered.fault.kind === "noAnswer" || answered.fault.kind === "badAnswer") await this.#callOff();
        return answered;
      }
      const entry = answered.value;
      if (entry.kind === "entered" && (entry.ksn !== undefined) !== isDukpt)
        return err({ kind: "badAnswer", sent: "yes", detail: "another key scheme" });
      return ok(entry.kind === "entered" ? portEntry(entry) : entry);
    });
  }

  #dukpt(): TransactionKeys {
    return {
      next: () => this.#ask({ kind: "nextTransactionKey" }, decodeKsn),
      mac: async (algorithm, data, { ksn, direction }) => {
        if (data.length > LIMITS.macDataBytesMax) return refused("the data for the MAC is too long");
        return await this.#ask({ kind: "transactionMac", algorithm, direction, ksn, data }, decodeMac);
      },
    };
  }

  async display(lines: readonly string[]): Promise<PadResult<void>> {
    const shown = lines.slice(0, LIMITS.displayLinesMax).map(cutLine);
    return await this.#ask({ kind: "display", lines: shown }, decodeDone);
  }

  async close(): Promise<void> {
    await this.#settings.link.close();
    this.#stopListening();
    this.#conversation.stop();
  }

  async #ask<T>(request: PadRequest, decode: Decode<T>): Promise<PadResult<T>> {
    return await this.#withPad(() => this.#exchangeToEnd(request, decode));
  }

  /**
   * The port for one caller, and a pad that is idle: at first and after every fault of the line it may still ask for a PIN
   * that nobody waits for. CANCEL ends that and makes the pad forget the request before.
   */
  async #withPad<T>(use: () => Promise<PadResult<T>>): Promise<PadResult<T>> {
    const held = await this.#settings.link.withPort(async (): Promise<Result<PadResult<T>, never>> => {
      if (this.#idleSinceLoss !== this.#losses) {
        const idle = await this.#cancel();
        if (!idle.ok) return ok(err(beforeRequest(idle.fault)));
      }
      return ok(await use());
    });
    return held.ok ? held.value : err(linkFault(held.fault, "no"));
  }

  /** Ends PIN entry on the pad. Its answer proves that no PIN of this entry will come any more. */
  async #callOff(): Promise<PadResult<PinEntry>> {
    const ended = await this.#cancel();
    return ended.ok ? ok({ kind: "cancelled" }) : ended;
  }

  async #cancel(): Promise<PadResult<void>> {
    const losses = this.#losses;
    const cancelled = await this.#exchangeToEnd({ kind: "cancel" }, decodeDone);
    if (cancelled.ok) this.#idleSinceLoss = losses;
    return cancelled;
  }

  async #exchangeToEnd<T>(request: PadRequest, decode: Decode<T>): Promise<PadResult<T>> {
    const limits = { repeatable: true, answerTimeoutMs: ANSWER_TIMEOUT_MS };
    const answered = await this.#exchange(request, decode, limits);
    assert(answered !== "aborted", "only a signal calls an exchange off");
    return answered;
  }

  async #exchange<T>(
    request: PadRequest,
    decode: Decode<T>,
    limits: {
      readonly repeatable: boolean;
      readonly answerTimeoutMs: number;
      readonly signal?: CancelSignal;
    },
  ): Promise<PadResult<T> | "aborted"> {
    const payload = encodeRequest(request);
    const answered = await this.#conversation.exchange({ command: commandOf(request), payload, ...limits });
    // The payload may hold a key component or a PAN.
    payload.fill(0);
    if (answered === "aborted") return "aborted";
    if (!answered.ok) {
      this.#idleSinceLoss = undefined;
      return answered;
    }
    const decoded = decode(answered.value);
    return decoded.ok ? decoded : err(padFault(decoded.fault));
  }
}

function refused(detail: string): { readonly ok: false; readonly fault: SecureModuleFault } {
  return err({ kind: "refused", detail });
}

/** What the pad said, in the words of the port. */
function padFault(fault: AnswerFault): SecureModuleFault {
  if (fault.kind === "malformed")
    return { kind: "badAnswer", sent: "yes", detail: "not what the protocol says" };
  const { reason } = fault;
  if (reason === "noMasterKey" || reason === "noWorkingKey" || reason === "keysUsedUp")
    return { kind: reason };
  return { kind: "refused", detail: typeof reason === "number" ? `reason ${reason}` : reason };
}

/** The pad did not even answer to CANCEL, so not one byte of the request itself has left. */
function beforeRequest(fault: SecureModuleFault): SecureModuleFault {
  return "sent" in fault ? { ...fault, sent: "no" } : fault;
}

function whatIsWrongWith(request: PinRequest): string | undefined {
  const digits = request.pan.reveal();
  const isPan =
    /^\d+$/.test(digits) && digits.length >= LIMITS.panDigitsMin && digits.length <= LIMITS.panDigitsMax;
  if (!isPan) return "a PAN has 13 to 19 digits";
  if (request.amountFen < 0n || request.amountFen > AMOUNT_MAX_FEN) return "the amount has at most 12 digits";
  const isTime = Number.isInteger(request.timeoutMs) && request.timeoutMs > 0;
  if (!isTime || request.timeoutMs > LIMITS.entryTimeoutMaxMs) return "PIN entry lasts 1 ms to 5 minutes";
  return undefined;
}

function portEntry({ pinBlock, format, ksn }: Extract<PadPinEntry, { kind: "entered" }>): PinEntry {
  const isWide = format === undefined && pinBlock.length === WIDE_BLOCK_LENGTH;
  return {
    kind: "entered",
    pinBlock: new Sensitive(pinBlock),
    ...(format === undefined ? {} : { format }),
    ...(isWide ? { format: "sm4" as const } : {}),
    ...(ksn === undefined ? {} : { ksn }),
  };
}

/** UTF-8, cut before the character that does not fit any more. */
function cutLine(line: string): Uint8Array {
  const bytes = new Uint8Array(LIMITS.displayLineBytesMax);
  return bytes.subarray(0, new TextEncoder().encodeInto(line, bytes).written);
}
