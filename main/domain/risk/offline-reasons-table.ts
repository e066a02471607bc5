import type { OfflineLimit } from "./offline-limits.ts";

/** `allowed`, or what forbids an offline approval. */
export type OfflineReason = "withinLimits" | OfflineLimit;

type Words = {
  /** What the decision rests on, as a whole sentence. */
  readonly why: string;
  /** What to do so that cards are taken offline again. */
  readonly next: string;
};

type Row = { readonly code: string; readonly en: Words; readonly zh: Words };

/**
 * Every decision about an offline approval has one of these codes. They stand in the journal and in people's letters: a
 * code is never given another meaning, and a new reason gets a new one.
 */
export const OFFLINE_REASONS = {
  withinLimits: {
    code: "OR-00",
    en: {
      why: "The payment is within every limit of the shop.",
      next: "Nothing is to be done.",
    },
    zh: { why: "该笔付款未超过商户任何限额。", next: "无需处理。" },
  },
  notConfigured: {
    code: "OR-01",
    en: {
      why: "This shop has set no limits for offline payments.",
      next: "Set limits.offline in terminal.json.",
    },
    zh: { why: "本店未设置脱机付款限额。", next: "请在 terminal.json 中设置 limits.offline。" },
  },
  clock: {
    code: "OR-02",
    en: { why: "The clock stands behind the till's own records.", next: "Set the clock." },
    zh: { why: "时钟落后于终端自己的记录。", next: "请校准时钟。" },
  },
  transaction: {
    code: "OR-03",
    en: {
      why: "The amount is above what one offline payment may be.",
      next: "Take a smaller amount, or wait for the line.",
    },
    zh: { why: "金额超过单笔脱机限额。", next: "请减小金额，或等线路恢复。" },
  },
  count: {
    code: "OR-04",
    en: {
      why: "As many offline payments are unsent as the shop allows.",
      next: "Upload them when the line is back.",
    },
    zh: { why: "未上送的脱机付款已达笔数上限。", next: "线路恢复后请上送。" },
  },
  sum: {
    code: "OR-05",
    en: {
      why: "The sum of unsent offline payments would pass what the shop allows.",
      next: "Upload them when the line is back.",
    },
    zh: { why: "未上送的脱机付款将超过总额上限。", next: "线路恢复后请上送。" },
  },
  age: {
    code: "OR-06",
    en: {
      why: "The oldest unsent offline payment is too old.",
      next: "Upload it when the line is back.",
    },
    zh: { why: "最早一笔未上送的脱机付款时间过长。", next: "线路恢复后请上送。" },
  },
  notSignedIn: {
    code: "OR-07",
    en: {
      why: "The terminal has not signed in, so its batch is not known to the bank.",
      next: "Sign in when the line is back.",
    },
    zh: { why: "终端尚未签到，批次对银行无效。", next: "线路恢复后请签到。" },
  },
  shift: {
    code: "OR-08",
    en: {
      why: "The open shift has as much unsent as one shift may have.",
      next: "Upload when the line is back, or change the shift.",
    },
    zh: { why: "本班未上送的脱机付款已达本班上限。", next: "线路恢复后请上送，或换班。" },
  },
  operator: {
    code: "OR-09",
    en: {
      why: "This operator has as much unsent as one operator may have.",
      next: "Upload when the line is back, or have somebody else sell.",
    },
    zh: { why: "该操作员未上送的脱机付款已达个人上限。", next: "线路恢复后请上送，或由他人收银。" },
  },
  hotlist: {
    code: "OR-10",
    en: {
      why: "The list of refused cards is missing, too old, or cannot be read.",
      next: "Install a new list.",
    },
    zh: { why: "黑名单缺失、过旧或无法读取。", next: "请安装新的黑名单。" },
  },
  product: {
    code: "OR-11",
    en: {
      why: "The shop does not take this kind of card offline for this amount.",
      next: "Use another card.",
    },
    zh: { why: "本店不以脱机方式受理此类卡的该金额。", next: "请换卡。" },
  },
  card: {
    code: "OR-12",
    en: {
      why: "This card has paid offline as often or as much as one card may.",
      next: "Use another card.",
    },
    zh: { why: "该卡近期脱机付款已达单卡上限。", next: "请换卡。" },
  },
} as const satisfies Readonly<Record<OfflineReason, Row>>;

export type OfflineReasonCode = (typeof OFFLINE_REASONS)[OfflineReason]["code"];
