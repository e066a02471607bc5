import type { MessageKey, MessageRow } from "./message-row.ts";

/**
 * The messages of the UnionPay POS dialect, one row each (cup-8583 sections 3, 5, 6, 8 and 9; money.md rules 2, 3 and 7). A
 * new message is a new row, and a value in `field-values.ts` for each field that no other message has.
 */

/** cup-8583 section 10: the approved set. 10 is in it although it leaves the outcome open here. */
const APPROVED_SET = ["00", "10", "11", "A2", "A4", "A5", "A6"] as const;

/** cup-8583 section 6, in the order of the source. */
const SALE_TAGS = [
  0x9f26, 0x9f27, 0x9f10, 0x9f37, 0x9f36, 0x95, 0x9a, 0x9c, 0x9f02, 0x5f2a, 0x82, 0x9f1a, 0x9f03, 0x9f33,
  0x9f34, 0x9f35, 0x9f1e, 0x84, 0x9f09, 0x9f41, 0x9f63,
] as const;

/**
 * cup-8583 sections 6 and 8: what an offline approval adds: 9F74 where the card paid with electronic cash, and at the end
 * 8A, Y1 or Y3.
 */
const UPLOAD_TAGS = [...SALE_TAGS, 0x9f74, 0x8a] as const;

/** cup-8583 section 5, row 0620: in that order. */
const SCRIPT_NOTICE_TAGS = [
  0x9f33, 0x95, 0x9f37, 0x9f1e, 0x9f10, 0x9f26, 0x9f36, 0x82, 0xdf31, 0x9f1a, 0x9a,
] as const;

/** cup-8583 section 5, row 0400. */
const REVERSAL_TAGS = [0x95, 0x9f1e, 0x9f10, 0x9f36, 0xdf31] as const;

/** DE36 is conditional in the sources; the readers of this terminal deliver no track 3. */
const CARD_FIELDS = { 2: "C", 14: "C", 22: "M", 23: "C", 25: "M", 26: "C", 35: "C" } as const;

const SALE: MessageRow = {
  mti: "0200",
  fields: {
    ...CARD_FIELDS,
    3: "M",
    4: "M",
    11: "M",
    41: "M",
    42: "M",
    49: "M",
    52: "C",
    53: "C",
    55: "C",
    60: "M",
    64: "M",
  },
  constants: { 3: "000000", 25: "00" },
  field60: { messageType: "22", networkManagement: "000", length: 14 },
  iccTags: SALE_TAGS,
  matchOn: [3, 11, 13],
  macDueOn: APPROVED_SET,
};

/** A load of electronic cash against cash (cup-8583 section 3): the fields of a sale, DE25 = 91. */
const LOAD_WITH_CASH: MessageRow = {
  ...SALE,
  fields: { ...SALE.fields, 55: "M" },
  constants: { 3: "630000", 25: "91" },
  field60: { messageType: "46", networkManagement: "000", length: 14 },
};

const { 35: _noTrack2, ...LOAD_FIELDS_WITHOUT_TRACK } = LOAD_WITH_CASH.fields;

/**
 * From the account that the card belongs to: the card's number says which it is, and published terminals send no track.
 */
const LOAD_FROM_BOUND_ACCOUNT: MessageRow = {
  ...LOAD_WITH_CASH,
  fields: LOAD_FIELDS_WITHOUT_TRACK,
  constants: { 3: "600000", 25: "91" },
  field60: { messageType: "45", networkManagement: "000", length: 14 },
};

/** DE2, 14 and 35 are the paying card's, DE62 is the number of the loaded one, and DE48 says whose PIN was entered. */
const LOAD_FROM_OTHER_ACCOUNT: MessageRow = {
  ...LOAD_WITH_CASH,
  fields: { ...LOAD_WITH_CASH.fields, 48: "C", 62: "C" },
  constants: { 3: "620000", 25: "91" },
  field60: { messageType: "47", networkManagement: "000", length: 14 },
};

/**
 * What the issuer's scripts did (cup-8583 sections 3 and 5): DE3 is the original's, 60.1 is 00, and DE60 ends after the
 * chip condition, as the published terminal has it. It has no DE25.
 */
