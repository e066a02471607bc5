import { describe, expect, test } from "vitest";
import { CUP_POS_SPEC } from "../../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import { decodeIso8583, encodeIso8583 } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { signMessage } from "../../../../drivers/acquirer-iso8583/mac.ts";
import { buildRequest } from "../../../../drivers/acquirer-iso8583/messages/build-request.ts";
import { mismatch } from "../../../../drivers/acquirer-iso8583/messages/match-answer.ts";
import { readAnswer } from "../../../../drivers/acquirer-iso8583/messages/read-answer.ts";
import { UNIONPAY } from "../../../../drivers/acquirer-iso8583/messages/unionpay-dialect.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { AcquirerRequest } from "../../../../main/domain/payment/exchange.ts";
import * as batch from "../../../fixtures/iso8583/golden-batch-messages.ts";
import * as cash from "../../../fixtures/iso8583/golden-cash-messages.ts";
import * as golden from "../../../fixtures/iso8583/golden-messages.ts";
import * as requests from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

const REQUESTS: readonly { name: string; request: AcquirerRequest; hex: string }[] = [
  { name: "sign-in", request: requests.SIGN_IN, hex: golden.SIGN_IN_REQUEST },
  { name: "echo test", request: requests.ECHO, hex: golden.ECHO_REQUEST },
  { name: "sale by chip with PIN", request: requests.SALE_CHIP_PIN, hex: golden.SALE_CHIP_PIN_REQUEST },
  { name: "sale by tap", request: requests.SALE_CONTACTLESS, hex: golden.SALE_CONTACTLESS_REQUEST },
  { name: "sale by swipe", request: requests.SALE_SWIPED, hex: golden.SALE_SWIPED_REQUEST },
  { name: "void", request: requests.VOID, hex: golden.VOID_REQUEST },
  { name: "reversal of a sale", request: requests.REVERSAL_OF_SALE, hex: golden.REVERSAL_OF_SALE_REQUEST },
  { name: "reversal of a void", request: requests.REVERSAL_OF_VOID, hex: golden.REVERSAL_OF_VOID_REQUEST },
  { name: "upload of an offline sale", request: requests.UPLOAD, hex: batch.UPLOAD_REQUEST },
  { name: "settlement", request: requests.SETTLEMENT, hex: batch.SETTLEMENT_REQUEST },
  { name: "list of the batch", request: requests.BATCH_LIST, hex: batch.BATCH_LIST_REQUEST },
  { name: "certificate", request: requests.BATCH_CHIP, hex: batch.BATCH_CHIP_REQUEST },
  {
    name: "certificate after totals that differed, without PAN sequence number",
    request: requests.BATCH_CHIP_UNBALANCED,
    hex: batch.BATCH_CHIP_UNBALANCED_REQUEST,
  },
  { name: "batch end", request: requests.BATCH_END, hex: batch.BATCH_END_REQUEST },
  {
    name: "batch end after totals that differed",
    request: requests.BATCH_END_UNBALANCED,
    hex: batch.BATCH_END_UNBALANCED_REQUEST,
  },
  {
    name: "sale by the stripe of a chip card",
    request: requests.SALE_FALLBACK,
    hex: cash.SALE_FALLBACK_REQUEST,
  },
  { name: "its reversal", request: requests.REVERSAL_OF_FALLBACK, hex: cash.REVERSAL_OF_FALLBACK_REQUEST },
  { name: "load with cash", request: requests.LOAD_WITH_CASH, hex: cash.LOAD_WITH_CASH_REQUEST },
  {
    name: "load from the bound account",
    request: requests.LOAD_FROM_BOUND_ACCOUNT,
    hex: cash.LOAD_FROM_BOUND_ACCOUNT_REQUEST,
  },
  {
    name: "load that another card pays",
    request: requests.LOAD_FROM_OTHER_ACCOUNT,
    hex: cash.LOAD_FROM_OTHER_ACCOUNT_REQUEST,
  },
  { name: "reversal of a load", request: requests.REVERSAL_OF_LOAD, hex: cash.REVERSAL_OF_LOAD_REQUEST },
  { name: "script notice of a load", request: requests.SCRIPT_NOTICE, hex: cash.SCRIPT_NOTICE_REQUEST },
  {
    name: "script notice of a sale",
    request: requests.SCRIPT_NOTICE_OF_SALE,
    hex: cash.SCRIPT_NOTICE_OF_SALE_REQUEST,
  },
  {
    name: "upload of electronic cash by tap",
    request: requests.UPLOAD_ELECTRONIC_CASH,
    hex: cash.UPLOAD_ELECTRONIC_CASH_REQUEST,
  },
];

describe("a request becomes the hand-made message, byte for byte", () => {
  for (const { name, request, hex } of REQUESTS) {
    test(name, async () => {
      const built = buildRequest(requests.BUILDING, request);
      if (!built.ok) throw new Error(built.fault);
      const module = new TestSecureModule(golden.GOLDEN_MAC_KEY);
      const bytes = built.value.hasMac
        ? await signMessage(module, "cup-ecb", built.value.bytes)
        : { ok: true as const, value: built.value.bytes };
      if (!bytes.ok) throw new Error(bytes.fault.kind);
      expect(toHex(bytes.value)).toBe(hex);
    });
  }
});

const BATCH_UPLOAD_EXPECTED = {
  responseCode: "00",
  hostTime: "220105",
  hostDate: "1125",
  rrn: "510000020403",
  batchNumber: 42,
};

