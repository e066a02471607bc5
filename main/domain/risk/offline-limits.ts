import type { BatchState } from "../batch/state.ts";
import type { BusinessTime } from "../business-time.ts";

/** How much a shop may have outstanding with nobody but its cards' word for it. */
export type OfflineLimits = {
  readonly transactionMaxFen: bigint;
  readonly countMax: number;
  readonly sumMaxFen: bigint;
  /** Age of the oldest record that the host does not know yet. */
  readonly oldestUnsentMaxMs: number;
  /** What the open shift, and one operator in it, may have outstanding. */
  readonly perShift?: CountAndSum;
  readonly perOperator?: CountAndSum;
  /** What one card may pay offline within a time: the card's own counters can be new every day. */
  readonly perCard?: CountAndSum & { readonly windowMs: number };
  /** Older than this a hotlist says too little. Absent: a terminal without a list approves offline all the same. */
  readonly hotlistMaxAgeMs?: number;
  /** For so many hours the shop wants to go on without its bank: less is amber before it happens. */
  readonly wantedHours?: number;
  /** Rules of single card products; the one with the longest prefix that fits a card counts. */
  readonly products?: readonly OfflineProduct[];
};

type CountAndSum = { readonly countMax: number; readonly sumMaxFen: bigint };

/** A card product, known by the first bytes of its AID or by the first digits of its number. */
type OfflineProduct = {
  /** For people, for example `UnionPay credit`. */
  readonly name: string;
  /** Hex. */
  readonly aidPrefix?: string;
  readonly panPrefix?: string;
  /** False: always online. */
  readonly offlineAllowed: boolean;
  /** One payment at the most. Absent: as for every card. */
  readonly transactionMaxFen?: bigint;
};

/** What the host does not know yet. */
export type Unsent = {
  readonly count: number;
  readonly sumFen: bigint;
  /** When the oldest of them was approved; absent when there is none. */
  readonly oldestAt?: BusinessTime;
};

/** What of a batch decides. */
type Risked = Pick<BatchState, "unsent" | "signedIn">;

/** What keeps a payment from being approved offline: each has its code and its sentence (offline-reasons-table.ts). */
export type OfflineLimit =
  | "transaction"
  | "count"
  | "sum"
  | "age"
  | "clock"
  | "notConfigured"
  | "notSignedIn"
  | "shift"
  | "operator"
  | "card"
  | "product"
  | "hotlist";

export type OfflineAssessment =
  | { readonly allowed: true }
  /** Which limit forbids it. The kernel is told to force the card online (TVR byte 4 bit 4). */
  | { readonly allowed: false; readonly limit: OfflineLimit };

/** What besides the batch decides before a card is known. */
export type OfflineCircumstance = {
  /** Of the open shift, and of the operator in it. */
  readonly shift?: Pick<Unsent, "count" | "sumFen">;
  readonly operator?: Pick<Unsent, "count" | "sumFen">;
  /** Since the installed hotlist was made; absent: there is none. */
  readonly hotlistAgeMs?: number;
  /** False where the clock is known to be wrong. */
  readonly clockTrusted?: boolean;
};

/** A card that has been read. */
export type OfflineCard = {
  /** Hex. */
  readonly aid: string;
  /** At least the first ten digits; a masked number will do. */
  readonly panPrefix: string;
  /** What it has paid within `perCard.windowMs`. */
  readonly recent: Pick<Unsent, "count" | "sumFen">;
  /** Whether the hotlist was asked about it; false where the list could not be read. */
  readonly lookedUp: boolean;
};

