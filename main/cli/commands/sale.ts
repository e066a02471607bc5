import { type Command, Option } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { collect, readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import type { Run } from "../run.ts";
import { type Goods, type Pay, readAmountLine, readItem, readPay } from "../sale-arguments.ts";
import { Selling } from "../selling.ts";
import type { Session } from "../session.ts";

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

export function addSaleCommand(program: Command, run: Run, say: Say): void {
  const yesNo = ["yes", "no"];
  program
    .command("sale")
    .description(say("cli.help.sale"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .option("--item <code[*qty]>", say("cli.help.sale.item"), collect)
    .option("--amount <yuan>", say("cli.help.sale.amount"), collect)
    .option("--pay <how[:yuan]>", say("cli.help.sale.pay"), collect)
    .option("--reader <name>", say("cli.help.reader"))
    .option("--resume <sale>", say("cli.help.sale.resume"), readCount)
    .addOption(new Option("--signature <answer>", say("cli.help.sale.signature")).choices(yesNo))
    .addOption(new Option("--same-card <answer>", say("cli.help.sale.sameCard")).choices(yesNo))
    .option("--application <n>", say("cli.help.sale.application"), readCount)
    .addHelpText("after", `\n${say("cli.help.sale.after")}`)
    .action((options: SaleOptions, command: Command) =>
      run(command, async (session) => {
        // The form of the line is told without the terminal; what it means in this shop needs its books.
        const wrong = whatIsWrong(options, session.output);
        if (wrong !== undefined) return session.output.fail(EXIT.usage, wrong.kind, wrong.message);
        return session.withTerminal((terminal) => sell(session, terminal, options), options);
      }),
    );
}

function whatIsWrong(
  { item = [], amount = [], pay = [], resume }: SaleOptions,
  output: Output,
): { readonly kind: string; readonly message: string } | undefined {
  const hasGoods = item.length + amount.length > 0;
  if (pay.length === 0 || hasGoods === (resume !== undefined))
    return { kind: "usage.sale", message: output.text("cli.saleUsage") };
  const unknown = pay.find((text) => readPay(text) === undefined);
  if (unknown !== undefined)
    return { kind: "usage.pay", message: output.text("cli.badPay", { text: unknown }) };
  // A tender without an amount pays all that is left: nothing could follow it.
  return pay.slice(0, -1).some((text) => !text.includes(":"))
    ? { kind: "usage.pay", message: output.text("cli.payOrder") }
    : undefined;
}

async function sell(session: Session, terminal: Terminal, options: SaleOptions): Promise<ExitCode> {
  const tenders: Pay[] = [];
  for (const text of options.pay ?? []) {
    const tender = readPay(text);
    if (tender === undefined) continue;
    if (!tender.ok) return session.refuse(tender.fault);
    tenders.push(tender.value);
  }
  // Everything that can be wrong with the line is told before anybody types a PIN.
  const goods = await readGoods(session, terminal, options);
  if (typeof goods === "number") return goods;
  const refused = await session.identify(terminal, options.operator);
  return refused ?? new Selling(session, terminal, options).run(goods, tenders);
}

async function readGoods(
  session: Session,
  terminal: Terminal,
  options: SaleOptions,
): Promise<readonly Goods[] | ExitCode> {
  const { parts, world } = terminal;
  const goods: Goods[] = [];
  for (const text of options.item ?? []) {
    const item = await readItem(parts.journal, text);
    if (!item.ok) return session.notDone(item.fault);
    goods.push(item.value);
  }
  for (const text of options.amount ?? []) {
    const line = readAmountLine(text, world.till.config?.limits.saleMaxFen);
    if (!line.ok) return session.refuse(line.fault);
    goods.push(line.value);
  }
  return goods;
}
