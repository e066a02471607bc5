import { assertNever } from "../../main/domain/assert.ts";
import { fromNumericBcd, toHex } from "../../main/domain/bytes.ts";
import { encodeTlv, readTlvs } from "../issuer/tlv.ts";
import { amountOf } from "./booking.ts";
import { isChip, type PresentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import { bytesField } from "./message.ts";
import type { HostRequest } from "./request.ts";

const TAG_91_ISSUER_AUTHENTICATION_DATA = 0x91;
const TAG_9F02_AMOUNT_AUTHORISED = 0x9f02;
const TAG_9F26_APPLICATION_CRYPTOGRAM = 0x9f26;

export type IccVerdict = {
  readonly objection?: Decision;
  /** Tag 9F26, upper-case hexadecimal. */
  readonly cryptogram?: string;
  /** DE55 of the answer for a response code: tag 91 alone. Absent unless the cryptogram is right. */
  readonly answerData?: (responseCode: string) => Uint8Array;
};

/**
 * Judges DE55 of an online sale: 30 when a chip was read and DE55 is missing or unreadable, 14 when the bank
 * does not know the card, 59 when the ARQC is wrong, is no ARQC, or was spent before, 64 when the card was
 * asked for another amount (9F02) than the host (DE4).
 */
export function judgeIcc(request: HostRequest, card: PresentedCard, desk: Desk): IccVerdict {
  const iccData = bytesField(request.message.fields, 55);
  if (iccData === undefined)
    return isChip(card) ? { objection: { code: "30", note: "a chip was read, but there is no DE55" } } : {};
  const objects = readTlvs(iccData);
  const value = (tag: number) => objects?.find((object) => object.tag === tag)?.value;
  const arqc = value(TAG_9F26_APPLICATION_CRYPTOGRAM);
  const amount = value(TAG_9F02_AMOUNT_AUTHORISED);
  if (arqc === undefined || amount === undefined)
    return { objection: { code: "30", note: "DE55 is damaged or lacks 9F26 or 9F02" } };
  const cryptogram = toHex(arqc);
  const verdict = desk.issuer.verify({
    pan: card.pan,
    panSequenceNumber: card.panSequenceNumber,
    iccData,
  });
  const object = (code: string, note: string): IccVerdict => ({ cryptogram, objection: { code, note } });
  switch (verdict.verdict) {
    case "malformed":
      return object("30", verdict.detail);
    case "unknownCard":
      return object("14", "the bank does not know this card and sequence number");
    case "wrong":
      return object("59", verdict.detail);
    case "valid":
      break;
    default:
      return assertNever(verdict);
  }
  if (verdict.cryptogramType !== "ARQC") return object("59", "the cryptogram is no ARQC");
  if (desk.ledger.hasCryptogram(desk.ledger.digest(card.pan), cryptogram))
    return object("59", "this cryptogram was used before");
  if (fromNumericBcd(amount) !== amountOf(request)) return object("64", "9F02 is not DE4");
  return {
    cryptogram,
    answerData: (code) => encodeTlv(TAG_91_ISSUER_AUTHENTICATION_DATA, verdict.answer(code)),
  };
}
