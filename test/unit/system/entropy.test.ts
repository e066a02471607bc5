import { expect, test } from "vitest";
import { toHex } from "../../../main/domain/bytes.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";

test("random bytes have the asked length and differ from call to call", () => {
  const drawn = Array.from({ length: 50 }, () => systemEntropy.bytes(16));
  expect(drawn.every((bytes) => bytes.length === 16)).toBe(true);
  expect(new Set(drawn.map(toHex)).size).toBe(50);
  expect(systemEntropy.bytes(0)).toEqual(new Uint8Array());
});

test("identifiers are version 4 UUIDs in lower case", () => {
  expect(systemEntropy.uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
