import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { sharedTill, TillLine } from "../../support/till-line.ts";

/**
 * Cards and hosts on bad days, as a cashier meets them: the sentence says what happened, whether money moved, and what
 * to do, in both languages; the exit code says the same to a script; and in the end till and host agree.
 */
type Row = {
  readonly name: string;
  readonly card?: Parameters<TillLine["insert"]>;
  readonly behaviour?: readonly BehaviourRule[];
  readonly words?: readonly string[];
  prepare?(till: TillLine): void;
  mend?(till: TillLine): void;
  readonly exitCode: number;
  readonly kind: string;
  readonly en: readonly string[];
  readonly zh: readonly string[];
};

const NO_MONEY = { en: "Nothing was charged", zh: "没有扣款" } as const;
const NOT_KNOWN = { en: "It is not known whether money moved", zh: "是否扣款未知" } as const;

const CARDS: readonly Row[] = [
  {
    name: "an expired card",
    card: ["expired"],
    exitCode: EXIT.declined,
    kind: "payment.declined",
    en: ["the card has expired", NO_MONEY.en, "Use another card or cash"],
    zh: ["卡已过期", NO_MONEY.zh, "请换一张卡或用现金"],
  },
  {
    name: "a blocked card",
    card: ["blocked"],
    exitCode: EXIT.declined,
    kind: "payment.ended",
    en: ["The issuer has blocked this card", NO_MONEY.en, "Use another card or cash"],
    zh: ["这张卡已被发卡行锁定", NO_MONEY.zh, "请换一张卡或用现金"],
  },
  {
    name: "a mute card",
    card: ["debit", { faults: [{ kind: "muteAtReset" }] }],
    exitCode: EXIT.declined,
    kind: "payment.ended",
    en: ["The card does not answer", NO_MONEY.en, "chip first, or use another card"],
    zh: ["卡片没有反应", NO_MONEY.zh, "请芯片朝前重新插卡"],
  },
  {
    name: "a card that is pulled while it is read",
    card: ["debit@9"],
    exitCode: EXIT.declined,
    kind: "payment.ended",
    en: ["The card was removed too early", NO_MONEY.en, "Insert it again"],
    zh: ["卡片拔出过早", NO_MONEY.zh, "请重新插卡"],
  },
  {
    name: "no card in time",
    prepare: (till) => void till.counter.reader.remove(),
    exitCode: EXIT.declined,
    kind: "payment.ended",
    en: ["No card was inserted in time", NO_MONEY.en, "Try again"],
    zh: ["没有及时插卡", NO_MONEY.zh, "请再试一次"],
  },
  {
    name: "no reader",
    prepare: (till) => void till.counter.reader.unplug("Virtual Reader"),
    mend: (till) => till.counter.reader.plugIn("Virtual Reader"),
    exitCode: EXIT.unavailable,
    kind: "payment.ended",
    en: ["There is no card reader", NO_MONEY.en, "Cash works"],
    zh: ["没有读卡器", NO_MONEY.zh, "现金收款正常"],
  },
  {
    name: "no smart-card service",
    prepare: (till) => till.counter.reader.stopService(),
    mend: (till) => till.counter.reader.startService(),
    exitCode: EXIT.unavailable,
    kind: "payment.ended",
    en: ["smart-card service of this computer is not running", NO_MONEY.en, "start the service (pcscd)"],
    zh: ["智能卡服务没有运行", NO_MONEY.zh, "请启动服务（pcscd）"],
  },
  {
    name: "another reader than is here",
    words: ["--reader", "Counter 2"],
    exitCode: EXIT.unavailable,
    kind: "payment.ended",
    en: ["There is no card reader", NO_MONEY.en, "other readers here: Virtual Reader"],
    zh: ["没有读卡器", NO_MONEY.zh, "这里有其他读卡器：Virtual Reader"],
  },
  {
    name: "a card that another program holds",
    prepare: (till) => {
      letGo = till.counter.reader.hold();
    },
    mend: () => letGo(),
    exitCode: EXIT.unavailable,
    kind: "payment.ended",
    en: ["Another program is using the card", NO_MONEY.en, "Close it and try again"],
    zh: ["其他程序正在使用卡片", NO_MONEY.zh, "请关闭它后再试"],
  },
  {
    name: "a PIN pad without its cable",
    prepare: (till) => till.counter.padLink.unplug(),
    mend: (till) => till.counter.padLink.plugIn(),
    exitCode: EXIT.declined,
    kind: "payment.declined",
    en: ["refused this payment", NO_MONEY.en, "The PIN pad gave no PIN", "jinka doctor"],
    zh: ["不允许这笔交易", NO_MONEY.zh, "密码键盘没有给出密码", "jinka doctor"],
  },
  {
    name: "a customer who cancels at the pad",
    prepare: (till) => {
      till.counter.pad.usualCustomer = { kind: "cancel" };
    },
    mend: (till) => {
      till.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
    },
    exitCode: EXIT.declined,
    kind: "payment.ended",
    en: ["Cancelled", NO_MONEY.en],
    zh: ["已取消", NO_MONEY.zh],
  },
];
let letGo: () => void = () => undefined;

