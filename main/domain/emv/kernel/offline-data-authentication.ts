import { assertNever } from "../../assert.ts";
import { err, ok, type Result } from "../../result.ts";
import { AIP } from "../aip.ts";
import { COMMAND_DATA_MAX, internalAuthenticateCommand, SW_SUCCESS } from "../apdu.ts";
import { findCaPublicKey } from "../ca-public-key.ts";
import { dolDataLength, fillDol, parseDol } from "../dol.ts";
import { hasBit, setBit } from "../named-bits.ts";
import * as tags from "../tags.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { decodeTlv, findTlvAt } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import type { CardFacts } from "./protocol.ts";
import type { ApplicationData } from "./read-application-data.ts";
import {
  checkIccCertificate,
  checkIssuerCertificate,
  checkSdad,
  checkSsad,
  openIccCertificate,
  openIssuerCertificate,
  openSdad,
  openSsad,
  type RsaPublicKey,
  type SignatureFault,
} from "./rsa-certificates.ts";
import {
  cardObject,
  dataObject,
  type Ended,
  ended,
  note,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
  transactionDate,
} from "./session.ts";

/**
 * Offline data authentication with RSA and SHA-1 (EMV Book 2, 5 and 6; Book 3, 10.3; emv-pboc sections 4.1 to
 * 4.6, 4.8). Of CDA, this step chooses it and recovers the card's key; the rest comes with GENERATE AC
 * (combined-data-authentication.ts).
 */

const CLAUSE = "EMV Book 3, 10.3";

type OdaMethod = "CDA" | "DDA" | "SDA" | "none";

const FAILED = { CDA: TVR.cdaFailed, DDA: TVR.ddaFailed, SDA: TVR.sdaFailed } as const;

/**
 * The best method that card and terminal share. A card that lists DF69 in its PDOL is told 00, so it answers
 * with RSA and not with SM2 (emv-pboc section 5).
 */
function chooseOdaMethod(aip: Uint8Array, terminalCapabilities: Uint8Array): OdaMethod {
  if (hasBit(aip, AIP.cda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.cda)) return "CDA";
  if (hasBit(aip, AIP.dda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.dda)) return "DDA";
  if (hasBit(aip, AIP.sda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.sda)) return "SDA";
  return "none";
}

/** Why authentication failed. `iccDataMissing` sets its own bit of the TVR besides the one of the method. */
type OdaFault =
  | SignatureFault
  | "iccDataMissing"
  /** No CA key is loaded under the card's RID and index, or it is past its expiry. */
  | "noCaKey"
  /** A record that should be signed is no template 70, or 9F4A is there and is not exactly `82`. */
  | "staticDataUnusable"
  /** The DDOL is malformed, asks for too much, or does not ask for the unpredictable number. */
  | "ddolUnusable";

/** Performs the chosen method and sets TVR and TSI. Failing is no end: the action codes decide. */
export function* offlineDataAuthentication(
  transaction: Transaction,
  { facts, signedRecords }: ApplicationData,
): Step<void> {
  const { tvr, tsi } = transaction;
  const aip = dataObject(transaction, tags.TAG_82_AIP) ?? new Uint8Array();
  const capabilities = dataObject(transaction, tags.TAG_9F33_TERMINAL_CAPABILITIES) ?? new Uint8Array();
  const method = chooseOdaMethod(aip, capabilities);
  if (method === "none") {
    setBit(tvr, TVR.odaNotPerformed);
    note(transaction, "offlineDataAuthentication", CLAUSE, "no method in common");
    return ok(undefined);
  }
  if (method === "SDA") setBit(tvr, TVR.sdaSelected);
  const outcome = yield* authenticate(
    transaction,
    facts,
    method,
    staticDataOf(transaction, signedRecords, aip),
  );
  if (!outcome.ok) return outcome;
  const fault = outcome.value;
  // Set whatever came of it (EMV Book 3, 10.3); CDA goes on as long as nothing has failed.
  if (method !== "CDA" || fault !== undefined) setBit(tsi, TSI.odaPerformed);
  if (fault !== undefined) setBit(tvr, FAILED[method]);
  // An absent remainder counts as missing once the certificate shows that it is needed (EMV Book 3, 7.5).
  if (fault === "iccDataMissing" || fault === "remainderMissing") setBit(tvr, TVR.iccDataMissing);
  const success = method === "CDA" ? "chosen, the card's key is recovered" : "succeeded";
  note(transaction, "offlineDataAuthentication", CLAUSE, `${method} ${fault ?? success}`);
  return ok(undefined);
}

