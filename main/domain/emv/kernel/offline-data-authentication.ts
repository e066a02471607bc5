import { assertNever } from "../../assert.ts";
import { ok, type Result } from "../../result.ts";
import { AIP } from "../aip.ts";
import { COMMAND_DATA_MAX, internalAuthenticateCommand, SW_SUCCESS } from "../apdu.ts";
import { dolDataLength, fillDol, parseDol } from "../dol.ts";
import { hasBit, setBit } from "../named-bits.ts";
import * as tags from "../tags.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { decodeTlv, findTlvAt } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import type { CardFacts } from "./protocol.ts";
import type { ApplicationData } from "./read-application-data.ts";
import { iccPublicKey, issuerPublicKey, type KeyFault } from "./recover-keys.ts";
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
} from "./session.ts";

/**
 * Offline data authentication (EMV Book 2, 5 and 6; Book 3, 10.3; emv-pboc sections 4.1 to 4.6, 4.8 and 5).
 * The algorithm, RSA or SM2, is the CA key's (certificate-family.ts) and changes nothing of the steps. Of
 * CDA, this step chooses it and recovers the card's key; the rest comes with GENERATE AC
 * (combined-data-authentication.ts).
 */

const CLAUSE = "EMV Book 3, 10.3";

type OdaMethod = "CDA" | "DDA" | "SDA" | "none";

const FAILED = { CDA: TVR.cdaFailed, DDA: TVR.ddaFailed, SDA: TVR.sdaFailed } as const;

/** The best method that card and terminal share: CDA before DDA before SDA (EMV Book 3, 10.3). */
function chooseOdaMethod(aip: Uint8Array, terminalCapabilities: Uint8Array): OdaMethod {
  if (hasBit(aip, AIP.cda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.cda)) return "CDA";
  if (hasBit(aip, AIP.dda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.dda)) return "DDA";
  if (hasBit(aip, AIP.sda) && hasBit(terminalCapabilities, TERMINAL_CAPABILITIES.sda)) return "SDA";
  return "none";
}

/** Why authentication failed. `iccDataMissing` sets its own bit of the TVR besides the one of the method. */
type OdaFault =
  | KeyFault
  /** The DDOL is malformed, asks for too much, or does not ask for the unpredictable number. */
  | "ddolUnusable";

/** What is told to those who ask why; the rule behind it is the step's clause, or the one that is named. */
const FAULT_SENTENCES: Readonly<Record<OdaFault, string>> = {
  wrongLength: "a certificate or signature has the wrong length",
  notRecovered: "a certificate or signature was not made with the key above it",
  unsupportedAlgorithm: "a certificate or signature names an algorithm that is not known",
  wrongHash: "a certificate or signature does not belong to the data",
  otherOwner: "a certificate names another issuer or another PAN",
  expired: "a certificate has expired",
  revoked: "the issuer's certificate stands on the revocation list (EMV Book 2, 5.3 step 10)",
  remainderMissing: "the rest of a key is missing",
  unusableKey: "the lengths of a key contradict each other",
  iccDataMissing: "the card does not bring every object that it needs",
  noCaKey: "no CA key is loaded under the card's RID and index (EMV Book 2, 5.2)",
  caKeyExpired: "the CA key has expired (EMV Book 2, 5.2)",
  unknownCaKeyAlgorithm: "the CA key has an algorithm that is not known",
  staticDataUnusable: "a signed record is no template 70, or 9F4A is not exactly 82",
  ddolUnusable: "the DDOL is malformed or does not ask for 9F37 (EMV Book 2, 6.5.1)",
};

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
  const staticData = staticDataOf(transaction, signedRecords);
  const outcome = yield* authenticate(transaction, facts, method, staticData);
  if (!outcome.ok) return outcome;
  const fault = outcome.value;
  // Set whatever came of it (EMV Book 3, 10.3); CDA goes on as long as nothing has failed.
  if (method !== "CDA" || fault !== undefined) setBit(tsi, TSI.odaPerformed);
  if (fault !== undefined) setBit(tvr, FAILED[method]);
  // An absent remainder counts as missing once the certificate shows that it is needed (EMV Book 3, 7.5).
  if (fault === "iccDataMissing" || fault === "remainderMissing") setBit(tvr, TVR.iccDataMissing);
  const success = method === "CDA" ? "CDA chosen, the card's key is recovered" : `${method} succeeded`;
  const sentence = fault === undefined ? success : `${method} failed (${fault}): ${FAULT_SENTENCES[fault]}`;
  note(transaction, "offlineDataAuthentication", CLAUSE, sentence);
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
 * What issuer and card have signed of the card's data: the signed records, then the AIP if the static data
 * authentication tag list says exactly `82` (EMV Book 3, 10.3). Undefined if it cannot be told.
 */
export function staticDataOf(
  transaction: Transaction,
  signedRecords: readonly Uint8Array[] | undefined,
): readonly Uint8Array[] | undefined {
  const aip = cardObject(transaction, tags.TAG_82_AIP) ?? new Uint8Array();
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
  const { family, key } = issuerKey.value;
  const code = family.verifyStatic({ issuerKey: key, ssad, staticData });
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
  const { family, key } = iccKey.value;
  const dynamicNumber = family.verifyDynamic({ iccKey: key, sdad: sdad.value, dynamicData: [ddolData] });
  if (!dynamicNumber.ok) return ok(dynamicNumber.fault);
  transaction.card.set(tags.TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA, sdad.value);
  transaction.card.set(tags.TAG_9F4C_ICC_DYNAMIC_NUMBER, dynamicNumber.value);
  return ok(undefined);
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
