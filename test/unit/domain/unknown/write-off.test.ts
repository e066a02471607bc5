import { describe, expect, test } from "vitest";
import { Books } from "../../../../main/domain/books/books.ts";
import type { PaymentId } from "../../../../main/domain/ids.ts";
import { layoutReceipt } from "../../../../main/domain/receipt/layout.ts";
import { receiptText } from "../../../../main/domain/receipt/receipt-text.ts";
import type { Refusal } from "../../../../main/domain/refusal.ts";
import { openItems } from "../../../../main/domain/shift/report.ts";
import { OPEN_ITEMS_EN, OPEN_ITEMS_ZH } from "../../../../main/domain/unknown/open-item-text-tables.ts";
import { unknownOutcomes } from "../../../../main/domain/unknown/unknown-outcome.ts";
import {
  approved,
  declined,
  Scenario,
  sampleCard,
  sampleConfig,
  TEA,
  timedOut,
} from "../../../support/scenario.ts";

type Parked = { readonly shop: Scenario; readonly payment: PaymentId };

/** A sale whose answer was lost, and whose reversal the host has refused three times. */
function parkedReversal(shop = new Scenario().openShift().signIn()): Parked {
  const payment = dueReversal(shop).payment;
  for (let i = 0; i < 3; i++) {
    shop.see({ kind: "reversalFinished", paymentId: payment, outcome: declined("96"), graceIsOver: true });
  }
  expect(shop.payment(payment).reversal?.status).toBe("parked");
  return { shop, payment };
}

function dueReversal(shop: Scenario): Parked {
  const payment = shop.startPayment(shop.openSale([TEA, 1000]));
  shop.see({ kind: "onlineRequested", paymentId: payment, card: sampleCard(), iccData: "95050000000000" });
  shop.see({ kind: "exchangeFinished", paymentId: payment, outcome: timedOut });
  shop.finishCard(payment, { kind: "ended", reason: "cardRemoved" });
  return { shop, payment };
}

function refusedUpload(): Parked {
  const shop = new Scenario().openShift().signIn();
  const payment = shop.payOffline(shop.openSale([TEA, 1000]));
  shop.see({ kind: "uploadsStarting", paymentIds: [payment] });
  const result = { paymentId: payment, outcome: declined("14"), wasSentBefore: false };
  shop.see({ kind: "uploadsFinished", results: [result], neverSent: [] });
  return { shop, payment };
}

const twoPeople = { operator: "li", secondOperator: "wang", reason: "the bank has paid it back" };

function withSecond(shop: Scenario): Scenario {
  return shop.do({
    ...{ kind: "addOperator", name: "wang", role: "cashier", credentialDigest: "d2" },
    operator: "li",
  });
}

function refusalOf({ shop, payment }: Parked, more: object): Refusal["kind"] | "done" {
  const done = shop.submit({ kind: "writeOff", paymentId: payment, ...twoPeople, ...more } as never);
  return done.ok ? "done" : done.fault.kind;
}

describe("who may write something off", () => {
  test("two members of staff may", () => {
    const parked = parkedReversal();
    withSecond(parked.shop);
    expect(refusalOf(parked, {})).toBe("done");
  });

  test.each([
    { name: "one alone", more: { secondOperator: undefined }, wanted: "secondPersonNeeded" },
    {
      name: "one alone with a reference, where there are two",
      more: { secondOperator: undefined, acquirerReference: "case 7" },
      wanted: "secondPersonNeeded",
    },
    { name: "the same one twice", more: { secondOperator: "li" }, wanted: "secondPersonNeeded" },
    { name: "somebody unknown", more: { secondOperator: "zhao" }, wanted: "unknownOperator" },
    { name: "without a reason", more: { reason: "  " }, wanted: "reasonNeeded" },
    { name: "with a novel", more: { reason: "x".repeat(201) }, wanted: "reasonNeeded" },
    {
      name: "with a card number in it",
      more: { reason: "card 6228 4800 0000 0000 018" },
      wanted: "cardNumberInText",
    },
  ])("not $name", ({ more, wanted }) => {
    const parked = parkedReversal();
    withSecond(parked.shop);
    expect(refusalOf(parked, more)).toBe(wanted);
    expect(parked.shop.payment(parked.payment).writtenOff).toBeUndefined();
  });

  test("in a shop of one person the acquirer's reference stands in", () => {
    const parked = parkedReversal();
    const alone = { secondOperator: undefined };
    expect(refusalOf(parked, alone)).toBe("acquirerReferenceNeeded");
    expect(refusalOf(parked, { ...alone, acquirerReference: " " })).toBe("acquirerReferenceNeeded");
    expect(refusalOf(parked, { ...alone, acquirerReference: "case 20261123-7" })).toBe("done");
  });
});

