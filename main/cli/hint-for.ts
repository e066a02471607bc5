import type { Terminal } from "../application/terminal.ts";
import { fromHex } from "../domain/bytes.ts";
import { hasBit } from "../domain/emv/named-bits.ts";
import { TVR } from "../domain/emv/tvr.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { sixDigits } from "../domain/text/six-digits.ts";
import { currentBatch } from "../domain/world.ts";
import type { Output } from "./output.ts";

/** What a command line can add to the sentence of a payment that was not made: the reason behind it, or the next command. */
export async function hintFor(
  terminal: Terminal,
  payment: PaymentState,
  output: Output,
): Promise<string | undefined> {
  if (payment.endReason === "sameCardNotConfirmed") return output.text("cli.hint.sameCard");
  if (payment.endReason === "noReader") return readerHint(terminal, output);
  const wasNotSent = payment.verdict === "notSent" || payment.endReason === "notSent";
  const due = currentBatch(terminal.world)?.reversalsDue[0];
  const stan = due === undefined ? undefined : terminal.world.payments.get(due)?.stan;
  if (wasNotSent && stan !== undefined && due !== payment.paymentId)
    return output.text("refusal.gateClosed", { stan: sixDigits(stan) });
  const tvr = payment.cryptogram?.tvr;
  const hadNoPad = tvr !== undefined && hasBit(fromHex(tvr), TVR.pinPadNotWorking);
  return hadNoPad && payment.phase === "declined" ? output.text("cli.hint.pinPad") : undefined;
}

/** There are readers, and none has the name that was asked for. */
async function readerHint(terminal: Terminal, output: Output): Promise<string | undefined> {
  const readers = await terminal.parts.cardReader?.readers();
  if (readers === undefined || !readers.ok || readers.value.length === 0) return undefined;
  return output.text("cli.hint.readers", { names: readers.value.map(({ name }) => name).join(", ") });
}
