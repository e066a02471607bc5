import { expect, test } from "vitest";
import { CardBox } from "../../../../../simulators/dock/dock-server/card-box.ts";

test("every card of the simulators lies in the box, with its last digits and its PIN, and no whole number", () => {
  const names = CardBox.cards.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["debit", "credit", "debit-offline", "expired", "blocked"]));
  expect(CardBox.find("debit")).toEqual({ name: "debit", kind: "debit", last4: "1015", pin: "123456" });
  expect(CardBox.find("credit")).not.toHaveProperty("pin");
  expect(JSON.stringify(CardBox.cards)).not.toMatch(/\d{13}/);
});

test("a card stays the same plastic while the dock runs, and goes on counting after a restart", () => {
  const first = new CardBox(0);
  const card = first.take("debit");
  expect(first.take("debit")).toBe(card);
  const atcOf = (box: CardBox) => box.take("debit")?.profile.applications[0]?.atc ?? 0;
  const atcs = [0, 1, 2, 3].map((startCount) => atcOf(new CardBox(startCount)));
  expect(new Set(atcs).size).toBe(4);
  for (const startCount of [297, 298, 299, 300, 10_000])
    expect(atcOf(new CardBox(startCount))).toBeLessThan(65_000);
});

test("a card that will be pulled in the middle is another plastic", () => {
  const box = new CardBox(0);
  expect(box.take("debit", 5)).not.toBe(box.take("debit"));
  expect(box.take("gold")).toBeUndefined();
});