const SCRIPT_NOTICE = {
  mti: "0620",
  fields: {
    2: "M",
    3: "M",
    4: "M",
    11: "M",
    22: "M",
    23: "C",
    37: "M",
    38: "C",
    41: "M",
    42: "M",
    49: "M",
    55: "M",
    60: "M",
    61: "M",
    64: "M",
  },
  field60: { messageType: "00", networkManagement: "951", length: 13 },
  hasOriginalDate: true,
  iccTags: SCRIPT_NOTICE_TAGS,
  matchOn: [3, 11],
  macDueOn: [],
} as const;

const VOID: MessageRow = {
  ...SALE,
  fields: {
    ...CARD_FIELDS,
    3: "M",
    4: "M",
    11: "M",
    37: "M",
    38: "C",
    41: "M",
    42: "M",
    49: "M",
    60: "M",
    61: "M",
    64: "M",
  },
  constants: { 3: "200000", 25: "00" },
  field60: { messageType: "23", networkManagement: "000", length: 14 },
  iccTags: [],
};

/** DE3, DE25 and DE60 are the original's; DE26, 35, 37, 52 and 53 are dropped. */
const REVERSAL = {
  mti: "0400",
  fields: {
    2: "C",
    3: "M",
    4: "M",
    11: "M",
    14: "C",
    22: "M",
    23: "C",
    25: "M",
    38: "C",
    39: "M",
    41: "M",
    42: "M",
    49: "M",
    55: "C",
    60: "M",
    61: "C",
    64: "M",
  },
  iccTags: REVERSAL_TAGS,
  matchOn: [3, 11, 13],
  macDueOn: ["00"],
} as const;

const SIGN_IN: MessageRow = {
  mti: "0800",
  fields: { 11: "M", 41: "M", 42: "M", 60: "M", 62: "M", 63: "M" },
  field60: { messageType: "00", networkManagement: "keyAlgorithm", length: 11 },
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
};

/**
 * An offline approval: a sale that has happened, without track, PIN and security control (money.md rule 7). Unverified:
 * the sources have such an upload for e-cash; debit and credit cards are sent alike.
 */
const UPLOAD: MessageRow = {
  ...SALE,
  fields: {
    2: "M",
    3: "M",
    4: "M",
    11: "M",
    14: "C",
    22: "M",
    23: "C",
    25: "M",
    41: "M",
    42: "M",
    49: "M",
    55: "M",
    60: "M",
    64: "M",
  },
  field60: { messageType: "36", networkManagement: "000", length: 14 },
  iccTags: UPLOAD_TAGS,
};

/** DE64 is doubtful in the sources and published answers carry none; hosts accept the message without (addendum). */
const SETTLEMENT: MessageRow = {
  mti: "0500",
  fields: { 11: "M", 41: "M", 42: "M", 48: "M", 49: "M", 60: "M", 63: "M" },
  field60: { messageType: "00", networkManagement: "201", length: 11 },
  // The number that this terminal's sign-in gives. Whether a host compares the two is unverified.
  operatorNumber: "01",
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
};

/** No DE64, as for the settlement. DE11 is in every message of this terminal, so that answers can be told apart. */
const BATCH_LIST: MessageRow = {
  mti: "0320",
  fields: { 11: "M", 41: "M", 42: "M", 48: "M", 60: "M" },
  field60: { messageType: "00", networkManagement: "201", length: 11 },
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
};

/** 60.6 and 60.7 are not sent (cup-8583 section 8: 13 digits). */
const BATCH_CHIP: MessageRow = {
  ...BATCH_LIST,
  fields: { 2: "M", 4: "M", 11: "M", 22: "M", 23: "M", 41: "M", 42: "M", 55: "M", 60: "M", 62: "M" },
  field60: { messageType: "00", networkManagement: "203", length: 13 },
  iccTags: SALE_TAGS,
};

/** A load against cash, taken back: DE61 as in a void. */
const LOAD_VOID: MessageRow = {
  ...LOAD_WITH_CASH,
  fields: { ...LOAD_WITH_CASH.fields, 37: "M", 38: "C", 61: "M" },
  constants: { 3: "170000", 25: "91" },
  field60: { messageType: "51", networkManagement: "000", length: 14 },
};

const { 4: _amount, ...FIELDS_WITHOUT_AMOUNT } = SALE.fields;

const BALANCE: MessageRow = {
  ...SALE,
  fields: FIELDS_WITHOUT_AMOUNT,
  constants: { 3: "310000", 25: "00" },
  field60: { messageType: "01", networkManagement: "000", length: 14 },
};

