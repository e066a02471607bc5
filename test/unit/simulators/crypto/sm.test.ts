import { createCipheriv } from "node:crypto";
import { expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { verifySm2 } from "../../../../main/domain/emv/sm/sm2-signature.ts";
import { signSm2, signSm2With, sm2KeyFrom } from "../../../../simulators/crypto/sm2.ts";
import { sm4Decrypt, sm4Encrypt } from "../../../../simulators/crypto/sm4.ts";
import {
  applicationCryptogramOf,
  encipherScriptData,
  SM4,
  scriptMac,
  symmetricFamilyOf,
  TRIPLE_DES,
} from "../../../../simulators/crypto/symmetric-family.ts";

/** GM/T 0003.5-2012 annex A, the recommended curve. */
const GMT_0003 = {
  key: {
    scalar: fromHex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"),
    point: fromHex(
      "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020" +
        "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
    ),
  },
  message: fromAscii("message digest"),
  k: fromHex("59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21"),
  signature:
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3" +
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
};

test("the standard's signature is made again with its k", () => {
  const { key, message, k, signature } = GMT_0003;
  expect(toHex(signSm2With(key, message, k))).toBe(signature);
});

test("a signature repeats for the same message, differs for another, and verifies", () => {
  const { key } = GMT_0003;
  const [one, again, two] = ["one", "one", "two"].map((text) => signSm2(key, fromAscii(text)));
  expect(one).toEqual(again);
  expect(one?.subarray(0, 32)).not.toEqual(two?.subarray(0, 32));
  expect(verifySm2(fromAscii("one"), one ?? new Uint8Array(), key.point)).toBe(true);
  expect(verifySm2(fromAscii("two"), one ?? new Uint8Array(), key.point)).toBe(false);
});

test("a key of fixed words is a key", () => {
  const key = sm2KeyFrom(new Uint8Array(32).fill(0xff));
  expect(verifySm2(fromAscii("x"), signSm2(key, fromAscii("x")), key.point)).toBe(true);
});

test("SM4 gives the standard's block and takes it back", () => {
  // GM/T 0002-2012 annex A.1.
  const block = fromHex("0123456789ABCDEFFEDCBA9876543210");
  expect(toHex(sm4Encrypt(block, block))).toBe("681EDF34D206965E86B3E94F536E4246");
  expect(sm4Decrypt(block, sm4Encrypt(block, block))).toEqual(block);
});

test("SM4 agrees with OpenSSL over several blocks", () => {
  const key = fromHex("0123456789ABCDEFFEDCBA9876543210");
  const data = Uint8Array.from({ length: 64 }, (_, i) => i);
  const cipher = createCipheriv("sm4-ecb", key, null).setAutoPadding(false);
  expect(toHex(sm4Encrypt(key, data))).toBe(toHex(new Uint8Array(cipher.update(data))));
});

/** The published PBOC worked example with SM4 (emv-pboc 13.6). */
const PUBLISHED = { pan: "6214988660100000304", udk: "016F6E76BD8E6FB4A17C28C4B05E03A8" };

test("the SM4 card key and session key are the published ones", () => {
  const udk = SM4.deriveCardKey(fromHex("F23BF4AE92B554C116139D4F67322667"), PUBLISHED.pan, 0);
  expect(toHex(udk)).toBe(PUBLISHED.udk);
  expect(toHex(SM4.deriveSessionKey(udk, 1))).toBe("9ECF9220F32AE56187D3C2444967FC0E");
});

test("the SM4 script MAC of PUT DATA 9F79 is the published one", () => {
  const key = SM4.deriveSessionKey(fromHex("8B4F854F0831FBF2635A212E4DDDB92A"), 3);
  expect(toHex(key)).toBe("B6FA9E085B5773C1E3AA2E4738831F73");
  const command = {
    header: fromHex("04DA9F79"),
    data: fromHex("000000100099"),
    atc: 3,
    applicationCryptogram: fromHex("35304180BE2CBD3F"),
  };
  expect(toHex(scriptMac(SM4, key, command))).toBe("95FD68F5");
});

test("the SM4 answer cryptogram is the one of the fact book", () => {
  const sessionKey = fromHex("9ECF9220F32AE56187D3C2444967FC0E");
  const arpc = SM4.answerCryptogram(sessionKey, fromHex("35304180BE2CBD3F"), fromAscii("00"));
  expect(toHex(arpc)).toBe("F1BF226D86D2261D");
});

test("the 3DES side of the family is the published example too", () => {
  // emv-pboc 13.6, source [53].
  const udk = TRIPLE_DES.deriveCardKey(fromHex("F0C34A8124CEE0A91A0B034AA97D6EAC"), "6228000100001", 1);
  const sessionKey = TRIPLE_DES.deriveSessionKey(udk, 0x0240);
  const input = "000000000001000000000000015600800460000156140701001E78EEBC7D00024003A04002";
  expect(toHex(applicationCryptogramOf(TRIPLE_DES, sessionKey, fromHex(input)))).toBe("5D016C91005E7CC2");
  // MAC of the e-cash balance in the issuer discretionary data.
  const udkMac = TRIPLE_DES.deriveCardKey(fromHex("12B1AC4AF070CC35612BFE2D30AB600D"), "6228000100001", 1);
  expect(toHex(udkMac)).toBe("4189345AD478091860D3586478D14AB1");
  const macKey = TRIPLE_DES.deriveSessionKey(udkMac, 0x0240);
  expect(toHex(TRIPLE_DES.mac(macKey, fromHex("0240000001000000")).subarray(0, 4))).toBe("072FC3DC");
});

test.each([
  { name: "3DES", family: TRIPLE_DES, length: 16 },
  { name: "SM4", family: SM4, length: 16 },
])("script data are enciphered in whole blocks of $name, with their length inside", ({ family, length }) => {
  const key = fromHex("0123456789ABCDEFFEDCBA9876543210");
  const enciphered = encipherScriptData(family, key, fromHex("0102030405060708"));
  expect(enciphered.length).toBe(length);
  expect(encipherScriptData(family, key, new Uint8Array(family.blockLength - 2)).length).toBe(
    family.blockLength,
  );
});

test("the algorithm byte of an IAD names a family or none", () => {
  expect([0x01, 0x04, 0x05, undefined].map((id) => symmetricFamilyOf(id)?.name)).toEqual([
    "3DES",
    "SM4",
    undefined,
    undefined,
  ]);
});
