import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openLogFile } from "../../../main/audit/log-file.ts";
import { type LogDifference, type NotedHead, verifyLog } from "../../../main/audit/verify-log.ts";
import { logDifferenceSentence } from "../../../main/cli/verify-say.ts";
import type { ChainHead } from "../../../main/domain/books/chain-heads.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";

const file = (directory: string, name = "jinka.log"): string => join(directory, "log", name);
const linesOf = (directory: string): string[] => readFileSync(file(directory), "utf8").trimEnd().split("\n");
const rewrite = (directory: string, lines: readonly string[]): void =>
  writeFileSync(file(directory), lines.map((line) => `${line}\n`).join(""));

/** A log of ten lines, and the end of its chain. */
function tenLines(directory = tempDir()): { readonly directory: string; readonly head: ChainHead } {
  const log = openLogFile(directory);
  for (let i = 0; i < 10; i++) log.write("started", { openPayments: i });
  const head = log.head?.();
  if (head === undefined) throw new Error("the log has no head");
  return { directory, head };
}

function noted(head: ChainHead): NotedHead[] {
  return [{ zNumber: 7, head }];
}

function differenceOf(directory: string, heads: readonly NotedHead[] = []): LogDifference {
  const verified = verifyLog(directory, heads);
  if (verified.ok) throw new Error("nothing was found");
  const sentences = (["en", "zh-CN"] as const).map((one) => logDifferenceSentence(verified.fault, one));
  for (const sentence of sentences) expect(sentence).not.toMatch(/[{}]|undefined/);
  expect(sentences[1]).toMatch(/[\u4e00-\u9fff]/);
  return verified.fault;
}

describe("a log that nobody touched", () => {
  test("agrees with itself and with what a Z notes of it", () => {
    const { directory, head } = tenLines();
    expect(head.number).toBe(10);
    expect(must(verifyLog(directory, noted(head)))).toEqual({ first: 1, last: 10, noted: 10 });
  });

  test("may be absent, as long as no Z notes it", () => {
    const directory = tempDir();
    expect(must(verifyLog(directory, []))).toEqual({ first: 0, last: 0, noted: 0 });
    expect(differenceOf(directory, noted({ number: 3, hash: "00" }))).toMatchObject({ kind: "endMissing" });
  });

  test("goes on with its chain after a restart, and beside another writer of the same process", () => {
    const { directory } = tenLines();
    const [one, other] = [openLogFile(directory), openLogFile(directory)];
    for (let i = 0; i < 4; i++) (i % 2 === 0 ? one : other).write("bug", { message: `number ${i}` });
    expect(must(verifyLog(directory, []))).toMatchObject({ first: 1, last: 14 });
  });

  test("may begin with lines of a program that did not chain them yet", () => {
    const directory = tempDir();
    mkdirSync(join(directory, "log"));
    writeFileSync(file(directory), '{"level":30,"event":"started"}\n');
    tenLines(directory);
    expect(must(verifyLog(directory, []))).toMatchObject({ first: 1, last: 10 });
  });

  test("goes on in a new file when another program has moved the old one away", () => {
    const { directory, head } = tenLines();
    renameSync(file(directory), file(directory, "jinka.log.1"));
    tenLines(directory);
    expect(must(verifyLog(directory, noted(head)))).toEqual({ first: 1, last: 20, noted: 10 });
    rmSync(file(directory, "jinka.log.1"));
    // What was in it cannot be checked any more; what is there can.
    expect(must(verifyLog(directory, noted(head)))).toMatchObject({ first: 11, last: 20 });
  });

  test("moves a file of 16 MiB aside and chains the next one to it", () => {
    const directory = tempDir();
    const log = openLogFile(directory);
    const message = "x".repeat(200);
    log.write("bug", { message });
    // Filling it line by line takes long; unchained lines before the first chained one are allowed.
    rmSync(file(directory));
    writeFileSync(file(directory), '{"event":"old"}\n'.repeat(2 ** 20));
    const second = openLogFile(directory);
    for (let i = 0; i < 3; i++) second.write("bug", { message });
    expect(readdirSync(join(directory, "log")).sort()).toEqual(["jinka-1.log", "jinka.log"]);
    expect(must(verifyLog(directory, []))).toMatchObject({ first: 1, last: 3 });
  });
});

