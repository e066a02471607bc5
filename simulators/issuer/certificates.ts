import { createHash } from "node:crypto";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import { type RsaPrivateKey, type RsaPublicKey, signRaw } from "./rsa.ts";

/** The signing side of offline data authentication with RSA and SHA-1 (emv-pboc section 4). */

const HEADER = 0x6a;
const TRAILER = 0xbc;
const HASH_SHA1 = 0x01;
const ALGORITHM_RSA = 0x01;

function sha1(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(
    createHash("sha1")
      .update(concatBytes(...parts))
      .digest(),
  );
}

function repeated(byte: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

/** Signs 6A, the body, SHA-1 over body and extra data, BC: the frame that all four formats share. */
function signFramed(key: RsaPrivateKey, body: Uint8Array, ...extra: readonly Uint8Array[]): Uint8Array {
  const hash = sha1(body, ...extra);
  return signRaw(key, concatBytes(Uint8Array.of(HEADER), body, hash, Uint8Array.of(TRAILER)));
}

/** Decimal digits, left-aligned and padded with F nibbles to `byteLength`. */
export function compressedDigits(digits: string, byteLength: number): Uint8Array {
  return fromHex(digits.padEnd(2 * byteLength, "F"));
}

/** A certified public key: the certificate, and what does not fit into it. */
export type CertifiedKey = {
  /** Tag 90 or 9F46: as long as the signer's modulus. */
  readonly certificate: Uint8Array;
  /** Tag 92 or 9F48; empty when the whole modulus is in the certificate. */
  readonly remainder: Uint8Array;
  /** Tag 9F32 or 9F47. */
  readonly exponent: Uint8Array;
};

export type Validity = {
  /** MMYY. */
  readonly expiry: string;
  /** 3 bytes; what a revocation list names. */
  readonly serial: Uint8Array;
};

type CertificateFields = Validity & {
  readonly format: number;
  /** Issuer identifier (4 bytes) or PAN (10 bytes), padded with F. */
  readonly subject: Uint8Array;
  readonly subjectKey: RsaPublicKey;
};

function certify(signer: RsaPrivateKey, fields: CertificateFields, staticData: Uint8Array): CertifiedKey {
  const { modulus, exponent } = fields.subjectKey;
  // 6A, format, subject, expiry, serial, four length and algorithm bytes, hash, BC surround the key part.
  const partLength = signer.modulus.length - (1 + 1 + fields.subject.length + 2 + 3 + 4 + 20 + 1);
  const inside = modulus.subarray(0, partLength);
  const remainder = modulus.subarray(partLength);
  const body = concatBytes(
    Uint8Array.of(fields.format),
    fields.subject,
    fromHex(fields.expiry),
    fields.serial,
    Uint8Array.of(HASH_SHA1, ALGORITHM_RSA, modulus.length, exponent.length),
    inside,
    repeated(0xbb, partLength - inside.length),
  );
  return { certificate: signFramed(signer, body, remainder, exponent, staticData), remainder, exponent };
}

/** Issuer public key certificate: emv-pboc 4.2. `issuerIdentifier` is 3 to 8 leading digits of the PAN. */
export function certifyIssuerKey(
  ca: RsaPrivateKey,
  issuer: RsaPublicKey,
  subject: Validity & { readonly issuerIdentifier: string },
): CertifiedKey {
  const fields = { ...subject, format: 0x02, subject: compressedDigits(subject.issuerIdentifier, 4) };
  return certify(ca, { ...fields, subjectKey: issuer }, new Uint8Array(0));
}

/** ICC public key certificate over the static data to be authenticated: emv-pboc 4.3. */
export function certifyIccKey(
  issuer: RsaPrivateKey,
  icc: RsaPublicKey,
  subject: Validity & { readonly pan: string },
  staticData: Uint8Array,
): CertifiedKey {
  const fields = { ...subject, format: 0x04, subject: compressedDigits(subject.pan, 10) };
  return certify(issuer, { ...fields, subjectKey: icc }, staticData);
}

/** Signed static application data, tag 93: emv-pboc 4.4. The data authentication code has 2 bytes. */
export function signStaticData(
  issuer: RsaPrivateKey,
  dataAuthenticationCode: Uint8Array,
  staticData: Uint8Array,
): Uint8Array {
  const padding = repeated(0xbb, issuer.modulus.length - 26);
  return signFramed(
    issuer,
    concatBytes(Uint8Array.of(0x03, HASH_SHA1), dataAuthenticationCode, padding),
    staticData,
  );
}

/**
 * Signed dynamic application data, tag 9F4B: emv-pboc 4.5. The ICC dynamic data is the length of the ICC
 * dynamic number and the number (2 to 8 bytes); `terminalData` is what the DDOL asked for.
 */
export function signDynamicData(
  icc: RsaPrivateKey,
  iccDynamicNumber: Uint8Array,
  terminalData: Uint8Array,
): Uint8Array {
  return signDynamic(
    icc,
    concatBytes(Uint8Array.of(iccDynamicNumber.length), iccDynamicNumber),
    terminalData,
  );
}

/** What a card signs together with its cryptogram: emv-pboc 4.6. */
type CombinedData = {
  /** 2 to 8 bytes. */
  readonly iccDynamicNumber: Uint8Array;
  readonly cid: number;
  /** 8 bytes. */
  readonly applicationCryptogram: Uint8Array;
  /** What the terminal sent for PDOL, CDOL1 and CDOL2, and the card's answer without the signature. */
  readonly transactionData: readonly Uint8Array[];
};

/** Signed dynamic application data of CDA, tag 9F4B in the answer to GENERATE AC: emv-pboc 4.6. */
export function signCombinedData(
  icc: RsaPrivateKey,
  { iccDynamicNumber, cid, applicationCryptogram, transactionData }: CombinedData,
  unpredictableNumber: Uint8Array,
): Uint8Array {
  const dynamicData = concatBytes(
    Uint8Array.of(iccDynamicNumber.length),
    iccDynamicNumber,
    Uint8Array.of(cid),
    applicationCryptogram,
    sha1(...transactionData),
  );
  return signDynamic(icc, dynamicData, unpredictableNumber);
}

function signDynamic(icc: RsaPrivateKey, dynamicData: Uint8Array, terminalData: Uint8Array): Uint8Array {
  const padding = repeated(0xbb, icc.modulus.length - dynamicData.length - 25);
  return signFramed(
    icc,
    concatBytes(Uint8Array.of(0x05, HASH_SHA1, dynamicData.length), dynamicData, padding),
    terminalData,
  );
}
