import { fromHex } from "../../main/domain/bytes.ts";

/** Issuer master keys, 16 bytes each (emv-pboc 13.1). */
export type IssuerMasterKeys = {
  /** MDK-AC: application cryptograms and answer cryptograms. */
  readonly applicationCryptogram: Uint8Array;
  /** MDK-MAC: script MAC and the MAC in the issuer discretionary data of e-cash. */
  readonly messageAuthentication: Uint8Array;
  /** MDK-ENC: enciphered script data. */
  readonly encipherment: Uint8Array;
};

/**
 * Master keys of the test issuer. They are test keys, readable by anyone. Contact debit and credit need the
 * first; the other two belong to scripts and e-cash, which the virtual card does not have yet.
 */
export const TEST_MASTER_KEYS: IssuerMasterKeys = {
  applicationCryptogram: fromHex("0123456789ABCDEFFEDCBA9876543210"),
  messageAuthentication: fromHex("23456789ABCDEF01DCBA98765432FE10"),
  encipherment: fromHex("456789ABCDEF0123BA98765432FEDC10"),
};
