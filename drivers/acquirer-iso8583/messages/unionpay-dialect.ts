import { CUP_POS_SPEC, MAC_FIELD } from "../codec/cup-pos-table.ts";
import { HEADER_LENGTH, TPDU_LENGTH } from "../codec/frame.ts";
import type { Dialect } from "./dialect.ts";
import { UNIONPAY_MESSAGES } from "./unionpay-message-table.ts";

/** The UnionPay POS dialect (cup-8583 sections 1 to 9). */
export const UNIONPAY: Dialect = {
  name: "unionpay",
  spec: CUP_POS_SPEC,
  messages: UNIONPAY_MESSAGES,
  values: {
    2: "primaryAccountNumber",
    3: "constant",
    4: "amount",
    11: "stan",
    14: "expiry",
    22: "entryMode",
    23: "panSequenceNumber",
    25: "constant",
    26: "pinLengthMax",
    35: "track2",
    37: "rrn",
    38: "approvalCode",
    39: "reversalReason",
    41: "terminalId",
    42: "merchantId",
    48: "additionalData",
    49: "currency",
    52: "pinBlock",
    53: "securityControl",
    55: "iccData",
    60: "messageTypeAndBatch",
    61: "original",
    62: "privateData",
    63: "operatorOrOrganisation",
    64: "macPlace",
  },
  macFields: [MAC_FIELD],
  framing: { tpduLengths: [TPDU_LENGTH], headerLengths: [HEADER_LENGTH] },
  answer: {
    settlementFlag: "digits48",
    batchNumber: "digits60",
    privateData: "field62",
    cardOrganisation: "field63",
  },
};
