import { judgeAccount, spendableFen } from "../authorisation.ts";
import { judgeChipStripe, judgeStripe, presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { judgeIcc } from "../icc.ts";
import { judgePin } from "../pin.ts";
import type { HostRequest } from "../request.ts";

/**
 * 0200, processing code 310000, 60.1 = 01: what can be spent (cup-8583 sections 3 and 5). It has no amount and moves nothing.
 * DE54 of the answer: account type 00, amount type 02 (available), currency 156, C or D, amount (12).
 */
export const balance: Handler = {
  kind: "balance",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0200" && processingCode === "310000" && type === "01" && condition === "00",
  mandatory: [3, 11, 22, 25, 41, 42, 49, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 11, 14, 25, 41, 42, 49, 60],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  if (request.stan === 0) return { code: "30", note: "STAN 000000" };
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const account = desk.issuer.findAccount(card.value.pan);
  if (account === undefined) return { code: "14", note: "unknown card" };
  const icc = judgeIcc(request, card.value, desk);
  const objection =
    judgeStripe(request, card.value) ??
    judgeChipStripe(request, card.value, desk) ??
    judgeAccount(card.value, account, desk) ??
    icc.objection ??
    judgePin(request, account, desk);
  const fields = new Map<number, string | Uint8Array>();
  const script =
    objection === undefined && desk.rule?.do === "issuerScript" && icc.question !== undefined
      ? desk.issuer.script({ ...icc.question, name: desk.rule.script })
      : undefined;
  const answerData = icc.answerData?.(objection?.code ?? "00", script);
  if (answerData !== undefined) fields.set(55, answerData);
  if (objection !== undefined) return { ...objection, fields };
  const fen = spendableFen(account, desk);
  const digits = (fen < 0n ? -fen : fen).toString().padStart(12, "0");
  fields.set(54, `0002156${fen < 0n ? "D" : "C"}${digits}`);
  return { code: "00", fields };
}
