import { expect, test } from "vitest";
import type { PaymentId } from "../../../../main/domain/ids.ts";
import { reconcileBatch } from "../../../../main/domain/reconcile/reconcile-batch.ts";
import type { Difference, HostRecord, TillRecord } from "../../../../main/domain/reconcile/records.ts";

const TID = "10000001";
const BATCH = { tid: TID, batchNumber: 7 };

const till = (change: Partial<TillRecord> = {}): TillRecord => ({
  paymentId: "p" as PaymentId,
  tid: TID,
  mid: "898100012340003",
  batchNumber: 7,
  stan: 1,
  rrn: "000000000001",
  type: "sale",
  amountFen: 1234n,
  cardLast4: "0001",
  approvalCode: "A00001",
  standing: "counted",
  ...change,
});

const host = (change: Partial<HostRecord> = {}): HostRecord => ({
  line: 2,
  tid: TID,
  mid: "898100012340003",
  batchNumber: 7,
  stan: 1,
  rrn: "000000000001",
  type: "sale",
  amountFen: 1234n,
  cardLast4: "0001",
  responseCode: "00",
  approvalCode: "A00001",
  feeFen: 5n,
  ...change,
});

/** An offline approval: the host gives it a reference number that the till never hears of. */
function offline(standing: TillRecord["standing"]): TillRecord {
  const { rrn: _rrn, approvalCode: _approvalCode, ...rest } = till({ standing });
  return rest;
}

type Case = {
  readonly name: string;
  readonly host: readonly HostRecord[];
  readonly till: readonly TillRecord[];
  readonly neighbours?: readonly TillRecord[];
  readonly agreed?: number;
  readonly differences?: readonly (readonly [Difference["kind"], Difference["cause"]])[];
};

