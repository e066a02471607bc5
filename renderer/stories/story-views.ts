import type {
  BankView,
  BasketView,
  DeviceView,
  Language,
  ScreenView,
  TillCommandKind,
  TillView,
} from "../../main/ipc/contract.ts";
import { CONTRACT_VERSION } from "../../main/ipc/contract-version.ts";
import { ELECTRONIC_CASH_STORIES } from "./electronic-cash-stories.ts";
import { BASKET, LONG_BASKET } from "./goods-table.ts";
import { WORDS, type WordKey } from "./words-table.ts";

type Say = (key: WordKey) => string;
type Story = (say: Say) => Partial<TillView> & { readonly screen: ScreenView };

const SELLING: readonly TillCommandKind[] = [
  "setLanguage",
  "dismiss",
  "lock",
  "scan",
  "addItem",
  "addAmount",
  "setQuantity",
  "removeLine",
  "discountLine",
  "discountBasket",
  "cancelSale",
  "beginTender",
  "hold",
  "resume",
  "reportX",
  "closeShift",
  "startLoad",
  "readCard",
  "voidSale",
  "reprint",
  "recover",
  "upload",
  "settle",
];
const EMPTY: readonly TillCommandKind[] = SELLING.filter(
  (kind) =>
    ![
      "setQuantity",
      "removeLine",
      "discountLine",
      "discountBasket",
      "cancelSale",
      "beginTender",
      "hold",
    ].includes(kind),
);
const TENDER: readonly TillCommandKind[] = [
  "setLanguage",
  "dismiss",
  "lock",
  "tenderCash",
  "startPayment",
  "backToBasket",
  "hold",
  "scan",
];
const CARD: readonly TillCommandKind[] = ["setLanguage", "dismiss", "cancelCard"];

const NO_BASKET: BasketView = {
  lines: [],
  itemCount: 0,
  savedFen: 0,
  totalFen: 0,
  tenders: [],
  paidFen: 0,
  dueFen: 0,
};

function basketOf(lines: BasketView["lines"], more: Partial<BasketView> = {}): BasketView {
  const totalFen = lines.reduce((sum, { sumFen }) => sum + sumFen, 0);
  const savedFen = lines.reduce((sum, { discountFen }) => sum + discountFen, 0);
  const sale = { saleId: "sale-218", saleNumber: 218, lines, itemCount: lines.length + 6 };
  return { ...sale, savedFen, totalFen, tenders: [], paidFen: 0, dueFen: totalFen, ...more };
}

const FULL = basketOf(BASKET);
const HALF_PAID = basketOf(BASKET, {
  tenders: [
    { tenderNumber: 1, kind: "cash", amountFen: 5000, status: "paid" },
    { tenderNumber: 2, kind: "card", amountFen: 4000, status: "failed", maskedPan: "622800******0209" },
  ],
  paidFen: 5000,
  dueFen: FULL.totalFen - 5000,
});

const BANK: BankView = {
  state: "online",
  sentence: "",
  unsentCount: 0,
  atRiskFen: 0,
  reversalsDue: 0,
  needsPerson: 0,
  batchNumber: 12,
  settling: false,
};
const OFFLINE: Partial<BankView> = {
  state: "offline",
  offlineSince: "2026-11-23 13:20",
  unsentCount: 3,
  atRiskFen: 18_640,
  readyHours: 31.5,
};

function riskOf(say: Say): Pick<BankView, "preflight" | "deadlines"> {
  return {
    preflight: {
      level: "amber",
      sentence: say("preflightAmber"),
      items: [{ level: "amber", sentence: say("preflightLimits") }],
    },
    deadlines: [
      { level: "red", sentence: say("deadlineRed") },
      { level: "green", sentence: say("deadlineGreen") },
    ],
  };
}

function devicesOf(
  say: Say,
  change: Partial<Record<DeviceView["device"], Omit<DeviceView, "device">>> = {},
): DeviceView[] {
  const ok = (device: DeviceView["device"], key: WordKey): DeviceView => ({
    device,
    ...(change[device] ?? { state: "ok", sentence: say(key) }),
  });
  return [
    ok("cardReader", "readerOk"),
    ok("pinPad", "padOk"),
    ok("printer", "printerOk"),
    ok("cashDrawer", "drawerOk"),
    ok("host", "hostOk"),
  ];
}

