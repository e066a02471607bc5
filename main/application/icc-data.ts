import { assert } from "../domain/assert.ts";
import { fromHex, toHex } from "../domain/bytes.ts";
import { decodeTlv, encodeTlv } from "../domain/emv/tlv.ts";
import type { IccDataObject } from "../domain/payment/card-data.ts";

/**
 * The data objects that later messages about a payment need: reversal, upload, script notice (cup-8583
 * sections 5 and 6). An allow-list, so that a track or a name can never get into the journal.
 */
const JOURNALED_TAGS: ReadonlySet<number> = new Set([
  0x82, 0x84, 0x8a, 0x95, 0x9a, 0x9b, 0x9c, 0x5f2a, 0x9f02, 0x9f03, 0x9f09, 0x9f10, 0x9f1a, 0x9f1e, 0x9f26,
  0x9f27, 0x9f33, 0x9f34, 0x9f35, 0x9f36, 0x9f37, 0x9f41, 0x9f63, 0x9f74, 0xdf31,
]);

/** BER-TLV in hex, in the given order, of the data objects that may be journaled. */
export function journaledIccData(objects: readonly IccDataObject[]): string {
  return toHex(encodeTlv(objects.filter(({ tag }) => JOURNALED_TAGS.has(tag))));
}

/** Reads back what {@link journaledIccData} wrote. */
export function readJournaledIccData(iccData: string | undefined): IccDataObject[] {
  const decoded = decodeTlv(fromHex(iccData ?? ""));
  assert(decoded.ok, "the journal holds the TLV that we encoded");
  return decoded.value.map(({ tag, value }) => ({ tag, value }));
}
