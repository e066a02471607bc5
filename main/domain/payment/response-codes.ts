import { assertNever } from "../assert.ts";
import type { Language } from "../text/language.ts";
import type { AcquirerRequest } from "./exchange.ts";
import {
  type MoneyMoved,
  NEXT_STEP_WORDS,
  type NextStep,
  RESPONSE_CODE_ROWS,
  type ResponseCodeRow,
  UNLISTED_REASON,
  type Words,
} from "./response-code-table.ts";

/** What a response code means for the message that it answers (money.md rules 3 to 5). */

export type MessageKind = AcquirerRequest["kind"];

export type CodeVerdict = "approved" | "declined" | "unknown";

const ROWS: ReadonlyMap<string, ResponseCodeRow> = new Map(RESPONSE_CODE_ROWS.map((row) => [row.code, row]));

/** What follows an unknown outcome of a kind: its reversal, the same message once more, or a new question. */
type AfterUnknown = "reverse" | "repeat" | "askAgain";

/** How a kind of message reads the column of the money. */
type Reading = {
  /** `table`: every code under which money moved. `zero`: 00 alone, as rule 5 has it for a reversal. */
  readonly approvedBy: "table" | "zero";
  /** Codes that leave the outcome open. */
  readonly open: ReadonlySet<string>;
  readonly afterUnknown: AfterUnknown;
};

const codesOf = (moneyMoved: MoneyMoved): string[] =>
  RESPONSE_CODE_ROWS.filter((row) => row.moneyMoved === moneyMoved).map((row) => row.code);

const OPEN_CODES = new Set(codesOf("unknown"));

const DUPLICATE = "94";

/** 94 is open only where money may have moved with the first of two (rule 4); to a reversal it is a refusal. */
const OPEN_CODES_WITHOUT_DUPLICATE = new Set(codesOf("unknown").filter((code) => code !== DUPLICATE));

const MONEY: Reading = { approvedBy: "table", open: OPEN_CODES, afterUnknown: "reverse" };

/** It has happened, and is sent until the host has it: what a refusal means is its own table (rule 7); nothing is open. */
const NOTICE: Reading = { approvedBy: "table", open: new Set(), afterUnknown: "repeat" };

/** As a notice, but somebody waits for it, who must not ask for a second one while the first is open. */
const WAITED_FOR_NOTICE: Reading = { ...NOTICE, open: OPEN_CODES_WITHOUT_DUPLICATE };

/** Moves no money; what is not acknowledged is sent again. */
const REPORT: Reading = { approvedBy: "zero", open: new Set(), afterUnknown: "repeat" };

const QUESTION: Reading = { approvedBy: "zero", open: new Set(), afterUnknown: "askAgain" };

const READINGS: Readonly<Record<MessageKind, Reading>> = {
  sale: MONEY,
  load: MONEY,
  loadVoid: MONEY,
  void: MONEY,
  preAuthorisation: MONEY,
  preAuthorisationVoid: MONEY,
  completion: MONEY,
  completionVoid: MONEY,
  reversal: { approvedBy: "zero", open: OPEN_CODES_WITHOUT_DUPLICATE, afterUnknown: "repeat" },
  upload: NOTICE,
  completionAdvice: NOTICE,
  offlineSale: NOTICE,
  adjustment: NOTICE,
  refund: WAITED_FOR_NOTICE,
  cashRefund: WAITED_FOR_NOTICE,
  scriptNotice: REPORT,
  settlement: REPORT,
  batchList: REPORT,
  batchChip: REPORT,
  batchFailedChip: REPORT,
  batchNotice: REPORT,
  batchEnd: REPORT,
  signIn: QUESTION,
  signOut: QUESTION,
  echo: QUESTION,
  balance: { ...QUESTION, approvedBy: "table" },
  download: QUESTION,
  downloadEnd: QUESTION,
  statusUpload: QUESTION,
};

export function afterUnknown(kind: MessageKind): AfterUnknown {
  return READINGS[kind].afterUnknown;
}

