import { electronicCashFen } from "../authorisation.ts";
import { amountOf, bookRefusal } from "../booking.ts";
import type { PresentedCard } from "../card.ts";
import type { Desk, Handler } from "../desk.ts";
import { judgeIcc } from "../icc.ts";
import type { HostRequest } from "../request.ts";
import { type Told, takeBackWhole } from "../taking-back.ts";

/**
 * 0200, processing code 170000, 60.1 = 51, DE25 = 91: takes back a load against cash of the open batch. With DE55 the
 * answer brings the script that takes the amount off the card.
 */
export const loadVoid: Handler = {
  kind: "loadVoid",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0200" && processingCode === "170000" && type === "51" && condition === "91",
  mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 55, 60, 61],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
  decide: (request, desk) =>
    takeBackWhole(request, desk, {
      kind: "loadVoid",
      of: "load",
      variant: "cash",
      inOpenBatch: true,
      tell: (card) => tell(request, card, desk),
    }),
  refused: (request, desk, code) => bookRefusal("loadVoid", request, desk, code),
};

function tell(request: HostRequest, card: PresentedCard, desk: Desk): Told {
  const account = desk.issuer.findAccount(card.pan);
  if (account === undefined) return { objection: { code: "14", note: "unknown card" } };
  const { objection, question, answerData, cryptogram, atc } = judgeIcc(request, card, desk);
  if (objection !== undefined || question === undefined || answerData === undefined)
    return { objection: objection ?? { code: "30", note: "a load void needs a chip" }, cryptogram, atc };
  const beforeFen = desk.issuer.electronicCashOf(question) ?? electronicCashFen(account, desk);
  const newBalanceFen = beforeFen - amountOf(request);
  if (newBalanceFen < 0n)
    return { objection: { code: "51", note: "the card has less than the load" }, cryptogram, atc };
  const issuerScript = desk.issuer.loadScript({ ...question, newBalanceFen });
  return issuerScript === undefined
    ? { objection: { code: "30", note: "DE55 lacks what the script's MAC covers" }, cryptogram, atc }
    : { issuerScript, answerData: answerData("00", issuerScript), cryptogram, atc };
}
