import { type Command, Option } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { Command as TillCommand } from "../../domain/command.ts";
import { type SaleId, saleId } from "../../domain/ids.ts";
import { formatYuan } from "../../domain/money.ts";
import { describePayment } from "../../domain/payment/describe.ts";
import type { PaymentState } from "../../domain/payment/state.ts";
import { dueFen, paidFen, totalFen } from "../../domain/sale/totals.ts";
import { saleOf } from "../../domain/world.ts";
import { collect, readCount } from "../arguments.ts";
import { confirmSignature } from "../confirm-signature.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { type Goods, type Pay, readAmountLine, readItem, readPay } from "../sale-arguments.ts";
import type { Session } from "../session.ts";
import { changeFen, documentViews, exitCodeOf, saleView } from "../views.ts";

type SaleOptions = {
  readonly operator: string;
  readonly amount?: readonly string[];
  readonly item?: readonly string[];
  readonly pay?: readonly string[];
  readonly resume?: number;
  readonly signature?: "yes" | "no";
  readonly sameCard?: "yes" | "no";
  readonly application?: number;
  readonly reader?: string;
};

export function addSaleCommand(program: Command, run: Run): void {
  const yesNo = ["yes", "no"];
  program
    .command("sale")
    .description("sell goods and take the money. Standard input: the operator's PIN")
    .requiredOption("--operator <name>", "who sells")
    .option("--item <code[*qty]>", "goods by code; several times for several lines", collect)
    .option("--amount <yuan>", "goods without a code, by amount; may be given several times", collect)
    .option(
      "--pay <how[:yuan]>",
      "cash, cash:5.00, card or card:10.00, in this order; several for a split",
      collect,
    )
    .option("--reader <name>", "take the card from this reader")
    .option("--resume <sale>", "go on with a half-paid sale by its number", readCount)
    .addOption(
      new Option("--signature <answer>", "whether the signature agrees, when one is due").choices(yesNo),
    )
    .addOption(new Option("--same-card <answer>", "charge the same card and amount again").choices(yesNo))
    .option("--application <n>", "which application of the card, when it has several", readCount)
    .action((options: SaleOptions, command: Command) => run(command, (session) => sell(session, options)));
}

async function sell(session: Session, options: SaleOptions): Promise<ExitCode> {
  const goods: Goods[] = [];
  for (const text of options.amount ?? []) {
    const line = readAmountLine(text);
    if (!line.ok) return session.refuse(line.fault);
    goods.push(line.value);
  }
  const tenders: Pay[] = [];
  for (const text of options.pay ?? []) {
    const tender = readPay(text);
    if (!tender.ok) return session.refuse(tender.fault);
    tenders.push(tender.value);
  }
  const { output } = session;
  const hasGoods = goods.length + (options.item?.length ?? 0) > 0;
  if (tenders.length === 0 || hasGoods === (options.resume !== undefined)) {
    return output.fail(EXIT.usage, "usage.sale", output.text("cli.saleUsage"));
  }
  return session.withTerminal(async (terminal) => {
    const refused = await session.identify(terminal, options.operator);
    if (refused !== undefined) return refused;
    for (const text of options.item ?? []) {
      const item = await readItem(terminal.parts.journal, text);
      if (!item.ok) return session.notDone(item.fault);
      goods.push(item.value);
    }
    return new Selling(session, terminal, options).run(goods, tenders);
  }, options);
}

class Selling {
  readonly #session: Session;
  readonly #terminal: Terminal;
  readonly #options: SaleOptions;
  #saleId: SaleId;
  #payments: PaymentState[] = [];

  constructor(session: Session, terminal: Terminal, options: SaleOptions) {
    this.#session = session;
    this.#terminal = terminal;
    this.#options = options;
    this.#saleId = saleId(terminal.parts.entropy.uuid());
  }

  async run(goods: readonly Goods[], tenders: readonly Pay[]): Promise<ExitCode> {
    let before: TillCommand[] = [];
    if (this.#options.resume !== undefined) {
      const found = this.#terminal.findOpenSale(this.#options.resume);
      if (!found.ok) return this.#session.notDone(found.fault);
      this.#saleId = found.value;
    } else before = this.#opening(goods);
    for (const tender of tenders) {
      // The goods and the first tender are one commit: a sale that cannot be paid does not begin.
      const exitCode =
        tender.kind === "cash" ? await this.#cash(before, tender) : await this.#card(before, tender);
      if (exitCode !== EXIT.done) return exitCode;
      before = [];
    }
    return this.#finish();
  }

