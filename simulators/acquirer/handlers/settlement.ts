import { assertDefined } from "../../../main/domain/assert.ts";
import { settlementDate } from "../booking.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { LedgerBatch, LedgerSettlement } from "../ledger-types.ts";
import { textField } from "../message.ts";
import { isBalanced, namedBatch } from "../open-batch.ts";
import type { HostRequest } from "../request.ts";
import { balanceFlag, parseStatedTotals, type StatedTotals, withFlags } from "../settlement-fields.ts";

/**
 * 0500, 60.1 = 00, 60.3 = 201: the terminal's totals of one batch (cup-8583 section 8; money.md rule 10). The
 * host counts for itself and answers with a flag for each half of DE48. It may be asked again; the last one counts.
 */
export const settlement: Handler = {
  kind: "settlement",
  matches: (request) =>
    request.message.mti === "0500" && request.type === "00" && request.field60?.management === "201",
  mandatory: [11, 41, 42, 48, 49, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 49, 60],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const digits = textField(request.message.fields, 48) ?? "";
  const stated = parseStatedTotals(digits);
  if (stated === undefined) return { code: "30", note: "DE48 has not 62 digits" };
  if (request.stan === 0) return { code: "30", note: "STAN 000000" };
  if (request.message.fields.get(49) !== "156") return { code: "12", note: "only yuan is cleared here" };
  const found = namedBatch(request, desk);
  if (!found.ok) return found.fault;
  const batch = found.value;
  const before = desk.ledger.settlement(batch.tid, batch.batchNumber);
  if (batch.closedAt !== undefined) {
    const isRepeat = before?.stan === request.stan && before?.statedTotals === digits;
    return before !== undefined && isRepeat
      ? answer(before, desk)
      : { code: "12", note: "the batch is closed" };
  }
  const counted = count(request, batch, stated, digits, desk);
  desk.ledger.saveSettlement(counted);
  return answer(counted, desk);
}

function count(
  request: HostRequest,
  batch: LedgerBatch,
  stated: StatedTotals,
  statedTotals: string,
  desk: Desk,
): LedgerSettlement {
  const host = desk.ledger.settlementTotals(batch.tid, batch.batchNumber, "domestic");
  const foreign = desk.ledger.settlementTotals(batch.tid, batch.batchNumber, "foreign");
  return {
    opening: batch.opening,
    stan: assertDefined(request.stan, "DE11 is mandatory"),
    statedTotals,
    stated: stated.domestic,
    host,
    domesticFlag: balanceFlag(stated.domestic, host),
    foreignFlag: balanceFlag(stated.foreign, foreign),
    endManagement: undefined,
    statedRecordCount: undefined,
    receivedRecordCount: undefined,
    requestSeq: desk.requestSeq,
  };
}

function answer(counted: LedgerSettlement, desk: Desk): Decision {
  const { statedTotals, domesticFlag, foreignFlag } = counted;
  return {
    code: "00",
    note: isBalanced(counted) ? "balanced" : "not balanced",
    fields: new Map([
      [15, settlementDate(desk)],
      [48, withFlags(statedTotals, domesticFlag, foreignFlag)],
    ]),
  };
}
