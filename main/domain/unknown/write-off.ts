import type { PaymentState } from "../payment/state.ts";

/** What of a payment can be open although nobody tries anything any more. */
export type WriteOffKind =
  | "reversalParked"
  | "uploadRefused"
  | "loadUnclear"
  | "scriptNoticeRefused"
  /** Its outcome is not known, and there is no reversal that could find out: a contactless card that was taken away. */
  | "tornUnresolved";

/** The signed act of writing something off (money.md rule 11), as the journal knows it. */
export type WriteOff = {
  readonly what: WriteOffKind;
  /** Of its paper: one series for each terminal, without gaps. */
  readonly number: number;
  readonly amountFen: bigint;
  readonly reason: string;
  readonly operator: string;
  readonly secondOperator?: string;
  readonly acquirerReference?: string;
};

/** What could be written off about a payment; undefined where nothing is open, or where it is still being tried. */
export function writeOffKindOf(payment: PaymentState): WriteOffKind | undefined {
  if (payment.writtenOff !== undefined || isStillTried(payment)) return undefined;
  if (payment.reversal?.status === "parked") return "reversalParked";
  if (payment.upload?.status === "refused") return "uploadRefused";
  if (payment.load?.outcome === "unclear") return "loadUnclear";
  if (payment.phase === "unresolved" && payment.reversal === undefined) return "tornUnresolved";
  return payment.scriptNotice?.status === "refused" ? "scriptNoticeRefused" : undefined;
}

/** Silence never ends a duty: as long as the till itself goes on trying, nobody may write it off (money.md rule 5). */
export function isStillTried({ reversal, upload, scriptNotice }: PaymentState): boolean {
  const isReversing = reversal?.status === "armed" || reversal?.status === "due";
  return isReversing || upload?.status === "due" || scriptNotice?.status === "due";
}
