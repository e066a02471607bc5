import { ISO8583_1987_SPEC } from "../codec/iso8583-1987-table.ts";
import type { Dialect } from "./dialect.ts";
import { ISO8583_1987_MESSAGES } from "./iso8583-1987-message-table.ts";

/**
 * ISO 8583:1987 as written in text, for hosts that follow the standard (cup-8583 section 12; unverified against a live
 * one). Its keys are injected or derived: a sign-in brings none.
 */
export const ISO8583_1987: Dialect = {
  name: "iso8583-1987",
  spec: ISO8583_1987_SPEC,
  messages: ISO8583_1987_MESSAGES,
  values: {
    2: "primaryAccountNumber",
    3: "constant",
    4: "amount",
    7: "transmissionTime",
    11: "stan",
    12: "localTime",
    13: "localDate",
    14: "expiry",
    22: "entryMode",
    23: "panSequenceNumber",
    25: "constant",
    26: "pinLengthMax",
    35: "track2WithEquals",
    37: "rrn",
    38: "approvalCode",
    39: "reversalReason",
    41: "terminalId",
    42: "merchantId",
    49: "currency",
    52: "pinBlock",
    53: "securityControl",
    55: "iccData",
    64: "macPlace",
    70: "constant",
    74: "creditCount",
    76: "debitCount",
    86: "creditAmount",
    88: "debitAmount",
    90: "originalData",
    97: "netAmount",
    128: "macPlace",
  },
  macFields: [64, 128],
  framing: { tpduLengths: [0, 5], headerLengths: [0, 6] },
  answer: { settlementFlag: "code66" },
};
