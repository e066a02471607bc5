import { fromNumericBcd, toUint } from "../../bytes.ts";
import { ok } from "../../result.ts";
import { readRecordCommand, SW_SUCCESS } from "../apdu.ts";
import { type DolEntry, parseDol } from "../dol.ts";
import { buildCandidateList } from "../kernel/build-candidate-list.ts";
import { endedResult } from "../kernel/decision.ts";
import type { Kernel, KernelResult, TransactionInput } from "../kernel/protocol.ts";
import { selectApplication } from "../kernel/select-application.ts";
import { type Session, type Step, sendCommand, startSession } from "../kernel/session.ts";
import * as tags from "../tags.ts";
import { findTlvAt, type TlvObject } from "../tlv.ts";
import { FIRST_PURSE, getAmount, getCurrencyCode, getObject, SECOND_PURSE } from "./objects.ts";

/**
 * What a card tells of its electronic cash without a transaction: balances, limits and the two logs (emv-pboc
 * sections 15 and 18). No GET PROCESSING OPTIONS, so the card's counter stays as it is.
 */

type Purse = {
  readonly currencyCode: number;
  /** 9F79, or DF79 of the second currency. */
  readonly balanceFen: bigint;
  /** 9F77 / DF77: most that it may hold. */
  readonly balanceLimitFen?: bigint;
  /** 9F78 / DF78: most that one purchase may take. */
  readonly singleLimitFen?: bigint;
  /** 9F6D / DF76. */
  readonly resetThresholdFen?: bigint;
};

/** One record of the transaction log, as far as the card's format (9F4F) has these fields. */
type LoggedTransaction = {
  /** YYMMDD and HHMMSS. */
  readonly date?: string;
  readonly time?: string;
  readonly amountFen?: bigint;
  /** Tag 9C. */
  readonly transactionType?: number;
  readonly atc?: number;
  /** Tag 9F4E as the card keeps it: GB 18030, padded with 00. */
  readonly merchantName?: Uint8Array;
  /** The whole record, for whoever knows more. */
  readonly bytes: Uint8Array;
};

/** One record of the load log: what the issuer's PUT DATA changed (emv-pboc section 18; its head is unverified). */
type LoggedLoad = LoggedTransaction & {
  /** P1 and P2 of PUT DATA: 9F79 or DF79. */
  readonly tag: number;
  readonly beforeFen: bigint;
  readonly afterFen: bigint;
};

export type ElectronicCashReading =
  | {
      readonly kind: "read";
      readonly label: string;
      /** Empty if the application has no electronic cash. */
      readonly purses: readonly Purse[];
      readonly transactions: readonly LoggedTransaction[];
      readonly loads: readonly LoggedLoad[];
    }
  | Extract<KernelResult, { kind: "ended" }>;

export function* readElectronicCash(input: TransactionInput): Kernel<ElectronicCashReading> {
  const session = startSession(input);
  const read = yield* readSelected(session);
  return read.ok ? read.value : endedResult(session, read.fault, "beforeFirstGenerateAc");
}

function* readSelected(session: Session): Step<ElectronicCashReading> {
  const list = yield* buildCandidateList(session);
  if (!list.ok) return list;
  const selected = yield* selectApplication(session, list.value);
  if (!selected.ok) return selected;
  const purses = yield* readPurses();
  if (!purses.ok) return purses;
  const { fci, label } = selected.value;
  const transactions = yield* readTransactionLog(fci);
  if (!transactions.ok) return transactions;
  const loads = yield* readLoadLog(fci);
  if (!loads.ok) return loads;
  return ok({
    kind: "read",
    label,
    purses: purses.value,
    transactions: transactions.value,
    loads: loads.value,
  });
}

/** Currency of the first purse where the card does not tell it: the yuan. */
const CURRENCY_CODE_CNY = 156;

function* readPurses(): Step<readonly Purse[]> {
  const purses: Purse[] = [];
  const own = yield* getCurrencyCode(tags.TAG_9F51_APPLICATION_CURRENCY_CODE_CARD);
  if (!own.ok) return own;
  const first = yield* readPurse(own.value ?? CURRENCY_CODE_CNY, FIRST_PURSE);
  if (!first.ok) return first;
  if (first.value === undefined) return ok([]);
  purses.push(first.value);
  const other = yield* getCurrencyCode(tags.TAG_DF71_SECOND_EC_CURRENCY_CODE);
  if (!other.ok) return other;
  if (other.value === undefined) return ok(purses);
  const second = yield* readPurse(other.value, SECOND_PURSE);
  if (!second.ok) return second;
  return ok(second.value === undefined ? purses : [...purses, second.value]);
}

function* readPurse(
  currencyCode: number,
  objects: typeof FIRST_PURSE | typeof SECOND_PURSE,
): Step<Purse | undefined> {
  const balance = yield* getAmount(objects.balance);
  if (!balance.ok) return balance;
  if (balance.value === undefined) return ok(undefined);
  const balanceLimit = yield* getAmount(objects.balanceLimit);
  if (!balanceLimit.ok) return balanceLimit;
  const singleLimit = yield* getAmount(objects.singleLimit);
  if (!singleLimit.ok) return singleLimit;
  const resetThreshold = yield* getAmount(objects.resetThreshold);
  if (!resetThreshold.ok) return resetThreshold;
  return ok({
    currencyCode,
    balanceFen: balance.value,
    ...(balanceLimit.value === undefined ? {} : { balanceLimitFen: balanceLimit.value }),
    ...(singleLimit.value === undefined ? {} : { singleLimitFen: singleLimit.value }),
    ...(resetThreshold.value === undefined ? {} : { resetThresholdFen: resetThreshold.value }),
  });
}

