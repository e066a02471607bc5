import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { concatBytes, fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { TRIPLE_DES } from "../../../../simulators/crypto/symmetric-family.ts";
import { findCard, TEST_ACCOUNTS, type TestAccount } from "../../../../simulators/issuer/accounts-table.ts";
import { generateTestKey, KEY_REQUESTS } from "../../../../simulators/issuer/generate-test-keys.ts";
import { TEST_MASTER_KEYS } from "../../../../simulators/issuer/master-keys-table.ts";
import { TestIssuer } from "../../../../simulators/issuer/test-issuer.ts";
import { TEST_KEYS } from "../../../../simulators/issuer/test-keys-table.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../../../simulators/issuer/test-scheme.ts";
import { encodeTlv, readDol, readTlvs } from "../../../../simulators/issuer/tlv.ts";
import { sha1 } from "../card/independent-terminal.ts";

// The worked UnionPay example of emv-pboc 13.6 (source tag [53], recomputed there): CVN 01, 3DES.
const PUBLISHED_ACCOUNT: TestAccount = {
  cardName: "published",
  pan: "6228000100001",
  panSequenceNumber: 1,
  expiry: "3012",
  serviceCode: "220",
  kind: "debit",
  balanceFen: 0n,
  status: "active",
};
const PUBLISHED_MASTER_KEYS = {
  applicationCryptogram: fromHex("F0C34A8124CEE0A91A0B034AA97D6EAC"),
  messageAuthentication: new Uint8Array(16),
  encipherment: new Uint8Array(16),
  sm4: TEST_MASTER_KEYS.sm4,
};
const PUBLISHED_OBJECTS: readonly (readonly [string, string])[] = [
  ["9F26", "5D016C91005E7CC2"],
  ["9F27", "80"],
  ["9F10", "07010103A0400201"],
  ["9F37", "1E78EEBC"],
  ["9F36", "0240"],
  ["95", "0080046000"],
  ["9A", "140701"],
  ["9C", "00"],
  ["9F02", "000000000001"],
  ["5F2A", "0156"],
  ["82", "7D00"],
  ["9F1A", "0156"],
  ["9F03", "000000000000"],
];

const issuer = new TestIssuer([PUBLISHED_ACCOUNT], PUBLISHED_MASTER_KEYS);

function iccData(changes: { readonly [tag: string]: string | undefined } = {}): Uint8Array {
  const objects = PUBLISHED_OBJECTS.map(
    ([tag, value]) => [tag, tag in changes ? changes[tag] : value] as const,
  );
  return concatBytes(
    ...objects.flatMap(([tag, value]) =>
      value === undefined ? [] : [encodeTlv(Number.parseInt(tag, 16), fromHex(value))],
    ),
  );
}

function check(changes: { readonly [tag: string]: string | undefined } = {}) {
  return issuer.verifyApplicationCryptogram({
    pan: PUBLISHED_ACCOUNT.pan,
    panSequenceNumber: 1,
    iccData: iccData(changes),
  });
}

test("the published ARQC is accepted, with type, counter and CVR", () => {
  expect(check()).toEqual({ valid: true, cryptogramType: "ARQC", atc: 0x0240, cvr: fromHex("03A04002") });
});

test.each([
  { arc: "01", expected: "21415243527CE78F3031" },
  { arc: "00", expected: "C01B237749040E2B3030" },
])("the answer with response code $arc is the published one", ({ arc, expected }) => {
  const question = { pan: PUBLISHED_ACCOUNT.pan, panSequenceNumber: 1, iccData: iccData(), arc };
  expect(toHex(issuer.answerCryptogramFor(question) ?? new Uint8Array(0))).toBe(expected);
});

test.each([
  { name: "another amount", changes: { "9F02": "000000000002" }, reason: "wrongCryptogram" },
  { name: "another TVR", changes: { "95": "0000000000" }, reason: "wrongCryptogram" },
  { name: "another counter", changes: { "9F36": "0241" }, reason: "wrongCryptogram" },
  { name: "another CVR", changes: { "9F10": "07010103A0000201" }, reason: "wrongCryptogram" },
  { name: "a TC claimed for an ARQC", changes: { "9F27": "40" }, reason: "cryptogramTypeContradicted" },
  { name: "no unpredictable number", changes: { "9F37": undefined }, reason: "missingDataObject" },
  { name: "a cryptogram of 7 bytes", changes: { "9F26": "5D016C91005E7C" }, reason: "missingDataObject" },
  { name: "a short IAD", changes: { "9F10": "07010103A04002" }, reason: "missingDataObject" },
  { name: "CVN 17", changes: { "9F10": "07011103A0400201" }, reason: "wrongCryptogram" },
  { name: "CVN 18", changes: { "9F10": "07011203A0400201" }, reason: "unknownCryptogramVersion" },
  { name: "SM4 claimed", changes: { "9F10": "07010103A0400204" }, reason: "wrongCryptogram" },
  { name: "no algorithm", changes: { "9F10": "07010103A0400200" }, reason: "unknownCryptogramVersion" },
])("a message with $name is refused", ({ changes, reason }) => {
  expect(check(changes)).toMatchObject({ valid: false, reason });
});

/** CBC-MAC by OpenSSL: 80 and zeros, zero IV, the last block's first 8 bytes. */
function sm4Cryptogram(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(data.length / 16) + 1) * 16);
  padded.set(data);
  padded[data.length] = 0x80;
  const cipher = createCipheriv("sm4-cbc", key, new Uint8Array(16)).setAutoPadding(false);
  return new Uint8Array(cipher.update(padded)).subarray(-16, -8);
}

