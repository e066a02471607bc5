import fc from "fast-check";
import { expect, test } from "vitest";
import { CUP_POS_SPEC } from "../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import type { FieldFormat, FieldValue } from "../../drivers/acquirer-iso8583/codec/field-format.ts";
import {
  FRAME_LENGTH_MAX,
  FrameReader,
  joinFrame,
  splitFrame,
} from "../../drivers/acquirer-iso8583/codec/frame.ts";
import { decodeIso8583, encodeIso8583 } from "../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { explain8583 } from "../../drivers/acquirer-iso8583/lens/explain.ts";
import { decode8583 } from "../../drivers/acquirer-iso8583/lens.ts";
import { parseWorkingKeys } from "../../drivers/acquirer-iso8583/messages/working-keys.ts";
import { concatBytes, fromHex, toHex } from "../../main/domain/bytes.ts";
import { classify, explainResponseCode } from "../../main/domain/payment/response-codes.ts";
import * as golden from "../fixtures/iso8583/golden-messages.ts";
import { PUBLISHED_MESSAGES } from "../fixtures/iso8583/published-messages.ts";

const DIGITS = "0123456789";
const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ";

const textOf = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

/** A value that fits the format; long private fields are kept short, so that a message stays one. */
function fieldValue(format: FieldFormat): fc.Arbitrary<FieldValue> {
  const { length, coding } = format;
  const [least, most] =
    length.kind === "fixed" ? [length.length, length.length] : [0, Math.min(length.max, 60)];
  switch (coding.kind) {
    case "bytes":
      return fc.uint8Array({ minLength: least, maxLength: most });
    case "packed":
      return textOf(coding.digits === "decimal" ? DIGITS : "0123456789ABCDEF", least, most);
    case "text":
      return textOf(coding.allowed === "alphanumeric" ? ALPHANUMERIC : `${ALPHANUMERIC}+-/.,`, least, most);
  }
}

const anyMessage = fc
  .record({
    mti: textOf(DIGITS, 4, 4),
    fields: fc.record(
      Object.fromEntries(
        Object.entries(CUP_POS_SPEC.fields).map(([number, format]) => [number, fieldValue(format)]),
      ),
      { requiredKeys: [] },
    ),
  })
  .map(({ mti, fields }) => ({
    mti,
    fields: new Map<number, FieldValue>(
      Object.entries(fields).map(([number, value]) => [Number(number), value as FieldValue]),
    ),
  }));

test("what is encoded is decoded to the same", () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const encoded = encodeIso8583(CUP_POS_SPEC, message);
      expect(encoded.ok && decodeIso8583(CUP_POS_SPEC, encoded.value)).toEqual({ ok: true, value: message });
    }),
    { numRuns: 300 },
  );
});

const SEEDS = [
  golden.SIGN_IN_ANSWER,
  golden.SALE_CHIP_PIN_REQUEST,
  golden.SALE_ANSWER,
  golden.VOID_REQUEST,
  ...PUBLISHED_MESSAGES.map(({ hex, hasLength }) => hex.slice(hasLength ? 26 : 22)),
].map(fromHex);

/** Bytes near a message: some changed, some taken away, some added. Plain noise seldom gets past the bitmap. */
const nearMessage = fc
  .record({
    seed: fc.constantFrom(...SEEDS),
    changes: fc.array(fc.record({ at: fc.nat(400), byte: fc.nat(255) }), { maxLength: 6 }),
    keep: fc.option(fc.nat(400), { nil: undefined }),
    tail: fc.uint8Array({ maxLength: 4 }),
  })
  .map(({ seed, changes, keep, tail }) => {
    const bytes = seed.slice(0, keep);
    for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
    return concatBytes(bytes, tail);
  });

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), nearMessage);

test("any bytes give a message or a fault inside them, and a message is written back to bytes that say the same", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const decoded = decodeIso8583(CUP_POS_SPEC, bytes);
      if (!decoded.ok) {
        expect(decoded.fault.offset).toBeLessThanOrEqual(bytes.length);
        expect(decoded.fault.field).toBeLessThanOrEqual(64);
        return;
      }
      const again = encodeIso8583(CUP_POS_SPEC, decoded.value);
      expect(again.ok && decodeIso8583(CUP_POS_SPEC, again.value)).toEqual(decoded);
    }),
    { numRuns: 2000 },
  );
});

test("any fields give bytes or a fault", () => {
  const anyValue = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 1200 }),
    fc.uint8Array({ maxLength: 1200 }),
  );
  const anyNumber = fc.oneof(fc.integer({ min: -2, max: 200 }), fc.double());
  fc.assert(
    fc.property(fc.string(), fc.array(fc.tuple(anyNumber, anyValue), { maxLength: 5 }), (mti, entries) => {
      expect(typeof encodeIso8583(CUP_POS_SPEC, { mti, fields: new Map(entries) }).ok).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});

test("frames come out of a stream as they went in, however it is sliced", () => {
  const body = fc.uint8Array({ minLength: 11, maxLength: 300 });
  fc.assert(
    fc.property(
      fc.array(body, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (bodies, cuts) => {
        const stream = concatBytes(
          ...bodies.map((bytes) => {
            const parts = splitFrame(bytes);
            if (parts === undefined) throw new Error("eleven bytes are enough for the headers");
            return joinFrame(parts);
          }),
        );
        const reader = new FrameReader();
        const read: string[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          read.push(...reader.push(stream.subarray(at, at + size)).frames.map(toHex));
          at += size;
        }
        expect(read).toEqual(bodies.map(toHex));
        expect(reader.pendingLength).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test("any stream is cut without a throw, and never more than one frame is held back", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 20 }), (chunks) => {
      const reader = new FrameReader();
      for (const chunk of chunks) {
        reader.push(chunk);
        expect(reader.pendingLength).toBeLessThanOrEqual(FRAME_LENGTH_MAX + 1);
      }
    }),
    { numRuns: 300 },
  );
});

test("the lens reads any bytes and any text without a throw", () => {
  const framed = anyBytes.map((bytes) => concatBytes(fromHex("6000030000603100310000"), bytes));
  fc.assert(
    fc.property(
      fc.oneof(anyBytes, framed, fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789abcdef") })),
      (input) => {
        const decoded = decode8583(input);
        expect(decoded.mti !== undefined || decoded.error !== undefined).toBe(true);
        expect(explain8583(decoded).length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 2000 },
  );
});

test("the lens never shows a PAN, a track, an expiry or a PIN block, wherever a sale was cut or changed", () => {
  const sale = fromHex(golden.SALE_CHIP_PIN_REQUEST);
  const secrets = ["6222021700000000004", "4D3012220", "735DF4A4F5E391CA"];
  fc.assert(
    fc.property(fc.nat(sale.length), fc.nat(sale.length - 1), fc.nat(255), (keep, at, byte) => {
      const bytes = sale.slice(0, keep);
      // The first 30 bytes say where the card data stand; a message that lies about that is another message.
      if (at >= 30 && at < bytes.length) bytes[at] = byte;
      const shown = explain8583(decode8583(bytes)).join("\n");
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }),
    { numRuns: 1000 },
  );
});

test("any length of DE62 gives keys or none, and any code has its sentences", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.string(), (bytes, code) => {
      parseWorkingKeys(bytes);
      expect(["approved", "declined", "unknown"]).toContain(classify(code, "sale"));
      expect(explainResponseCode(code, "void", "zh-CN").whatToDo).not.toBe("");
    }),
    { numRuns: 300 },
  );
});
