import { concatBytes, toHex } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { certificateMonth } from "../card-date.ts";
import type {
  CertificateContext,
  CertifiedPublicKey,
  CombinedSignature,
  SignatureFault,
} from "../kernel/certificate-family.ts";
import type { SmAlgorithms } from "./sm-algorithms-table.ts";
import { isSm2PublicKey, SM2_PUBLIC_KEY_LENGTH, SM2_SIGNATURE_LENGTH, verifySm2 } from "./sm2-signature.ts";

/**
 * Certificates and signatures of the SM variant (PBOC 3.0 part 17; emv-pboc section 5). Nothing is recovered
 * from a signature: the fields stand in the clear, and r and s, 64 bytes, follow. "Opening" reads the fields,
 * "checking" judges them and the signature.
 */

const FORMAT = {
  issuerCertificate: 0x12,
  ssad: 0x13,
  iccCertificate: 0x14,
  /** DDA and CDA. */
  dynamic: 0x15,
  /** fDDA. Published terminals take 15 there too, so both are accepted for every dynamic signature. */
  fastDynamic: 0x16,
} as const;

/** The one curve, sm2p256v1; no other parameter identifier is published. */
const PARAMETER_ID_SM2P256V1 = 0x00;

const EXPIRY_LENGTH = 2;
const SERIAL_LENGTH = 3;
const DAC_LENGTH = 2;
const SM3_LENGTH = 32;
const CRYPTOGRAM_LENGTH = 8;

