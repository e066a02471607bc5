import { assertNever } from "../../main/domain/assert.ts";
import { concatBytes, fromNumericBcd, toHex, toLatin1, toUint } from "../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { encodeTlv, readTlvs } from "../issuer/tlv.ts";
import { amountOf } from "./booking.ts";
import { isChip, type PresentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import type { CryptogramQuestion, CryptogramVerdict } from "./issuer-port.ts";
import { bytesField } from "./message.ts";
import type { HostRequest } from "./request.ts";

const TAG_57_TRACK_2_EQUIVALENT = 0x57;
const TAG_5A_PAN = 0x5a;
const TAG_8A_AUTHORISATION_RESPONSE_CODE = 0x8a;
const TAG_91_ISSUER_AUTHENTICATION_DATA = 0x91;
const TAG_9A_TRANSACTION_DATE = 0x9a;
const TAG_9F02_AMOUNT_AUTHORISED = 0x9f02;
const TAG_9F26_APPLICATION_CRYPTOGRAM = 0x9f26;
const TAG_9F27_CID = 0x9f27;
const TAG_9F36_ATC = 0x9f36;
const TAG_9F74_EC_AUTHORISATION_CODE = 0x9f74;

/** Digits 1 and 2 of DE22 (cup-8583 section 4). */
const CONTACTLESS = "07";

/** Approved by card and terminal alone: at once, or because the host could not be reached (emv-pboc section 10). */
const OFFLINE_APPROVALS: readonly string[] = ["Y1", "Y3"];

/** What DE55 says, as far as this host looks. */
type IccFacts = {
  readonly iccData: Uint8Array;
  readonly value: (tag: number) => Uint8Array | undefined;
  /** Tag 9F26, upper-case hexadecimal. */
  readonly cryptogram: string;
  readonly atc: number | undefined;
  /** Tag 9F02; undefined if it holds no digits. */
  readonly amountFen: bigint | undefined;
};

/** 30 when DE55 is missing, is no TLV, or lacks cryptogram or amount. */
function readIcc(request: HostRequest): Result<IccFacts, Decision> {
  const iccData = bytesField(request.message.fields, 55);
  if (iccData === undefined) return err({ code: "30", note: "a chip was read, but there is no DE55" });
  const objects = readTlvs(iccData);
  const value = (tag: number) => objects?.find((object) => object.tag === tag)?.value;
  const cryptogram = value(TAG_9F26_APPLICATION_CRYPTOGRAM);
  const amount = value(TAG_9F02_AMOUNT_AUTHORISED);
  if (cryptogram === undefined || amount === undefined)
    return err({ code: "30", note: "DE55 is damaged or lacks 9F26 or 9F02" });
  const atc = value(TAG_9F36_ATC);
  return ok({
    iccData,
    value,
    cryptogram: toHex(cryptogram),
    atc: atc?.length === 2 ? toUint(atc) : undefined,
    amountFen: fromNumericBcd(amount),
  });
}

export type IccVerdict = {
  readonly objection?: Decision;
  /** Tag 9F26, upper-case hexadecimal. */
  readonly cryptogram?: string;
  /** Tag 9F36. */
  readonly atc?: number | undefined;
  /** DE55 of the answer for a response code: tag 91, then the script. Absent unless the cryptogram is right. */
  readonly answerData?: (responseCode: string, script?: Uint8Array) => Uint8Array;
  /** What the bank is asked about, where the cryptogram is right. */
  readonly question?: CryptogramQuestion;
};

/**
 * Judges DE55 of an online sale: 30 when a chip was read and DE55 is missing or unreadable, 14 when the bank
 * does not know the card, 59 when the ARQC is wrong, is no ARQC, or was spent before, 64 when the card was
 * asked for another amount (9F02) than the host (DE4).
 */
export function judgeIcc(request: HostRequest, card: PresentedCard, desk: Desk): IccVerdict {
  if (!request.message.fields.has(55) && !isChip(card)) return {};
  const icc = readIcc(request);
  if (!icc.ok) return { objection: icc.fault };
  const { cryptogram, atc, iccData, amountFen } = icc.value;
  const object = (objection: Decision): IccVerdict => ({ cryptogram, atc, objection });
  const checked = judgeVerdict(verify(card, iccData, desk), "ARQC");
  if (!checked.ok) return object(checked.fault);
  if (desk.ledger.hasCryptogram(desk.ledger.digest(card.pan), cryptogram))
    return object({ code: "59", note: "this cryptogram was used before" });
  if (amountFen !== (request.amountFen ?? 0n)) return object({ code: "64", note: "9F02 is not DE4" });
  return {
    cryptogram,
    atc,
    answerData: (code, script = new Uint8Array()) =>
      concatBytes(encodeTlv(TAG_91_ISSUER_AUTHENTICATION_DATA, checked.value.answer(code)), script),
    question: { pan: card.pan, panSequenceNumber: card.panSequenceNumber, iccData },
  };
}

function verify(card: PresentedCard, iccData: Uint8Array, desk: Desk): CryptogramVerdict {
  return desk.issuer.verify({ pan: card.pan, panSequenceNumber: card.panSequenceNumber, iccData });
}

type ValidVerdict = Extract<CryptogramVerdict, { verdict: "valid" }>;

function judgeVerdict(verdict: CryptogramVerdict, wanted: "ARQC" | "TC"): Result<ValidVerdict, Decision> {
  switch (verdict.verdict) {
    case "malformed":
      return err({ code: "30", note: verdict.detail });
    case "unknownCard":
      return err({ code: "14", note: "the bank does not know this card and sequence number" });
    case "wrong":
      return err({ code: "59", note: verdict.detail });
    case "valid":
      return verdict.cryptogramType === wanted
        ? ok(verdict)
        : err({ code: "59", note: `the cryptogram is no ${wanted}` });
    default:
      return assertNever(verdict);
  }
}

export type OfflineVerdict = {
  readonly objection?: Decision;
  readonly cryptogram?: string;
  readonly atc?: number | undefined;
  /** Tag 9A: YYMMDD, the day on which the card approved. */
  readonly date?: string;
  /** 9F74 is there, or the card was read without contacts: qPBOC approves offline from electronic cash alone. */
  readonly isElectronicCash?: boolean;
};

/**
 * Judges DE55 of an upload (money.md rule 7): 30 when a data object is missing (9F27 and 8A too, which no
 * cryptogram covers), 14 when it names another card, 12 when 8A is not Y1 or Y3, 59 when the TC is wrong, is
 * no TC, or was used under another number, 64 when the card approved another amount.
 */
export function judgeOfflineIcc(request: HostRequest, card: PresentedCard, desk: Desk): OfflineVerdict {
  const icc = readIcc(request);
  if (!icc.ok) return { objection: icc.fault };
  const { cryptogram, atc, iccData, amountFen, value } = icc.value;
  const object = (code: string, note: string): OfflineVerdict => ({
    cryptogram,
    atc,
    objection: { code, note },
  });
  const arc = value(TAG_8A_AUTHORISATION_RESPONSE_CODE);
  if (arc === undefined || value(TAG_9F27_CID) === undefined) return object("30", "DE55 lacks 8A or 9F27");
  if (!OFFLINE_APPROVALS.includes(toLatin1(arc))) return object("12", "8A says no offline approval");
  if (!namesCard(value, card)) return object("14", "DE55 names another card");
  const checked = judgeVerdict(verify(card, iccData, desk), "TC");
  if (!checked.ok) return { cryptogram, atc, objection: checked.fault };
  if (amountFen !== amountOf(request)) return object("64", "9F02 is not DE4");
  // The cryptogram covers ATC and date, so both are there once it is right.
  if (atc !== undefined && desk.ledger.chipTransactions(desk.ledger.digest(card.pan), atc).length > 0)
    return object("59", "this card transaction is in the books under another number");
  return {
    cryptogram,
    atc,
    date: toHex(value(TAG_9A_TRANSACTION_DATE) ?? new Uint8Array(0)),
    isElectronicCash: value(TAG_9F74_EC_AUTHORISATION_CODE) !== undefined || card.entryMode === CONTACTLESS,
  };
}

/** PAN and track in DE55, where they are there, are those of the card. */
function namesCard(value: IccFacts["value"], card: PresentedCard): boolean {
  const pan = value(TAG_5A_PAN);
  const track = value(TAG_57_TRACK_2_EQUIVALENT);
  const wanted = card.pan.reveal();
  return (
    (pan === undefined || toHex(pan).replace(/F+$/, "") === wanted) &&
    (track === undefined || toHex(track).startsWith(`${wanted}D`))
  );
}

export type CertificateFacts = {
  readonly atc: number;
  readonly cryptogram: string;
  readonly verdict: "valid" | "wrong" | "notTc" | "unknownCard" | "malformed";
};

/** Reads the certificate of a settlement. What the bank thinks of it is a fact to keep, not a reason to refuse it. */
export function readCertificate(
  request: HostRequest,
  card: PresentedCard,
  desk: Desk,
): Result<CertificateFacts, Decision> {
  const icc = readIcc(request);
  if (!icc.ok) return icc;
  const { atc, cryptogram, iccData } = icc.value;
  if (atc === undefined) return err({ code: "30", note: "DE55 lacks 9F36" });
  const check = verify(card, iccData, desk);
  const isOther = check.verdict === "valid" && check.cryptogramType !== "TC";
  return ok({ atc, cryptogram, verdict: isOther ? "notTc" : check.verdict });
}