test("a cryptogram with SM4 is checked with the SM4 master key, and answered with it", () => {
  // emv-pboc 13.6: this master key and PAN give the session key of ATC 0001, and this ARPC for this ARQC.
  const account = { ...PUBLISHED_ACCOUNT, pan: "6214988660100000304", panSequenceNumber: 0 };
  const sm4 = { ...TEST_MASTER_KEYS.sm4, applicationCryptogram: fromHex("F23BF4AE92B554C116139D4F67322667") };
  const bank = new TestIssuer([account], { ...PUBLISHED_MASTER_KEYS, sm4 });
  const sessionKey = fromHex("9ECF9220F32AE56187D3C2444967FC0E");
  const input = "0000000000010000000000000156008004600001561407010" + "01E78EEBC7D00" + "0001" + "03A04002";
  const changes = {
    "9F26": toHex(sm4Cryptogram(sessionKey, fromHex(input))),
    "9F10": "07010103A0400204",
    "9F36": "0001",
  };
  const question = { pan: account.pan, iccData: iccData(changes) };
  expect(bank.verifyApplicationCryptogram(question)).toMatchObject({ valid: true, cryptogramType: "ARQC" });
  const wrong = { ...question, iccData: iccData({ ...changes, "9F10": "07010103A0400201" }) };
  expect(bank.verifyApplicationCryptogram(wrong)).toMatchObject({ valid: false, reason: "wrongCryptogram" });
  const published = { ...question, iccData: iccData({ ...changes, "9F26": "35304180BE2CBD3F" }), arc: "00" };
  expect(toHex(bank.answerCryptogramFor(published) ?? new Uint8Array())).toBe("F1BF226D86D2261D3030");
});

test("a cryptogram of CVN 17 covers amount, unpredictable number, counter and a byte of the CVR alone", () => {
  const sessionKey = TRIPLE_DES.deriveSessionKey(
    TRIPLE_DES.deriveCardKey(PUBLISHED_MASTER_KEYS.applicationCryptogram, PUBLISHED_ACCOUNT.pan, 1),
    0x0240,
  );
  const input = fromHex("000000000001" + "1E78EEBC" + "0240" + "A0");
  const cryptogram = toHex(TRIPLE_DES.mac(sessionKey, input));
  const changes = { "9F26": cryptogram, "9F10": "07011103A0400201" };
  expect(check(changes)).toMatchObject({ valid: true, cryptogramType: "ARQC" });
  expect(check({ ...changes, "9F1A": undefined, "95": undefined })).toMatchObject({ valid: true });
  expect(check({ ...changes, "9F02": "000000000002" })).toMatchObject({ reason: "wrongCryptogram" });
  expect(check({ ...changes, "9F37": undefined })).toMatchObject({ reason: "missingDataObject" });
});

