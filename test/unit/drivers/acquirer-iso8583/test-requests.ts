import {
  ACQUIRER_CONFIG_DEFAULTS,
  type AcquirerConfig,
} from "../../../../drivers/acquirer-iso8583/config.ts";
import { UNIONPAY } from "../../../../drivers/acquirer-iso8583/messages/unionpay-dialect.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import type { IccDataObject } from "../../../../main/domain/payment/card-data.ts";
import type {
  BatchChipRequest,
  BatchEndRequest,
  BatchListRequest,
  EchoRequest,
  LoadRequest,
  ReversalRequest,
  SaleRequest,
  ScriptNoticeRequest,
  SettlementRequest,
  SignInRequest,
  UploadRequest,
  VoidRequest,
} from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { GOLDEN_HEADER, GOLDEN_TPDU } from "../../../fixtures/iso8583/golden-messages.ts";

/** The requests behind the golden messages. The card is invented. */

export const TEST_CONFIG: AcquirerConfig = {
  ...ACQUIRER_CONFIG_DEFAULTS,
  host: "127.0.0.1",
  port: 1,
  terminalId: "70111821",
  merchantId: "103290070111121",
  tpdu: GOLDEN_TPDU,
  header: GOLDEN_HEADER,
  signInText: { networkLicence: "3150", deviceSerial: "JK000001" },
};

/** 2026-11-23 14:05:03 by the machine's clock. */
export const BUILDING = { dialect: UNIONPAY, config: TEST_CONFIG, now: new Date(2026, 10, 23, 14, 5, 3) };

export const CARD = {
  pan: new Sensitive("6222021700000000004"),
  expiry: "3012",
  panSequenceNumber: 1,
  track2: new Sensitive("6222021700000000004D3012220123456"),
};

const object = (tag: number, hex: string): IccDataObject => ({ tag, value: fromHex(hex) });

/** In another order than DE55's, and with objects that no message wants. */
export const ICC_DATA: readonly IccDataObject[] = [
  object(0x5a, "6222021700000000004F"),
  object(0x57, "6222021700000000004D3012220123456F"),
  object(0x82, "7D00"),
  object(0x84, "A000000333010102"),
  object(0x95, "0080046000"),
  object(0x9a, "261123"),
  object(0x9c, "00"),
  object(0x5f2a, "0156"),
  object(0x9f02, "000000012840"),
  object(0x9f03, "000000000000"),
  object(0x9f09, "0030"),
  object(0x9f10, "07010103A0A802010A010000000000F1B2C3D4"),
  object(0x9f1a, "0156"),
  object(0x9f1e, "3132333435363738"),
  object(0x9f26, "1122334455667788"),
  object(0x9f27, "80"),
  object(0x9f33, "E0F8C8"),
  object(0x9f34, "420300"),
  object(0x9f35, "22"),
  object(0x9f36, "0240"),
  object(0x9f37, "01020304"),
  object(0x9f41, "00000123"),
];

export const SIGN_IN: SignInRequest = { kind: "signIn", stan: 121, batchNumber: 42, operatorNumber: "01" };

export const ECHO: EchoRequest = { kind: "echo", stan: 122, batchNumber: 42 };

export const SALE_CONTACTLESS: SaleRequest = {
  kind: "sale",
  stan: 123,
  batchNumber: 42,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactlessChip",
  iccData: ICC_DATA,
};

export const SALE_CHIP_PIN: SaleRequest = {
  ...SALE_CONTACTLESS,
  entryMode: "contactChip",
  pinBlock: new Sensitive(fromHex("735DF4A4F5E391CA")),
};

export const SALE_SWIPED: SaleRequest = {
  ...SALE_CONTACTLESS,
  card: { pan: CARD.pan, track2: CARD.track2 },
  entryMode: "magneticStripe",
  iccData: [],
};

export const VOID: VoidRequest = {
  kind: "void",
  stan: 124,
  batchNumber: 42,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactChip",
  rrn: "510000020301",
  approvalCode: "654321",
  original: { batchNumber: 42, stan: 123, date: "1123" },
};

export const REVERSAL_OF_SALE: ReversalRequest = {
  kind: "reversal",
  reversed: "sale",
  stan: 123,
  batchNumber: 42,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: true,
  reason: "98",
  iccData: ICC_DATA,
};

export const REVERSAL_OF_VOID: ReversalRequest = {
  kind: "reversal",
  reversed: "void",
  stan: 124,
  batchNumber: 42,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: false,
  reason: "A0",
  approvalCode: "654321",
  original: VOID.original,
  iccData: [],
};

/** As a card answers an offline sale, with what decided it. */
export const CERTIFICATE_DATA: readonly IccDataObject[] = [
  object(0x8a, "5931"),
  ...ICC_DATA,
  object(0x9f26, "8877665544332211"),
  object(0x9f27, "40"),
];

