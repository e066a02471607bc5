import { concatBytes, equalBytes, fromAscii, toHex, toUint } from "../../main/domain/bytes.ts";
import {
  applicationCryptogramOf,
  type SymmetricFamily,
  symmetricFamilyOf,
  TRIPLE_DES,
} from "../crypto/symmetric-family.ts";
import { findCard, TEST_ACCOUNTS, type TestAccount } from "./accounts-table.ts";
import { type IssuerMasterKeys, masterKeysOf, TEST_MASTER_KEYS } from "./master-keys-table.ts";
import { readTlvs } from "./tlv.ts";

/** What the issuer is given: the card as the message names it, and DE55 as it arrived. */
export type CryptogramQuestion = {
  readonly pan: string;
  /** DE23; 0 when the message carries none. */
  readonly panSequenceNumber?: number | undefined;
  /** DE55: BER-TLV, at least 9F26 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03. */
  readonly iccData: Uint8Array;
};

type CryptogramType = "AAC" | "TC" | "ARQC";

export type CryptogramCheck =
  | {
      readonly valid: true;
      /** What the card decided, from the CVR, which the cryptogram covers; 9F27 is covered by nothing. */
      readonly cryptogramType: CryptogramType;
      /** Tag 9F36. */
      readonly atc: number;
      /** 4 bytes: 03 and three bytes (emv-pboc 13.5). */
      readonly cvr: Uint8Array;
    }
  | {
      readonly valid: false;
      readonly reason:
        | "unknownCard"
        | "malformedIccData"
        | "missingDataObject"
        | "unknownCryptogramVersion"
        | "wrongCryptogram"
        /** 9F27 says something else than the CVR that the cryptogram covers. */
        | "cryptogramTypeContradicted";
      /** In words for the host's log; no card data. */
      readonly detail: string;
    };

const TAG_82_AIP = 0x82;
const TAG_95_TVR = 0x95;
const TAG_9A_DATE = 0x9a;
const TAG_9C_TRANSACTION_TYPE = 0x9c;
const TAG_5F2A_CURRENCY = 0x5f2a;
const TAG_9F02_AMOUNT_AUTHORISED = 0x9f02;
const TAG_9F03_AMOUNT_OTHER = 0x9f03;
const TAG_9F10_IAD = 0x9f10;
const TAG_9F1A_COUNTRY = 0x9f1a;
const TAG_9F26_APPLICATION_CRYPTOGRAM = 0x9f26;
const TAG_9F27_CID = 0x9f27;
const TAG_9F36_ATC = 0x9f36;
const TAG_9F37_UNPREDICTABLE_NUMBER = 0x9f37;

/** Input of CVN 01 before the CVR, in order, with lengths in bytes: emv-pboc 13.2. */
const CVN_01_INPUT: readonly (readonly [tag: number, length: number])[] = [
  [TAG_9F02_AMOUNT_AUTHORISED, 6],
  [TAG_9F03_AMOUNT_OTHER, 6],
  [TAG_9F1A_COUNTRY, 2],
  [TAG_95_TVR, 5],
  [TAG_5F2A_CURRENCY, 2],
  [TAG_9A_DATE, 3],
  [TAG_9C_TRANSACTION_TYPE, 1],
  [TAG_9F37_UNPREDICTABLE_NUMBER, 4],
  [TAG_82_AIP, 2],
  [TAG_9F36_ATC, 2],
];

/**
 * Input of CVN 17, for contactless transactions; byte 5 of the IAD follows. It is VIS's: whether every UnionPay
 * card computes it so is not published (emv-pboc section 21).
 */
const CVN_17_INPUT: readonly (readonly [tag: number, length: number])[] = [
  [TAG_9F02_AMOUNT_AUTHORISED, 6],
  [TAG_9F37_UNPREDICTABLE_NUMBER, 4],
  [TAG_9F36_ATC, 2],
];

const CVN_01 = 0x01;
const CVN_17 = 0x11;
const CRYPTOGRAM_TYPES: readonly (CryptogramType | undefined)[] = ["AAC", "TC", "ARQC", undefined];

type Fields = { readonly [tag: number]: Uint8Array };

/**
 * The symmetric side of the test cards' issuer (emv-pboc section 13): it checks application cryptograms of
 * CVN 01 and 17 with 3DES or SM4, as the IAD says, and answers them. It keeps no state; what was spent is the
 * host's business.
 */
export class TestIssuer {
  readonly #accounts: readonly TestAccount[];
  readonly #masterKeys: IssuerMasterKeys;

  constructor(accounts = TEST_ACCOUNTS, masterKeys = TEST_MASTER_KEYS) {
    this.#accounts = accounts;
    this.#masterKeys = masterKeys;
  }

