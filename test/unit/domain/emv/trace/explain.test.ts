import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import type { TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import type { CardTrace } from "../../../../../main/domain/emv/trace/card-trace.ts";
import { explainToCashier } from "../../../../../main/domain/emv/trace/explain-cashier.ts";
import { explainToEngineer } from "../../../../../main/domain/emv/trace/explain-engineer.ts";
import { EXPLAIN_EN, EXPLAIN_ZH } from "../../../../../main/domain/emv/trace/explain-text-tables.ts";
import { decisionWords } from "../../../../../main/domain/emv/trace/explain-words.ts";
import { application, noonOf } from "../kernel-fixtures.ts";
import type { ProfileCardOptions } from "../profile-card.ts";
import { APPROVED_BY_HOST, SIGNATURE_ONLY, WITH_FLOOR_LIMIT } from "../sale.ts";
import type { Surroundings } from "../scripted-card.ts";
import { recorded } from "./recorded.ts";

const OFFLINE = { applications: [WITH_FLOOR_LIMIT], terminal: SIGNATURE_ONLY };
/** The card's own action code denies expired cards; the terminal's too. */
const DENIES_EXPIRED = application("A0000003330101", true, {
  floorLimitFen: 100_000n,
  terminalActionCodes: {
    denial: fromHex("0040000000"),
    online: fromHex("D84004F800"),
    default: fromHex("D84000A800"),
  },
});
const EXPIRED = { applications: [DENIES_EXPIRED], terminal: SIGNATURE_ONLY, time: noonOf("20310115") };

const SENTENCES: readonly {
  readonly name: string;
  readonly card?: ProfileCardOptions;
  readonly surroundings?: Surroundings;
  readonly change?: Partial<TransactionInput>;
  readonly en: string;
  readonly zh: string;
}[] = [
  {
    name: "the host approves",
    surroundings: { host: APPROVED_BY_HOST },
    en: "Approved: the bank said yes, and the card confirmed it.",
    zh: "已批准：银行同意，卡片确认。",
  },
  {
    name: "the host declines",
    surroundings: { host: { kind: "hostAnswered", approved: false, responseCode: "51" } },
    en: "Declined by the bank with code 51. Another card or cash will do.",
    zh: "银行拒绝，代码 51。请换卡或付现金。",
  },
  {
    name: "the card approves by itself",
    change: OFFLINE,
    en: "Approved: the card paid without asking the bank; it will be uploaded later.",
    zh: "已批准：卡片脱机付款，未询问银行，稍后上送。",
  },
  {
    name: "the card has expired",
    change: EXPIRED,
    en: "Declined without asking the bank: expired application. Another card or cash will do.",
    zh: "未询问银行即拒绝：应用已过有效期。请换卡或付现金。",
  },
  {
    name: "the card refuses",
    card: { first: 0x00 },
    en: "Declined: the card itself refused. Another card or cash will do.",
    zh: "卡片自身拒绝交易。请换卡或付现金。",
  },
  {
    name: "there is no line",
    surroundings: { host: { kind: "unableToGoOnline" } },
    en: "Declined: the bank could not be reached, and this card may not pay without it.",
    zh: "无法连接银行，且此卡不允许脱机付款，已拒绝。",
  },
  {
    name: "nobody knows",
    surroundings: { host: { kind: "outcomeUnknown" } },
    en: "Not paid: nobody knows what the bank said; the payment is being taken back.",
    zh: "未付款：银行结果不明，正在冲正。",
  },
  {
    name: "the host approves and the card does not",
    card: { second: 0x00 },
    en: "Not paid: the bank said yes, but the card did not finish; the payment is being taken back.",
    zh: "未付款：银行已同意，但卡片未完成交易，正在冲正。",
  },
  {
    name: "the card is taken out",
    card: { removedAt: "80A8" },
    en: "Not paid: the card was taken out too early. Put it in and leave it there.",
    zh: "未付款：卡片取出过早。请插入卡片并不要移动。",
  },
  {
    name: "the card is not gone on with",
    surroundings: { accept: false },
    en: "Not paid: it was cancelled.",
    zh: "未付款：已取消。",
  },
];

describe("the cashier reads one sentence", () => {
  test.each(SENTENCES)("when $name", ({ card, surroundings, change, en, zh }) => {
    const { masked } = recorded(card, surroundings, change);
    expect(explainToCashier(masked, "en")).toBe(en);
    expect(explainToCashier(masked, "zh-CN")).toBe(zh);
  });

  test("when the session was left in the middle", () => {
    const { result: _, ...left } = recorded().masked;
    expect(explainToCashier(left, "en")).toBe(EXPLAIN_EN["cashier.stopped"]);
  });

  test.each([
    { result: { kind: "seePhone" }, key: "cashier.seePhone" },
    { result: { kind: "presentOneCard" }, key: "cashier.oneCard" },
    { result: { kind: "torn" }, key: "cashier.tryAgain" },
    { result: { kind: "tryAnotherInterface", reason: "amountTooHigh" }, key: "cashier.anotherInterface" },
    { result: { kind: "declined", reason: "odaFailed" }, key: "cashier.declinedUnproven" },
    { result: { kind: "declined", reason: "declinedByCard" }, key: "cashier.declinedByCard" },
    { result: { kind: "onlineRequested" }, key: "cashier.onlineRequested" },
    { result: { kind: "approved", by: "online", outcome: "loaded" }, key: "cashier.loaded" },
    { result: { kind: "approved", by: "online", outcome: "unclear" }, key: "cashier.loadUnclear" },
    {
      result: { kind: "declined", by: "hostApprovedCardDeclined", outcome: "notLoaded", reversalDue: true },
      key: "cashier.loadReversed",
    },
  ] as const)("after a tap or a load that came to $result.kind", ({ result, key }) => {
    const trace: CardTrace = { ...recorded().masked, result };
    expect(explainToCashier(trace, "zh-CN")).toBe(EXPLAIN_ZH[key]);
  });
});

describe("the engineer reads everything", () => {
  const { masked } = recorded({}, {}, EXPIRED);

  test("the reason with byte, bit, action code and clause", () => {
    expect(explainToEngineer(masked, "en")).toContain(
      "  * TVR byte 2 bit 7, expired application; denial TAC and IAC bit set [EMV Book 3, 10.7]",
    );
    expect(explainToEngineer(masked, "zh-CN")).toContain(
      "  * TVR 第 2 字节第 7 位，应用已过有效期；拒绝 TAC和IAC 对应位为 1 [EMV Book 3, 10.7]",
    );
  });

  test("each step once, in the order of the Book", () => {
    const steps = explainToEngineer(masked, "en").filter((line) => /^[A-Z]/.test(line));
    expect(steps).toEqual([
      "Payment 7c0ffee0-0000-4000-8000-000000000042, 2031-01-15 12:00:00, STAN 42",
      "Kernel contact, amount CNY 12.34",
      "Told: transactionType 0, unpredictableNumber 3510540E, transactionSequenceCounter 42, randomNumber 99, forceOnline false",
      "Declined without asking the bank: expired application. Another card or cash will do.",
      "Select the application",
      "Initiate the application",
      "Read the application's data",
      "Authenticate the card's data offline",
      "Processing restrictions",
      "Verify the cardholder",
      "Terminal risk management",
      "Terminal action analysis",
      "First GENERATE AC",
      "Result: declined, offline",
      "Card 622800******1117, AID A000000333010101, CARD IMAGE 0031",
      "AAC A1A2A3A4A5A6A701, ATC 66",
      "Authorisation response code Z1",
      expect.stringMatching(/^TVR [0-9A-F]{10}$/),
      expect.stringMatching(/^TSI [0-9A-F]{4}$/),
      expect.stringMatching(/^CVM 5E0300: signature/),
    ]);
  });

  test("every command, answer, question and decision of the trace", () => {
    const online = recorded({}, { host: APPROVED_BY_HOST }).masked;
    const lines = explainToEngineer(online, "en");
    for (const entry of online.entries) {
      if (entry.kind === "command")
        expect(lines.some((line) => line.includes(`> ${entry.command}`))).toBe(true);
    }
    for (const { detail, clause, ...more } of online.decisions) {
      const isHit = Array.isArray(more["actionCodeHits"]) && more["actionCodeHits"].length > 0;
      if (!isHit) expect(lines).toContain(`  * ${detail} [${clause}]`);
    }
    expect(lines).toContain("  ? asked goOnline: hostAnswered true 00");
    const [select, records] = [
      lines.indexOf("Select the application"),
      lines.indexOf("Read the application's data"),
    ];
    expect(lines.slice(select, records).filter((line) => /^ {2}> .*READ RECORD/.test(line))).toHaveLength(2);
  });

  test("in Chinese too, as far as the kernel's sentences are known", () => {
    const chinese = SENTENCES.flatMap(({ card, surroundings, change }) => {
      const { decisions } = recorded(card, surroundings, change).masked;
      return decisions.map(({ detail }) => ({ detail, zh: decisionWords(detail, "zh-CN") }));
    });
    expect(chinese.length).toBeGreaterThan(80);
    const untranslated = chinese.filter(({ zh }) => !/[一-鿿]/.test(zh)).map(({ detail }) => detail);
    // Action codes are said bit by bit, see above.
    expect([...new Set(untranslated)].filter((detail) => !detail.includes("because of B"))).toEqual([]);
  });
});

test("both tables have the same keys and the same gaps", () => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
  expect(Object.keys(EXPLAIN_ZH).sort()).toEqual(Object.keys(EXPLAIN_EN).sort());
  for (const [key, text] of Object.entries(EXPLAIN_EN)) {
    expect({ key, gaps: gaps(EXPLAIN_ZH[key as keyof typeof EXPLAIN_EN]) }).toEqual({
      key,
      gaps: gaps(text),
    });
  }
});