/** More records than any card keeps; the log entry itself names up to 255. */
const LOG_RECORDS_MAX = 30;

const LOG_SFI_MIN = 11;
const LOG_SFI_MAX = 30;

type LogEntry = { readonly sfi: number; readonly recordCount: number };

/** 9F4D or DF4D in BF0C of the FCI: SFI and number of records (emv-pboc section 18). */
function logEntryOf(fci: readonly TlvObject[], tag: number): LogEntry | undefined {
  const value = findTlvAt(fci, tags.TAG_BF0C_FCI_ISSUER_DISCRETIONARY_DATA, tag)?.value;
  const [sfi = 0, recordCount = 0] = value ?? [];
  if (value?.length !== 2 || sfi < LOG_SFI_MIN || sfi > LOG_SFI_MAX) return undefined;
  return { sfi, recordCount: Math.min(recordCount, LOG_RECORDS_MAX) };
}

function* readTransactionLog(fci: readonly TlvObject[]): Step<readonly LoggedTransaction[]> {
  const records = yield* readLog(fci, tags.TAG_9F4D_LOG_ENTRY, tags.TAG_9F4F_LOG_FORMAT, 0);
  if (!records.ok) return records;
  return ok(records.value.map(({ format, bytes }) => ({ ...fieldsOf(format, bytes, 0), bytes })));
}

/** P1, P2, old and new amount stand before what DF4F lists. */
const LOAD_HEAD_LENGTH = 2 + 6 + 6;

function* readLoadLog(fci: readonly TlvObject[]): Step<readonly LoggedLoad[]> {
  const records = yield* readLog(
    fci,
    tags.TAG_DF4D_LOAD_LOG_ENTRY,
    tags.TAG_DF4F_LOAD_LOG_FORMAT,
    LOAD_HEAD_LENGTH,
  );
  if (!records.ok) return records;
  const loads: LoggedLoad[] = [];
  for (const { format, bytes } of records.value) {
    const beforeFen = fromNumericBcd(bytes.subarray(2, 8));
    const afterFen = fromNumericBcd(bytes.subarray(8, 14));
    if (beforeFen === undefined || afterFen === undefined) continue;
    const tag = toUint(bytes.subarray(0, 2));
    loads.push({ ...fieldsOf(format, bytes, LOAD_HEAD_LENGTH), tag, beforeFen, afterFen, bytes });
  }
  return ok(loads);
}

type LogRecord = { readonly format: readonly DolEntry[]; readonly bytes: Uint8Array };

/** Newest first, until the card has no more. A record that is shorter than its format says is left out. */
function* readLog(
  fci: readonly TlvObject[],
  entryTag: number,
  formatTag: number,
  headLength: number,
): Step<readonly LogRecord[]> {
  const entry = logEntryOf(fci, entryTag);
  if (entry === undefined) return ok([]);
  const asked = yield* getObject(formatTag);
  if (!asked.ok) return asked;
  const format = parseDol(asked.value ?? new Uint8Array());
  if (!format.ok || format.value.length === 0) return ok([]);
  const length = format.value.reduce((sum, field) => sum + field.length, headLength);
  const records: LogRecord[] = [];
  for (let record = 1; record <= entry.recordCount; record++) {
    const answer = yield* sendCommand("READ RECORD", readRecordCommand(entry.sfi, record));
    if (!answer.ok) return answer;
    if (answer.value.sw !== SW_SUCCESS) break;
    if (answer.value.data.length >= length) records.push({ format: format.value, bytes: answer.value.data });
  }
  return ok(records);
}

function fieldsOf(
  format: readonly DolEntry[],
  bytes: Uint8Array,
  start: number,
): Omit<LoggedTransaction, "bytes"> {
  const fields = new Map<number, Uint8Array>();
  let offset = start;
  for (const { tag, length } of format) {
    fields.set(tag, bytes.subarray(offset, offset + length));
    offset += length;
  }
  const date = digitsOf(fields.get(tags.TAG_9A_TRANSACTION_DATE));
  const time = digitsOf(fields.get(tags.TAG_9F21_TRANSACTION_TIME));
  const amount = fields.get(tags.TAG_9F02_AMOUNT_AUTHORISED);
  const amountFen = amount === undefined ? undefined : fromNumericBcd(amount);
  const transactionType = fields.get(tags.TAG_9C_TRANSACTION_TYPE)?.[0];
  const atc = fields.get(tags.TAG_9F36_ATC);
  const merchantName = fields.get(tags.TAG_9F4E_MERCHANT_NAME);
  return {
    ...(date === undefined ? {} : { date }),
    ...(time === undefined ? {} : { time }),
    ...(amountFen === undefined ? {} : { amountFen }),
    ...(transactionType === undefined ? {} : { transactionType }),
    ...(atc?.length === 2 ? { atc: toUint(atc) } : {}),
    ...(merchantName === undefined ? {} : { merchantName }),
  };
}

const DATE_OR_TIME_LENGTH = 3;

function digitsOf(value: Uint8Array | undefined): string | undefined {
  const number = value?.length === DATE_OR_TIME_LENGTH ? fromNumericBcd(value) : undefined;
  return number?.toString().padStart(2 * DATE_OR_TIME_LENGTH, "0");
}
