import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { runCommandLine } from "../../../main/cli/program.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import * as golden from "../../fixtures/iso8583/golden-messages.ts";
import { tempDir } from "../../support/temp-dir.ts";

type Said = { readonly exitCode: number; readonly out: string; readonly err: string };

async function decode(words: readonly string[], stdin: Uint8Array = new Uint8Array()): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const shell = {
    stdin: new PassThrough().end(stdin),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: {},
  };
  const exitCode = await runCommandLine(shell, ["decode", ...words]);
  return { exitCode, out: out.join(""), err: err.join("") };
}

async function json(words: readonly string[], stdin?: Uint8Array): Promise<unknown> {
  return JSON.parse((await decode([...words, "--json"], stdin)).out);
}

const AMOUNT = "9F0206000000001234";
const AMOUNT_JSON = [{ tag: "9F02", length: 6, value: "000000001234", name: "Amount, authorised (numeric)" }];

describe("decode tlv", () => {
  test("prints the documented JSON, with children below their template", async () => {
    expect(await json(["tlv", AMOUNT])).toEqual(AMOUNT_JSON);
    expect(await json(["tlv", "70095A0762280010000111"])).toEqual([
      {
        tag: "70",
        length: 9,
        value: expect.stringMatching(/^5A07[0-9*]+$/),
        name: expect.any(String),
        children: [{ tag: "5A", length: 7, value: "622800****0111", name: expect.any(String) }],
      },
    ]);
  });

  test("says it in words, in both languages", async () => {
    expect(await decode(["tlv", AMOUNT, "--lang", "en"])).toEqual({
      exitCode: EXIT.done,
      out: "9F02 [6] Amount, authorised (numeric): 000000001234\n",
      err: "",
    });
    expect((await decode(["tlv", "95050000048000", "--lang", "zh-CN"])).out).toContain("已输入联机 PIN");
  });

  test.each([
    { name: "lower case", text: AMOUNT.toLowerCase() },
    { name: "0x in front", text: `0x${AMOUNT}` },
    { name: "blanks", text: "9F 02 06 00 00 00 00 12 34" },
    { name: "colons", text: "9F:02:06:00:00:00:00:12:34" },
    { name: "line breaks", text: "9F0206\n0000\r\n00001234\n" },
  ])("takes hexadecimal digits with $name", async ({ text }) => {
    expect(await json(["tlv", text])).toEqual(AMOUNT_JSON);
  });

  test("takes a file with digits or with the bytes, and standard input", async () => {
    const directory = tempDir();
    const write = (name: string, content: string | Uint8Array): string => {
      const file = join(directory, name);
      writeFileSync(file, content);
      return file;
    };
    const files = [
      write("digits", AMOUNT),
      write("digits-crlf", `${AMOUNT}\r\n`),
      write("marked", `\uFEFF${AMOUNT}`),
      write("bytes", fromHex(AMOUNT)),
    ];
    for (const file of files) expect(await json(["tlv", file])).toEqual(AMOUNT_JSON);
    expect(await json(["tlv", "-"], Buffer.from(`${AMOUNT}\n`))).toEqual(AMOUNT_JSON);
    expect(await json(["tlv", "-"], fromHex(AMOUNT))).toEqual(AMOUNT_JSON);
  });
});

describe("decode 8583", () => {
  test("prints the documented JSON: tpdu, header, mti, fields", async () => {
    const hex = golden.SALE_CHIP_PIN_REQUEST;
    const decoded = await json(["8583", hex]);
    expect(decoded).toMatchObject({ mti: "0200", fields: { "3": "000000", "4": "000000012840" } });
    const framed = golden.GOLDEN_TPDU + golden.GOLDEN_HEADER + hex;
    expect(await json(["8583", framed])).toMatchObject({
      tpdu: golden.GOLDEN_TPDU,
      header: golden.GOLDEN_HEADER,
      mti: "0200",
      fields: { "2": "622202*********0004" },
    });
    const { out } = await decode(["8583", hex]);
    expect(out).toContain("CNY 128.40");
    expect(out).toContain("622202*********0004");
  });
});

