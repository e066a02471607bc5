import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { TRACE_COMMANDS_EN, TRACE_COMMANDS_ZH } from "../../../main/cli/explain-text-tables.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { createCardTraceFiles } from "../../../main/system/card-trace-files.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { recorded } from "../domain/emv/trace/recorded.ts";

const ID = "7c0ffee0-0000-4000-8000-000000000042";

async function jinka(...words: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const shell = {
    stdin: new PassThrough().end(),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: {},
  };
  const exitCode = await runCommandLine(shell, words);
  return { exitCode, out: out.join(""), err: err.join("") };
}

/** A data directory with one trace in it. */
async function kept(): Promise<string> {
  const directory = tempDir();
  must(await createCardTraceFiles(directory).keep(recorded().masked));
  return directory;
}

describe("explain", () => {
  const sentence = "Approved: the bank said yes, and the card confirmed it.\n";

  test("says one sentence about a payment, and about the last one when none is named", async () => {
    const directory = await kept();
    expect(await jinka("explain", ID, "--data-dir", directory)).toEqual({
      exitCode: EXIT.done,
      out: sentence,
      err: "",
    });
    expect((await jinka("explain", "--data-dir", directory)).out).toBe(sentence);
    expect((await jinka("explain", ID, "--data-dir", directory, "--lang", "zh-CN")).out).toBe(
      "已批准：银行同意，卡片确认。\n",
    );
    expect((await jinka("explain", "--list", "--data-dir", directory)).out).toBe(`${ID}\n`);
  });

  test("shows everything to the engineer, and as JSON", async () => {
    const directory = await kept();
    const { out } = await jinka("explain", ID, "--engineer", "--data-dir", directory);
    expect(out).toContain("Terminal action analysis\n");
    expect(out).toContain("[EMV Book 3, 10.7]");
    const json = JSON.parse(
      (await jinka("explain", ID, "--engineer", "--json", "--data-dir", directory)).out,
    );
    expect(json).toMatchObject({ ok: true, paymentId: ID, sentence: sentence.trim() });
    expect(json.lines.length).toBeGreaterThan(100);
  });

  test("exports a trace that it explains and replays, and writes over nothing", async () => {
    const directory = await kept();
    const file = join(directory, "trace.json");
    expect((await jinka("explain", ID, "--export", file, "--data-dir", directory)).exitCode).toBe(EXIT.done);
    expect(existsSync(file)).toBe(true);
    expect((await jinka("explain", file)).out).toBe(sentence);
    expect((await jinka("explain", ID, "--export", file, "--data-dir", directory)).exitCode).toBe(
      EXIT.refused,
    );
    const replayed = await jinka("replay", file);
    expect(replayed.exitCode).toBe(EXIT.done);
    expect(replayed.out).toContain("What could be checked agrees: 17 of 18 commands.");
    expect(replayed.out).toContain("Command 14: not checked");
  });

  test("says when there is none", async () => {
    const directory = tempDir();
    const none = await jinka("explain", "nobody", "--data-dir", directory);
    expect(none).toMatchObject({ exitCode: EXIT.refused, out: "" });
    expect(none.err).toContain("There is no trace of nobody.");
    expect((await jinka("explain", "--data-dir", directory)).err).toBe(
      "No card payment has left a trace yet.\n",
    );
  });
});

describe("replay", () => {
  const write = (name: string, text: string): string => {
    const file = join(tempDir(), name);
    writeFileSync(file, text);
    return file;
  };

  test("of a test card's whole trace is the same to the last byte", async () => {
    const file = write("full.json", JSON.stringify(recorded().full));
    expect(await jinka("replay", file)).toEqual({
      exitCode: EXIT.done,
      out: "The kernel does the same again: all 18 commands agree, and so does the result.\n",
      err: "",
    });
  });

  test("names the byte of the command that differs", async () => {
    const text = JSON.stringify(recorded().full).replace("80AE800020000000001234", "80AE800020000000001235");
    const replayed = await jinka("replay", write("changed.json", text));
    expect(replayed.exitCode).toBe(EXIT.disagree);
    expect(replayed.out).toBe("Command 17 differs at byte 11: the trace has 35, the kernel sends 34.\n");
  });

  const trace = recorded().full;
  test.each([
    { name: "no JSON", text: "{", kind: "refused.trace.notJson" },
    { name: "something else", text: "{}", kind: "refused.trace.otherFormat" },
    {
      name: "another version",
      text: JSON.stringify({ ...trace, version: 2 }),
      kind: "refused.trace.otherVersion",
    },
    {
      name: "half of one",
      text: JSON.stringify({ ...trace, entries: undefined }),
      kind: "refused.trace.wrongMember",
    },
    {
      name: "odd digits",
      text: JSON.stringify(trace).replace("00A4", "0A4"),
      kind: "refused.trace.wrongMember",
    },
    {
      name: "no such kernel",
      text: JSON.stringify({ ...trace, kernel: "toString" }),
      kind: "refused.kernel",
    },
    { name: "no input", text: JSON.stringify({ ...trace, input: {} }), kind: "refused.input" },
  ])("refuses $name in one sentence", async ({ text, kind }) => {
    const { exitCode, out } = await jinka("replay", write("bad.json", text), "--json");
    expect(exitCode).toBe(EXIT.refused);
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { kind } });
  });

  test("any change of a trace gives an answer and no bug", async () => {
    const text = JSON.stringify(trace);
    for (let at = 50; at < text.length; at += 211) {
      const changed = `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`;
      const { exitCode } = await jinka("replay", write("any.json", changed));
      expect([EXIT.done, EXIT.refused, EXIT.disagree]).toContain(exitCode);
    }
  });
});

test("both tables have the same keys and the same gaps", () => {
  const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  expect(Object.keys(TRACE_COMMANDS_ZH).sort()).toEqual(Object.keys(TRACE_COMMANDS_EN).sort());
  for (const [key, text] of Object.entries(TRACE_COMMANDS_EN)) {
    const zh = TRACE_COMMANDS_ZH[key as keyof typeof TRACE_COMMANDS_EN];
    expect({ key, gaps: gaps(zh) }).toEqual({ key, gaps: gaps(text) });
    expect(zh).toMatch(/[一-鿿]/);
  }
  expect(readFileSync("main/cli/explain-text-tables.ts", "utf8")).not.toContain("!");
});
