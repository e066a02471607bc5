import { concatBytes } from "../../../main/domain/bytes.ts";
import { signCombinedData } from "../../issuer/certificates.ts";
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
import { asSigned, cdaKeyOf } from "../card-image.ts";
import { decideFirst, decideSecond } from "../card-risk-management.ts";
import {
  balanceAfter,
  decideElectronicCash,
  isElectronicCash,
  issuerDiscretionaryData,
  pay,
} from "../electronic-cash/purse.ts";
import {
  type Application,
  type CommandBehaviour,
  type CryptogramType,
  counterBytes,
  dolLength,
  iccDynamicNumber,
  readDolData,
  type Session,
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

/** P1 bit 5: a signature over the cryptogram is asked for as well. */
const CDA_REQUESTED = 0x10;

/**
 * GENERATE AC: `80 AE P1 00 Lc <CDOL data> 00` (emv-pboc section 10), P1 = 00 AAC, 40 TC, 80 ARQC. Once with
 * CDOL1; after an ARQC once more with CDOL2, for a TC or an AAC. P1 + 10 asks for a combined signature
 * (emv-pboc 4.6): a TC or an ARQC is then inside 9F4B; 6A86 on a card without CDA. 6985 in any other state.
 */
export const generateAc: CommandBehaviour = {
  cla: 0x80,
  ins: 0xae,
  takesData: true,
  execute(session, { p1, p2, data }) {
    const { selected } = session;
    const requested = TYPE_BY_P1.get(p1 & ~CDA_REQUESTED);
    if (requested === undefined || p2 !== 0) return status(SW_WRONG_P1_P2);
    if (selected?.kind !== "application" || selected.transaction === undefined)
      return status(SW_CONDITIONS_NOT_SATISFIED);
    const { application, transaction } = selected;
    const isSigned = (p1 & CDA_REQUESTED) !== 0;
    if (isSigned && cdaKeyOf(application.image) === undefined) return status(SW_WRONG_P1_P2);
    const generation = { session, application, transaction, isSigned };
    switch (transaction.phase) {
      case "initiated":
        if (!hear(transaction, application.image.cdol1, data)) return status(SW_WRONG_LENGTH);
        return first(generation, requested);
      case "online":
        if (requested === "ARQC") return status(SW_CONDITIONS_NOT_SATISFIED);
        if (!hear(transaction, application.image.cdol2, data)) return status(SW_WRONG_LENGTH);
        return second(generation, requested);
      case "completed":
        return status(SW_CONDITIONS_NOT_SATISFIED);
    }
  },
};

/** One GENERATE AC at work. */
type Generation = {
  readonly session: Session;
  readonly application: Application;
  readonly transaction: Transaction;
  /** Whether the terminal asked for CDA. */
  readonly isSigned: boolean;
};

/** Takes in what the terminal says, if it is as long as the data object list asks. */
function hear(transaction: Transaction, cdol: readonly DolEntry[], data: Uint8Array): boolean {
  if (data.length !== dolLength(cdol)) return false;
  for (const [tag, value] of readDolData(cdol, data)) transaction.terminalData.set(tag, value);
  transaction.heard.push(data);
  return true;
}

function first(generation: Generation, requested: CryptogramType): ResponseApdu {
  const { application, transaction } = generation;
  // A card that answers with more than it was asked for breaks EMV Book 3, 9.3; a terminal has to notice.
  const asked = application.image.answersHigher === true ? "TC" : requested;
  const decision = isElectronicCash(application)
    ? decideElectronicCash(application, transaction, asked)
    : decideFirst(application, transaction, asked);
  if (decision === "TC" && isElectronicCash(application)) pay(application, transaction);
  noteSignature(generation, decision);
  const cryptogram = computeCryptogram(application, transaction);
  if (decision === "ARQC") {
    transaction.phase = "online";
    transaction.arqc = cryptogram;
  } else {
    transaction.phase = "completed";
  }
  if (decision === "TC") writeLog(application, transaction);
  return respond(generation, decision, CID_TYPE[decision], cryptogram);
}

function second(generation: Generation, requested: "AAC" | "TC"): ResponseApdu {
  const { application, transaction } = generation;
  const decision = decideSecond(application, transaction, requested);
  noteSignature(generation, decision);
  transaction.phase = "completed";
  if (decision === "TC") writeLog(application, transaction);
  const failed = transaction.issuerAuthentication === "failed" && decision === "AAC";
  const reason = failed ? CID_REASON_ISSUER_AUTHENTICATION_FAILED : 0;
  const cryptogram = computeCryptogram(application, transaction);
  return respond(generation, decision, CID_TYPE[decision] | reason, cryptogram);
}

/** An AAC is never signed. The CVR knows of a signature before the cryptogram covers it. */
function noteSignature({ isSigned, transaction }: Generation, decision: CryptogramType): void {
  if (isSigned && decision !== "AAC") transaction.cvr.ddaPerformed = true;
}

/**
 * Format 1: 80, CID, ATC, cryptogram, IAD. Format 2: 77 with 9F27, 9F36, 9F26, 9F10. A signed cryptogram is
 * always in format 2, with 9F4B in place of 9F26.
 */
function respond(
  generation: Generation,
  decision: CryptogramType,
  cid: number,
  cryptogram: Uint8Array,
): ResponseApdu {
  const { image, memory } = generation.application;
  const atc = counterBytes(memory.atc);
  const iad = concatBytes(
    issuerApplicationData(generation.application, generation.transaction),
    balanceData(generation.application, generation.transaction),
  );
  const isSigned = generation.isSigned && decision !== "AAC";
  if (!isSigned && image.responseFormat === 1) {
    const content = concatBytes(Uint8Array.of(cid), atc, cryptogram, iad);
    return answer(encodeTlv(tags.TAG_80_RESPONSE_FORMAT_1, content));
  }
  const before = concatBytes(
    encodeTlv(tags.TAG_9F27_CID, Uint8Array.of(cid)),
    encodeTlv(tags.TAG_9F36_ATC, atc),
  );
  const behind = encodeTlv(tags.TAG_9F10_IAD, iad);
  const proof = isSigned
    ? encodeTlv(tags.TAG_9F4B_SDAD, sign(generation, cid, cryptogram, concatBytes(before, behind)))
    : encodeTlv(tags.TAG_9F26_APPLICATION_CRYPTOGRAM, cryptogram);
  return answer(encodeTlv(tags.TAG_77_RESPONSE_FORMAT_2, before, proof, behind));
}

/** What the issuer is told of the electronic cash, whatever is paid with: a script that loads it starts from there. */
function balanceData(application: Application, transaction: Transaction): Uint8Array {
  if (application.memory.balances.size === 0) return new Uint8Array();
  return issuerDiscretionaryData(application, balanceAfter(application, transaction, false));
}

/** emv-pboc 4.6. `answered` are the other objects of the answer, as they are sent. */
function sign(
  { session, application, transaction }: Generation,
  cid: number,
  applicationCryptogram: Uint8Array,
  answered: Uint8Array,
): Uint8Array {
  const { image, memory } = application;
  const key = cdaKeyOf(image);
  const unpredictableNumber = transaction.terminalData.get(tags.TAG_9F37_UNPREDICTABLE_NUMBER);
  if (key === undefined || unpredictableNumber === undefined)
    throw new Error("a card with CDA has a key and asks for the unpredictable number");
  const combined = {
    iccDynamicNumber: iccDynamicNumber(session, memory.atc),
    cid,
    applicationCryptogram,
    transactionData: [...transaction.heard, answered],
  };
  return asSigned(image, signCombinedData(key, combined, unpredictableNumber, image.signatureFlaw));
}
