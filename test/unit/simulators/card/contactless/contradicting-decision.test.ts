import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { runContactless } from "../../../../../main/domain/emv/contactless/transaction.ts";
import { input, tap, tapCard } from "./tap.ts";

/** 9F27 of a TC, an ARQC and an AAC. */
const [TC, ARQC, AAC] = ["9F270140", "9F270180", "9F270100"];

test.each([
  { name: "a TC into an ARQC", card: "tap-debit", said: TC, heard: ARQC },
  { name: "a TC into an AAC", card: "tap-debit", said: TC, heard: AAC },
  { name: "an ARQC into a TC", card: "tap-credit", said: ARQC, heard: TC },
])("whoever turns $name on its way is found out by the CVR (emv-pboc 16.3)", ({ card, said, heard }) => {
  let turnedCount = 0;
  const change = (response: Uint8Array): Uint8Array => {
    const hex = toHex(response);
    if (!hex.includes(said)) return response;
    turnedCount += 1;
    return fromHex(hex.replace(said, heard));
  };
  const { outcome } = tap(tapCard(card), runContactless(input(5_000n)), { change });
  expect(turnedCount).toBe(1);
  expect(outcome).toMatchObject({
    kind: "ended",
    reason: "cardNotUsable",
    detail: expect.stringContaining("no one decision"),
  });
});
