import { dateYymmdd } from "../../../main/domain/business-time.ts";
import {
  amountOf,
  book,
  bookRefusal,
  judgeBatchOpen,
  judgeDuplicate,
  judgeForm,
  judgeOvertaken,
} from "../booking.ts";
import { judgeStripe, type PresentedCard, presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { judgeIcc } from "../icc.ts";
import type { IssuerAccount } from "../issuer-port.ts";
import { judgePin } from "../pin.ts";
import type { HostRequest } from "../request.ts";

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
  decide,
  refused: (request, desk, code) => bookRefusal("sale", request, desk, code),
};

function decide(request: HostRequest, desk: Desk): Decision {
  const refusal = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const account = desk.issuer.findAccount(card.value.pan);
  if (account === undefined)
    return book(request, desk, {
      kind: "sale",
      card: card.value,
      decision: { code: "14", note: "unknown card" },
    });
  const icc = judgeIcc(request, card.value, desk);
  const decision = judgeStripe(request, card.value) ??
    judgeOvertaken(request, desk) ??
    judgeAccount(card.value, account, desk) ??
    icc.objection ??
    judgeLimit(request, desk) ??
    judgePin(request, account, desk) ??
    judgeBalance(request, account, desk) ?? { code: "00" };
  if (decision.code === "00") desk.ledger.moveBalance(desk.ledger.digest(account.pan), -amountOf(request));
  const answerData = icc.answerData?.(decision.code);
  return book(request, desk, {
    kind: "sale",
    card: card.value,
    decision: answerData === undefined ? decision : { ...decision, fields: new Map([[55, answerData]]) },
    cryptogram: icc.cryptogram,
    atc: icc.atc,
  });
}

function judgeAccount(card: PresentedCard, account: IssuerAccount, desk: Desk): Decision | undefined {
  if (account.status === "blocked") return { code: "62", note: "the account is blocked" };
  if (account.status === "lost") return { code: "41", note: "the card is reported lost" };
  if (account.expiry < dateYymmdd(desk.now).slice(0, 4)) return { code: "54", note: "the card has expired" };
  if (card.expiry !== undefined && card.expiry !== account.expiry)
    return { code: "54", note: "another expiry than the card's" };
  return undefined;
}

function judgeLimit(request: HostRequest, desk: Desk): Decision | undefined {
  return amountOf(request) > desk.saleLimitFen
    ? { code: "61", note: "more than one sale may take" }
    : undefined;
}

function judgeBalance(request: HostRequest, account: IssuerAccount, desk: Desk): Decision | undefined {
  const balanceFen = desk.ledger.account(desk.ledger.digest(account.pan))?.balanceFen ?? 0n;
  return amountOf(request) > balanceFen ? { code: "51", note: "insufficient funds" } : undefined;
}
