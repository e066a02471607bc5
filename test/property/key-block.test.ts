import fc from "fast-check";
import { expect, test } from "vitest";
import { toHex } from "../../main/domain/bytes.ts";
import type { KeyBlockHeader } from "../../main/domain/keys/key-block.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { unwrapKeyBlock, wrapKeyBlock } from "../../main/system/key-block.ts";
import { openKeyBlock } from "../../simulators/crypto/key-block.ts";

const entropy = { bytes: (length: number) => new Uint8Array(length).fill(0xa5) };
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

/** Text that looks like a block at its beginning, and then like anything. */
const almostBlocks = fc
  .tuple(fc.constantFrom("A", "B", "C", "D", "E", "0"), fc.integer({ min: 0, max: 200 }), fc.string())
  .map(([version, length, rest]) => `${version}${length.toString().padStart(4, "0")}M3TC00N0100${rest}`);

test("any text gives a key block or a named fault, never a throw", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: "binary" }), almostBlocks),
      bytes(0, 40),
      (text, kbpk) => {
        const opened = unwrapKeyBlock(new Sensitive(kbpk), text);
        expect(opened.ok).toBe(false);
        expect(openKeyBlock(kbpk, text)).toBeUndefined();
      },
    ),
    { numRuns: 400 },
  );
});

const headers = fc.record({
  version: fc.constantFrom("B" as const, "D" as const),
  usage: fc.constantFrom("M3", "D0", "P0", "B1", "10"),
  algorithm: fc.constantFrom("T", "A"),
  modeOfUse: fc.constantFrom("C", "E", "X", "N"),
  keyVersion: fc.constantFrom("00", "12"),
  exportability: fc.constantFrom("N", "S", "E"),
  optionalBlocks: fc.array(
    fc.record({
      id: fc.constantFrom("KS", "IK", "LB", "TS", "99"),
      data: fc.string({ maxLength: 300, unit: fc.constantFrom(..."0123456789ABCDEF xyz~") }),
    }),
    { maxLength: 4 },
  ),
}) satisfies fc.Arbitrary<KeyBlockHeader>;

test("what is wrapped is opened again with all its optional blocks, by both sides", () => {
  fc.assert(
    fc.property(
      headers,
      bytes(32, 32),
      bytes(1, 48),
      fc.integer({ min: 0, max: 64 }),
      (header, long, key, pad) => {
        const kbpk = header.version === "B" ? long.slice(0, 16) : long;
        const wrapped = wrapKeyBlock(new Sensitive(kbpk), header, new Sensitive(key), {
          entropy,
          paddedLength: pad,
        });
        if (!wrapped.ok) throw new Error(wrapped.fault.kind);
        const opened = unwrapKeyBlock(new Sensitive(kbpk), wrapped.value);
        if (!opened.ok) throw new Error(opened.fault.kind);
        expect(toHex(opened.value.key.reveal())).toBe(toHex(key));
        const { optionalBlocks, ...fields } = opened.value.header;
        expect({ ...fields, optionalBlocks: optionalBlocks.filter(({ id }) => id !== "PB") }).toEqual(header);
        expect(toHex(openKeyBlock(kbpk, wrapped.value)?.key ?? new Uint8Array())).toBe(toHex(key));
      },
    ),
    { numRuns: 200 },
  );
});
