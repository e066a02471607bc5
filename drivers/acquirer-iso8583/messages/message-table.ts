import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";

/**
 * The messages of the dialect, one row each (cup-8583 sections 3, 5, 6 and 8; money.md rules 2, 3 and 7). A new message
 * is a new row, and a value in `field-values.ts` for each field that no other message has. Downloads, refund and
 * pre-authorisation belong to later issues.
 */
export type MessageRow = {
  readonly mti: string;
  /** M: without it the message is not built. C: left out when the request has nothing for it. */
  readonly fields: Readonly<Record<number, "M" | "C">>;
  /** DE3. */
  readonly processingCode?: string;
  /** DE25. */
  readonly conditionCode?: string;
  readonly field60: {
    /** 60.1. */
    readonly messageType: string;
    /** 60.3; `keyAlgorithm` takes it from the configuration. */
    readonly networkManagement: string;
    /**
     * How many digits there are: 11 end after 60.3, 13 add read capability and chip condition (60.4, 60.5), 14 add
     * partial approval (60.6).
     */
    readonly length: 11 | 13 | 14;
  };
  /** DE63 where the request names no operator. */
  readonly operatorNumber?: string;
  /** DE55: the tags it carries, in this order, as far as card and terminal have them. */
  readonly iccTags: readonly number[];
  /** The answer must carry these fields of the request unchanged, where the request carried them. */
  readonly matchOn: readonly number[];
  /** Codes in DE39 with which the answer must carry a MAC. With others one is checked when present. */
  readonly macDueOn: readonly string[];
};

/** cup-8583 section 10: the approved set. 10 is in it although it leaves the outcome open here. */
const APPROVED_SET = ["00", "10", "11", "A2", "A4", "A5", "A6"] as const;

/** cup-8583 section 6, in the order of the source. */
const SALE_TAGS = [
  0x9f26, 0x9f27, 0x9f10, 0x9f37, 0x9f36, 0x95, 0x9a, 0x9c, 0x9f02, 0x5f2a, 0x82, 0x9f1a, 0x9f03, 0x9f33,
  0x9f34, 0x9f35, 0x9f1e, 0x84, 0x9f09, 0x9f41, 0x9f63,
] as const;

/** cup-8583 section 8: what an offline approval adds, at the end: Y1 or Y3. */
const UPLOAD_TAGS = [...SALE_TAGS, 0x8a] as const;

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
  processingCode: "000000",
  conditionCode: "00",
  field60: { messageType: "22", networkManagement: "000", length: 14 },
  iccTags: SALE_TAGS,
  matchOn: [3, 11, 13],
  macDueOn: APPROVED_SET,
};

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
  processingCode: "200000",
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

const ECHO: MessageRow = {
  mti: "0820",
  fields: { 11: "M", 41: "M", 42: "M", 60: "M" },
  field60: { messageType: "00", networkManagement: "301", length: 11 },
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

const BATCH_END: MessageRow = {
  ...BATCH_LIST,
  field60: { messageType: "00", networkManagement: "207", length: 11 },
};

const ROWS: Readonly<Record<Exclude<AcquirerRequest["kind"], "reversal">, MessageRow>> = {
  sale: SALE,
  void: VOID,
  signIn: SIGN_IN,
  echo: ECHO,
  upload: UPLOAD,
  settlement: SETTLEMENT,
  batchList: BATCH_LIST,
  batchChip: BATCH_CHIP,
  batchEnd: BATCH_END,
};

/** The two kinds whose 60.3 says that the totals differed. */
const UNBALANCED_ROWS: Readonly<Record<"batchChip" | "batchEnd", MessageRow>> = {
  batchChip: { ...BATCH_CHIP, field60: { ...BATCH_CHIP.field60, networkManagement: "205" } },
  batchEnd: { ...BATCH_END, field60: { ...BATCH_END.field60, networkManagement: "202" } },
};

/** The row of a request; a reversal's is made of its own and of the original's. */
export function messageRow(request: AcquirerRequest): MessageRow {
  if (request.kind === "reversal") return { ...ROWS[request.reversed], ...REVERSAL };
  if ("isBalanced" in request && !request.isBalanced) return UNBALANCED_ROWS[request.kind];
  return ROWS[request.kind];
}