  #opening(goods: readonly Goods[]): TillCommand[] {
    const { operator } = this.#options;
    const open: TillCommand = { kind: "openSale", saleId: this.#saleId, operator };
    const lines = goods.map((line): TillCommand => ({ kind: "addLine", saleId: this.#saleId, ...line }));
    return [open, ...lines];
  }

  async #cash(before: readonly TillCommand[], tender: Pay): Promise<ExitCode> {
    const { amountFen: givenFen } = tender;
    const cash = {
      kind: "tenderCash",
      saleId: this.#saleId,
      ...(givenFen === undefined ? {} : { givenFen }),
    } as const;
    const taken = await this.#terminal.submit([...before, cash]);
    return taken.ok ? EXIT.done : this.#stopped(this.#session.notDone(taken.fault, this.#view()));
  }

  async #card(before: readonly TillCommand[], tender: Pay): Promise<ExitCode> {
    const { output } = this.#session;
    const { operator } = this.#options;
    const paid = await this.#terminal.takeCardPayment({
      saleId: this.#saleId,
      operator,
      before,
      ...(tender.amountFen === undefined ? {} : { amountFen: tender.amountFen }),
    });
    if (!paid.ok) return this.#stopped(this.#session.notDone(paid.fault, this.#view()));
    this.#payments.push(paid.value);
    const sentence = describePayment(paid.value, output.language);
    if (paid.value.phase !== "approved") {
      await this.#terminal.idle();
      return this.#stopped(
        output.fail(exitCodeOf(paid.value), `payment.${paid.value.phase}`, sentence, await this.#stopView()),
      );
    }
    output.line(sentence);
    return confirmSignature(this.#session, this.#terminal, paid.value, operator, this.#options.signature);
  }

  /** The sale cannot go on here: without any money it is cancelled, with some it stays visible by its number. */
  async #stopView(): Promise<object> {
    const sale = this.#terminal.world.sales.get(this.#saleId);
    if (sale !== undefined && sale.status === "open" && paidFen(sale) === 0n) {
      const { operator } = this.#options;
      await this.#terminal.submit([{ kind: "cancelSale", saleId: this.#saleId, operator }]);
    }
    return this.#view();
  }

  #stopped(exitCode: ExitCode): ExitCode {
    const sale = this.#terminal.world.sales.get(this.#saleId);
    if (sale !== undefined && sale.status === "open" && paidFen(sale) > 0n) {
      const parameters = {
        number: sale.saleNumber,
        paid: formatYuan(paidFen(sale)),
        due: formatYuan(dueFen(sale)),
      };
      this.#session.output.progress("cli.halfPaid", parameters);
    }
    return exitCode;
  }

  #view(): object {
    const { world } = this.#terminal;
    const sale = world.sales.get(this.#saleId);
    return sale === undefined ? {} : { sale: saleView(world, sale, this.#session.output.language) };
  }

  async #finish(): Promise<ExitCode> {
    await this.#terminal.idle();
    const { output } = this.#session;
    const { world } = this.#terminal;
    const sale = saleOf(world, this.#saleId);
    const documents = documentViews(world, this.#saleId);
    if (sale.status === "voided") return EXIT.declined;
    if (sale.status !== "completed") {
      const message = output.text("cli.notPaid", { due: formatYuan(dueFen(sale)) });
      return this.#stopped(output.fail(EXIT.refused, "refused.notPaid", message, this.#view()));
    }
    const number = sale.receiptNumber?.toString().padStart(6, "0") ?? "";
    output.say("cli.sold", { number, total: formatYuan(totalFen(sale)) });
    if (changeFen(sale) > 0n) output.say("cli.change", { change: formatYuan(changeFen(sale)) });
    if (documents.some((document) => document.print === "failed")) output.say("cli.notPrinted");
    output.result({ ok: true, ...this.#view(), documents });
    return EXIT.done;
  }
}
