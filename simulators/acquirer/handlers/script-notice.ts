import { assertDefined } from "../../../main/domain/assert.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import { readTlvs } from "../../issuer/tlv.ts";
import { financialKey, settlementDate } from "../booking.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { bytesField, textField } from "../message.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";

const TAG_DF31_SCRIPT_RESULTS = 0xdf31;
const RESULT_LENGTH = 5;

/**
 * 0620, 60.3 = 951: what the issuer's scripts did (cup-8583 sections 3 and 5). It is kept with the transaction that DE61
 * names, whatever became of that; 25 where there is none. The same notice may come again.
 */
export const scriptNotice: Handler = {
  kind: "scriptNotice",
  matches: (request) => request.message.mti === "0620" && request.field60?.management === "951",
  mandatory: [3, 4, 11, 22, 41, 42, 49, 55, 60, 61],
  needsSignIn: true,
  requestMac: "required",
  answerMac: false,
  repeated: [2, 3, 4, 11, 25, 41, 42, 49, 60, 61],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference === undefined) return { code: "30", note: "DE61 holds no batch and STAN" };
  const results = scriptResults(request);
  if (results === undefined) return { code: "30", note: "DE55 holds no DF31 of five bytes a script" };
  if (request.stan === 0) return { code: "30", note: "STAN 000000" };
  const key = financialKey(request);
  const accepted: Decision = { code: "00", fields: new Map([[15, settlementDate(desk)]]) };
  const before = desk.ledger.scriptNotice(key);
  if (before !== undefined) {
    const isSame =
      before.results === results &&
      before.original.batchNumber === reference.batchNumber &&
      before.original.stan === reference.stan;
    return isSame
      ? { ...accepted, note: "this notice was here before" }
      : { code: "94", note: "this batch and STAN were here before with another notice" };
  }
  if (desk.ledger.transaction(key) !== undefined)
    return { code: "94", note: "this batch and STAN were here before" };
  const original = desk.ledger.transaction({ tid: key.tid, ...reference });
  if (original === undefined) return { code: "25", note: "no such original has come" };
  if (request.pan !== undefined && desk.ledger.digest(request.pan) !== original.panDigest)
    return { code: "25", note: "the original was on another card" };
  desk.ledger.addScriptNotice({ ...key, original: reference, results, requestSeq: desk.requestSeq });
  return { ...accepted, note: `results ${results} of a ${original.kind} that is ${original.state}` };
}

/** Tag DF31, upper-case hexadecimal: whole results of five bytes. */
function scriptResults(request: HostRequest): string | undefined {
  const iccData = assertDefined(bytesField(request.message.fields, 55), "DE55 is mandatory");
  const value = readTlvs(iccData)?.find((object) => object.tag === TAG_DF31_SCRIPT_RESULTS)?.value;
  if (value === undefined || value.length === 0 || value.length % RESULT_LENGTH !== 0) return undefined;
  return toHex(value);
}
