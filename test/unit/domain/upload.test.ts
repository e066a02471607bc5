import { describe, expect, test } from "vitest";
import type { PaymentId } from "../../../main/domain/ids.ts";
import type { ExchangeOutcome } from "../../../main/domain/payment/exchange.ts";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import { answer, approved, declined, notSent, Scenario, TEA, timedOut } from "../../support/scenario.ts";

function offlineShop(count: number) {
  const shop = new Scenario().openShift().signIn();
  const ids = Array.from({ length: count }, () => shop.later(1000).payOffline(shop.openSale([TEA, 1000])));
  return { shop, ids };
}

function finish(shop: Scenario, paymentId: PaymentId, outcome: ExchangeOutcome, wasSentBefore = false): void {
  shop.see({ kind: "uploadsFinished", results: [{ paymentId, outcome, wasSentBefore }], neverSent: [] });
}

describe("uploads of offline approvals (money.md rule 7)", () => {
  test("what the host acknowledges leaves the queue and stays counted", () => {
    const { shop, ids } = offlineShop(2);
    expect(shop.batch().unsent).toMatchObject({ count: 2, sumFen: 2468n });
    shop.see({ kind: "uploadsStarting", paymentIds: ids });
    finish(shop, ids[0] as PaymentId, approved());
    expect(shop.payment(ids[0] as PaymentId)).toMatchObject({
      phase: "approved",
      upload: { status: "acknowledged", begunCount: 1, lastResponseCode: "00" },
      answer: { rrn: "000000000042" },
    });
    expect(shop.batch()).toMatchObject({ uploadsDue: [ids[1]], unsent: { count: 1, sumFen: 1234n } });
    expect(shop.batch().unsent.oldestAt).toEqual(shop.payment(ids[1] as PaymentId).startedAt);
    expect(shop.batch().totals).toMatchObject({ saleCount: 2, saleFen: 2468n });
  });

  test.each(["68", "77", "79", "90", "91", "92", "96", "98", "99", "A0"])(
    "%s is not final: the same record again",
    (code) => {
      const { shop, ids } = offlineShop(1);
      shop.see({ kind: "uploadsStarting", paymentIds: ids });
      finish(shop, ids[0] as PaymentId, declined(code));
      expect(shop.payment(ids[0] as PaymentId).upload).toMatchObject({
        status: "due",
        lastResponseCode: code,
      });
      expect(shop.batch().uploadsDue).toEqual(ids);
      expect(shop.batch().signedIn === undefined).toBe(["77", "99", "A0"].includes(code));
    },
  );

  test.each(["05", "12", "51", "54", "61", "ZZ"])(
    "%s is final: off the queue, out of the totals, named on the Z",
    (code) => {
      const { shop, ids } = offlineShop(2);
      shop.see({ kind: "uploadsStarting", paymentIds: ids });
      finish(shop, ids[0] as PaymentId, declined(code));
      expect(shop.payment(ids[0] as PaymentId)).toMatchObject({
        phase: "approved",
        upload: { status: "refused" },
      });
      expect(shop.batch()).toMatchObject({
        uploadsDue: [ids[1]],
        uploadsRefused: [ids[0]],
        unsent: { count: 1, sumFen: 1234n },
        totals: { saleCount: 1, saleFen: 1234n },
      });
      expect(openItems(shop.world).map((item) => item.what)).toEqual(["uploadRefused", "unsentOffline"]);
    },
  );

  test("94 ends it only if it was on its way before", () => {
    const { shop, ids } = offlineShop(2);
    shop.see({ kind: "uploadsStarting", paymentIds: ids });
    finish(shop, ids[0] as PaymentId, declined("94"), true);
    finish(shop, ids[1] as PaymentId, declined("94"), false);
    expect(shop.payment(ids[0] as PaymentId).upload?.status).toBe("acknowledged");
    expect(shop.payment(ids[1] as PaymentId).upload?.status).toBe("refused");
  });

  test.each([
    { name: "no answer", outcome: timedOut },
    { name: "a wrong MAC", outcome: { outcome: "unknown", fault: { kind: "macWrong" } } as const },
    { name: "nothing sent", outcome: notSent },
  ])("$name leaves it due", ({ outcome }) => {
    const { shop, ids } = offlineShop(1);
    shop.see({ kind: "uploadsStarting", paymentIds: ids });
    finish(shop, ids[0] as PaymentId, outcome);
    expect(shop.batch().uploadsDue).toEqual(ids);
  });

  test("an offline payment is voided only after its upload, and not at all once it is refused", () => {
    const { shop, ids } = offlineShop(1);
    const saleId = saleIdOf(shop.payment(ids[0] as PaymentId));
    const startVoid = { kind: "startVoid", saleId, operator: "li" } as const;
    expect(shop.submit(startVoid)).toEqual({ ok: false, fault: { kind: "notUploadedYet" } });
    shop.see({ kind: "uploadsStarting", paymentIds: ids });
    finish(shop, ids[0] as PaymentId, declined("05"));
    expect(shop.submit(startVoid)).toEqual({ ok: false, fault: { kind: "uploadRefused" } });
  });
});

describe("the line", () => {
  test("is down since the first try that could not leave, and up with the first answer", () => {
    const shop = new Scenario().openShift().signIn();
    const first = shop.startPayment(shop.openSale([TEA, 1000]));
    shop.see({ kind: "onlineRequested", paymentId: first, card: { ...card() }, iccData: "" });
    shop.see({ kind: "exchangeFinished", paymentId: first, outcome: notSent });
    const since = shop.now;
    expect(shop.batch().offlineSince).toEqual(since);
    shop.finishCard(first, { kind: "ended", reason: "cardRemoved" });
    shop.later(60_000).see({
      kind: "signInFinished",
      result: { signedIn: false, reason: "x", keysTouched: false, reached: false },
    });
    expect(shop.batch().offlineSince).toEqual(since);
    shop.signIn();
    expect(shop.batch().offlineSince).toBeUndefined();
  });

  test("a message that could not be built says nothing about the line", () => {
    const { shop, ids } = offlineShop(1);
    shop.see({ kind: "uploadsStarting", paymentIds: ids });
    finish(shop, ids[0] as PaymentId, { outcome: "notSent", fault: { kind: "secureModule", detail: "" } });
    expect(shop.batch().offlineSince).toBeUndefined();
  });
});

function card() {
  return {
    maskedPan: "622848******0011",
    entryMode: "contactChip",
    aid: "A000000333010101",
    label: "PBOC DEBIT",
    pinEntered: false,
  } as const;
}

test("an answer keeps the host's words", () => {
  expect(answer("00").responseCode).toBe("00");
});
