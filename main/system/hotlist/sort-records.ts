import { ENTRY_LENGTH } from "./card-hasher.ts";

/**
 * Entries on their way into a list, 17 bytes each: the entry (16), and 00 to add or 01 to remove it.
 */
export const RECORD_LENGTH = ENTRY_LENGTH + 1;
export const ADD = 0;
export const REMOVE = 1;

/** As many as are sorted in memory at once, which pauses the till for a tenth of a second on a slow machine. */
export const RUN_RECORDS_MAX = 2 ** 19;
const PLACE_BITS = 19;
const PLACE_MASK = RUN_RECORDS_MAX - 1;

/**
 * Sorts a run of at most {@link RUN_RECORDS_MAX} records. The first 45 bits of each and its place make one number of 64
 * bits, and numbers sort without a comparison in JavaScript; what agrees in 45 bits is compared afterwards.
 */
export function sortRecords(records: Buffer): Buffer {
  const count = records.length / RECORD_LENGTH;
  const keys = new BigUint64Array(count);
  const halves = new DataView(keys.buffer);
  for (let place = 0; place < count; place++) {
    const start = place * RECORD_LENGTH;
    const low = (records.readUInt32BE(start + 4) >>> PLACE_BITS) * RUN_RECORDS_MAX + place;
    halves.setUint32(place * 8, low, true);
    halves.setUint32(place * 8 + 4, records.readUInt32BE(start), true);
  }
  keys.sort();
  const places = new Uint32Array(count);
  for (let i = 0; i < count; i++) places[i] = halves.getUint32(i * 8, true) & PLACE_MASK;
  sortTies(records, halves, places);
  const sorted = Buffer.allocUnsafe(records.length);
  for (let i = 0; i < count; i++) {
    const start = (places[i] ?? 0) * RECORD_LENGTH;
    records.copy(sorted, i * RECORD_LENGTH, start, start + RECORD_LENGTH);
  }
  return sorted;
}

function sortTies(records: Buffer, halves: DataView, places: Uint32Array): void {
  const isTie = (a: number, b: number) =>
    halves.getUint32(a * 8 + 4, true) === halves.getUint32(b * 8 + 4, true) &&
    halves.getUint32(a * 8, true) >>> PLACE_BITS === halves.getUint32(b * 8, true) >>> PLACE_BITS;
  let start = 0;
  for (let i = 1; i <= places.length; i++) {
    if (i < places.length && isTie(start, i)) continue;
    if (i - start > 1) places.subarray(start, i).sort((a, b) => compareRecords(records, a, b));
    start = i;
  }
}

function compareRecords(records: Buffer, a: number, b: number): number {
  const [left, right] = [a * RECORD_LENGTH, b * RECORD_LENGTH];
  return records.compare(records, right, right + RECORD_LENGTH, left, left + RECORD_LENGTH);
}
