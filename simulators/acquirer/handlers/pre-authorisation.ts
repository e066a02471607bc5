import { authorise } from "../authorisation.ts";
import { bookRefusal } from "../booking.ts";
import type { Handler } from "../desk.ts";
import { takeBackWhole } from "../taking-back.ts";

/** 06: the first; 60: an additional one, a hold of its own (cup-8583 section 3). */
const CONDITIONS: readonly (string | undefined)[] = ["06", "60"];

/** 0100, processing code 030000, 60.1 = 10: holds an amount, which a completion charges later. */
export const preAuth: Handler = {
  kind: "preAuth",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0100" && processingCode === "030000" && type === "10" && CONDITIONS.includes(condition),
  mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60],
  decide: (request, desk) =>
    authorise(request, desk, { kind: "preAuth", limitFen: desk.saleLimitFen, needsFunds: true }),
  refused: (request, desk, code) => bookRefusal("preAuth", request, desk, code),
};

/** 0100, processing code 200000, 60.1 = 11: lets go of what a pre-authorisation holds, in whatever batch it was made. */
export const preAuthVoid: Handler = {
  kind: "preAuthVoid",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0100" && processingCode === "200000" && type === "11" && condition === "06",
  mandatory: [3, 4, 11, 22, 25, 38, 41, 42, 49, 60, 61],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
  decide: (request, desk) =>
    takeBackWhole(request, desk, { kind: "preAuthVoid", of: "preAuth", inOpenBatch: false }),
  refused: (request, desk, code) => bookRefusal("preAuthVoid", request, desk, code),
};
