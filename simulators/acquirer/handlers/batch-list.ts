import { maskPan } from "../../../main/domain/mask-pan.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { ListedRecord } from "../ledger-types.ts";
import { textField } from "../message.ts";
import { batchUnderSettlement } from "../open-batch.ts";
import type { HostRequest } from "../request.ts";
import { parseRecordList, type StatedRecord } from "../settlement-fields.ts";

/**
 * 0320, 60.1 = 00, 60.3 = 201: up to eight records of a batch whose totals differ (cup-8583 section 8). They are
 * stored as they come and compared at the end; the same records may come again.
 */
export const batchList: Handler = {
  kind: "batchList",
  matches: (request) =>
    request.message.mti === "0320" && request.type === "00" && request.field60?.management === "201",
  mandatory: [11, 41, 42, 48, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 49, 60],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const stated = parseRecordList(textField(request.message.fields, 48) ?? "");
  if (stated === undefined) return { code: "30", note: "DE48 is no list of one to eight records" };
  const found = batchUnderSettlement(request, desk);
  if (!found.ok) return found.fault;
  const { batch } = found.value;
  const fresh = new Map<number, ListedRecord>();
  for (const record of stated.map((one) => listed(one, desk))) {
    const before = fresh.get(record.stan) ?? desk.ledger.listedRecord(batch.opening, record.stan);
    if (before !== undefined && !isSame(before, record))
      return { code: "12", note: "a STAN was listed before with another content" };
    if (before === undefined) fresh.set(record.stan, record);
  }
  if (batch.closedAt !== undefined && fresh.size > 0) return { code: "12", note: "the batch is closed" };
  for (const record of fresh.values()) desk.ledger.addListedRecord(batch.opening, record);
  return { code: "00", note: `${fresh.size} of ${stated.length} records are new` };
}

function listed({ side, stan, pan, amountFen }: StatedRecord, desk: Desk): ListedRecord {
  return {
    stan,
    side,
    amountFen,
    panMasked: maskPan(pan),
    panDigest: desk.ledger.digest(new Sensitive(pan)),
    reconciliation: undefined,
    requestSeq: desk.requestSeq,
  };
}

function isSame(one: ListedRecord, other: ListedRecord): boolean {
  return one.side === other.side && one.amountFen === other.amountFen && one.panDigest === other.panDigest;
}
