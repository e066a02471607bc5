import { sm3 } from "sm-crypto-v2";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import { type Sm2PrivateKey, type Sm2PublicKey, signSm2 } from "../crypto/sm2.ts";
import type { CertificateFields, CertifiedKey, CombinedData } from "./certificate-fields.ts";
import type { Flaw } from "./flaw.ts";

/** The signing side of offline data authentication with SM2 and SM3 (PBOC 3.0 part 17; emv-pboc section 5). */

const FORMAT = {
  issuerCertificate: 0x12,
  staticData: 0x13,
  iccCertificate: 0x14,
  dynamicData: 0x15,
} as const;
/** A format that no signature has. */
const NO_FORMAT = 0x0f;
const ALGORITHM_SM2 = 0x04;
const PARAMETER_ID_SM2P256V1 = 0x00;

/** The data in the clear, then r and s over them and what is signed besides. */
function sign(
  key: Sm2PrivateKey,
  flaw: Flaw | undefined,
  clear: Uint8Array,
  ...extra: readonly Uint8Array[]
): Uint8Array {
  if (flaw === "header" || flaw === "trailer" || flaw === "hashAlgorithm")
    throw new Error(`an SM2 signature has no ${flaw}`);
  const signature = signSm2(key, concatBytes(clear, ...extra));
  if (flaw === "hash") signature[63] = (signature[63] ?? 0) ^ 0x01;
  return concatBytes(clear, signature);
}

const formatByte = (format: number, flaw: Flaw | undefined): number =>
  flaw === "format" ? NO_FORMAT : format;

/** Formats 12 and 14. */
export function certifySm2Key(
  signer: Sm2PrivateKey,
  subjectKey: Sm2PublicKey,
  fields: CertificateFields,
  staticData: Uint8Array,
): CertifiedKey {
  const { flaw } = fields;
  const keyAlgorithm = flaw === "keyAlgorithm" ? ALGORITHM_SM2 + 1 : ALGORITHM_SM2;
  const { point } = subjectKey;
  const clear = concatBytes(
    Uint8Array.of(formatByte(FORMAT[fields.kind], flaw)),
    fields.subject,
    fromHex(fields.expiry),
    fields.serial,
    Uint8Array.of(ALGORITHM_SM2, keyAlgorithm, PARAMETER_ID_SM2P256V1, point.length),
    point,
  );
  const none = new Uint8Array(0);
  return { certificate: sign(signer, flaw, clear, staticData), remainder: none, exponent: none };
}

/** Format 13. */
export function signSm2StaticData(
  issuer: Sm2PrivateKey,
  dataAuthenticationCode: Uint8Array,
  staticData: Uint8Array,
  flaw: Flaw | undefined,
): Uint8Array {
  const head = Uint8Array.of(formatByte(FORMAT.staticData, flaw));
  return sign(issuer, flaw, concatBytes(head, dataAuthenticationCode), staticData);
}

/** Format 15; `dynamicData` begins with the length of the ICC dynamic number. */
export function signSm2DynamicData(
  icc: Sm2PrivateKey,
  dynamicData: Uint8Array,
  terminalData: Uint8Array,
  flaw: Flaw | undefined,
): Uint8Array {
  const head = Uint8Array.of(formatByte(FORMAT.dynamicData, flaw), dynamicData.length);
  return sign(icc, flaw, concatBytes(head, dynamicData), terminalData);
}

/** SM3 over what was sent and answered. */
export function sm2TransactionDataHash({ transactionData }: CombinedData): Uint8Array {
  return fromHex(sm3(concatBytes(...transactionData)));
}
