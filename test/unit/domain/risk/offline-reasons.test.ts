import { describe, expect, test } from "vitest";
import { describePayment } from "../../../../main/domain/payment/describe.ts";
import type { PaymentState } from "../../../../main/domain/payment/state.ts";
import { explainOfflineReason, offlineReasonCode } from "../../../../main/domain/risk/offline-reason.ts";
import { OFFLINE_REASONS } from "../../../../main/domain/risk/offline-reasons-table.ts";
import { assessPreflight } from "../../../../main/domain/risk/preflight.ts";
import { sayOfflineNow, sayPreflightItem, sayVerdict } from "../../../../main/domain/risk/risk-say.ts";
import { RISK_EN, RISK_ZH } from "../../../../main/domain/risk/risk-text-tables.ts";
import { Scenario, TEA } from "../../../support/scenario.ts";

const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the codes of offline decisions", () => {
  test("are what people and journals know them by: none is given away twice, none changes its meaning", () => {
    expect(Object.entries(OFFLINE_REASONS).map(([reason, { code }]) => `${code} ${reason}`)).toEqual([
      "OR-00 withinLimits",
      "OR-01 notConfigured",
      "OR-02 clock",
      "OR-03 transaction",
      "OR-04 count",
      "OR-05 sum",
      "OR-06 age",
      "OR-07 notSignedIn",
      "OR-08 shift",
      "OR-09 operator",
      "OR-10 hotlist",
      "OR-11 product",
      "OR-12 card",
    ]);
  });

  test.each(Object.values(OFFLINE_REASONS))("$code is explained in both languages", ({ code, en, zh }) => {
    expect(explainOfflineReason(code, "en")).toMatchObject(en);
    expect(explainOfflineReason(code, "zh-CN")).toMatchObject(zh);
    expect(`${en.why} ${en.next}`).not.toMatch(/\p{Script=Han}/u);
    expect(`${zh.why}${zh.next}`).toMatch(/\p{Script=Han}/u);
    expect(sayOfflineNow(code, "en")).toContain(code);
  });

  test("a decision has the code of its limit", () => {
    expect(offlineReasonCode({ allowed: true })).toBe("OR-00");
    expect(offlineReasonCode({ allowed: false, limit: "product" })).toBe("OR-11");
  });
});

describe("a card that was refused while the line was down", () => {
  const declined = (offlineRisk?: PaymentState["offlineRisk"]): PaymentState => {
    const shop = new Scenario().openShift().signIn();
    const id = shop.startPayment(shop.openSale([TEA, 1000]));
    const payment = shop.world.payments.get(id);
    if (payment === undefined) throw new Error("the payment was not started");
    return {
      ...payment,
      phase: "declined",
      verdict: "notSent",
      ...(offlineRisk === undefined ? {} : { offlineRisk }),
    };
  };

  test("for the shop's limits: code, reason, that nothing was charged, and what to do", () => {
    const sentence = describePayment(declined("OR-06"), "en");
    expect(sentence).toBe(
      "The bank could not be asked, and this payment may not be taken offline (OR-06). The oldest unsent offline payment is too old. Nothing was charged. Upload it when the line is back. Cash works.",
    );
    expect(describePayment(declined("OR-11"), "zh-CN")).toMatch(/OR-11.*未扣款.*请换卡.*现金/);
  });

  test("for its own reasons: not a word about the shop's limits", () => {
    for (const code of ["OR-00", undefined] as const)
      expect(describePayment(declined(code), "en")).not.toContain("OR-");
  });
});

describe("the pre-flight verdict", () => {
  const readiness = { hours: 9, limit: "sum", each: [{ limit: "sum", hours: 9.19 }] } as const;
  const preflight = assessPreflight({ readiness, wantedHours: 36, hotlist: {}, keys: "green" });

  test("says how long and what ends it first, and each item what to do", () => {
    expect(sayVerdict(preflight, 36, "en")).toBe(
      "Ready for 9.1 of 36 hours offline. First to end: the shop's limits.",
    );
    expect(preflight.items[0] && sayPreflightItem(preflight.items[0], "en")).toBe(
      "Watch: the shop's limits, 9.1 h. Upload what is unsent.",
    );
    expect(
      sayVerdict(assessPreflight({ readiness: { each: [] }, wantedHours: 36, hotlist: {} }), 36, "en"),
    ).toBe("Ready for 36 hours offline.");
  });

  test("names what stops it, and amber keys that end at no hour", () => {
    const none = { each: [{ limit: "notSignedIn", hours: 0 }] } as const;
    expect(sayVerdict(assessPreflight({ readiness: none, wantedHours: 36, hotlist: {} }), 36, "zh-CN")).toBe(
      "不能受理脱机付款：签到。",
    );
    const worn = assessPreflight({ readiness: { each: [] }, wantedHours: 36, hotlist: {}, keys: "amber" });
    expect(sayVerdict(worn, 36, "en")).toBe("Not ready for 36 hours offline: working keys.");
  });
});

test("the words of both languages have the same keys and gaps", () => {
  expect(Object.keys(RISK_ZH)).toEqual(Object.keys(RISK_EN));
  for (const [key, text] of Object.entries(RISK_EN))
    expect(gaps(RISK_ZH[key as keyof typeof RISK_EN]), key).toEqual(gaps(text));
});