const QUICK = [11_286, 11_300, 11_500, 12_000, 15_000, 20_000];
const cardAt = (
  say: Say,
  step: Extract<ScreenView, { screen: "card" }>["step"],
  key: WordKey,
): ReturnType<Story> => ({
  screen: {
    screen: "card",
    purpose: "sale",
    step,
    amountFen: 11_286,
    sentence: say(key),
    canCancel: step !== "goingOnline",
  },
  possible: step === "goingOnline" ? ["setLanguage", "dismiss"] : CARD,
});
const tender = { screen: "tender", quickCashFen: QUICK, cashDueFen: 11_286, cardPossible: true } as const;
const done = {
  screen: "done",
  tone: "good",
  receiptNumber: 218,
  totalFen: 11_286,
  changeFen: 0,
  saleId: "sale-218",
} as const;
const DONE: readonly TillCommandKind[] = [
  "setLanguage",
  "dismiss",
  "lock",
  "scan",
  "addItem",
  "nextCustomer",
  "resume",
  "reprint",
  "voidSale",
];

const STORIES: Readonly<Record<string, Story>> = {
  ...ELECTRONIC_CASH_STORIES,
  "set-up": (say) => ({
    screen: { screen: "setUp", sentence: say("notSetUp") },
    basket: NO_BASKET,
    possible: ["setLanguage"],
  }),
  locked: () => ({
    screen: {
      screen: "locked",
      operators: [
        { name: "王芳", role: "owner" },
        { name: "李明", role: "manager" },
        { name: "Chen Wei", role: "cashier" },
      ],
    },
    basket: NO_BASKET,
    possible: ["setLanguage", "signIn"],
  }),
  "shift-closed": () => ({
    screen: { screen: "shiftClosed" },
    basket: NO_BASKET,
    possible: ["setLanguage", "lock", "openShift", "reprint"],
  }),
  idle: () => ({ screen: { screen: "selling" }, basket: NO_BASKET, possible: EMPTY }),
  selling: () => ({ screen: { screen: "selling" } }),
  "selling-long": () => ({ screen: { screen: "selling" }, basket: basketOf(LONG_BASKET) }),
  "selling-offline": (say) => ({
    screen: { screen: "selling" },
    bank: { ...BANK, ...OFFLINE, sentence: say("offline"), ...riskOf(say) },
    devices: devicesOf(say, {
      printer: { state: "warning", sentence: say("noPaper") },
      cardReader: { state: "missing", sentence: say("noReader") },
    }),
    notices: [{ noticeId: "n1", tone: "unknown", sentence: say("noPaper") }],
  }),
  "selling-notices": (say) => ({
    screen: { screen: "selling" },
    notices: [
      { noticeId: "n1", tone: "good", sentence: say("lastFate") },
      { noticeId: "n2", tone: "quiet", sentence: say("xReport"), documentId: "x-12" },
    ],
  }),
  tender: () => ({ screen: tender, possible: TENDER }),
  "tender-no-reader": (say) => ({
    screen: {
      ...tender,
      cashDueFen: 11_280,
      quickCashFen: [11_280, ...QUICK.slice(1)],
      cardPossible: false,
      cardSentence: say("noReader"),
    },
    possible: TENDER.filter((kind) => kind !== "startPayment"),
    devices: devicesOf(say, { cardReader: { state: "missing", sentence: say("noReader") } }),
  }),
  "tender-half-paid": () => ({
    screen: { ...tender, quickCashFen: [6_286, 6_300, 6_500, 7_000, 8_000, 10_000], cashDueFen: 6_286 },
    basket: HALF_PAID,
    possible: [...TENDER, "voidSale"],
  }),
  "card-insert": (say) => cardAt(say, "waitingForCard", "insert"),
  "card-reading": (say) => cardAt(say, "reading", "reading"),
  "card-pin": (say) => cardAt(say, "enteringPin", "pin"),
  "card-wrong-pin": (say) => cardAt(say, "wrongPin", "wrongPin"),
  "card-bank": (say) => cardAt(say, "goingOnline", "asking"),
  "card-application": (say) => ({
    screen: {
      screen: "card",
      purpose: "sale",
      step: "reading",
      amountFen: 11_286,
      sentence: say("reading"),
      canCancel: true,
      choice: { kind: "application", labels: ["UnionPay Debit", "UnionPay Credit", "电子现金"] },
    },
    possible: [...CARD, "chooseApplication"],
  }),
  "card-same": (say) => ({
    screen: {
      screen: "card",
      purpose: "sale",
      step: "reading",
      amountFen: 11_286,
      sentence: say("reading"),
      canCancel: true,
      choice: { kind: "sameCard", amountFen: 11_286 },
    },
    possible: [...CARD, "confirmSameCard"],
  }),
  "failed-declined": (say) => ({
    screen: { screen: "cardFailed", tone: "bad", sentence: say("declined") },
    possible: [...TENDER, "beginTender"],
  }),
  "failed-removed": (say) => ({
    screen: { screen: "cardFailed", tone: "bad", sentence: say("removed") },
    possible: [...TENDER, "beginTender"],
  }),
  "failed-unknown": (say) => ({
    screen: { screen: "cardFailed", tone: "unknown", sentence: say("unknown") },
    bank: { ...BANK, sentence: say("online"), reversalsDue: 1 },
    possible: [...TENDER, "beginTender"],
  }),
  signature: (say) => ({
    screen: {
      screen: "signature",
      amountFen: 11_286,
      maskedPan: "622800******0209",
      sentence: say("signature"),
    },
    possible: ["setLanguage", "dismiss", "confirmSignature"],
  }),
  "done-cash": (say) => ({
    screen: { ...done, sentence: say("paidCash"), totalFen: 11_280, changeFen: 8_720 },
    basket: NO_BASKET,
    possible: DONE,
  }),
  "done-card": (say) => ({
    screen: { ...done, sentence: say("paidCard") },
    basket: NO_BASKET,
    possible: DONE,
  }),
  "done-purse": (say) => ({
    screen: {
      ...{ ...done, sentence: say("paidOffline"), totalFen: 3_500 },
      cardBalances: [{ currency: "CNY", beforeFen: 30_000, afterFen: 26_500 }],
    },
    basket: NO_BASKET,
    bank: { ...BANK, ...OFFLINE, sentence: say("offline") },
    possible: DONE,
  }),
  "done-offline": (say) => ({
    screen: { ...done, sentence: say("paidOffline"), totalFen: 3_500 },
    basket: NO_BASKET,
    bank: { ...BANK, ...OFFLINE, sentence: say("offline") },
    possible: DONE,
  }),
  "done-void": (say) => ({
    screen: { ...done, sentence: say("takenBack"), totalFen: -5_680, changeFen: 5_680 },
    basket: NO_BASKET,
    possible: DONE,
  }),
  uploading: (say) => ({
    screen: { screen: "selling" },
    basket: NO_BASKET,
    possible: [...EMPTY, "pauseUpload"],
    progress: {
      work: "upload",
      sentence: say("uploading"),
      doneCount: 640,
      totalCount: 1_000,
      doneFen: 2_384_000,
      totalFen: 3_712_500,
      remainingMs: 95_000,
      canPause: true,
    },
  }),
  bank: (say) => ({
    screen: { screen: "bank", work: "settle", sentence: say("settling") },
    basket: NO_BASKET,
    possible: ["setLanguage", "lock", "pauseUpload"],
    progress: {
      work: "settle",
      sentence: say("settling"),
      doneCount: 118,
      totalCount: 240,
      doneFen: 812_000,
      totalFen: 1_640_300,
      remainingMs: 21_000,
      canPause: true,
    },
  }),
  training: () => ({ screen: { screen: "selling" }, training: true }),
};

