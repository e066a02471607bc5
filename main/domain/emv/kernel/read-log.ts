import { fromNumericBcd, toHex, toUint } from "../../bytes.ts";
import { ok } from "../../result.ts";
import {
  getDataCommand,
  readRecordCommand,
  SW_RECORD_NOT_FOUND,
  SW_SELECTED_FILE_BLOCKED,
  SW_SUCCESS,
  selectCommand,
} from "../apdu.ts";
import { type DolEntry, dolDataLength, parseDol } from "../dol.ts";
import * as tags from "../tags.ts";
import { decodeTlv, findTlv, primitivesOf, type TlvObject } from "../tlv.ts";
import { buildCandidateList } from "./build-candidate-list.ts";
import { isAid, matches, parseFci } from "./candidate.ts";
import { endedResult } from "./decision.ts";
import type { Kernel, KernelResult, TraceEntry, TransactionInput } from "./protocol.ts";
import { selectApplication } from "./select-application.ts";
import { ended, note, type Session, type Step, sendCommand, startSession, statusWords } from "./session.ts";

/**
 * Reads what the card remembers of its transactions, or of its loads (EMV Book 3, annex D; PBOC 3.0 parts 5
 * and 13; emv-pboc section 18). No transaction is begun: SELECT, GET DATA of the format, READ RECORD.
 */

const CLAUSE = "EMV Book 3, annex D";

/** Which log: of transactions (9F4D, 9F4F) or of loads (DF4D, DF4F). */
type LogKind = "transactions" | "loads";

const LOG_TAGS = {
  transactions: { entry: tags.TAG_9F4D_LOG_ENTRY, format: tags.TAG_9F4F_LOG_FORMAT },
  loads: { entry: tags.TAG_DF4D_LOAD_LOG_ENTRY, format: tags.TAG_DF4F_LOAD_LOG_FORMAT },
} as const satisfies Record<LogKind, { entry: number; format: number }>;

/**
 * Whether a record of the load log begins with P1 P2 of PUT DATA and the old and new value before the fields
 * of DF4F come. The published description of that is not verified, so it is a choice; true unless said.
 */
export type LogReading = {
  readonly which: LogKind;
  readonly loadsBeginWithChange?: boolean;
  /** A record that the card refuses ends the log and not the session: for whoever wants more of the card than its log. */
  readonly isRestOptional?: true;
};

/** Records of one log that are read; cards keep ten. */
export const LOG_RECORDS_MAX = 64;

/** The log's file is one of the issuer's own: SFI 11 to 30 (EMV Book 3, annex D2). */
const LOG_SFI_MIN = 11;
const LOG_SFI_MAX = 30;

/** One record, newest first. What its format does not hold, or holds malformed, is absent. */
export type LogRecord = {
  /** Record number in the card, from 1. */
  readonly number: number;
  /** Every field of the format in its order, undecoded: tag and value. */
  readonly objects: readonly TlvObject[];
  /** 9A: YYMMDD. */
  readonly date?: string;
  /** 9F21: HHMMSS. */
  readonly time?: string;
  /** 9F02, in minor units of `currencyCode`. */
  readonly amountFen?: bigint;
  /** 9F03. */
  readonly otherAmountFen?: bigint;
  /** 9F1A and 5F2A: three digits. */
  readonly countryCode?: number;
  readonly currencyCode?: number;
  /** 9C as its byte. */
  readonly transactionType?: number;
  /** 9F4E as it stands in the card, without filler at its end; UnionPay terminals write GB18030. */
  readonly merchantName?: Uint8Array;
  /** 9F36. */
  readonly atc?: number;
  /** A load: which object was written (the tag in P1 P2), and its amounts before and after. */
  readonly change?: { readonly tag: number; readonly oldFen: bigint; readonly newFen: bigint };
};

