/**
 * A split block Bloom filter as Apache Parquet defines it (parquet-format, BloomFilter.md): blocks of 256 bits, in each
 * block eight words of 32 bits, and one bit of each word for an entry. "No" is certain, "yes" is not. One block lies in
 * one line of the processor's cache, and entries that come sorted fill the filter from front to back.
 *
 * The block comes from the first four bytes of an entry, the bits from the next four: they are a keyed hash already.
 */

/** With 16 bits for an entry about one card in a thousand asks the disk for nothing. */
const BITS_PER_ENTRY = 16;
const BLOCK_LENGTH = 32;
const WORDS = 8;
/** The salts of the Parquet format. */
const SALTS = new Uint32Array([
  0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31,
]);

export class SplitBlockFilter {
  readonly bytes: Uint8Array;
  readonly #blockCount: number;

  /** Takes over the bytes of a filter: whole blocks. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#blockCount = bytes.length / BLOCK_LENGTH;
  }

  static lengthFor(entryCount: number): number {
    return Math.max(1, Math.ceil((entryCount * BITS_PER_ENTRY) / 8 / BLOCK_LENGTH)) * BLOCK_LENGTH;
  }

  /** Both halves are unsigned 32-bit numbers. */
  add(high: number, low: number): void {
    const start = this.#blockStart(high);
    for (let word = 0; word < WORDS; word++) {
      const bit = Math.imul(low, SALTS[word] ?? 0) >>> 27;
      const place = start + word * 4 + (bit >>> 3);
      this.bytes[place] = (this.bytes[place] ?? 0) | (1 << (bit & 7));
    }
  }

  mayHave(high: number, low: number): boolean {
    const start = this.#blockStart(high);
    for (let word = 0; word < WORDS; word++) {
      const bit = Math.imul(low, SALTS[word] ?? 0) >>> 27;
      if (((this.bytes[start + word * 4 + (bit >>> 3)] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  /** Exact: the product has at most 53 bits. */
  #blockStart(high: number): number {
    return Math.floor((high * this.#blockCount) / 2 ** 32) * BLOCK_LENGTH;
  }
}