const HOSTS: readonly Row[] = [
  {
    name: "too little money on the account",
    behaviour: [{ on: "sale", nth: 1, do: "refuse", code: "51" }],
    exitCode: EXIT.declined,
    kind: "payment.declined",
    en: ["The bank did not approve", NO_MONEY.en, "Use another card or cash"],
    zh: ["银行未批准", NO_MONEY.zh, "请换一张卡或用现金"],
  },
  {
    name: "an answer that is lost",
    behaviour: [{ on: "sale", nth: 1, do: "loseAnswer" }],
    exitCode: EXIT.declined,
    kind: "payment.reversed",
    en: [NOT_KNOWN.en, "Take another way of paying", "The bank has confirmed the reversal. No money moved"],
    zh: [NOT_KNOWN.zh, "请换一种付款方式", "银行已确认冲正。没有扣款"],
  },
  {
    name: "a connection that is reset after the first byte",
    behaviour: [{ on: "sale", nth: 1, do: "resetAfterFirstByte" }],
    exitCode: EXIT.declined,
    kind: "payment.reversed",
    en: [NOT_KNOWN.en, "Take another way of paying", "No money moved"],
    zh: [NOT_KNOWN.zh, "请换一种付款方式", "没有扣款"],
  },
  {
    name: "an answer with a wrong MAC",
    behaviour: [{ on: "sale", nth: 1, do: "wrongMac" }],
    exitCode: EXIT.declined,
    kind: "payment.reversed",
    en: [NOT_KNOWN.en, "Take another way of paying", "No money moved"],
    zh: [NOT_KNOWN.zh, "请换一种付款方式", "没有扣款"],
  },
  {
    name: "silence to the sale and to its reversal",
    behaviour: [
      { on: "sale", nth: 1, do: "loseAnswer" },
      { on: "reversal", nth: 1, do: "loseAnswer" },
    ],
    exitCode: EXIT.unknown,
    kind: "payment.unresolved",
    en: [NOT_KNOWN.en, "reversed automatically", "Take another way of paying, not this card again"],
    zh: [NOT_KNOWN.zh, "系统会自动冲正", "请换一种付款方式，本笔不要再用这张卡"],
  },
  {
    name: "a host that has lost the keys",
    behaviour: [{ on: "sale", nth: 1, do: "refuse", code: "A0" }],
    exitCode: EXIT.declined,
    kind: "payment.declined",
    en: ["The bank did not approve", NO_MONEY.en],
    zh: ["银行未批准", NO_MONEY.zh],
  },
];

