import { toLatin1, toUint } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import {
  KEY_USE,
  type PadRefusal,
  PIN_BLOCK_FORMAT_0,
  PIN_KEY_SCHEME_WORKING_KEY,
  PIN_OUTCOME,
  REFUSALS,
  STATUS_OK,
} from "./protocol-table.ts";
import type { WorkingKeyUse } from "./requests.ts";

export type AnswerFault =
  /** The pad says no. A number where this table does not know its reason. */
  | { readonly kind: "refused"; readonly reason: PadRefusal | number }
  /** The payload is not what sections 4 to 7 say. */
  | { readonly kind: "malformed" };

type Answer<T> = Result<T, AnswerFault>;

export type PadStatus = {
  readonly protocolVersion: number;
  readonly serial: string;
  readonly firmware: string;
  /** Check values, 4 bytes each, of the keys that are there. */
  readonly kcvs: { readonly [use in "masterKey" | WorkingKeyUse]?: Uint8Array };
};

export type PadPinEntry =
  | { readonly kind: "entered"; readonly pinBlock: Uint8Array }
  | { readonly kind: "bypassed" | "cancelled" | "timedOut" };

const KCV_LENGTH = 4;
const BLOCK_LENGTH = 8;

/** Section 5.1: version, serial (LL), firmware (LL), count, count x (use, algorithm, KCV). */
export function decodeStatus(payload: Uint8Array): Answer<PadStatus> {
  return decode(payload, (fields) => {
    const protocolVersion = fields.byte();
    const serial = toLatin1(fields.bytes(fields.byte()));
    const firmware = toLatin1(fields.bytes(fields.byte()));
    const kcvs: { [use in "masterKey" | WorkingKeyUse]?: Uint8Array } = {};
    for (let left = fields.byte(); left > 0; left--) {
      const use = keyUse(fields.byte());
      // The algorithm is not looked at: a check value is compared, whatever made it.
      fields.byte();
      const kcv = fields.bytes(KCV_LENGTH);
      if (use !== undefined) kcvs[use] = kcv;
    }
    return { protocolVersion, serial, firmware, kcvs };
  });
}

/** Section 5.2: the check value of the component. */
export function decodeComponentKcv(payload: Uint8Array): Answer<Uint8Array> {
  return decode(payload, (fields) => fields.bytes(KCV_LENGTH));
}

/** Section 5.3: count, count x (use, KCV). */
export function decodeWorkingKeyKcvs(
  payload: Uint8Array,
): Answer<{ readonly [use in WorkingKeyUse]?: Uint8Array }> {
  return decode(payload, (fields) => {
    const kcvs: { [use in WorkingKeyUse]?: Uint8Array } = {};
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
  return decode(payload, (fields) => fields.bytes(BLOCK_LENGTH));
}

/** Section 7.2: outcome; if entered: format, key scheme, key name (LL), block (LL). */
export function decodePinEntry(payload: Uint8Array): Answer<PadPinEntry> {
  return decode(payload, (fields) => {
    const outcome = fields.byte();
    if (outcome === PIN_OUTCOME.bypassed) return { kind: "bypassed" };
    if (outcome === PIN_OUTCOME.cancelled) return { kind: "cancelled" };
    if (outcome === PIN_OUTCOME.timedOut) return { kind: "timedOut" };
    if (outcome !== PIN_OUTCOME.entered) return fields.fail();
    const isAsked = fields.byte() === PIN_BLOCK_FORMAT_0 && fields.byte() === PIN_KEY_SCHEME_WORKING_KEY;
    if (!isAsked) return fields.fail();
    fields.bytes(fields.byte());
    const pinBlock = fields.bytes(fields.byte());
    return pinBlock.length === BLOCK_LENGTH ? { kind: "entered", pinBlock } : fields.fail();
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

function keyUse(code: number): "masterKey" | WorkingKeyUse | undefined {
  switch (code) {
    case KEY_USE.masterKey:
      return "masterKey";
    case KEY_USE.pinKey:
      return "pinKey";
    case KEY_USE.macKey:
      return "macKey";
    case KEY_USE.trackKey:
      return "trackKey";
    default:
      return undefined;
  }
}
