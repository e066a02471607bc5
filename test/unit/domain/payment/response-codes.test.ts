import { describe, expect, test } from "vitest";
import { NEXT_STEP_WORDS, RESPONSE_CODE_ROWS } from "../../../../main/domain/payment/response-code-table.ts";
import {
  afterUnknown,
  classify,
  explainResponseCode,
  type MessageKind,
  nextStepAfterSale,
} from "../../../../main/domain/payment/response-codes.ts";
import { LANGUAGES } from "../../../../main/domain/text/language.ts";

/** cup-8583 section 10, every code. */
const CODES =
  "00 01 03 04 05 10 11 12 13 14 15 21 22 25 30 34 38 40 41 43 51 54 55 57 58 59 61 62 64 65 68 75 77 79 90 91 92 94 96 97 98 99 A0 A1 A2 A3 A4 A5 A6 A7".split(
    " ",
  );

const KINDS: readonly MessageKind[] = ["sale", "load", "scriptNotice", "void", "reversal", "signIn", "echo"];

test("the table has every code of the dialect once", () => {
  expect(RESPONSE_CODE_ROWS.map(({ code }) => code)).toEqual(CODES);
});

describe("whether money moved (money.md rule 4)", () => {
  const approved = ["00", "11", "A2", "A4", "A5", "A6"];
  const open = ["10", "68", "94", "98"];
  for (const kind of ["sale", "load", "void"] as const) {
    for (const code of [...CODES, "02", "ZZ", "", "0", "000"]) {
      const expected = approved.includes(code) ? "approved" : open.includes(code) ? "unknown" : "declined";
      test(`${code === "" ? "an empty code" : code} to a ${kind} is ${expected}`, () => {
        expect(classify(code, kind)).toBe(expected);
      });
    }
  }
});

describe("a reversal is acknowledged by 00 alone (money.md rule 5)", () => {
  const cases = [
    ["00", "approved"],
    ["11", "declined"],
    ["A2", "declined"],
    ["12", "declined"],
    ["25", "declined"],
    ["94", "declined"],
    ["A0", "declined"],
    ["68", "unknown"],
    ["98", "unknown"],
    ["10", "unknown"],
  ] as const;
  for (const [code, verdict] of cases) {
    test(`${code} is ${verdict}`, () => expect(classify(code, "reversal")).toBe(verdict));
  }
});

test("a sign-in, an echo and a script notice are approved by 00 and refused by everything else", () => {
  for (const kind of ["signIn", "echo", "scriptNotice"] as const) {
    for (const code of CODES) expect(classify(code, kind)).toBe(code === "00" ? "approved" : "declined");
  }
});

describe("what helps after a sale", () => {
  const cases = [
    { name: "wrong PIN: a new card transaction", code: "55", step: "newCardTransaction" },
    { name: "wrong MAC: sign in first", code: "A0", step: "signInThenNewCardTransaction" },
    { name: "please sign in", code: "77", step: "signInThenNewCardTransaction" },
    { name: "PIN format", code: "99", step: "signInThenNewCardTransaction" },
    { name: "offline transactions first", code: "79", step: "uploadOfflineFirst" },
    { name: "not enough money: another card", code: "51", step: "anotherCard" },
    { name: "a duplicate: another way of paying", code: "94", step: "anotherWayOfPaying" },
    { name: "an unregistered terminal: the acquirer", code: "97", step: "callAcquirer" },
    { name: "a code that nobody knows: another card", code: "ZZ", step: "anotherCard" },
  ] as const;
  for (const { name, code, step } of cases) {
    test(name, () => expect(nextStepAfterSale(code)).toBe(step));
  }

  test("an open outcome never asks for the same card again", () => {
    for (const { moneyMoved, nextStep } of RESPONSE_CODE_ROWS)
      expect(nextStep === "anotherWayOfPaying").toBe(moneyMoved === "unknown");
  });
});

describe("the sentences", () => {
  test("not enough money, in both languages, as the cashier reads it", () => {
    expect(explainResponseCode("51", "sale", "zh-CN")).toEqual({
      whatHappened: "银行未批准（余额不足）",
      whetherMoneyMoved: "没有扣款",
      whatToDo: "请换一张卡或用现金",
    });
    expect(explainResponseCode("51", "sale", "en")).toEqual({
      whatHappened: "The bank did not approve (not enough money)",
      whetherMoneyMoved: "Nothing was charged",
      whatToDo: "Use another card or cash",
    });
  });

  test("an open code says that nothing is known and that it will be reversed", () => {
    const { whetherMoneyMoved, whatToDo } = explainResponseCode("98", "sale", "en");
    expect(whetherMoneyMoved).toBe("It is not known whether money moved; it will be reversed automatically");
    expect(whatToDo).toBe("Take another way of paying, not this card again for this sale");
  });

  test("a refused void says that the sale still stands", () => {
    expect(explainResponseCode("25", "void", "en").whetherMoneyMoved).toBe(
      "Nothing was taken back; the sale still stands",
    );
  });

  test("a code that nobody knows is named", () => {
    expect(explainResponseCode("ZZ", "sale", "en").whatHappened).toBe(
      "The bank did not approve (no known reason, code ZZ)",
    );
    expect(explainResponseCode("ZZ", "sale", "zh-CN").whatHappened).toBe("银行未批准（原因不明，代码 ZZ）");
  });

  test("every code has all three parts for every message in both languages, each in its own script", () => {
    for (const code of [...CODES, "ZZ"]) {
      for (const kind of KINDS) {
        for (const language of LANGUAGES) {
          for (const part of Object.values(explainResponseCode(code, kind, language))) {
            expect(part.length).toBeGreaterThan(1);
            expect(/[\u4e00-\u9fff]/.test(part)).toBe(language === "zh-CN");
            expect(part).not.toMatch(/[!！.。]$/);
          }
        }
      }
    }
  });

  test("only an approval of a sale says that the card was charged", () => {
    for (const code of CODES) {
      const charged = explainResponseCode(code, "sale", "en").whetherMoneyMoved === "The card was charged";
      expect(charged).toBe(classify(code, "sale") === "approved");
    }
  });

  test("every next step is used by some code", () => {
    const used = new Set(RESPONSE_CODE_ROWS.map(({ nextStep }) => nextStep));
    expect([...used].sort()).toEqual(Object.keys(NEXT_STEP_WORDS).sort());
  });
});

describe("what follows an unknown outcome (money.md rules 1, 5, 7 and 10)", () => {
  const cases = [
    {
      after: "reverse",
      kinds: ["sale", "load", "loadVoid", "void", "preAuthorisation", "preAuthorisationVoid"],
    },
    { after: "reverse", kinds: ["completion", "completionVoid"] },
    {
      after: "repeat",
      kinds: ["refund", "cashRefund", "completionAdvice", "offlineSale", "adjustment", "upload"],
    },
    { after: "repeat", kinds: ["reversal", "scriptNotice", "settlement", "batchNotice", "batchFailedChip"] },
    { after: "askAgain", kinds: ["signIn", "signOut", "echo", "balance", "download", "statusUpload"] },
  ] as const;
  for (const { after, kinds } of cases) {
    for (const kind of kinds) test(`${kind}: ${after}`, () => expect(afterUnknown(kind)).toBe(after));
  }

  test("a refund whose fate is open is not offered a second time", () => {
    for (const code of ["10", "68", "98"]) expect(classify(code, "refund")).toBe("unknown");
    expect(classify("94", "refund")).toBe("declined");
    expect(explainResponseCode("98", "refund", "en").whetherMoneyMoved).toContain("Do not make another");
  });
});