describe.each([
  { what: "the card and the devices", rows: CARDS },
  { what: "the host", rows: HOSTS },
])("trouble with $what", ({ rows }) => {
  const shared = sharedTill();
  let fen = 1000;

  test.each(rows)("$name", async (row) => {
    const till = shared();
    for (const [lang, parts] of [["en", row.en] as const, ["zh-CN", row.zh] as const]) {
      till.insert(...(row.card ?? ["debit"]));
      till.behave(...(row.behaviour ?? []));
      row.prepare?.(till);
      // Another amount each time: the same one again would be asked about.
      fen += 1;
      const amount = (fen / 100).toFixed(2);
      const sale = ["sale", "--operator", "li", "--amount", amount, "--pay", "card", "--lang", lang];
      const ran = await till.run([...sale, ...(row.words ?? [])]);
      row.mend?.(till);
      expect(ran.exitCode).toBe(row.exitCode);
      for (const part of parts) expect(ran.err).toContain(part);
      till.behave();
      if (row.exitCode === EXIT.unknown)
        expect(await till.run(["recover"])).toMatchObject({ exitCode: EXIT.done });
    }
    expect(till.host.ledger.accounts().every((account) => account.balanceFen === account.openingFen)).toBe(
      true,
    );
  });
});

const BOTH = ["en", "zh-CN"] as const;
const CARD_SALE = ["sale", "--operator", "li", "--pay", "card"];

test("the host is down: nothing was sent, the exit code says so, and cash goes on", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  await till.host.close();
  const sentences = {
    en: "The bank could not be asked and this card cannot be taken offline. Nothing was charged. Use another card or cash.",
    "zh-CN": "联系不上银行，本机也不能离线受理这张卡。没有扣款。请换一张卡或用现金。",
  };
  for (const [i, lang] of BOTH.entries()) {
    const ran = await till.run([...CARD_SALE, "--amount", `7.0${i}`, "--lang", lang]);
    expect(ran.exitCode).toBe(EXIT.unavailable);
    expect(ran.err).toContain(sentences[lang]);
  }
  const signIn = await till.run(["sign-in", "--lang", "en"]);
  expect(signIn.exitCode).toBe(EXIT.unavailable);
  expect(signIn.err).toContain(
    "Not signed in to the clearing host (notSent: connectionRefused). No money moved.",
  );
  till.mustDo(await till.run(["sale", "--operator", "li", "--amount", "7", "--pay", "cash"]));
  expect(await till.run(["recover"])).toMatchObject({ exitCode: EXIT.done });
});

test("while a reversal is due other cards wait, and are told for which one", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  till.behave({ on: "sale", do: "loseAnswer" }, { on: "reversal", do: "loseAnswer" });
  expect(await till.run([...CARD_SALE, "--amount", "7"])).toMatchObject({ exitCode: EXIT.unknown });
  const waits = {
    en: /The payment with voucher \d{6} is still being reversed\. Nothing new goes to the bank\. Take cash/,
    "zh-CN": /凭证号 \d{6} 的交易还在冲正，新的交易不能发往银行。请收现金/,
  };
  for (const [i, lang] of BOTH.entries()) {
    const ran = await till.run([...CARD_SALE, "--amount", `8.0${i}`, "--lang", lang]);
    expect(ran.exitCode).toBe(EXIT.unavailable);
    expect(ran.err).toMatch(waits[lang]);
  }
  expect((await till.run(["doctor", "--lang", "en"])).out).toContain("! Reversals: 1 due.");
  till.behave({ on: "reversal", do: "loseAnswer" });
  const silent = await till.run(["recover", "--lang", "en"]);
  expect(silent.exitCode).toBe(EXIT.unknown);
  expect(silent.out).toContain("They stay due, and nothing is lost.");
  till.behave();
  const done = await till.run(["recover", "--lang", "en", "--wait", "5"]);
  expect(done).toMatchObject({ exitCode: EXIT.done });
  expect(done.out).toBe(
    "Reversals that the bank has confirmed: 1. No money moved in them.\nNothing is open.\n",
  );
});

