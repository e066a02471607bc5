import { maskPan } from "../../../main/domain/mask-pan.ts";
import { amountOf } from "../booking.ts";
import { presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { batchUnderSettlement } from "../open-batch.ts";
import type { HostRequest } from "../request.ts";

/** 60.1 of advices, and the side on which each counts; an adjustment only repeats its sale. */
const SIDES: ReadonlyMap<string, "debit" | "credit" | "none"> = new Map([
  ["24", "debit"],
  ["25", "credit"],
  ["27", "credit"],
  ["30", "debit"],
  ["32", "none"],
  ["34", "none"],
]);

/** 0320 in the form of an 0220 that went out in the batch: a record of its list (cup-8583 section 8). No money moves. */
export const batchNotice: Handler = {
  kind: "batchNotice",
  matches: ({ message, type }) => message.mti === "0320" && SIDES.has(type ?? ""),
  mandatory: [3, 4, 11, 41, 42, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: false,
  repeated: [2, 3, 4, 11, 25, 41, 42, 49, 60, 61],
  decide,
};

function decide(request: HostRequest, desk: Desk): Decision {
  const side = SIDES.get(request.type ?? "") ?? "none";
  const found = batchUnderSettlement(request, desk);
  if (!found.ok) return found.fault;
  if (side === "none") return { code: "00", note: "the sale itself is on the list" };
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const { batch } = found.value;
  const stan = request.stan ?? 0;
  const panDigest = desk.ledger.digest(card.value.pan);
  const amountFen = amountOf(request);
  const before = desk.ledger.listedRecord(batch.opening, stan);
  if (before !== undefined) {
    const isSame = before.side === side && before.amountFen === amountFen && before.panDigest === panDigest;
    return isSame ? { code: "00" } : { code: "12", note: "a STAN was listed before with another content" };
  }
  if (batch.closedAt !== undefined) return { code: "12", note: "the batch is closed" };
  desk.ledger.addListedRecord(batch.opening, {
    stan,
    side,
    amountFen,
    panMasked: maskPan(card.value.pan.reveal()),
    panDigest,
    reconciliation: undefined,
    requestSeq: desk.requestSeq,
  });
  return { code: "00" };
}
