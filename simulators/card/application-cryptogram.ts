import { concatBytes } from "../../main/domain/bytes.ts";
import {
  applicationCryptogramOf,
  SM4,
  type SymmetricFamily,
  TRIPLE_DES,
} from "../crypto/symmetric-family.ts";
import type { ApplicationImage } from "./card-image.ts";
import { encodeCvr } from "./cvr.ts";
import { type Application, counterBytes, type Transaction } from "./session.ts";
import * as tags from "./tags.ts";

/** Terminal data in the order of CVN 01: emv-pboc 13.2. AIP, ATC and CVR follow. */
const CVN_01_TERMINAL_DATA: readonly (readonly [tag: number, length: number])[] = [
  [tags.TAG_9F02_AMOUNT_AUTHORISED, 6],
  [tags.TAG_9F03_AMOUNT_OTHER, 6],
  [tags.TAG_9F1A_COUNTRY, 2],
  [tags.TAG_95_TVR, 5],
  [tags.TAG_5F2A_CURRENCY, 2],
  [tags.TAG_9A_DATE, 3],
  [tags.TAG_9C_TRANSACTION_TYPE, 1],
  [tags.TAG_9F37_UNPREDICTABLE_NUMBER, 4],
];

const KEY_DERIVATION_INDEX = 0x01;
const CVN_01 = 0x01;

/** The algorithm of cryptograms and scripts. */
export function familyOf({ symmetric }: ApplicationImage): SymmetricFamily {
  return symmetric === "SM4" ? SM4 : TRIPLE_DES;
}

/** Key of this transaction, for the cryptogram and for the issuer's answer: emv-pboc 13.1. */
function sessionKeyOf({ image, memory }: Application): Uint8Array {
  return familyOf(image).deriveSessionKey(image.cardKey, memory.atc);
}

/** ARPC, 8 bytes, that the issuer has to answer the ARQC with: emv-pboc 13.3. */
export function expectedAnswer(application: Application, arqc: Uint8Array, arc: Uint8Array): Uint8Array {
  return familyOf(application.image).answerCryptogram(sessionKeyOf(application), arqc, arc);
}

/** Tag 9F26, 8 bytes, for what the transaction has come to. */
export function computeCryptogram(application: Application, transaction: Transaction): Uint8Array {
  const objects = CVN_01_TERMINAL_DATA.map(([tag, length]) => {
    const value = transaction.terminalData.get(tag);
    if (value?.length !== length) throw new Error(`the profile's CDOL lacks ${tag.toString(16)}`);
    return value;
  });
  const input = concatBytes(
    ...objects,
    application.image.aip,
    counterBytes(application.memory.atc),
    encodeCvr(transaction.cvr),
  );
  return applicationCryptogramOf(familyOf(application.image), sessionKeyOf(application), input);
}

/** Tag 9F10 without issuer discretionary data: 07, key index, CVN, CVR, algorithm (emv-pboc 13.5). */
export function issuerApplicationData({ image }: Application, transaction: Transaction): Uint8Array {
  return concatBytes(
    Uint8Array.of(0x07, KEY_DERIVATION_INDEX, CVN_01),
    encodeCvr(transaction.cvr),
    Uint8Array.of(familyOf(image).algorithmId),
  );
}
