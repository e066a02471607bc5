import { sha1 } from "@noble/hashes/legacy.js";
import { toUint } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { COMMAND_DATA_MAX, generateAcCommand, SW_SUCCESS } from "../apdu.ts";
import { parseCid } from "../cid.ts";
import { type DolEntry, dolDataLength, fillDol, parseDol } from "../dol.ts";
import { setBit } from "../named-bits.ts";
import {
  TAG_8C_CDOL1,
  TAG_8D_CDOL2,
  TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA,
  TAG_9F4C_ICC_DYNAMIC_NUMBER,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  TAG_9F36_ATC,
  TAG_77_RESPONSE_TEMPLATE_2,
  TAG_80_RESPONSE_TEMPLATE_1,
  TAG_97_TDOL,
  TAG_98_TC_HASH_VALUE,
} from "../tags.ts";
import { decodeTlv, findTlv, primitivesOf, type TlvObject } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import type { RecoveredKey } from "./certificate-family.ts";
import { verifyCombinedSignature } from "./combined-data-authentication.ts";
import {
  cardObject,
  dataObject,
  type Ended,
  ended,
  learn,
  note,
  type RequestedCryptogram,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
} from "./session.ts";

/** GENERATE AC, first and second (EMV Book 3, 9 and 6.5.5; emv-pboc section 10). */

const CLAUSE = "EMV Book 3, 6.5.5";
const CDA_CLAUSE = "EMV Book 2, 6.6.2";

/** The sentence for a decision that rests on {@link Cryptogram.cdaFailed}. */
export const CDA_FAILED = `the card's signature on its cryptogram is wrong (${CDA_CLAUSE})`;

export type Cryptogram = {
  readonly type: RequestedCryptogram;
  /** 8 bytes; empty if it was only inside a signature that proved wrong. */
  readonly applicationCryptogram: Uint8Array;
  readonly atc: number;
  /** The card was asked for a signature as well, and it is wrong or absent: its TC or ARQC proves nothing. */
  readonly cdaFailed: boolean;
};

/** A card may answer with what was asked for or with something lower (EMV Book 3, 9.3). */
const RANK = { AAC: 0, ARQC: 1, TC: 2 } as const;

/**
 * Asks for a cryptogram with the values of CDOL1 (first) or CDOL2 (second), and for a CDA signature on a TC
 * or an ARQC if CDA was chosen and has not failed (EMV Book 4, 6.3.2.1). The answer's objects go into
 * `transaction.card` only if the card kept the rules: a higher cryptogram than asked for, an ARQC at the
 * second time, or an AAR ends it; what a wrong signature came with is not kept.
 */
export function* generateAc(
  transaction: Transaction,
  which: "first" | "second",
  requested: RequestedCryptogram,
): Step<Cryptogram> {
  const data = fillCdol(transaction, which === "first" ? TAG_8C_CDOL1 : TAG_8D_CDOL2);
  if (!data.ok) return data;
  transaction.cda.sentValues.push(data.value);
  const iccKey = requested === "AAC" ? undefined : transaction.cda.iccKey;
  const command = generateAcCommand(requested, data.value, iccKey !== undefined);
  const answer = yield* sendCommand(`the ${which} GENERATE AC`, command);
  if (!answer.ok) return answer;
  if (answer.value.sw !== SW_SUCCESS) {
    const status = statusWords(answer.value.sw);
    return ended("cardNotUsable", CLAUSE, `the ${which} GENERATE AC answered ${status}`);
  }
  const response = parseCryptogramResponse(answer.value.data);
  if (!response.ok) return ended("cardNotUsable", "EMV Book 3, 6.5.5.4", response.fault);
  const { type, reason } = parseCid(response.value.cid);
  if (type === "AAR" || RANK[type] > RANK[requested] || (which === "second" && type === "ARQC")) {
    return ended("cardNotUsable", "EMV Book 3, 9.3", `asked for ${requested}, the card answered ${type}`);
  }
  // Card risk management is what the card has just done (EMV Book 3, 10.8).
  setBit(transaction.tsi, TSI.cardRiskManagementPerformed);
  const because = reason === "none" ? "" : `, reason ${reason}`;
  note(
    transaction,
    "generateAc",
    CLAUSE,
    `${which}: asked for ${requested}, the card answered ${type}${because}`,
  );
  if (iccKey !== undefined && type !== "AAC") {
    return ok(signedCryptogram(transaction, iccKey, response.value, type));
  }
  const { applicationCryptogram, atc } = response.value;
  if (applicationCryptogram === undefined) {
    return ended("cardNotUsable", "EMV Book 3, 6.5.5.4", NO_CRYPTOGRAM);
  }
  learnCryptogram(transaction, response.value);
  return ok({ type, applicationCryptogram, atc, cdaFailed: false });
}

