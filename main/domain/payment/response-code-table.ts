import type { Language } from "../text/language.ts";

/**
 * DE39 of the UnionPay POS dialect (cup-8583 section 10): what each code says about the money (money.md rule 4)
 * and what a cashier does next. A code that is not listed is a refusal without a known reason.
 *
 * Whether a code is final for an offline upload (money.md rule 7) is a column that comes with the uploads.
 */

export type Words = Readonly<Record<Language, string>>;

/** Of a sale. `unknown`: the code itself leaves it open, and the reversal is due. */
export type MoneyMoved = "yes" | "no" | "unknown";

/** What helps after a sale with this code. The application acts on some, the cashier on the others. */
export type NextStep =
  /** Approved. */
  | "giveCardBack"
  /** Approved, and the host asks for a confirmation by the issuer. */
  | "confirmWithIssuer"
  /** Approved for an amount that must be read first, or an outcome that is open: never this card again for this sale. */
  | "anotherWayOfPaying"
  /** Wrong PIN: a new card transaction with a new STAN, never the same message with another PIN block. */
  | "newCardTransaction"
  /** The working keys are stale: sign in, then a new card transaction. */
  | "signInThenNewCardTransaction"
  /** The host wants the offline transactions first. */
  | "uploadOfflineFirst"
  | "anotherCard"
  | "askIssuer"
  /** The issuer wants the card kept. The till never tells a cashier to take a card away by force. */
  | "refuseCard"
  | "checkAmount"
  | "checkOriginal"
  | "tryLater"
  /** Set-up of the terminal or the merchant: only the acquirer can mend it. */
  | "callAcquirer";

export type ResponseCodeRow = {
  readonly code: string;
  readonly moneyMoved: MoneyMoved;
  /** Short enough for brackets: "The bank did not approve (...)." */
  readonly reason: Words;
  readonly nextStep: NextStep;
};

const row = (
  code: string,
  moneyMoved: MoneyMoved,
  chinese: string,
  english: string,
  nextStep: NextStep,
): ResponseCodeRow => ({ code, moneyMoved, reason: { "zh-CN": chinese, en: english }, nextStep });

export const RESPONSE_CODE_ROWS: readonly ResponseCodeRow[] = [
  row("00", "yes", "交易成功", "approved", "giveCardBack"),
  row("01", "no", "请客人联系发卡银行", "the card's bank wants to be called", "askIssuer"),
  row("03", "no", "商户号无效", "the merchant is not valid", "callAcquirer"),
  row("04", "no", "发卡银行停用此卡", "the card's bank has withdrawn the card", "refuseCard"),
  row("05", "no", "持卡人认证失败", "the cardholder could not be verified", "anotherCard"),
  // Partial approval is never offered (DE60.6 = 0), so the amount that moved is not the one on the screen.
  row("10", "unknown", "只批准了部分金额", "only a part of the amount was approved", "anotherWayOfPaying"),
  row("11", "yes", "交易成功，贵宾客户", "approved, VIP customer", "giveCardBack"),
  row("12", "no", "无效交易", "the transaction is not valid", "callAcquirer"),
  row("13", "no", "无效金额", "the amount is not valid", "checkAmount"),
  row("14", "no", "无效卡号", "the card number is not valid", "anotherCard"),
  row("15", "no", "找不到此卡的发卡银行", "no bank is known for this card", "anotherCard"),
  row("21", "no", "此卡未启用或长期未用", "the card is not activated or asleep", "askIssuer"),
  row("22", "no", "操作有误或超出允许天数", "wrong operation, or too many days have passed", "checkOriginal"),
  row("25", "no", "没有找到原交易", "the original transaction was not found", "checkOriginal"),
  row("30", "no", "报文格式有误", "the message format is wrong", "callAcquirer"),
  row("34", "no", "发卡银行怀疑此卡有欺诈", "the card's bank suspects fraud", "refuseCard"),
  row("38", "no", "密码错误次数超限", "too many wrong PINs", "askIssuer"),
  row("40", "no", "发卡银行不支持这种交易", "the card's bank does not offer this transaction", "anotherCard"),
  row("41", "no", "此卡已挂失", "the card was reported lost", "refuseCard"),
  row("43", "no", "此卡已被报失窃", "the card was reported stolen", "refuseCard"),
  row("51", "no", "余额不足", "not enough money", "anotherCard"),
  row("54", "no", "卡已过期", "the card has expired", "anotherCard"),
  row("55", "no", "密码错误", "wrong PIN", "newCardTransaction"),
  row("57", "no", "此卡不允许这种交易", "this card may not do this transaction", "anotherCard"),
  row("58", "no", "本终端不允许这种交易", "this terminal may not do this transaction", "callAcquirer"),
  row("59", "no", "卡片校验有误", "the card's check data are wrong", "anotherCard"),
  row("61", "no", "超出金额限制", "over the amount limit", "checkAmount"),
  row("62", "no", "此卡受限制", "the card is restricted", "askIssuer"),
  row("64", "no", "金额与原交易不符", "the amount differs from the original", "checkOriginal"),
  row("65", "no", "超出交易次数限制", "over the number of transactions allowed", "anotherCard"),
  row("68", "unknown", "银行处理超时", "the bank took too long", "anotherWayOfPaying"),
  row("75", "no", "密码错误次数超限", "too many wrong PINs", "askIssuer"),
  row("77", "no", "终端需要重新签到", "the terminal must sign in again", "signInThenNewCardTransaction"),
  row(
    "79",
    "no",
    "需要先上送离线交易",
    "the offline transactions must be uploaded first",
    "uploadOfflineFirst",
  ),
  row("90", "no", "银行系统正在日切", "the bank is closing its day", "tryLater"),
  row("91", "no", "发卡银行系统不正常", "the card's bank is not in order", "tryLater"),
  row("92", "no", "与发卡银行的线路不通", "no line to the card's bank", "tryLater"),
  // We never send one twice: something on the way doubled it, and the first may have been approved (money.md rule 4).
  row("94", "unknown", "银行说这笔交易重复", "the bank says this is a duplicate", "anotherWayOfPaying"),
  row("96", "no", "交换中心系统异常", "the switching centre has a fault", "tryLater"),
  row("97", "no", "终端未登记", "the terminal is not registered", "callAcquirer"),
  row(
    "98",
    "unknown",
    "发卡银行没有及时回答",
    "the card's bank did not answer in time",
    "anotherWayOfPaying",
  ),
  row(
    "99",
    "no",
    "密码格式有误，需要重新签到",
    "the PIN format is wrong; sign in again",
    "signInThenNewCardTransaction",
  ),
  row(
    "A0",
    "no",
    "校验码有误，需要重新签到",
    "the MAC is wrong; sign in again",
    "signInThenNewCardTransaction",
  ),
  row("A1", "no", "转账货币不一致", "the currencies of the transfer differ", "anotherCard"),
  row(
    "A2",
    "yes",
    "交易成功，请向发卡银行确认",
    "approved, to be confirmed with the card's bank",
    "confirmWithIssuer",
  ),
  row("A3", "no", "账户不正确", "the account is not right", "anotherCard"),
  row(
    "A4",
    "yes",
    "交易成功，请向发卡银行确认",
    "approved, to be confirmed with the card's bank",
    "confirmWithIssuer",
  ),
  row(
    "A5",
    "yes",
    "交易成功，请向发卡银行确认",
    "approved, to be confirmed with the card's bank",
    "confirmWithIssuer",
  ),
  row(
    "A6",
    "yes",
    "交易成功，请向发卡银行确认",
    "approved, to be confirmed with the card's bank",
    "confirmWithIssuer",
  ),
  row("A7", "no", "安全处理失败", "security processing failed", "tryLater"),
];

