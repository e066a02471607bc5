import { book, financialKey, judgeBatchOpen, judgeForm } from "./booking.ts";
import { type PresentedCard, presentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import type {
  LedgerTransaction,
  TransactionKind,
  TransactionOrigin,
  TransactionVariant,
} from "./ledger-types.ts";
import type { HostRequest } from "./request.ts";

/**
 * An 0220 has no reversal: after silence the terminal sends it again, and gets the answer that it would have got. What was
 * refused may come again too, and is judged anew.
 */

export type Judged = {
  readonly decision: Decision;
  readonly variant?: TransactionVariant | undefined;
  readonly original?: LedgerTransaction["original"];
  readonly origin?: TransactionOrigin;
  /** What an approval changes besides the row. */
  readonly alsoDo?: () => void;
};

export function advise(
  request: HostRequest,
  desk: Desk,
  kind: TransactionKind,
  judge: (card: PresentedCard) => Judged | Decision,
): Decision {
  const refusal = judgeForm(request) ?? judgeRepeat(request, desk, kind) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const judged = judge(card.value);
  if ("code" in judged) return judged;
  desk.ledger.dropRefusedAdvice(financialKey(request));
  if (judged.decision.code === "00") judged.alsoDo?.();
  const { decision, variant, original, origin } = judged;
  return book(request, desk, {
    kind,
    variant,
    card: card.value,
    decision,
    original,
    ...(origin === undefined ? {} : { origin }),
  });
}

/** The answer of before to the same advice; 94 where the number belongs to something else. */
function judgeRepeat(request: HostRequest, desk: Desk, kind: TransactionKind): Decision | undefined {
  const booked = desk.ledger.transaction(financialKey(request));
  if (booked === undefined) return undefined;
  const isSame =
    booked.kind === kind &&
    booked.mti === request.message.mti &&
    (booked.kind === "sale" || booked.amountFen === request.amountFen) &&
    (request.pan === undefined || desk.ledger.digest(request.pan) === booked.panDigest);
  if (!isSame) return { code: "94", note: "this batch and STAN were here before with another content" };
  if (booked.state === "declined") return undefined;
  const fields = new Map<number, string>([[37, booked.rrn]]);
  if (booked.approvalCode !== undefined) fields.set(38, booked.approvalCode);
  return { code: "00", note: "this advice was here before", fields };
}
