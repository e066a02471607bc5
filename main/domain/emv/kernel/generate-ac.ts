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

export type Cryptogram = {
  readonly type: RequestedCryptogram;
  readonly applicationCryptogram: Uint8Array;
  readonly atc: number;
};

/** A card may answer with what was asked for or with something lower (EMV Book 3, 9.3). */
const RANK = { AAC: 0, ARQC: 1, TC: 2 } as const;

/**
 * Asks for a cryptogram with the values of CDOL1 (first) or CDOL2 (second). The answer's objects go into
 * `transaction.card` only if the card kept the rules: a higher cryptogram than asked for, an ARQC at the
 * second time, or an AAR ends it.
 */
export function* generateAc(
  transaction: Transaction,
  which: "first" | "second",
  requested: RequestedCryptogram,
): Step<Cryptogram> {
  const data = fillCdol(transaction, which === "first" ? TAG_8C_CDOL1 : TAG_8D_CDOL2);
  if (!data.ok) return data;
  const answer = yield* sendCommand(`the ${which} GENERATE AC`, generateAcCommand(requested, data.value));
  if (!answer.ok) return answer;
  if (answer.value.sw !== SW_SUCCESS) {
    const status = statusWords(answer.value.sw);
    return ended("cardNotUsable", CLAUSE, `the ${which} GENERATE AC answered ${status}`);
  }
  const objects = parseCryptogramResponse(answer.value.data);
  if (!objects.ok) return ended("cardNotUsable", "EMV Book 3, 6.5.5.4", objects.fault);
  const cryptogram = readCryptogram(objects.value);
  const { type, reason } = parseCid(cryptogram.cid);
  if (type === "AAR" || RANK[type] > RANK[requested] || (which === "second" && type === "ARQC")) {
    return ended("cardNotUsable", "EMV Book 3, 9.3", `asked for ${requested}, the card answered ${type}`);
  }
  for (const { tag, value } of objects.value) if (CRYPTOGRAM_OBJECTS.has(tag)) learn(transaction, tag, value);
  // Card risk management is what the card has just done (EMV Book 3, 10.8).
  setBit(transaction.tsi, TSI.cardRiskManagementPerformed);
  const because = reason === "none" ? "" : `, reason ${reason}`;
  note(
    transaction,
    "generateAc",
    CLAUSE,
    `${which}: asked for ${requested}, the card answered ${type}${because}`,
  );
  return ok({ type, applicationCryptogram: cryptogram.applicationCryptogram, atc: cryptogram.atc });
}

/** The rest of a format 2 answer is for CDA and the issuer; it must not replace what was read before. */
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

const MANDATORY_LENGTHS = [
  [TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, 1],
  [TAG_9F36_ATC, 2],
  [TAG_9F26_APPLICATION_CRYPTOGRAM, 8],
] as const;

const IAD_LENGTH_MAX = 32;

/**
 * Format 1: `80 len CID(1) ATC(2) AC(8) [IAD]`. Format 2: `77 {9F27, 9F36, 9F26, [9F10] ...}`; one with 9F4B
 * in place of 9F26 would be CDA, which was not asked for. The fault is a sentence.
 */
export function parseCryptogramResponse(data: Uint8Array): Result<readonly TlvObject[], string> {
  const decoded = decodeTlv(data);
  const [template, ...more] = decoded.ok ? decoded.value : [];
  if (template === undefined || more.length > 0) return err("the answer to GENERATE AC is malformed");
  const objects = objectsIn(template);
  for (const [tag, length] of MANDATORY_LENGTHS) {
    const found = objects.filter((object) => object.tag === tag);
    if (found.length !== 1 || found[0]?.value.length !== length) {
      return err(`the answer to GENERATE AC brings no proper ${tag.toString(16).toUpperCase()}`);
    }
  }
  const iad = findTlv(objects, TAG_9F10_ISSUER_APPLICATION_DATA);
  if ((iad?.value.length ?? 0) > IAD_LENGTH_MAX) return err("the issuer application data are too long");
  return ok(objects);
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

function readCryptogram(objects: readonly TlvObject[]) {
  const find = (tag: number): Uint8Array => findTlv(objects, tag)?.value ?? new Uint8Array();
  return {
    cid: find(TAG_9F27_CRYPTOGRAM_INFORMATION_DATA)[0] ?? 0,
    atc: toUint(find(TAG_9F36_ATC)),
    applicationCryptogram: find(TAG_9F26_APPLICATION_CRYPTOGRAM),
  };
}
