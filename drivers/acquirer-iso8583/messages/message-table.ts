import type { AcquirerRequest } from "../../../main/domain/payment/exchange.ts";

/**
 * The messages of the dialect, one row each (cup-8583 sections 3, 5 and 6; money.md rules 2 and 3). A new message is
 * a new row, and a value in `field-values.ts` for each field that no other message has. Uploads (60.1 = 36), batch
 * 0320, settlement 0500, downloads, refund and pre-authorisation belong to later issues.
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
    /** Whether 60.4 to 60.6 follow (read capability, chip condition, partial approval). */
    readonly hasTerminalPart: boolean;
  };
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
  field60: { messageType: "22", networkManagement: "000", hasTerminalPart: true },
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
  field60: { messageType: "23", networkManagement: "000", hasTerminalPart: true },
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
  field60: { messageType: "00", networkManagement: "keyAlgorithm", hasTerminalPart: false },
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
};

const ECHO: MessageRow = {
  mti: "0820",
  fields: { 11: "M", 41: "M", 42: "M", 60: "M" },
  field60: { messageType: "00", networkManagement: "301", hasTerminalPart: false },
  iccTags: [],
  matchOn: [11],
  macDueOn: [],
};

/** The row of a request; a reversal's is made of its own and of the original's. */
export function messageRow(request: AcquirerRequest): MessageRow {
  if (request.kind === "reversal") return { ...ROWS[request.reversed], ...REVERSAL };
  return ROWS[request.kind];
}

const ROWS = { sale: SALE, void: VOID, signIn: SIGN_IN, echo: ECHO } as const;
