import { dateYymmdd } from "../../main/domain/business-time.ts";
import type { Sensitive } from "../../main/domain/sensitive.ts";
import { amountOf, book, judgeBatchOpen, judgeDuplicate, judgeForm, judgeOvertaken } from "./booking.ts";
import { judgeChipStripe, judgeStripe, type PresentedCard, presentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import { type IccVerdict, judgeIcc } from "./icc.ts";
import type { IssuerAccount } from "./issuer-port.ts";
import type { TransactionKind, TransactionVariant } from "./ledger-types.ts";
import { judgePin } from "./pin.ts";
import type { HostRequest } from "./request.ts";
import { sideRow } from "./settlement-sides-table.ts";

/** What sale, load and pre-authorisation have in common: a card is shown, and its bank is asked. */

export type Authorisation = {
  readonly kind: TransactionKind;
  readonly variant?: TransactionVariant;
  readonly limitFen: bigint;
  /** Whether the amount has to be there: not where the shop has taken cash for it. */
  readonly needsFunds: boolean;
  /** The card whose chip speaks, where another one pays. */
  readonly loadedPan?: Sensitive<string> | undefined;
  /** What the bank tells the card with an approval; a decision where it cannot. */
  readonly script?: (icc: IccVerdict, account: IssuerAccount) => Uint8Array | Decision | undefined;
};

/** Judges, moves the money and books; the answer carries tag 91 and the script where a chip was right. */
export function authorise(request: HostRequest, desk: Desk, what: Authorisation): Decision {
  const refusal = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const { kind, variant } = what;
  const account = desk.issuer.findAccount(card.value.pan);
  if (account === undefined)
    return book(request, desk, {
      kind,
      variant,
      card: card.value,
      decision: { code: "14", note: "unknown card" },
    });
  const loaded = loadedCard(card.value, what);
  const paidBy = loaded === card.value ? undefined : card.value;
  const holder = paidBy === undefined ? account : desk.issuer.findAccount(loaded.pan);
  const icc = judgeIcc(request, loaded, desk);
  const judged: Decision =
    holder === undefined
      ? { code: "14", note: "the card that is loaded is unknown" }
      : judgeAll(request, desk, what, card.value, account, icc);
  const script = judged.code === "00" && holder !== undefined ? scriptOf(what, icc, holder, desk) : undefined;
  const isRefused = script !== undefined && "code" in script;
  const decision = isRefused ? script : judged;
  const issuerScript = isRefused ? undefined : script;
  if (decision.code === "00") {
    const { ledger } = desk;
    ledger.moveBalance(ledger.digest(loaded.pan), -sideRow(kind, variant).charge * amountOf(request));
    if (paidBy !== undefined)
      ledger.pass(amountOf(request), ledger.digest(paidBy.pan), ledger.digest(loaded.pan));
  }
  const answerData = icc.answerData?.(decision.code, issuerScript);
  return book(request, desk, {
    kind,
    variant,
    card: loaded,
    paidBy,
    decision: answerData === undefined ? decision : { ...decision, fields: new Map([[55, answerData]]) },
    cryptogram: icc.cryptogram,
    atc: icc.atc,
    issuerScript,
  });
}

function loadedCard(card: PresentedCard, { loadedPan }: Authorisation): PresentedCard {
  return loadedPan === undefined || loadedPan.reveal() === card.pan.reveal()
    ? card
    : { ...card, pan: loadedPan };
}

function judgeAll(
  request: HostRequest,
  desk: Desk,
  what: Authorisation,
  card: PresentedCard,
  account: IssuerAccount,
  icc: IccVerdict,
): Decision {
  return (
    judgeStripe(request, card) ??
    judgeOvertaken(request, desk) ??
    judgeChipStripe(request, card, desk) ??
    judgeAccount(card, account, desk) ??
    icc.objection ??
    (amountOf(request) > what.limitFen
      ? { code: "61", note: `more than one ${what.kind} may take` }
      : undefined) ??
    judgePin(request, account, desk) ??
    (what.needsFunds ? judgeFunds(amountOf(request), account, desk) : undefined) ?? { code: "00" }
  );
}

/** The message's own script, or the one that a rule of behaviour asks for. */
function scriptOf(
  what: Authorisation,
  icc: IccVerdict,
  account: IssuerAccount,
  desk: Desk,
): Uint8Array | Decision | undefined {
  if (what.script !== undefined) return what.script(icc, account);
  if (desk.rule?.do !== "issuerScript" || icc.question === undefined) return undefined;
  return desk.issuer.script({ ...icc.question, name: desk.rule.script });
}

/** 62 blocked, 41 lost, 54 expired or another expiry than the card's. */
export function judgeAccount(card: PresentedCard, account: IssuerAccount, desk: Desk): Decision | undefined {
  if (account.status === "blocked") return { code: "62", note: "the account is blocked" };
  if (account.status === "lost") return { code: "41", note: "the card is reported lost" };
  if (account.expiry < dateYymmdd(desk.now).slice(0, 4)) return { code: "54", note: "the card has expired" };
  if (card.expiry !== undefined && card.expiry !== account.expiry)
    return { code: "54", note: "another expiry than the card's" };
  return undefined;
}

/** 51 when the account has less than the amount. */
function judgeFunds(amountFen: bigint, account: IssuerAccount, desk: Desk): Decision | undefined {
  return amountFen > spendableFen(account, desk) ? { code: "51", note: "insufficient funds" } : undefined;
}

/** The balance without electronic cash, which is on the card, and without what pre-authorisations hold. */
export function spendableFen(account: IssuerAccount, desk: Desk): bigint {
  const { ledger } = desk;
  const panDigest = ledger.digest(account.pan);
  const balanceFen = ledger.account(panDigest)?.balanceFen ?? 0n;
  return balanceFen - electronicCashFen(account, desk) - ledger.heldFen(panDigest);
}

/** Electronic cash on the card as the bank's books have it: without what has not been uploaded yet. */
export function electronicCashFen(account: IssuerAccount, desk: Desk): bigint {
  const opening = account.openingElectronicCashFen ?? 0n;
  return opening + desk.ledger.electronicCashMovedFen(desk.ledger.digest(account.pan));
}
