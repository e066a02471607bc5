import { describe, expect, test } from "vitest";
import { describePayment } from "../../../../main/domain/payment/describe.ts";
import { ok } from "../../../../main/domain/result.ts";
import type { OfflineLimits } from "../../../../main/domain/risk/offline-limits.ts";
import type { TerminalConfig } from "../../../../main/domain/till/config.ts";
import type { Hotlist } from "../../../../main/ports/hotlist.ts";
import { createSystemClock } from "../../../../main/system/clock.ts";
import { must } from "../../../support/journal.ts";
import { openOfflineShop, sellOffline } from "../../../support/offline-shop.ts";
import type { Shop } from "../../../support/shop.ts";
import { cardNamed, TappingShop } from "./tapping-shop.ts";

const HOUR = 3_600_000;

async function shopWith(limits: Partial<OfflineLimits>) {
  return openOfflineShop({}, limits);
}

/** A list that is empty and that old. */
function hotlistOf(ageMs: number): Hotlist {
  const installedAtEpochMs = createSystemClock({ timeZone: "Asia/Shanghai" }).businessNow().epochMs - ageMs;
  return {
    check: async () => ok({ listed: false, version: 3 }),
    status: async () => ok({ version: 3, entries: 0, installedAtEpochMs }),
    close: async () => undefined,
  };
}

async function journaledRisks(shop: Shop): Promise<unknown[]> {
  const rows = must(await shop.terminal.parts.journal.rows({ limit: 200 }));
  return rows.flatMap(({ event }) =>
    "offlineRisk" in event ? [`${event.type} ${event.offlineRisk ?? ""}`] : [],
  );
}

describe("a card in the slot", () => {
  test("within the limits: approved offline under OR-00, which the journal keeps", async () => {
    const { shop } = await shopWith({});
    shop.insert("debit-offline");
    expect(await shop.payCard(1_000n)).toMatchObject({ approvedOffline: true, offlineRisk: "OR-00" });
    expect(await journaledRisks(shop)).toEqual(["paymentApproved OR-00"]);
    await shop.restart();
    expect([...shop.terminal.world.payments.values()]).toMatchObject([{ offlineRisk: "OR-00" }]);
  });

  test.each([
    {
      name: "its product must go online",
      limits: { products: [{ name: "all", aidPrefix: "A000000333", offlineAllowed: false }] },
      code: "OR-11",
    },
    {
      name: "its product may only pay less",
      limits: { products: [{ name: "all", panPrefix: "62", offlineAllowed: true, transactionMaxFen: 999n }] },
      code: "OR-11",
    },
    { name: "one payment may only be less", limits: { transactionMaxFen: 999n }, code: "OR-03" },
    { name: "a hotlist is wanted and there is none", limits: { hotlistMaxAgeMs: HOUR }, code: "OR-10" },
  ])("$name: asked online, and refused with $code when the line is down", async ({ limits, code }) => {
    const { shop, relay } = await shopWith(limits);
    shop.insert("debit-offline");
    const online = await shop.payCard(1_000n);
    expect(online).toMatchObject({ phase: "approved", approvedOffline: false, offlineRisk: code });
    await relay.cut();
    shop.insert("debit-offline");
    const refused = await shop.payCard(1_001n);
    expect(refused).toMatchObject({ phase: "declined", verdict: "notSent", offlineRisk: code });
    expect(refused.upload).toBeUndefined();
    expect(describePayment(refused, "en")).toContain(`(${code})`);
    expect(await journaledRisks(shop)).toContain(`authorisationArmed ${code}`);
  });

  test("another card of the same shop, whose product is allowed, pays offline", async () => {
    const products = [
      { name: "scheme", aidPrefix: "A000000333", offlineAllowed: false },
      { name: "this card", aidPrefix: "A000000333010101", offlineAllowed: true },
    ];
    const { shop } = await shopWith({ products });
    shop.insert("debit-offline");
    expect(await shop.payCard(1_000n)).toMatchObject({ approvedOffline: true });
  });

  test("a card that has paid as often as one card may goes online; another one does not", async () => {
    const perCard = { countMax: 2, sumMaxFen: 100_000n, windowMs: HOUR };
    const { shop } = await shopWith({ perCard });
    await sellOffline(shop, 2);
    const third = await shop.payCard(1_500n);
    expect(third).toMatchObject({ phase: "approved", approvedOffline: false, offlineRisk: "OR-12" });
    // What went online is no offline use: it does not count against the card.
    expect(await shop.payCard(1_600n)).toMatchObject({ approvedOffline: false, offlineRisk: "OR-12" });
  });

  test("its sum within the time counts too, with the payment that is asked about", async () => {
    const { shop } = await shopWith({ perCard: { countMax: 9, sumMaxFen: 2_000n, windowMs: HOUR } });
    await sellOffline(shop, 1, 1_000n);
    expect(await shop.payCard(999n)).toMatchObject({ approvedOffline: true });
    expect(await shop.payCard(2n)).toMatchObject({ approvedOffline: false, offlineRisk: "OR-12" });
  });

  test.each([
    { name: "the shift", limits: { perShift: { countMax: 2, sumMaxFen: 100_000n } }, code: "OR-08" },
    { name: "the operator", limits: { perOperator: { countMax: 9, sumMaxFen: 2_500n } }, code: "OR-09" },
  ])("$name has as much unsent as it may: $code", async ({ limits, code }) => {
    const { shop } = await shopWith(limits);
    await sellOffline(shop, 2);
    expect(await shop.payCard(1_500n)).toMatchObject({ approvedOffline: false, offlineRisk: code });
    expect((await shop.terminal.upload()).acknowledged).toBe(2);
    expect(await shop.payCard(1_700n)).toMatchObject({ approvedOffline: true, offlineRisk: "OR-00" });
  });

  test("action codes that do not name the forced bit: the shop's limits count all the same", async () => {
    const silent = (config: TerminalConfig): TerminalConfig => ({
      ...config,
      emv: {
        ...config.emv,
        applications: config.emv.applications.map((application) => ({
          ...application,
          tacOnline: "D84004F000",
          tacDefault: "D840008000",
        })),
      },
    });
    const { shop, relay } = await openOfflineShop({ config: silent }, { transactionMaxFen: 999n });
    const card = cardNamed("debit-offline");
    shop.counter.reader.insert(card);
    expect(await shop.payCard(999n)).toMatchObject({ approvedOffline: true });
    expect(await shop.payCard(1_000n)).toMatchObject({ approvedOffline: false, offlineRisk: "OR-03" });
    await relay.cut();
    expect(await shop.payCard(1_001n)).toMatchObject({ phase: "declined", offlineRisk: "OR-03" });
  });

  test("electronic cash of a forbidden product is not paid from the purse", async () => {
    const { shop } = await shopWith({ products: [{ name: "all", panPrefix: "62", offlineAllowed: false }] });
    shop.counter.reader.insert(cardNamed("purse"));
    const paid = await shop.payCard(1_000n);
    expect(paid).toMatchObject({ approvedOffline: false, offlineRisk: "OR-11" });
    expect(paid.cashBalance).toBeUndefined();
  });
});

