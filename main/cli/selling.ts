import type { NotDone } from "../application/runner.ts";
import type { Terminal } from "../application/terminal.ts";
import type { Command as TillCommand } from "../domain/command.ts";
import { type SaleId, saleId } from "../domain/ids.ts";
import { formatYuan } from "../domain/money.ts";
import { describePayment } from "../domain/payment/describe.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { dueFen, paidFen, totalFen } from "../domain/sale/totals.ts";
import { sixDigits } from "../domain/text/six-digits.ts";
import { confirmSignature } from "./confirm-signature.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { hintFor } from "./hint-for.ts";
import { documentsOf, documentViews, tellPapers } from "./papers.ts";
import type { Goods, Pay } from "./sale-arguments.ts";
import type { Session } from "./session.ts";
import { changeFen, exitCodeOf, saleView } from "./views.ts";
import { voidAndReport } from "./void-and-report.ts";

type SellingOptions = {
  readonly operator: string;
  readonly resume?: number;
  readonly signature?: "yes" | "no";
};

/** One sale from its goods to its receipt. */
export class Selling {
  readonly #session: Session;
  readonly #terminal: Terminal;
  readonly #options: SellingOptions;
  #saleId: SaleId;

  constructor(session: Session, terminal: Terminal, options: SellingOptions) {
    this.#session = session;
    this.#terminal = terminal;
    this.#options = options;
    this.#saleId = saleId(terminal.parts.entropy.uuid());
  }

  async run(goods: readonly Goods[], tenders: readonly Pay[]): Promise<ExitCode> {
    const { output } = this.#session;
    let before: TillCommand[] = [];
    if (this.#options.resume !== undefined) {
      const found = this.#terminal.findOpenSale(this.#options.resume);
      if (!found.ok) return this.#session.notDone(found.fault);
      this.#saleId = found.value;
    } else before = this.#opening(goods);
    for (const tender of tenders) {
      if (this.#sale?.status === "completed") {
        output.progress("cli.payNotNeeded");
        break;
      }
      // The goods and the first tender are one commit: a sale that cannot be paid does not begin.
      const stopped =
        tender.kind === "cash" ? await this.#cash(before, tender) : await this.#card(before, tender);
      if (stopped !== undefined) return stopped;
      before = [];
    }
    return this.#finish();
  }

  get #sale(): SaleState | undefined {
    return this.#terminal.world.sales.get(this.#saleId);
  }

  #opening(goods: readonly Goods[]): TillCommand[] {
    const { operator } = this.#options;
    const open: TillCommand = { kind: "openSale", saleId: this.#saleId, operator };
    const lines = goods.map((line): TillCommand => ({ kind: "addLine", saleId: this.#saleId, ...line }));
    return [open, ...lines];
  }

  async #cash(before: readonly TillCommand[], tender: Pay): Promise<ExitCode | undefined> {
    const { amountFen: givenFen } = tender;
    const cash = {
      kind: "tenderCash",
      saleId: this.#saleId,
      ...(givenFen === undefined ? {} : { givenFen }),
    } as const;
    const taken = await this.#terminal.submit([...before, cash]);
    return taken.ok ? undefined : this.#notDone(taken.fault);
  }

  async #card(before: readonly TillCommand[], tender: Pay): Promise<ExitCode | undefined> {
    const { output } = this.#session;
    const { operator, signature } = this.#options;
    const paid = await this.#terminal.takeCardPayment({
      saleId: this.#saleId,
      operator,
      before,
      ...(tender.amountFen === undefined ? {} : { amountFen: tender.amountFen }),
    });
    if (!paid.ok) return this.#notDone(paid.fault);
    if (paid.value.phase !== "approved") return this.#notPaid(paid.value);
    output.line(describePayment(paid.value, output.language));
    const judged = await confirmSignature(this.#session, this.#terminal, paid.value, operator, signature);
    if (typeof judged === "object") return judged.ok ? undefined : this.#notDone(judged.fault);
    if (judged !== "refused") return undefined;
    const message = output.text("cli.signatureRefused");
    output.note(message);
    const instead = { kind: "signatureRefused", message };
    return voidAndReport(this.#session, this.#terminal, this.#saleId, operator, instead);
  }

  /** The card did not pay. People are told at once; what is owed to the host goes out before the command ends. */
  async #notPaid(payment: PaymentState): Promise<ExitCode> {
    const { output } = this.#session;
    const told = describePayment(payment, output.language);
    output.note(told);
    const hint = await hintFor(this.#terminal, payment, output);
    if (hint !== undefined) output.note(hint);
    await this.#terminal.idle();
    const now = this.#terminal.world.payments.get(payment.paymentId) ?? payment;
    const message = describePayment(now, output.language);
    if (message !== told) output.note(message);
    // The sale cannot go on here: without any money it is cancelled, with some it stays visible by its number.
    const sale = this.#sale;
    if (sale?.status === "open" && paidFen(sale) === 0n) {
      const { operator } = this.#options;
      await this.#terminal.submit([{ kind: "cancelSale", saleId: this.#saleId, operator }]);
    }
    this.#tellHalfPaid();
    return output.failTold(exitCodeOf(now), `payment.${now.phase}`, message, { ...this.#view(), hint });
  }

  #notDone(fault: NotDone): ExitCode {
    const exitCode = this.#session.notDone(fault, this.#view());
    this.#tellHalfPaid();
    return exitCode;
  }

  /** Some of the sale is paid and some is not: that stays so until somebody does something about it. */
  #halfPaid(): string | undefined {
    const sale = this.#sale;
    if (sale?.status !== "open" || paidFen(sale) === 0n) return undefined;
    return this.#session.output.text("cli.halfPaid", {
      number: sale.saleNumber,
      paid: formatYuan(paidFen(sale)),
      due: formatYuan(dueFen(sale)),
    });
  }

  #tellHalfPaid(): void {
    const sentence = this.#halfPaid();
    if (sentence !== undefined) this.#session.output.note(sentence);
  }

  #view(): object {
    const sale = this.#sale;
    return sale === undefined
      ? {}
      : { sale: saleView(this.#terminal.world, sale, this.#session.output.language) };
  }

  async #finish(): Promise<ExitCode> {
    const { output } = this.#session;
    await this.#terminal.idle();
    const sale = this.#sale;
    const halfPaid = this.#halfPaid();
    if (sale === undefined || halfPaid !== undefined)
      return output.fail(EXIT.refused, "refused.notPaid", halfPaid ?? "", this.#view());
    const number = sale.receiptNumber === undefined ? "" : sixDigits(sale.receiptNumber);
    output.say("cli.sold", { number, total: formatYuan(totalFen(sale) - sale.roundingFen) });
    if (changeFen(sale) > 0n) output.say("cli.change", { change: formatYuan(changeFen(sale)) });
    tellPapers(this.#session, documentsOf(this.#terminal, this.#saleId));
    const documents = documentViews(documentsOf(this.#terminal, this.#saleId));
    return output.done({ ...this.#view(), documents });
  }
}