/** The value is what went wrong, or undefined. */
function* authenticate(
  transaction: Transaction,
  facts: CardFacts,
  method: Exclude<OdaMethod, "none">,
  staticData: readonly Uint8Array[] | undefined,
): Step<OdaFault | undefined> {
  switch (method) {
    case "SDA":
      return ok(authenticateStatically(transaction, facts, staticData));
    case "DDA":
      return yield* authenticateDynamically(transaction, facts, staticData);
    case "CDA":
      return ok(prepareCombined(transaction, facts, staticData));
    default:
      return assertNever(method);
  }
}

/** EMV Book 2, 6.6: the card's key has to be known before the first GENERATE AC may ask for a signature. */
function prepareCombined(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): OdaFault | undefined {
  const iccKey = iccPublicKey(transaction, facts, staticData);
  if (!iccKey.ok) return iccKey.fault;
  transaction.cda.iccKey = iccKey.value;
  return undefined;
}

/**
 * The signed records, then the AIP if the static data authentication tag list says exactly `82` (EMV Book 3,
 * 10.3).
 */
function staticDataOf(
  transaction: Transaction,
  signedRecords: readonly Uint8Array[] | undefined,
  aip: Uint8Array,
): readonly Uint8Array[] | undefined {
  const tagList = cardObject(transaction, tags.TAG_9F4A_SDA_TAG_LIST);
  if (signedRecords === undefined || tagList === undefined) return signedRecords;
  return tagList.length === 1 && tagList[0] === tags.TAG_82_AIP ? [...signedRecords, aip] : undefined;
}

/** EMV Book 2, 5. Returns what went wrong, or undefined. */
function authenticateStatically(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): OdaFault | undefined {
  const ssad = cardObject(transaction, tags.TAG_93_SIGNED_STATIC_APPLICATION_DATA);
  if (ssad === undefined) return "iccDataMissing";
  const issuerKey = issuerPublicKey(transaction, facts);
  if (!issuerKey.ok) return issuerKey.fault;
  if (staticData === undefined) return "staticDataUnusable";
  const opened = openSsad(ssad, issuerKey.value);
  if (!opened.ok) return opened.fault;
  const code = checkSsad(opened.value, staticData);
  if (!code.ok) return code.fault;
  transaction.card.set(tags.TAG_9F45_DATA_AUTHENTICATION_CODE, code.value);
  return undefined;
}

/** EMV Book 2, 6.1 to 6.5. The value is what went wrong, or undefined. */
function* authenticateDynamically(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): Step<OdaFault | undefined> {
  const iccKey = iccPublicKey(transaction, facts, staticData);
  if (!iccKey.ok) return ok(iccKey.fault);
  const ddolData = fillDdol(transaction);
  if (ddolData === undefined) return ok("ddolUnusable");
  const answer = yield* sendCommand("INTERNAL AUTHENTICATE", internalAuthenticateCommand(ddolData));
  if (!answer.ok) return answer;
  const sdad = signedDynamicData(answer.value.sw, answer.value.data);
  if (!sdad.ok) return sdad;
  const opened = openSdad(sdad.value, iccKey.value);
  if (!opened.ok) return ok(opened.fault);
  const dynamicNumber = checkSdad(opened.value, ddolData);
  if (!dynamicNumber.ok) return ok(dynamicNumber.fault);
  transaction.card.set(tags.TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA, sdad.value);
  transaction.card.set(tags.TAG_9F4C_ICC_DYNAMIC_NUMBER, dynamicNumber.value);
  return ok(undefined);
}