const ANSWERS = [
  {
    name: "sign-in",
    request: requests.SIGN_IN,
    hex: golden.SIGN_IN_ANSWER,
    expected: {
      responseCode: "00",
      hostTime: "100141",
      hostDate: "0510",
      rrn: "051000000203",
      batchNumber: 43,
      workingKeys: {
        pinKey: { cryptogram: fromHex("81703A74A7F8DBD31ADE741A23E7654F"), kcv: fromHex("522C4126") },
        macKey: { cryptogram: fromHex("4EEEE335695F8ABD"), kcv: fromHex("A51E8ADF") },
      },
    },
  },
  {
    name: "echo test",
    request: requests.ECHO,
    hex: golden.ECHO_ANSWER,
    expected: {
      responseCode: "00",
      hostTime: "100142",
      hostDate: "0510",
      rrn: "051000000204",
      batchNumber: 42,
    },
  },
  {
    name: "approved sale",
    request: requests.SALE_CHIP_PIN,
    hex: golden.SALE_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 12_840n,
      hostTime: "140503",
      hostDate: "1123",
      settlementDate: "1124",
      rrn: "510000020301",
      approvalCode: "654321",
      additionalResponse: "03080000   03090000",
      cardOrganisation: "CUP",
      iccData: fromHex("910AAABBCCDDEEFF00113030"),
      batchNumber: 42,
    },
  },
  {
    name: "declined sale",
    request: requests.SALE_SWIPED,
    hex: golden.SALE_DECLINED_ANSWER,
    expected: {
      responseCode: "51",
      amountFen: 12_840n,
      hostTime: "140503",
      hostDate: "1123",
      rrn: "510000020302",
      batchNumber: 42,
    },
  },
  {
    name: "void",
    request: requests.VOID,
    hex: golden.VOID_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 12_840n,
      hostTime: "140703",
      hostDate: "1123",
      rrn: "510000020305",
      approvalCode: "654322",
      batchNumber: 42,
    },
  },
  {
    name: "reversal",
    request: requests.REVERSAL_OF_SALE,
    hex: golden.REVERSAL_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 12_840n,
      hostTime: "140603",
      hostDate: "1123",
      rrn: "510000020303",
      batchNumber: 42,
    },
  },
  {
    name: "upload",
    request: requests.UPLOAD,
    hex: batch.UPLOAD_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 12_840n,
      hostTime: "150703",
      hostDate: "1125",
      rrn: "510000020401",
      batchNumber: 42,
    },
  },
  {
    name: "settlement",
    request: requests.SETTLEMENT,
    hex: batch.SETTLEMENT_ANSWER,
    expected: {
      responseCode: "00",
      hostTime: "220103",
      hostDate: "1125",
      rrn: "510000020402",
      batchNumber: 42,
      settlementFlag: "balanced",
    },
  },
  {
    name: "list of the batch",
    request: requests.BATCH_LIST,
    hex: batch.BATCH_LIST_ANSWER,
    expected: BATCH_UPLOAD_EXPECTED,
  },
  {
    name: "certificate",
    request: requests.BATCH_CHIP,
    hex: batch.BATCH_CHIP_ANSWER,
    expected: BATCH_UPLOAD_EXPECTED,
  },
  {
    name: "batch end",
    request: requests.BATCH_END_UNBALANCED,
    hex: batch.BATCH_END_ANSWER,
    expected: BATCH_UPLOAD_EXPECTED,
  },
  {
    name: "load",
    request: requests.LOAD_FROM_BOUND_ACCOUNT,
    hex: cash.LOAD_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 10_000n,
      hostTime: "160103",
      hostDate: "1123",
      rrn: "510000020306",
      approvalCode: "654323",
      iccData: fromHex("910AAABBCCDDEEFF0011303072129F180400000001860904DA9F790400000000"),
      batchNumber: 42,
    },
  },
  {
    name: "script notice",
    request: requests.SCRIPT_NOTICE,
    hex: cash.SCRIPT_NOTICE_ANSWER,
    expected: {
      responseCode: "00",
      amountFen: 10_000n,
      hostTime: "160203",
      hostDate: "1123",
      rrn: "510000020307",
      batchNumber: 42,
    },
  },
] as const;

describe("the hand-made answer is matched and read", () => {
  for (const { name, request, hex, expected } of ANSWERS) {
    test(name, () => {
      const message = decodeIso8583(CUP_POS_SPEC, fromHex(hex));
      const built = buildRequest(requests.BUILDING, request);
      if (!message.ok || !built.ok) throw new Error("both can be read");
      expect(mismatch(built.value, message.value)).toBeUndefined();
      const header = fromHex("603103310000");
      const answer = readAnswer({ message: message.value, header }, request, {
        dialect: UNIONPAY,
        keyCipher: "tdes",
        hotlistWidth: 14,
        mac: "absent",
      });
      expect(answer).toEqual({ ok: true, value: { ...expected, processingRequirement: 3, mac: "absent" } });
    });
  }
});

test("every hand-made message is decoded and encoded to the same bytes", () => {
  const all = [...REQUESTS, ...ANSWERS].map(({ hex }) => hex);
  for (const hex of all) {
    const message = decodeIso8583(CUP_POS_SPEC, fromHex(hex));
    if (!message.ok) throw new Error(JSON.stringify(message.fault));
    const encoded = encodeIso8583(CUP_POS_SPEC, message.value);
    expect(encoded.ok && toHex(encoded.value)).toBe(hex);
  }
});
