import { expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { checkCaPublicKey, findCaPublicKey } from "../../../../main/domain/emv/ca-public-key.ts";
import { CA_KEY_80 } from "./kernel-fixtures.ts";
import { CA_KEY_09 } from "./unionpay-trace.ts";

test("genuine keys pass their checksum (capk A000000333-80 and -09)", () => {
  expect(checkCaPublicKey(CA_KEY_80)).toEqual({ ok: true, value: CA_KEY_80 });
  expect(checkCaPublicKey(CA_KEY_09).ok).toBe(true);
});

test.each([
  {
    name: "another byte in the modulus",
    change: { modulus: CA_KEY_80.modulus.map((b, i) => (i === 5 ? b ^ 1 : b)) },
    kind: "wrongChecksum",
  },
  { name: "another exponent", change: { exponent: fromHex("03") }, kind: "wrongChecksum" },
  { name: "another index", change: { index: 0x81 }, kind: "wrongChecksum" },
  { name: "another RID", change: { rid: fromHex("A000000334") }, kind: "wrongChecksum" },
  {
    name: "a checksum cut off",
    change: { checksum: CA_KEY_80.checksum.subarray(0, 19) },
    kind: "wrongChecksum",
  },
  { name: "an AID in place of the RID", change: { rid: fromHex("A00000033301") }, kind: "wrongRidLength" },
  { name: "an index of two bytes", change: { index: 0x180 }, kind: "wrongIndex" },
  { name: "no modulus", change: { modulus: new Uint8Array() }, kind: "noModulus" },
  { name: "no exponent", change: { exponent: new Uint8Array() }, kind: "noExponent" },
])("a key with $name is refused", ({ change, kind }) => {
  expect(checkCaPublicKey({ ...CA_KEY_80, ...change })).toEqual({ ok: false, fault: { kind } });
});

test("a key is found by the first five bytes of the AID and the card's index", () => {
  const keys = [CA_KEY_80, CA_KEY_09];
  expect(findCaPublicKey(keys, fromHex("A000000333010102"), 0x09)).toBe(CA_KEY_09);
  expect(findCaPublicKey(keys, fromHex("A000000333010102"), 0x0a)).toBeUndefined();
  expect(findCaPublicKey(keys, fromHex("A000000003101001"), 0x09)).toBeUndefined();
});
