import { type Command, Option } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { AMOUNT_MAX_FEN, parsePayableYuan } from "../../domain/money.ts";
import { describeLoadCash, describePayment } from "../../domain/payment/describe.ts";
import type { LoadSource } from "../../domain/payment/exchange.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import { amountRefusal } from "../sale-arguments.ts";
import type { Session } from "../session.ts";
import { exitCodeOf, paymentView } from "../views.ts";

const SOURCES = { account: "boundAccount", cash: "cash", other: "otherAccount" } as const satisfies Readonly<
  Record<string, LoadSource>
>;

type LoadOptions = {
  readonly operator: string;
  readonly amount: string;
  readonly from: keyof typeof SOURCES;
  readonly sameCard?: "yes" | "no";
  readonly application?: number;
  readonly reader?: string;
};

export function addLoadCommand(program: Command, run: Run, say: Say): void {
  program
    .command("load")
    .description(say("cli.help.load"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .requiredOption("--amount <yuan>", say("cli.help.load.amount"))
    .addOption(
      new Option("--from <source>", say("cli.help.load.from"))
        .choices(Object.keys(SOURCES))
        .makeOptionMandatory(),
    )
    .option("--reader <name>", say("cli.help.reader"))
    .addOption(new Option("--same-card <answer>", say("cli.help.sale.sameCard")).choices(["yes", "no"]))
    .action((options: LoadOptions, command: Command) =>
      run(command, (session) =>
        session.withTerminal((terminal) => load(session, terminal, options), options),
      ),
    );
}

async function load(session: Session, terminal: Terminal, options: LoadOptions): Promise<ExitCode> {
  const { output } = session;
  // The message knows a second card that pays (DE2, DE62); nobody here could present it. Saying "another" would be untrue.
  if (SOURCES[options.from] === "otherAccount")
    return output.fail(EXIT.refused, "refused.loadFromOther", output.text("cli.loadFromOther"));
  const amount = parsePayableYuan(options.amount);
  if (!amount.ok) return session.refuse(amountRefusal(amount.fault, options.amount, AMOUNT_MAX_FEN));
  const refused = await session.identify(terminal, options.operator);
  if (refused !== undefined) return refused;
  const loaded = await terminal.loadCard({
    from: SOURCES[options.from],
    amountFen: amount.value,
    operator: options.operator,
  });
  if (!loaded.ok) return session.notDone(loaded.fault);
  await terminal.idle();
  const payment = terminal.world.payments.get(loaded.value.paymentId) ?? loaded.value;
  const message = describePayment(payment, output.language);
  const view = paymentView(payment, output.language);
  if (payment.phase !== "approved") {
    const cash = describeLoadCash(payment, output.language);
    if (cash !== undefined) output.note(cash);
    return output.fail(exitCodeOf(payment), `payment.${payment.phase}`, message, { load: view });
  }
  output.line(message);
  const papers = [...terminal.world.documents.values()].filter(
    ({ paymentId }) => paymentId === payment.paymentId,
  );
  tellPapers(session, papers);
  // The bank has agreed and nobody knows whether the card has it: a script must not take that for done.
  return output.done({ load: view }, payment.load?.outcome === "unclear" ? EXIT.unknown : EXIT.done);
}