test("a reversal that the bank refuses waits for a person, by name and in both languages", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  till.behave({ on: "sale", do: "loseAnswer" }, { on: "reversal", do: "refuse", code: "96" });
  expect(await till.run([...CARD_SALE, "--amount", "7"])).toMatchObject({ exitCode: EXIT.unknown });
  const recovered = await till.run(["recover", "--wait", "5", "--json"]);
  expect(recovered.json).toMatchObject({
    ok: false,
    exitCode: EXIT.unknown,
    reversalsConfirmed: 0,
    open: [{ what: "reversalParked", amountFen: 700, maskedPan: expect.stringContaining("*") }],
  });
  const english = await till.run(["recover", "--lang", "en"]);
  expect(english.out).toMatch(
    /the bank refuses the reversal.+It is not known whether money moved\. Call the bank/,
  );
  const chinese = await till.run(["recover", "--lang", "zh-CN"]);
  expect(chinese.out).toMatch(/银行拒绝冲正.+是否扣款未知。请联系银行/);
  const doctor = await till.run(["doctor", "--lang", "zh-CN"]);
  expect(doctor.exitCode).toBe(EXIT.unavailable);
  expect(doctor.out).toContain("被拒的冲正：1 笔待人工处理");
});

test("a wrong PIN is said before the next try, and the last one is the answer", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  till.counter.pad.usualCustomer = { kind: "digits", pin: "111111" };
  const ran = await till.run([...CARD_SALE, "--amount", "7", "--lang", "en"]);
  expect(ran.exitCode).toBe(EXIT.declined);
  expect(
    ran.err.match(/The PIN is wrong\. Nothing was charged\. Ask the customer to enter it again/g),
  ).toHaveLength(2);
  expect(ran.err).toContain("too many wrong PINs");
});

test("the same card and amount at once is charged only when somebody says so", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  const sale = [...CARD_SALE, "--amount", "7"];
  till.mustDo(await till.run(sale));
  const again = await till.run([...sale, "--lang", "en", "--json"]);
  expect(again.json).toMatchObject({
    exitCode: EXIT.declined,
    error: { message: expect.stringContaining("Nothing was charged now. Ask the customer") },
    hint: "To charge it again, repeat the command with --same-card yes.",
  });
  expect((await till.run([...sale, "--lang", "zh-CN"])).err).toContain("请加上 --same-card yes 重新执行");
  till.mustDo(await till.run([...sale, "--same-card", "yes"]));
});

test("a void with another card is refused; with the right one the money goes back", async () => {
  const till = await TillLine.open();
  till.insert("debit");
  till.mustDo(await till.run([...CARD_SALE, "--amount", "7"]));
  till.insert("credit");
  const voidIt = ["void", "--operator", "li", "--receipt", "1"];
  const english = await till.run([...voidIt, "--lang", "en"]);
  expect(english.exitCode).toBe(EXIT.declined);
  expect(english.err).toContain("This is not the card that paid. Nothing was charged. Present the card");
  const chinese = await till.run([...voidIt, "--lang", "zh-CN"]);
  expect(chinese.err).toContain("这不是付款的那张卡。没有扣款。请出示卡");
  till.insert("debit");
  const voided = till.mustDo(await till.run([...voidIt, "--lang", "en"]));
  expect(voided.out).toBe(
    "CNY 7.00 goes back to the card. Take the card.\nThe sale is taken back: number 000002.\n",
  );
  const twice = await till.run([...voidIt, "--lang", "zh-CN"]);
  expect(twice).toMatchObject({ exitCode: EXIT.refused, commits: [] });
  expect(twice.err).toBe("小票 1 已撤销过，没有动钱。不能撤销两次。\n");
  expect(till.host.ledger.accounts().every(({ balanceFen, openingFen }) => balanceFen === openingFen)).toBe(
    true,
  );
});

test("a card that is not of this shop's schemes is refused", async () => {
  const till = await TillLine.open((file) => ({
    ...file,
    emv: {
      ...file.emv,
      applications: file.emv.applications
        .slice(0, 1)
        .map((application) => ({ ...application, aid: "A0000000031010" })),
      caKeys: [],
    },
  }));
  till.insert("debit");
  const parts = {
    en: ["no application that is taken here", "Nothing was charged", "Use another card or cash"],
    "zh-CN": ["本机不受理这张卡的应用", "没有扣款", "请换一张卡或用现金"],
  };
  for (const [i, lang] of BOTH.entries()) {
    const ran = await till.run([...CARD_SALE, "--amount", `7.0${i}`, "--lang", lang]);
    expect(ran.exitCode).toBe(EXIT.declined);
    for (const part of parts[lang]) expect(ran.err).toContain(part);
  }
});