const STALE_KEY_CODES: ReadonlySet<string> = new Set(["77", "99", "A0"]);

/** The working keys are stale: sign in, then ask again (cup-8583 section 10). */
export function isStaleKeyCode(code: string): boolean {
  return STALE_KEY_CODES.has(code);
}

/** Refusals of an upload that are not final: the same message again after back-off (money.md rule 7). */
const UPLOAD_AGAIN_CODES: ReadonlySet<string> = new Set([
  ...["68", "77", "79", "90", "91", "92", "96", "98", "99", "A0"],
]);

/**
 * What a refusal of an upload means. A duplicate ends it only if it was on its way before; otherwise somebody
 * else's record stands at the host under our number, and a person has to look.
 */
export function uploadVerdict(code: string, wasSentBefore: boolean): "acknowledged" | "again" | "refused" {
  if (code === DUPLICATE) return wasSentBefore ? "acknowledged" : "refused";
  return UPLOAD_AGAIN_CODES.has(code) ? "again" : "refused";
}

/**
 * Reads DE39 as the answer to one kind of message. `unknown` is for the codes that leave the outcome open; MAC and
 * amount are judged by whoever holds the answer. Any text gives a verdict.
 */
export function classify(code: string, kind: MessageKind): CodeVerdict {
  const reading = READINGS[kind];
  if (reading.open.has(code)) return "unknown";
  const isApproved = reading.approvedBy === "zero" ? code === "00" : ROWS.get(code)?.moneyMoved === "yes";
  return isApproved ? "approved" : "declined";
}

/** What helps after a sale or a load with this code; a code that is not listed asks for another card. */
export function nextStepAfterSale(code: string): NextStep {
  return ROWS.get(code)?.nextStep ?? "anotherCard";
}

/** The three parts that every sentence about a problem has. None ends with a full stop: the screen joins them. */
export type Explanation = {
  readonly whatHappened: string;
  readonly whetherMoneyMoved: string;
  readonly whatToDo: string;
};

/** Explains an answer to a cashier. A code that is not listed gets a generic sentence that names the code. */
export function explainResponseCode(code: string, kind: MessageKind, language: Language): Explanation {
  const verdict = classify(code, kind);
  return {
    whatHappened: whatHappened(code, verdict, language),
    whetherMoneyMoved: MONEY_WORDS[kind][verdict][language],
    whatToDo: whatToDo(code, kind, verdict)[language],
  };
}

function whatHappened(code: string, verdict: CodeVerdict, language: Language): string {
  const row = ROWS.get(code);
  const reason = row === undefined ? UNLISTED_REASON[language] + code : row.reason[language];
  switch (verdict) {
    case "approved":
      return { "zh-CN": "银行已批准", en: "The bank approved" }[language];
    case "declined":
      return { "zh-CN": `银行未批准（${reason}）`, en: `The bank did not approve (${reason})` }[language];
    case "unknown":
      return {
        "zh-CN": `银行没有给出确定的结果（${reason}）`,
        en: `The bank gave no certain result (${reason})`,
      }[language];
    default:
      return assertNever(verdict);
  }
}

function whatToDo(code: string, kind: MessageKind, verdict: CodeVerdict): Words {
  if (isAskedByCard(kind)) return NEXT_STEP_WORDS[nextStepAfterSale(code)];
  if (verdict === "approved") return NOTHING_TO_DO;
  return NEXT_WORDS_AFTER[kind];
}

/** Kinds after which the card at hand, or another, may be tried: the code's own next step applies. */
type AskedByCard = "sale" | "load" | "preAuthorisation" | "balance";

const isAskedByCard = (kind: MessageKind): kind is AskedByCard =>
  kind === "sale" || kind === "load" || kind === "preAuthorisation" || kind === "balance";

const NOTHING_TO_DO: Words = { "zh-CN": "无需操作", en: "Nothing to do" };