describe("what may be written off", () => {
  test("nothing that is still tried", () => {
    const due = dueReversal(new Scenario().openShift().signIn());
    withSecond(due.shop);
    expect(refusalOf(due, {})).toBe("stillTried");
    const unsent = new Scenario().openShift().signIn();
    const payment = unsent.payOffline(unsent.openSale([TEA, 1000]));
    withSecond(unsent);
    expect(refusalOf({ shop: unsent, payment }, {})).toBe("stillTried");
  });

  test("nothing that is settled between till and host, and nothing twice", () => {
    const shop = withSecond(new Scenario().openShift().signIn());
    const payment = shop.payCard(shop.openSale([TEA, 1000]));
    expect(refusalOf({ shop, payment }, {})).toBe("nothingToWriteOff");
    const parked = parkedReversal(shop);
    expect(refusalOf(parked, {})).toBe("done");
    expect(refusalOf(parked, {})).toBe("nothingToWriteOff");
  });

  test.each([
    { name: "a parked reversal", what: "reversalParked", make: parkedReversal },
    { name: "a refused upload", what: "uploadRefused", make: refusedUpload },
  ])("$name, which is nobody's business afterwards, and stays in the journal", ({ make, what }) => {
    const one = make();
    const { shop, payment } = one;
    withSecond(shop);
    expect(unknownOutcomes(shop.world, shop.now)).toMatchObject([{ what, next: { action: "none" } }]);
    expect(openItems(shop.world)).toHaveLength(1);
    expect(refusalOf(one, {})).toBe("done");
    expect(unknownOutcomes(shop.world, shop.now)).toEqual([]);
    expect(openItems(shop.world)).toEqual([]);
    expect(shop.batch()).toMatchObject({ parked: [], uploadsRefused: [] });
    expect(shop.payment(payment)).toMatchObject({ writtenOff: { what, number: 1, operator: "li" } });
    expect(shop.world.till.nextWriteOffNumber).toBe(2);
  });
});

describe("the books of it", () => {
  function balances(shop: Scenario): Readonly<Record<string, bigint>> {
    const books = new Books();
    for (const [i, event] of shop.events.entries()) books.fold(event, shop.now, i + 1);
    return Object.fromEntries(books.balances.list.map(({ code, balanceFen }) => [code, balanceFen]));
  }

  test("a refused upload is a claim on nobody, and its write-off a loss", () => {
    const refused = refusedUpload();
    withSecond(refused.shop);
    const host = "10000001/103290070110001";
    expect(balances(refused.shop)).toMatchObject({
      [`card-receivable:${host}`]: 0n,
      [`refused-by-host:${host}`]: 1234n,
    });
    refusalOf(refused, {});
    expect(balances(refused.shop)).toMatchObject({
      [`refused-by-host:${host}`]: 0n,
      "written-off": 1234n,
    });
  });

  test("a parked reversal is unknown until it is written off, and never a loss", () => {
    const parked = parkedReversal();
    withSecond(parked.shop);
    const account = "unknown-outcome:10000001/103290070110001";
    expect(balances(parked.shop)[account]).toBe(1234n);
    refusalOf(parked, {});
    expect(balances(parked.shop)[account]).toBe(0n);
    expect(balances(parked.shop)["written-off"]).toBeUndefined();
  });
});

