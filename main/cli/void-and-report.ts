import type { Terminal } from "../application/terminal.ts";
import type { SaleId } from "../domain/ids.ts";
import { formatYuan, sumFen } from "../domain/money.ts";
import { describePayment } from "../domain/payment/describe.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";
import { documentViews, exitCodeOf, saleView } from "./views.ts";

/** Takes a sale back and says what came of it. */
export async function voidAndReport(
  session: Session,
  terminal: Terminal,
  saleId: SaleId,
  operator: string,
): Promise<ExitCode> {
  const { output } = session;
  const voided = await terminal.voidSale(saleId, operator);
  if (!voided.ok) return session.notDone(voided.fault);
  await terminal.idle();
  const { sale, failed } = voided.value;
  const view = { sale: saleView(terminal.world, sale, output.language) };
  if (failed !== undefined) {
    const sentence = describePayment(failed, output.language);
    if (sale.status === "voiding") output.progress("cli.halfVoided", { number: sale.saleNumber });
    return output.fail(exitCodeOf(failed), `payment.${failed.phase}`, sentence, view);
  }
  const cash = sumFen(
    sale.tenders.filter((tender) => tender.kind === "cash").map((tender) => tender.amountFen),
  );
  output.say("cli.voided", { number: sale.voidNumber?.toString().padStart(6, "0") ?? "" });
  if (cash > 0n) output.say("cli.giveCash", { cash: formatYuan(cash) });
  output.result({ ok: true, ...view, documents: documentViews(terminal.world, saleId) });
  return EXIT.done;
}