describe("a line that was cut", () => {
  test("by a crash is told of by the next one, and both agree", () => {
    const { directory } = tenLines();
    appendFileSync(file(directory), '{"level":30,"time":"2026');
    expect(must(verifyLog(directory, []))).toMatchObject({ last: 10 });
    openLogFile(directory).write("started", { openPayments: 0 });
    expect(linesOf(directory).map((line) => /"event":"(\w+)"/.exec(line)?.[1])).toEqual([
      ...Array<string>(10).fill("started"),
      undefined,
      "logCut",
      "started",
    ]);
    expect(must(verifyLog(directory, []))).toMatchObject({ last: 12 });
  });

  test("in the middle of a chained line leaves the number to the next one", () => {
    const { directory } = tenLines();
    const { length } = readFileSync(file(directory));
    truncateSync(file(directory), length - 20);
    openLogFile(directory).write("started", { openPayments: 0 });
    expect(must(verifyLog(directory, []))).toMatchObject({ last: 11 });
  });

  test("of another length than was told of is found", () => {
    const { directory } = tenLines();
    appendFileSync(file(directory), "abc");
    openLogFile(directory).write("started", { openPayments: 0 });
    rewrite(
      directory,
      linesOf(directory).map((line) => (line === "abc" ? "abcd" : line)),
    );
    expect(differenceOf(directory)).toEqual({ kind: "damaged", file: "jinka.log", line: 11 });
  });
});

describe("somebody changed the log", () => {
  const damages: {
    name: string;
    change: (lines: string[]) => string[];
    wanted: Partial<LogDifference>;
  }[] = [
    {
      name: "a word",
      change: (lines) => lines.map((line, i) => (i === 3 ? line.replace("started", "stopped") : line)),
      wanted: { kind: "changed", line: 4 },
    },
    {
      name: "a line taken out",
      change: (lines) => lines.filter((_line, i) => i !== 4),
      wanted: { kind: "numberGap", line: 5, expected: 5, found: 6 },
    },
    {
      name: "a line put in",
      change: (lines) => [...lines.slice(0, 2), '{"level":30,"event":"started"}', ...lines.slice(2)],
      wanted: { kind: "damaged", line: 3 },
    },
    {
      name: "two lines changed about",
      change: ([first = "", second = "", ...rest]) => [first, ...rest.slice(0, 1), second, ...rest.slice(1)],
      wanted: { kind: "numberGap", line: 2 },
    },
    {
      name: "a line made unreadable",
      change: (lines) => lines.map((line, i) => (i === 6 ? "\u0000\u0001" : line)),
      wanted: { kind: "damaged", line: 7 },
    },
    {
      name: "the last line made unreadable",
      change: (lines) => lines.map((line, i) => (i === 9 ? "{" : line)),
      wanted: { kind: "damaged", line: 10 },
    },
    {
      name: "lines taken from the end that a Z notes",
      change: (lines) => lines.slice(0, 8),
      wanted: { kind: "endMissing", zNumber: 7, noted: 10, last: 8 },
    },
  ];

  test.each(damages)("$name", ({ change, wanted }) => {
    const { directory, head } = tenLines();
    rewrite(directory, change(linesOf(directory)));
    expect(differenceOf(directory, noted(head))).toMatchObject(wanted);
  });

  test("a whole log written anew differs from what a Z notes", () => {
    const { directory, head } = tenLines();
    rmSync(file(directory));
    const log = openLogFile(directory);
    for (let i = 0; i < 12; i++) log.write("started", { openPayments: 5 });
    expect(differenceOf(directory, noted(head))).toMatchObject({
      kind: "headDiffers",
      zNumber: 7,
      noted: 10,
    });
  });

  test("what is taken from the end behind the last Z is not found, and the result says how far Zs reach", () => {
    const { directory } = tenLines();
    rewrite(directory, linesOf(directory).slice(0, 8));
    const early = noted({ number: 5, hash: hashAt(directory, 5) });
    expect(must(verifyLog(directory, early))).toEqual({ first: 1, last: 8, noted: 5 });
  });

  test("nothing is written by looking", () => {
    const { directory, head } = tenLines();
    const before = readFileSync(file(directory));
    verifyLog(directory, noted(head));
    expect(readFileSync(file(directory)).equals(before)).toBe(true);
    expect(existsSync(file(directory, "jinka-10.log"))).toBe(false);
  });
});

function hashAt(directory: string, number: number): string {
  const chain = /"chain":"([\w-]+)"/.exec(linesOf(directory)[number - 1] ?? "")?.[1] ?? "";
  return Buffer.from(chain, "base64url").toString("hex");
}
