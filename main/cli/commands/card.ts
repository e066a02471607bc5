import type { Command } from "commander";
import type { ExaminedCard } from "../../application/examine-card.ts";
import type { Terminal } from "../../application/terminal.ts";
import { formatKnownYuan, formatYuan } from "../../domain/money.ts";
import { say } from "../../domain/text/say.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { printFaultWords } from "../sentences.ts";
import type { Session } from "../session.ts";

type CardOptions = { readonly reader?: string; readonly print?: boolean };

export function addCardCommand(program: Command, run: Run, say: Say): void {
  program
    .command("card")
    .description(say("cli.help.card"))
    .option("--reader <name>", say("cli.help.reader"))
    .option("--print", say("cli.help.card.print"))
    .action((options: CardOptions, command: Command) =>
      run(command, (session) =>
        session.withTerminal((terminal) => showCard(session, terminal, options.print === true), options),
      ),
    );
}

async function showCard(session: Session, terminal: Terminal, print: boolean): Promise<ExitCode> {
  const { output } = session;
  if (terminal.world.till.config === undefined) return session.refuse({ kind: "notSetUp" });
  const card = await terminal.examineCard();
  if (!card.ok) {
    const reason = say(output.language, `payment.ended.${card.fault}`, { pan: "" });
    return output.fail(EXIT.unavailable, `card.${card.fault}`, reason);
  }
  tell(session, card.value);
  if (!print) return output.done({ card: card.value });
  const printed = await terminal.printCardReading(card.value);
  const lastFault = printed.ok ? undefined : printed.fault.kind;
  if (lastFault !== undefined)
    output.progress("cli.readingNotPrinted", { reason: printFaultWords(output, { lastFault }) });
  else if (printed.ok && printed.value.printed === "notKnown") output.progress("cli.readingNotKnown");
  return output.done({ card: card.value, printed: printed.ok ? printed.value.printed : lastFault });
}

function tell({ output }: Session, card: ExaminedCard): void {
  output.say("cli.card.number", { pan: card.maskedPan, label: card.label });
  if (card.purses.length === 0) output.say("cli.card.noCash");
  for (const { currencyCode, balanceFen, balanceLimitFen, singleLimitFen } of card.purses) {
    output.say("cli.card.purse", {
      currency: currencyCode,
      balance: formatYuan(balanceFen),
      limit: formatKnownYuan(balanceLimitFen),
      single: formatKnownYuan(singleLimitFen),
    });
  }
  for (const { date = "-", time = "-", amountFen } of card.transactions)
    output.say("cli.card.transaction", { date, time, amount: formatKnownYuan(amountFen) });
  for (const { date = "-", time = "-", beforeFen, afterFen } of card.loads)
    output.say("cli.card.load", {
      ...{ date, time },
      before: formatYuan(beforeFen),
      after: formatYuan(afterFen),
    });
}
