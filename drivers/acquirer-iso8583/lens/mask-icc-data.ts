import { toHex } from "../../../main/domain/bytes.ts";

/**
 * DE55 for people: tags and lengths always, values only of the tags that are known to say nothing of the cardholder.
 * What is no BER-TLV is masked whole.
 */

/** cup-8583 sections 5 and 6; FFxx are those of published signature uploads (merchant, type, operator, time). */
const HARMLESS_TAGS: ReadonlySet<number> = new Set([
  0x4f, 0x50, 0x71, 0x72, 0x82, 0x84, 0x86, 0x8a, 0x8e, 0x91, 0x95, 0x9a, 0x9b, 0x9c, 0x5f2a, 0x5f34, 0x9f02,
  0x9f03, 0x9f06, 0x9f09, 0x9f10, 0x9f18, 0x9f1a, 0x9f1e, 0x9f21, 0x9f26, 0x9f27, 0x9f33, 0x9f34, 0x9f35,
  0x9f36, 0x9f37, 0x9f41, 0x9f4e, 0x9f63, 0x9f66, 0x9f6c, 0x9f74, 0xdf31, 0xff00, 0xff01, 0xff02, 0xff06,
]);

/** A DE55 has at most 999 bytes, and a data object at least two. */
const OBJECTS_MAX = 500;

/** Undefined if nothing had to be masked. */
export function maskIccData(bytes: Uint8Array): string | undefined {
  const whole = toHex(bytes);
  const shown = showObjects(bytes) ?? "*".repeat(whole.length);
  return shown === whole ? undefined : shown;
}

function showObjects(bytes: Uint8Array): string | undefined {
  let shown = "";
  let offset = 0;
  for (let count = 0; offset < bytes.length; count++) {
    const object = readObject(bytes, offset);
    if (object === undefined || count === OBJECTS_MAX) return undefined;
    const isHarmless = HARMLESS_TAGS.has(object.tag);
    const value = toHex(bytes.subarray(object.valueStart, object.next));
    shown +=
      toHex(bytes.subarray(offset, object.valueStart)) + (isHarmless ? value : "*".repeat(value.length));
    offset = object.next;
  }
  return shown;
}

type ObjectSpan = { readonly tag: number; readonly valueStart: number; readonly next: number };

/** Tags of one to three bytes, definite lengths of one to three (EMV Book 3, annex B). */
function readObject(bytes: Uint8Array, offset: number): ObjectSpan | undefined {
  let at = offset;
  let tag = bytes[at++] ?? 0;
  if ((tag & 0x1f) === 0x1f) {
    const second = bytes[at++];
    if (second === undefined) return undefined;
    tag = tag * 256 + second;
    // Private tags of two bytes whose second byte ends with its high bit clear end here, as in every source.
    if ((second & 0x80) !== 0) tag = tag * 256 + (bytes[at++] ?? 0);
  }
  const first = bytes[at++];
  if (first === undefined || first === 0x80 || first > 0x82) return undefined;
  let length = first;
  if (first > 0x80) {
    length = 0;
    for (let i = 0; i < (first & 0x7f); i++) length = length * 256 + (bytes[at++] ?? 0);
  }
  const next = at + length;
  return next > bytes.length ? undefined : { tag, valueStart: at, next };
}
