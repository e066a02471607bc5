import { fromHex } from "../../main/domain/bytes.ts";

/** Issuer master keys of one algorithm, 16 bytes each (emv-pboc 13.1). */
export type MasterKeySet = {
  /** MDK-AC: application cryptograms and answer cryptograms. */
  readonly applicationCryptogram: Uint8Array;
  /** MDK-MAC: script MAC and the MAC in the issuer discretionary data of e-cash. */
  readonly messageAuthentication: Uint8Array;
  /** MDK-ENC: enciphered script data. */
  readonly encipherment: Uint8Array;
};

/** The keys for 3DES, and those for SM4: a key of one is never used with the other. */
export type IssuerMasterKeys = MasterKeySet & { readonly sm4: MasterKeySet };

/** Master keys of the test issuer. They are test keys, readable by anyone. */
export const TEST_MASTER_KEYS: IssuerMasterKeys = {
  applicationCryptogram: fromHex("0123456789ABCDEFFEDCBA9876543210"),
  messageAuthentication: fromHex("23456789ABCDEF01DCBA98765432FE10"),
  encipherment: fromHex("456789ABCDEF0123BA98765432FEDC10"),
  sm4: {
    applicationCryptogram: fromHex("53140123456789ABCDEFFEDCBA987654"),
    messageAuthentication: fromHex("534D0123456789ABCDEFFEDCBA987654"),
    encipherment: fromHex("53450123456789ABCDEFFEDCBA987654"),
  },
};

/** The three keys of an algorithm. */
export function masterKeysOf(keys: IssuerMasterKeys, algorithm: "3DES" | "SM4"): MasterKeySet {
  return algorithm === "SM4" ? keys.sm4 : keys;
}
