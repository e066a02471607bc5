import { err, ok, type Result } from "../result.ts";
import { tagFormat } from "./tags-table.ts";
import { isConstructed, readTag } from "./tlv.ts";

/** Data object lists: what the card wants to be told (EMV Book 3, 5.4; emv-pboc section 1). */

export type DolEntry = {
  readonly tag: number;
  /** Bytes that the card expects, 0 to 255. */
  readonly length: number;
};

export type DolFault = {
  readonly kind: "tagTruncated" | "tagTooLong" | "lengthMissing";
  /** Where the faulty entry's tag begins. */
  readonly offset: number;
  /** The entries read before the fault. */
  readonly entriesBefore: readonly DolEntry[];
};

/** Reads a list: each entry is a tag and one length byte. Total over any bytes. */
export function parseDol(bytes: Uint8Array): Result<readonly DolEntry[], DolFault> {
  const entries: DolEntry[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = readTag(bytes, offset, bytes.length);
    if (!tag.ok) {
      const kind = tag.fault.kind === "tagTooLong" ? "tagTooLong" : "tagTruncated";
      return err({ kind, offset, entriesBefore: entries });
    }
    const length = bytes[tag.value.next];
    if (length === undefined) return err({ kind: "lengthMissing", offset, entriesBefore: entries });
    entries.push({ tag: tag.value.tag, length });
    offset = tag.value.next + 1;
  }
  return ok(entries);
}

/** How many bytes {@link fillDol} makes of the list. */
export function dolDataLength(entries: readonly DolEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.length, 0);
}

/** Finds the value of a data object, or undefined if it is not there. */
export type DataObjectLookup = (tag: number) => Uint8Array | undefined;

/**
 * Concatenates the values that the list asks for (EMV Book 3, 5.4). What is not there, and constructed
 * objects, become zeros. A longer value loses bytes at the left if it is numeric (n), else at the right; a
 * shorter one is padded with 00 at the left (n), FF at the right (cn), or 00 at the right (all others).
 */
export function fillDol(entries: readonly DolEntry[], lookup: DataObjectLookup): Uint8Array {
  const data = new Uint8Array(dolDataLength(entries));
  let offset = 0;
  for (const { tag, length } of entries) {
    const value = isConstructed(tag) ? undefined : lookup(tag);
    if (value !== undefined) fitInto(data.subarray(offset, offset + length), value, tagFormat(tag));
    offset += length;
  }
  return data;
}

function fitInto(field: Uint8Array, value: Uint8Array, format: string): void {
  const excess = value.length - field.length;
  if (format === "n") {
    if (excess >= 0) field.set(value.subarray(excess));
    else field.set(value, -excess);
    return;
  }
  if (format === "cn") field.fill(0xff);
  field.set(excess > 0 ? value.subarray(0, field.length) : value);
}
