import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import type { Sm2PrivateKey, Sm2PublicKey } from "../crypto/sm2.ts";
import type { CertificateFields, CertifiedKey, CombinedData, Validity } from "./certificate-fields.ts";
import type { Flaw } from "./flaw.ts";
import type { RsaPrivateKey, RsaPublicKey } from "./rsa.ts";
import {
  certifyRsaKey,
  rsaTransactionDataHash,
  signRsaDynamicData,
  signRsaStaticData,
} from "./rsa-certificates.ts";
import {
  certifySm2Key,
  signSm2DynamicData,
  signSm2StaticData,
  sm2TransactionDataHash,
} from "./sm2-certificates.ts";

/**
 * The signing side of offline data authentication. The key decides the algorithm: RSA with SHA-1 (emv-pboc
 * section 4) or SM2 with SM3 (section 5). Signer and subject of a certificate have keys of one algorithm.
 */

export type PrivateKey = RsaPrivateKey | Sm2PrivateKey;
export type PublicKey = RsaPublicKey | Sm2PublicKey;

export function isSm2(key: PrivateKey): key is Sm2PrivateKey;
export function isSm2(key: PublicKey): key is Sm2PublicKey;
export function isSm2(key: PublicKey): boolean {
  return "point" in key;
}

/** Decimal digits, left-aligned and padded with F nibbles to `byteLength`. */
export function compressedDigits(digits: string, byteLength: number): Uint8Array {
  return fromHex(digits.padEnd(2 * byteLength, "F"));
}

function certify(
  signer: PrivateKey,
  subjectKey: PublicKey,
  fields: CertificateFields,
  staticData: Uint8Array,
): CertifiedKey {
  if (isSm2(signer) && isSm2(subjectKey)) return certifySm2Key(signer, subjectKey, fields, staticData);
  if (isSm2(signer) || isSm2(subjectKey)) throw new Error("signer and subject have keys of one algorithm");
  return certifyRsaKey(signer, subjectKey, fields, staticData);
}

/** Issuer public key certificate: emv-pboc 4.2. `issuerIdentifier` is 3 to 8 leading digits of the PAN. */
export function certifyIssuerKey(
  ca: PrivateKey,
  issuer: PublicKey,
  subject: Validity & { readonly issuerIdentifier: string },
): CertifiedKey {
  const { issuerIdentifier, ...validity } = subject;
  const fields = {
    ...validity,
    kind: "issuerCertificate",
    subject: compressedDigits(issuerIdentifier, 4),
  } as const;
  return certify(ca, issuer, fields, new Uint8Array(0));
}

/** ICC public key certificate over the static data to be authenticated: emv-pboc 4.3. */
export function certifyIccKey(
  issuer: PrivateKey,
  icc: PublicKey,
  subject: Validity & { readonly pan: string },
  staticData: Uint8Array,
): CertifiedKey {
  const { pan, ...validity } = subject;
  const fields = { ...validity, kind: "iccCertificate", subject: compressedDigits(pan, 10) } as const;
  return certify(issuer, icc, fields, staticData);
}

/** Signed static application data, tag 93: emv-pboc 4.4. The data authentication code has 2 bytes. */
export function signStaticData(
  issuer: PrivateKey,
  dataAuthenticationCode: Uint8Array,
  staticData: Uint8Array,
  flaw?: Flaw,
): Uint8Array {
  return isSm2(issuer)
    ? signSm2StaticData(issuer, dataAuthenticationCode, staticData, flaw)
    : signRsaStaticData(issuer, dataAuthenticationCode, staticData, flaw);
}

/**
 * Signed dynamic application data, tag 9F4B: emv-pboc 4.5. The ICC dynamic data is the length of the ICC
 * dynamic number and the number (2 to 8 bytes); `terminalData` is what the DDOL asked for.
 */
export function signDynamicData(
  icc: PrivateKey,
  iccDynamicNumber: Uint8Array,
  terminalData: Uint8Array,
  flaw?: Flaw,
): Uint8Array {
  const dynamicData = concatBytes(Uint8Array.of(iccDynamicNumber.length), iccDynamicNumber);
  return signDynamic(icc, dynamicData, terminalData, flaw);
}

/** Signed dynamic application data of CDA, tag 9F4B in the answer to GENERATE AC: emv-pboc 4.6. */
export function signCombinedData(
  icc: PrivateKey,
  combined: CombinedData,
  unpredictableNumber: Uint8Array,
  flaw?: Flaw,
): Uint8Array {
  const { iccDynamicNumber, cid, applicationCryptogram } = combined;
  const dynamicData = concatBytes(
    Uint8Array.of(iccDynamicNumber.length),
    iccDynamicNumber,
    Uint8Array.of(cid),
    applicationCryptogram,
    isSm2(icc) ? sm2TransactionDataHash(combined) : rsaTransactionDataHash(combined),
  );
  return signDynamic(icc, dynamicData, unpredictableNumber, flaw);
}

function signDynamic(
  icc: PrivateKey,
  dynamicData: Uint8Array,
  terminalData: Uint8Array,
  flaw: Flaw | undefined,
): Uint8Array {
  return isSm2(icc)
    ? signSm2DynamicData(icc, dynamicData, terminalData, flaw)
    : signRsaDynamicData(icc, dynamicData, terminalData, flaw);
}
