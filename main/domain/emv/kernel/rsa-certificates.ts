import { sha1 } from "@noble/hashes/legacy.js";
import { concatBytes, equalBytes, fromHex, toHex } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { certificateMonth } from "../card-date.ts";
import type {
  CertificateContext,
  CertifiedPublicKey,
  CombinedSignature,
  SignatureFault,
} from "./certificate-family.ts";

/**
 * Certificates and signatures of RSA offline data authentication (EMV Book 2, 5 and 6; emv-pboc section 4).
 * RSA here means message recovery: signature ^ exponent mod modulus gives `6A format ... hash BC`. "Opening"
 * does that and reads the fields; "checking" compares hash, owner and dates.
 */

export type RsaPublicKey = CertifiedPublicKey;

const HEADER = 0x6a;
const TRAILER = 0xbc;
const HASH_LENGTH = 20;
const SHA1_RSA = 0x01;

/** The longest RSA key of EMV: 1984 bits. */
const MODULUS_LENGTH_MAX = 248;

const FORMAT = { issuerCertificate: 0x02, ssad: 0x03, iccCertificate: 0x04, sdad: 0x05 } as const;

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x0${toHex(bytes)}`);

/**
 * Square and multiply; the public exponents of EMV have at most 17 bits, so this takes at most 32
 * multiplications.
 */
function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    if (rest > 1n) square = (square * square) % modulus;
  }
  return result;
}

function isExponent(exponent: Uint8Array): boolean {
  const value = toBigInt(exponent);
  return value === 3n || value === 65537n;
}

type Recovered = {
  /** From the format byte to the byte before the hash: what the hash begins with. */
  readonly signed: Uint8Array;
  readonly hash: Uint8Array;
};

/** EMV Book 2, 5.3 steps 1 to 4, and the same in 5.4, 6.4 and 6.5.2; annex A2.1 for the layout. */
function recover(
  signature: Uint8Array,
  key: RsaPublicKey,
  format: number,
  fieldsLength: number,
): Result<Recovered, SignatureFault> {
  const length = key.modulus.length;
  if (signature.length !== length || length > MODULUS_LENGTH_MAX) return err("wrongLength");
  if (length < 1 + fieldsLength + HASH_LENGTH + 1) return err("wrongLength");
  const modulus = toBigInt(key.modulus);
  const value = toBigInt(signature);
  if (!isExponent(key.exponent) || modulus === 0n) return err("unusableKey");
  if (value >= modulus) return err("notRecovered");
  const power = modularPower(value, toBigInt(key.exponent), modulus);
  const message = fromHex(power.toString(16).padStart(2 * length, "0"));
  if (message[0] !== HEADER || message[length - 1] !== TRAILER || message[1] !== format) {
    return err("notRecovered");
  }
  const hashOffset = length - 1 - HASH_LENGTH;
  return ok({ signed: message.subarray(1, hashOffset), hash: message.subarray(hashOffset, length - 1) });
}

function hashMatches(recovered: Recovered, ...more: readonly Uint8Array[]): boolean {
  return equalBytes(sha1(concatBytes(recovered.signed, ...more)), recovered.hash);
}

/** What a certificate says, before its hash has been compared. */
export type OpenedCertificate = {
  /** Four bytes (issuer) or ten (ICC): digits of the PAN, padded with F at the right. */
  readonly owner: string;
  /** MMYY as two bytes. */
  readonly expiry: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly hashAlgorithm: number;
  readonly keyAlgorithm: number;
  readonly keyLength: number;
  readonly exponentLength: number;
  /** The leftmost bytes of the key, padded with BB if it is shorter than the place. */
  readonly keyPart: Uint8Array;
  readonly recovered: Recovered;
};

/**
 * Fields behind the format byte: owner, expiry 2, serial 3, hash algorithm, key algorithm, key length,
 * exponent length.
 */
const fieldsAfter = (ownerLength: number): number => 1 + ownerLength + 2 + 3 + 4;

function openCertificate(
  certificate: Uint8Array,
  key: RsaPublicKey,
  format: number,
  ownerLength: number,
): Result<OpenedCertificate, SignatureFault> {
  const recovered = recover(certificate, key, format, fieldsAfter(ownerLength));
  if (!recovered.ok) return recovered;
  const { signed } = recovered.value;
  const at = 1 + ownerLength;
  const [hashAlgorithm = 0, keyAlgorithm = 0, keyLength = 0, exponentLength = 0] = signed.subarray(at + 5);
  return ok({
    owner: toHex(signed.subarray(1, at)),
    expiry: signed.subarray(at, at + 2),
    serialNumber: signed.subarray(at + 2, at + 5),
    hashAlgorithm,
    keyAlgorithm,
    keyLength,
    exponentLength,
    keyPart: signed.subarray(fieldsAfter(ownerLength)),
    recovered: recovered.value,
  });
}

/** Tag 90 with the CA's key: EMV Book 2, 5.3 steps 1 to 4, table 6. */
export function openIssuerCertificate(
  certificate: Uint8Array,
  caKey: RsaPublicKey,
): Result<OpenedCertificate, SignatureFault> {
  return openCertificate(certificate, caKey, FORMAT.issuerCertificate, 4);
}

/** Tag 9F46 with the issuer's key: EMV Book 2, 6.4 steps 1 to 4, table 14. */
export function openIccCertificate(
  certificate: Uint8Array,
  issuerKey: RsaPublicKey,
): Result<OpenedCertificate, SignatureFault> {
  return openCertificate(certificate, issuerKey, FORMAT.iccCertificate, 10);
}

/**
 * EMV Book 2, 5.3 steps 5 to 12. The issuer identifier is the leftmost 3 to 8 digits of the PAN; step 10 asks
 * whether the serial number stands on the revocation list.
 */
export function checkIssuerCertificate(
  opened: OpenedCertificate,
  context: CertificateContext,
  isRevoked: (serialNumber: Uint8Array) => boolean = () => false,
): Result<RsaPublicKey, SignatureFault> {
  const prefix = /^(\d{3,8})F*$/.exec(opened.owner)?.[1];
  if (prefix === undefined || !context.pan.startsWith(prefix)) return err("otherOwner");
  const key = checkCertificate(opened, context, []);
  return key.ok && isRevoked(opened.serialNumber) ? err("revoked") : key;
}

/** EMV Book 2, 6.4 steps 5 to 12. `staticData` are the signed records, with the AIP if 9F4A says so. */
export function checkIccCertificate(
  opened: OpenedCertificate,
  context: CertificateContext,
  staticData: readonly Uint8Array[],
): Result<RsaPublicKey, SignatureFault> {
  if (opened.owner.replace(/F+$/, "") !== context.pan) return err("otherOwner");
  return checkCertificate(opened, context, staticData);
}

function checkCertificate(
  opened: OpenedCertificate,
  { remainder, exponent, transactionDate }: CertificateContext,
  staticData: readonly Uint8Array[],
): Result<RsaPublicKey, SignatureFault> {
  if (opened.hashAlgorithm !== SHA1_RSA || opened.keyAlgorithm !== SHA1_RSA)
    return err("unsupportedAlgorithm");
  if (exponent === undefined) return err("unusableKey");
  const rest = remainder ?? new Uint8Array();
  const key = assembleKey(opened, rest, exponent);
  if (!key.ok) return key;
  if (!hashMatches(opened.recovered, rest, exponent, ...staticData)) return err("wrongHash");
  const month = certificateMonth(opened.expiry);
  if (month === undefined || month < Math.floor(transactionDate / 100)) return err("expired");
  return key;
}

/**
 * EMV Book 2, 5.3 step 12 and 6.4 step 12: the key's left part from the certificate, the rest from the
 * remainder.
 */
function assembleKey(
  { keyPart, keyLength, exponentLength }: OpenedCertificate,
  remainder: Uint8Array,
  exponent: Uint8Array,
): Result<RsaPublicKey, SignatureFault> {
  if (exponent.length !== exponentLength || !isExponent(exponent)) return err("unusableKey");
  if (keyLength > MODULUS_LENGTH_MAX) return err("unusableKey");
  if (keyLength <= keyPart.length) return ok({ modulus: keyPart.subarray(0, keyLength), exponent });
  if (remainder.length === 0) return err("remainderMissing");
  if (keyPart.length + remainder.length !== keyLength) return err("unusableKey");
  return ok({ modulus: concatBytes(keyPart, remainder), exponent });
}

/** What a signature over data says, before its hash has been compared. */
export type OpenedSignature = {
  readonly hashAlgorithm: number;
  /** Two bytes of data authentication code (SSAD), or the ICC dynamic data (SDAD). */
  readonly content: Uint8Array;
  readonly recovered: Recovered;
};

/** Tag 93 with the issuer's key: EMV Book 2, 5.4 steps 1 to 4, table 7. */
export function openSsad(ssad: Uint8Array, issuerKey: RsaPublicKey): Result<OpenedSignature, SignatureFault> {
  const recovered = recover(ssad, issuerKey, FORMAT.ssad, 4);
  if (!recovered.ok) return recovered;
  const { signed } = recovered.value;
  return ok({ hashAlgorithm: signed[1] ?? 0, content: signed.subarray(2, 4), recovered: recovered.value });
}

/** Tag 9F4B with the card's key: EMV Book 2, 6.5.2 steps 1 to 4, table 17. */
export function openSdad(sdad: Uint8Array, iccKey: RsaPublicKey): Result<OpenedSignature, SignatureFault> {
  const recovered = recover(sdad, iccKey, FORMAT.sdad, 3);
  if (!recovered.ok) return recovered;
  const { signed } = recovered.value;
  const [, hashAlgorithm = 0, contentLength = 0] = signed;
  if (3 + contentLength > signed.length) return err("notRecovered");
  return ok({ hashAlgorithm, content: signed.subarray(3, 3 + contentLength), recovered: recovered.value });
}

function checkSignature(
  opened: OpenedSignature,
  data: readonly Uint8Array[],
): Result<Uint8Array, SignatureFault> {
  if (opened.hashAlgorithm !== SHA1_RSA) return err("unsupportedAlgorithm");
  return hashMatches(opened.recovered, ...data) ? ok(opened.content) : err("wrongHash");
}

/** EMV Book 2, 5.4 steps 5 to 7. Returns the data authentication code, tag 9F45. */
export function checkSsad(
  opened: OpenedSignature,
  staticData: readonly Uint8Array[],
): Result<Uint8Array, SignatureFault> {
  return checkSignature(opened, staticData);
}

/**
 * EMV Book 2, 6.5.2 steps 5 to 7. Returns the ICC dynamic number, tag 9F4C: the ICC dynamic data begin with
 * its length, 2 to 8.
 */
export function checkSdad(opened: OpenedSignature, ddolData: Uint8Array): Result<Uint8Array, SignatureFault> {
  const checked = checkSignature(opened, [ddolData]);
  return checked.ok ? dynamicNumberOf(checked.value) : checked;
}

/** The ICC dynamic data begin with the length of the ICC dynamic number, 2 to 8, and the number. */
function dynamicNumberOf(dynamicData: Uint8Array): Result<Uint8Array, SignatureFault> {
  const length = dynamicData[0] ?? 0;
  if (length < 2 || length > 8 || length >= dynamicData.length) return err("notRecovered");
  return ok(dynamicData.subarray(1, 1 + length));
}

const CRYPTOGRAM_LENGTH = 8;

/**
 * EMV Book 2, 6.6.2 steps 5 to 9, table 19: the ICC dynamic data are the dynamic number with its length, CID,
 * cryptogram and transaction data hash; the signature covers the unpredictable number besides.
 */
export function checkCombinedSdad(
  opened: OpenedSignature,
  unpredictableNumber: Uint8Array,
): Result<CombinedSignature, SignatureFault> {
  const checked = checkSignature(opened, [unpredictableNumber]);
  if (!checked.ok) return checked;
  const dynamicNumber = dynamicNumberOf(checked.value);
  if (!dynamicNumber.ok) return dynamicNumber;
  const [cid, ...rest] = checked.value.subarray(1 + dynamicNumber.value.length);
  if (cid === undefined || rest.length < CRYPTOGRAM_LENGTH + HASH_LENGTH) return err("notRecovered");
  return ok({
    dynamicNumber: dynamicNumber.value,
    cid,
    applicationCryptogram: Uint8Array.from(rest.slice(0, CRYPTOGRAM_LENGTH)),
    transactionDataHash: Uint8Array.from(rest.slice(CRYPTOGRAM_LENGTH, CRYPTOGRAM_LENGTH + HASH_LENGTH)),
  });
}
