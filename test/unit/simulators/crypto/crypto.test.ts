import { expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { desEncrypt, keyCheckValue } from "../../../../simulators/crypto/des.ts";
import {
  answerCryptogram,
  applicationCryptogram,
  deriveCardKey,
  deriveSessionKey,
} from "../../../../simulators/crypto/emv-keys.ts";
import { decodePinBlock, encodePinBlock } from "../../../../simulators/crypto/pin-block.ts";

// The worked UnionPay example of emv-pboc 13.6 (source tag [53], recomputed there).
const CARD_KEY = "014D996FCC8F49157DC8B49E3BCDFD99";
const SESSION_KEY = "D4102725E6E5AD329E55AAB50BF23DA9";
const ARQC = "5D016C91005E7CC2";

test("a card key is derived from the issuer's master key, PAN and sequence number", () => {
  expect(toHex(deriveCardKey(fromHex("F0C34A8124CEE0A91A0B034AA97D6EAC"), "6228000100001", 1))).toBe(
    CARD_KEY,
  );
});

test("a session key is derived from the card key and the transaction counter", () => {
  expect(toHex(deriveSessionKey(fromHex(CARD_KEY), 0x0240))).toBe(SESSION_KEY);
});

test("the application cryptogram of the published example is reproduced", () => {
  const input =
    "000000000001" +
    "000000000000" +
    "0156" +
    "0080046000" +
    "0156" +
    "140701" +
    "00" +
    "1E78EEBC" +
    "7D00" +
    "0240" +
    "03A04002";
  expect(toHex(applicationCryptogram(fromHex(SESSION_KEY), fromHex(input)))).toBe(ARQC);
});

test.each([
  { arc: "01", arpc: "21415243527CE78F" },
  { arc: "00", arpc: "C01B237749040E2B" },
])("the answer cryptogram for response code $arc is reproduced", ({ arc, arpc }) => {
  expect(toHex(answerCryptogram(fromHex(SESSION_KEY), fromHex(ARQC), fromAscii(arc)))).toBe(arpc);
});

test("a PIN block of the published example is reproduced and read back", () => {
  const block = encodePinBlock("123456", "6222021700000000004");
  expect(toHex(block)).toBe("06122356FFFFFFFF");
  expect(toHex(desEncrypt(fromHex("0123456789ABCDEFFEDCBA9876543210"), block))).toBe("735DF4A4F5E391CA");
  expect(decodePinBlock(block, "6222021700000000004")).toBe("123456");
  expect(decodePinBlock(block, "6222021700000000095")).not.toBe("123456");
});

test("the check value of a double-length key is reproduced", () => {
  expect(toHex(keyCheckValue(fromHex("31313131313131313232323232323232")))).toBe("0D28E175");
});