export type ReadLogResult =
  | {
      readonly kind: "read";
      readonly aid: Uint8Array;
      /** Newest first; empty records are left out. */
      readonly records: readonly LogRecord[];
      readonly trace: readonly TraceEntry[];
    }
  /** The application keeps no such log, or does not tell its format. */
  | { readonly kind: "noLog"; readonly aid: Uint8Array; readonly trace: readonly TraceEntry[] }
  | Extract<KernelResult, { kind: "ended" }>;

/**
 * Selects an application as a payment does, or a blocked one, and reads its log. Of `input` only what
 * selection needs.
 */
export function* readLog(input: TransactionInput, reading: LogReading): Kernel<ReadLogResult> {
  const session = startSession(input);
  const opened = yield* openForReading(session);
  if (!opened.ok) return endedResult(session, opened.fault, "beforeFirstGenerateAc");
  const { aid, fci } = opened.value;
  const records = yield* readLogRecords(session, fci, reading);
  if (!records.ok) return endedResult(session, records.fault, "beforeFirstGenerateAc");
  const { trace } = session;
  return records.value === undefined
    ? { kind: "noLog", aid, trace }
    : { kind: "read", aid, records: records.value, trace };
}

type Opened = { readonly aid: Uint8Array; readonly fci: readonly TlvObject[] };

/** A blocked application pays no more and may still be looked into (emv-pboc section 2.3). */
function* openForReading(session: Session): Step<Opened> {
  const list = yield* buildCandidateList(session);
  if (!list.ok) return list;
  const selected = yield* selectApplication(session, list.value);
  if (selected.ok || selected.fault.reason !== "applicationBlocked") return selected;
  for (const parameters of session.input.applications) {
    const answer = yield* sendCommand("SELECT", selectCommand(parameters.aid));
    if (!answer.ok) return answer;
    if (answer.value.sw !== SW_SELECTED_FILE_BLOCKED) continue;
    const fci = parseFci(answer.value.data);
    if (fci === undefined || !isAid(fci.dfName) || !matches(parameters, fci.dfName)) continue;
    note(
      session,
      "selectApplication",
      "EMV Book 1, 12.4",
      "a blocked application is opened for reading only",
    );
    return ok({ aid: fci.dfName, fci: fci.proprietary });
  }
  return selected;
}

/** Reads the log of the application that is selected; `fci` is its proprietary template. Undefined: it keeps none. */
export function* readLogRecords(
  session: Session,
  fci: readonly TlvObject[],
  reading: LogReading,
): Step<readonly LogRecord[] | undefined> {
  const { entry, format } = LOG_TAGS[reading.which];
  const [sfi, count] = primitivesOf(fci).find(({ tag }) => tag === entry)?.value ?? [];
  if (sfi === undefined || count === undefined || sfi < LOG_SFI_MIN || sfi > LOG_SFI_MAX) {
    note(session, "readApplicationData", CLAUSE, "the FCI names no such log");
    return ok(undefined);
  }
  const answer = yield* sendCommand("GET DATA", getDataCommand(format));
  if (!answer.ok) return answer;
  const fields = answer.value.sw === SW_SUCCESS ? readFormat(answer.value.data, format) : undefined;
  if (fields === undefined) {
    note(session, "readApplicationData", CLAUSE, "the card does not tell its log's format");
    return ok(undefined);
  }
  const records: LogRecord[] = [];
  for (let number = 1; number <= Math.min(count, LOG_RECORDS_MAX); number++) {
    const record = yield* sendCommand("READ RECORD", readRecordCommand(sfi, number));
    if (!record.ok) return record;
    const { sw, data } = record.value;
    // Records are read until the card says that there is none (EMV Book 3, annex D4).
    if (sw === SW_RECORD_NOT_FOUND || (reading.isRestOptional === true && sw !== SW_SUCCESS)) break;
    if (sw !== SW_SUCCESS) {
      return ended("cardNotUsable", CLAUSE, `READ RECORD of the log answered ${statusWords(sw)}`);
    }
    const parsed = parseRecord(number, data, fields, reading);
    if (parsed !== undefined) records.push(parsed);
  }
  note(session, "readApplicationData", CLAUSE, `${records.length} records of the log read`);
  return ok(records);
}

