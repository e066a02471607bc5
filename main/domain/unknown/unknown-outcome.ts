import type { BusinessTime } from "../business-time.ts";
import type { PaymentId, SaleId } from "../ids.ts";
import { isUnderWay, type PaymentState } from "../payment/state.ts";
import { type Deadline, deadlineOf } from "../risk/deadlines.ts";
import type { World } from "../world.ts";
import { type WriteOffKind, writeOffKindOf } from "./write-off.ts";

/**
 * Money (or a message about it) of which the till does not know the end: one object for whatever made it so. It stays by
 * name on every Z until it is resolved or written off (money.md rules 5 and 11).
 */
export type UnknownOutcome = {
  /** Chip and contactless cards. Scan-to-pay (`qr`: query, revoke) and the purse (torn writes) bring families of their own. */
  readonly family: "card";
  readonly paymentId: PaymentId;
  readonly saleId?: SaleId;
  readonly what: OpenKind;
  readonly sent: Sent;
  readonly known: Known;
  readonly next: NextAction;
  /** Of an offline record. */
  readonly deadline?: Omit<Deadline, "payment" | "rule">;
  /** What a person may do about it, the first thing first. */
  readonly may: readonly PersonMay[];
};

type OpenKind = "reversalDue" | "uploadDue" | "scriptNoticeDue" | WriteOffKind;

type Sent = {
  readonly message: PaymentState["kind"] | "upload" | "scriptNotice" | "nothing";
  readonly tid: string;
  readonly batchNumber: number;
  readonly stan: number;
  readonly amountFen: bigint;
  readonly startedAt: BusinessTime;
  readonly maskedPan?: string;
};

type Known = {
  /** How often the message that would resolve it has gone out, and how often the host refused it. */
  readonly attempts: number;
  readonly refusals: number;
  readonly lastResponseCode?: string;
  /** Why the outcome is not known. */
  readonly fault?: string;
};

/** What the till does by itself, and when. `whenLineIsBack`: at the first contact with the host. */
type NextAction =
  | {
      readonly action: "sendReversal" | "sendUpload" | "sendScriptNotice";
      readonly when: "soon" | "whenLineIsBack";
    }
  | { readonly action: "none" };

type PersonMay =
  /** Let the till go on. */
  | "wait"
  /** Have the till try now. */
  | "sendNow"
  /** Ask the acquirer what became of this STAN. */
  | "askAcquirer"
  /** Look at the card's balance. */
  | "readCard"
  | "writeOff";

/** Everything that is open about card payments, oldest first. */
export function unknownOutcomes(world: World, now: BusinessTime): UnknownOutcome[] {
  return [...world.payments.values()]
    .flatMap((payment) => unknownOutcomeOf(world, payment, now) ?? [])
    .sort((a, b) => a.sent.startedAt.epochMs - b.sent.startedAt.epochMs);
}

function unknownOutcomeOf(
  world: World,
  payment: PaymentState,
  now: BusinessTime,
): UnknownOutcome | undefined {
  const what = openKindOf(payment);
  if (what === undefined) return undefined;
  const { paymentId, saleId } = payment;
  const deadline = deadlineOf(world.till.config?.limits.deadlines, payment, now);
  const isLineDown = world.batches.get(payment.tid)?.offlineSince !== undefined;
  return {
    family: "card",
    paymentId,
    ...(saleId === undefined ? {} : { saleId }),
    what,
    sent: sentOf(payment, what),
    known: knownOf(payment, what),
    next: nextOf(what, isLineDown),
    ...(deadline === undefined ? {} : { deadline: daysOf(deadline) }),
    may: MAY[what],
  };
}

function daysOf({ path, dueDate, daysLeft, level }: Deadline): NonNullable<UnknownOutcome["deadline"]> {
  return { path, dueDate, daysLeft, level };
}

/** What is being tried comes before what waits for a person. A payment in the reader has its own screen. */
function openKindOf(payment: PaymentState): OpenKind | undefined {
  if (isUnderWay(payment) || payment.writtenOff !== undefined) return undefined;
  if (payment.reversal?.status === "due") return "reversalDue";
  if (payment.upload?.status === "due") return "uploadDue";
  if (payment.scriptNotice?.status === "due") return "scriptNoticeDue";
  return writeOffKindOf(payment);
}

function sentOf(payment: PaymentState, what: OpenKind): Sent {
  const { tid, batchNumber, stan, amountFen, startedAt, card } = payment;
  return {
    message: messageOf(payment, what),
    ...{ tid, batchNumber, stan, amountFen, startedAt },
    ...(card === undefined ? {} : { maskedPan: card.maskedPan }),
  };
}

function messageOf({ kind, upload }: PaymentState, what: OpenKind): Sent["message"] {
  switch (what) {
    case "uploadDue":
    case "uploadRefused":
      return upload?.begunCount === 0 ? "nothing" : "upload";
    case "scriptNoticeDue":
    case "scriptNoticeRefused":
      return "scriptNotice";
    case "tornUnresolved":
      return "nothing";
    case "reversalDue":
    case "reversalParked":
    case "loadUnclear":
      return kind;
    default:
      return what satisfies never;
  }
}

function knownOf({ reversal, upload, scriptNotice, fault }: PaymentState, what: OpenKind): Known {
  const duty = what.startsWith("reversal") ? reversal : what.startsWith("upload") ? upload : scriptNotice;
  const code = duty?.lastResponseCode;
  const attempts = duty === undefined ? 0 : "attempts" in duty ? duty.attempts : duty.begunCount;
  const isRefusal = duty?.status === "refused" ? 1 : 0;
  return {
    attempts,
    refusals: duty !== undefined && "refusals" in duty ? duty.refusals : isRefusal,
    ...(code === undefined ? {} : { lastResponseCode: code }),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  };
}

function nextOf(what: OpenKind, isLineDown: boolean): NextAction {
  const when = isLineDown ? "whenLineIsBack" : "soon";
  switch (what) {
    case "reversalDue":
      return { action: "sendReversal", when };
    case "uploadDue":
      return { action: "sendUpload", when };
    case "scriptNoticeDue":
      return { action: "sendScriptNotice", when };
    default:
      return { action: "none" };
  }
}

const MAY: Readonly<Record<OpenKind, readonly PersonMay[]>> = {
  reversalDue: ["wait", "sendNow"],
  uploadDue: ["wait", "sendNow"],
  scriptNoticeDue: ["wait", "sendNow"],
  reversalParked: ["askAcquirer", "writeOff"],
  uploadRefused: ["askAcquirer", "writeOff"],
  loadUnclear: ["readCard", "askAcquirer", "writeOff"],
  tornUnresolved: ["readCard", "askAcquirer", "writeOff"],
  scriptNoticeRefused: ["askAcquirer", "writeOff"],
};
