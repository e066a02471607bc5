import { createHash } from "node:crypto";

/** The hash before the first row. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(32);

export type ChainedRow = {
  readonly seq: number;
  readonly eventVersion: number;
  readonly atEpochMs: number;
  readonly utcOffsetMinutes: number;
  readonly type: string;
  readonly body: string;
};

/**
 * SHA-256 over the previous hash and every column of the row. The columns are written as one JSON array, so
 * that no two different rows have the same bytes.
 */
export function chainHash(previousHash: Uint8Array, row: ChainedRow): Uint8Array {
  const { seq, eventVersion, atEpochMs, utcOffsetMinutes, type, body } = row;
  const columns = JSON.stringify([seq, eventVersion, atEpochMs, utcOffsetMinutes, type, body]);
  return new Uint8Array(createHash("sha256").update(previousHash).update(columns).digest());
}
