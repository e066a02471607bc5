import { expect, test } from "vitest";
import type { PaymentId, ShiftId } from "../../../../main/domain/ids.ts";
import type { PaymentState } from "../../../../main/domain/payment/state.ts";
import type { TillStanding } from "../../../../main/domain/reconcile/records.ts";
import { tillRecordOf } from "../../../../main/domain/reconcile/till-record.ts";

const PAYMENT: PaymentState = {
  paymentId: "p" as PaymentId,
  kind: "sale",
  amountFen: 1234n,
  tid: "10000001",
  mid: "898100012340003",
  stan: 42,
  batchNumber: 7,
  shiftId: "s" as ShiftId,
  operator: "li",
  startedAt: { epochMs: 0, utcOffsetMinutes: 480 },
  phase: "approved",
  card: {
    maskedPan: "622202******0001",
    entryMode: "contactChip",
    aid: "A000000333010101",
    label: "PBOC DEBIT",
    pinEntered: true,
  },
  answer: { responseCode: "00", rrn: "000000000042", approvalCode: "A00042" },
};

test("a payment is told by what both sides know of it, and by no more of the card than four digits", () => {
  expect(tillRecordOf(PAYMENT)).toEqual({
    paymentId: "p",
    tid: "10000001",
    mid: "898100012340003",
    batchNumber: 7,
    stan: 42,
    rrn: "000000000042",
    type: "sale",
    amountFen: 1234n,
    cardLast4: "0001",
    approvalCode: "A00042",
    standing: "counted",
  });
});

const upload = (status: "due" | "acknowledged" | "refused") => ({ upload: { status, begunCount: 1 } });

const STANDINGS: readonly (readonly [string, Partial<PaymentState>, TillStanding])[] = [
  ["an upload that is due", upload("due"), "notUploaded"],
  ["an upload that came through", upload("acknowledged"), "counted"],
  ["an upload that was refused", upload("refused"), "uploadRefused"],
  ["a load from an account", { kind: "load", from: "boundAccount" }, "notSettled"],
  ["a load against cash", { kind: "load", from: "cash" }, "counted"],
  ["a card that is being read", { phase: "readingCard" }, "underWay"],
  ["a torn tap", { phase: "torn" }, "underWay"],
  ["a declined sale", { phase: "declined" }, "notApproved"],
  ["a sale that came to nothing", { phase: "ended" }, "notApproved"],
  ["a sale whose outcome is not known", { phase: "unresolved" }, "unresolved"],
  ["a reversed sale", { phase: "reversed" }, "reversed"],
];

test.each(STANDINGS)("%s stands beside the file as it is", (_name, change, standing) => {
  expect(tillRecordOf({ ...PAYMENT, ...change })).toMatchObject({ standing });
});
