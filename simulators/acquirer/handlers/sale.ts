import { authorise } from "../authorisation.ts";
import { bookRefusal } from "../booking.ts";
import type { Handler } from "../desk.ts";

/** 0200, processing code 000000, 60.1 = 22, DE25 = 00: an online sale of any entry mode (cup-8583 section 3). */
export const sale: Handler = {
  kind: "sale",
  matches: (request) =>
    request.message.mti === "0200" &&
    request.processingCode === "000000" &&
    request.type === "22" &&
    request.condition === "00",
  mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60],
  decide: (request, desk) =>
    authorise(request, desk, { kind: "sale", limitFen: desk.saleLimitFen, needsFunds: true }),
  refused: (request, desk, code) => bookRefusal("sale", request, desk, code),
};
