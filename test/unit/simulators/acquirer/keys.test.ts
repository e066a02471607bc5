import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import {
  keySource,
  makeWorkingKeys,
  parseTmk,
  TEST_TMK_HEX,
  unwrapKey,
  workingKeysField,
  wrapWorkingKeys,
} from "../../../../simulators/acquirer/keys.ts";
import { desDecrypt, keyCheckValue } from "../../../../simulators/crypto/des.ts";

const TMK = new Sensitive(fromHex(TEST_TMK_HEX));

test("the test TMK is the published sample key with check value 0D28E175", () => {
  expect(toHex(keyCheckValue(TMK.reveal()))).toBe("0D28E175");
});

test("published keys come into DE62 as published: a single-length MAK with eight zero bytes behind it", () => {
  // https://code456.com/article/3026509.html
  const tmk = new Sensitive(fromHex("CA5D92598DCA48CE8A4C76361A9269E9"));
  const wrapped = wrapWorkingKeys(tmk, {
    pinKey: new Sensitive(fromHex("807A23AD32B36D457AE91FDF927570EA")),
    macKey: new Sensitive(fromHex("5BB5C72CD00B7338")),
  });
  expect(toHex(workingKeysField("003", wrapped))).toBe(
    "6701EAD6A9AD51E51AA406E2C27FCFA98D0A74B8B651F9E9BACE9AE10000000000000000AB7153CA",
  );
  expect(toHex(unwrapKey(tmk, wrapped.macKey).reveal())).toBe("5BB5C72CD00B7338");
});

test("double-length keys come into DE62 as two cryptograms with their check values", () => {
  // vfwz/iso8583-parser@84de46e DateTest.java: keys under the ZMK.
  const zmk = new Sensitive(fromHex("4DDB4BCC88C66F47D21D4E096F12F6A0"));
  const wrapped = wrapWorkingKeys(zmk, {
    pinKey: new Sensitive(fromHex("6BABB0BFD9544AF7D50DEAEA7A23E38F")),
    macKey: new Sensitive(fromHex("73FE29329283FDF12540B6F80437C107")),
  });
  expect(toHex(workingKeysField("003", wrapped))).toBe(
    "B31C3B99B94E0543B5C13084D47580B7CF9C35EA" + "AC61F7F11833AEAD03503D29085C047021DD874E",
  );
});

test.each([
  { scheme: "001" as const, length: 24, parts: [8, 8] },
  { scheme: "003" as const, length: 40, parts: [16, 16] },
  { scheme: "004" as const, length: 60, parts: [16, 16, 16] },
])("scheme $scheme delivers $length bytes whose check values fit", ({ scheme, length, parts }) => {
  const field = workingKeysField(
    scheme,
    wrapWorkingKeys(TMK, makeWorkingKeys(scheme, "double", keySource(undefined), "00000001 1")),
  );
  expect(field.length).toBe(length);
  let at = 0;
  for (const part of parts) {
    const clear = desDecrypt(TMK.reveal(), field.slice(at, at + part));
    expect(toHex(keyCheckValue(clear))).toBe(toHex(field.slice(at + part, at + part + 4)));
    at += part + 4;
  }
});

test("the same seed gives the same keys, another label or seed gives others", () => {
  const key = (seed: string, label: string) =>
    toHex(makeWorkingKeys("003", "double", keySource(seed), label).macKey.reveal());
  expect(key("a", "00000001 1")).toBe(key("a", "00000001 1"));
  expect(key("a", "00000001 1")).not.toBe(key("a", "00000001 2"));
  expect(key("a", "00000001 1")).not.toBe(key("b", "00000001 1"));
});

test("every byte of a made key has odd parity", () => {
  const key = makeWorkingKeys("003", "double", keySource("parity"), "x").pinKey.reveal();
  for (const byte of key) expect(byte.toString(2).replaceAll("0", "").length % 2).toBe(1);
});

test.each([
  { name: "too short", text: "3131", good: false },
  { name: "not hexadecimal", text: "G".repeat(32), good: false },
  { name: "32 digits", text: TEST_TMK_HEX, good: true },
])("a master key of $name is read or refused", ({ text, good }) => {
  expect(parseTmk(text) !== undefined).toBe(good);
});
