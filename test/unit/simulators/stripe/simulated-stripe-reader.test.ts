import { expect, test } from "vitest";
import { readTracks } from "../../../../main/domain/emv/stripe/read-tracks.ts";
import { accountOf } from "../../../../simulators/card/profiles/contact-data-table.ts";
import { SimulatedStripeReader, stripeOf } from "../../../../simulators/stripe/simulated-stripe-reader.ts";
import { must } from "../../../support/journal.ts";

const MINUTE_MS = 60_000;

test("the stripe of a card says what its chip says of number, date and service", async () => {
  const reader = new SimulatedStripeReader();
  const read = reader.readStripe({ waitMs: MINUTE_MS });
  const account = accountOf("debit");
  expect(reader.swipe(stripeOf(account))).toBe(true);
  const card = must(readTracks(must(await read)));
  expect(card.pan.reveal()).toBe(account.pan);
  expect(card.expiry).toBe(account.expiry);
  expect(card.serviceCode).toMatchObject({ text: account.serviceCode, hasChip: true });
  expect(reader.isWaiting).toBe(false);
});

test("a swipe that nobody waits for is lost", async () => {
  const reader = new SimulatedStripeReader();
  expect(reader.swipe(stripeOf(accountOf("debit")))).toBe(false);
  expect(await reader.readStripe({ waitMs: 1 })).toEqual({ ok: false, fault: { kind: "noCard" } });
});

test.each([
  {
    name: "an uneven swipe",
    act: (reader: SimulatedStripeReader) => reader.swipe("unreadable"),
    kind: "unreadable",
  },
  { name: "a pulled cable", act: (reader: SimulatedStripeReader) => reader.unplug(), kind: "unplugged" },
  {
    name: "a till that closes",
    act: (reader: SimulatedStripeReader) => void reader.close(),
    kind: "unplugged",
  },
])("$name ends the wait: $kind", async ({ act, kind }) => {
  const reader = new SimulatedStripeReader();
  const read = reader.readStripe({ waitMs: MINUTE_MS });
  act(reader);
  expect(await read).toEqual({ ok: false, fault: { kind } });
});

test("a wait that is called off ends at once, and one that was called off before never begins", async () => {
  const reader = new SimulatedStripeReader();
  const abort = new AbortController();
  const read = reader.readStripe({ waitMs: MINUTE_MS, signal: abort.signal });
  abort.abort();
  expect(await read).toEqual({ ok: false, fault: { kind: "cancelled" } });
  expect(await reader.readStripe({ waitMs: MINUTE_MS, signal: abort.signal })).toEqual({
    ok: false,
    fault: { kind: "cancelled" },
  });
});

test("a reader that was plugged in again reads the next card", async () => {
  const reader = new SimulatedStripeReader();
  reader.unplug();
  expect(await reader.readStripe({ waitMs: MINUTE_MS })).toEqual({ ok: false, fault: { kind: "unplugged" } });
  reader.plugIn();
  const read = reader.readStripe({ waitMs: MINUTE_MS });
  reader.swipe(stripeOf(accountOf("credit")));
  expect((await read).ok).toBe(true);
});
