import { createHash } from "node:crypto";

/** The end of the chain: the number of the last line, and the SHA-256 over everything up to it. */
export type LogHead = { readonly number: number; readonly hash: Uint8Array };

/** Before the first line. */
export const LOG_GENESIS: LogHead = { number: 0, hash: new Uint8Array(32) };

export type ChainedLine = LogHead & {
  /** Everything before the hash, as it was hashed. */
  readonly body: string;
};

/**
 * A JSON object as the next line of the chain: two members are added, `n`, the line's number, and `chain`, the SHA-256 of
 * the hash before (32 bytes) and the line's UTF-8 text with `n` and without `chain`. It is written as base64url, because
 * hexadecimal digits now and then look like a card number.
 */
export function chainLine(before: LogHead, json: string): ChainedLine & { readonly line: string } {
  const number = before.number + 1;
  const body = `${json.slice(0, -1)},"n":${number}`;
  const hash = hashOf(before.hash, body);
  return { number, hash, body, line: `${body},"chain":"${Buffer.from(hash).toString("base64url")}"}` };
}

const CHAINED = /^(\{.*,"n":(\d{1,15})),"chain":"([\w-]{43})"\}$/;

/** Reads a line, without its end; undefined for one that is not part of a chain. */
export function readChained(line: string): ChainedLine | undefined {
  const [, body, number, hash] = CHAINED.exec(line) ?? [];
  if (body === undefined || number === undefined || hash === undefined) return undefined;
  return { body, number: Number(number), hash: new Uint8Array(Buffer.from(hash, "base64url")) };
}

/** Whether a line is the one behind that end. Its number is for the caller to compare. */
export function follows(before: LogHead, { body, hash }: ChainedLine): boolean {
  return Buffer.compare(hashOf(before.hash, body), hash) === 0;
}

function hashOf(before: Uint8Array, body: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(before).update(body).digest());
}