/** EMV Book 2, 6.6.2: the signature decides, and the cryptogram is the one inside. */
function signedCryptogram(
  transaction: Transaction,
  iccKey: RecoveredKey,
  response: CryptogramResponse,
  type: RequestedCryptogram,
): Cryptogram {
  setBit(transaction.tsi, TSI.odaPerformed);
  const verified = verifyCombinedSignature(transaction, iccKey, response.template, response.cid);
  note(
    transaction,
    "offlineDataAuthentication",
    CDA_CLAUSE,
    `CDA ${verified.ok ? "succeeded" : verified.fault}`,
  );
  const { atc } = response;
  if (!verified.ok) {
    setBit(transaction.tvr, TVR.cdaFailed);
    transaction.cda.iccKey = undefined;
    const applicationCryptogram = response.applicationCryptogram ?? new Uint8Array();
    return { type, applicationCryptogram, atc, cdaFailed: true };
  }
  const { applicationCryptogram, dynamicNumber } = verified.value;
  learnCryptogram(transaction, response);
  transaction.card.set(TAG_9F26_APPLICATION_CRYPTOGRAM, applicationCryptogram);
  transaction.card.set(TAG_9F4C_ICC_DYNAMIC_NUMBER, dynamicNumber);
  return { type, applicationCryptogram, atc, cdaFailed: false };
}

function learnCryptogram(transaction: Transaction, { objects }: CryptogramResponse): void {
  for (const { tag, value } of objects) if (CRYPTOGRAM_OBJECTS.has(tag)) learn(transaction, tag, value);
}

/** The rest of a format 2 answer is for the issuer; it must not replace what was read before. */
const CRYPTOGRAM_OBJECTS: ReadonlySet<number> = new Set([
  TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  TAG_9F36_ATC,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_9F10_ISSUER_APPLICATION_DATA,
]);

function fillCdol(transaction: Transaction, tag: number): Result<Uint8Array, Ended> {
  const entries = parseDol(cardObject(transaction, tag) ?? new Uint8Array());
  if (!entries.ok) return ended("cardNotUsable", "EMV Book 3, 5.4", "the CDOL is malformed");
  if (dolDataLength(entries.value) > COMMAND_DATA_MAX) {
    return ended("cardNotUsable", "EMV Book 3, 5.4", "the CDOL asks for more than a command can carry");
  }
  if (entries.value.some((entry) => entry.tag === TAG_98_TC_HASH_VALUE))
    setTcHash(transaction, entries.value);
  return ok(fillDol(entries.value, (wanted) => dataObject(transaction, wanted)));
}

/**
 * A CDOL may ask for the TC hash value: SHA-1 over what the TDOL asks for. A card without a TDOL gets the
 * hash over nothing, as this terminal's default TDOL is empty, and TVR B5b8 (EMV Book 3, 9.2.2).
 */
