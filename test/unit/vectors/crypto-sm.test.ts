import { createDecipheriv } from "node:crypto";
import { sm3 } from "sm-crypto-v2";
import { expect, test } from "vitest";
import { concatBytes, fromAscii, fromHex, toHex } from "../../../main/domain/bytes.ts";
import { verifySm2 } from "../../../main/domain/emv/sm/sm2-signature.ts";
import { signSm2With } from "../../../simulators/crypto/sm2.ts";
import { sm4Decrypt, sm4Encrypt } from "../../../simulators/crypto/sm4.ts";
import { readVectors } from "./emv-vectors.ts";

// The published examples of SM2, SM3 and SM4; the ones that matter most stand in sm.test.ts and
// sm2-signature.test.ts as well.

type SmVector = { readonly id: string; readonly algorithm: string } & Partial<
  Record<
    | "message_ascii"
    | "digest"
    | "key"
    | "plaintext"
    | "ciphertext"
    | "iv"
    | "private_key"
    | "public_x"
    | "public_y"
    | "k"
    | "r"
    | "s",
    string
  >
>;

const hexOf = (vector: SmVector, name: keyof SmVector): Uint8Array => fromHex(vector[name] ?? "");

/** Encryption with SM2 and SM4 in CTR mode are not part of payment cards; everything else is compared. */
const NOT_USED = ["sm2-encrypt-gmt0003.5-C", "openssl-sm4-ctr"];

function check(vector: SmVector): void {
  switch (vector.algorithm) {
    case "SM3":
      expect(sm3(fromAscii(vector.message_ascii ?? "")).toUpperCase()).toBe(vector.digest);
      return;
    case "SM4-ECB":
      expect(toHex(sm4Encrypt(hexOf(vector, "key"), hexOf(vector, "plaintext")))).toBe(vector.ciphertext);
      expect(toHex(sm4Decrypt(hexOf(vector, "key"), hexOf(vector, "ciphertext")))).toBe(vector.plaintext);
      return;
    case "SM4-ECB repeated 1,000,000 times":
      checkMillion(vector);
      return;
    case "SM4-CBC":
      checkChained(vector);
      return;
    case "SM2 signature with SM3":
      checkSignature(vector);
      return;
    default:
      throw new Error(`nothing compares ${vector.id}`);
  }
}

/** OpenSSL undoes a million blocks in a second; the pure cipher is compared over the first and the last hundred. */
function checkMillion(vector: SmVector): void {
  const key = hexOf(vector, "key");
  const count = 1_000_000;
  const compared = 100;
  let block = hexOf(vector, "ciphertext");
  for (let i = 0; i < compared; i++) block = sm4Decrypt(key, block);
  const decipher = createDecipheriv("sm4-ecb", key, null).setAutoPadding(false);
  for (let i = 0; i < count - 2 * compared; i++) block = new Uint8Array(decipher.update(block));
  for (let i = 0; i < compared; i++) block = sm4Decrypt(key, block);
  expect(toHex(block)).toBe(vector.plaintext);
}

/** CBC by hand out of single blocks, as the MAC chains them. */
function checkChained(vector: SmVector): void {
  const plain = hexOf(vector, "plaintext");
  let chain = hexOf(vector, "iv");
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < plain.length; at += 16) {
    const previous = chain;
    const block = plain.subarray(at, at + 16).map((byte, i) => byte ^ (previous[i] ?? 0));
    chain = sm4Encrypt(hexOf(vector, "key"), block);
    blocks.push(chain);
  }
  expect(toHex(concatBytes(...blocks))).toBe(vector.ciphertext);
}

function checkSignature(vector: SmVector): void {
  const point = concatBytes(hexOf(vector, "public_x"), hexOf(vector, "public_y"));
  const key = { scalar: hexOf(vector, "private_key"), point };
  const message = fromAscii(vector.message_ascii ?? "");
  const signature = `${vector.r}${vector.s}`;
  expect(toHex(signSm2With(key, message, hexOf(vector, "k")))).toBe(signature);
  expect(verifySm2(message, fromHex(signature), point)).toBe(true);
}

test("the published examples of SM2, SM3 and SM4 are reproduced", () => {
  const vectors = readVectors<SmVector>("crypto/sm2_sm3_sm4.json") ?? [];
  for (const vector of vectors) if (!NOT_USED.includes(vector.id)) check(vector);
  const used = vectors.filter(({ id }) => !NOT_USED.includes(id)).length;
  expect(used).toBe(vectors.length === 0 ? 0 : 7);
}, 30_000);
