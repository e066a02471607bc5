import { describe, expect, test } from "vitest";
import type { TornTransaction } from "../../../../main/domain/emv/contactless/protocol.ts";
import { recoverTornTransaction } from "../../../../main/domain/emv/contactless/recover-torn-transaction.ts";
import { explainToCashier } from "../../../../main/domain/emv/trace/explain-cashier.ts";
import { explainToEngineer } from "../../../../main/domain/emv/trace/explain-engineer.ts";
import { replayTrace } from "../../../../main/domain/emv/trace/replay-trace.ts";
import { describePayment } from "../../../../main/domain/payment/describe.ts";
import { saleIdOf } from "../../../../main/domain/payment/state.ts";
import { openItems } from "../../../../main/domain/shift/report.ts";
import { createCardTraceFiles } from "../../../../main/system/card-trace-files.ts";
import { TEST_ACCOUNTS } from "../../../../simulators/issuer/accounts-table.ts";
import { must } from "../../../support/journal.ts";
import { cardNamed, TappingShop } from "./tapping-shop.ts";

test("a small amount is paid from the card itself: TC, balance, slips and the duty to upload it", async () => {
  const lane = await TappingShop.open();
  const paid = await lane.pay(cardNamed("tap-debit"), 1_000n);
  expect(paid).toMatchObject({
    phase: "approved",
    approvedOffline: true,
    upload: { status: "due" },
    card: { entryMode: "contactlessChip", pinEntered: false },
    cryptogram: { cryptogramType: "TC" },
    cashBalance: { currencyCode: 156, beforeFen: 30_000n, afterFen: 29_000n },
  });
});

test("no PIN and no signature is asked for below the limit, also when the card goes online", async () => {
  const lane = await TappingShop.open();
  const paid = await lane.pay(cardNamed("tap-credit"), 1_000n);
  expect(paid).toMatchObject({ phase: "approved", approvedOffline: false, card: { pinEntered: false } });
  expect(paid.signature).toBeUndefined();
  expect(lane.shop.compare().till).toBe(lane.shop.compare().host);
});

test("above the limit the pad asks for the PIN when the card has gone, and the host's verdict is the end", async () => {
  const lane = await TappingShop.open();
  const paid = await lane.pay(cardNamed("tap-debit"), 150_000n);
  expect(paid).toMatchObject({
    phase: "approved",
    approvedOffline: false,
    card: { entryMode: "contactlessChip", pinEntered: true },
    answer: { responseCode: "00" },
    cryptogram: { cryptogramType: "ARQC" },
  });
  expect(lane.seen).toContain("enteringPin");
  expect(lane.seen).not.toContain("completing");
  expect(lane.shop.compare().till).toBe(lane.shop.compare().host);
});

test.each([{ name: "the host cannot be reached", expected: { phase: "declined", verdict: "notSent" } }])(
  "$name: declined, and nothing moved",
  async ({ expected }) => {
    const lane = await TappingShop.open();
    await lane.shop.host.close();
    const paid = await lane.pay(cardNamed("tap-debit"), 150_000n);
    expect(paid).toMatchObject(expected);
    expect(paid.reversal).toBeUndefined();
  },
);

test("a phone that confirmed by itself is paid with its own verification", async () => {
  const lane = await TappingShop.open();
  const phone = cardNamed("phone");
  phone.confirmOwner();
  const paid = await lane.pay(phone, 150_000n);
  expect(paid).toMatchObject({ phase: "approved", card: { pinEntered: false } });
  expect(paid.signature).toBeUndefined();
});

test("a phone that wants to be looked at is asked for again, with the same voucher number", async () => {
  const lane = await TappingShop.open();
  const phone = cardNamed("phone");
  lane.customer = (step) => {
    if (step !== "seePhone") return;
    phone.confirmOwner();
    lane.takeAway();
    lane.tap(phone);
  };
  const paid = await lane.pay(phone, 150_000n);
  expect(lane.seen).toContain("seePhone");
  expect(paid.phase).toBe("approved");
  expect(lane.shop.terminal.world.payments.size).toBe(1);
});

test("two cards in the field: nobody is charged until one of them has been presented alone", async () => {
  const lane = await TappingShop.open();
  const card = cardNamed("tap-debit");
  lane.customer = (step) => {
    if (step !== "presentOneCard") return;
    lane.takeAway();
    lane.tap(card);
  };
  lane.tap(cardNamed("tap-credit"));
  const paid = await lane.shop.sale(1_000n).then(async (saleId) => {
    lane.tap(card);
    return lane.shop.terminal.takeCardPayment({ saleId, operator: "li" });
  });
  expect(lane.seen).toContain("presentOneCard");
  expect(paid).toMatchObject({
    ok: true,
    value: { phase: "approved", card: { entryMode: "contactlessChip" } },
  });
});

test("a card that refuses the field is inserted, in the same payment", async () => {
  const lane = await TappingShop.open();
  lane.customer = (step) => {
    if (step !== "insertCard") return;
    lane.takeAway();
    lane.shop.insert("debit");
  };
  const paid = await lane.pay(cardNamed("tap-refuses"), 1_000n);
  expect(lane.seen).toContain("insertCard");
  expect(paid).toMatchObject({ phase: "approved", card: { entryMode: "contactChip" } });
  expect(lane.shop.terminal.world.payments.size).toBe(1);
});

