import type { BusinessTime } from "../business-time.ts";
import type { PaymentState } from "../payment/state.ts";
import type { World } from "../world.ts";
import type { DeadlineRule } from "./deadline-rule.ts";

/**
 * How long there is time to claim an offline payment: e-cash has to be uploaded within ten calendar days, and a record that
 * cannot be uploaded is handed in as a voucher within three days, to be keyed in by the acquirer. Both numbers come from
 * second-hand quotations of the scheme's rules [unverified]; the acquirer's contract decides, so they are configuration.
 */

const DEADLINE_DEFAULT: DeadlineRule = { name: "UnionPay e-cash", uploadDays: 10, voucherDays: 3 };

/** `upload`: the till can still send it. `voucher`: a person has to hand in paper. */
type DeadlinePath = "upload" | "voucher";

type DeadlineLevel = "green" | "amber" | "red" | "overdue";

export type Deadline = {
  readonly payment: PaymentState;
  readonly rule: string;
  readonly path: DeadlinePath;
  /** The last day, `2026-12-03`, by the clock of the payment. */
  readonly dueDate: string;
  /** 0 on the last day; negative when it has passed. */
  readonly daysLeft: number;
  readonly level: DeadlineLevel;
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The last day and the one before it are red, the two before those amber. */
const RED_DAYS = 1;
const AMBER_DAYS = 3;

/** Undefined where nothing of that payment has to be claimed any more. */
export function deadlineOf(
  rules: readonly DeadlineRule[] | undefined,
  payment: PaymentState,
  now: BusinessTime,
): Deadline | undefined {
  const { upload, card, startedAt } = payment;
  if (upload === undefined || upload.status === "acknowledged" || payment.writtenOff !== undefined) {
    return undefined;
  }
  const rule = ruleFor(rules ?? [], card?.aid ?? "", card?.maskedPan ?? "");
  const offset = startedAt.utcOffsetMinutes;
  const today = dayOf(now.epochMs, offset);
  const uploadDue = dayOf(startedAt.epochMs, offset) + rule.uploadDays;
  const isVoucher = upload.status === "refused" || today > uploadDue;
  // A refusal that nobody dated counts from the last day of the upload, as a late one does.
  const refusedOn =
    upload.status === "refused" && upload.refusedAt !== undefined
      ? dayOf(upload.refusedAt.epochMs, offset)
      : uploadDue;
  const due = isVoucher ? Math.min(refusedOn, uploadDue) + rule.voucherDays : uploadDue;
  const daysLeft = due - today;
  return {
    payment,
    rule: rule.name,
    path: isVoucher ? "voucher" : "upload",
    dueDate: new Date(due * DAY_MS).toISOString().slice(0, 10),
    daysLeft,
    level: levelOf(daysLeft),
  };
}

/** Of every unsent or refused offline payment, the most urgent first. */
export function deadlines(world: World, now: BusinessTime): Deadline[] {
  const rules = world.till.config?.limits.deadlines;
  return [...world.payments.values()]
    .flatMap((payment) => deadlineOf(rules, payment, now) ?? [])
    .toSorted((a, b) => a.daysLeft - b.daysLeft || a.payment.stan - b.payment.stan);
}

/** Days since 1970 in the shop's own calendar. */
function dayOf(epochMs: number, utcOffsetMinutes: number): number {
  return Math.floor((epochMs + utcOffsetMinutes * MINUTE_MS) / DAY_MS);
}

function levelOf(daysLeft: number): DeadlineLevel {
  if (daysLeft < 0) return "overdue";
  if (daysLeft <= RED_DAYS) return "red";
  return daysLeft <= AMBER_DAYS ? "amber" : "green";
}

/** The longest prefix wins, as among the limits. */
function ruleFor(rules: readonly DeadlineRule[], aid: string, pan: string): DeadlineRule {
  let best: { readonly rule: DeadlineRule; readonly length: number } | undefined;
  for (const rule of rules) {
    const { aidPrefix = "", panPrefix = "" } = rule;
    const length = aidPrefix.length + panPrefix.length;
    const fits = aid.startsWith(aidPrefix) && pan.startsWith(panPrefix);
    if (fits && (best === undefined || length > best.length)) best = { rule, length };
  }
  return best?.rule ?? DEADLINE_DEFAULT;
}
