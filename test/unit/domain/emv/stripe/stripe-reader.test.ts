import { expect, test } from "vitest";
import { decideStripe, type StripeRule } from "../../../../../main/domain/emv/stripe/decide-stripe.ts";
import { type RawTracks, readTracks } from "../../../../../main/domain/emv/stripe/read-tracks.ts";
import { err, ok, type Result } from "../../../../../main/domain/result.ts";
import { Sensitive } from "../../../../../main/domain/sensitive.ts";
import type { StripeReader, StripeReaderFault } from "../../../../../main/ports/stripe-reader.ts";

/** No stripe reader is driven by this program yet: the port is tried with one that plays its swipes. */
function readerOf(swipes: readonly Result<RawTracks, StripeReaderFault>[]): StripeReader {
  let next = 0;
  return {
    readStripe: async () => swipes[next++] ?? err({ kind: "noCard" }),
    close: async () => undefined,
  };
}

const RULES: readonly StripeRule[] = [
  {
    scheme: "UnionPay",
    panPrefixes: ["62"],
    stripeAllowed: true,
    fallbackAllowed: false,
    fallbackWithinMs: 0,
  },
];

const swipe = (track2: string) => ok({ track2: new Sensitive(track2) });

async function pay(reader: StripeReader): Promise<string> {
  const swiped = await reader.readStripe({ waitMs: 1000 });
  if (!swiped.ok) return swiped.fault.kind;
  const card = readTracks(swiped.value);
  if (!card.ok) return card.fault.kind;
  const decision = decideStripe(card.value, RULES);
  return decision.kind === "accepted"
    ? `${decision.posEntryMode}/${decision.chipCondition}`
    : decision.reason;
}

test("what the reader brings is judged before anything is sent", async () => {
  const reader = readerOf([
    swipe(";6228000100001117=30121010000012300000?"),
    swipe(";6228000100001117=30122010000012300000?"),
    swipe(";E?"),
    err({ kind: "unplugged" }),
  ]);
  const ends: string[] = [];
  for (let i = 0; i < 5; i++) ends.push(await pay(reader));
  expect(ends).toEqual(["02/0", "useChip", "unreadable", "unplugged", "noCard"]);
  await reader.close();
});
