/** What the terminal would say, in both languages. */
export const WORDS = {
  online: ["银行联机正常。", "The line to the bank is up."],
  offline: [
    "自 13:20 起无法联系银行。现金照常，系统会自动重试。有 3 笔离线交易尚未上送，共 ¥186.40。",
    "No line to the bank since 13:20. Cash works, and it is tried again by itself. 3 offline payments are not uploaded, CNY 186.40.",
  ],
  notSetUp: [
    "本机尚未设置。没有收款，也没有丢失。请联系管理人员运行设置。",
    "This till is not set up yet. Nothing was taken, nothing is lost. Ask the owner to run the setup.",
  ],
  insert: ["请插卡", "Insert the card"],
  insertOrTap: ["请插卡或挥卡", "Insert or tap the card"],
  again: [
    "卡片离开过早。请将同一张卡再放到读卡器上，直到提示完成",
    "The card left the reader too early. Hold the same card to it again, until the till says that it is done",
  ],
  oneCard: [
    "读卡器上不止一张卡。请全部拿开，只放一张卡",
    "More than one card is at the reader. Take them away and hold one card there",
  ],
  phone: [
    "请客人在手机上确认，再将手机贴近读卡器",
    "Ask the customer to confirm on the phone and hold it to the reader again",
  ],
  chip: ["这笔付款需要读芯片。请插卡", "This payment needs the chip. Insert the card"],
  loaded: [
    "已圈存 ¥100.00，卡内余额 ¥400.00，请取回卡片。",
    "Loaded CNY 100.00. The card now holds CNY 400.00. Take the card.",
  ],
  cashBack: ["请将现金 ¥100.00 退还客人。", "Hand the CNY 100.00 in cash back to the customer."],
  cardRead: ["已读取卡片。没有扣款。请取回卡片。", "The card was read. No money moved. Take the card."],
  logPurchase: ["消费", "payment"],
  logLoad: ["圈存", "load"],
  reading: ["正在读卡，请勿拔出", "Reading the card. Leave it in"],
  pin: ["请客人在密码键盘上输入密码", "Ask the customer to enter the PIN on the pad"],
  wrongPin: [
    "密码不对。没有扣款。请客人重新输入",
    "Wrong PIN. Nothing was charged. Ask the customer to enter it again",
  ],
  asking: ["正在联系银行", "Asking the bank"],
  declined: [
    "银行未批准（余额不足）。没有扣款。请换一张卡或用现金",
    "The bank did not approve (not enough money). Nothing was charged. Use another card or cash",
  ],
  removed: [
    "卡片拔出过早。没有扣款。请重新插卡",
    "The card was removed too early. Nothing was charged. Insert it again",
  ],
  unknown: [
    "已发送，银行没有回答。是否扣款未知，系统会自动冲正。请换一种付款方式，本笔不要再用这张卡",
    "Sent, and the bank did not answer. It is not known whether money moved; it will be reversed automatically. Take another way of paying, not this card again for this sale",
  ],
  noReader: [
    "没有读卡器。现金收款正常。插上后自动恢复",
    "No card reader. Cash works. It comes back by itself when plugged in",
  ],
  signature: [
    "请客人在签购单上签名，并与卡背签名核对",
    "Let the customer sign the slip, and compare it with the card",
  ],
  paidCash: ["已收现金 ¥112.80", "Cash taken: CNY 112.80"],
  paidCard: ["已付款 ¥112.86，请取回卡片", "Paid CNY 112.86. Take the card"],
  paidOffline: [
    "已离线付款 ¥35.00，联网后自动上送",
    "Paid offline CNY 35.00. It will be uploaded when the line is back",
  ],
  takenBack: [
    "小票 000214 已撤销，请退还现金 ¥56.80",
    "Receipt 000214 was taken back. Give back CNY 56.80 in cash",
  ],
  preflightAmber: [
    "可离线 31.5 小时（要求 36 小时）。最先受限：商户限额。",
    "Ready for 31.5 of 36 hours offline. First to end: the shop's limits.",
  ],
  preflightLimits: [
    "注意：商户限额，31.5 小时。请上送未上送的付款。",
    "Watch: the shop's limits, 31.5 h. Upload what is unsent.",
  ],
  deadlineRed: [
    "凭证 000041，86.00 元。紧急：须于 2026-11-24 前上送，剩 1 天",
    "Voucher 000041, 86.00 yuan. Urgent: upload by 2026-11-24; days left: 1",
  ],
  deadlineGreen: [
    "凭证 000052，35.00 元。未到期：须于 2026-12-03 前上送，剩 10 天",
    "Voucher 000052, 35.00 yuan. In time: upload by 2026-12-03; days left: 10",
  ],
  uploading: ["正在上送离线交易", "Uploading offline payments"],
  settling: ["正在结算批次 12", "Settling batch 12"],
  noPaper: [
    "打印机缺纸。收银照常；装纸后自动补打。",
    "The printer is out of paper. Selling goes on; papers that are owed come out when paper is in.",
  ],
  xReport: ["X 报表已打印。数据没有清零。", "The X report is printed. Nothing was reset."],
  lastFate: [
    "上次断电时，销售 217 的银行卡 ¥88.00 正在付款：银行已批准，已入账。不必再收款。",
    "When the power failed, a card payment of CNY 88.00 for sale 217 was under way: the bank approved, and it is in the books. Do not take it again.",
  ],
  readerOk: ["读卡器就绪：SCM SCR 3310", "Card reader ready: SCM SCR 3310"],
  padOk: ["密码键盘就绪：P7-00412", "PIN pad ready: P7-00412"],
  printerOk: ["打印机就绪", "The printer is ready"],
  drawerOk: ["钱箱已接在打印机上", "The drawer hangs on the printer"],
  hostOk: ["银行连接正常", "The line to the bank is up"],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;

export type WordKey = keyof typeof WORDS;
