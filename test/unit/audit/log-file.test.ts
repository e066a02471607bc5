import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOG_EVENTS } from "../../../main/audit/event-catalogue-table.ts";
import { allowedFields, openLogFile } from "../../../main/audit/log-file.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PAN = "6228001234567890123";
const TRACK = "6228001234567890123=30122201234567890";

function logged(directory: string): Record<string, unknown>[] {
  const text = readFileSync(join(directory, "log", "jinka.log"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { n: _number, chain: _hash, ...said } = JSON.parse(line) as Record<string, unknown>;
      return said;
    });
}

describe("the allow-list of the log", () => {
  test("keeps the fields of the catalogue and drops all others", () => {
    expect(
      allowedFields("signIn", { stan: 7, done: false, reason: "answer 97", pan: PAN, track: TRACK }),
    ).toEqual({
      stan: 7,
      done: false,
      reason: "answer 97",
    });
  });

  test("keeps nothing of an event that the catalogue does not know", () => {
    expect(allowedFields("cardRead", { stan: 7, pan: PAN })).toEqual({});
    expect(allowedFields("constructor", { name: PAN })).toEqual({});
    expect(allowedFields("__proto__", { stan: 7 })).toEqual({});
  });

  test.each([
    { name: "a card number", text: PAN },
    { name: "a card number in a sentence", text: `the card ${PAN} was refused` },
    { name: "a track", text: TRACK },
    { name: "two card numbers", text: `${PAN} ${PAN}` },
    { name: "a card number that the cut would halve", text: `${"x".repeat(190)}${PAN}` },
    { name: "a long row of digits", text: "1".repeat(500) },
  ])("hides $name in a field that it allows", ({ text }) => {
    const kept = allowedFields("bug", { message: text });
    expect(String(kept["message"])).not.toMatch(/\d{13}/);
    expect(JSON.stringify(kept)).not.toContain(PAN.slice(0, 13));
  });

  test("whatever is said, no row of digits that could be a card number comes through", () => {
    const events = fc.constantFrom(...Object.keys(LOG_EVENTS), "unknown");
    const digits = fc.stringMatching(/^[0-9]{0,40}$/);
    const value = fc.oneof(
      fc.string(),
      digits,
      fc.tuple(fc.string(), digits, fc.string()).map((t) => t.join("")),
    );
    fc.assert(
      fc.property(
        events,
        fc.dictionary(fc.constantFrom("message", "reason", "detail", "pan", "stan"), value),
        (event, fields) => {
          const allowed = LOG_EVENTS[event as keyof typeof LOG_EVENTS]?.fields ?? [];
          for (const [name, kept] of Object.entries(allowedFields(event, fields))) {
            expect(allowed).toContain(name);
            expect(String(kept)).not.toMatch(/\d{13}/);
          }
        },
      ),
    );
  });
});

describe("the file", () => {
  test("has one JSON object a line, with the time and the name of the event, for its owner's eyes only", () => {
    const directory = tempDir();
    const log = openLogFile(directory);
    log.write("started", { openPayments: 0 });
    log.write("exchange", { kind: "sale", stan: 7, outcome: "unknown", fault: "timedOut", pan: PAN });
    log.write("somethingNew", { pan: PAN });
    expect(logged(directory)).toEqual([
      { level: 30, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), event: "started", openPayments: 0 },
      {
        ...{ level: 30, time: expect.any(String), event: "exchange" },
        ...{ kind: "sale", stan: 7, outcome: "unknown", fault: "timedOut" },
      },
      { level: 30, time: expect.any(String), event: "unknownEvent" },
    ]);
    expect(statSync(join(directory, "log", "jinka.log")).mode & 0o077).toBe(0);
  });

  test("is written at once: a process that is killed has said it", () => {
    const directory = tempDir();
    openLogFile(directory).write("bug", { message: "the last words" });
    expect(logged(directory)).toMatchObject([{ event: "bug", message: "the last words" }]);
  });

  test("that cannot be written stops nobody, and says later how much is missing", () => {
    const directory = tempDir();
    // A directory in the file's place: nothing can be opened there.
    mkdirSync(join(directory, "log", "jinka.log"), { recursive: true });
    const log = openLogFile(directory);
    expect(() => log.write("started", { openPayments: 0 })).not.toThrow();
  });
});
