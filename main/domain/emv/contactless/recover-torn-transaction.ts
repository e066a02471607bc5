import { assert, assertNever } from "../../assert.ts";
import { dateYymmdd, timeHhmmss } from "../../business-time.ts";
import { fromNumericBcd, toHex, toNumericBcd, toUint } from "../../bytes.ts";
import { ok, type Result } from "../../result.ts";
import { getDataCommand, readRecordCommand, SW_SUCCESS, selectCommand } from "../apdu.ts";
import { parseDol } from "../dol.ts";
import { parseFci } from "../kernel/candidate.ts";
import type { TraceEntry } from "../kernel/protocol.ts";
import { parseTrack2 } from "../pan.ts";
import * as tags from "../tags.ts";
import { decodeTlv, findTlv, findTlvAt } from "../tlv.ts";
import { type ContactlessStep, exchange, type Interruption } from "./exchange.ts";
import type {
  BalanceChange,
  ContactlessCard,
  ContactlessCvm,
  ContactlessKernel,
  TornTransaction,
} from "./protocol.ts";

/**
 * A card was presented again after it left before its last record was heard (emv-pboc section 16.5; the rule is
 * advice of that section and unverified). No transaction is started: SELECT, and GET DATA for card number,
 * counter and balance, then if they do not tell, the newest record of the card's log.
 */

export type RecoveryOutcome = { readonly trace: readonly TraceEntry[] } & (
  | ({
      /** The card has taken the money, and the signature had been verified: paid, with the upload duty. */
      readonly kind: "approvedOffline";
      readonly cvm: Exclude<ContactlessCvm, "onlinePin">;
      readonly balance?: BalanceChange;
    } & ContactlessCard)
  /** The card shows that it took nothing. The torn one is void; the card is there for a new transaction. */
  | { readonly kind: "notTaken" }
  /** Say "present the card ending" with these four digits. The torn transaction stays open. */
  | { readonly kind: "otherCard"; readonly expectedLastDigits: string }
  /** Nobody can be told that this is paid, nor that it is not. */
  | { readonly kind: "needsPerson"; readonly reason: NeedsPersonReason }
  /** The card left again, or was not alone, or was not the transaction's application: once more. */
  | { readonly kind: "presentAgain" | "presentOneCard" }
  | { readonly kind: "cancelled" }
);

type NeedsPersonReason =
  /** The card took the money, but not everything that its signature covers had been read. */
  | "dataIncomplete"
  /** The card took the money, but what it had signed, or its dates or holder, do not stand. */
  | "notProven"
  | "onExceptionFile"
  /** The card does not tell its number without a transaction. */
  | "identityUnknown"
  /** Counter, balance and log do not tell whether the money was taken. */
  | "undecided";

type WithoutTrace<T> = T extends unknown ? Omit<T, "trace"> : never;
type Outcome = WithoutTrace<RecoveryOutcome>;

/**
 * What a recovery is told of the torn transaction: what it compares, and of the card's data nothing else, so that it can
 * be kept in a trace.
 */
export function recoveryInput(torn: TornTransaction): TornTransaction {
  const { facts } = torn.card;
  const { pan, panSequenceNumber } = facts.card;
  const card = { pan, ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }) };
  return { ...torn, card: { ...torn.card, facts: { ...facts, card }, iccData: [] } };
}

export function* recoverTornTransaction(torn: TornTransaction): ContactlessKernel<RecoveryOutcome> {
  const trace: TraceEntry[] = [];
  const recovered = yield* recover(torn, trace);
  const outcome = recovered.ok ? recovered.value : interrupted(recovered.fault);
  return { ...outcome, trace };
}

/** A card that answers out of order is asked to be presented once more: whoever presents it decides when to stop. */
function interrupted(interruption: Interruption): Outcome {
  switch (interruption.kind) {
    case "cardGone":
      return { kind: "presentAgain" };
    case "severalCards":
      return { kind: "presentOneCard" };
    case "ended":
      return interruption.reason === "cancelled" ? { kind: "cancelled" } : { kind: "presentAgain" };
    default:
      return assertNever(interruption);
  }
}

const CLAUSE = "emv-pboc 16.5";

function* recover(
  torn: TornTransaction,
  trace: TraceEntry[],
): ContactlessKernel<Result<Outcome, Interruption>> {
  const note = (detail: string): void => {
    trace.push({ step: "readApplicationData", clause: CLAUSE, detail });
  };
  const { aid, card } = torn.card.facts;
  const expectedLastDigits = card.pan.map((pan) => pan.slice(-4)).reveal();
  const selected = yield* exchange("SELECT", selectCommand(aid));
  if (!selected.ok) return selected;
  if (selected.value.sw !== SW_SUCCESS) {
    note("the card does not have the application that was torn");
    return ok({ kind: "otherCard", expectedLastDigits });
  }
  const track2 = yield* getData("track 2", tags.TAG_57_TRACK_2_EQUIVALENT_DATA);
  if (!track2.ok) return track2;
  const presented = track2.value === undefined ? undefined : parseTrack2(track2.value);
  if (presented === undefined) return ok({ kind: "needsPerson", reason: "identityUnknown" });
  if (presented.pan !== card.pan.reveal()) {
    note("another card was presented");
    return ok({ kind: "otherCard", expectedLastDigits });
  }
  const evidence = yield* findEvidence(torn, selected.value.data);
  if (!evidence.ok) return evidence;
  note(`the card's counter, balance and log say: ${evidence.value}`);
  switch (evidence.value) {
    case "notTaken":
      return ok({ kind: "notTaken" });
    case "undecided":
      return ok({ kind: "needsPerson", reason: "undecided" });
    case "taken":
      return ok(yield* settle(torn));
    default:
      return assertNever(evidence.value);
  }
}

