import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type SimulateAcquirerOptions,
  simulateAcquirer,
  simulateAcquirerFaultInWords,
} from "../../../../simulators/acquirer/simulate-acquirer.ts";
import { settle, upload } from "./settling.ts";
import { ask, CREDIT, IDENTITY, Line, sale, signIn, unsigned, voidSale } from "./terminal.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jinka-simulate-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string): string => join(directory, name);

/** Runs the host until the work is done and gives the lines that it wrote. */
async function linesOf(
  options: Partial<SimulateAcquirerOptions>,
  work: (port: number, lines: readonly string[]) => Promise<void>,
): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  let listening: (port: number) => void = () => undefined;
  const port = new Promise<number>((resolve) => {
    listening = resolve;
  });
  const running = simulateAcquirer({
    port: 0,
    ledgerFile: ":memory:",
    signal: stop.signal,
    write: (line) => {
      lines.push(line);
      const match = /^Acquirer host on 127\.0\.0\.1:(\d+)/.exec(line);
      if (match !== null) listening(Number(match[1]));
    },
    ...options,
  });
  try {
    await work(await port, lines);
  } finally {
    stop.abort();
  }
  expect((await running).ok).toBe(true);
  return lines;
}

const withoutTime = (line: string): string =>
  line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /, "").replace(/\d{12}/g, "RRN");

test("what passes is told in words, one line a message, cards masked, and the end is told too", async () => {
  const lines = await linesOf({}, async (port) => {
    const session = await signIn(port);
    const sold = await sale(session, 2, 1234);
    await voidSale(session, 3, 1200, { stan: 2, rrn: sold.fields[37] ?? "" });
    const line = await Line.open(port);
    line.send(new Uint8Array([0, 1, 0]));
    await line.untilClosed();
  });
  expect(lines.join("\n")).not.toContain(CREDIT);
  expect(lines.slice(1).map(withoutTime)).toEqual([
    "<- signIn terminal 00000001 batch 000000 STAN 000001",
    "-> signIn terminal 00000001 batch 000001 STAN 000001 00 approved RRN RRN",
    "<- sale 12.34 yuan card 622800******0209 terminal 00000001 batch 000001 STAN 000002",
    "-> sale 12.34 yuan card 622800******0209 terminal 00000001 batch 000001 STAN 000002 00 approved approval 000003 RRN RRN",
    "<- void 12.00 yuan card 622800******0209 terminal 00000001 batch 000001 STAN 000003 of batch 000001 STAN 000002",
    "-> void 12.00 yuan card 622800******0209 terminal 00000001 batch 000001 STAN 000003 64 another amount RRN RRN (a void takes the whole amount)",
    "<- not understood (tooShort, 1 bytes)",
    "Acquirer host closed.",
  ]);
});

test("a fault that an answer met stands in its line", async () => {
  const behaviourFile = file("words.json");
  writeFileSync(behaviourFile, JSON.stringify([{ on: "echo", do: "otherCode", code: "68" }]));
  const lines = await linesOf({ behaviourFile }, async (port) => {
    await ask(port, unsigned("0820", { ...IDENTITY, 60: "0011000000013010" }));
  });
  expect(lines[2]).toMatch(/00 approved RRN \d{12} \[otherCode 68\]$/);
});

test("the operator types: batches with their totals, other rules, a batch closed by hand", async () => {
  const keyboard = new PassThrough();
  const commands = createInterface({ input: keyboard });
  const behaviourFile = file("typed.json");
  writeFileSync(behaviourFile, JSON.stringify([{ on: "sale", do: "refuse", code: "96" }]));
  const lines = await linesOf({ commands, seed: "typed" }, async (port, lines) => {
    const type = async (line: string, answer: string) => {
      keyboard.write(`${line}\n`);
      for (let turn = 0; turn < 500 && !lines.some((one) => one.startsWith(answer)); turn++)
        await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await type("batches", "No terminal");
    const session = await signIn(port);
    await upload(session, 2, 1234, 1);
    await settle(session, 3, {});
    await type(`behaviour ${behaviourFile}`, "Behaviour has 1");
    expect((await sale(session, 4, 100)).fields[39]).toBe("96");
    await type("behaviour none", "Behaviour has 0");
    expect((await sale(session, 5, 100)).fields[39]).toBe("00");
    await type(`behaviour ${file("none.json")}`, "The behaviour stays");
    await type("close 99999999", "This terminal has");
    await type("close 00000001", "The batch is closed.");
    await type("batches", "Terminal 00000001");
    await type("dance", "Commands:");
  });
  const [batch] = lines.filter((line) => line.startsWith("Terminal 00000001"));
  expect(batch).toMatch(/^Terminal 00000001 batch 000001 closed \d{4}-\d\d-\d\d \d\d:\d\d:\d\d: /);
  expect(batch).toMatch(/: 2 sales 13\.34, 0 voids 0\.00, net 13\.34 yuan, not balanced$/);
  expect(lines.filter((line) => line.startsWith("Commands:"))).toHaveLength(1);
  expect(lines.map(withoutTime)).toContain(
    "-> settlement terminal 00000001 batch 000001 STAN 000003 00 approved RRN RRN (not balanced)",
  );
});

test("what a terminal puts into its fields cannot steer the console", async () => {
  const lines = await linesOf({}, async (port) => {
    await ask(port, unsigned("0820", { ...IDENTITY, 41: "1B5B324A0A303031", 60: "0011000000013010" }));
  });
  expect(lines.slice(1, 3).join("")).toMatch(/^[\x20-\x7e]+$/);
});

const behaviour = (name: string, text: string): { behaviourFile: string } => {
  writeFileSync(file(name), text);
  return { behaviourFile: file(name) };
};

test.each([
  {
    name: "a file that is not there",
    make: () => ({ behaviourFile: file("none.json") }),
    words: "cannot be read",
  },
  { name: "a file that is no JSON", make: () => behaviour("bad.json", "{"), words: "cannot be read" },
  {
    name: "a rule that is none",
    make: () => behaviour("rule.json", '[{"on":"sale"}]'),
    words: "a rule that is none",
  },
  { name: "a short master key", make: () => ({ tmkHex: "31" }), words: "32 hexadecimal digits" },
  {
    name: "a ledger that cannot be",
    make: () => ({ ledgerFile: file("no/ledger") }),
    words: "cannot be opened",
  },
])("$name is a sentence, and nothing was started", async ({ make, words }) => {
  const ended = await simulateAcquirer({
    port: 0,
    ledgerFile: ":memory:",
    signal: new AbortController().signal,
    write: () => undefined,
    ...make(),
  });
  expect(ended.ok ? "" : simulateAcquirerFaultInWords(ended.fault)).toContain(words);
});
