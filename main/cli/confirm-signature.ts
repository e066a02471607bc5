import type { Terminal } from "../application/terminal.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { Session } from "./session.ts";

export type Signature = "notDue" | "accepted" | "refused" | "open";

/**
 * Judges the signature on the merchant copy, which has just been printed (money.md rule 15). Refused, the sale has to
 * be voided by the caller. Without an answer it stays open by name, until `jinka signature`.
 */
export async function confirmSignature(
  session: Session,
  terminal: Terminal,
  payment: PaymentState,
  operator: string,
  given: "yes" | "no" | undefined,
): Promise<Awaited<ReturnType<Terminal["submit"]>> | Signature> {
  if (payment.signature !== "pending") return "notDue";
  await terminal.idle();
  const accepted = await session.yesOrNo("cli.askSignature", given);
  if (accepted === undefined) {
    session.output.progress("cli.signatureOpen", { stan: payment.stan });
    return "open";
  }
  const { paymentId } = payment;
  const confirmed = await terminal.submit([{ kind: "confirmSignature", paymentId, accepted, operator }]);
  if (!confirmed.ok) return confirmed;
  return accepted ? "accepted" : "refused";
}
