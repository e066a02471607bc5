import { equalBytes } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { findCaPublicKey, ridOf } from "../ca-public-key.ts";
import type { CaPublicKey } from "../parameters.ts";
import * as tags from "../tags.ts";
import { certificateFamilyOf } from "./certificate-families.ts";
import type { CertificateContext, RecoveredKey, SignatureFault } from "./certificate-family.ts";
import type { CardFacts } from "./protocol.ts";
import { cardObject, type Transaction, transactionDate } from "./session.ts";

/**
 * The chain of keys: the CA's, which the terminal holds; the issuer's out of 90; the card's out of 9F46; and
 * its key of PIN encipherment out of 9F2D (EMV Book 2, 5.2, 5.3, 6.2 to 6.4 and 7.1; emv-pboc sections 4 and
 * 5).
 */

export type KeyFault =
  | SignatureFault
  | "iccDataMissing"
  /** No CA key is loaded under the card's RID and index. */
  | "noCaKey"
  /** The CA key is past its expiry. */
  | "caKeyExpired"
  /** The CA key has an algorithm that this kernel does not know. */
  | "unknownCaKeyAlgorithm"
  /** A record that should be signed is no template 70, or 9F4A is there and is not exactly `82`. */
  | "staticDataUnusable";

/**
 * The CA key that 8F names, if it is loaded, and its family; without a key the card is taken to be an RSA
 * one.
 */
function caKeyOf({ input, aid }: Transaction, index: number) {
  const caKey = findCaPublicKey(input.caKeys, aid, index);
  return { caKey, family: certificateFamilyOf(caKey?.algorithm) };
}

/** EMV Book 2, 5.2 and 5.3: the issuer's key out of tag 90 with the CA key that 8F names. */
export function issuerPublicKey(
  transaction: Transaction,
  { card }: CardFacts,
): Result<RecoveredKey, KeyFault> {
  const index = cardObject(transaction, tags.TAG_8F_CA_PUBLIC_KEY_INDEX)?.[0];
  const certificate = cardObject(transaction, tags.TAG_90_ISSUER_PUBLIC_KEY_CERTIFICATE);
  if (index === undefined || certificate === undefined) return err("iccDataMissing");
  const { caKey, family } = caKeyOf(transaction, index);
  if (family === undefined) return err("unknownCaKeyAlgorithm");
  const exponent = cardObject(transaction, tags.TAG_9F32_ISSUER_PUBLIC_KEY_EXPONENT);
  if (family.exponentRequired && exponent === undefined) return err("iccDataMissing");
  if (caKey === undefined) return err("noCaKey");
  const today = transactionDate(transaction);
  // An expiry that is no date has not been shown to lie ahead.
  if (!(Number(caKey.expiry) >= today)) return err("caKeyExpired");
  const key = family.recoverIssuerKey({
    caKey,
    certificate,
    exponent,
    remainder: cardObject(transaction, tags.TAG_92_ISSUER_PUBLIC_KEY_REMAINDER),
    pan: card.pan.reveal(),
    transactionDate: today,
    isRevoked: (serialNumber) => isRevoked(transaction, caKey, serialNumber),
  });
  return key.ok ? ok({ family, key: key.value }) : key;
}

/** EMV Book 2, 5.3 step 10: the list names RID, index of the CA key, and serial number of the certificate. */
function isRevoked({ input, aid }: Transaction, { index }: CaPublicKey, serialNumber: Uint8Array): boolean {
  const rid = ridOf(aid);
  return (input.revokedCertificates ?? []).some(
    (revoked) =>
      revoked.index === index &&
      equalBytes(revoked.rid, rid) &&
      equalBytes(revoked.serialNumber, serialNumber),
  );
}

/** EMV Book 2, 6.2 to 6.4: the card's key out of 9F46 with the issuer's key. */
export function iccPublicKey(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): Result<RecoveredKey, KeyFault> {
  return cardKey(transaction, facts, {
    certificate: cardObject(transaction, tags.TAG_9F46_ICC_PUBLIC_KEY_CERTIFICATE),
    exponent: cardObject(transaction, tags.TAG_9F47_ICC_PUBLIC_KEY_EXPONENT),
    remainder: cardObject(transaction, tags.TAG_9F48_ICC_PUBLIC_KEY_REMAINDER),
    staticData,
  });
}

/**
 * The key for enciphering a PIN: the card's own one of 9F2D, or else the one it authenticates itself with
 * (EMV Book 2, 7.1). The hash of 9F2D covers no static data.
 */
export function pinEnciphermentKey(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): Result<RecoveredKey, KeyFault> {
  const certificate = cardObject(transaction, tags.TAG_9F2D_PIN_PUBLIC_KEY_CERTIFICATE);
  if (certificate === undefined) return iccPublicKey(transaction, facts, staticData);
  return cardKey(transaction, facts, {
    certificate,
    exponent: cardObject(transaction, tags.TAG_9F2E_PIN_PUBLIC_KEY_EXPONENT),
    remainder: cardObject(transaction, tags.TAG_9F2F_PIN_PUBLIC_KEY_REMAINDER),
    staticData: [],
  });
}

type CertificateObjects = Pick<CertificateContext, "exponent" | "remainder"> & {
  readonly certificate: Uint8Array | undefined;
  readonly staticData: readonly Uint8Array[] | undefined;
};

/** An object that is missing is told as such whatever is wrong with the keys above (EMV Book 3, 10.3). */
function cardKey(
  transaction: Transaction,
  facts: CardFacts,
  { certificate, exponent, remainder, staticData }: CertificateObjects,
): Result<RecoveredKey, KeyFault> {
  const index = cardObject(transaction, tags.TAG_8F_CA_PUBLIC_KEY_INDEX)?.[0];
  if (index === undefined || certificate === undefined) return err("iccDataMissing");
  const exponentRequired = caKeyOf(transaction, index).family?.exponentRequired === true;
  if (exponentRequired && exponent === undefined) return err("iccDataMissing");
  const issuer = issuerPublicKey(transaction, facts);
  if (!issuer.ok) return issuer;
  if (staticData === undefined) return err("staticDataUnusable");
  const key = issuer.value.family.recoverIccKey({
    issuerKey: issuer.value.key,
    certificate,
    exponent,
    remainder,
    staticData,
    pan: facts.card.pan.reveal(),
    transactionDate: transactionDate(transaction),
  });
  return key.ok ? ok({ family: issuer.value.family, key: key.value }) : key;
}
