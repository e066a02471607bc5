import type { Terminal } from "../application/terminal.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { voidAndReport } from "./void-and-report.ts";

/**
 * Judges the signature on the merchant copy, which has just been printed (money.md rule 15): accepted it stays,
 * refused the sale is voided. Without an answer it stays open by name, until `jinka signature`.
 */
export async function confirmSignature(
  session: Session,
  terminal: Terminal,
  payment: PaymentState,
  operator: string,
  given: "yes" | "no" | undefined,
): Promise<ExitCode> {
  if (payment.signature !== "pending") return EXIT.done;
  await terminal.idle();
  const accepted = await session.yesOrNo("cli.askSignature", given);
  if (accepted === undefined) {
    session.output.progress("cli.signatureOpen");
    return EXIT.done;
  }
  const { paymentId } = payment;
  const confirmed = await terminal.submit([{ kind: "confirmSignature", paymentId, accepted, operator }]);
  if (!confirmed.ok) return session.notDone(confirmed.fault);
  if (accepted) return EXIT.done;
  session.output.say("cli.signatureRefused");
  const voided = await voidAndReport(session, terminal, payment.saleId, operator);
  return voided === EXIT.done ? EXIT.declined : voided;
}
