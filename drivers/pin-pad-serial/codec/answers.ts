import { toHex, toLatin1, toUint } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import {
  KEY_USE,
  type PadRefusal,
  PIN_BLOCK_FORMAT,
  PIN_KEY_SCHEME,
  PIN_OUTCOME,
  REFUSALS,
  STATUS_OK,
} from "./protocol-table.ts";
import type { PadKeyUse } from "./requests.ts";

export type AnswerFault =
  /** The pad says no. A number where this table does not know its reason. */
  | { readonly kind: "refused"; readonly reason: PadRefusal | number }
  /** The payload is not what sections 4 to 7 say. */
  | { readonly kind: "malformed" };

type Answer<T> = Result<T, AnswerFault>;

type PadCheckValues = { readonly [use in "masterKey" | PadKeyUse]?: Uint8Array };

export type PadStatus = {
  readonly protocolVersion: number;
  readonly serial: string;
  readonly firmware: string;
  /** Check values, 4 bytes each, of the keys that are there. */
  readonly kcvs: PadCheckValues;
  /** DUKPT: of the last transaction. */
  readonly ksn?: Uint8Array;
};

export type PadPinEntry =
  | {
      readonly kind: "entered";
      readonly pinBlock: Uint8Array;
      /** ISO 9564-1 format 4; absent, format 0. */
      readonly format?: 4;
      /** The KSN, if DUKPT was asked for. */
      readonly ksn?: Uint8Array;
    }
  | { readonly kind: "bypassed" | "cancelled" | "timedOut" };

const KCV_LENGTH = 4;
const MAC_LENGTH = 8;
/** Of DUKPT with TDES and with AES. */
const KSN_LENGTHS: readonly number[] = [10, 12];

/** Section 5.1: version, serial (LL), firmware (LL), count, count x (use, algorithm, KCV), with DUKPT the KSN (LL). */
export function decodeStatus(payload: Uint8Array): Answer<PadStatus> {
  return decode(payload, (fields) => {
    const protocolVersion = fields.byte();
    const serial = toLatin1(fields.bytes(fields.byte()));
    const firmware = toLatin1(fields.bytes(fields.byte()));
    const kcvs: { [use in "masterKey" | PadKeyUse]?: Uint8Array } = {};
    for (let left = fields.byte(); left > 0; left--) {
      const use = keyUse(fields.byte());
      // The algorithm is not looked at: a check value is compared, whatever made it.
      fields.byte();
      const kcv = fields.bytes(KCV_LENGTH);
      if (use !== undefined) kcvs[use] = kcv;
    }
    const known = { protocolVersion, serial, firmware, kcvs };
    // A pad without DUKPT says nothing more.
    const [length = 0, ...rest] = fields.rest;
    const isKsn = KSN_LENGTHS.includes(length) && rest.length >= length;
    return isKsn ? { ...known, ksn: Uint8Array.from(rest.slice(0, length)) } : known;
  });
}

/** Section 5.2: the check value of the component. */
export function decodeComponentKcv(payload: Uint8Array): Answer<Uint8Array> {
  return decode(payload, (fields) => fields.bytes(KCV_LENGTH));
}

/** Section 5.3: count, count x (use, KCV). */
export function decodeWorkingKeyKcvs(
  payload: Uint8Array,
): Answer<{ readonly [use in PadKeyUse]?: Uint8Array }> {
  return decode(payload, (fields) => {
    const kcvs: { [use in PadKeyUse]?: Uint8Array } = {};
    for (let left = fields.byte(); left > 0; left--) {
      const use = keyUse(fields.byte());
      const kcv = fields.bytes(KCV_LENGTH);
      if (use !== undefined && use !== "masterKey") kcvs[use] = kcv;
    }
    return kcvs;
  });
}

/** Section 6: the MAC, 8 bytes. */
export function decodeMac(payload: Uint8Array): Answer<Uint8Array> {
  return decode(payload, (fields) => fields.bytes(MAC_LENGTH));
}

