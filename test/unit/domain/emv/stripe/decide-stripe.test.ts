import { describe, expect, test } from "vitest";
import {
  type ChipAttempt,
  decideStripe,
  type StripeRule,
} from "../../../../../main/domain/emv/stripe/decide-stripe.ts";
import { parseServiceCode } from "../../../../../main/domain/emv/stripe/read-tracks.ts";
import { Sensitive } from "../../../../../main/domain/sensitive.ts";

/** China as it is: stripes of cards without chip, and no fallback. */
const UNIONPAY: StripeRule = {
  scheme: "UnionPay",
  panPrefixes: ["62", "81"],
  stripeAllowed: true,
  fallbackAllowed: false,
  fallbackWithinMs: 0,
};
const WITH_FALLBACK: StripeRule = { ...UNIONPAY, fallbackAllowed: true, fallbackWithinMs: 60_000 };

const MUTE: ChipAttempt = { end: "muteCard", askedForCryptogram: false, elapsedMs: 5_000 };

function decide(
  service: string,
  rules: readonly StripeRule[],
  attempt?: ChipAttempt,
  pan = "6228000100001117",
) {
  const serviceCode = parseServiceCode(service);
  if (serviceCode === undefined) throw new Error("a service code has three digits");
  return decideStripe({ pan: new Sensitive(pan), serviceCode }, rules, attempt);
}

test("a card without a chip is swiped: DE22 02, DE60.5 0, no fallback", () => {
  expect(decide("101", [UNIONPAY])).toEqual({
    kind: "accepted",
    isFallback: false,
    posEntryMode: "02",
    chipCondition: "0",
    clause: "cup-8583 section 4",
  });
});

test("a chip that could not be read, where the scheme allows it: DE22 02, DE60.5 2, and it is marked", () => {
  expect(decide("201", [WITH_FALLBACK], MUTE)).toEqual({
    kind: "accepted",
    isFallback: true,
    posEntryMode: "02",
    chipCondition: "2",
    clause: "cup-8583 sections 3 and 4",
  });
});

describe("a card with a chip", () => {
  test.each<{ name: string; rules: readonly StripeRule[]; attempt?: ChipAttempt; reason: string }>([
    { name: "belongs into the chip reader first", rules: [WITH_FALLBACK], reason: "useChip" },
    {
      name: "never falls back unless a rule says so",
      rules: [UNIONPAY],
      attempt: MUTE,
      reason: "fallbackNotAllowed",
    },
    {
      name: "does not fall back when the attempt is too long ago",
      rules: [WITH_FALLBACK],
      attempt: { ...MUTE, elapsedMs: 60_000 },
      reason: "useChip",
    },
    {
      name: "does not fall back where no time is allowed",
      rules: [{ ...WITH_FALLBACK, fallbackWithinMs: 0 }],
      attempt: { ...MUTE, elapsedMs: 0 },
      reason: "useChip",
    },
    {
      name: "does not fall back after it was asked for a cryptogram",
      rules: [WITH_FALLBACK],
      attempt: { end: "cardNotUsable", askedForCryptogram: true, elapsedMs: 0 },
      reason: "chipDecided",
    },
  ])("$name", ({ rules, attempt, reason }) => {
    expect(decide("201", rules, attempt)).toMatchObject({ kind: "refused", reason });
  });

  test.each<{ end: ChipAttempt["end"]; accepted: boolean }>([
    { end: "muteCard", accepted: true },
    { end: "cardNotUsable", accepted: true },
    { end: "noCommonApplication", accepted: true },
    { end: "cardBlocked", accepted: false },
    { end: "applicationBlocked", accepted: false },
    { end: "cardRemoved", accepted: false },
    { end: "cancelled", accepted: false },
    { end: "tooManySteps", accepted: false },
    { end: "declined", accepted: false },
    { end: "approved", accepted: false },
  ])("after $end: fallback $accepted", ({ end, accepted }) => {
    const decision = decide("601", [WITH_FALLBACK], { ...MUTE, end });
    expect(decision).toMatchObject(
      accepted ? { kind: "accepted" } : { kind: "refused", reason: "chipDecided" },
    );
  });

  test("whose chip works is not let through by a rule about cards without chips", () => {
    const rules = [{ ...WITH_FALLBACK, stripeAllowed: false }];
    expect(decide("201", rules, MUTE)).toMatchObject({ kind: "accepted", isFallback: true });
    expect(decide("101", rules)).toMatchObject({ kind: "refused", reason: "stripeNotAllowed" });
  });
});

describe("which scheme's rule is used", () => {
  test.each([
    {
      name: "no rule knows the card",
      rules: [UNIONPAY],
      pan: "4000000000000002",
      reason: "stripeNotAllowed",
    },
    { name: "there are no rules", rules: [], pan: "6228000100001117", reason: "stripeNotAllowed" },
    {
      name: "the longest prefix counts",
      rules: [UNIONPAY, { ...UNIONPAY, panPrefixes: ["622800"], stripeAllowed: false }],
      pan: "6228000100001117",
      reason: "stripeNotAllowed",
    },
    {
      name: "an empty prefix is none",
      rules: [{ ...UNIONPAY, panPrefixes: [""] }],
      pan: "6228000100001117",
      reason: "stripeNotAllowed",
    },
  ])("$name", ({ rules, pan, reason }) => {
    expect(decide("101", rules, undefined, pan)).toMatchObject({ kind: "refused", reason });
  });

  test("a private card (service code 7) is refused", () => {
    expect(decide("701", [UNIONPAY])).toMatchObject({ kind: "refused", reason: "privateCard" });
  });
});