  /** The account behind a card number, or undefined. */
  findCard(pan: string): TestAccount | undefined {
    return findCard(pan, this.#accounts);
  }

  /** Recomputes tag 9F26 (8 bytes) of an ARQC, a TC or an AAC from DE55. Any bytes give an answer. */
  verifyApplicationCryptogram(question: CryptogramQuestion): CryptogramCheck {
    const { pan, panSequenceNumber = 0 } = question;
    const account = this.findCard(pan);
    if (account === undefined || account.panSequenceNumber !== panSequenceNumber)
      return refused("unknownCard", "no account has this card number and sequence number");
    const fields = readFields(question.iccData);
    if (fields === undefined) return refused("malformedIccData", "DE55 is not BER-TLV");
    // 8 bytes at least: 07, key index, CVN, CVR in 4 bytes, algorithm (emv-pboc 13.5).
    const iad = fields[TAG_9F10_IAD];
    if (iad === undefined || iad.length < 8) return refused("missingDataObject", "DE55 lacks a usable 9F10");
    const [length, , version, cvrLength] = iad;
    const family = symmetricFamilyOf(iad[7]);
    if (length !== 0x07 || cvrLength !== 0x03 || family === undefined)
      return refused("unknownCryptogramVersion", "the IAD has not the layout of PBOC with 3DES or SM4");
    if (version !== CVN_01 && version !== CVN_17)
      return refused("unknownCryptogramVersion", "the IAD is neither of CVN 01 nor of CVN 17");
    const wanted = version === CVN_01 ? CVN_01_INPUT : CVN_17_INPUT;
    const missing = missingTag(fields, wanted);
    if (missing !== undefined) return refused("missingDataObject", `DE55 lacks a usable ${missing}`);
    const cvr = iad.slice(3, 7);
    const covered = version === CVN_01 ? cvr : cvr.subarray(1, 2);
    const input = concatBytes(...wanted.map(([tag]) => bytesOf(fields, tag)), covered);
    const expected = applicationCryptogramOf(family, this.#sessionKey(family, account, fields), input);
    if (!equalBytes(expected, bytesOf(fields, TAG_9F26_APPLICATION_CRYPTOGRAM)))
      return refused("wrongCryptogram", "9F26 is not what the card's key gives");
    return checkType(fields, cvr);
  }

  /**
   * The value of tag 91 (emv-pboc section 11): ARPC, 8 bytes, and ARC, 2 ASCII characters. It answers 9F26
   * and 9F36 of the question, right or wrong; undefined when the card is unknown or DE55 lacks them.
   */
  answerCryptogramFor(question: CryptogramQuestion & { readonly arc: string }): Uint8Array | undefined {
    if (!/^[0-9A-Za-z]{2}$/.test(question.arc)) throw new Error("an ARC is two letters or digits");
    const account = this.findCard(question.pan);
    const fields = readFields(question.iccData);
    const arqc = fields?.[TAG_9F26_APPLICATION_CRYPTOGRAM];
    if (account === undefined || fields === undefined || arqc?.length !== 8) return undefined;
    if (fields[TAG_9F36_ATC]?.length !== 2) return undefined;
    const arc = fromAscii(question.arc);
    // An IAD that names no algorithm is answered as ever: the card will refuse what it cannot follow.
    const family = symmetricFamilyOf(fields[TAG_9F10_IAD]?.[7]) ?? TRIPLE_DES;
    return concatBytes(family.answerCryptogram(this.#sessionKey(family, account, fields), arqc, arc), arc);
  }

  #sessionKey(family: SymmetricFamily, account: TestAccount, fields: Fields): Uint8Array {
    const { pan, panSequenceNumber } = account;
    const { applicationCryptogram } = masterKeysOf(this.#masterKeys, family.name);
    const cardKey = family.deriveCardKey(applicationCryptogram, pan, panSequenceNumber);
    return family.deriveSessionKey(cardKey, toUint(bytesOf(fields, TAG_9F36_ATC)));
  }
}

function refused(reason: (CryptogramCheck & { valid: false })["reason"], detail: string): CryptogramCheck {
  return { valid: false, reason, detail };
}

function readFields(iccData: Uint8Array): Fields | undefined {
  const objects = readTlvs(iccData);
  return objects && Object.fromEntries(objects.map(({ tag, value }) => [tag, value]));
}

function bytesOf(fields: Fields, tag: number): Uint8Array {
  const value = fields[tag];
  if (value === undefined) throw new Error(`tag ${tag.toString(16)} was checked before`);
  return value;
}

/** Hexadecimal tag of the first object that is absent or of the wrong length. */
function missingTag(fields: Fields, covered: typeof CVN_01_INPUT): string | undefined {
  const wanted = [...covered, [TAG_9F26_APPLICATION_CRYPTOGRAM, 8] as const];
  const wrong = wanted.find(([tag, length]) => fields[tag]?.length !== length);
  return wrong?.[0].toString(16).toUpperCase();
}

/** CVR byte 2: bits 8-7 the second GENERATE AC (10: not requested), bits 6-5 the first. emv-pboc 13.5. */
function checkType(fields: Fields, cvr: Uint8Array): CryptogramCheck {
  const decisions = cvr[1] ?? 0;
  const second = decisions >> 6;
  const cryptogramType = CRYPTOGRAM_TYPES[second === 2 ? (decisions >> 4) & 3 : second];
  const cid = fields[TAG_9F27_CID]?.[0];
  if (cryptogramType === undefined)
    return refused("cryptogramTypeContradicted", `the CVR ${toHex(cvr)} names no cryptogram type`);
  if (cid !== undefined && CRYPTOGRAM_TYPES[cid >> 6] !== cryptogramType)
    return refused("cryptogramTypeContradicted", `9F27 does not say ${cryptogramType} as the CVR does`);
  return { valid: true, cryptogramType, atc: toUint(bytesOf(fields, TAG_9F36_ATC)), cvr };
}
