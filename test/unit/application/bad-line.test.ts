import { describe, expect, test } from "vitest";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { Shop } from "../../support/shop.ts";

describe("bad days of the line and the host", () => {
  const once = (rule: object): readonly BehaviourRule[] => [{ on: "sale", nth: 1, ...rule } as BehaviourRule];

  test.each([
    { name: "loses the request", rule: { do: "loseRequest" } },
    { name: "loses the answer", rule: { do: "loseAnswer" } },
    { name: "answers after the timeout", rule: { do: "answerLate", delayMs: 700 } },
    { name: "closes the connection after the request", rule: { do: "close" } },
    { name: "resets after the first byte", rule: { do: "resetAfterFirstByte" } },
    { name: "answers garbage", rule: { do: "garbage" } },
    { name: "answers half a message", rule: { do: "halfAnswer" } },
    { name: "answers with a wrong MAC", rule: { do: "wrongMac" } },
    { name: "answers without a MAC", rule: { do: "noMac" } },
    { name: "answers another voucher number", rule: { do: "otherStan" } },
    { name: "approves another amount", rule: { do: "otherAmount" } },
    { name: "answers 98", rule: { do: "otherCode", code: "98" } },
    { name: "approves a part", rule: { do: "otherCode", code: "10" } },
  ])("the host $name: unknown, reversed, and both sides agree", async ({ rule }) => {
    const shop = await Shop.open({ behaviour: once(rule) });
    shop.insert("debit");
    const payment = await shop.payCard(2000n);
    expect(payment.verdict).toBe("unknown");
    await shop.terminal.idle();
    while (shop.terminal.reversalsDue > 0) await shop.terminal.dispatchOutbox();
    expect(shop.terminal.world.payments.get(payment.paymentId)).toMatchObject({ phase: "reversed" });
    expect(shop.compare()).toEqual({ till: 0n, host: 0n });
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "approved" });
    expect(shop.compare()).toEqual({ till: 2001n, host: 2001n });
    expect(shop.bugs).toEqual([]);
  });

  test("an answer that comes twice is one payment", async () => {
    const shop = await Shop.open({ behaviour: once({ do: "answerTwice" }) });
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    expect(shop.compare()).toEqual({ till: 2000n, host: 2000n });
  });

  test("a late answer is journaled and changes nothing", async () => {
    const shop = await Shop.open({ behaviour: once({ do: "answerLate", delayMs: 550 }) });
    shop.insert("debit");
    await shop.payCard(2000n);
    await shop.terminal.idle();
    await expect
      .poll(async () => {
        const rows = await shop.terminal.parts.journal.rows({ limit: 20 });
        return (
          rows.ok && rows.value.some(({ event }) => event.type === "strayAnswer" && event.why === "late")
        );
      })
      .toBe(true);
    expect(shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("the host is down: nothing was sent, the card declines offline, cash goes on, no reversal is owed", async () => {
    const shop = await Shop.open();
    await shop.host.close();
    shop.insert("debit");
    const payment = await shop.payCard(2000n);
    expect(payment).toMatchObject({
      phase: "declined",
      verdict: "notSent",
      cryptogram: { cryptogramType: "AAC", authorisationResponseCode: "Z3" },
    });
    expect(shop.terminal.reversalsDue).toBe(0);
  });

  test("while a reversal is due nothing new goes out, and the gate opens when the host is back", async () => {
    const rules: BehaviourRule[] = [
      { on: "sale", nth: 1, do: "loseAnswer" },
      { on: "reversal", nth: 1, do: "loseRequest" },
      { on: "reversal", nth: 2, do: "loseAnswer" },
    ] as BehaviourRule[];
    const shop = await Shop.open({ behaviour: rules });
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "unresolved" });
    await shop.terminal.idle();
    expect(shop.terminal.reversalsDue).toBe(1);
    // The next card finds the gate closed: its own try to open it gets no answer either.
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "declined", verdict: "notSent" });
    expect(shop.host.ledger.totals("10000001", shop.batchNumber()).saleCount).toBe(0);
    expect(await shop.payCard(2002n)).toMatchObject({ phase: "approved" });
    expect(shop.compare()).toEqual({ till: 2002n, host: 2002n });
  });

  test("stale working keys: the host says A0, the terminal signs in, the next card is paid", async () => {
    const shop = await Shop.open();
    const keys = { pinKey: shop.wrapped("11".repeat(16)), macKey: shop.wrapped("22".repeat(16)) };
    expect(await shop.counter.devices.secureModule?.loadWorkingKeys(keys)).toMatchObject({ ok: true });
    shop.insert("debit");
    const first = await shop.payCard(2000n);
    expect(first).toMatchObject({ phase: "declined", answer: { responseCode: "A0" } });
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    expect(shop.compare()).toEqual({ till: 2000n, host: 2000n });
  });

  test("the PIN pad is unplugged: nothing can be signed, so nothing is sent", async () => {
    const shop = await Shop.open();
    shop.counter.padLink.unplug();
    shop.insert("credit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "declined", verdict: "notSent" });
    shop.counter.padLink.plugIn();
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
  });

  test("a refused reversal is parked after three answers, opens the gate and stays on the Z", async () => {
    const rules = [
      { on: "sale", nth: 1, do: "loseAnswer" },
      { on: "reversal", from: 1, do: "refuse", code: "12" },
    ] as unknown as BehaviourRule[];
    const shop = await Shop.open({ behaviour: rules });
    shop.insert("debit");
    const payment = await shop.payCard(2000n);
    await shop.terminal.idle();
    for (let i = 0; i < 3; i++) await shop.terminal.dispatchOutbox();
    expect(shop.terminal.world.payments.get(payment.paymentId)?.reversal).toMatchObject({
      status: "parked",
      refusals: 3,
    });
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "approved" });
    await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
    const z = await shop.terminal.parts.journal.documentByNumber("zReport", 1);
    const body = await shop.terminal.parts.journal.documentBody(z.ok ? (z.value as never) : ("" as never));
    expect(JSON.stringify(body, (_, v) => (typeof v === "bigint" ? `${v}` : v))).toContain(
      "reversal refused, needs a person",
    );
  });
});