const SETTLEMENT_NEXT: Words = {
  "zh-CN": "请再次结算，会从中断处继续；仍不行请联系收单机构",
  en: "Settle again, it goes on where it stopped; if it fails again, call the acquirer",
};

const CHECK_NUMBER_NEXT: Words = {
  "zh-CN": "请核对凭证号后再试；仍不行请联系收单机构",
  en: "Check the receipt number and try again; if it fails again, call the acquirer",
};

const TRY_LATER_NEXT: Words = {
  "zh-CN": "请稍后再试；仍不行请联系收单机构。现金收款正常",
  en: "Try again in a while; if it fails again, call the acquirer. Cash works",
};

const CALL_NEXT: Words = {
  "zh-CN": "请凭凭证号联系收单机构",
  en: "Call the acquirer with the voucher number",
};

const NEXT_WORDS_AFTER: Readonly<Record<Exclude<MessageKind, AskedByCard>, Words>> = {
  scriptNotice: {
    "zh-CN": "系统会自动再试；多次不成功请联系收单机构",
    en: "It is tried again by itself; if it keeps failing, call the acquirer",
  },
  void: CHECK_NUMBER_NEXT,
  loadVoid: CHECK_NUMBER_NEXT,
  preAuthorisationVoid: CHECK_NUMBER_NEXT,
  completion: CHECK_NUMBER_NEXT,
  completionVoid: CHECK_NUMBER_NEXT,
  refund: CHECK_NUMBER_NEXT,
  cashRefund: CHECK_NUMBER_NEXT,
  reversal: {
    "zh-CN": "系统会自动再试；多次不成功会请人处理",
    en: "It is tried again by itself; after several refusals it asks for a person",
  },
  signIn: TRY_LATER_NEXT,
  signOut: TRY_LATER_NEXT,
  echo: TRY_LATER_NEXT,
  download: TRY_LATER_NEXT,
  downloadEnd: TRY_LATER_NEXT,
  statusUpload: TRY_LATER_NEXT,
  upload: CALL_NEXT,
  completionAdvice: CALL_NEXT,
  offlineSale: CALL_NEXT,
  adjustment: CALL_NEXT,
  settlement: SETTLEMENT_NEXT,
  batchList: SETTLEMENT_NEXT,
  batchChip: SETTLEMENT_NEXT,
  batchFailedChip: SETTLEMENT_NEXT,
  batchNotice: SETTLEMENT_NEXT,
  batchEnd: SETTLEMENT_NEXT,
};

const NO_MONEY: Readonly<Record<CodeVerdict, Words>> = {
  approved: { "zh-CN": "不涉及扣款", en: "No money was involved" },
  declined: { "zh-CN": "不涉及扣款", en: "No money was involved" },
  unknown: { "zh-CN": "不涉及扣款", en: "No money was involved" },
};

const TOLD_LATER: Readonly<Record<CodeVerdict, Words>> = {
  approved: { "zh-CN": "卡已付款，银行已收到", en: "The card has paid, and the bank knows" },
  declined: { "zh-CN": "卡已付款，银行不承认", en: "The card has paid, and the bank does not accept it" },
  unknown: {
    "zh-CN": "卡已付款，银行是否收到未知，会再次上送",
    en: "The card has paid; it will be sent again",
  },
};

const MONEY_BACK: Readonly<Record<CodeVerdict, Words>> = {
  approved: { "zh-CN": "款项将退回客人账户", en: "The customer's account gets the money back" },
  declined: { "zh-CN": "没有退款", en: "Nothing was paid back" },
  unknown: {
    "zh-CN": "是否退款未知，系统会再次上送同一笔；请不要另做一笔退货",
    en: "It is not known whether money was paid back; the same refund is sent again. Do not make another",
  },
};

/** What would have been undone, and was not. */
const takenBack = (chinese: string, english: string): Readonly<Record<CodeVerdict, Words>> => ({
  approved: { "zh-CN": `${chinese}已撤销`, en: `The ${english} was taken back` },
  declined: {
    "zh-CN": `没有撤销，${chinese}仍然有效`,
    en: `Nothing was taken back; the ${english} still stands`,
  },
  unknown: {
    "zh-CN": `是否已撤销未知，系统会自动冲正这次撤销；${chinese}仍然计入`,
    en: `It is not known whether the ${english} was taken back; the void will be reversed automatically`,
  },
});

