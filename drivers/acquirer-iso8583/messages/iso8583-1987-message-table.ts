import type { MessageRow, MessageTable } from "./message-row.ts";

/**
 * The messages of ISO 8583:1987 that a till needs, one row each. Unverified: the standard leaves much to agreement, and
 * every host has its own; an agreement is a changed row.
 */

const APPROVED = ["00", "10", "11"] as const;

const EMV_TAGS = [
  0x82, 0x84, 0x95, 0x9a, 0x9c, 0x5f2a, 0x9f02, 0x9f03, 0x9f09, 0x9f10, 0x9f1a, 0x9f1e, 0x9f26, 0x9f27,
  0x9f33, 0x9f34, 0x9f35, 0x9f36, 0x9f37, 0x9f41,
] as const;

const HEAD = { 7: "M", 11: "M", 12: "M", 13: "M", 41: "M", 42: "M" } as const;

const SALE: MessageRow = {
  mti: "0200",
  fields: {
    ...HEAD,
    2: "C",
    3: "M",
    4: "M",
    14: "C",
    22: "M",
    23: "C",
    25: "M",
    26: "C",
    35: "C",
    49: "M",
    52: "C",
    53: "C",
    55: "C",
    64: "M",
  },
  constants: { 3: "000000", 25: "00" },
  iccTags: EMV_TAGS,
  matchOn: [3, 11],
  macDueOn: APPROVED,
};

const { 26: _pinLength, 35: _track, 52: _pin, 53: _security, ...ADVICE_FIELDS } = SALE.fields;

/** It has happened: no track and no PIN. */
const ADVICE: MessageRow = { ...SALE, mti: "0220", fields: { ...ADVICE_FIELDS, 38: "C" } };

/** The second bitmap is there, so DE128 carries the MAC. */
const { 64: _mac, 55: _icc, ...REVERSAL_FIELDS } = ADVICE_FIELDS;

/** Takes an approved message back while its batch is open. */
const CANCELLATION: MessageRow = {
  ...SALE,
  mti: "0400",
  fields: { ...REVERSAL_FIELDS, 37: "M", 38: "C", 90: "M", 128: "M" },
  originalMti: "0200",
  iccTags: [],
};

/** 68 the answer came too late or never, 96 it could not be read, 22 suspected malfunction. */
const REASON_CODES = { "98": "68", A0: "96", "06": "22" } as const;

/** An advice, repeated until it is answered: DE11 is the original's, and DE90 points at it. */
const reversalOf = (row: MessageRow): MessageRow => ({
  ...row,
  mti: "0420",
  fields: { ...REVERSAL_FIELDS, 38: "C", 39: "M", 55: "C", 90: "M", 128: "M" },
  reasonCodes: REASON_CODES,
  originalMti: row.mti,
  iccTags: [0x95, 0x9f10, 0x9f1e, 0x9f36, 0xdf31],
  macDueOn: ["00"],
});

const management = (code: string): MessageRow => ({
  mti: "0800",
  fields: { 7: "M", 11: "M", 41: "M", 42: "M", 70: "M" },
  constants: { 70: code },
  iccTags: [],
  matchOn: [11, 70],
  macDueOn: [],
});

const PRE_AUTHORISATION: MessageRow = { ...SALE, mti: "0100", constants: { 3: "000000", 25: "06" } };

const PRE_AUTHORISATION_VOID: MessageRow = {
  ...CANCELLATION,
  fields: { ...CANCELLATION.fields, 37: "C" },
  constants: PRE_AUTHORISATION.constants ?? {},
  originalMti: "0100",
};

const { 4: _amount, ...BALANCE_FIELDS } = SALE.fields;

export const ISO8583_1987_MESSAGES: MessageTable = {
  signIn: management("001"),
  signOut: management("002"),
  echo: management("301"),
  sale: SALE,
  void: CANCELLATION,
  refund: {
    ...ADVICE,
    fields: { ...ADVICE.fields, 37: "M" },
    constants: { 3: "200000", 25: "00" },
  },
  balance: { ...SALE, fields: BALANCE_FIELDS, constants: { 3: "310000", 25: "00" } },
  preAuthorisation: PRE_AUTHORISATION,
  preAuthorisationVoid: PRE_AUTHORISATION_VOID,
  completionAdvice: {
    ...ADVICE,
    fields: { ...ADVICE.fields, 38: "M" },
    constants: { 3: "000000", 25: "06" },
  },
  upload: { ...ADVICE, iccTags: [...EMV_TAGS, 0x8a] },
  "reversal:sale": reversalOf(SALE),
  "reversal:void": reversalOf(CANCELLATION),
  "reversal:preAuthorisation": reversalOf(PRE_AUTHORISATION),
  "reversal:preAuthorisationVoid": reversalOf(PRE_AUTHORISATION_VOID),
  settlement: {
    mti: "0500",
    fields: { 7: "M", 11: "M", 41: "M", 42: "M", 49: "M", 74: "M", 76: "M", 86: "M", 88: "M", 97: "M" },
    iccTags: [],
    matchOn: [11],
    macDueOn: [],
  },
};
