import { InvalidArgumentError } from "commander";

/**
 * Readers of command line values. What they refuse is a usage error, before the terminal is opened. Their message
 * is the key of a text, which `usage-error.ts` says in the language of whoever typed.
 */

export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError("cli.expected.count");
  return Number(text);
}

/** More rows than this are no list for a person; a program asks again with `--before`. */
const ROWS_MAX = 10_000;

export function readRowCount(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > ROWS_MAX)
    throw new InvalidArgumentError("cli.expected.rows");
  return Number(text);
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError("cli.expected.port");
  return port;
}

/** Appends to an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A row of the journal with its hash, 64 hexadecimal digits, as `verify` prints them. */
export function readHead(text: string): { readonly seq: number; readonly hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (seq === undefined || hash === undefined) throw new InvalidArgumentError("cli.expected.head");
  return { seq: Number(seq), hash: hash.toLowerCase() };
}
