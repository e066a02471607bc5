import { amountOf, book, financialKey, judgeBatchOpen, judgeForm, judgeOvertaken } from "../booking.ts";
import { isChip, type PresentedCard, presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { judgeOfflineIcc } from "../icc.ts";
import type { IssuerAccount } from "../issuer-port.ts";
import type { HostRequest } from "../request.ts";

/** In a batch upload the same record comes as 0320 (cup-8583 section 3). */
const UPLOAD_MTIS = ["0200", "0320"];

/**
 * 0200 or 0320, processing code 000000, 60.1 = 36, DE25 = 00: a sale that card and terminal approved without the host
 * (cup-8583 sections 3 and 6; money.md rule 7). The TC binds the bank: neither balance nor a later block of the
 * card refuses it. With 9F74, or read without contacts, it was paid with the electronic cash on the card.
 */
export const upload: Handler = {
  kind: "upload",
  matches: (request) =>
    UPLOAD_MTIS.includes(request.message.mti) &&
    request.processingCode === "000000" &&
    request.type === "36" &&
    request.condition === "00",
  mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 55, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60],
  decide,
  refused: bookRefusedUpload,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const refusal = judgeForm(request) ?? judgeRepeat(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  if (!isChip(card.value)) return { code: "30", note: "only a chip approves offline" };
  desk.ledger.dropRefusedUpload(financialKey(request));
  const account = desk.issuer.findAccount(card.value.pan);
  const icc = account === undefined ? {} : judgeOfflineIcc(request, card.value, desk);
  const decision =
    account === undefined
      ? { code: "14", note: "unknown card" }
      : (judgeOvertaken(request, desk) ??
        icc.objection ??
        judgeExpiry(card.value, account, icc.date) ??
        (amountOf(request) > desk.saleLimitFen
          ? { code: "61", note: "more than one sale may take" }
          : { code: "00" }));
  if (decision.code === "00") desk.ledger.moveBalance(desk.ledger.digest(card.value.pan), -amountOf(request));
  const { cryptogram, atc } = icc;
  return book(request, desk, {
    kind: "sale",
    variant: icc.isElectronicCash === true ? "electronicCash" : undefined,
    origin: "offline",
    card: card.value,
    decision,
    cryptogram,
    atc,
  });
}

/**
 * 94 for a record whose number stands in the books already; the record itself gets the RRN and approval code that it
 * has there. A refused upload does not stand there: told 94, the terminal would believe that it had been taken.
 */
function judgeRepeat(request: HostRequest, desk: Desk): Decision | undefined {
  const booked = desk.ledger.transaction(financialKey(request));
  if (booked === undefined || (booked.origin === "offline" && booked.state === "declined")) return undefined;
  const note = "this batch and STAN were here before";
  const isSame =
    booked.origin === "offline" &&
    booked.amountFen === request.amountFen &&
    request.pan !== undefined &&
    booked.panDigest === desk.ledger.digest(request.pan);
  if (!isSame) return { code: "94", note: `${note} with another content` };
  const fields = new Map<number, string>([[37, booked.rrn]]);
  if (booked.approvalCode !== undefined) fields.set(38, booked.approvalCode);
  return { code: "94", note, fields };
}

/** 54 when the card had expired on the day on which it approved, or when DE14 is not the card's. */
function judgeExpiry(
  card: PresentedCard,
  account: IssuerAccount,
  date: string | undefined,
): Decision | undefined {
  if (card.expiry !== undefined && card.expiry !== account.expiry)
    return { code: "54", note: "another expiry than the card's" };
  return date !== undefined && account.expiry < date.slice(0, 4)
    ? { code: "54", note: "the card had expired" }
    : undefined;
}

function bookRefusedUpload(request: HostRequest, desk: Desk, code: string): void {
  const isAside = judgeForm(request) ?? judgeRepeat(request, desk) ?? judgeBatchOpen(request, desk);
  const card = presentedCard(request, desk);
  if (isAside !== undefined || !card.ok) return;
  desk.ledger.dropRefusedUpload(financialKey(request));
  book(request, desk, { kind: "sale", origin: "offline", card: card.value, decision: { code } });
}
