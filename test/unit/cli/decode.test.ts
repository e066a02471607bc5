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

describe("decode apdu", () => {
  const TRACE = "> 00 B2 01 0C 00\n< 70 09 5A 07 62 28 00 10 00 01 11 90 00\n";
  const TRACE_JSON = [
    {
      kind: "command",
      header: "00B2010C",
      command: "READ RECORD",
      purpose: "read one record",
      explained: ["record 1 of SFI 1"],
      le: 256,
      line: 1,
    },
    {
      kind: "response",
      sw: "9000",
      meaning: "done",
      answers: "READ RECORD",
      length: 11,
      data: [
        {
          tag: "70",
          length: 9,
          value: "5A07622800****0111",
          name: "READ RECORD response template",
          children: [
            {
              tag: "5A",
              length: 7,
              value: "622800****0111",
              name: "Application primary account number (PAN)",
            },
          ],
        },
      ],
      line: 2,
    },
  ];

  test("prints the documented JSON, one element an APDU", async () => {
    expect(await json(["apdu", TRACE, "--lang", "en"])).toEqual(TRACE_JSON);
  });

  test("says it in words, in both languages", async () => {
    expect(await decode(["apdu", "80AE8000", "--lang", "en"])).toEqual({
      exitCode: EXIT.done,
      out: "> 80AE8000 GENERATE AC: ask for a cryptogram\n    asks for an ARQC: go online\n",
      err: "",
    });
    expect((await decode(["apdu", "6A83", "--lang", "zh-CN"])).out).toBe("< 6A83 未找到记录 [0]\n");
  });

  test("takes a trace from a file in any coding of a text, and from standard input", async () => {
    const directory = tempDir();
    const files = [
      ["trace.txt", Buffer.from(TRACE)],
      ["marked.txt", Buffer.from(`\uFEFF${TRACE}`)],
      ["windows.txt", Buffer.from(`\uFEFF${TRACE.replaceAll("\n", "\r\n")}`, "utf16le")],
    ] as const;
    for (const [name, bytes] of files) {
      const file = join(directory, name);
      writeFileSync(file, bytes);
      expect(await json(["apdu", file, "--lang", "en"])).toEqual(TRACE_JSON);
    }
    expect(await json(["apdu", "-", "--lang", "en"], Buffer.from(TRACE))).toEqual(TRACE_JSON);
  });

  test("takes the bytes of one APDU from a file", async () => {
    const file = join(tempDir(), "apdu.bin");
    writeFileSync(file, fromHex("00B2010C00"));
    expect((await decode(["apdu", file, "--lang", "en"])).out).toContain("record 1 of SFI 1");
  });
});

describe("decode escpos", () => {
  const SLIP = "1B40" + "1B6101" + "BDF0BFA8" + "0A" + "1D564203";

  test("prints the documented JSON, one element a command or a stretch of text", async () => {
    expect(await json(["escpos", SLIP, "--lang", "en"])).toEqual([
      { offset: 0, length: 2, command: "ESC @", purpose: "initialise" },
      { offset: 2, length: 3, command: "ESC a", purpose: "alignment", explained: "centre" },
      { offset: 5, text: "金卡", style: "centre" },
      { offset: 9, length: 1, command: "LF", purpose: "print the line" },
      {
        offset: 10,
        length: 4,
        command: "GS V",
        purpose: "cut",
        explained: "partial, after feeding to the knife and 3 units more",
      },
    ]);
  });

  test("says it in words, and takes the bytes themselves from a file", async () => {
    const file = join(tempDir(), "slip.bin");
    writeFileSync(file, fromHex(SLIP));
    const { out, exitCode } = await decode(["escpos", file, "--lang", "zh-CN"]);
    expect(exitCode).toBe(EXIT.done);
    expect(out).toContain('0005  "金卡" (居中)\n');
    expect(out).toContain("000A  GS V: 切纸: 半切");
  });

  test("a stream with pictures may be longer than a message, and what it prints stays bounded", async () => {
    const file = join(tempDir(), "pictures.bin");
    writeFileSync(file, new Uint8Array(3_000_000).fill(0x0a));
    const { out } = await decode(["escpos", file, "--lang", "en"]);
    expect(out.length).toBeLessThan(300_000);
    expect(out).toContain("2995000 more bytes are not shown.");
    expect(await json(["escpos", "/dev/zero"])).toMatchObject({ error: { kind: "usage.input" } });
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
  const kinds = fc.constantFrom("tlv", "8583", "apdu", "escpos");
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
        expect(Array.isArray(decoded)).toBe(kind !== "8583");
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
