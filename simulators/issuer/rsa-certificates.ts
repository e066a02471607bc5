import { createHash } from "node:crypto";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import type { CertificateFields, CertifiedKey, CombinedData } from "./certificate-fields.ts";
import type { Flaw } from "./flaw.ts";
import { type RsaPrivateKey, type RsaPublicKey, signRaw } from "./rsa.ts";

/** The signing side of offline data authentication with RSA and SHA-1 (emv-pboc section 4). */

const HEADER = 0x6a;
const TRAILER = 0xbc;
const HASH_SHA1 = 0x01;
const ALGORITHM_RSA = 0x01;
const HASH_SM3 = 0x07;
const ALGORITHM_SM2 = 0x04;

const FORMAT = {
  issuerCertificate: 0x02,
  staticData: 0x03,
  iccCertificate: 0x04,
  dynamicData: 0x05,
} as const;
/** A format that no signature has. */
const NO_FORMAT = 0x0f;

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
function signFramed(
  key: RsaPrivateKey,
  flaw: Flaw | undefined,
  body: Uint8Array,
  ...extra: readonly Uint8Array[]
): Uint8Array {
  const hash = sha1(body, ...extra);
  if (flaw === "hash") hash[0] = (hash[0] ?? 0) ^ 0x01;
  const header = flaw === "header" ? HEADER + 1 : HEADER;
  const trailer = flaw === "trailer" ? TRAILER + 1 : TRAILER;
  return signRaw(key, concatBytes(Uint8Array.of(header), body, hash, Uint8Array.of(trailer)));
}

const formatByte = (format: number, flaw: Flaw | undefined): number =>
  flaw === "format" ? NO_FORMAT : format;
const hashByte = (flaw: Flaw | undefined): number => (flaw === "hashAlgorithm" ? HASH_SM3 : HASH_SHA1);

/** emv-pboc 4.2 and 4.3. */
export function certifyRsaKey(
  signer: RsaPrivateKey,
  subjectKey: RsaPublicKey,
  fields: CertificateFields,
  staticData: Uint8Array,
): CertifiedKey {
  const { modulus, exponent } = subjectKey;
  const { flaw } = fields;
  // 6A, format, subject, expiry, serial, four length and algorithm bytes, hash, BC surround the key part.
  const partLength = signer.modulus.length - (1 + 1 + fields.subject.length + 2 + 3 + 4 + 20 + 1);
  const inside = modulus.subarray(0, partLength);
  const remainder = modulus.subarray(partLength);
  const keyAlgorithm = flaw === "keyAlgorithm" ? ALGORITHM_SM2 : ALGORITHM_RSA;
  const body = concatBytes(
    Uint8Array.of(formatByte(FORMAT[fields.kind], flaw)),
    fields.subject,
    fromHex(fields.expiry),
    fields.serial,
    Uint8Array.of(hashByte(flaw), keyAlgorithm, modulus.length, exponent.length),
    inside,
    repeated(0xbb, partLength - inside.length),
  );
  const certificate = signFramed(signer, flaw, body, remainder, exponent, staticData);
  return { certificate, remainder, exponent };
}

/** emv-pboc 4.4. */
export function signRsaStaticData(
  issuer: RsaPrivateKey,
  dataAuthenticationCode: Uint8Array,
  staticData: Uint8Array,
  flaw: Flaw | undefined,
): Uint8Array {
  const head = Uint8Array.of(formatByte(FORMAT.staticData, flaw), hashByte(flaw));
  const padding = repeated(0xbb, issuer.modulus.length - 26);
  return signFramed(issuer, flaw, concatBytes(head, dataAuthenticationCode, padding), staticData);
}

/** emv-pboc 4.5. `dynamicData` begins with the length of the ICC dynamic number. */
export function signRsaDynamicData(
  icc: RsaPrivateKey,
  dynamicData: Uint8Array,
  terminalData: Uint8Array,
  flaw: Flaw | undefined,
): Uint8Array {
  const padding = repeated(0xbb, icc.modulus.length - dynamicData.length - 25);
  const head = Uint8Array.of(formatByte(FORMAT.dynamicData, flaw), hashByte(flaw), dynamicData.length);
  return signFramed(icc, flaw, concatBytes(head, dynamicData, padding), terminalData);
}

/** SHA-1 over what was sent and answered: emv-pboc 4.6. */
export function rsaTransactionDataHash({ transactionData }: CombinedData): Uint8Array {
  return sha1(...transactionData);
}