describe("the papers of it", () => {
  function paperOf(shop: Scenario, kind: string): string {
    const issued = shop.events.findLast(
      (event) => event.type === "documentIssued" && event.document.kind === kind,
    );
    if (issued?.type !== "documentIssued") throw new Error(`no ${kind}`);
    return receiptText(layoutReceipt(issued.document, { columns: 32 }));
  }

  test.each([
    {
      language: "en",
      words: ["WRITE-OFF 1", "Reason: the bank has paid it", "12.34", "Signature: li", "Signature: wang"],
    },
    { language: "zh-CN", words: ["核销单1", "原因", "12.34", "签字：li", "签字：wang"] },
  ] as const)("are to be signed by both, in $language", ({ language, words }) => {
    const parked = parkedReversal(new Scenario(sampleConfig({ language })).openShift().signIn());
    withSecond(parked.shop);
    refusalOf(parked, {});
    const paper = paperOf(parked.shop, "writeOff");
    // Large letters stand wide.
    const closeUp = (text: string) => text.replaceAll(/\s/g, "");
    for (const word of words) expect(closeUp(paper)).toContain(closeUp(word));
    expect(paper).toContain("622848******0011");
  });

  test("stand on the Z of the shift, which also shows how far the chains had come", () => {
    const parked = parkedReversal();
    withSecond(parked.shop);
    refusalOf(parked, {});
    const head = (number: number, digit: string) => ({ number, hash: digit.repeat(64) });
    parked.shop.do({
      ...{ kind: "closeShift", operator: "li", countedFen: 10_000n },
      heads: { journal: head(123, "a"), log: head(45, "b") },
    });
    const paper = paperOf(parked.shop, "zReport");
    for (const words of ["WRITTEN OFF", "No. 1", "12.34", "Journal 123 AAAA AAAA AAAA AAAA", "Log 45 BBBB"]) {
      expect(paper).toContain(words);
    }
    parked.shop.openShift().do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
    expect(paperOf(parked.shop, "zReport")).not.toContain("WRITTEN OFF");
  });
});

describe("what is open, as one object", () => {
  test("says what was sent, what is known, what comes next and what a person may do", () => {
    const { shop, payment } = dueReversal(new Scenario().openShift().signIn());
    shop.see({ kind: "reversalFinished", paymentId: payment, outcome: declined("96"), graceIsOver: true });
    expect(unknownOutcomes(shop.world, shop.now)).toMatchObject([
      {
        family: "card",
        paymentId: payment,
        what: "reversalDue",
        sent: { message: "sale", amountFen: 1234n, maskedPan: "622848******0011" },
        known: { attempts: 1, refusals: 1, lastResponseCode: "96", fault: "timedOut" },
        next: { action: "sendReversal", when: "soon" },
        may: ["wait", "sendNow"],
      },
    ]);
  });

  test("names an unsent approval as nothing sent, and waits for the line", () => {
    const shop = new Scenario().openShift().signIn();
    const payment = shop.payOffline(shop.openSale([TEA, 1000]));
    shop.see({
      kind: "echoFinished",
      outcome: { outcome: "notSent", fault: { kind: "unreachable", detail: "" } },
    });
    expect(unknownOutcomes(shop.world, shop.now)).toMatchObject([
      {
        ...{ what: "uploadDue", sent: { message: "nothing" }, next: { when: "whenLineIsBack" } },
        deadline: { path: "upload", dueDate: "2026-12-03", daysLeft: 10, level: "green" },
      },
    ]);
    shop.see({ kind: "uploadsStarting", paymentIds: [payment] });
    const result = { paymentId: payment, outcome: approved(), wasSentBefore: false };
    shop.see({ kind: "uploadsFinished", results: [result], neverSent: [] });
    expect(unknownOutcomes(shop.world, shop.now)).toEqual([]);
  });
});

test("both languages have the same gaps", () => {
  const gaps = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(OPEN_ITEMS_EN)) {
    expect(gaps(OPEN_ITEMS_ZH[key as keyof typeof OPEN_ITEMS_EN])).toEqual(gaps(text));
  }
});
