import { expect, test } from "vitest";
import type { StripeRule } from "../../../../main/domain/emv/stripe/decide-stripe.ts";
import { type PaymentState, saleIdOf } from "../../../../main/domain/payment/state.ts";
import { accountOf } from "../../../../simulators/card/profiles/contact-data-table.ts";
import { stripeOf } from "../../../../simulators/stripe/simulated-stripe-reader.ts";
import { must } from "../../../support/journal.ts";
import { Shop } from "../../../support/shop.ts";

const account = accountOf("debit");
const stripe = (serviceCode: string) =>
  stripeOf({ pan: account.pan, expiry: account.expiry.slice(0, 4), serviceCode });

const RULE: StripeRule = {
  scheme: "UnionPay",
  panPrefixes: ["62"],
  stripeAllowed: true,
  fallbackAllowed: false,
  fallbackWithinMs: 180_000,
};

/** A shop with a stripe reader; a card is swiped as soon as the till waits for one. */
async function open(rule: Partial<StripeRule>, serviceCode: string) {
  const lane = { isSwiped: true };
  const shop = await Shop.open({
    hasStripeReader: true,
    // China's hosts refuse every fallback; this one is told to take it.
    behaviour: [{ do: "allowFallback", on: "sale" }],
    config: (config) => ({ ...config, emv: { ...config.emv, stripeRules: [{ ...RULE, ...rule }] } }),
    interaction: {
      progress: (step) => {
        if (step !== "waitingForCard" || !lane.isSwiped) return;
        setImmediate(() => shop.counter.stripe.swipe(stripe(serviceCode)));
      },
    },
  });
  return { shop, lane };
}

test("a stripe without a chip is paid online, with the PIN that its service code asks for", async () => {
  const { shop } = await open({}, "120");
  const paid = await shop.payCard(1_000n);
  expect(paid).toMatchObject({
    phase: "approved",
    approvedOffline: false,
    card: { entryMode: "magneticStripe", pinEntered: true, aid: "" },
  });
  expect(paid.card?.isFallback).toBeUndefined();
  expect(shop.compare().till).toBe(shop.compare().host);
});

test.each([
  { name: "the stripe of a chip card", rule: {}, serviceCode: "220", endReason: "useChip" },
  {
    name: "a scheme that takes none",
    rule: { stripeAllowed: false },
    serviceCode: "120",
    endReason: "stripeNotAllowed",
  },
  {
    name: "a card of no known scheme",
    rule: { panPrefixes: ["9"] },
    serviceCode: "120",
    endReason: "stripeNotAllowed",
  },
  { name: "a private card", rule: {}, serviceCode: "720", endReason: "privateCard" },
])("$name is refused before anything is sent", async ({ rule, serviceCode, endReason }) => {
  const { shop } = await open(rule, serviceCode);
  expect(await shop.payCard(1_000n)).toMatchObject({ phase: "ended", endReason });
});

test.each([
  { name: "a scheme that allows it", rule: { fallbackAllowed: true }, expected: { phase: "approved" } },
  { name: "a scheme that does not", rule: {}, expected: { endReason: "fallbackNotAllowed" } },
  {
    name: "too late",
    rule: { fallbackAllowed: true, fallbackWithinMs: 0 },
    expected: { endReason: "useChip" },
  },
])("after a chip that could not be read: $name", async ({ rule, expected }) => {
  const { shop, lane } = await open(rule, "220");
  lane.isSwiped = false;
  const saleId = await shop.sale(1_000n);
  shop.insert("debit", { faults: [{ kind: "muteAtReset" }] });
  const first: PaymentState = must(await shop.terminal.takeCardPayment({ saleId, operator: "li" }));
  expect(first).toMatchObject({ phase: "ended", endReason: "muteCard" });
  shop.counter.reader.remove();
  lane.isSwiped = true;
  const second = must(await shop.terminal.takeCardPayment({ saleId, operator: "li" }));
  expect(second).toMatchObject(expected);
  if (second.phase === "approved") expect(second.card).toMatchObject({ isFallback: true });
});

test("a stripe that paid is taken back by the same stripe, and not by a chip", async () => {
  const { shop, lane } = await open({}, "120");
  const paid = await shop.payCard(1_000n);
  expect(paid.phase).toBe("approved");
  lane.isSwiped = false;
  shop.insert("credit");
  const refused = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(refused).toMatchObject({ failed: { endReason: "otherCard" } });
  shop.counter.reader.remove();
  lane.isSwiped = true;
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided.sale.status).toBe("voided");
  expect(shop.compare()).toEqual({ till: 0n, host: 0n });
});
