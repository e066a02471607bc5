import { toHex, toLatin1 } from "../../../main/domain/bytes.ts";
import { maskPan } from "../../../main/domain/mask-pan.ts";
import type { FieldValue } from "../codec/field-format.ts";
import { maskIccData } from "./mask-icc-data.ts";

/**
 * What of a field may be seen. An allow-list: a field that is neither listed nor masked by a rule of its own is masked
 * whole, so that a field that is added to the dialect is not shown by oversight.
 */

/** Fields without card, PIN or key data. 62 depends on the message; 48 too. */
const HARMLESS: ReadonlySet<number> = new Set([
  3, 4, 11, 12, 13, 15, 22, 23, 25, 26, 32, 37, 38, 39, 41, 42, 43, 44, 46, 49, 53, 54, 56, 60, 61, 63, 64,
]);

type Seen = { readonly mti: string; readonly fields: ReadonlyMap<number, FieldValue> };

/** The masked text of a field; undefined if it may be shown as it is. */
export function maskField(number: number, value: FieldValue, message: Seen): string | undefined {
  if (HARMLESS.has(number)) return undefined;
  switch (number) {
    case 2:
      return maskPan(String(value));
    case 48:
      return maskBatchDetails(String(value), message.mti);
    case 55:
      return value instanceof Uint8Array ? maskIccData(value) : stars(value);
    case 62:
      return maskField62(value, message);
    default:
      return stars(value);
  }
}

const stars = (value: FieldValue): string =>
  "*".repeat(typeof value === "string" ? value.length : 2 * value.length);

const BATCH_UPLOAD = /^03[23]0$/;
const BATCH_DETAIL_LENGTH = 40;

/**
 * DE48 of a batch upload: count (2), then per record type (2), STAN (6), PAN with leading zeros (20), amount (12)
 * (cup-8583 section 8). Shorter ones are counts and totals.
 */
function maskBatchDetails(digits: string, mti: string): string | undefined {
  if (!BATCH_UPLOAD.test(mti) || digits.length <= 4) return undefined;
  if ((digits.length - 2) % BATCH_DETAIL_LENGTH !== 0) return stars(digits);
  let shown = digits.slice(0, 2);
  for (let at = 2; at < digits.length; at += BATCH_DETAIL_LENGTH) {
    const pan = digits.slice(at + 8, at + 28).replace(/^0+/, "");
    shown += digits.slice(at, at + 8) + maskPan(pan).padStart(20, "0") + digits.slice(at + 28, at + 40);
  }
  return shown;
}

/** 60.3 of downloads whose DE62 is parameters or public keys (cup-8583 section 3); hotlists (390) hold card numbers. */
const PUBLIC_DOWNLOADS: ReadonlySet<string> = new Set([
  "360",
  "361",
  "362",
  "364",
  "365",
  "370",
  "371",
  "372",
  "380",
  "381",
  "382",
]);

/** Sign-in and key download answers carry wrapped keys in DE62, hotlists card numbers; check values are no secret. */
function maskField62(value: FieldValue, { mti, fields }: Seen): string | undefined {
  const text = typeof value === "string" ? value : toLatin1(value);
  // An e-cash load carries the paying card's number here (cup-8583 section 3, 60.1 = 47).
  if (/^\d{13,19}$/.test(text)) return maskPan(text);
  if (BATCH_UPLOAD.test(mti)) return CERTIFICATE.test(text) ? undefined : stars(value);
  const isAnswer = mti.slice(2) === "10" && mti.startsWith("08");
  const field60 = fields.get(60);
  const networkManagement = typeof field60 === "string" ? field60.slice(8, 11) : "";
  if (!isAnswer || PUBLIC_DOWNLOADS.has(networkManagement)) return undefined;
  if (!(value instanceof Uint8Array)) return stars(value);
  const keyLength = KEY_LENGTHS.get(value.length);
  if (keyLength === undefined) return stars(value);
  let shown = "";
  for (let at = 0; at < value.length; at += keyLength + KCV_LENGTH) {
    const kcv = value.subarray(at + keyLength, at + keyLength + KCV_LENGTH);
    shown += "*".repeat(2 * keyLength) + toHex(kcv);
  }
  return shown;
}

/** The one DE62 of a batch upload that is known to hold no card number: kind, organisation, amount (cup-8583 section 8). */
const CERTIFICATE = /^[67]10[01]\d{2}\d{12}156(\d{2})?$/;

const KCV_LENGTH = 4;

/** Length of DE62 of a sign-in answer to the length of each key in it (cup-8583 section 7). */
const KEY_LENGTHS: ReadonlyMap<number, number> = new Map([
  [24, 8],
  [40, 16],
  [60, 16],
]);