function readFormat(data: Uint8Array, tag: number): readonly DolEntry[] | undefined {
  const objects = decodeTlv(data);
  const value = objects.ok ? findTlv(objects.value, tag)?.value : undefined;
  const entries = value === undefined ? undefined : parseDol(value);
  return entries?.ok === true && entries.value.length > 0 ? entries.value : undefined;
}

/** P1 P2, then two amounts of format n 12. */
const CHANGE_LENGTH = 2 + 6 + 6;

/** Undefined for a place that has never been written, and for a record shorter than its format. */
function parseRecord(
  number: number,
  data: Uint8Array,
  format: readonly DolEntry[],
  { which, loadsBeginWithChange = true }: LogReading,
): LogRecord | undefined {
  if (data.every((byte) => byte === 0x00) || data.every((byte) => byte === 0xff)) return undefined;
  const prefixLength = which === "loads" && loadsBeginWithChange ? CHANGE_LENGTH : 0;
  if (data.length < prefixLength + dolDataLength(format)) return undefined;
  const objects: TlvObject[] = [];
  let offset = prefixLength;
  for (const { tag, length } of format) {
    objects.push({ tag, value: data.subarray(offset, offset + length) });
    offset += length;
  }
  const change = prefixLength === 0 ? undefined : changeOf(data);
  return { number, objects, ...fieldsOf(objects), ...(change && { change }) };
}

function changeOf(data: Uint8Array): LogRecord["change"] {
  const oldFen = fromNumericBcd(data.subarray(2, 8));
  const newFen = fromNumericBcd(data.subarray(8, CHANGE_LENGTH));
  if (oldFen === undefined || newFen === undefined) return undefined;
  return { tag: toUint(data.subarray(0, 2)), oldFen, newFen };
}

type Fields = Omit<LogRecord, "number" | "objects" | "change">;

function fieldsOf(objects: readonly TlvObject[]): Fields {
  const fieldOf = (tag: number) => findTlv(objects, tag)?.value;
  const digits = (tag: number, length: number) => {
    const text = toHex(fieldOf(tag) ?? new Uint8Array());
    return text.length === length && /^\d*$/.test(text) ? text : undefined;
  };
  const amount = (tag: number) => fromNumericBcd(fieldOf(tag) ?? Uint8Array.of(0xff));
  const code = (tag: number) => numberOf(digits(tag, 4));
  const type = fieldOf(tags.TAG_9C_TRANSACTION_TYPE);
  const atc = fieldOf(tags.TAG_9F36_ATC);
  return defined({
    date: digits(tags.TAG_9A_TRANSACTION_DATE, 6),
    time: digits(tags.TAG_9F21_TRANSACTION_TIME, 6),
    amountFen: amount(tags.TAG_9F02_AMOUNT_AUTHORISED),
    otherAmountFen: amount(tags.TAG_9F03_AMOUNT_OTHER),
    countryCode: code(tags.TAG_9F1A_TERMINAL_COUNTRY_CODE),
    currencyCode: code(tags.TAG_5F2A_TRANSACTION_CURRENCY_CODE),
    transactionType: type?.length === 1 ? type[0] : undefined,
    merchantName: withoutFiller(fieldOf(tags.TAG_9F4E_MERCHANT_NAME)),
    atc: atc?.length === 2 ? toUint(atc) : undefined,
  });
}

const numberOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);

/** Names are filled with spaces or zeros to the length of their field. */
function withoutFiller(value: Uint8Array | undefined): Uint8Array | undefined {
  const last = value?.findLastIndex((byte) => byte !== 0x00 && byte !== 0x20) ?? -1;
  return last < 0 ? undefined : value?.subarray(0, last + 1);
}

/** Leaves out what is undefined, as the record's optional fields want it. */
function defined(fields: { readonly [K in keyof Required<Fields>]: Fields[K] | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