describe("a tap", () => {
  const forbidden = (change: Partial<OfflineLimits>) => ({
    config: (config: Shop["terminal"]["world"]["till"]["config"] & object) => ({
      ...config,
      limits: { ...config.limits, offline: { ...config.limits.offline, ...change } as OfflineLimits },
    }),
  });

  test("within the limits is approved by the card under OR-00", async () => {
    const lane = await TappingShop.open();
    expect(await lane.pay(cardNamed("tap-debit"), 1_000n)).toMatchObject({
      approvedOffline: true,
      offlineRisk: "OR-00",
    });
  });

  test("of a product that must go online is asked for once more, and goes online", async () => {
    const products = [{ name: "all", aidPrefix: "A000000333", offlineAllowed: false }];
    const lane = await TappingShop.open(forbidden({ products }));
    const card = cardNamed("tap-debit");
    lane.customer = (step) => {
      if (step !== "presentAgain") return;
      lane.takeAway();
      lane.tap(card);
    };
    const paid = await lane.pay(card, 1_000n);
    expect(lane.seen).toContain("presentAgain");
    expect(paid).toMatchObject({ phase: "approved", approvedOffline: false, offlineRisk: "OR-11" });
    expect(lane.shop.compare().till).toBe(lane.shop.compare().host);
  });

  test("above one payment's limit goes online at once", async () => {
    const lane = await TappingShop.open(forbidden({ transactionMaxFen: 999n }));
    const paid = await lane.pay(cardNamed("tap-debit"), 1_000n);
    expect(lane.seen).not.toContain("presentAgain");
    expect(paid).toMatchObject({ approvedOffline: false, offlineRisk: "OR-03" });
  });

  test("of a card that approves by itself what it was told to ask: nobody is paid, and the card keeps its money", async () => {
    const lane = await TappingShop.open(forbidden({ transactionMaxFen: 999n }));
    const card = cardNamed("tap-disobedient");
    const refused = await lane.pay(card, 1_000n);
    expect(refused).toMatchObject({ phase: "ended", endReason: "wouldNotGoOnline" });
    expect(refused.upload).toBeUndefined();
    expect(describePayment(refused, "en")).toContain("approved by itself although its bank has to decide");
    expect(describePayment(refused, "zh-CN")).toContain("没有扣款");
    // Within the limits the same card pays, from what it had before.
    const paid = await lane.pay(card, 998n);
    expect(paid).toMatchObject({ approvedOffline: true, cashBalance: { beforeFen: 30_000n } });
    expect(lane.shop.compare()).toEqual({ till: 998n, host: 0n });
  });

  test("of a product that must go online, by a card that never does: the second tap is refused too", async () => {
    const products = [{ name: "all", aidPrefix: "A000000333", offlineAllowed: false }];
    const lane = await TappingShop.open(forbidden({ products }));
    const card = cardNamed("tap-disobedient");
    lane.customer = (step) => {
      if (step !== "presentAgain") return;
      lane.takeAway();
      lane.tap(card);
    };
    expect(await lane.pay(card, 1_000n)).toMatchObject({ phase: "ended", endReason: "wouldNotGoOnline" });
    expect(lane.shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("at a terminal that could not ask for more: no card's word is taken above the limits", async () => {
    const limited = forbidden({ transactionMaxFen: 999n });
    const lane = await TappingShop.open({
      config: (config) => {
        const changed = limited.config(config);
        return { ...changed, emv: { ...changed.emv, terminalType: "23" } };
      },
    });
    const card = cardNamed("tap-debit");
    expect(await lane.pay(card, 1_000n)).toMatchObject({ phase: "ended", endReason: "wouldNotGoOnline" });
    expect(await lane.pay(card, 998n)).toMatchObject({ cashBalance: { beforeFen: 30_000n } });
  });
});

describe("the hotlist's age", () => {
  test.each([
    { name: "a list of an hour", ageMs: HOUR, code: "OR-00" },
    { name: "a list of three days", ageMs: 72 * HOUR, code: "OR-10" },
  ])("$name: $code", async ({ ageMs, code }) => {
    const { shop } = await shopWith({ hotlistMaxAgeMs: 48 * HOUR });
    Object.assign(shop.terminal.parts, { hotlist: hotlistOf(ageMs) });
    shop.insert("debit-offline");
    expect(await shop.payCard(1_000n)).toMatchObject({ offlineRisk: code });
  });
});
