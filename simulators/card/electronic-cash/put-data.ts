import { concatBytes, equalBytes, fromNumericBcd } from "../../../main/domain/bytes.ts";
import { scriptMac } from "../../crypto/symmetric-family.ts";
import { readDol } from "../../issuer/tlv.ts";
import {
  SW_CONDITIONS_NOT_SATISFIED,
  SW_REFERENCED_DATA_NOT_FOUND,
  SW_SUCCESS,
  SW_WRONG_DATA,
  SW_WRONG_LENGTH,
  status,
} from "../apdu.ts";
import { familyOf } from "../application-cryptogram.ts";
import { type Application, type CommandBehaviour, counterBytes, type Transaction } from "../session.ts";
import * as tags from "../tags.ts";
import { balanceObject, writableBalance } from "./purse.ts";

const SW_SECURE_MESSAGING_WRONG = 0x6988;
const AMOUNT_LENGTH = 6;
const MAC_LENGTH = 4;

/**
 * PUT DATA of an issuer script: `04 DA 9F79|DF79 0A <amount, 6> <MAC, 4>` (emv-pboc sections 12, 13.4 and 15). It
 * sets a balance; after an ARQC only, within the limit of the purse, and with the issuer's MAC over command, ATC
 * and ARQC. 6988 for a wrong MAC, 6985 outside an online transaction, 6A88 for another object, 6A80 above the limit.
 */
export const putData: CommandBehaviour = {
  cla: 0x04,
  ins: 0xda,
  takesData: true,
  execute({ selected }, { p1, p2, data }) {
    if (selected?.kind !== "application") return status(SW_CONDITIONS_NOT_SATISFIED);
    const { application, transaction } = selected;
    if (transaction?.arqc === undefined) return status(SW_CONDITIONS_NOT_SATISFIED);
    const tag = p1 * 256 + p2;
    const writable = writableBalance(application, tag);
    const before = balanceObject(application, tag);
    if (writable === undefined || before === undefined) return status(SW_REFERENCED_DATA_NOT_FOUND);
    if (data.length !== AMOUNT_LENGTH + MAC_LENGTH) return status(SW_WRONG_LENGTH);
    const amount = data.slice(0, AMOUNT_LENGTH);
    const header = Uint8Array.of(0x04, 0xda, p1, p2);
    if (!equalBytes(macOf(application, transaction.arqc, header, amount), data.subarray(AMOUNT_LENGTH))) {
      return status(SW_SECURE_MESSAGING_WRONG);
    }
    const afterFen = fromNumericBcd(amount);
    if (afterFen === undefined || afterFen > writable.limitFen) return status(SW_WRONG_DATA);
    application.memory.balances.set(tag, afterFen);
    writeLoadLog(application, transaction, concatBytes(Uint8Array.of(p1, p2), before, amount));
    return status(SW_SUCCESS);
  },
};

function macOf(
  { image, memory }: Application,
  arqc: Uint8Array,
  header: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const family = familyOf(image);
  const key = family.deriveSessionKey(image.macKey, memory.atc);
  return scriptMac(family, key, { header, data, atc: memory.atc, applicationCryptogram: arqc });
}

const TAG_DF4F_LOAD_LOG_FORMAT = 0xdf4f;
const LOAD_LOG_RECORDS_MAX = 10;

/**
 * Load log (emv-pboc section 18): P1, P2, old and new amount, then what DF4F lists. That this head is every
 * card's is unverified.
 */
function writeLoadLog({ image, memory }: Application, transaction: Transaction, head: Uint8Array): void {
  const format = readDol(image.internal.get(TAG_DF4F_LOAD_LOG_FORMAT) ?? new Uint8Array());
  if (format === undefined || format.length === 0) return;
  const fields = format.map(({ tag, length }) => {
    const value = tag === tags.TAG_9F36_ATC ? counterBytes(memory.atc) : transaction.terminalData.get(tag);
    const field = new Uint8Array(length);
    field.set((value ?? field).subarray(0, length));
    return field;
  });
  memory.loadLog.unshift(concatBytes(head, ...fields));
  memory.loadLog.length = Math.min(memory.loadLog.length, LOAD_LOG_RECORDS_MAX);
}