const MONEY_WORDS: Readonly<Record<MessageKind, Readonly<Record<CodeVerdict, Words>>>> = {
  signOut: NO_MONEY,
  balance: NO_MONEY,
  download: NO_MONEY,
  downloadEnd: NO_MONEY,
  statusUpload: NO_MONEY,
  batchFailedChip: NO_MONEY,
  batchNotice: NO_MONEY,
  completionAdvice: TOLD_LATER,
  offlineSale: TOLD_LATER,
  adjustment: TOLD_LATER,
  refund: MONEY_BACK,
  cashRefund: MONEY_BACK,
  loadVoid: takenBack("圈存", "load"),
  preAuthorisationVoid: takenBack("预授权", "pre-authorisation"),
  completionVoid: takenBack("预授权完成", "completion"),
  preAuthorisation: {
    approved: { "zh-CN": "金额已冻结，尚未扣款", en: "The amount is held and not yet charged" },
    declined: { "zh-CN": "没有冻结金额", en: "Nothing is held" },
    unknown: {
      "zh-CN": "是否冻结未知，系统会自动冲正",
      en: "It is not known whether the amount is held; it will be reversed automatically",
    },
  },
  completion: {
    approved: { "zh-CN": "已扣款", en: "The card was charged" },
    declined: {
      "zh-CN": "没有扣款，预授权仍然有效",
      en: "Nothing was charged; the pre-authorisation stands",
    },
    unknown: {
      "zh-CN": "是否扣款未知，系统会自动冲正",
      en: "It is not known whether money moved; it will be reversed automatically",
    },
  },
  sale: {
    approved: { "zh-CN": "已扣款", en: "The card was charged" },
    declined: { "zh-CN": "没有扣款", en: "Nothing was charged" },
    unknown: {
      "zh-CN": "是否扣款未知，系统会自动冲正",
      en: "It is not known whether money moved; it will be reversed automatically",
    },
  },
  load: {
    approved: {
      "zh-CN": "银行已同意圈存，金额以卡内余额为准",
      en: "The bank agreed to the load; the card's balance says whether it is there",
    },
    declined: { "zh-CN": "没有圈存，账户没有扣款", en: "Nothing was loaded and nothing was charged" },
    unknown: {
      "zh-CN": "是否扣款未知，系统会自动冲正这次圈存",
      en: "It is not known whether money moved; the load will be reversed automatically",
    },
  },
  scriptNotice: NO_MONEY,
  void: {
    approved: {
      "zh-CN": "原交易已撤销，款项退回客人",
      en: "The sale was taken back; the customer gets the money back",
    },
    declined: { "zh-CN": "没有撤销，原交易仍然有效", en: "Nothing was taken back; the sale still stands" },
    unknown: {
      "zh-CN": "是否已撤销未知，系统会自动冲正这次撤销；原交易仍然计入",
      en: "It is not known whether the sale was taken back; the void will be reversed automatically and the sale stays counted",
    },
  },
  reversal: {
    approved: {
      "zh-CN": "原交易已冲正，视同没有发生",
      en: "The original was reversed; it counts as never done",
    },
    declined: {
      "zh-CN": "还没有冲正，是否扣款仍然未知",
      en: "Not reversed yet; it is still not known whether money moved",
    },
    unknown: {
      "zh-CN": "还没有冲正，是否扣款仍然未知",
      en: "Not reversed yet; it is still not known whether money moved",
    },
  },
  signIn: NO_MONEY,
  echo: NO_MONEY,
  upload: TOLD_LATER,
  settlement: NO_MONEY,
  batchList: NO_MONEY,
  batchChip: NO_MONEY,
  batchEnd: NO_MONEY,
};