/** Stands for every code that is not listed (money.md rule 4, "no: all others"); the code follows it. */
export const UNLISTED_REASON: Words = { "zh-CN": "原因不明，代码 ", en: "no known reason, code " };

export const NEXT_STEP_WORDS: Readonly<Record<NextStep, Words>> = {
  giveCardBack: { "zh-CN": "请取回卡片", en: "Take the card" },
  confirmWithIssuer: {
    "zh-CN": "请取回卡片。如有疑问，请客人向发卡银行确认",
    en: "Take the card. If in doubt, the customer can ask the card's bank",
  },
  anotherWayOfPaying: {
    "zh-CN": "请换一种付款方式，本笔不要再用这张卡",
    en: "Take another way of paying, not this card again for this sale",
  },
  newCardTransaction: {
    "zh-CN": "请重新读卡，并请客人再次输入密码",
    en: "Read the card again and ask the customer to enter the PIN again",
  },
  signInThenNewCardTransaction: {
    "zh-CN": "终端会重新签到。签到后请重新读卡",
    en: "The terminal signs in again. Then read the card again",
  },
  uploadOfflineFirst: {
    "zh-CN": "请先上送离线交易，再重新读卡",
    en: "Upload the offline transactions first, then read the card again",
  },
  anotherCard: { "zh-CN": "请换一张卡或用现金", en: "Use another card or cash" },
  askIssuer: {
    "zh-CN": "请客人联系发卡银行。请换一张卡或用现金",
    en: "The customer can ask the card's bank. Use another card or cash",
  },
  refuseCard: {
    "zh-CN": "请不要再受理这张卡，并按收单机构的规定处理",
    en: "Do not take this card again, and follow the acquirer's rules for it",
  },
  checkAmount: {
    "zh-CN": "请核对金额。请换一张卡或用现金",
    en: "Check the amount. Use another card or cash",
  },
  checkOriginal: {
    "zh-CN": "请核对原交易的凭证号",
    en: "Check the receipt number of the original transaction",
  },
  tryLater: {
    "zh-CN": "请稍后再试，或用现金",
    en: "Try again in a while, or take cash",
  },
  callAcquirer: {
    "zh-CN": "请联系收单机构。请先用现金",
    en: "Call the acquirer. Take cash until then",
  },
};
