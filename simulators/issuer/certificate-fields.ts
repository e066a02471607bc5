import type { Flaw } from "./flaw.ts";

/** What certificates and signatures say, whatever the algorithm (emv-pboc sections 4 and 5). */

/** A certified public key: the certificate, and what does not fit into it. */
export type CertifiedKey = {
  /** Tag 90 or 9F46: as long as the signer's modulus; 142 or 148 bytes with SM2. */
  readonly certificate: Uint8Array;
  /** Tag 92 or 9F48; empty when the whole modulus is in the certificate, and with SM2. */
  readonly remainder: Uint8Array;
  /** Tag 9F32 or 9F47; empty with SM2. */
  readonly exponent: Uint8Array;
};

export type Validity = {
  /** MMYY. */
  readonly expiry: string;
  /** 3 bytes; what a revocation list names. */
  readonly serial: Uint8Array;
  /** Absent from a good certificate. */
  readonly flaw?: Flaw;
};

export type CertificateFields = Validity & {
  readonly kind: "issuerCertificate" | "iccCertificate";
  /** Issuer identifier (4 bytes) or PAN (10 bytes), padded with F. */
  readonly subject: Uint8Array;
};

/** What a card signs together with its cryptogram: emv-pboc 4.6. */
export type CombinedData = {
  /** 2 to 8 bytes. */
  readonly iccDynamicNumber: Uint8Array;
  readonly cid: number;
  /** 8 bytes. */
  readonly applicationCryptogram: Uint8Array;
  /** What the terminal sent for PDOL, CDOL1 and CDOL2, and the card's answer without the signature. */
  readonly transactionData: readonly Uint8Array[];
};
