import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../../../simulators/acquirer/system-clock.ts";
import { parseLineCommand } from "../../../../simulators/network/line-command.ts";
import {
  type SimulateNetworkOptions,
  simulateNetwork,
  simulateNetworkFaultInWords,
} from "../../../../simulators/network/simulate-network.ts";
import { Caller, until } from "./far-end.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jinka-network-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
}

type Typist = { readonly lines: string[]; readonly port: () => number; type(line: string): void };

/** Runs a line to a port where nobody listens until the work is done; gives what it wrote. */
async function linesOf(
  options: Partial<SimulateNetworkOptions>,
  work: (typist: Typist) => Promise<void>,
): Promise<string[]> {
  const stop = new AbortController();
  const lines: string[] = [];
  const keyboard = new PassThrough();
  const running = simulateNetwork({
    port: 0,
    to: { host: "127.0.0.1", port: 9 },
    commands: createInterface({ input: keyboard }),
    clock: systemClock,
    write: (line) => lines.push(line),
    signal: stop.signal,
    ...options,
  });
  try {
    await until(() => lines.length > 0);
    await work({
      lines,
      port: () => Number(/:(\d+) to/.exec(lines[0] ?? "")?.[1]),
      type: (line) => keyboard.write(`${line}\n`),
    });
  } finally {
    stop.abort();
  }
  expect((await running).ok).toBe(true);
  return lines;
}

test("typed commands change the line, and each change is a line of its own", async () => {
  const lines = await linesOf({}, async ({ lines, port, type }) => {
    type("cut");
    await until(() => lines.includes("Line cut."));
    await expect(Caller.open(port())).rejects.toThrow("ECONNREFUSED");
    for (const line of ["hang", "", "delay 5", "cut-after 10", "dance", "up"]) type(line);
    await until(() => lines.includes("Line up."));
  });
  expect(lines.slice(1)).toEqual([
    "Line cut.",
    "Line hang.",
    "Line delays by 5 ms.",
    "Line is cut after 10 bytes.",
    "Not a command: dance",
    "Line up.",
    "Line closed.",
  ]);
});

test("a script is done from the start, waits included, and the line stays afterwards", async () => {
  const scriptFile = file("day.txt", "# morning\nwait 10\ncut  # the line is gone\nwait 10\n\nup\n");
  const lines = await linesOf({ scriptFile }, async ({ lines }) => {
    await until(() => lines.includes("End of the script."));
  });
  expect(lines.slice(1)).toEqual(["Line cut.", "Line up.", "End of the script.", "Line closed."]);
});

test("a flapping line is told, and connections are counted", async () => {
  const lines = await linesOf({}, async ({ lines, port, type }) => {
    const caller = await Caller.open(port());
    await caller.over;
    await until(() => lines.some((line) => line.startsWith("Disconnected")));
    type("flap 10");
    await until(() => lines.filter((line) => line === "Line up.").length >= 2);
    type("cut");
    await until(() => lines.at(-1) === "Line cut.");
  });
  expect(lines[1]).toBe("Connected, 1 open.");
  expect(lines).toContain("Disconnected, 0 open.");
  expect(lines.some((line) => line.startsWith("The far end cannot be reached: "))).toBe(true);
  expect(lines).toContain("Line flaps every 10 ms.");
});

test.each([
  { name: "a script that is not there", make: () => join(directory, "none.txt"), words: "cannot be read" },
  {
    name: "a script with a line that is none",
    make: () => file("bad.txt", "cut\nexplode\n"),
    words: "Line 2 of the script is no command: explode.",
  },
])("$name is a sentence, and nothing was started", async ({ make, words }) => {
  const ended = await simulateNetwork({
    port: 0,
    to: { host: "127.0.0.1", port: 9 },
    scriptFile: make(),
    clock: systemClock,
    write: () => undefined,
    signal: new AbortController().signal,
  });
  expect(ended.ok ? "" : simulateNetworkFaultInWords(ended.fault)).toContain(words);
});

test.each([
  { line: "cut", command: { do: "cut" } },
  { line: "  up  # again", command: { do: "up" } },
  { line: "hang", command: { do: "hang" } },
  { line: "flap 200", command: { do: "flap", ms: 200 } },
  { line: "delay 0", command: { do: "delay", ms: 0 } },
  { line: "wait 600000", command: { do: "wait", ms: 600_000 } },
  { line: "cut-after 5", command: { do: "cutAfter", byteCount: 5 } },
  { line: "   ", command: undefined },
  { line: "# nothing", command: undefined },
])("'$line' is a command", ({ line, command }) => {
  const parsed = parseLineCommand(line);
  expect(parsed.ok && parsed.value).toEqual(command);
});

test.each(["cut 5", "CUT", "flap", "flap 0", "flap -1", "delay x", "wait 600001", "cut-after 0", "up up"])(
  "'%s' is no command",
  (line) => {
    expect(parseLineCommand(line).ok).toBe(false);
  },
);
