import { expect, test } from "vitest";
import type { Commit, Journal } from "../../../main/ports/journal.ts";
import { Shop } from "../../support/shop.ts";

/** The budget of design and rules: every durable commit of an online card sale costs the customer a moment. */
const COMMITS_PER_SALE_MAX = 6;

async function countingShop(): Promise<{ readonly shop: Shop; take(): string[] }> {
  const commits: Commit[] = [];
  const watch = (journal: Journal): Journal => ({
    ...journal,
    commit: (commit) => {
      commits.push(commit);
      return journal.commit(commit);
    },
  });
  const shop = await Shop.open({ substitutes: { journal: watch } });
  await shop.terminal.idle();
  const take = () => commits.splice(0).map(({ events }) => events.map(({ type }) => type).join(" "));
  take();
  return { shop, take };
}

test("an online card sale is at most six durable commits, from the goods to the printed papers", async () => {
  const { shop, take } = await countingShop();
  shop.insert("debit");
  expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
  await shop.terminal.idle();
  const commits = take();
  expect(commits).toEqual([
    "saleOpened lineAdded",
    "paymentStarted",
    "authorisationArmed",
    "hostApproved",
    "paymentApproved documentIssued documentIssued saleCompleted documentIssued",
    "documentPrinted documentPrinted documentPrinted",
  ]);
  expect(commits.length).toBeLessThanOrEqual(COMMITS_PER_SALE_MAX);
});

test.each([
  { name: "with a signature", card: "credit", max: COMMITS_PER_SALE_MAX },
  { name: "that is declined", card: "expired", max: 5 },
])("a card sale $name stays within it too", async ({ card, max }) => {
  const { shop, take } = await countingShop();
  shop.insert(card);
  await shop.payCard(2000n);
  await shop.terminal.idle();
  expect(take().length).toBeLessThanOrEqual(max);
});

test("a second card sale is not dearer than the first, and a cash sale is three commits", async () => {
  const { shop, take } = await countingShop();
  shop.insert("debit");
  await shop.payCard(2000n);
  await shop.terminal.idle();
  const first = take().length;
  await shop.payCard(2001n);
  await shop.terminal.idle();
  expect(take()).toHaveLength(first);
  await shop.do({ kind: "tenderCash", saleId: await shop.sale(1000n), givenFen: 1000n });
  await shop.terminal.idle();
  expect(take()).toHaveLength(3);
});
