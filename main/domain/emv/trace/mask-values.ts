import { fromHex, toHex } from "../../bytes.ts";
import { maskPan } from "../../mask-pan.ts";
import { parseAfl } from "../afl.ts";
import { parseDol } from "../dol.ts";
import * as tags from "../tags.ts";
import { describeTag } from "../tags-table.ts";
import { decodeTlv, isFiller, primitivesOf, readTlvHeader, TLV_DEPTH_MAX } from "../tlv.ts";
import { hidden, maskedHex } from "../tlv-mask.ts";

/**
 * Certificates, signatures and what issuer and card say to each other in secret. The receipt shows none of them, and a
 * trace may leave the shop.
 */
const CRYPTOGRAPHIC: ReadonlySet<number> = new Set([
  tags.TAG_90_ISSUER_PUBLIC_KEY_CERTIFICATE,
  tags.TAG_92_ISSUER_PUBLIC_KEY_REMAINDER,
  tags.TAG_93_SIGNED_STATIC_APPLICATION_DATA,
  tags.TAG_9F46_ICC_PUBLIC_KEY_CERTIFICATE,
  tags.TAG_9F48_ICC_PUBLIC_KEY_REMAINDER,
  tags.TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA,
  tags.TAG_9F2D_PIN_PUBLIC_KEY_CERTIFICATE,
  tags.TAG_9F2F_PIN_PUBLIC_KEY_REMAINDER,
  tags.TAG_91_ISSUER_AUTHENTICATION_DATA,
  tags.TAG_71_ISSUER_SCRIPT_TEMPLATE_1,
  tags.TAG_72_ISSUER_SCRIPT_TEMPLATE_2,
  tags.TAG_86_ISSUER_SCRIPT_COMMAND,
]);

/**
 * The digits of one value, `*` for those that are not kept; as many characters as the whole has. The service code is hidden
 * too: it is part of the track, and on a carelessly made card more of the track stands behind it.
 */
export function maskTraceValue(tag: number, value: Uint8Array): string {
  if (CRYPTOGRAPHIC.has(tag) || tag === tags.TAG_5F30_SERVICE_CODE) return hidden(value.length);
  if (isStructure(tag, value)) return toHex(value);
  return tag === tags.TAG_57_TRACK_2_EQUIVALENT_DATA ? maskTrack2(value) : maskedHex(tag, value);
}

/**
 * Lists that steer the kernel. Some happen to have a check digit of ISO/IEC 7812 in them; one that can be read as the list
 * that it should be is no card number.
 */
function isStructure(tag: number, value: Uint8Array): boolean {
  if (tag === tags.TAG_94_AFL) return parseAfl(value).ok;
  if (!LISTS.has(tag)) return false;
  const entries = parseDol(value);
  return entries.ok && entries.value.every((entry) => describeTag(entry.tag) !== undefined);
}

const LISTS: ReadonlySet<number> = new Set([
  tags.TAG_9F38_PDOL,
  tags.TAG_8C_CDOL1,
  tags.TAG_8D_CDOL2,
  tags.TAG_9F49_DDOL,
  tags.TAG_97_TDOL,
]);

/** Of track 2 its shape is kept (where the separator stands, how it is padded), and of the PAN what 5A keeps of it. */
function maskTrack2(value: Uint8Array): string {
  const [, pan, rest, padding] = /^(\d{13,19})D(\d*)(F?)$/.exec(toHex(value)) ?? [];
  if (pan === undefined || rest === undefined || padding === undefined) return hidden(value.length);
  return `${maskPan(pan)}D${"*".repeat(rest.length)}${padding}`;
}

/** A list of data objects with their tags and lengths; from where it cannot be read on, nothing is kept. */
export function maskTlv(bytes: Uint8Array, start = 0, end = bytes.length, depth = 1): string {
  let shown = "";
  let offset = start;
  while (offset < end) {
    if (isFiller(bytes[offset])) {
      shown += toHex(bytes.subarray(offset, offset + 1));
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, end);
    if (!header.ok || depth > TLV_DEPTH_MAX) return shown + hidden(end - offset);
    const { tag, constructed, valueOffset, valueLength } = header.value;
    const valueEnd = valueOffset + valueLength;
    shown += toHex(bytes.subarray(offset, valueOffset));
    shown +=
      constructed && !CRYPTOGRAPHIC.has(tag)
        ? maskTlv(bytes, valueOffset, valueEnd, depth + 1)
        : maskTraceValue(tag, bytes.subarray(valueOffset, valueEnd));
    offset = valueEnd;
  }
  return shown;
}

/** Text that came from a card or a person: a run of digits as long as a card number keeps its ends. */
export function maskTraceText(text: string): string {
  return text.replace(/\d{13,}/g, (digits) =>
    digits.length <= 19 ? maskPan(digits) : "*".repeat(digits.length),
  );
}

/**
 * Sixteen digits and more, as China's cards have, with a check digit among them, wherever they stand in an answer that has
 * anything in it that a bank card's should not have. In one of well-known objects each value has been judged already.
 */
export function hideLikelyNumbers(digits: string): string {
  const objects = decodeTlv(fromHex(digits.replaceAll("*", "0")).subarray(0, -2));
  if (objects.ok && primitivesOf(objects.value).every(({ tag }) => describeTag(tag) !== undefined))
    return digits;
  return digits.replace(/\d{16,}/g, (run) => {
    const bytes = fromHex(run.length % 2 === 0 ? run : `${run}F`);
    return maskedHex(tags.TAG_95_TVR, bytes).includes("*") ? "*".repeat(run.length) : run;
  });
}
