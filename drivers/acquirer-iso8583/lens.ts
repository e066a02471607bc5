import { isHex, toHex, toLatin1 } from "../../main/domain/bytes.ts";
import { CUP_POS_SPEC } from "./codec/cup-pos-table.ts";
import type { FieldValue } from "./codec/field-format.ts";
import type { DecodeFault } from "./codec/iso8583.ts";
import { type FoundMessage, findMessage } from "./lens/find-message.ts";
import { maskField } from "./lens/mask-field.ts";

/**
 * One message for people, masked: the PAN as first six and last four digits; tracks, PIN block, expiry, wrapped keys
 * and everything that is not known to be harmless as asterisks. Bytes are upper-case hex.
 */
export type Decoded8583 = {
  /** Absent where the bytes begin later: at the header, or at the message type. */
  readonly tpdu?: string;
  readonly header?: string;
  readonly mti?: string;
  /** By field number, ascending. */
  readonly fields: Readonly<Record<string, string>>;
  /** A sentence about what could not be read; the fields before it stand. */
  readonly error?: string;
};

/** Longer input is not a message of a terminal. */
const INPUT_BYTES_MAX = 70_000;

/**
 * Reads one message of the UnionPay POS dialect, as bytes or as hex digits (blanks, colons and a leading 0x do not
 * matter), with or without length bytes, TPDU and header. What stands between TPDU and header is skipped. Never throws.
 */
export function decode8583(input: Uint8Array | string): Decoded8583 {
  const bytes = typeof input === "string" ? parseHex(input) : input;
  if (bytes === undefined) return { fields: {}, error: "This is not a string of hexadecimal digit pairs." };
  if (bytes.length > INPUT_BYTES_MAX)
    return { fields: {}, error: `This is longer than any message: ${bytes.length} bytes.` };
  const found = findMessage(bytes);
  if (found === undefined)
    return { fields: {}, error: "No message type of ISO 8583 was found where one can be." };
  const error = [describeFault(found), found.remark].filter((part) => part !== undefined).join(" ");
  return {
    ...(found.tpdu === undefined ? {} : { tpdu: toHex(found.tpdu) }),
    ...(found.header === undefined ? {} : { header: toHex(found.header) }),
    mti: found.mti,
    fields: showFields(found),
    ...(error === "" ? {} : { error }),
  };
}

function parseHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^\s*0x/i, "").replace(/[\s:_-]/g, "");
  return digits !== "" && isHex(digits) ? new Uint8Array(Buffer.from(digits, "hex")) : undefined;
}

function showFields(found: FoundMessage): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [number, value] of found.fields)
    shown[number] = maskField(number, value, found) ?? showValue(number, value, found.mti);
  return shown;
}

/** DE62 of these is text that stands in a byte field. */
const TEXT_IN_FIELD_62: ReadonlySet<string> = new Set(["0320", "0800"]);

function showValue(number: number, value: FieldValue, mti: string): string {
  if (typeof value === "string") return value;
  const isText =
    number === 62 && TEXT_IN_FIELD_62.has(mti) && value.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? toLatin1(value) : toHex(value);
}

const FAULT_WORDS: Readonly<Record<DecodeFault["kind"], string>> = {
  truncated: "the message ends too early",
  badLength: "its length is not a number",
  tooLong: "its length is more than the field allows",
  wrongLength: "its length is not the field's",
  badDigit: "it has a digit that is none",
  badCharacter: "it has a character that does not belong there",
  badPadding: "the filler beside its digits is neither 0 nor F",
  wrongType: "it has the wrong type",
  undefinedField: "the dialect has no such field",
  trailingBytes: "bytes are left over after it",
};

function describeFault({ fault, messageStart }: FoundMessage): string | undefined {
  if (fault === undefined) return undefined;
  return `Reading stopped at byte ${messageStart + fault.offset}, ${placeOf(fault)}: ${FAULT_WORDS[fault.kind]}.`;
}

function placeOf({ field }: DecodeFault): string {
  if (field === 0) return "in the message type";
  if (field === 1) return "in the bitmap";
  const name = CUP_POS_SPEC.fields[field]?.name;
  return name === undefined ? `DE${field}` : `DE${field} (${name})`;
}
