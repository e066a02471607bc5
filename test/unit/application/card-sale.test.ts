import { describe, expect, test } from "vitest";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import { Shop } from "../../support/shop.ts";

describe("a card sale over the whole terminal", () => {
  test("debit with online PIN: approved, counted on both sides, slips and receipt printed", async () => {
    const shop = await Shop.open();
    shop.insert("debit");
    const payment = await shop.payCard(3450n);
    expect(payment).toMatchObject({
      phase: "approved",
      card: { maskedPan: "622800*********1015", pinEntered: true, entryMode: "contactChip" },
      cryptogram: { cryptogramType: "TC", cvmResults: "020300", authorisationResponseCode: "00" },
    });
    await shop.terminal.idle();
    expect(shop.compare()).toEqual({ till: 3450n, host: 3450n });
    const printed = [...shop.terminal.world.documents.values()].map(({ kind, print, attempts }) => ({
      kind,
      print,
      attempts,
    }));
    expect(printed).toEqual([
      { kind: "cardSlipMerchantCopy", print: "printed", attempts: 1 },
      { kind: "cardSlipCustomerCopy", print: "printed", attempts: 1 },
      { kind: "saleReceipt", print: "printed", attempts: 1 },
    ]);
    expect(shop.bugs).toEqual([]);
  });

  test("the first card of a terminal that has never signed in is paid in the batch that the sign-in brings", async () => {
    const shop = await Shop.open();
    await shop.forgetSignIn();
    shop.insert("debit");
    const payment = await shop.payCard(3450n);
    expect(payment).toMatchObject({ phase: "approved", batchNumber: shop.batchNumber() });
    expect(shop.compare()).toEqual({ till: 3450n, host: 3450n });
  });

  test("credit with a signature waits for the cashier's judgement; refused, the sale is taken back", async () => {
    const shop = await Shop.open();
    shop.insert("credit");
    const payment = await shop.payCard(1000n);
    expect(payment).toMatchObject({
      phase: "approved",
      signature: "pending",
      cryptogram: { cvmResults: "5E0300" },
    });
    await shop.do({
      kind: "confirmSignature",
      paymentId: payment.paymentId,
      accepted: false,
      operator: "li",
    });
    const voided = await shop.terminal.voidSale(saleIdOf(payment), "li");
    expect(voided).toMatchObject({ ok: true, value: { sale: { status: "voided" } } });
    expect(shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("a wrong PIN is asked for again, each try with a voucher number of its own", async () => {
    const shop = await Shop.open();
    shop.counter.pad.customers.push({ kind: "digits", pin: "654321" });
    shop.insert("debit");
    const payment = await shop.payCard(1000n);
    expect(payment.phase).toBe("approved");
    const tries = [...shop.terminal.world.payments.values()].map(({ phase, stan, answer }) => [
      phase,
      stan,
      answer?.responseCode,
    ]);
    expect(tries).toEqual([
      ["declined", 2, "55"],
      ["approved", 3, "00"],
    ]);
  });

  test("after three wrong PINs the till stops asking, and nothing is charged", async () => {
    const shop = await Shop.open();
    shop.counter.pad.usualCustomer = { kind: "digits", pin: "654321" };
    shop.insert("debit");
    const payment = await shop.payCard(1000n);
    expect(payment).toMatchObject({ phase: "declined", answer: { responseCode: "75" } });
    expect(shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test.each([
    {
      name: "bypasses the PIN is declined offline by the issuer's action code, with 9F27 = AAC",
      customer: { kind: "bypass" },
      expected: { phase: "declined", card: { pinEntered: false }, cryptogram: { cryptogramType: "AAC" } },
    },
    {
      name: "cancels at the pad",
      customer: { kind: "cancel" },
      expected: { phase: "ended", endReason: "cancelled" },
    },
  ] as const)("a customer who $name", async ({ customer, expected }) => {
    const shop = await Shop.open();
    shop.counter.pad.customers.push(customer);
    shop.insert("debit");
    const payment = await shop.payCard(1000n);
    expect(payment).toMatchObject(expected);
    expect(shop.compare().till).toBe(shop.compare().host);
  });

  test.each([
    { card: "expired", expected: { phase: "declined" } },
    { card: "blocked", expected: { phase: "ended", endReason: "applicationBlocked" } },
    {
      card: "wrong-certificate",
      expected: { phase: "approved", cryptogram: { tvr: expect.stringMatching(/^(48|0C|08|4C|40)/) } },
    },
  ])("the $card card ends as the true action codes and the host say", async ({ card, expected }) => {
    const shop = await Shop.open();
    shop.insert(card);
    const payment = await shop.payCard(1000n);
    expect(payment).toMatchObject(expected);
    expect(shop.compare().till).toBe(shop.compare().host);
  });

  test("the same card and amount again within five minutes asks first", async () => {
    let asked = 0;
    const interaction = { confirmSameCard: async () => ++asked > 1 };
    const shop = await Shop.open({ interaction });
    shop.insert("debit");
    expect(await shop.payCard(1000n)).toMatchObject({ phase: "approved" });
    expect(await shop.payCard(1000n)).toMatchObject({ phase: "ended", endReason: "sameCardNotConfirmed" });
    expect(await shop.payCard(1001n)).toMatchObject({ phase: "approved" });
    expect(await shop.payCard(1000n)).toMatchObject({ phase: "approved" });
    expect(asked).toBe(2);
    expect(shop.compare()).toEqual({ till: 3001n, host: 3001n });
  });

  test.each([
    { name: "no card", prepare: (shop: Shop) => shop.counter.reader.remove(), reason: "noCard" },
    {
      name: "no reader",
      prepare: (shop: Shop) => shop.counter.reader.unplug("Virtual Reader"),
      reason: "noReader",
    },
    {
      name: "no smart-card service",
      prepare: (shop: Shop) => shop.counter.reader.stopService(),
      reason: "noCardService",
    },
    {
      name: "a mute card",
      prepare: (shop: Shop) => shop.insert("debit", { faults: [{ kind: "muteAtReset" }] }),
      reason: "muteCard",
    },
  ])("with $name nothing is charged and cash goes on", async ({ prepare, reason }) => {
    const shop = await Shop.open();
    prepare(shop);
    const payment = await shop.payCard(1000n);
    expect(payment).toMatchObject({ phase: "ended", endReason: reason });
    await shop.do({ kind: "tenderCash", saleId: saleIdOf(payment), givenFen: 1000n });
    expect(shop.terminal.world.sales.get(saleIdOf(payment))?.status).toBe("completed");
  });
});

describe("a card pulled at every command", () => {
  test("before anything was sent nothing is owed; afterwards the host takes it back; never is it paid and not counted", async () => {
    const shop = await Shop.open();
    const ends = new Map<string, number>();
    let isComplete = false;
    for (let command = 1; command <= 80 && !isComplete; command++) {
      for (const moment of ["before", "after"] as const) {
        shop.insert("debit", { faults: [{ kind: "pull", atCommand: command, moment }] });
        const payment = await shop.payCard(BigInt(1000 + 2 * command + (moment === "after" ? 1 : 0)));
        await shop.terminal.idle();
        ends.set(payment.phase, (ends.get(payment.phase) ?? 0) + 1);
        expect(shop.compare().till).toBe(shop.compare().host);
        isComplete ||= payment.phase === "approved" && moment === "before";
      }
    }
    expect(isComplete).toBe(true);
    expect(ends.get("ended")).toBeGreaterThan(20);
    expect(ends.get("unresolved") ?? 0).toBeGreaterThan(0);
    expect(shop.terminal.reversalsDue).toBe(0);
    expect(shop.bugs).toEqual([]);
  });
});