test("a tap is taken back by a tap of the same card, and by no other", async () => {
  const lane = await TappingShop.open();
  const card = cardNamed("tap-credit");
  const paid = await lane.pay(card, 1_000n);
  expect(paid.phase).toBe("approved");
  lane.takeAway();
  lane.tap(cardNamed("tap-debit"));
  const refused = await lane.shop.terminal.voidSale(saleIdOf(paid), "li");
  expect(refused).toMatchObject({ ok: true, value: { failed: { endReason: "otherCard" } } });
  lane.takeAway();
  lane.tap(card);
  const voided = await lane.shop.terminal.voidSale(saleIdOf(paid), "li");
  expect(voided).toMatchObject({ ok: true, value: { sale: { status: "voided" } } });
  expect(lane.shop.compare().till).toBe(lane.shop.compare().host);
});

describe("the list of refused cards", () => {
  test("a listed card is refused and keeps its money", async () => {
    const lane = await TappingShop.open();
    Object.assign(lane.shop.terminal.parts, {
      hotlist: {
        check: async () => ({ ok: true, value: { listed: true, version: 7 } }),
        close: async () => {},
      },
    });
    const refused = await lane.pay(cardNamed("tap-debit"), 1_000n);
    expect(refused).toMatchObject({
      phase: "declined",
      declineReason: "listed",
      card: { hotlistVersion: 7 },
    });
    expect(describePayment(refused, "en")).toContain("list of refused cards");
  });

  test("a list that cannot be read allows no offline approval: the card goes online", async () => {
    const lane = await TappingShop.open();
    const hotlist = {
      check: async () => ({ ok: false, fault: { kind: "unreadable", detail: "" } }),
      close: async () => {},
    };
    Object.assign(lane.shop.terminal.parts, { hotlist });
    const card = cardNamed("tap-debit");
    lane.customer = (step) => {
      if (step !== "presentAgain") return;
      lane.takeAway();
      lane.tap(card);
    };
    const paid = await lane.pay(card, 1_000n);
    expect(paid).toMatchObject({ phase: "approved", approvedOffline: false });
  });
});

describe("a tap that is torn at the last record", () => {
  /** SELECT PPSE, SELECT, GET PROCESSING OPTIONS, and the records of this card. */
  const LAST_RECORD = 8;
  const torn = (moment: "before" | "after") =>
    cardNamed("tap-debit", [{ kind: "pull", atCommand: LAST_RECORD, moment }]);

  test("the card took the money: the same card says so, and it is paid once", async () => {
    const lane = await TappingShop.open();
    const card = torn("after");
    lane.customer = (step) => {
      if (step === "presentAgain") lane.tap(card);
    };
    const paid = await lane.pay(card, 1_000n);
    expect(lane.seen).toContain("presentAgain");
    expect(paid).toMatchObject({
      phase: "approved",
      approvedOffline: true,
      upload: { status: "due" },
      cashBalance: { beforeFen: 30_000n, afterFen: 29_000n },
    });
  });

  test.each([
    { moment: "after" as const, isTestCard: false },
    { moment: "after" as const, isTestCard: true },
    { moment: "before" as const, isTestCard: false },
  ])("its recovery is in the trace, behind the tap ($moment, test card: $isTestCard)", async (row) => {
    const lane = await TappingShop.open({ substitutes: { isTestCard: () => row.isTestCard } });
    const card = torn(row.moment);
    lane.customer = (step) => {
      if (step === "presentAgain") lane.tap(card);
    };
    const { paymentId } = await lane.pay(card, 1_000n);
    await lane.shop.terminal.idle();
    const trace = must(await createCardTraceFiles(lane.shop.dataDirectory).find(paymentId));
    if (trace === undefined) throw new Error("the payment left a trace");
    expect(trace).toMatchObject({ kernel: "recovery", earlier: [{ kernel: "contactless" }] });
    expect(explainToCashier(trace, "en")).toMatch(row.moment === "after" ? /^Approved/ : /took no money/);
    const lines = explainToEngineer(trace, "en").join("\n");
    expect(lines).toContain("torn at record 5 of 5");
    expect(lines).toContain(
      `the card's counter, balance and log say: ${row.moment === "after" ? "taken" : "notTaken"}`,
    );
    const report = replayTrace(trace, (input) => recoverTornTransaction(input as TornTransaction));
    expect(report).toEqual({ commands: report.commands, compared: report.commands, unchecked: [] });
    if (!trace.masked) return;
    const text = JSON.stringify(trace);
    for (const { pan } of TEST_ACCOUNTS) expect(text).not.toContain(pan);
  });

  test("the card took nothing: so it ends, and it may be presented for a new payment", async () => {
    const lane = await TappingShop.open();
    const card = torn("before");
    lane.customer = (step) => {
      if (step === "presentAgain") lane.tap(card);
    };
    const paid = await lane.pay(card, 1_000n);
    expect(paid).toMatchObject({ phase: "ended", endReason: "cardTookNothing" });
  });

  test("another card is not asked, and the torn one may still come", async () => {
    const lane = await TappingShop.open();
    const card = torn("after");
    lane.customer = (step, times) => {
      if (step !== "presentAgain") return;
      lane.takeAway();
      lane.tap(times === 1 ? cardNamed("tap-credit") : card);
    };
    const paid = await lane.pay(card, 1_000n);
    expect(paid).toMatchObject({ phase: "approved", approvedOffline: true });
  });

  test("nobody presents it again: neither paid nor unpaid, by name on the Z, and the next customer can pay", async () => {
    const lane = await TappingShop.open();
    const paid = await lane.pay(torn("after"), 1_000n);
    expect(paid).toMatchObject({ phase: "unresolved", tornReason: "notPresented" });
    expect(paid.reversal).toBeUndefined();
    expect(openItems(lane.shop.terminal.world)).toContainEqual(
      expect.objectContaining({ what: "tornContactless", stan: paid.stan, amountFen: 1_000n }),
    );
    expect(describePayment(paid, "en")).toContain("neither paid nor unpaid");
    const next = await lane.pay(cardNamed("tap-credit"), 1_200n);
    expect(next.phase).toBe("approved");
  });
});
