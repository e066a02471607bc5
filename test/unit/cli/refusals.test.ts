import { describe, expect, test } from "vitest";
import { sharedTill, TillLine } from "../../support/till-line.ts";

/**
 * Bad input at the till. Each sentence says what happened, whether money moved or anything was done, and what to do,
 * in the language that was asked for; and the journal has not taken a single row.
 */
type Row = {
  readonly name: string;
  readonly words: readonly string[];
  readonly input?: readonly string[];
  readonly exitCode: number;
  readonly kind: string;
  readonly en: readonly [happened: string, money: string, next: string];
  readonly zh: readonly [happened: string, money: string, next: string];
};

const SALE = ["sale", "--operator", "li"];
const CASH = ["--pay", "cash"];

const ROWS: readonly Row[] = [
  {
    name: "an unknown barcode",
    words: [...SALE, "--item", "6900000000000", ...CASH],
    exitCode: 1,
    kind: "refused.unknownItem",
    en: ['no item "6900000000000"', "Nothing was added", "Scan again"],
    zh: ['没有商品 "6900000000000"', "未加入", "请重新扫码"],
  },
  {
    name: "an empty barcode",
    words: [...SALE, "--item", "", ...CASH],
    exitCode: 1,
    kind: "refused.unknownItem",
    en: ['no item ""', "Nothing was added", "Scan again"],
    zh: ['没有商品 ""', "未加入", "请重新扫码"],
  },
  {
    name: "a quantity of nothing",
    words: [...SALE, "--item", "6901001100000*0", ...CASH],
    exitCode: 1,
    kind: "refused.quantityOutOfRange",
    en: [
      "This quantity of 6901001100000 cannot be right",
      "Nothing was added",
      "more than 0 and at most 9999",
    ],
    zh: ["6901001100000 的数量不对", "未加入", "请输入大于 0、不超过 9999"],
  },
  {
    name: "half a piece",
    words: [...SALE, "--item", "6901001100000*0.5", ...CASH],
    exitCode: 1,
    kind: "refused.quantityNotWhole",
    en: ["sold by the piece", "Nothing was added", "Enter a whole number"],
    zh: ["按件销售", "未加入", "请输入整数"],
  },
  {
    name: "an amount of zero",
    words: [...SALE, "--amount", "0", ...CASH],
    exitCode: 1,
    kind: "refused.amountZero",
    en: ["The amount is zero", "Nothing was done", "Enter an amount above zero"],
    zh: ["金额为零", "未做任何操作", "请输入大于零的金额"],
  },
  {
    name: "a load that another card would pay",
    words: ["load", "--operator", "li", "--amount", "50", "--from", "other"],
    exitCode: 1,
    kind: "refused.loadFromOther",
    en: ["takes two cards", "Nothing was charged", "the card's own account or for cash"],
    zh: ["需要两张卡", "没有扣款", "请用卡片自己的账户或现金圈存"],
  },
  {
    name: "a negative amount",
    words: [...SALE, "--amount=-5.00", ...CASH],
    exitCode: 1,
    kind: "refused.amountNegative",
    en: ["The amount is negative", "Nothing was done", "void the sale"],
    zh: ["金额为负", "未做任何操作", "退钱请撤销销售"],
  },
  {
    name: "an absurd amount",
    words: [...SALE, "--amount", "50000.01", ...CASH],
    exitCode: 1,
    kind: "refused.amountTooLarge",
    en: ["above CNY 50000.00", "Nothing was done", "Check it, or split the sale"],
    zh: ["金额超过 ¥50000.00", "未做任何操作", "请核对，或分单收款"],
  },
  {
    name: "a word for an amount",
    words: [...SALE, "--amount", "twelve", ...CASH],
    exitCode: 1,
    kind: "refused.notAnAmount",
    en: ["twelve is not an amount", "Nothing was done", "like 12.34"],
    zh: ["twelve 不是金额", "未做任何操作", "如 12.34"],
  },
  {
    name: "more on the card than is due",
    words: [...SALE, "--amount", "5", "--pay", "card:6"],
    exitCode: 1,
    kind: "refused.tenderTooLarge",
    en: ["Only CNY 5.00 is still due", "Nothing was charged", "Enter that or less"],
    zh: ["只差 ¥5.00", "没有扣款", "请输入不超过它的金额"],
  },
  {
    name: "a wrong PIN",
    words: [...SALE, "--amount", "5", ...CASH],
    input: ["1357"],
    exitCode: 1,
    kind: "refused.wrongPin",
    en: ["The PIN of li is wrong", "Nothing was done", "Enter it again"],
    zh: ["li 的密码不对", "未做任何操作", "请重新输入"],
  },
  {
    name: "an unknown operator",
    words: ["sale", "--operator", "wu", "--amount", "5", ...CASH],
    exitCode: 1,
    kind: "refused.unknownOperator",
    en: ["no operator wu", "Nothing was done", "Check the name"],
    zh: ["没有操作员 wu", "未做任何操作", "请核对名字"],
  },
  {
    name: "no PIN at all",
    words: [...SALE, "--amount", "5", ...CASH],
    input: [],
    exitCode: 2,
    kind: "usage.noPin",
    en: ["No PIN was given", "Nothing was done", "standard input"],
    zh: ["没有给出密码", "未做任何操作", "标准输入"],
  },
  {
    name: "an open sale that is none",
    words: [...SALE, "--resume", "77", ...CASH],
    exitCode: 1,
    kind: "refused.unknownSale",
    en: ["no open sale 77", "Nothing was done", "Look at the list"],
    zh: ["没有未完成的销售 77", "未做任何操作", "请查看"],
  },
  {
    name: "a receipt that is none",
    words: ["void", "--operator", "li", "--receipt", "77"],
    exitCode: 1,
    kind: "refused.unknownReceipt",
    en: ["no receipt 77", "Nothing was done", "Check the number"],
    zh: ["没有小票 77", "未做任何操作", "请核对"],
  },
  {
    name: "a voucher that is none",
    words: ["void", "--operator", "li", "--stan", "77"],
    exitCode: 1,
    kind: "refused.unknownPayment",
    en: ["no card payment with voucher 77 in batch", "Nothing was done", "Check the slip"],
    zh: ["没有凭证号 77 的银行卡交易", "未做任何操作", "请核对签购单"],
  },
  {
    name: "a second shift",
    words: ["shift", "open", "--operator", "li"],
    exitCode: 1,
    kind: "refused.shiftAlreadyOpen",
    en: ["Shift 1 is open already", "Nothing was changed", "Close it first"],
    zh: ["班次 1 已开", "未做更改", "请先结班"],
  },
  {
    name: "a Z before the first",
    words: ["report", "z"],
    exitCode: 1,
    kind: "refused.noZYet",
    en: ["No shift has been closed here yet", "Nothing was done", "jinka shift close"],
    zh: ["还没有结过班", "未做任何操作", "jinka shift close"],
  },
  {
    name: "a Z that is none",
    words: ["report", "z", "--number", "9"],
    exitCode: 1,
    kind: "refused.unknownDocument",
    en: ["no paper with number 9", "Nothing was printed", "Check the number"],
    zh: ["没有编号 9 的单据", "没有打印", "请核对编号"],
  },
  {
    name: "an operator who exists",
    words: ["operator", "add", "li", "--operator", "li"],
    input: ["2468", "1357"],
    exitCode: 1,
    kind: "refused.operatorExists",
    en: ["li is already an operator", "Nothing was changed", "Choose another name"],
    zh: ["操作员 li 已存在", "未做更改", "请换一个名字"],
  },
  {
    name: "a PIN of one digit",
    words: ["operator", "add", "wu", "--operator", "li"],
    input: ["2468", "1111"],
    exitCode: 1,
    kind: "refused.weakPin",
    en: ["A PIN has 4 to 12 digits", "Nothing was changed", "Choose another PIN"],
    zh: ["密码须为 4 至 12 位数字", "未做更改", "请换一个密码"],
  },
  {
    name: "a new operator without the owner",
    words: ["operator", "add", "wu"],
    exitCode: 2,
    kind: "usage.operator",
    en: ["Only the owner adds operators", "Nothing was changed", "--operator"],
    zh: ["只有店主能添加操作员", "未做更改", "--operator"],
  },
  {
    name: "a key component that is too short",
    words: ["keys", "load", "--operator", "li"],
    input: ["2468", "0123"],
    exitCode: 1,
    kind: "refused.component",
    en: ["Component 1 does not have 32", "No key was changed", "Enter it again"],
    zh: ["分量 1 不是 32 位", "密钥未改", "请重新输入"],
  },
  {
    name: "no key component",
    words: ["keys", "load", "--operator", "li"],
    exitCode: 2,
    kind: "usage.noComponent",
    en: ["No key component was given", "No key was changed", "standard input"],
    zh: ["没有给出密钥分量", "密钥未改", "标准输入"],
  },
];

