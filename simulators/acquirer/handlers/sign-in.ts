import { assert, assertDefined } from "../../../main/domain/assert.ts";
import { dateAndTime } from "../../../main/domain/business-time.ts";
import { toLatin1 } from "../../../main/domain/bytes.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { type KeyScheme, makeWorkingKeys, workingKeysField, wrapWorkingKeys } from "../keys.ts";
import { bytesField } from "../message.ts";
import { isDeviceSequence, sixDigits } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";

const SCHEMES: readonly string[] = ["001", "003", "004"];

/**
 * 0800, 60.1 = 00, 60.3 = 001, 003 or 004: fresh working keys under the TMK in DE62 and the batch number in
 * 60.2 (cup-8583 sections 3 and 7). Keys of the sign-in before are void from here on. The batch number stays
 * while the terminal's batch is open in the ledger; else it is the next one.
 */
export const signIn: Handler = {
  kind: "signIn",
  matches: (request) =>
    request.message.mti === "0800" && request.type === "00" && scheme(request) !== undefined,
  mandatory: [11, 41, 42, 60],
  needsSignIn: false,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 60],
  decide,
};

function scheme(request: HostRequest): KeyScheme | undefined {
  const management = request.field60?.management ?? "";
  return SCHEMES.includes(management) ? (management as KeyScheme) : undefined;
}

function decide(request: HostRequest, desk: Desk): Decision {
  const sequence = bytesField(request.message.fields, 62);
  if (sequence !== undefined && !isDeviceSequence(toLatin1(sequence)))
    return { code: "30", note: "DE62 holds no device sequence number" };
  const { tid, mid, field60 } = request;
  assert(tid !== undefined && mid !== undefined && field60 !== undefined, "DE41, 42 and 60 are mandatory");
  const asked = assertDefined(scheme(request), "the handler was chosen by it");
  if (desk.keyCipher === "sm4" && asked === "001")
    return { code: "12", note: "SM4 has no keys of single length" };
  const signInCount = (desk.terminal?.signInCount ?? 0) + 1;
  const keys = makeWorkingKeys(asked, desk.macKeyForm, desk.keySource, `${tid} ${signInCount}`);
  const workingKeys = wrapWorkingKeys(desk.tmk, keys, desk.keyCipher);
  const batchNumber = desk.ledger.openBatch(tid, field60.batchNumber, dateAndTime(desk.now));
  desk.ledger.saveTerminal({ tid, mid, signInCount, isSignedIn: true, workingKeys });
  return {
    code: "00",
    fields: new Map<number, string | Uint8Array>([
      [60, `00${sixDigits(batchNumber)}${asked}`],
      [62, workingKeysField(asked, workingKeys)],
    ]),
  };
}
