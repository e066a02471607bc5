import type { Handler } from "../desk.ts";

/** 0820, 60.1 = 00, 60.3 = 301: is anybody there (cup-8583 section 3). Nothing changes. */
export const echo: Handler = {
  kind: "echo",
  matches: (request) =>
    request.message.mti === "0820" && request.type === "00" && request.field60?.management === "301",
  mandatory: [41, 42, 60],
  needsSignIn: false,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [11, 41, 42, 60],
  decide: () => ({ code: "00" }),
};