test("an unknown card, another sequence number and damaged DE55 are refused", () => {
  const question = { pan: PUBLISHED_ACCOUNT.pan, panSequenceNumber: 1, iccData: iccData() };
  const reasonOf = (changes: object) => {
    const result = issuer.verifyApplicationCryptogram({ ...question, ...changes });
    return result.valid ? "valid" : result.reason;
  };
  expect(reasonOf({ pan: "6228000100002" })).toBe("unknownCard");
  expect(reasonOf({ panSequenceNumber: undefined })).toBe("unknownCard");
  expect(reasonOf({ iccData: iccData().subarray(0, -1) })).toBe("malformedIccData");
  expect(issuer.answerCryptogramFor({ ...question, pan: "6228000100002", arc: "00" })).toBeUndefined();
  expect(
    issuer.answerCryptogramFor({ ...question, iccData: iccData({ "9F26": undefined }), arc: "00" }),
  ).toBeUndefined();
});

test("a card without a sequence number is one with number 0", () => {
  const account = { ...PUBLISHED_ACCOUNT, panSequenceNumber: 0 };
  const zero = new TestIssuer([account], PUBLISHED_MASTER_KEYS);
  const result = zero.verifyApplicationCryptogram({ pan: account.pan, iccData: iccData() });
  expect(result).toMatchObject({ valid: false, reason: "wrongCryptogram" });
});

test("an object list and objects with damage are not read", () => {
  expect(readTlvs(fromHex("9F"))).toBeUndefined();
  expect(readTlvs(fromHex("9F0280"))).toBeUndefined();
  expect(readTlvs(fromHex("5A0241"))).toBeUndefined();
  expect(readTlvs(fromHex("5A81"))).toBeUndefined();
  expect(readTlvs(fromHex("00005A0141FF"))).toEqual([{ tag: 0x5a, value: fromHex("41") }]);
  expect(readDol(fromHex("9F0206"))).toEqual([{ tag: 0x9f02, length: 6 }]);
  expect(readDol(fromHex("9F02"))).toBeUndefined();
});

test("long values carry long lengths", () => {
  expect(toHex(encodeTlv(0x90, new Uint8Array(0xb0))).slice(0, 6)).toBe("9081B0");
  expect(toHex(encodeTlv(0x9f4b, new Uint8Array(0x100))).slice(0, 10)).toBe("9F4B820100");
});

test("the generator gives the keys of the table again", () => {
  for (const request of KEY_REQUESTS) {
    expect(generateTestKey(request)).toEqual(TEST_KEYS[request.name as keyof typeof TEST_KEYS]);
  }
});

test("the public keys of the scheme carry the check sum that a terminal verifies", () => {
  for (const key of TEST_CA_PUBLIC_KEYS) {
    const covered = concatBytes(key.rid, Uint8Array.of(key.index), key.modulus, key.exponent);
    expect(toHex(key.checksum)).toBe(sha1(toHex(covered)));
  }
  expect(TEST_CA_PUBLIC_KEYS.map(({ index, modulus }) => [index, 8 * modulus.length])).toEqual([
    [0xf1, 1984],
    [0xf2, 1152],
  ]);
});

/** ISO/IEC 7812-1 annex B. */
function checkDigitIsRight(pan: string): boolean {
  const sum = [...pan].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

test("every test account has a right check digit and a number of its own", () => {
  for (const { pan } of TEST_ACCOUNTS) expect(checkDigitIsRight(pan)).toBe(true);
  expect(new Set(TEST_ACCOUNTS.map(({ pan }) => pan)).size).toBe(TEST_ACCOUNTS.length);
  expect(findCard("6228000200000209")?.cardName).toBe("credit");
  expect(findCard("6228000200000208")).toBeUndefined();
});

test("an ARC of three characters is a mistake of the caller", () => {
  const question = { pan: PUBLISHED_ACCOUNT.pan, iccData: iccData(), arc: "000" };
  expect(() => issuer.answerCryptogramFor(question)).toThrow("an ARC is two letters or digits");
  expect(toHex(fromAscii("00"))).toBe("3030");
});