const PRE_AUTHORISATION: MessageRow = {
  ...SALE,
  mti: "0100",
  constants: { 3: "030000", 25: "06" },
  field60: { messageType: "10", networkManagement: "000", length: 14 },
};

/** cup-8583 section 3, row "additional pre-auth": the first one's approval code, and a DE61 of zeros. */
const PRE_AUTHORISATION_ADDITIONAL: MessageRow = {
  ...PRE_AUTHORISATION,
  fields: { ...PRE_AUTHORISATION.fields, 38: "M", 61: "M" },
  constants: { 3: "030000", 25: "60", 61: "0".repeat(16) },
};

/** What refers to a pre-authorisation: its approval code, and DE61 with its date. */
const PRE_AUTHORISATION_VOID: MessageRow = {
  ...PRE_AUTHORISATION,
  fields: { ...PRE_AUTHORISATION.fields, 38: "M", 61: "M" },
  constants: { 3: "200000", 25: "06" },
  field60: { messageType: "11", networkManagement: "000", length: 14 },
  hasOriginalDate: true,
};

const COMPLETION: MessageRow = {
  ...PRE_AUTHORISATION_VOID,
  mti: "0200",
  constants: { 3: "000000", 25: "06" },
  field60: { messageType: "20", networkManagement: "000", length: 14 },
};

const COMPLETION_VOID: MessageRow = {
  ...COMPLETION,
  fields: { ...COMPLETION.fields, 37: "M" },
  constants: { 3: "200000", 25: "06" },
  field60: { messageType: "21", networkManagement: "000", length: 14 },
};

const { 26: _pinLength, 52: _pin, 53: _security, ...NOTICE_FIELDS } = SALE.fields;

/** Without PIN; DE63 is the card's organisation. DE64 is accepted by hosts and not required (addendum). */
const REFUND: MessageRow = {
  ...SALE,
  mti: "0220",
  fields: { ...NOTICE_FIELDS, 37: "M", 61: "M", 63: "M" },
  constants: { 3: "200000", 25: "00" },
  field60: { messageType: "25", networkManagement: "000", length: 14 },
  hasOriginalDate: true,
};

/** Unverified beyond its codes: DE37 is not in its sources, because an offline purchase has none. */
const CASH_REFUND: MessageRow = {
  ...REFUND,
  fields: { ...NOTICE_FIELDS, 61: "M", 63: "M" },
  field60: { messageType: "27", networkManagement: "000", length: 14 },
  iccTags: UPLOAD_TAGS,
};

const COMPLETION_ADVICE: MessageRow = {
  ...REFUND,
  fields: { ...NOTICE_FIELDS, 38: "M", 61: "M", 63: "M" },
  constants: { 3: "000000", 25: "06" },
  field60: { messageType: "24", networkManagement: "000", length: 14 },
};

/** DE48 is the tip, 12 digits, where there is one. */
const OFFLINE_SALE: MessageRow = {
  ...REFUND,
  fields: { ...NOTICE_FIELDS, 38: "C", 48: "C", 61: "C", 63: "M" },
  constants: { 3: "000000", 25: "00" },
  field60: { messageType: "30", networkManagement: "000", length: 14 },
};

const ADJUSTMENT: MessageRow = {
  ...OFFLINE_SALE,
  fields: { ...OFFLINE_SALE.fields, 37: "C", 61: "M" },
  field60: { messageType: "32", networkManagement: "000", length: 14 },
};

const TIP: MessageRow = {
  ...ADJUSTMENT,
  field60: { messageType: "34", networkManagement: "000", length: 14 },
};

/** cup-8583 section 8: in the batch upload a notice goes out once more as 0320; those of offline sales end after 60.5. */
const inBatch = (row: MessageRow, length: 13 | 14): MessageRow => ({
  ...row,
  mti: "0320",
  field60: { messageType: "00", networkManagement: "000", ...row.field60, length },
  macDueOn: [],
});

const reversalOf = (row: MessageRow): MessageRow => ({ ...row, ...REVERSAL });

const noticeOf = (row: MessageRow): MessageRow => ({ ...row, ...SCRIPT_NOTICE });

/** A message of management: no card, DE60 with 11 digits. */
const management = (mti: "0800" | "0820", code: string, fields: MessageRow["fields"] = {}): MessageRow => ({
  mti,
  fields: { 11: "M", 41: "M", 42: "M", 60: "M", ...fields },
  field60: { messageType: "00", networkManagement: code, length: 11 },
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
});

