import type { IccDataObject } from "../../payment/card-data.ts";
import * as tags from "../tags.ts";
import { dataObject, type Transaction } from "./session.ts";

/**
 * The data objects that a message or the upload of this program may carry in DE55 (cup-8583 section 6;
 * section 5 for reversal and script notice), in the order of UnionPay's list. A list of what may pass, so
 * that track data, names and identity numbers of the card never leave the kernel this way, whatever tag a
 * card puts them under.
 */
const MESSAGE_TAGS: readonly number[] = [
  tags.TAG_9F26_APPLICATION_CRYPTOGRAM,
  tags.TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  tags.TAG_9F10_ISSUER_APPLICATION_DATA,
  tags.TAG_9F37_UNPREDICTABLE_NUMBER,
  tags.TAG_9F36_ATC,
  tags.TAG_95_TVR,
  tags.TAG_9A_TRANSACTION_DATE,
  tags.TAG_9C_TRANSACTION_TYPE,
  tags.TAG_9F02_AMOUNT_AUTHORISED,
  tags.TAG_5F2A_TRANSACTION_CURRENCY_CODE,
  tags.TAG_82_AIP,
  tags.TAG_9F1A_TERMINAL_COUNTRY_CODE,
  tags.TAG_9F03_AMOUNT_OTHER,
  tags.TAG_9F33_TERMINAL_CAPABILITIES,
  tags.TAG_9F34_CVM_RESULTS,
  tags.TAG_9F35_TERMINAL_TYPE,
  tags.TAG_9F1E_IFD_SERIAL_NUMBER,
  tags.TAG_84_DF_NAME,
  tags.TAG_9F09_APPLICATION_VERSION_NUMBER_TERMINAL,
  tags.TAG_9F41_TRANSACTION_SEQUENCE_COUNTER,
  tags.TAG_9F63_PRODUCT_IDENTIFICATION,
  tags.TAG_9F74_EC_ISSUER_AUTHORISATION_CODE,
  tags.TAG_DF31_SCRIPT_RESULTS,
  tags.TAG_8A_AUTHORISATION_RESPONSE_CODE,
  tags.TAG_9B_TSI,
  tags.TAG_9F06_AID_TERMINAL,
  tags.TAG_9F08_APPLICATION_VERSION_NUMBER,
  tags.TAG_9F07_APPLICATION_USAGE_CONTROL,
  tags.TAG_9F0D_IAC_DEFAULT,
  tags.TAG_9F0E_IAC_DENIAL,
  tags.TAG_9F0F_IAC_ONLINE,
  tags.TAG_9F21_TRANSACTION_TIME,
  tags.TAG_5F34_PAN_SEQUENCE_NUMBER,
  tags.TAG_5F28_ISSUER_COUNTRY_CODE,
  tags.TAG_9F42_APPLICATION_CURRENCY_CODE,
  tags.TAG_9F45_DATA_AUTHENTICATION_CODE,
  tags.TAG_9F4C_ICC_DYNAMIC_NUMBER,
];

/** A copy of what there is now: TVR, TSI and CVM results go on changing. */
export function messageData(transaction: Transaction): readonly IccDataObject[] {
  const objects: IccDataObject[] = [];
  for (const tag of MESSAGE_TAGS) {
    const value = dataObject(transaction, tag);
    if (value !== undefined) objects.push({ tag, value: value.slice() });
  }
  return objects;
}
