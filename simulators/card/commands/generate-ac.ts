import { concatBytes } from "../../../main/domain/bytes.ts";
import { type DolEntry, encodeTlv } from "../../issuer/tlv.ts";
import {
  answer,
  type ResponseApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  status,
} from "../apdu.ts";
import { computeCryptogram, issuerApplicationData } from "../application-cryptogram.ts";
import { decideFirst, decideSecond } from "../card-risk-management.ts";
import {
  type Application,
  type CommandBehaviour,
  type CryptogramType,
  counterBytes,
  dolLength,
  readDolData,
  type Transaction,
} from "../session.ts";
import * as tags from "../tags.ts";
import { writeLog } from "../transaction-log.ts";

const TYPE_BY_P1: ReadonlyMap<number, CryptogramType> = new Map([
  [0x00, "AAC"],
  [0x40, "TC"],
  [0x80, "ARQC"],
]);
const CID_TYPE: { readonly [type in CryptogramType]: number } = { AAC: 0x00, TC: 0x40, ARQC: 0x80 };
/** CID bits 3-1: the issuer's authentication failed (emv-pboc section 10). */
const CID_REASON_ISSUER_AUTHENTICATION_FAILED = 0x03;

/**
 * GENERATE AC: `80 AE P1 00 Lc <CDOL data> 00` (emv-pboc section 10), P1 = 00 AAC, 40 TC, 80 ARQC. Once with
 * CDOL1; after an ARQC once more with CDOL2, for a TC or an AAC. A combined signature (P1 bit 5) is not
 * offered: 6A86. 6985 in any other state.
 */
export const generateAc: CommandBehaviour = {
  cla: 0x80,
  ins: 0xae,
  takesData: true,
  execute({ selected }, { p1, p2, data }) {
    const requested = TYPE_BY_P1.get(p1);
    if (requested === undefined || p2 !== 0) return status(SW_WRONG_P1_P2);
    if (selected?.kind !== "application" || selected.transaction === undefined)
      return status(SW_CONDITIONS_NOT_SATISFIED);
    const { application, transaction } = selected;
    switch (transaction.phase) {
      case "initiated":
        if (!hear(transaction, application.image.cdol1, data)) return status(SW_WRONG_LENGTH);
        return first(application, transaction, requested);
      case "online":
        if (requested === "ARQC") return status(SW_CONDITIONS_NOT_SATISFIED);
        if (!hear(transaction, application.image.cdol2, data)) return status(SW_WRONG_LENGTH);
        return second(application, transaction, requested);
      case "completed":
        return status(SW_CONDITIONS_NOT_SATISFIED);
    }
  },
};

/** Takes in what the terminal says, if it is as long as the data object list asks. */
function hear(transaction: Transaction, cdol: readonly DolEntry[], data: Uint8Array): boolean {
  if (data.length !== dolLength(cdol)) return false;
  for (const [tag, value] of readDolData(cdol, data)) transaction.terminalData.set(tag, value);
  return true;
}

function first(application: Application, transaction: Transaction, requested: CryptogramType): ResponseApdu {
  const decision = decideFirst(application, transaction, requested);
  const cryptogram = computeCryptogram(application, transaction);
  if (decision === "ARQC") {
    transaction.phase = "online";
    transaction.arqc = cryptogram;
  } else {
    transaction.phase = "completed";
  }
  if (decision === "TC") writeLog(application, transaction);
  return respond(application, transaction, CID_TYPE[decision], cryptogram);
}

function second(application: Application, transaction: Transaction, requested: "AAC" | "TC"): ResponseApdu {
  const decision = decideSecond(application, transaction, requested);
  transaction.phase = "completed";
  if (decision === "TC") writeLog(application, transaction);
  const failed = transaction.issuerAuthentication === "failed" && decision === "AAC";
  const reason = failed ? CID_REASON_ISSUER_AUTHENTICATION_FAILED : 0;
  const cryptogram = computeCryptogram(application, transaction);
  return respond(application, transaction, CID_TYPE[decision] | reason, cryptogram);
}

/** Format 1: 80, CID, ATC, cryptogram, IAD. Format 2: 77 with 9F27, 9F36, 9F26, 9F10. */
function respond(
  { image, memory }: Application,
  transaction: Transaction,
  cid: number,
  cryptogram: Uint8Array,
): ResponseApdu {
  const atc = counterBytes(memory.atc);
  const iad = issuerApplicationData(transaction);
  if (image.responseFormat === 1) {
    const content = concatBytes(Uint8Array.of(cid), atc, cryptogram, iad);
    return answer(encodeTlv(tags.TAG_80_RESPONSE_FORMAT_1, content));
  }
  const objects = [
    encodeTlv(tags.TAG_9F27_CID, Uint8Array.of(cid)),
    encodeTlv(tags.TAG_9F36_ATC, atc),
    encodeTlv(tags.TAG_9F26_APPLICATION_CRYPTOGRAM, cryptogram),
    encodeTlv(tags.TAG_9F10_IAD, iad),
  ];
  return answer(encodeTlv(tags.TAG_77_RESPONSE_FORMAT_2, ...objects));
}