/** EMV Book 2, 5.2 and 5.3: the issuer's key out of tag 90 with the CA key that 8F names. */
function issuerPublicKey(transaction: Transaction, { card }: CardFacts): Result<RsaPublicKey, OdaFault> {
  const index = cardObject(transaction, tags.TAG_8F_CA_PUBLIC_KEY_INDEX)?.[0];
  const certificate = cardObject(transaction, tags.TAG_90_ISSUER_PUBLIC_KEY_CERTIFICATE);
  const exponent = cardObject(transaction, tags.TAG_9F32_ISSUER_PUBLIC_KEY_EXPONENT);
  if (index === undefined || certificate === undefined || exponent === undefined)
    return err("iccDataMissing");
  const caKey = findCaPublicKey(transaction.input.caKeys, transaction.aid, index);
  const today = transactionDate(transaction);
  if (caKey === undefined || Number(caKey.expiry) < today) return err("noCaKey");
  const opened = openIssuerCertificate(certificate, caKey);
  if (!opened.ok) return opened;
  const remainder = cardObject(transaction, tags.TAG_92_ISSUER_PUBLIC_KEY_REMAINDER);
  const context = { remainder, exponent, pan: card.pan.reveal(), transactionDate: today };
  return checkIssuerCertificate(opened.value, context);
}

/** EMV Book 2, 6.2 to 6.4: the card's key out of 9F46 with the issuer's key. */
function iccPublicKey(
  transaction: Transaction,
  facts: CardFacts,
  staticData: readonly Uint8Array[] | undefined,
): Result<RsaPublicKey, OdaFault> {
  const certificate = cardObject(transaction, tags.TAG_9F46_ICC_PUBLIC_KEY_CERTIFICATE);
  const exponent = cardObject(transaction, tags.TAG_9F47_ICC_PUBLIC_KEY_EXPONENT);
  if (certificate === undefined || exponent === undefined) return err("iccDataMissing");
  const issuerKey = issuerPublicKey(transaction, facts);
  if (!issuerKey.ok) return issuerKey;
  if (staticData === undefined) return err("staticDataUnusable");
  const opened = openIccCertificate(certificate, issuerKey.value);
  if (!opened.ok) return opened;
  const remainder = cardObject(transaction, tags.TAG_9F48_ICC_PUBLIC_KEY_REMAINDER);
  const pan = facts.card.pan.reveal();
  const context = { remainder, exponent, pan, transactionDate: transactionDate(transaction) };
  return checkIccCertificate(opened.value, context, staticData);
}

/**
 * EMV Book 2, 6.5.1: the card's DDOL, or the terminal's default one if the card has none. Either must ask for
 * the unpredictable number, or the signature would prove nothing; a card's bad DDOL is not replaced by the
 * default.
 */
function fillDdol(transaction: Transaction): Uint8Array | undefined {
  const ddol = cardObject(transaction, tags.TAG_9F49_DDOL) ?? transaction.parameters.defaultDdol;
  const entries = parseDol(ddol);
  if (!entries.ok || dolDataLength(entries.value) > COMMAND_DATA_MAX) return undefined;
  if (!entries.value.some(({ tag }) => tag === tags.TAG_9F37_UNPREDICTABLE_NUMBER)) return undefined;
  return fillDol(entries.value, (tag) => dataObject(transaction, tag));
}

/**
 * Format 1: `80 len SDAD`. Format 2: `77 {9F4B, ...}`. Anything else ends the transaction (EMV Book 3,
 * 6.5.9.4 and 6.5.9.5).
 */
function signedDynamicData(sw: number, data: Uint8Array): Result<Uint8Array, Ended> {
  const clause = "EMV Book 3, 6.5.9";
  if (sw !== SW_SUCCESS) {
    return ended("cardNotUsable", clause, `INTERNAL AUTHENTICATE answered ${statusWords(sw)}`);
  }
  const objects = decodeTlv(data);
  const level = objects.ok ? objects.value : [];
  const found =
    findTlvAt(level, tags.TAG_80_RESPONSE_TEMPLATE_1) ??
    findTlvAt(level, tags.TAG_77_RESPONSE_TEMPLATE_2, tags.TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA);
  if (found === undefined)
    return ended("cardNotUsable", clause, "INTERNAL AUTHENTICATE brought no signature");
  return ok(found.value);
}