describe("what cannot be decoded", () => {
  test.each([
    { name: "a word", input: "zebra", en: "'zebra' is neither hexadecimal digits nor a file" },
    { name: "nothing", input: "", en: "'' is neither hexadecimal digits nor a file" },
    { name: "an odd number of digits", input: "9F020", en: "9F020 has 5 hexadecimal digits, an odd number" },
    { name: "a directory", input: "/", en: "The file / cannot be read (EISDIR)" },
    {
      name: "a device without end",
      input: "/dev/zero",
      en: "The file /dev/zero has more than 1000000 bytes",
    },
    { name: "an empty file", input: "/dev/null", en: "There is nothing in /dev/null" },
    { name: "empty standard input", input: "-", en: "There is nothing in (standard input)" },
  ])("$name: a sentence and exit code 2", async ({ input, en }) => {
    const said = await decode(["tlv", input, "--lang", "en"]);
    expect(said).toMatchObject({ exitCode: EXIT.usage, out: "" });
    expect(said.err).toContain(en);
    expect(await json(["8583", input])).toMatchObject({ ok: false, error: { kind: "usage.input" } });
  });

  test("a file that is too long is not read to its end", async () => {
    const file = join(tempDir(), "long");
    writeFileSync(file, new Uint8Array(1_000_001));
    expect((await decode(["tlv", file, "--lang", "zh-CN"])).err).toContain("超过 1000000 字节");
  });

  test("a file whose name looks like digits is meant only with its directory", async () => {
    const directory = tempDir();
    mkdirSync(join(directory, "x"));
    writeFileSync(join(directory, "x", "CAFE00"), fromHex(AMOUNT));
    expect(await json(["tlv", join(directory, "x", "CAFE00")])).toEqual(AMOUNT_JSON);
  });
});

describe("any bytes", () => {
  const kinds = fc.constantFrom("tlv", "8583");
  /** Bytes that begin like something real reach further than noise. */
  const starts = [
    "",
    "70",
    "5A",
    "9F02",
    "0200",
    "0810",
    `${golden.GOLDEN_TPDU}${golden.GOLDEN_HEADER}0200`,
    golden.SALE_CHIP_PIN_REQUEST.slice(0, 80),
  ];
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }))
    .map(([start, rest]) => start + toHex(rest))
    .filter((hex) => hex !== "");

  test("are explained in words and in JSON, and never end in an error", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, bytes, fc.constantFrom("en", "zh-CN"), async (kind, hex, lang) => {
        const said = await decode([kind, hex, "--lang", lang]);
        expect(said).toMatchObject({ exitCode: EXIT.done, err: "" });
        const decoded = await json([kind, hex, "--lang", lang]);
        expect(Array.isArray(decoded)).toBe(kind === "tlv");
      }),
      { numRuns: 300 },
    );
  });

  test("as any text on the command line are decoded or refused with a sentence", async () => {
    const words = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.base64String());
    await fc.assert(
      fc.asyncProperty(kinds, words, async (kind, word) => {
        // A word that begins with a dash is an option to any command line.
        fc.pre(!word.startsWith("-") && !word.includes("/"));
        const said = await decode([kind, word, "--lang", "en"]);
        expect([EXIT.done, EXIT.usage]).toContain(said.exitCode);
        expect(said.err === "").toBe(said.exitCode === EXIT.done);
      }),
      { numRuns: 300 },
    );
  });

  test("through standard input too, in any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, fc.uint8Array({ minLength: 1, maxLength: 5_000 }), async (kind, stdin) => {
        expect(await decode([kind, "-"], stdin)).toMatchObject({ exitCode: EXIT.done, err: "" });
      }),
      { numRuns: 50 },
    );
  });
});