const NOT_IN: readonly ScreenView["screen"][] = ["setUp", "locked"];

export function storyView(name: string, language: Language, revision: number): TillView {
  const say: Say = (key) => WORDS[key][language === "zh-CN" ? 0 : 1];
  const story = STORIES[name]?.(say) ?? { screen: { screen: "selling" as const } };
  const isIn = !NOT_IN.includes(story.screen.screen);
  const hasShift = isIn && story.screen.screen !== "shiftClosed";
  const base: TillView = {
    contractVersion: CONTRACT_VERSION,
    revision,
    language,
    shopName: language === "zh-CN" ? "村口小店" : "Village Corner Shop",
    training: false,
    now: "2026-11-23 14:05",
    ...(isIn ? { operator: { name: "李明", role: "manager" } } : {}),
    ...(hasShift ? { shift: { shiftNumber: 12, openedAt: "2026-11-23 07:58", openedBy: "李明" } } : {}),
    screen: story.screen,
    basket: FULL,
    held: [
      {
        saleId: "sale-215",
        saleNumber: 215,
        itemCount: 3,
        totalFen: 4_280,
        paidFen: 0,
        firstItem: "大米 5千克",
        since: "2026-11-23 13:48",
      },
      {
        saleId: "sale-217",
        saleNumber: 217,
        itemCount: 8,
        totalFen: 18_860,
        paidFen: 10_000,
        firstItem: "龙井茶 50克",
        since: "2026-11-23 13:57",
      },
    ],
    bank: { ...BANK, sentence: say("online") },
    devices: devicesOf(say),
    notices: [],
    possible: SELLING,
  };
  return { ...base, ...story };
}
