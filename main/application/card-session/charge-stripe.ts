import { type ChipAttempt, decideStripe } from "../../domain/emv/stripe/decide-stripe.ts";
import { type RawTracks, readTracks } from "../../domain/emv/stripe/read-tracks.ts";
import { terminalKind } from "../../domain/emv/terminal-type.ts";
import { type CardStep, ended } from "./card-step.ts";
import type { CardWork } from "./card-work.ts";
import { goOnlineWithoutCard } from "./go-online-without-card.ts";

/** A swipe for a sale. The tracks live in memory until the message has gone out. */
export async function chargeStripe(work: CardWork, tracks: RawTracks): Promise<CardStep> {
  const { parts, config, parameters, payment } = work;
  const read = readTracks(tracks);
  if (!read.ok) {
    parts.log.write("stripeRefused", { stan: payment.stan, reason: read.fault.kind });
    return { kind: "again", progress: "presentAgain", wanted: { stripe: true } };
  }
  const { pan, expiry, track2, serviceCode } = read.value;
  const decision = decideStripe(read.value, config.emv.stripeRules ?? [], lastChipAttempt(work));
  if (decision.kind === "refused") {
    parts.log.write("stripeRefused", { stan: payment.stan, reason: decision.reason });
    return ended(decision.reason);
  }
  const hasPinPad = parts.pinPad !== undefined;
  const pin = serviceCode.pin === "required" ? "required" : hasPinPad ? "ifEntered" : "no";
  return goOnlineWithoutCard(work, {
    facts: { card: { pan, expiry, track2 }, aid: new Uint8Array(0), label: "" },
    iccData: [],
    entryMode: "magneticStripe",
    ...(decision.isFallback ? { isFallback: true } : {}),
    pin: serviceCode.pin === "no" ? "no" : pin,
    signsWithoutPin: terminalKind(parameters.terminal.terminalType).attended,
  });
}

/**
 * How the last attempt with a chip ended in the same sale, by the journal. Its age counts from its start: a customer who
 * hesitated has a little less time left.
 */
function lastChipAttempt({ parts, payment }: CardWork): ChipAttempt | undefined {
  const attempts = [...parts.runner.world.payments.values()].filter(
    ({ saleId, kind, paymentId, card }) =>
      saleId === payment.saleId &&
      kind === "sale" &&
      paymentId !== payment.paymentId &&
      card?.entryMode !== "magneticStripe",
  );
  const last = attempts.findLast(({ phase, endReason }) => phase !== "ended" || isOfChip(endReason));
  if (last === undefined) return undefined;
  const elapsedMs = parts.clock.businessNow().epochMs - last.startedAt.epochMs;
  const end = chipEnd(last.endReason);
  if (last.phase !== "ended" || end === undefined) {
    return { end: last.phase === "approved" ? "approved" : "declined", askedForCryptogram: true, elapsedMs };
  }
  return { end, askedForCryptogram: last.cryptogramAsked === true, elapsedMs };
}

const CHIP_ENDS: readonly ChipAttempt["end"][] = [
  "muteCard",
  "cardNotUsable",
  "noCommonApplication",
  "cardBlocked",
  "applicationBlocked",
  "cardRemoved",
];

function chipEnd(reason: string | undefined): ChipAttempt["end"] | undefined {
  return CHIP_ENDS.find((end) => end === reason);
}

/** Where nobody presented a card, or nobody wanted to go on, no chip has said anything. */
function isOfChip(reason: string | undefined): boolean {
  return chipEnd(reason) !== undefined;
}
