import { describe, expect, test } from "vitest";
import { CheckoutShop, TEA } from "../../../support/checkout-shop.ts";

describe("a card at the checkout", () => {
  test("shows each of its steps and ends with the card taken back", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    const done = await till.seeScreen("done");
    expect(done).toMatchObject({ tone: "good", totalFen: 2880, sentence: "Paid CNY 28.80. Take the card." });
    expect(till.cardSteps).toEqual([
      "preparing",
      "waitingForCard",
      "reading",
      "enteringPin",
      "goingOnline",
      "completing",
    ]);
    expect(till.shop.compare()).toEqual({ till: 2880n, host: 2880n });
    expect(till.shop.bugs).toEqual([]);
  });

  test("asked for twice by the page it is one payment, now and after a restart", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("debit");
    await till.tea();
    const start = { kind: "startPayment", paymentId: "p1" } as const;
    await Promise.all([till.do(start), till.do(start), till.do(start, "again")]);
    await till.seeScreen("done");
    await till.do(start);
    await till.restart();
    await till.do(start);
    await till.do(start, "again");
    await till.checkout.idle();
    expect(till.shop.compare()).toEqual({ till: 2880n, host: 2880n });
  });

  test("a wrong PIN is said and asked for again", async () => {
    const till = await CheckoutShop.open();
    till.shop.counter.pad.customers.push({ kind: "digits", pin: "654321" });
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.seeScreen("done");
    // It stays until another PIN has been entered: the pad asks for it within a moment.
    const steps = till.views.flatMap(({ screen }) => (screen.screen === "card" ? [screen.step] : []));
    const changes = steps.filter((step, i) => step !== steps[i - 1]);
    expect(changes.slice(changes.indexOf("wrongPin"))).toEqual([
      ...["wrongPin", "waitingForCard", "wrongPin"],
      ...["reading", "goingOnline", "completing"],
    ]);
    const wrong = till.views.find(({ screen }) => screen.screen === "card" && screen.step === "wrongPin");
    expect(wrong?.screen).toMatchObject({
      sentence: "The PIN is wrong. Nothing was charged. Ask the customer to enter it again",
    });
  });

  test("a signature is compared before anything else; refused, the sale is taken back", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("credit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    const signature = await till.seeScreen("signature");
    expect(signature).toMatchObject({ amountFen: 2880, maskedPan: expect.stringMatching(/^\d{6}\*+\d{4}$/) });
    expect(till.view.possible).toContain("confirmSignature");
    expect((await till.refused({ kind: "scan", code: TEA })).kind).toBe("till.signatureFirst");
    await till.do({ kind: "confirmSignature", accepted: false });
    const done = await till.seeScreen("done");
    expect(done.totalFen).toBe(-2880);
    expect(till.shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("an accepted signature ends the sale", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("credit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.seeScreen("signature");
    await till.do({ kind: "confirmSignature", accepted: true });
    expect(till.screen).toMatchObject({ screen: "done", receiptNumber: 1 });
    await till.do({ kind: "nextCustomer" });
    expect(till.screen).toEqual({ screen: "selling" });
    expect(till.shop.compare()).toEqual({ till: 2880n, host: 2880n });
  });

  test("a card that the bank declines leaves the sale to be paid another way", async () => {
    const till = await CheckoutShop.open({ behaviour: [{ on: "sale", do: "refuse", code: "51" }] });
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    const failed = await till.seeScreen("cardFailed");
    expect(failed.tone).toBe("bad");
    expect(failed.sentence).toMatch(/Nothing was charged/);
    expect(till.view.basket.tenders).toMatchObject([{ kind: "card", status: "failed", paymentId: "p1" }]);
    await till.do({ kind: "tenderCash" });
    expect(till.screen).toMatchObject({ screen: "done", totalFen: 2880 });
  });

  test("a bank that does not answer leaves money in doubt: it is said, reversed, and said again", async () => {
    const till = await CheckoutShop.open({ behaviour: [{ on: "sale", nth: 1, do: "loseAnswer" }] });
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.see(
      "an outcome in doubt",
      ({ screen }) => screen.screen === "cardFailed" && screen.tone === "unknown",
    );
    const resolved = await till.see(
      "the reversal confirmed",
      ({ screen }) => screen.screen === "cardFailed" && /confirmed the reversal/.test(screen.sentence),
    );
    expect(resolved.bank.reversalsDue).toBe(0);
    expect(till.shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("is called off while it is waited for, and while the customer stands at the pad", async () => {
    const till = await CheckoutShop.open({
      config: (config) => ({
        ...config,
        devices: { ...config.devices, cardReader: { kind: "pcsc", insertTimeoutMs: 20_000 } },
      }),
    });
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.see("waiting", ({ screen }) => screen.screen === "card" && screen.step === "waitingForCard");
    expect(till.view.possible).toContain("cancelCard");
    await till.do({ kind: "cancelCard" });
    await till.seeScreen("tender");
    till.shop.counter.pad.usualCustomer = undefined;
    till.shop.insert("debit");
    await till.do({ kind: "startPayment", paymentId: "p2" });
    await till.see("the pad", ({ screen }) => screen.screen === "card" && screen.step === "enteringPin");
    await till.do({ kind: "cancelCard" });
    await till.seeScreen("tender");
    expect(till.view.basket).toMatchObject({ paidFen: 0, dueFen: 2880 });
    expect((await till.refused({ kind: "cancelCard" })).kind).toBe("till.stale");
    expect(till.shop.compare()).toEqual({ till: 0n, host: 0n });
  });

  test("can no longer be called off once the bank has been asked", async () => {
    const till = await CheckoutShop.open({ behaviour: [{ on: "sale", do: "answerLate", delayMs: 200 }] });
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.see("going online", ({ screen }) => screen.screen === "card" && screen.step === "goingOnline");
    expect(till.screen).toMatchObject({ canCancel: false });
    expect((await till.refused({ kind: "cancelCard" })).kind).toBe("till.tooLate");
    expect((await till.refused({ kind: "lock" })).kind).toBe("refused.paymentUnderWay");
    expect((await till.refused({ kind: "scan", code: TEA })).kind).toBe("refused.paymentUnderWay");
    await till.seeScreen("done");
  });

  test("the same card for the same amount is asked about first, and no means no", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("debit");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p1" });
    await till.seeScreen("done");
    await till.tea();
    await till.do({ kind: "startPayment", paymentId: "p2" });
    const asked = await till.see(
      "the question",
      ({ screen }) => screen.screen === "card" && screen.choice?.kind === "sameCard",
    );
    expect(asked.screen).toMatchObject({ choice: { amountFen: 2880 }, canCancel: true });
    await till.do({ kind: "confirmSameCard", again: false });
    const failed = await till.seeScreen("cardFailed");
    expect(failed.sentence).toMatch(/Nothing was charged now/);
    await till.do({ kind: "startPayment", paymentId: "p3" });
    await till.see("the question", ({ screen }) => screen.screen === "card" && screen.choice !== undefined);
    await till.do({ kind: "confirmSameCard", again: true });
    await till.seeScreen("done");
    expect(till.shop.compare()).toEqual({ till: 5760n, host: 5760n });
  });

  test("pays a part, and cash the rest; more than is due is refused", async () => {
    const till = await CheckoutShop.open();
    till.shop.insert("debit");
    await till.tea();
    const tooMuch = await till.refused({ kind: "startPayment", paymentId: "p0", amountFen: 2881 });
    expect(tooMuch.kind).toBe("refused.tenderTooLarge");
    await till.do({ kind: "startPayment", paymentId: "p1", amountFen: 1000 });
    const paid = await till.see("a part paid", ({ basket }) => basket.paidFen === 1000);
    expect(paid.basket.dueFen).toBe(1880);
    await till.seeScreen("tender");
    expect(till.view.notices).toMatchObject([{ tone: "good", sound: "approved" }]);
    await till.do({ kind: "dismiss", noticeId: till.view.notices[0]?.noticeId ?? "" });
    expect(till.view.notices).toEqual([]);
    await till.do({ kind: "tenderCash" });
    expect(till.screen).toMatchObject({ screen: "done", totalFen: 2880 });
  });

  test("without a reader is not offered, and comes back with it", async () => {
    const till = await CheckoutShop.open();
    till.shop.counter.reader.unplug("Virtual Reader");
    await till.tea();
    const without = await till.see(
      "no reader",
      ({ screen }) => screen.screen === "tender" && !screen.cardPossible,
    );
    expect(without.screen).toMatchObject({
      cardSentence: expect.stringMatching(/^No card reader. Cash works/),
    });
    expect(without.possible).not.toContain("startPayment");
    till.shop.counter.reader.plugIn("Virtual Reader");
    await till.see("the reader", ({ screen }) => screen.screen === "tender" && screen.cardPossible);
  });
});
