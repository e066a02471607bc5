import { fromHex } from "../../../../main/domain/bytes.ts";
import type { AcquirerRequest } from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { CARD, CERTIFICATE_DATA, ICC_DATA, LOAD_WITH_CASH } from "./test-requests.ts";

/** The requests behind the messages of golden-further-messages.json, by their names there. */

const numbered = (stan: number) => ({ stan, batchNumber: 42 });

const chip = (stan: number) =>
  ({ ...numbered(stan), amountFen: 12_840n, card: CARD, entryMode: "contactChip", iccData: [] }) as const;

const typedIn = (stan: number) =>
  ({
    ...chip(stan),
    card: { pan: CARD.pan, expiry: CARD.expiry },
    entryMode: "manual",
    cardOrganisation: "CUP",
  }) as const;

const pinBlock = new Sensitive(fromHex("735DF4A4F5E391CA"));
const held = { batchNumber: 42, stan: 203, date: "1123" };
const past = { batchNumber: 41, stan: 123, date: "1122" };

const reversal = (stan: number, pinEntered: boolean) =>
  ({ ...chip(stan), kind: "reversal", pinEntered, reason: "98" }) as const;

const REFUND = {
  ...chip(209),
  kind: "refund",
  amountFen: 5_000n,
  rrn: "510000020301",
  original: past,
  cardOrganisation: "CUP",
} as const;

const TIP = {
  ...typedIn(214),
  kind: "adjustment",
  adjusted: "tip",
  amountFen: 13_840n,
  rrn: "510000020301",
  approvalCode: "654321",
  tipFen: 1_000n,
  original: { batchNumber: 42, stan: 123, date: "1123" },
} as const;

const failedChip = (stan: number) =>
  ({
    ...chip(stan),
    kind: "batchFailedChip",
    pinEntered: true,
    iccData: CERTIFICATE_DATA,
  }) as const;

