import { assertNever } from "../../domain/assert.ts";
import type { RawTracks } from "../../domain/emv/stripe/read-tracks.ts";
import type { PaymentEndReason } from "../../domain/payment/state.ts";
import type { Result } from "../../domain/result.ts";
import type { TerminalConfig } from "../../domain/till/config.ts";
import type { CancelSignal } from "../../ports/cancel-signal.ts";
import type { CardChannel, CardInterface, CardReaderFault } from "../../ports/card-reader.ts";
import type { StripeReaderFault } from "../../ports/stripe-reader.ts";
import type { CardWork } from "./card-work.ts";

/** Which readers are waited at. */
export type Wanted = {
  /** Absent: with contacts or without. */
  readonly interface?: CardInterface;
  readonly stripe?: true;
  /** What lies in the field or in the slot has had its turn. */
  readonly afterRemoval?: true;
};

export type Presented<T> =
  | { readonly kind: "card"; readonly value: T }
  | { readonly kind: "stripe"; readonly tracks: RawTracks }
  /** A card was swiped and not one track could be read. */
  | { readonly kind: "unreadableStripe" }
  | { readonly kind: "ended"; readonly reason: PaymentEndReason };

/** The customer finds the card and the slot: a minute, as on bank terminals. */
const DEFAULT_INSERT_TIMEOUT_MS = 60_000;

export const insertTimeoutMs = ({ devices }: TerminalConfig): number =>
  devices.cardReader?.insertTimeoutMs ?? DEFAULT_INSERT_TIMEOUT_MS;

/**
 * One wait at all the readers of the lane. The first card counts: whoever inserts, taps or swipes calls the other waits
 * off. A card that is at work in `use` is not disturbed by a swipe.
 */
export async function presentCard<T>(
  work: CardWork,
  wanted: Wanted,
  use: (card: CardChannel) => Promise<T>,
): Promise<Presented<T>> {
  const { stripeReader, cancel, parameterPack } = work.parts;
  // Which cards are taken, and under which keys, is not known then: none is.
  if (parameterPack === "refused") return { kind: "ended", reason: "parametersRefused" };
  const stripe =
    wanted.stripe === true && work.config.emv.stripeRules !== undefined ? stripeReader : undefined;
  const calledOff = cancel();
  const forCard = linked(calledOff);
  const forStripe = linked(calledOff);
  const waitMs = insertTimeoutMs(work.config);
  let isCardAtWork = false;
  const card = waitForCard(work, wanted, waitMs, forCard.signal, (channel) => {
    isCardAtWork = true;
    forStripe.abort();
    return use(channel);
  });
  const swiped = stripe?.readStripe({ waitMs, signal: forStripe.signal });
  try {
    if (swiped === undefined) return ofCard(await card);
    const first = await Promise.race([
      card.then(() => "card" as const),
      swiped.then(() => "stripe" as const),
    ]);
    if (first === "card" || isCardAtWork) return await cardOrStripe(await card, swiped);
    const end = ofStripe(await swiped);
    if (end === undefined) return ofCard(await card);
    forCard.abort();
    const late = await card;
    return late.ok ? ofCard(late) : end;
  } finally {
    forCard.abort();
    forStripe.abort();
  }
}

/** Without a card reader that works, a stripe may still be read. */
async function cardOrStripe<T>(
  card: Result<T, CardReaderFault>,
  swiped: Promise<Result<RawTracks, StripeReaderFault>>,
): Promise<Presented<T>> {
  const isReaderAway = !card.ok && (card.fault.kind === "noReader" || card.fault.kind === "noService");
  return isReaderAway ? (ofStripe(await swiped) ?? ofCard(card)) : ofCard(card);
}

async function waitForCard<T>(
  work: CardWork,
  wanted: Wanted,
  waitMs: number,
  signal: CancelSignal,
  use: (card: CardChannel) => Promise<T>,
): Promise<Result<T, CardReaderFault>> {
  const { cardReader } = work.parts;
  if (cardReader === undefined) return { ok: false, fault: { kind: "noReader" } };
  const readerName = readerNameFor(work, wanted.interface);
  const side = wanted.interface ?? (work.parameters.contactless.length === 0 ? "contact" : undefined);
  return cardReader.withCard(
    {
      waitMs,
      signal,
      ...(readerName === undefined ? {} : { readerName }),
      ...(side === undefined ? {} : { interface: side }),
      ...(wanted.afterRemoval === undefined ? {} : { afterRemoval: wanted.afterRemoval }),
    },
    use,
  );
}

/** A name narrows the wait to one reader, so both kinds are only waited at where no name is in the way. */
function readerNameFor({ parts, config }: CardWork, side: CardInterface | undefined): string | undefined {
  if (parts.readerName !== undefined) return parts.readerName;
  const { readerName, contactlessReaderName } = config.devices.cardReader ?? {};
  if (side === "contactless") return contactlessReaderName ?? readerName;
  if (side === "contact") return readerName;
  return contactlessReaderName === undefined || readerName === contactlessReaderName ? readerName : undefined;
}

function ofCard<T>(card: Result<T, CardReaderFault>): Presented<T> {
  return card.ok
    ? { kind: "card", value: card.value }
    : { kind: "ended", reason: endOfReaderFault(card.fault) };
}

/** Undefined: the stripe reader says nothing that ends the wait for a card. */
function ofStripe(
  swiped: Result<RawTracks, StripeReaderFault>,
): Exclude<Presented<never>, { kind: "card" | "ended" }> | undefined {
  if (swiped.ok) return { kind: "stripe", tracks: swiped.value };
  return swiped.fault.kind === "unreadable" ? { kind: "unreadableStripe" } : undefined;
}

export function endOfReaderFault(fault: CardReaderFault): PaymentEndReason {
  switch (fault.kind) {
    case "noService":
      return "noCardService";
    case "unplugged":
      return "readerUnplugged";
    case "noReader":
    case "noCard":
    case "cancelled":
    case "muteCard":
    case "cardBusy":
      return fault.kind;
    default:
      return assertNever(fault);
  }
}

/** A signal of our own that the cashier's "cancel" raises as well. */
function linked(outer: CancelSignal | undefined): AbortController {
  const controller = new AbortController();
  if (outer?.aborted) controller.abort();
  const onAbort = (): void => controller.abort();
  outer?.addEventListener("abort", onAbort, { once: true });
  controller.signal.addEventListener("abort", () => outer?.removeEventListener("abort", onAbort), {
    once: true,
  });
  return controller;
}
