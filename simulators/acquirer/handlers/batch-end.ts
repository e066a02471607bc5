import { dateAndTime } from "../../../main/domain/business-time.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { textField } from "../message.ts";
import { type BatchUnderSettlement, batchUnderSettlement, isBalanced, namedBatch } from "../open-batch.ts";
import { reconcile } from "../reconcile.ts";
import type { HostRequest } from "../request.ts";
import { parseRecordCount } from "../settlement-fields.ts";

const END_BALANCED = "207";
const END_UNBALANCED = "202";

type EndManagement = typeof END_BALANCED | typeof END_UNBALANCED;

/**
 * 0320, 60.1 = 00, 60.3 = 207 (202 where the totals differed): the end of a batch, with the number of records
 * and certificates sent (cup-8583 section 8). The host compares its books with the list, closes the batch, and has
 * the next number ready for the next sign-in. It may come again.
 */
export const batchEnd: Handler = {
  kind: "batchEnd",
  matches: (request) =>
    request.message.mti === "0320" && request.type === "00" && endManagement(request) !== undefined,
  mandatory: [11, 41, 42, 48, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 49, 60],
  decide,
};

function endManagement(request: HostRequest): EndManagement | undefined {
  const management = request.field60?.management;
  return management === END_BALANCED || management === END_UNBALANCED ? management : undefined;
}

function decide(request: HostRequest, desk: Desk): Decision {
  const statedCount = parseRecordCount(textField(request.message.fields, 48) ?? "");
  const management = endManagement(request);
  if (statedCount === undefined || management === undefined)
    return { code: "30", note: "DE48 has not four digits" };
  const named = namedBatch(request, desk);
  if (!named.ok) return named.fault;
  if (named.value.closedAt !== undefined) return { code: "00", note: "the batch was closed before" };
  const found = batchUnderSettlement(request, desk);
  if (!found.ok) return found.fault;
  if (management === END_BALANCED && !isBalanced(found.value.settlement))
    return { code: "12", note: "the totals did not balance: the list is due" };
  return close(found.value, management, statedCount, desk);
}

function close(
  { batch, settlement }: BatchUnderSettlement,
  management: EndManagement,
  statedCount: number,
  desk: Desk,
): Decision {
  const { ledger } = desk;
  const { tid, batchNumber } = batch;
  const receivedCount =
    ledger.listedRecords(tid, batchNumber).length + ledger.certificates(tid, batchNumber).length;
  ledger.saveSettlement({
    ...settlement,
    endManagement: management,
    statedRecordCount: statedCount,
    receivedRecordCount: receivedCount,
  });
  const differenceCount = management === END_UNBALANCED ? reconcile(batch, ledger) : 0;
  ledger.closeBatch(tid, dateAndTime(desk.now));
  const counts =
    statedCount === receivedCount ? "" : `; the terminal says ${statedCount} records, ${receivedCount} came`;
  return { code: "00", note: `batch closed, ${differenceCount} differences${counts}` };
}
