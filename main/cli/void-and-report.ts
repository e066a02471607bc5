import type { Terminal } from "../application/terminal.ts";
import type { SaleId } from "../domain/ids.ts";
import { formatYuan, sumFen } from "../domain/money.ts";
import { describePayment } from "../domain/payment/describe.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { sixDigits } from "../domain/text/six-digits.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { hintFor } from "./hint-for.ts";
import { documentsOf, documentViews, tellPapers } from "./papers.ts";
import type { Session } from "./session.ts";
import { exitCodeOf, saleView } from "./views.ts";

/**
 * Takes a sale back and says what came of it. With `instead` the void is the sad end of a sale: done, it is told as
 * that failure.
 */
export async function voidAndReport(
  session: Session,
  terminal: Terminal,
  saleId: SaleId,
  operator: string,
  instead?: { readonly kind: string; readonly message: string },
): Promise<ExitCode> {
  const { output } = session;
  const voided = await terminal.voidSale(saleId, operator);
  if (!voided.ok) return session.notDone(voided.fault);
  const { sale, failed } = voided.value;
  if (failed !== undefined) return reportFailure(session, terminal, sale, failed);
  tellCards(session, terminal, sale);
  output.say("cli.voided", { number: sale.voidNumber === undefined ? "" : sixDigits(sale.voidNumber) });
  const cash = sumFen(
    sale.tenders.filter((tender) => tender.kind === "cash").map((tender) => tender.amountFen),
  );
  if (cash > 0n) output.say("cli.giveCash", { cash: formatYuan(cash) });
  await terminal.idle();
  const papers = documentsOf(terminal, saleId);
  tellPapers(session, papers);
  const view = {
    sale: saleView(terminal.world, sale, output.language),
    cashReturnedFen: cash,
    documents: documentViews(papers),
  };
  if (instead === undefined) return output.done(view);
  return output.failTold(EXIT.declined, instead.kind, instead.message, view);
}

function tellCards({ output }: Session, terminal: Terminal, sale: SaleState): void {
  for (const payment of terminal.world.payments.values()) {
    const isVoid = payment.saleId === sale.saleId && payment.kind === "void";
    if (isVoid && payment.phase === "approved") output.line(describePayment(payment, output.language));
  }
}

async function reportFailure(
  session: Session,
  terminal: Terminal,
  sale: SaleState,
  failed: PaymentState,
): Promise<ExitCode> {
  const { output } = session;
  const told = describePayment(failed, output.language);
  output.note(told);
  const hint = await hintFor(terminal, failed, output);
  if (hint !== undefined) output.note(hint);
  if (sale.status === "voiding") output.progress("cli.halfVoided", { number: sale.saleNumber });
  // What is owed to the host goes out now, and may end the matter before this command does.
  await terminal.idle();
  const now = terminal.world.payments.get(failed.paymentId) ?? failed;
  const message = describePayment(now, output.language);
  if (message !== told) output.note(message);
  const view = { sale: saleView(terminal.world, sale, output.language) };
  return output.failTold(exitCodeOf(now), `payment.${now.phase}`, message, { ...view, hint });
}