/** The money is taken. It counts only if the terminal had everything to prove it, before the card left. */
function* settle(torn: TornTransaction): ContactlessKernel<Outcome> {
  const { verdict, balance, card } = torn;
  if (verdict.kind === "incomplete") return { kind: "needsPerson", reason: "dataIncomplete" };
  if (verdict.kind !== "approve") return { kind: "needsPerson", reason: "notProven" };
  const { pan, panSequenceNumber } = card.facts.card;
  const response = yield {
    kind: "checkExceptionFile",
    pan,
    ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }),
    aid: card.facts.aid,
  };
  assert(response.kind === "exceptionFile", "the exception file is resumed with its answer");
  if (response.listed) return { kind: "needsPerson", reason: "onExceptionFile" };
  return {
    kind: "approvedOffline",
    cvm: verdict.cvm,
    ...(balance === undefined ? {} : { balance }),
    ...card,
  };
}

type Evidence = "taken" | "notTaken" | "undecided";

/**
 * The counter must be the torn transaction's, or a later one has changed the balance as well. Then the balance
 * tells; where it is not given, the newest log record with this amount, date and time does.
 */
function* findEvidence(torn: TornTransaction, fci: Uint8Array): ContactlessStep<Evidence> {
  const counter = yield* getData("the ATC", tags.TAG_9F36_ATC);
  if (!counter.ok) return counter;
  const isSameCounter = counter.value?.length === 2 && toUint(counter.value) === torn.card.atc;
  if (isSameCounter && torn.balance !== undefined && torn.amountFen > 0n) {
    const value = yield* getData("the balance", tags.TAG_9F79_EC_BALANCE);
    if (!value.ok) return value;
    const balanceFen = value.value?.length === 6 ? fromNumericBcd(value.value) : undefined;
    if (balanceFen === torn.balance.afterFen) return ok("taken");
    if (balanceFen === torn.balance.beforeFen) return ok("notTaken");
  }
  const isLogged = yield* isInLog(torn, fci);
  if (!isLogged.ok) return isLogged;
  return ok(isLogged.value ? "taken" : "undecided");
}

/** The newest record of the log, if its format names amount, date and time, and they are this transaction's. */
function* isInLog(torn: TornTransaction, fci: Uint8Array): ContactlessStep<boolean> {
  const entry = logEntryOf(fci);
  if (entry === undefined) return ok(false);
  const format = yield* getData("the log format", tags.TAG_9F4F_LOG_FORMAT);
  if (!format.ok) return format;
  const fields = format.value === undefined ? undefined : parseDol(format.value);
  if (fields === undefined || !fields.ok) return ok(false);
  const record = yield* exchange("READ RECORD", readRecordCommand(entry, 1));
  if (!record.ok) return record;
  if (record.value.sw !== SW_SUCCESS) return ok(false);
  const wanted = new Map([
    [tags.TAG_9F02_AMOUNT_AUTHORISED, toHex(toNumericBcd(torn.amountFen, 6))],
    [tags.TAG_9A_TRANSACTION_DATE, dateYymmdd(torn.time)],
    [tags.TAG_9F21_TRANSACTION_TIME, timeHhmmss(torn.time)],
  ]);
  let offset = 0;
  for (const { tag, length } of fields.value) {
    const field = toHex(record.value.data.subarray(offset, offset + length));
    offset += length;
    if (wanted.get(tag) === field) wanted.delete(tag);
  }
  return ok(wanted.size === 0);
}

/** SFI of the log out of 9F4D in the FCI's BF0C: 11 to 30 (emv-pboc section 18). */
function logEntryOf(fciData: Uint8Array): number | undefined {
  const discretionary = findTlv(
    parseFci(fciData)?.proprietary ?? [],
    tags.TAG_BF0C_FCI_ISSUER_DISCRETIONARY_DATA,
  );
  const sfi = findTlvAt(discretionary?.children ?? [], tags.TAG_9F4D_LOG_ENTRY)?.value[0];
  return sfi !== undefined && sfi >= 11 && sfi <= 30 ? sfi : undefined;
}

/** GET DATA; undefined if the card does not give the object. */
function* getData(name: string, tag: number): ContactlessStep<Uint8Array | undefined> {
  const answer = yield* exchange(`GET DATA for ${name}`, getDataCommand(tag));
  if (!answer.ok) return answer;
  const objects = decodeTlv(answer.value.data);
  return ok(answer.value.sw === SW_SUCCESS && objects.ok ? findTlv(objects.value, tag)?.value : undefined);
}