export const UPLOAD: UploadRequest = {
  kind: "upload",
  stan: 125,
  batchNumber: 42,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: false,
  iccData: CERTIFICATE_DATA,
};

export const SETTLEMENT: SettlementRequest = {
  kind: "settlement",
  stan: 126,
  batchNumber: 42,
  totals: { debitCount: 12, debitFen: 123_456n, creditCount: 1, creditFen: 12_840n },
};

export const BATCH_LIST: BatchListRequest = {
  kind: "batchList",
  stan: 127,
  batchNumber: 42,
  records: [
    { type: "debit", stan: 123, pan: CARD.pan, amountFen: 12_840n },
    { type: "credit", stan: 124, pan: new Sensitive("6222021700000000"), amountFen: 100n },
  ],
};

/** The certificate of an online sale: DE55 does not carry 8A there. */
export const BATCH_CHIP: BatchChipRequest = {
  kind: "batchChip",
  stan: 128,
  batchNumber: 42,
  isBalanced: true,
  amountFen: 12_840n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: true,
  iccData: CERTIFICATE_DATA,
};

export const BATCH_CHIP_UNBALANCED: BatchChipRequest = {
  ...BATCH_CHIP,
  isBalanced: false,
  card: { pan: CARD.pan },
};

export const BATCH_END: BatchEndRequest = {
  kind: "batchEnd",
  stan: 129,
  batchNumber: 42,
  isBalanced: true,
  recordCount: 13,
};

export const BATCH_END_UNBALANCED: BatchEndRequest = { ...BATCH_END, isBalanced: false };

/** A card without a PIN that could be read by its stripe alone. */
export const SALE_FALLBACK: SaleRequest = { ...SALE_SWIPED, stan: 130, isFallback: true };

export const REVERSAL_OF_FALLBACK: ReversalRequest = {
  ...REVERSAL_OF_SALE,
  stan: 130,
  card: { pan: CARD.pan },
  entryMode: "magneticStripe",
  pinEntered: false,
  isFallback: true,
  iccData: [],
};

export const LOAD_WITH_CASH: LoadRequest = {
  kind: "load",
  from: "cash",
  stan: 131,
  batchNumber: 42,
  amountFen: 10_000n,
  card: CARD,
  entryMode: "contactChip",
  iccData: [...ICC_DATA, object(0x9f02, "000000010000")],
};

export const LOAD_FROM_BOUND_ACCOUNT: LoadRequest = {
  ...LOAD_WITH_CASH,
  from: "boundAccount",
  stan: 132,
  pinBlock: new Sensitive(fromHex("735DF4A4F5E391CA")),
};

/** The payer's card was swiped and its PIN entered; the loaded card lies in the reader. */
export const LOAD_FROM_OTHER_ACCOUNT: LoadRequest = {
  ...LOAD_FROM_BOUND_ACCOUNT,
  from: "otherAccount",
  stan: 133,
  paidBy: {
    pan: new Sensitive("6222021700000000"),
    expiry: "2911",
    track2: new Sensitive("6222021700000000D29112201"),
    entryMode: "magneticStripe",
  },
};

/** DF31 as the reversal of a load carries it: the second script command failed. */
const WITH_SCRIPT_RESULTS: readonly IccDataObject[] = [
  ...LOAD_WITH_CASH.iccData,
  object(0xdf31, "2000000001"),
];

export const REVERSAL_OF_LOAD: ReversalRequest = {
  kind: "reversal",
  reversed: "load",
  from: "boundAccount",
  stan: 132,
  batchNumber: 42,
  amountFen: 10_000n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: true,
  reason: "06",
  approvalCode: "654321",
  iccData: WITH_SCRIPT_RESULTS,
};

export const SCRIPT_NOTICE: ScriptNoticeRequest = {
  kind: "scriptNotice",
  noticed: "load",
  from: "boundAccount",
  stan: 134,
  batchNumber: 42,
  amountFen: 10_000n,
  card: CARD,
  entryMode: "contactChip",
  pinEntered: true,
  rrn: "510000020306",
  approvalCode: "654323",
  original: { batchNumber: 42, stan: 132, date: "1123" },
  iccData: WITH_SCRIPT_RESULTS,
};

export const SCRIPT_NOTICE_OF_SALE: ScriptNoticeRequest = {
  kind: "scriptNotice",
  noticed: "sale",
  stan: 135,
  batchNumber: 42,
  amountFen: 12_840n,
  card: { pan: CARD.pan },
  entryMode: "contactChip",
  pinEntered: false,
  rrn: "510000020301",
  original: { batchNumber: 42, stan: 123 },
  iccData: [...ICC_DATA, object(0xdf31, "1000000001")],
};

/** Electronic cash by tap: the certificate, and the card's own authorisation code. */
export const UPLOAD_ELECTRONIC_CASH: UploadRequest = {
  ...UPLOAD,
  stan: 136,
  entryMode: "contactlessChip",
  iccData: [...CERTIFICATE_DATA, object(0x9f74, "454343313131")],
};
