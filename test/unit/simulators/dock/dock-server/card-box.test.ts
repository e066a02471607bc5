import { expect, test } from "vitest";
import { CARD_NAMES } from "../../../../../simulators/card/create-card.ts";
import { CARD_GROUPS } from "../../../../../simulators/dock/dock-contract.ts";
import { CardBox } from "../../../../../simulators/dock/dock-server/card-box.ts";

test("every card of the simulators lies in the box, with its last digits and its PIN, and no whole number", () => {
  const names = CardBox.cards.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...CARD_NAMES].toSorted());
  expect(CardBox.find("debit")).toEqual({
    name: "debit",
    words: { "zh-CN": "借记卡", en: "debit" },
    ...{ group: "everyday", kind: "debit", last4: "1015", pin: "123456", hasAntenna: false, isPhone: false },
  });
  expect(CardBox.find("phone")).toMatchObject({ group: "contactless", hasAntenna: true, isPhone: true });
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

test("every card has words in both languages and lies in a group; each group has cards", () => {
  for (const card of CardBox.cards) expect(card.words["zh-CN"], card.name).toMatch(/\p{Script=Han}/u);
  expect(new Set(CardBox.cards.map(({ group }) => group))).toEqual(new Set(CARD_GROUPS));
});

test("a card with an antenna answers on both sides, and is one plastic with one counter", () => {
  const card = new CardBox(0).take("tap-debit");
  card?.present("contactless");
  expect(card?.powerOn()).toBeDefined();
  card?.present("contact");
  expect(card?.powerOn()).toBeDefined();
});

test("a card that is not in the box cannot be taken", () => {
  expect(new CardBox(0).take("gold")).toBeUndefined();
  expect(CardBox.accountOf("gold")).toBeUndefined();
});