const CASES: readonly Case[] = [
  { name: "the same on both sides", host: [host()], till: [till()], agreed: 1 },
  { name: "nothing on either", host: [], till: [] },
  {
    name: "an offline approval with the host's reference",
    host: [host()],
    till: [offline("counted")],
    agreed: 1,
  },
  {
    name: "an upload whose answer was lost",
    host: [host()],
    till: [offline("notUploaded")],
    agreed: 1,
  },
  {
    name: "an approved sale that the file has not",
    host: [],
    till: [till()],
    differences: [["missingAtHost", "lostAtHost"]],
  },
  {
    name: "an offline approval that waits for the line",
    host: [],
    till: [offline("notUploaded")],
    differences: [["missingAtHost", "notUploadedYet"]],
  },
  {
    name: "a load from an account, which moves no money between shop and host",
    host: [],
    till: [till({ type: "load", standing: "notSettled" })],
  },
  {
    name: "the same, where the file has it",
    host: [host({ type: "load" })],
    till: [till({ type: "load", standing: "notSettled" })],
    agreed: 1,
  },
  {
    name: "a payment that has not ended",
    host: [],
    till: [till({ standing: "underWay" })],
    differences: [["missingAtHost", "underWay"]],
  },
  {
    name: "a line that the till never had",
    host: [host()],
    till: [],
    differences: [["missingAtTill", "tillLostIt"]],
  },
  {
    name: "less money at the host",
    host: [host({ amountFen: 1000n })],
    till: [till()],
    differences: [["otherAmount", "partialOrWrongAmount"]],
  },
  {
    name: "more money at the host",
    host: [host({ amountFen: 2000n })],
    till: [till()],
    differences: [["otherAmount", "adjustedAtHost"]],
  },
  {
    name: "the same line twice",
    host: [host(), host({ line: 3 })],
    till: [till()],
    agreed: 1,
    differences: [["doubled", "sentTwice"]],
  },
  {
    name: "another transaction under a STAN that is taken",
    host: [host(), host({ line: 3, amountFen: 99n })],
    till: [till()],
    agreed: 1,
    differences: [["doubled", "stanReused"]],
  },
  {
    name: "a void that the host has as a sale",
    host: [host()],
    till: [till({ type: "void" })],
    differences: [["otherType", "bookedAsOther"]],
  },
  {
    name: "another card",
    host: [host({ cardLast4: "9999" })],
    till: [till()],
    differences: [["otherCard", "stanReused"]],
  },
  {
    name: "another merchant",
    host: [host({ mid: "898100099990003" })],
    till: [till()],
    differences: [["otherMerchant", "otherShop"]],
  },
  {
    name: "another reference number",
    host: [host({ rrn: "000000000009" })],
    till: [till()],
    differences: [["otherReference", "stanReused"]],
  },
  {
    name: "the reference number under another STAN",
    host: [host({ stan: 5 })],
    till: [till()],
    differences: [["otherReference", "bookedAsOther"]],
  },
  {
    name: "the till's record in the file's other batch",
    host: [host({ batchNumber: 8 })],
    till: [till()],
    differences: [["otherBatch", "batchCutDifferently"]],
  },
  {
    name: "the file's record in the till's other batch",
    host: [host()],
    till: [],
    neighbours: [till({ batchNumber: 8 })],
    differences: [["otherBatch", "batchCutDifferently"]],
  },
  {
    name: "a record beside it with the same STAN and other money is another record",
    host: [host()],
    till: [],
    neighbours: [till({ batchNumber: 8, amountFen: 1n })],
    differences: [["missingAtTill", "tillLostIt"]],
  },
  {
    name: "an upload that was refused for good",
    host: [],
    till: [offline("uploadRefused")],
    differences: [["refusedUpload", "hostRefused"]],
  },
  {
    name: "an upload that was refused and is booked",
    host: [host()],
    till: [offline("uploadRefused")],
    differences: [["bookedNotCounted", "uploadRefused"]],
  },
  {
    name: "a sale that was reversed and is booked",
    host: [host()],
    till: [till({ standing: "reversed" })],
    differences: [["bookedNotCounted", "reversalNotBooked"]],
  },
  {
    name: "a sale whose reversal is due and that is booked",
    host: [host()],
    till: [till({ standing: "unresolved" })],
    differences: [["bookedNotCounted", "reversalDue"]],
  },
  {
    name: "a sale that was declined and is booked",
    host: [host()],
    till: [till({ standing: "notApproved" })],
    differences: [["bookedNotCounted", "declinedAtTill"]],
  },
  {
    name: "a reversed sale that is booked in the batch after it",
    host: [host({ batchNumber: 8 })],
    till: [till({ standing: "reversed" })],
    differences: [["bookedNotCounted", "reversalNotBooked"]],
  },
  {
    name: "what nobody counts",
    host: [host({ responseCode: "51" })],
    till: [till({ standing: "notApproved" }), till({ stan: 2, standing: "reversed" })],
    agreed: 1,
  },
  {
    name: "an approval that the file lists as refused",
    host: [host({ responseCode: "51" })],
    till: [till()],
    differences: [["listedNotApproved", "hostRefused"]],
  },
  {
    name: "another shop's line",
    host: [host({ tid: "99999999" })],
    till: [till()],
    differences: [
      ["unknownTerminal", "otherShop"],
      ["missingAtHost", "lostAtHost"],
    ],
  },
];

test.each(CASES)("$name", ({ host: lines, till: records, neighbours = [], agreed = 0, differences = [] }) => {
  const compared = reconcileBatch(BATCH, lines, records, neighbours);
  expect(compared.agreed).toBe(agreed);
  expect(compared.differences.map(({ kind, cause }) => [kind, cause]).sort()).toEqual(
    [...differences].sort(),
  );
});

test("both sides are added up, with the fees, and lines of other batches are only counted", () => {
  const compared = reconcileBatch(
    BATCH,
    [
      host(),
      host({ line: 3, stan: 2, rrn: "000000000002", type: "void", feeFen: -5n }),
      host({ line: 4, stan: 3, rrn: "000000000003", amountFen: 6n }),
      host({ line: 5, batchNumber: 6, stan: 900, rrn: "000000000900" }),
    ],
    [till(), till({ stan: 2, rrn: "000000000002", type: "void" }), till({ stan: 9, standing: "reversed" })],
  );
  expect(compared.till).toEqual(
    new Map([
      ["sale", { count: 1, amountFen: 1234n }],
      ["void", { count: 1, amountFen: 1234n }],
    ]),
  );
  expect(compared.host).toEqual(
    new Map([
      ["sale", { count: 2, amountFen: 1240n }],
      ["void", { count: 1, amountFen: 1234n }],
    ]),
  );
  expect(compared).toMatchObject({ feeFen: 5n, otherBatchLines: 1, agreed: 2 });
});
