import { assertNever } from "../domain/assert.ts";
import type { MasterKeyAlgorithm } from "../domain/batch/working-keys.ts";
import { AES_BLOCK_LENGTH } from "./aes.ts";
import { aesCmac } from "./cmac.ts";
import { keyCheckValue } from "./des.ts";
import { SM4_BLOCK_LENGTH, sm4EcbEncrypt } from "./sm4.ts";

const KCV_LENGTH = 4;

/**
 * Key check value, 4 bytes: with TDES and SM4 the start of the encryption of a block of zeros (cup-8583 section 7), with
 * AES that of the CMAC over one (ANSI X9.24-1:2017, annex A).
 */
export function keyCheckValueOf(algorithm: MasterKeyAlgorithm, key: Uint8Array): Uint8Array {
  switch (algorithm) {
    case "tdes":
      return keyCheckValue(key);
    case "sm4":
      return sm4EcbEncrypt(key, new Uint8Array(SM4_BLOCK_LENGTH)).slice(0, KCV_LENGTH);
    case "aes":
      return aesCmac(key, new Uint8Array(AES_BLOCK_LENGTH)).slice(0, KCV_LENGTH);
    default:
      return assertNever(algorithm);
  }
}
