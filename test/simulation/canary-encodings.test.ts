import { createHash, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { HASHES, needlesFor, type Secret } from "./canary-needles.ts";
import { type Find, search } from "./canary-search.ts";

const PAN = "6228480731946250187";
const NAME = "KANARI/HELENE";
const KEY = Uint8Array.from([0x8f, 0x1c, 0x93, 0x05, 0x7e, 0xe2, 0x40, 0xb6]);

const SECRETS: readonly Secret[] = [
  { name: "PAN", text: PAN, hashed: true },
  { name: "name", text: NAME },
  { name: "key", bytes: KEY },
];

const needles = needlesFor(SECRETS);

/** Noise, the leak, noise: as a leak lies in a file. */
function among(leak: Buffer): Buffer {
  return Buffer.concat([randomBytes(777), leak, randomBytes(333)]);
}

function findsIn(bytes: Buffer): Find[] {
  return search([{ place: "here", bytes }], needles);
}

const named = (name: string) => (finds: readonly Find[]) => finds.some(({ secret }) => secret === name);

/** The ways in which programs leak, each made as such a program would, and not by the code that looks for it. */
const bytesOf: Readonly<Record<string, Buffer>> = {
  PAN: Buffer.from(PAN),
  name: Buffer.from(NAME),
  key: Buffer.from(KEY),
};

describe.each(Object.keys(bytesOf))("the search finds a planted %s", (name) => {
  const secret = bytesOf[name] ?? Buffer.alloc(0);
  const isFound = named(name);

  test("as it is, and inside a line of a log", () => {
    expect(isFound(findsIn(among(secret)))).toBe(true);
    const line = Buffer.concat([Buffer.from('{"event":"exchange","x":"'), secret, Buffer.from('"}\n')]);
    expect(isFound(findsIn(among(line)))).toBe(true);
  });

  test("in hexadecimal of either case, in the middle of a dump, also in UTF-16", () => {
    const dump = Buffer.concat([randomBytes(9), secret, randomBytes(5)]).toString("hex");
    for (const text of [dump, dump.toUpperCase(), `<Buffer ${dump.match(/../g)?.join(" ")}>`]) {
      expect(isFound(findsIn(among(Buffer.from(text))))).toBe(true);
      const wide = Buffer.from(text, "utf16le");
      expect(isFound(findsIn(among(wide)))).toBe(true);
      expect(isFound(findsIn(among(Buffer.from(wide).swap16())))).toBe(true);
    }
  });

  test.each([0, 1, 2, 3, 4, 5])("in base64 and base64url behind %i other bytes", (before) => {
    const whole = Buffer.concat([randomBytes(before), secret, randomBytes(7)]);
    expect(isFound(findsIn(among(Buffer.from(whole.toString("base64")))))).toBe(true);
    expect(isFound(findsIn(among(Buffer.from(whole.toString("base64url")))))).toBe(true);
  });

  test("as JSON and as the inspector of Node write an array of bytes", () => {
    const array = new Uint8Array(secret);
    for (const text of [
      JSON.stringify({ x: array }),
      JSON.stringify({ x: [...array] }),
      JSON.stringify({ x: secret }),
      JSON.stringify([...array], null, 2),
      inspect({ x: array }),
      inspect({ x: secret }),
      inspect([...array]),
    ]) {
      expect(isFound(findsIn(among(Buffer.from(text)))), text).toBe(true);
    }
  });
});

describe("the search finds a planted card number", () => {
  const isFound = named("PAN");

  test("as UTF-16, little and big endian", () => {
    const wide = Buffer.from(`card ${PAN}.`, "utf16le");
    expect(isFound(findsIn(among(wide)))).toBe(true);
    expect(isFound(findsIn(among(Buffer.from(wide).swap16())))).toBe(true);
  });

  test("in groups of four, over two lines, and with a separator before a track's rest", () => {
    const grouped = PAN.replace(/(\d{4})/g, "$1 ");
    expect(isFound(findsIn(among(Buffer.from(grouped))))).toBe(true);
    expect(isFound(findsIn(among(Buffer.from(`${PAN.slice(0, 9)}\r\n${PAN.slice(9)}`))))).toBe(true);
    expect(isFound(findsIn(among(Buffer.from(`;${PAN}=4912220731940000?`))))).toBe(true);
  });

  test.each(["", "A", "12", "9F7"])("as packed BCD behind the nibbles '%s'", (before) => {
    const text = `${before}${PAN}D4912220731`;
    const whole = Buffer.from(text.length % 2 === 0 ? text : `${text}F`, "hex");
    expect(isFound(findsIn(among(whole)))).toBe(true);
    // The same bytes in base64, as a binary field of a JSON file.
    expect(isFound(findsIn(among(Buffer.from(whole.toString("base64")))))).toBe(true);
    // With the halves of each byte exchanged, as telephone networks write numbers.
    const swapped = Buffer.from(whole.map((byte) => ((byte & 0x0f) << 4) | (byte >> 4)));
    expect(isFound(findsIn(among(swapped)))).toBe(true);
  });

  test.each(HASHES)("as a plain %s, in bytes, hexadecimal or base64", (algorithm) => {
    for (const input of [Buffer.from(PAN), Buffer.from(`${PAN}F`, "hex")]) {
      const digest = createHash(algorithm).update(input).digest();
      for (const leak of [
        digest,
        ...(["hex", "base64", "base64url"] as const).map((form) => digest.toString(form)),
      ]) {
        expect(isFound(findsIn(among(Buffer.from(leak as string))))).toBe(true);
      }
      expect(isFound(findsIn(among(Buffer.from(digest.toString("hex").toUpperCase()))))).toBe(true);
    }
  });
});

test("every single form that is looked for is found where it is planted", () => {
  for (const needle of needles) {
    const finds = findsIn(among(needle.bytes));
    const same = finds.filter(
      ({ secret, encoding }) => secret === needle.secret && encoding === needle.encoding,
    );
    expect(same, `${needle.secret}: ${needle.encoding}`).toHaveLength(1);
  }
  expect(needles.length).toBeGreaterThan(150);
});

test("what may be kept is not taken for a secret: a masked number, a keyed look-up, noise", () => {
  const masked = `${PAN.slice(0, 6)}${"*".repeat(PAN.length - 10)}${PAN.slice(-4)}`;
  const keyed = createHash("sha256").update("a key of its own").update(PAN).digest("hex");
  expect(findsIn(Buffer.from(`${masked} ${keyed} TEST/DEBIT`))).toEqual([]);
  expect(findsIn(randomBytes(1_000_000))).toEqual([]);
});