/** Section 6.1: KSN (LL). */
export function decodeKsn(payload: Uint8Array): Answer<Uint8Array> {
  return decode(payload, (fields) => {
    const ksn = fields.bytes(fields.byte());
    return KSN_LENGTHS.includes(ksn.length) ? ksn : fields.fail();
  });
}

/** Section 6.3: number of digits, digits. */
export function decodeTrack(payload: Uint8Array): Answer<string> {
  return decode(payload, (fields) => {
    const count = fields.byte();
    return toHex(fields.bytes(Math.ceil(count / 2))).slice(0, count);
  });
}

/** Section 7.2: outcome; if entered: format, key scheme, key name (LL), block (LL). */
export function decodePinEntry(payload: Uint8Array): Answer<PadPinEntry> {
  return decode(payload, (fields) => {
    const outcome = fields.byte();
    if (outcome === PIN_OUTCOME.bypassed) return { kind: "bypassed" };
    if (outcome === PIN_OUTCOME.cancelled) return { kind: "cancelled" };
    if (outcome === PIN_OUTCOME.timedOut) return { kind: "timedOut" };
    if (outcome !== PIN_OUTCOME.entered) return fields.fail();
    const formatCode = fields.byte();
    const isDukpt = fields.byte() === PIN_KEY_SCHEME.dukpt;
    const keyName = fields.bytes(fields.byte());
    const pinBlock = fields.bytes(fields.byte());
    const isNamed = isDukpt ? KSN_LENGTHS.includes(keyName.length) : keyName.length === 0;
    const format = formatCode === PIN_BLOCK_FORMAT.four ? (4 as const) : 0;
    const isFormat = formatCode === PIN_BLOCK_FORMAT.zero || format === 4;
    const isBlock = pinBlock.length === 16 || (pinBlock.length === 8 && format === 0);
    if (!isNamed || !isFormat || !isBlock) return fields.fail();
    const entered = { kind: "entered", pinBlock, ...(format === 4 ? { format } : {}) } as const;
    return isDukpt ? { ...entered, ksn: keyName } : entered;
  });
}

/** Answers that carry nothing but their status. */
export function decodeDone(payload: Uint8Array): Answer<void> {
  return decode(payload, () => undefined);
}

class Malformed extends Error {}

/** Reads fields from left to right; the first that is not there ends the reading. */
class Fields {
  readonly #payload: Uint8Array;
  #at = 1;

  constructor(payload: Uint8Array) {
    this.#payload = payload;
  }

  get rest(): Uint8Array {
    return this.#payload.slice(this.#at);
  }

  byte(): number {
    return toUint(this.bytes(1));
  }

  bytes(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#payload.length) return this.fail();
    const bytes = this.#payload.slice(this.#at, end);
    this.#at = end;
    return bytes;
  }

  fail(): never {
    throw new Malformed();
  }
}

/** Bytes behind the known fields are ignored: later versions may add some (section 4.2). */
function decode<T>(payload: Uint8Array, read: (fields: Fields) => T): Answer<T> {
  const status = payload[0];
  if (status === undefined) return err({ kind: "malformed" });
  if (status !== STATUS_OK) return err({ kind: "refused", reason: REFUSALS.get(status) ?? status });
  try {
    return ok(read(new Fields(payload)));
  } catch (error) {
    if (error instanceof Malformed) return err({ kind: "malformed" });
    throw error;
  }
}

function keyUse(code: number): "masterKey" | PadKeyUse | undefined {
  switch (code) {
    case KEY_USE.masterKey:
      return "masterKey";
    case KEY_USE.pinKey:
      return "pinKey";
    case KEY_USE.macKey:
      return "macKey";
    case KEY_USE.trackKey:
      return "trackKey";
    case KEY_USE.initialKey:
      return "initialKey";
    default:
      return undefined;
  }
}
