import { concatBytes, equalBytes, fromNumericBcd, toNumericBcd } from "../../../main/domain/bytes.ts";
import { familyOf } from "../application-cryptogram.ts";
import { type Application, type CryptogramType, counterBytes, type Transaction } from "../session.ts";
import * as tags from "../tags.ts";
import { FIRST, type PurseTags, SECOND } from "./balances.ts";

/**
 * The card's electronic cash, in one currency and where the profile has it in a second one (emv-pboc section 15).
 * Limits are internal data objects; the balances live in the card's memory.
 */

const TAG_9F7A_TERMINAL_INDICATOR = 0x9f7a;

const TAG_DF71_SECOND_CURRENCY = 0xdf71;
/** What qPBOC calls the same money. */
const TAG_9F5D_AVAILABLE_OFFLINE = 0x9f5d;

const AMOUNT_LENGTH = 6;

/** The value of a balance for GET DATA; undefined if the card has none, or the tag is none. */
export function balanceObject({ image, memory }: Application, tag: number): Uint8Array | undefined {
  const isAlias = tag === TAG_9F5D_AVAILABLE_OFFLINE && image.internal.has(tag);
  const balance = memory.balances.get(isAlias ? FIRST.balance : tag);
  return balance === undefined ? undefined : toNumericBcd(balance, AMOUNT_LENGTH);
}

/** The purse in the currency of the transaction; undefined if the card has none. */
function purseOf({ image, memory }: Application, { terminalData }: Transaction): PurseTags | undefined {
  const currency = terminalData.get(tags.TAG_5F2A_CURRENCY);
  if (currency === undefined) return undefined;
  const isOwn = (tag: number): boolean => equalBytes(image.internal.get(tag) ?? new Uint8Array(), currency);
  if (isOwn(tags.TAG_9F51_APPLICATION_CURRENCY) && memory.balances.has(FIRST.balance)) return FIRST;
  return isOwn(TAG_DF71_SECOND_CURRENCY) && memory.balances.has(SECOND.balance) ? SECOND : undefined;
}

function amountFen({ terminalData }: Transaction): bigint {
  return fromNumericBcd(terminalData.get(tags.TAG_9F02_AMOUNT_AUTHORISED) ?? new Uint8Array(1)) ?? 0n;
}

/** Whether this amount may be paid from the purse: enough in it, and within the limit of one purchase. */
export function canPay(application: Application, transaction: Transaction): boolean {
  const purse = purseOf(application, transaction);
  if (purse === undefined) return false;
  const amount = amountFen(transaction);
  const single = application.image.internal.get(purse.single);
  const isWithinLimit = single === undefined || amount <= (fromNumericBcd(single) ?? 0n);
  return isWithinLimit && amount <= (application.memory.balances.get(purse.balance) ?? 0n);
}

/** Takes the amount; the card has decided that it can. */
export function pay(application: Application, transaction: Transaction): void {
  const purse = purseOf(application, transaction);
  if (purse === undefined) throw new Error("a card pays from a purse that it has");
  const { balances } = application.memory;
  balances.set(purse.balance, (balances.get(purse.balance) ?? 0n) - amountFen(transaction));
}

/** The balance that a payment would leave. */
export function balanceAfter(application: Application, transaction: Transaction, isPaid: boolean): bigint {
  const purse = purseOf(application, transaction) ?? FIRST;
  const balance = application.memory.balances.get(purse.balance) ?? 0n;
  return isPaid ? balance - amountFen(transaction) : balance;
}

/** GET PROCESSING OPTIONS: the purse answers when the terminal asks for it in a currency that it has. */
export function agreesToElectronicCash(application: Application, transaction: Transaction): boolean {
  if (application.electronicCash === undefined) return false;
  if (transaction.terminalData.get(TAG_9F7A_TERMINAL_INDICATOR)?.[0] !== 0x01) return false;
  return purseOf(application, transaction) !== undefined;
}

/** Whether GET PROCESSING OPTIONS has put the purse to work. */
export function isElectronicCash({ image, electronicCash }: Application): boolean {
  return electronicCash !== undefined && image === electronicCash;
}

/** First GENERATE AC: a purchase that the purse can pay keeps its TC, another one goes to the issuer. */
export function decideElectronicCash(
  application: Application,
  transaction: Transaction,
  requested: CryptogramType,
): CryptogramType {
  const decision = requested === "TC" && !canPay(application, transaction) ? "ARQC" : requested;
  transaction.cvr.firstCryptogram = decision;
  return decision;
}

const IDD_BALANCE = 0x01;
const IDD_LENGTH = 0x0a;
const BALANCE_LENGTH = 5;
const MAC_LENGTH = 4;

/**
 * Issuer discretionary data behind the first eight bytes of 9F10: `0A 01 balance(5, n10) MAC(4)`, the MAC under
 * the session key of UDK-MAC over ATC, balance and 00 (emv-pboc 13.5).
 */
export function issuerDiscretionaryData({ image, memory }: Application, balanceFen: bigint): Uint8Array {
  const balance = toNumericBcd(balanceFen, BALANCE_LENGTH);
  const atc = counterBytes(memory.atc);
  const family = familyOf(image);
  const key = family.deriveSessionKey(image.macKey, memory.atc);
  const mac = family.mac(key, concatBytes(atc, balance, Uint8Array.of(0))).subarray(0, MAC_LENGTH);
  return concatBytes(Uint8Array.of(IDD_LENGTH, IDD_BALANCE), balance, mac);
}

/** Objects that PUT DATA may write to, and the limit that a new value must keep. */
export function writableBalance(
  { image }: Application,
  tag: number,
): { readonly limitFen: bigint } | undefined {
  const purse = [FIRST, SECOND].find(({ balance }) => balance === tag);
  if (purse === undefined) return undefined;
  const limit = image.internal.get(purse.limit);
  return { limitFen: (limit && fromNumericBcd(limit)) ?? 10n ** 12n - 1n };
}