/** A clock this much behind its own records is not believed: ages computed with it would be lies. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Whether one more offline approval of that amount fits. The first limit that does not is named. */
export function assessOffline(
  limits: OfflineLimits | undefined,
  { unsent, signedIn }: Risked,
  amountFen: bigint,
  now: BusinessTime,
  seen: OfflineCircumstance = {},
): OfflineAssessment {
  if (limits === undefined) return { allowed: false, limit: "notConfigured" };
  if (seen.clockTrusted === false) return { allowed: false, limit: "clock" };
  if (amountFen > limits.transactionMaxFen) return { allowed: false, limit: "transaction" };
  if (unsent.count + 1 > limits.countMax) return { allowed: false, limit: "count" };
  if (unsent.sumFen + amountFen > limits.sumMaxFen) return { allowed: false, limit: "sum" };
  const ageMs = unsentAgeMs(unsent, now);
  if (ageMs < -CLOCK_TOLERANCE_MS) return { allowed: false, limit: "clock" };
  if (ageMs > limits.oldestUnsentMaxMs) return { allowed: false, limit: "age" };
  // The number of such a batch is not the host's yet: what it held could neither be uploaded nor settled (rule 9).
  if (signedIn === undefined) return { allowed: false, limit: "notSignedIn" };
  if (isOver(limits.perShift, seen.shift, amountFen)) return { allowed: false, limit: "shift" };
  if (isOver(limits.perOperator, seen.operator, amountFen)) return { allowed: false, limit: "operator" };
  if (isHotlistTooOld(limits, seen.hotlistAgeMs)) return { allowed: false, limit: "hotlist" };
  return { allowed: true };
}

/** The second half of the question, once the card is known. What is allowed without a card may be forbidden with it. */
export function assessOfflineCard(
  limits: OfflineLimits | undefined,
  card: OfflineCard,
  amountFen: bigint,
): OfflineAssessment {
  if (limits === undefined) return { allowed: false, limit: "notConfigured" };
  if (!card.lookedUp) return { allowed: false, limit: "hotlist" };
  const product = productOf(limits.products ?? [], card);
  const isTooMuch = product?.transactionMaxFen !== undefined && amountFen > product.transactionMaxFen;
  if (product?.offlineAllowed === false || isTooMuch) return { allowed: false, limit: "product" };
  if (isOver(limits.perCard, card.recent, amountFen)) return { allowed: false, limit: "card" };
  return { allowed: true };
}

function isOver(
  max: CountAndSum | undefined,
  has: Pick<Unsent, "count" | "sumFen"> = { count: 0, sumFen: 0n },
  amountFen: bigint,
): boolean {
  if (max === undefined) return false;
  return has.count + 1 > max.countMax || has.sumFen + amountFen > max.sumMaxFen;
}

function isHotlistTooOld({ hotlistMaxAgeMs }: OfflineLimits, ageMs: number | undefined): boolean {
  return hotlistMaxAgeMs !== undefined && (ageMs === undefined || ageMs > hotlistMaxAgeMs);
}

/** The longest prefix wins; the AID and the number are compared alike. */
function productOf(products: readonly OfflineProduct[], card: OfflineCard): OfflineProduct | undefined {
  let best: { readonly product: OfflineProduct; readonly length: number } | undefined;
  for (const product of products) {
    const { aidPrefix, panPrefix } = product;
    const fits =
      (aidPrefix === undefined || card.aid.startsWith(aidPrefix)) &&
      (panPrefix === undefined || card.panPrefix.startsWith(panPrefix));
    const length = (aidPrefix?.length ?? 0) + (panPrefix?.length ?? 0);
    if (fits && (best === undefined || length > best.length)) best = { product, length };
  }
  return best?.product;
}

/** Age of the oldest unsent record; 0 when there is none, negative when the clock went back. */
export function unsentAgeMs(unsent: Unsent, now: BusinessTime): number {
  return unsent.oldestAt === undefined ? 0 : now.epochMs - unsent.oldestAt.epochMs;
}

/** Which limit will be reached first if trade goes on as it has, and how much of it is left, 0 to 1. */
export function nextLimit(
  limits: OfflineLimits,
  unsent: Unsent,
  now: BusinessTime,
): { readonly limit: "count" | "sum" | "age"; readonly leftShare: number } {
  const left = [
    { limit: "count", leftShare: 1 - unsent.count / Math.max(1, limits.countMax) },
    { limit: "sum", leftShare: 1 - Number(unsent.sumFen) / Math.max(1, Number(limits.sumMaxFen)) },
    { limit: "age", leftShare: 1 - unsentAgeMs(unsent, now) / Math.max(1, limits.oldestUnsentMaxMs) },
  ] as const;
  return left.reduce((least, one) => (one.leftShare < least.leftShare ? one : least));
}
