import { bookRefusal } from "../booking.ts";
import type { Handler } from "../desk.ts";
import { takeBackWhole } from "../taking-back.ts";

/**
 * 0200, processing code 200000, 60.1 = 23, DE25 = 00: takes back an approved sale of an open batch, named by
 * DE61 (batch and STAN) and DE37 (cup-8583 sections 3 and 5). The whole amount or nothing; no void of a void.
 */
export const voidSale: Handler = {
  kind: "void",
  matches: (request) =>
    request.message.mti === "0200" &&
    request.processingCode === "200000" &&
    request.type === "23" &&
    request.condition === "00",
  mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
  decide: (request, desk) => takeBackWhole(request, desk, { kind: "void", of: "sale", inOpenBatch: true }),
  refused: (request, desk, code) => bookRefusal("void", request, desk, code),
};
