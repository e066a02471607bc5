import { fromNumericBcd, toHex } from "../../bytes.ts";
import { ok } from "../../result.ts";
import { getDataCommand, SW_SUCCESS } from "../apdu.ts";
import { type Step, sendCommand } from "../kernel/session.ts";
import * as tags from "../tags.ts";
import { decodeTlv, findTlv } from "../tlv.ts";

/** The objects of a card's electronic cash, first and second currency (emv-pboc section 15). */

export const FIRST_PURSE = {
  balance: tags.TAG_9F79_EC_BALANCE,
  balanceLimit: tags.TAG_9F77_EC_BALANCE_LIMIT,
  singleLimit: tags.TAG_9F78_EC_SINGLE_TRANSACTION_LIMIT,
  resetThreshold: tags.TAG_9F6D_EC_RESET_THRESHOLD,
} as const;

/** The exact tags of the second currency are unverified, DF71 and DF79 excepted. */
export const SECOND_PURSE = {
  balance: tags.TAG_DF79_SECOND_EC_BALANCE,
  balanceLimit: tags.TAG_DF77_SECOND_EC_BALANCE_LIMIT,
  singleLimit: tags.TAG_DF78_SECOND_EC_SINGLE_LIMIT,
  resetThreshold: tags.TAG_DF76_SECOND_EC_RESET_THRESHOLD,
} as const;

const AMOUNT_LENGTH = 6;

/** GET DATA `80 CA tag 00`. Undefined if the card does not give the object: that is its right. */
function* getObject(tag: number): Step<Uint8Array | undefined> {
  const answer = yield* sendCommand(`GET DATA ${tag.toString(16).toUpperCase()}`, getDataCommand(tag));
  if (!answer.ok) return answer;
  const objects = decodeTlv(answer.value.data);
  return ok(answer.value.sw === SW_SUCCESS && objects.ok ? findTlv(objects.value, tag)?.value : undefined);
}

/** An amount of 12 digits. */
export function* getAmount(tag: number): Step<bigint | undefined> {
  const value = yield* getObject(tag);
  if (!value.ok) return value;
  return ok(value.value?.length === AMOUNT_LENGTH ? fromNumericBcd(value.value) : undefined);
}

/** Format n3: `0156`. */
export function* getCurrencyCode(tag: number): Step<number | undefined> {
  const value = yield* getObject(tag);
  if (!value.ok) return value;
  return ok(currencyCodeOf(value.value));
}

export function currencyCodeOf(value: Uint8Array | undefined): number | undefined {
  return value !== undefined && /^0\d{3}$/.test(toHex(value)) ? Number(toHex(value)) : undefined;
}
