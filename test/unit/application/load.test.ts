import { expect, test } from "vitest";
import type { LoadSource } from "../../../main/domain/payment/exchange.ts";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import { currentBatch } from "../../../main/domain/world.ts";
import { must } from "../../support/journal.ts";
import { Shop, type ShopOptions } from "../../support/shop.ts";

/** Loads of electronic cash and script notices, over the whole terminal with its host. */

async function shopWith(card: string, options: ShopOptions = {}): Promise<Shop> {
  const shop = await Shop.open(options);
  shop.insert(card);
  return shop;
}

async function load(shop: Shop, from: LoadSource, amountFen = 5_000n): Promise<PaymentState> {
  const loaded = must(await shop.terminal.loadCard({ from, amountFen, operator: "li" }));
  await shop.terminal.idle();
  return shop.terminal.world.payments.get(loaded.paymentId) ?? loaded;
}

test.each(["boundAccount", "cash", "otherAccount"] as const)(
  "a load from %s fills the card, tells the issuer, and settles",
  async (from) => {
    const shop = await shopWith("dual-interface");
    const payment = await load(shop, from);
    expect(payment).toMatchObject({ kind: "load", from, phase: "approved", load: { outcome: "loaded" } });
    const { balanceBeforeFen = 0n, balanceAfterFen } = payment.load ?? {};
    expect(balanceAfterFen).toBe(balanceBeforeFen + 5_000n);
    expect(payment.scriptNotice?.status).toBe("acknowledged");
    expect(currentBatch(shop.terminal.world)?.noticesDue).toBeUndefined();
    const settled = must(await shop.terminal.settle({ operator: "li" }));
    expect(settled).toMatchObject({ settled: true, balanced: true });
    expect(shop.bugs).toEqual([]);
  },
);

test("two loads one after the other: each finds the balance that the one before left", async () => {
  const shop = await shopWith("dual-interface");
  const first = await load(shop, "cash", 1_000n);
  shop.insert("dual-interface");
  const second = await load(shop, "cash", 2_000n);
  expect([first.phase, second.phase]).toEqual(["approved", "approved"]);
  expect(currentBatch(shop.terminal.world)?.totals.loads).toEqual({ cash: { count: 2, amountFen: 3_000n } });
});

test("a load whose answer is lost is reversed, and nothing is counted", async () => {
  const shop = await shopWith("dual-interface", { behaviour: [{ on: "load", nth: 1, do: "loseAnswer" }] });
  const payment = await load(shop, "cash");
  expect(payment).toMatchObject({ phase: "reversed", reversal: { status: "acknowledged" } });
  expect(currentBatch(shop.terminal.world)?.totals.loads).toBeUndefined();
});

test("a notice whose answer is lost stays due, goes again under its STAN, and ends with 94", async () => {
  const shop = await shopWith("dual-interface", {
    behaviour: [{ on: "scriptNotice", nth: 1, do: "loseAnswer" }],
  });
  const payment = await load(shop, "cash");
  expect(payment.scriptNotice).toMatchObject({ status: "due", begunCount: 1 });
  await shop.terminal.dispatchOutbox();
  const now = shop.terminal.world.payments.get(payment.paymentId);
  expect(now?.scriptNotice).toMatchObject({ status: "acknowledged", stan: payment.scriptNotice?.stan });
});

test("a restart keeps a load and its notice: they are in no sale", async () => {
  const shop = await shopWith("dual-interface", {
    behaviour: [{ on: "scriptNotice", nth: 1, do: "loseAnswer" }],
  });
  const payment = await load(shop, "cash");
  await shop.restart();
  expect(shop.terminal.world.payments.get(payment.paymentId)?.scriptNotice?.status).toBe("due");
  must(await shop.terminal.settle({ operator: "li" }));
  expect(currentBatch(shop.terminal.world)?.noticesDue).toBeUndefined();
});

test("a card is read without paying: balance, limits and its log, and nothing in the journal", async () => {
  const shop = await shopWith("dual-interface");
  await load(shop, "cash");
  const before = must(await shop.terminal.parts.journal.head()).seq;
  const card = must(await shop.terminal.examineCard());
  expect(card.maskedPan).toMatch(/^622800\*+\d{4}$/);
  expect(card.purses[0]).toMatchObject({ currencyCode: 156, balanceFen: 35_000n, balanceLimitFen: 100_000n });
  expect(must(await shop.terminal.parts.journal.head()).seq).toBe(before);
});

test("what a card says goes on paper, with its log, and the journal does not know of it", async () => {
  const shop = await shopWith("purse");
  await load(shop, "cash");
  let pieces = 0;
  const stop = shop.counter.printer.onEvent(({ kind }) => {
    if (kind === "piece") pieces += 1;
  });
  const before = must(await shop.terminal.parts.journal.head()).seq;
  const card = must(await shop.terminal.examineCard());
  const [logged] = card.loads;
  expect(logged?.afterFen).toBe((logged?.beforeFen ?? 0n) + 5_000n);
  expect(must(await shop.terminal.printCardReading(card))).toEqual({ printed: "processed" });
  expect(pieces).toBe(1);
  stop();
  expect(must(await shop.terminal.parts.journal.head()).seq).toBe(before);
  shop.counter.printerLink.unplug();
  expect(await shop.terminal.printCardReading(card)).toMatchObject({
    ok: false,
    fault: { kind: "unplugged" },
  });
});

test("with parameters that are not to be believed no card is read, as none is charged", async () => {
  const shop = await shopWith("dual-interface");
  Object.assign(shop.terminal.parts, { parameterPack: "refused" });
  expect(await shop.terminal.examineCard()).toEqual({ ok: false, fault: "parametersRefused" });
});

test("a reading that is called off says so", async () => {
  const shop = await Shop.open();
  const cancelled = new AbortController();
  setTimeout(() => cancelled.abort(), 50);
  Object.assign(shop.terminal.parts, { cancel: () => cancelled.signal });
  expect(await shop.terminal.examineCard()).toEqual({ ok: false, fault: "cancelled" });
});
