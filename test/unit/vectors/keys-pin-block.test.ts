import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { desDecrypt, desEncrypt } from "../../../simulators/crypto/des.ts";
import { decodePinBlock, encodePinBlock } from "../../../simulators/crypto/pin-block.ts";
import { readPinQuestion } from "../../../simulators/pin-pad/requests.ts";

/** ISO 9564-1 format 0. Sources: openemv/pinblock, test/pinblock_format0_test.c; knovichikhin/psec, tests/test_pinblock.py. */
const good = [
  { name: "openemv-iso9564-format0", pin: "1234", pan: "4012345678909", block: "041274EDCBA9876F" },
  { name: "psec-pinblock-6", pin: "1234", pan: "5555555551234567", block: "041261AAAAEDCBA9" },
  { name: "psec-pinblock-7", pin: "123456789012", pan: "5555555551234567", block: "0C1261032D8226A9" },
  { name: "psec-pinblock-45", pin: "1234", pan: "5555555551234567", block: "041261AAAAEDCBA9" },
  { name: "psec-pinblock-47", pin: "1234567890", pan: "5555555551234567", block: "0A1261032D82CBA9" },
  { name: "psec-pinblock-48", pin: "123456789012", pan: "5555555551234567", block: "0C1261032D8226A9" },
] as const;

test.each(good)("the PIN block $name is made and read back", ({ pin, pan, block }) => {
  expect(toHex(encodePinBlock(pin, pan))).toBe(block);
  expect(decodePinBlock(fromHex(block), pan)).toBe(pin);
});

test.each([
  { name: "psec-pinblock-2", pin: "1234567890123", pan: "55555555555555" },
  { name: "psec-pinblock-3", pin: "123A", pan: "55555555555555" },
])("no PIN block is made of $name", ({ pin, pan }) => {
  expect(() => encodePinBlock(pin, pan)).toThrow();
});

/** The pad refuses a PAN before it asks anybody, so no block is made of one. */
test.each([
  { name: "psec-pinblock-5", pan: "5555555555555A" },
  { name: "psec-pinblock-43", pan: "555555555123" },
  { name: "psec-pinblock-44", pan: "5555555551234A" },
])("the pad refuses the PAN of $name", ({ pan }) => {
  const length = pan.length.toString(16).padStart(2, "0");
  const question = fromHex(`0000040C010000EA600000000123450156${length}${pan}`);
  expect(readPinQuestion(question)).toBe(0x02);
});

test.each([
  { name: "openemv-iso9564-format0, another PAN", block: "041274EDCBA9876F", pan: "4022345678909" },
  { name: "psec-pinblock-39", block: "0F1261AAAAEDCBA9", pan: "5555555551234567" },
  { name: "psec-pinblock-40", block: "021261AAAAEDCBA9", pan: "5555555551234567" },
  { name: "psec-pinblock-43", block: "051261AAAAEDCBA9", pan: "555555555123" },
  { name: "psec-pinblock-44", block: "051261AAAAEDCBA9", pan: "5555555551234A" },
])("no PIN is read from $name", ({ block, pan }) => {
  expect(decodePinBlock(fromHex(block), pan)).toBeUndefined();
});

test("a block of 7 bytes is not taken (psec-pinblock-38)", () => {
  expect(() => decodePinBlock(fromHex("041261AAAAEDCB"), "5555555551234567")).toThrow();
});

test("the encrypted block of the fact book is made and read back (cup-8583 section 7)", () => {
  const key = fromHex("0123456789ABCDEFFEDCBA9876543210");
  const encrypted = desEncrypt(key, encodePinBlock("123456", "6222021700000000004"));
  expect(toHex(encrypted)).toBe("735DF4A4F5E391CA");
  expect(decodePinBlock(desDecrypt(key, encrypted), "6222021700000000004")).toBe("123456");
});

test("the restated blocks are all of format 0 that the published set has", () => {
  const directory = process.env["JINKA_VECTORS"];
  if (directory === undefined) {
    console.log("JINKA_VECTORS is not set: the set of published PIN blocks was not read.");
    return;
  }
  const set = JSON.parse(readFileSync(join(directory, "crypto", "pinblock.json"), "utf8"));
  const published: { id: string; format?: number; op?: string }[] = set.vectors;
  const ofFormat0 = published.filter(({ format, op }) => format === 0 || op?.endsWith("_iso_0") === true);
  const source = readFileSync(new URL(import.meta.url), "utf8");
  for (const { id } of ofFormat0) expect(source).toMatch(new RegExp(`\\b${id}\\b`));
  console.log(`${ofFormat0.length} PIN blocks of format 0 read from JINKA_VECTORS.`);
});