export const FURTHER_REQUESTS: Readonly<Record<string, AcquirerRequest>> = {
  "sign-out": { ...numbered(201), kind: "signOut", operatorNumber: "01" },
  "balance inquiry": {
    ...numbered(202),
    kind: "balance",
    card: CARD,
    entryMode: "contactChip",
    pinBlock,
    iccData: ICC_DATA,
  },
  "pre-authorisation": { ...chip(203), kind: "preAuthorisation", pinBlock, iccData: ICC_DATA },
  "additional pre-authorisation": {
    ...chip(204),
    kind: "preAuthorisation",
    isAdditional: true,
    approvalCode: "654321",
  },
  "pre-authorisation void": {
    ...chip(205),
    kind: "preAuthorisationVoid",
    approvalCode: "654321",
    original: held,
  },
  completion: { ...chip(206), kind: "completion", pinBlock, approvalCode: "654321", original: held },
  "completion void": {
    ...chip(207),
    kind: "completionVoid",
    rrn: "510000020401",
    approvalCode: "654321",
    original: { ...held, stan: 206 },
  },
  "completion advice": {
    ...chip(208),
    kind: "completionAdvice",
    approvalCode: "654321",
    original: held,
    cardOrganisation: "CUP",
  },
  refund: REFUND,
  "refund of a card whose organisation is not known": {
    ...chip(210),
    kind: "refund",
    amountFen: 5_000n,
    rrn: "510000020301",
    original: past,
  },
  "refund of electronic cash": {
    ...chip(211),
    kind: "cashRefund",
    original: { ...past, stan: 136 },
    cardOrganisation: "CUP",
  },
  "offline sale": { ...typedIn(212), kind: "offlineSale", approvalCode: "123456" },
  "adjustment of an offline sale": {
    ...typedIn(213),
    kind: "adjustment",
    adjusted: "offlineSale",
    amountFen: 13_840n,
    approvalCode: "123456",
    tipFen: 1_000n,
    original: { batchNumber: 42, stan: 212, date: "1123" },
  },
  tip: TIP,
  "void of a load with cash": {
    ...chip(215),
    kind: "loadVoid",
    amountFen: 10_000n,
    rrn: "510000020306",
    approvalCode: "654323",
    original: { batchNumber: 42, stan: 131, date: "1123" },
    iccData: LOAD_WITH_CASH.iccData,
  },
  "reversal of a pre-authorisation": {
    ...reversal(203, true),
    reversed: "preAuthorisation",
    iccData: ICC_DATA,
  },
  "reversal of an additional pre-authorisation": {
    ...reversal(204, false),
    reversed: "preAuthorisation",
    isAdditional: true,
  },
  "reversal of a pre-authorisation void": {
    ...reversal(205, false),
    reversed: "preAuthorisationVoid",
    approvalCode: "654321",
    original: held,
  },
  "reversal of a completion": {
    ...reversal(206, true),
    reversed: "completion",
    approvalCode: "654321",
    original: held,
  },
  "reversal of a completion void": {
    ...reversal(207, false),
    reversed: "completionVoid",
    approvalCode: "654321",
    original: { ...held, stan: 206 },
  },
  "reversal of the void of a load": {
    ...reversal(215, false),
    reversed: "loadVoid",
    amountFen: 10_000n,
    approvalCode: "654323",
    original: { batchNumber: 42, stan: 131, date: "1123" },
    iccData: ICC_DATA,
  },
  "settlement with foreign cards": {
    ...numbered(216),
    kind: "settlement",
    totals: { debitCount: 12, debitFen: 123_456n, creditCount: 1, creditFen: 12_840n },
    foreignTotals: { debitCount: 2, debitFen: 500n, creditCount: 1, creditFen: 100n },
  },
  "certificate of a transaction whose issuer was not authentic": {
    ...failedChip(217),
    isBalanced: true,
    failure: "issuerNotAuthentic",
  },
  "certificate of a transaction that the card refused, totals differed": {
    ...failedChip(218),
    isBalanced: false,
    isForeignCard: true,
    failure: "cardRefused",
  },
  "refund in the batch upload": { ...numbered(209), kind: "batchNotice", notice: REFUND },
  "tip in the batch upload": { ...numbered(214), kind: "batchNotice", notice: TIP },
  "parameter download": { ...numbered(219), kind: "download", wanted: { what: "parameters" } },
  "parameter download end": { ...numbered(220), kind: "downloadEnd", of: "parameters" },
  "CA key query": { ...numbered(221), kind: "download", wanted: { what: "caKeyList", receivedCount: 0 } },
  "CA key query, 14 received": {
    ...numbered(222),
    kind: "download",
    wanted: { what: "caKeyList", receivedCount: 14 },
  },
  "CA key download": {
    ...numbered(223),
    kind: "download",
    wanted: { what: "caKey", rid: fromHex("A000000333"), index: 2 },
  },
  "CA key download end": { ...numbered(224), kind: "downloadEnd", of: "caKeys" },
  "AID query": { ...numbered(225), kind: "download", wanted: { what: "applicationList", receivedCount: 0 } },
  "AID download": {
    ...numbered(226),
    kind: "download",
    wanted: { what: "application", aid: fromHex("A000000333010101") },
  },
  "AID download end": { ...numbered(227), kind: "downloadEnd", of: "applications" },
  "hotlist download, first page": {
    ...numbered(228),
    kind: "download",
    wanted: { what: "hotlist", receivedCount: 0 },
  },
  "hotlist download, after 25 cards": {
    ...numbered(229),
    kind: "download",
    wanted: { what: "hotlist", receivedCount: 25 },
  },
  "hotlist download end": { ...numbered(230), kind: "downloadEnd", of: "hotlist" },
  "status upload": {
    ...numbered(231),
    kind: "statusUpload",
    status: {
      peripherals: [true, true, false, true, true],
      parameters: {
        connectTimeoutS: 10,
        replyTimeoutS: 60,
        retryCount: 3,
        phones: ["95516"],
        managementPhone: "057112345678",
        tipsAllowed: true,
        tipPercentMax: 10,
        manualEntryAllowed: false,
        signOutAfterSettlement: true,
        reversalResendCount: 3,
        masterKeyIndex: 1,
        offlineCountMax: 10,
      },
      hours: 24,
      exchangeCount: 120,
      answeredPercent: 99,
    },
  },
};
