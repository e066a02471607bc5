import { assertDefined } from "../../../main/domain/assert.ts";
import type { Handler } from "../desk.ts";

/**
 * 0820, 60.1 = 00, 60.3 = 002: the working keys are void, and 77 meets what comes before the next sign-in (cup-8583
 * section 3). The batch stays open: what is not settled waits.
 */
export const signOut: Handler = {
  kind: "signOut",
  matches: (request) =>
    request.message.mti === "0820" && request.type === "00" && request.field60?.management === "002",
  mandatory: [11, 41, 42, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 60],
  decide: (request, desk) => {
    desk.ledger.signOut(assertDefined(request.tid, "DE41 is mandatory"));
    return { code: "00" };
  },
};