/** What a certificate says in the clear. */
export type OpenedSmCertificate = {
  /** Four bytes (issuer) or ten (ICC): digits of the PAN, padded with F at the right. */
  readonly owner: string;
  /** MMYY as two bytes. */
  readonly expiry: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly signatureAlgorithm: number;
  readonly keyAlgorithm: number;
  readonly parameterId: number;
  readonly keyLength: number;
  /** Everything between the key length and the signature. */
  readonly key: Uint8Array;
  /** From the format byte to the key: what the signature begins with. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
};

/**
 * format 1, owner 4 or 10, expiry MMYY 2, serial 3, signature algorithm 1, key algorithm 1, parameter
 * identifier 1, key length 1, X and Y 64, r and s 64.
 */
function openCertificate(
  certificate: Uint8Array,
  format: number,
  ownerLength: number,
): Result<OpenedSmCertificate, SignatureFault> {
  const keyOffset = 1 + ownerLength + EXPIRY_LENGTH + SERIAL_LENGTH + 4;
  if (certificate.length < keyOffset + SM2_SIGNATURE_LENGTH) return err("wrongLength");
  if (certificate[0] !== format) return err("notRecovered");
  const at = 1 + ownerLength;
  const signedLength = certificate.length - SM2_SIGNATURE_LENGTH;
  const [signatureAlgorithm = 0, keyAlgorithm = 0, parameterId = 0, keyLength = 0] = certificate.subarray(
    at + EXPIRY_LENGTH + SERIAL_LENGTH,
  );
  return ok({
    owner: toHex(certificate.subarray(1, at)),
    expiry: certificate.subarray(at, at + EXPIRY_LENGTH),
    serialNumber: certificate.subarray(at + EXPIRY_LENGTH, at + EXPIRY_LENGTH + SERIAL_LENGTH),
    signatureAlgorithm,
    keyAlgorithm,
    parameterId,
    keyLength,
    key: certificate.subarray(keyOffset, signedLength),
    signed: certificate.subarray(0, signedLength),
    signature: certificate.subarray(signedLength),
  });
}

/** Tag 90, format 12: 142 bytes. */
export function openSmIssuerCertificate(
  certificate: Uint8Array,
): Result<OpenedSmCertificate, SignatureFault> {
  return openCertificate(certificate, FORMAT.issuerCertificate, 4);
}

/** Tag 9F46, format 14: 148 bytes. */
export function openSmIccCertificate(certificate: Uint8Array): Result<OpenedSmCertificate, SignatureFault> {
  return openCertificate(certificate, FORMAT.iccCertificate, 10);
}

/** The issuer identifier is the leftmost 3 to 8 digits of the PAN. `signerKey` is the CA key, X and Y. */
export function checkSmIssuerCertificate(
  opened: OpenedSmCertificate,
  context: CertificateContext & { readonly isRevoked: (serialNumber: Uint8Array) => boolean },
  signerKey: Uint8Array,
  algorithms: SmAlgorithms,
): Result<CertifiedPublicKey, SignatureFault> {
  const prefix = /^(\d{3,8})F*$/.exec(opened.owner)?.[1];
  if (prefix === undefined || !context.pan.startsWith(prefix)) return err("otherOwner");
  const key = checkCertificate(opened, context, signerKey, algorithms, []);
  return key.ok && context.isRevoked(opened.serialNumber) ? err("revoked") : key;
}

/** `staticData` are signed with the certificate and are not in it: the marked records, then the AIP. */
export function checkSmIccCertificate(
  opened: OpenedSmCertificate,
  context: CertificateContext & { readonly staticData: readonly Uint8Array[] },
  signerKey: Uint8Array,
  algorithms: SmAlgorithms,
): Result<CertifiedPublicKey, SignatureFault> {
  if (opened.owner.replace(/F+$/, "") !== context.pan) return err("otherOwner");
  return checkCertificate(opened, context, signerKey, algorithms, context.staticData);
}

function checkCertificate(
  opened: OpenedSmCertificate,
  { transactionDate }: CertificateContext,
  signerKey: Uint8Array,
  algorithms: SmAlgorithms,
  more: readonly Uint8Array[],
): Result<CertifiedPublicKey, SignatureFault> {
  const { signatureAlgorithm, keyAlgorithm, parameterId, keyLength, key } = opened;
  const isKnown = [signatureAlgorithm, keyAlgorithm].every((id) => algorithms.includes(id));
  if (!isKnown || parameterId !== PARAMETER_ID_SM2P256V1) return err("unsupportedAlgorithm");
  if (keyLength !== SM2_PUBLIC_KEY_LENGTH || key.length !== keyLength) return err("unusableKey");
  const month = certificateMonth(opened.expiry);
  if (!verifySm2(concatBytes(opened.signed, ...more), opened.signature, signerKey)) return err("wrongHash");
  if (month === undefined || month < Math.floor(transactionDate / 100)) return err("expired");
  // The signer vouches for the bytes, not for a point: one off the curve must not be calculated with.
  if (!isSm2PublicKey(key)) return err("unusableKey");
  return ok({ modulus: key, exponent: new Uint8Array() });
}

/** Tag 93: 13, data authentication code 2, signature 64; the static data are signed besides. */
export function verifySmSsad(
  ssad: Uint8Array,
  staticData: readonly Uint8Array[],
  issuerKey: Uint8Array,
): Result<Uint8Array, SignatureFault> {
  const signedLength = 1 + DAC_LENGTH;
  if (ssad.length !== signedLength + SM2_SIGNATURE_LENGTH) return err("wrongLength");
  if (ssad[0] !== FORMAT.ssad) return err("notRecovered");
  const message = concatBytes(ssad.subarray(0, signedLength), ...staticData);
  if (!verifySm2(message, ssad.subarray(signedLength), issuerKey)) return err("wrongHash");
  return ok(ssad.subarray(1, signedLength));
}

/**
 * Tag 9F4B: 15 or 16, length of the ICC dynamic data 1, ICC dynamic data, signature 64. `terminalData` are
 * signed besides: what the DDOL asked for, or the unpredictable number. The value is the ICC dynamic data.
 */
function verifyDynamicData(
  sdad: Uint8Array,
  terminalData: readonly Uint8Array[],
  iccKey: Uint8Array,
): Result<Uint8Array, SignatureFault> {
  const [format, dynamicLength = 0] = sdad;
  if (sdad.length < 2 + SM2_SIGNATURE_LENGTH) return err("wrongLength");
  if (format !== FORMAT.dynamic && format !== FORMAT.fastDynamic) return err("notRecovered");
  const signedLength = 2 + dynamicLength;
  if (sdad.length !== signedLength + SM2_SIGNATURE_LENGTH) return err("wrongLength");
  const message = concatBytes(sdad.subarray(0, signedLength), ...terminalData);
  if (!verifySm2(message, sdad.subarray(signedLength), iccKey)) return err("wrongHash");
  return ok(sdad.subarray(2, signedLength));
}

/** The ICC dynamic data begin with the length of the ICC dynamic number, 2 to 8, and the number. */
function dynamicNumberOf(dynamicData: Uint8Array): Result<Uint8Array, SignatureFault> {
  const length = dynamicData[0] ?? 0;
  if (length < 2 || length > 8 || length >= dynamicData.length) return err("notRecovered");
  return ok(dynamicData.subarray(1, 1 + length));
}

/** DDA and fDDA. The value is the ICC dynamic number, tag 9F4C. */
export function verifySmSdad(
  sdad: Uint8Array,
  terminalData: readonly Uint8Array[],
  iccKey: Uint8Array,
): Result<Uint8Array, SignatureFault> {
  const dynamicData = verifyDynamicData(sdad, terminalData, iccKey);
  return dynamicData.ok ? dynamicNumberOf(dynamicData.value) : dynamicData;
}

/**
 * CDA: the ICC dynamic data are the dynamic number with its length, CID 1, cryptogram 8 and the SM3 hash over
 * the transaction data, 32. The place of the hash is EMV Book 2 table 19's with SM3's length; no published
 * trace of an SM CDA is known.
 */
export function verifySmCombined(
  sdad: Uint8Array,
  unpredictableNumber: Uint8Array,
  iccKey: Uint8Array,
): Result<CombinedSignature, SignatureFault> {
  const dynamicData = verifyDynamicData(sdad, [unpredictableNumber], iccKey);
  if (!dynamicData.ok) return dynamicData;
  const dynamicNumber = dynamicNumberOf(dynamicData.value);
  if (!dynamicNumber.ok) return dynamicNumber;
  const rest = dynamicData.value.subarray(1 + dynamicNumber.value.length);
  const [cid] = rest;
  if (cid === undefined || rest.length < 1 + CRYPTOGRAM_LENGTH + SM3_LENGTH) return err("notRecovered");
  const hashOffset = 1 + CRYPTOGRAM_LENGTH;
  return ok({
    dynamicNumber: dynamicNumber.value,
    cid,
    applicationCryptogram: rest.slice(1, hashOffset),
    transactionDataHash: rest.slice(hashOffset, hashOffset + SM3_LENGTH),
  });
}
