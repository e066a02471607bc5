import { ok } from "../../result.ts";
import { buildCandidateList } from "../kernel/build-candidate-list.ts";
import { endedResult } from "../kernel/decision.ts";
import type { Kernel, KernelResult, TransactionInput } from "../kernel/protocol.ts";
import { type LogRecord, readLogRecords } from "../kernel/read-log.ts";
import { selectApplication } from "../kernel/select-application.ts";
import { type Session, type Step, startSession } from "../kernel/session.ts";
import * as tags from "../tags.ts";
import type { TlvObject } from "../tlv.ts";
import { FIRST_PURSE, getAmount, getCurrencyCode, SECOND_PURSE } from "./objects.ts";

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
type LoggedTransaction = Omit<LogRecord, "objects" | "change">;

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
  const transactions = yield* readTransactions(session, fci);
  if (!transactions.ok) return transactions;
  const loads = yield* readLoads(session, fci);
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

function* readTransactions(session: Session, fci: readonly TlvObject[]): Step<readonly LoggedTransaction[]> {
  const records = yield* readLogRecords(session, fci, { which: "transactions", isRestOptional: true });
  if (!records.ok) return records;
  return ok((records.value ?? []).map(({ objects: _fields, change: _none, ...record }) => record));
}

function* readLoads(session: Session, fci: readonly TlvObject[]): Step<readonly LoggedLoad[]> {
  const records = yield* readLogRecords(session, fci, { which: "loads", isRestOptional: true });
  if (!records.ok) return records;
  return ok(
    (records.value ?? []).flatMap(({ objects: _fields, change, ...record }) =>
      change === undefined
        ? []
        : [{ ...record, tag: change.tag, beforeFen: change.oldFen, afterFen: change.newFen }],
    ),
  );
}