describe("bad input at the till", () => {
  const shared = sharedTill();

  test.each(ROWS)("$name is refused in both languages, and nothing changes", async (row) => {
    const till = shared();
    for (const [lang, parts] of [["en", row.en] as const, ["zh-CN", row.zh] as const]) {
      const input = row.input === undefined ? {} : { input: row.input };
      const ran = await till.run([...row.words, "--lang", lang, "--json"], input);
      expect(ran.json).toMatchObject({ ok: false, exitCode: row.exitCode, error: { kind: row.kind } });
      expect(ran.exitCode).toBe(row.exitCode);
      const { message } = (ran.json as { error: { message: string } }).error;
      for (const part of parts) expect(message).toContain(part);
      expect(ran.commits).toEqual([]);
    }
  });

  test("the same sentence goes to people on the error output, and nothing to the output", async () => {
    const till = shared();
    const ran = await till.run([...SALE, "--amount", "0", ...CASH, "--lang", "en"]);
    expect(ran.out).toBe("");
    expect(ran.err).toBe("The amount is zero. Nothing was done. Enter an amount above zero.\n");
  });

  test("a cashier may not add operators nor load keys", async () => {
    const till = shared();
    till.mustDo(await till.run(["operator", "add", "wu", "--operator", "li"], { input: ["2468", "1357"] }));
    const words = ["operator", "add", "he", "--operator", "wu", "--lang", "zh-CN"];
    const added = await till.run(words, { input: ["1357", "9753"] });
    expect(added).toMatchObject({ exitCode: 1, commits: [] });
    expect(added.err).toBe("wu（收银员）无权这样做，未做任何操作。请找店主。\n");
    const loaded = await till.run(["keys", "load", "--operator", "wu", "--lang", "en"], { input: ["1357"] });
    expect(loaded).toMatchObject({ exitCode: 1, commits: [] });
    expect(loaded.err).toBe("wu (cashier) may not do this. Nothing was done. Ask the owner.\n");
  });
});

describe("before the terminal is ready", () => {
  test("each step names the one that is missing", async () => {
    const till = await TillLine.create();
    const sale = [...SALE, "--amount", "5", ...CASH, "--lang", "en"];
    expect((await till.run(sale)).err).toContain("no operator yet");
    till.mustDo(await till.run(["operator", "add", "li"]));
    expect((await till.run([...sale, "--json"])).json).toMatchObject({
      error: { kind: "refused.notSetUp", message: expect.stringContaining("jinka setup --file") },
    });
    expect((await till.run(["sign-in", "--json"])).json).toMatchObject({
      error: { kind: "refused.notSetUp" },
    });
    till.mustDo(await till.run(["setup", "--file", await till.writeConfiguration()]));
    expect((await till.run([...sale, "--json"])).json).toMatchObject({
      error: { kind: "refused.noShiftOpen", message: expect.stringContaining("Open a shift first") },
    });
  });

  test("the first operator is the owner, whatever is asked for", async () => {
    const till = await TillLine.create();
    const ran = await till.run(["operator", "add", "li", "--role", "cashier", "--json", "--lang", "en"]);
    expect(ran.json).toMatchObject({ exitCode: 1, error: { kind: "refused.firstOperatorIsOwner" } });
  });
});