/** The message that says that the totals differed has another 60.3. */
const chipRecord = (code: string): MessageRow => ({
  ...BATCH_CHIP,
  field60: { messageType: "00", networkManagement: code, length: 13 },
});

const batchEnd = (code: string): MessageRow => ({
  ...BATCH_LIST,
  field60: { messageType: "00", networkManagement: code, length: 11 },
});

export const UNIONPAY_MESSAGES: Readonly<Record<MessageKey, MessageRow>> = {
  signIn: SIGN_IN,
  signOut: management("0820", "002", { 63: "C" }),
  echo: management("0820", "301"),
  sale: SALE,
  void: VOID,
  "load:cash": LOAD_WITH_CASH,
  "load:boundAccount": LOAD_FROM_BOUND_ACCOUNT,
  "load:otherAccount": LOAD_FROM_OTHER_ACCOUNT,
  loadVoid: LOAD_VOID,
  balance: BALANCE,
  preAuthorisation: PRE_AUTHORISATION,
  "preAuthorisation:additional": PRE_AUTHORISATION_ADDITIONAL,
  preAuthorisationVoid: PRE_AUTHORISATION_VOID,
  completion: COMPLETION,
  completionVoid: COMPLETION_VOID,
  refund: REFUND,
  cashRefund: CASH_REFUND,
  completionAdvice: COMPLETION_ADVICE,
  offlineSale: OFFLINE_SALE,
  "adjustment:offlineSale": ADJUSTMENT,
  "adjustment:tip": TIP,
  upload: UPLOAD,
  "reversal:sale": reversalOf(SALE),
  "reversal:void": reversalOf(VOID),
  "reversal:load:cash": reversalOf(LOAD_WITH_CASH),
  "reversal:load:boundAccount": reversalOf(LOAD_FROM_BOUND_ACCOUNT),
  "reversal:load:otherAccount": reversalOf(LOAD_FROM_OTHER_ACCOUNT),
  "reversal:loadVoid": reversalOf(LOAD_VOID),
  "reversal:preAuthorisation": reversalOf(PRE_AUTHORISATION),
  "reversal:preAuthorisation:additional": reversalOf({
    ...PRE_AUTHORISATION,
    constants: { 3: "030000", 25: "60" },
  }),
  "reversal:preAuthorisationVoid": reversalOf(PRE_AUTHORISATION_VOID),
  "reversal:completion": reversalOf(COMPLETION),
  "reversal:completionVoid": reversalOf(COMPLETION_VOID),
  "scriptNotice:sale": noticeOf(SALE),
  "scriptNotice:load:cash": noticeOf(LOAD_WITH_CASH),
  "scriptNotice:load:boundAccount": noticeOf(LOAD_FROM_BOUND_ACCOUNT),
  "scriptNotice:load:otherAccount": noticeOf(LOAD_FROM_OTHER_ACCOUNT),
  settlement: SETTLEMENT,
  batchList: BATCH_LIST,
  "batchChip:balanced": chipRecord("203"),
  "batchChip:unbalanced": chipRecord("205"),
  "batchFailedChip:balanced": chipRecord("204"),
  "batchFailedChip:unbalanced": chipRecord("206"),
  "batchNotice:refund": inBatch(REFUND, 14),
  "batchNotice:cashRefund": inBatch(CASH_REFUND, 14),
  "batchNotice:completionAdvice": inBatch(COMPLETION_ADVICE, 14),
  "batchNotice:offlineSale": inBatch(OFFLINE_SALE, 13),
  "batchNotice:adjustment:offlineSale": inBatch(ADJUSTMENT, 13),
  "batchNotice:adjustment:tip": inBatch(TIP, 13),
  "batchEnd:balanced": batchEnd("207"),
  "batchEnd:unbalanced": batchEnd("202"),
  "download:parameters": management("0800", "360"),
  "download:caKeyList": management("0820", "372", { 62: "M" }),
  "download:applicationList": management("0820", "382", { 62: "M" }),
  "download:caKey": management("0800", "370", { 62: "M" }),
  "download:application": management("0800", "380", { 62: "M" }),
  "download:hotlist": management("0800", "390", { 62: "M" }),
  "downloadEnd:parameters": management("0800", "361"),
  "downloadEnd:caKeys": management("0800", "371"),
  "downloadEnd:applications": management("0800", "381"),
  "downloadEnd:hotlist": management("0800", "391"),
  statusUpload: management("0820", "362", { 62: "M" }),
};
