import { concatBytes, fromHex, toUint } from "../../../main/domain/bytes.ts";
import { signDynamicData } from "../../issuer/certificates.ts";
import { encodeTlv } from "../../issuer/tlv.ts";
import { answer, status } from "../apdu.ts";
import { computeCryptogram, issuerApplicationData } from "../application-cryptogram.ts";
import { asSigned, recordKey } from "../card-image.ts";
import { beginTransaction } from "../commands/get-processing-options.ts";
import { balanceAfter, balanceObject, issuerDiscretionaryData, pay } from "../electronic-cash/purse.ts";
import {
  type Application,
  type CommandBehaviour,
  type CryptogramType,
  counterBytes,
  iccDynamicNumber,
  type Session,
  type Transaction,
} from "../session.ts";
import * as tags from "../tags.ts";
import { writeLog } from "../transaction-log.ts";
import { SIGNATURE_IN_ANSWER_MAX, SIGNATURE_RECORD } from "./contactless-profile.ts";
import {
  awaitsOwner,
  decideContactless,
  FAST_DDA_01,
  TAG_9F6C_CARD_QUALIFIERS,
  TAG_9F66_TERMINAL_QUALIFIERS,
} from "./decide.ts";

const SW_OWNER_MUST_CONFIRM = 0x6986;
const TAG_9F69_RELATED_DATA = 0x9f69;
const TAG_9F5D_AVAILABLE_OFFLINE = 0x9f5d;

const CID: { readonly [type in CryptogramType]: number } = { AAC: 0x00, TC: 0x40, ARQC: 0x80 };

/**
 * GET PROCESSING OPTIONS of qPBOC (emv-pboc section 16.3): the whole transaction in one command. 6986 from a phone
 * whose owner has not confirmed yet; the owner does so then, and the next attempt finds it done.
 */
export const contactlessProcessingOptions: CommandBehaviour = {
  cla: 0x80,
  ins: 0xa8,
  takesData: true,
  execute(session, command) {
    const begun = beginTransaction(session, command);
    if (!begun.ok) return status(begun.fault);
    const { selected, transaction } = begun.value;
    const { application } = selected;
    const { memory, contactless } = application;
    if (contactless?.refusesWith !== undefined) return status(toUint(fromHex(contactless.refusesWith)));
    if (awaitsOwner(application, transaction)) {
      memory.ownerConfirmed = true;
      return status(SW_OWNER_MUST_CONFIRM);
    }
    memory.atc += 1;
    session.selected = { ...selected, transaction };
    return answer(respond(session, application, transaction));
  },
};

function respond(session: Session, application: Application, transaction: Transaction): Uint8Array {
  const { image, memory, contactless } = application;
  const { decision, qualifiers } = decideContactless(application, transaction);
  memory.ownerConfirmed = false;
  transaction.cvr.firstCryptogram = decision;
  transaction.phase = "completed";
  const isPaid = decision === "TC";
  if (isPaid) transaction.cvr.ddaPerformed = true;
  const leftFen = balanceAfter(application, transaction, isPaid);
  const available = balanceObject(application, TAG_9F5D_AVAILABLE_OFFLINE);
  const cryptogram = computeCryptogram(application, transaction);
  const iad = concatBytes(
    issuerApplicationData(application, transaction),
    memory.balances.size === 0 ? new Uint8Array() : issuerDiscretionaryData(application, leftFen),
  );
  const objects = [
    encodeTlv(tags.TAG_82_AIP, image.aip),
    ...(isPaid ? [encodeTlv(tags.TAG_94_AFL, image.afl)] : []),
    encodeTlv(tags.TAG_9F36_ATC, counterBytes(memory.atc)),
    encodeTlv(tags.TAG_9F26_APPLICATION_CRYPTOGRAM, cryptogram),
    ...(contactless?.omitsCid === true ? [] : [encodeTlv(tags.TAG_9F27_CID, Uint8Array.of(CID[decision]))]),
    encodeTlv(tags.TAG_9F10_IAD, iad),
    encodeTlv(
      tags.TAG_57_TRACK2_EQUIVALENT,
      image.internal.get(tags.TAG_57_TRACK2_EQUIVALENT) ?? new Uint8Array(),
    ),
    encodeTlv(
      tags.TAG_5F34_PAN_SEQUENCE_NUMBER,
      image.internal.get(tags.TAG_5F34_PAN_SEQUENCE_NUMBER) ?? new Uint8Array(),
    ),
    encodeTlv(TAG_9F6C_CARD_QUALIFIERS, qualifiers),
    ...(available === undefined ? [] : [encodeTlv(TAG_9F5D_AVAILABLE_OFFLINE, available)]),
    ...(isPaid ? signature(session, application, transaction, qualifiers) : []),
  ];
  if (isPaid) {
    if (contactless?.takesMoneyAt === "processingOptions") takeMoney(application, transaction);
    else transaction.moneyIsDue = true;
  }
  return encodeTlv(tags.TAG_77_RESPONSE_FORMAT_2, ...objects);
}

/** The approval becomes final: the balance falls, and the log knows of it. */
export function takeMoney(application: Application, transaction: Transaction): void {
  transaction.moneyIsDue = false;
  pay(application, transaction);
  writeLog(application, transaction);
}

/**
 * fDDA (emv-pboc section 16.5): 9F69 and 9F4B, the latter in a record of its own when it is too long. Version 01
 * where the terminal knows it: unpredictable number, amount, currency, 9F69; version 00 the number alone.
 */
function signature(
  session: Session,
  application: Application,
  transaction: Transaction,
  qualifiers: Uint8Array,
): readonly Uint8Array[] {
  const { image, memory, contactless } = application;
  if (image.iccKey === undefined) return [];
  const heard = (tag: number): Uint8Array => transaction.terminalData.get(tag) ?? new Uint8Array();
  const knows01 = ((heard(TAG_9F66_TERMINAL_QUALIFIERS)[3] ?? 0) & FAST_DDA_01) !== 0;
  const version = knows01 && contactless?.oldSignature !== true ? 1 : 0;
  const relatedData = concatBytes(Uint8Array.of(version), session.random(4), qualifiers, Uint8Array.of(0));
  const unpredictableNumber = heard(tags.TAG_9F37_UNPREDICTABLE_NUMBER);
  const signed =
    version === 0
      ? unpredictableNumber
      : concatBytes(
          unpredictableNumber,
          heard(tags.TAG_9F02_AMOUNT_AUTHORISED),
          heard(tags.TAG_5F2A_CURRENCY),
          relatedData,
        );
  const dynamicNumber = iccDynamicNumber(session, memory.atc);
  const made = signDynamicData(image.iccKey, dynamicNumber, signed, image.signatureFlaw);
  const sdad = encodeTlv(tags.TAG_9F4B_SDAD, asSigned(image, made));
  const related = encodeTlv(TAG_9F69_RELATED_DATA, relatedData);
  if (made.length <= SIGNATURE_IN_ANSWER_MAX) return [related, sdad];
  const key = recordKey(SIGNATURE_RECORD.sfi, SIGNATURE_RECORD.record);
  transaction.dynamicRecords = new Map([[key, encodeTlv(tags.TAG_70_RECORD, sdad)]]);
  return [related];
}
