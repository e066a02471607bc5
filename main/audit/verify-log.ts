import { join } from "node:path";
import type { ChainHead } from "../domain/books/chain-heads.ts";
import { toHex } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type ChainedLine, follows, LOG_GENESIS, type LogHead, readChained } from "./log-chain.ts";
import { type LogLine, logFileNames, logLines } from "./log-lines.ts";

/** An end of the chain that a Z notes. */
export type NotedHead = { readonly zNumber: number; readonly head: ChainHead };

export type VerifiedLog = {
  /** Numbers of the first and the last line that are there; both 0 for a log without a chain. */
  readonly first: number;
  readonly last: number;
  /** The furthest line that a Z notes; 0 without one. What comes behind it could be cut off unseen. */
  readonly noted: number;
};

/** The first thing in the log that is not as the chain and the Zs say. `line` counts the lines of the file. */
export type LogDifference =
  | { readonly kind: "damaged" | "changed"; readonly file: string; readonly line: number }
  | {
      readonly kind: "numberGap";
      readonly file: string;
      readonly line: number;
      readonly expected: number;
      readonly found: number;
    }
  | { readonly kind: "endMissing"; readonly zNumber: number; readonly noted: number; readonly last: number }
  | { readonly kind: "headDiffers"; readonly zNumber: number; readonly noted: number }
  | { readonly kind: "unreadable"; readonly file: string; readonly code: string };

/**
 * Reads the technical log with all files that were moved aside, and changes nothing. It finds a line that was changed,
 * added or taken out anywhere, and lines taken from the end as far as a Z notes them. It cannot find: lines taken from the
 * end behind the last Z; a log that was written anew behind the last Z; and what stood in files that are no longer there.
 */
export function verifyLog(
  dataDirectory: string,
  noted: readonly NotedHead[],
): Result<VerifiedLog, LogDifference> {
  const folder = join(dataDirectory, "log");
  let file = "log";
  try {
    const files = inOrder(folder);
    const check = new LogCheck(noted);
    for (const name of files) {
      file = name;
      const difference = check.file(name, logLines(join(folder, name)), name === files.at(-1));
      if (difference !== undefined) return err(difference);
    }
    return check.end();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return err({ kind: "unreadable", file, code });
  }
}

/** By the first number in them; one without a chain is older than all of them. */
function inOrder(folder: string): string[] {
  return logFileNames(folder)
    .map((name) => {
      for (const { text } of logLines(join(folder, name))) {
        const first = readChained(text);
        if (first !== undefined) return { name, first: first.number };
      }
      return { name, first: 0 };
    })
    .sort((a, b) => a.first - b.first)
    .map(({ name }) => name);
}

class LogCheck {
  readonly #noted: ReadonlyMap<number, NotedHead>;
  #first = 0;
  #head: LogHead = LOG_GENESIS;
  /** A line that is none of ours: the next one has to say that it was cut. */
  #odd: { readonly line: number; readonly bytes: number } | undefined;

  constructor(noted: readonly NotedHead[]) {
    this.#noted = new Map(noted.map((one) => [one.head.number, one]));
  }

  file(file: string, lines: Iterable<LogLine>, isLast: boolean): LogDifference | undefined {
    let line = 0;
    let isCut = false;
    for (const one of lines) {
      line += 1;
      isCut = !one.isWhole;
      const difference = this.#line(file, line, one);
      if (difference !== undefined) return difference;
    }
    // A crash has cut the very last line: the next one that is written will say so.
    if (this.#odd === undefined || (isLast && isCut)) return undefined;
    return { kind: "damaged", file, line: this.#odd.line };
  }

  #line(file: string, line: number, one: LogLine): LogDifference | undefined {
    const chained = one.isWhole ? readChained(one.text) : undefined;
    if (chained === undefined) {
      // Lines of a program that did not chain them yet.
      if (this.#head.number === 0 && one.isWhole && isObject(one.text)) return undefined;
      if (this.#odd !== undefined) return { kind: "damaged", file, line: this.#odd.line };
      this.#odd = { line, bytes: one.bytes };
      return undefined;
    }
    return this.#chained(file, line, chained);
  }

  #chained(file: string, line: number, chained: ChainedLine): LogDifference | undefined {
    const odd = this.#odd;
    if (odd !== undefined && cutBytesOf(chained) !== odd.bytes)
      return { kind: "damaged", file, line: odd.line };
    this.#odd = undefined;
    const { number, hash } = chained;
    if (this.#first === 0) {
      this.#first = number;
      // What stood before it is not there, so its own hash has to be taken as it is.
      if (number !== 1) return this.#take({ number, hash });
    }
    const expected = this.#head.number + 1;
    if (number !== expected) return { kind: "numberGap", file, line, expected, found: number };
    if (!follows(this.#head, chained)) return { kind: "changed", file, line };
    return this.#take({ number, hash });
  }

  #take(head: LogHead): LogDifference | undefined {
    this.#head = head;
    const noted = this.#noted.get(head.number);
    if (noted === undefined || noted.head.hash.toUpperCase() === toHex(head.hash)) return undefined;
    return { kind: "headDiffers", zNumber: noted.zNumber, noted: head.number };
  }

  end(): Result<VerifiedLog, LogDifference> {
    const last = this.#head.number;
    const missing = [...this.#noted.values()].find(({ head }) => head.number > last);
    if (missing !== undefined) {
      return err({ kind: "endMissing", zNumber: missing.zNumber, noted: missing.head.number, last });
    }
    return ok({ first: this.#first, last, noted: Math.max(0, ...this.#noted.keys()) });
  }
}

/** How many bytes of the line before it a line says that were left. */
function cutBytesOf({ body }: ChainedLine): number | undefined {
  const said = /^\{"level":30,"time":"[^"]{1,40}","event":"logCut","bytes":(\d{1,9}),"n":\d+$/.exec(body);
  return said === null ? undefined : Number(said[1]);
}

function isObject(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}
