import type { Result } from "../../result.ts";
import type { KeyAlgorithm } from "../key-algorithm.ts";
import type { CaPublicKey } from "../parameters.ts";

/**
 * The seam between offline data authentication and its cryptography. Which methods exist (SDA, DDA, CDA),
 * which objects of the card they need and which bits of the TVR they set is the same for every algorithm and
 * stands in offline-data-authentication.ts. How a certificate is laid out, how a signature is checked and
 * which hash is used is a *family*, named by the algorithm of the CA key (DF07, emv-pboc sections 5 and 17).
 */

/** A public key out of a certificate. RSA: modulus and exponent. SM2: X and Y, 64 bytes, and no exponent. */
export type CertifiedPublicKey = { readonly modulus: Uint8Array; readonly exponent: Uint8Array };

/** Why a certificate or a signature proves nothing. */
export type SignatureFault =
  /** Certificate or signature has not the length that its key and format demand. */
  | "wrongLength"
  /** RSA: no `6A`, no `BC`, or another format byte, so signed with another key. SM2: another format byte. */
  | "notRecovered"
  /** A hash or key algorithm other than the family's. */
  | "unsupportedAlgorithm"
  /** The hash (RSA) or the signature (SM2) does not belong to the data. */
  | "wrongHash"
  /** The certificate names another issuer or another PAN. */
  | "otherOwner"
  | "expired"
  /** The certificate's serial number stands on the certificate revocation list. */
  | "revoked"
  /** The key does not fit its certificate, and the object with the rest of it is absent. */
  | "remainderMissing"
  /** Lengths of key, remainder or exponent contradict each other, or the key cannot be one. */
  | "unusableKey";

/** What both kinds of certificates are judged by. */
export type CertificateContext = {
  /** Tag 92, 9F48 or 9F2F; absent or empty if the key fits its certificate. SM2 has none. */
  readonly remainder: Uint8Array | undefined;
  /** Tag 9F32, 9F47 or 9F2E; always there for a family with `exponentRequired`. */
  readonly exponent: Uint8Array | undefined;
  /** Digits of tag 5A without padding. */
  readonly pan: string;
  /** YYYYMMDD. */
  readonly transactionDate: number;
};

export type IssuerCertificateInput = CertificateContext & {
  readonly caKey: CaPublicKey;
  /** Tag 90. */
  readonly certificate: Uint8Array;
  /** Whether this serial number (3 bytes) stands on the revocation list under the CA key's RID and index. */
  readonly isRevoked: (serialNumber: Uint8Array) => boolean;
};

type IccCertificateInput = CertificateContext & {
  readonly issuerKey: CertifiedPublicKey;
  /** Tag 9F46, or 9F2D for the key of PIN encipherment. */
  readonly certificate: Uint8Array;
  /** The signed records, then the AIP if 9F4A says so; empty for 9F2D (EMV Book 2, 7.1). */
  readonly staticData: readonly Uint8Array[];
};

type StaticSignatureInput = {
  readonly issuerKey: CertifiedPublicKey;
  /** Tag 93. */
  readonly ssad: Uint8Array;
  readonly staticData: readonly Uint8Array[];
};

type DynamicSignatureInput = {
  readonly iccKey: CertifiedPublicKey;
  /** Tag 9F4B. */
  readonly sdad: Uint8Array;
  /** The values sent for the DDOL; for fDDA what section 16.5 of emv-pboc lists. */
  readonly dynamicData: readonly Uint8Array[];
};

type CombinedSignatureInput = {
  readonly iccKey: CertifiedPublicKey;
  /** Tag 9F4B. */
  readonly sdad: Uint8Array;
  /** Tag 9F37. */
  readonly unpredictableNumber: Uint8Array;
};

/** What a CDA signature says. */
export type CombinedSignature = {
  /** Tag 9F4C, 2 to 8 bytes. */
  readonly dynamicNumber: Uint8Array;
  /** Tag 9F27. */
  readonly cid: number;
  /** Tag 9F26, 8 bytes. */
  readonly applicationCryptogram: Uint8Array;
  /** The family's hash over what was sent and answered. */
  readonly transactionDataHash: Uint8Array;
};

/** All functions are pure and total over any bytes. */
export interface CertificateFamily {
  readonly algorithm: KeyAlgorithm;
  /** Whether a key needs its exponent object (9F32, 9F47, 9F2E): then its absence is "ICC data missing". */
  readonly exponentRequired: boolean;
  /** The issuer's key out of tag 90 (EMV Book 2, 5.3). */
  recoverIssuerKey(input: IssuerCertificateInput): Result<CertifiedPublicKey, SignatureFault>;
  /** The card's key out of 9F46, or its key of PIN encipherment out of 9F2D (EMV Book 2, 6.4 and 7.1). */
  recoverIccKey(input: IccCertificateInput): Result<CertifiedPublicKey, SignatureFault>;
  /** SDA (EMV Book 2, 5.4). The value is the data authentication code, tag 9F45. */
  verifyStatic(input: StaticSignatureInput): Result<Uint8Array, SignatureFault>;
  /** DDA (EMV Book 2, 6.5.2). The value is the ICC dynamic number, tag 9F4C. */
  verifyDynamic(input: DynamicSignatureInput): Result<Uint8Array, SignatureFault>;
  /** CDA (EMV Book 2, 6.6.2 steps 1 to 9); CID and transaction data hash are compared by the caller. */
  verifyCombined(input: CombinedSignatureInput): Result<CombinedSignature, SignatureFault>;
  /** The hash over the transaction data: SHA-1 or SM3 (EMV Book 2, 6.6.2 step 11). */
  hashTransactionData(data: Uint8Array): Uint8Array;
}

/** A key that a certificate vouches for, and the family that knows how to use it. */
export type RecoveredKey = { readonly family: CertificateFamily; readonly key: CertifiedPublicKey };