function setTcHash(transaction: Transaction, cdol: readonly DolEntry[]): void {
  const tdol = cardObject(transaction, TAG_97_TDOL);
  if (tdol === undefined) setBit(transaction.tvr, TVR.defaultTdolUsed);
  const entries = parseDol(tdol ?? new Uint8Array());
  const covered = entries.ok ? entries.value : entries.fault.entriesBefore;
  const hash = sha1(fillDol(covered, (wanted) => dataObject(transaction, wanted)));
  transaction.terminal.set(TAG_98_TC_HASH_VALUE, hash);
  note(transaction, "generateAc", "EMV Book 3, 9.2.2", `TC hash value for a CDOL of ${cdol.length} entries`);
}

const NO_CRYPTOGRAM = "the answer to GENERATE AC brings no proper 9F26";

const CID_LENGTH = 1;
const ATC_LENGTH = 2;
const CRYPTOGRAM_LENGTH = 8;
const IAD_LENGTH_MAX = 32;

/** An answer to GENERATE AC whose objects have their right lengths. */
type CryptogramResponse = {
  /** The outer object, 77 or 80. */
  readonly template: TlvObject;
  readonly objects: readonly TlvObject[];
  readonly cid: number;
  readonly atc: number;
  /** Tag 9F26; absent where it is inside a signature (9F4B). */
  readonly applicationCryptogram?: Uint8Array;
};

/**
 * Format 1: `80 len CID(1) ATC(2) AC(8) [IAD]`. Format 2: `77 {9F27, 9F36, 9F26, [9F10] ...}`, with 9F4B in
 * place of 9F26 if a signature was asked for. The fault is a sentence.
 */
export function parseCryptogramResponse(data: Uint8Array): Result<CryptogramResponse, string> {
  const decoded = decodeTlv(data);
  const [template, ...more] = decoded.ok ? decoded.value : [];
  if (template === undefined || more.length > 0) return err("the answer to GENERATE AC is malformed");
  const objects = objectsIn(template);
  const cid = single(objects, TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, CID_LENGTH);
  if (cid === undefined) return err("the answer to GENERATE AC brings no proper 9F27");
  const atc = single(objects, TAG_9F36_ATC, ATC_LENGTH);
  if (atc === undefined) return err("the answer to GENERATE AC brings no proper 9F36");
  const applicationCryptogram = single(objects, TAG_9F26_APPLICATION_CRYPTOGRAM, CRYPTOGRAM_LENGTH);
  const isSigned = findTlv(objects, TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA) !== undefined;
  if (applicationCryptogram === undefined && !isSigned) return err(NO_CRYPTOGRAM);
  const iad = findTlv(objects, TAG_9F10_ISSUER_APPLICATION_DATA);
  if ((iad?.value.length ?? 0) > IAD_LENGTH_MAX) return err("the issuer application data are too long");
  const read = { template, objects, cid: toUint(cid), atc: toUint(atc) };
  return ok(applicationCryptogram === undefined ? read : { ...read, applicationCryptogram });
}

/** The value of an object that is there exactly once and has that length. */
function single(objects: readonly TlvObject[], tag: number, length: number): Uint8Array | undefined {
  const [found, ...more] = objects.filter((object) => object.tag === tag);
  return more.length === 0 && found?.value.length === length ? found.value : undefined;
}

function objectsIn(template: TlvObject): readonly TlvObject[] {
  if (template.tag === TAG_77_RESPONSE_TEMPLATE_2) return primitivesOf(template.children ?? []);
  if (template.tag !== TAG_80_RESPONSE_TEMPLATE_1) return [];
  const { value } = template;
  const objects = [
    { tag: TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, value: value.subarray(0, 1) },
    { tag: TAG_9F36_ATC, value: value.subarray(1, 3) },
    { tag: TAG_9F26_APPLICATION_CRYPTOGRAM, value: value.subarray(3, 11) },
  ];
  const iad = value.subarray(11);
  return iad.length === 0 ? objects : [...objects, { tag: TAG_9F10_ISSUER_APPLICATION_DATA, value: iad }];
}
