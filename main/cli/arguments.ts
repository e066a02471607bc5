import { InvalidArgumentError } from "commander";

/** Readers of command line values. What they refuse is a usage error, before the terminal is opened. */

export function readCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new InvalidArgumentError("a number from 1 is expected");
  return Number(text);
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("a port from 0 to 65535 is expected");
  return port;
}

/** Appends to an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
