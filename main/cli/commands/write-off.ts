import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { formatYuan } from "../../domain/money.ts";
import type { Language } from "../../domain/text/language.ts";
import { currentBatch } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import { sayOfClearing } from "../clearing-say.ts";
import type { Say } from "../command-line.ts";
import type { ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { showPaper } from "../show-paper.ts";

type Options = {
  readonly stan: number;
  readonly batch?: number;
  readonly reason: string;
  readonly operator: string;
  readonly secondOperator?: string;
  readonly acquirerReference?: string;
};

export function addWriteOffCommand(program: Command, run: Run, _say: Say, language: Language): void {
  const help = (key: Parameters<typeof sayOfClearing>[1]) => sayOfClearing(language, key);
  program
    .command("write-off")
    .description(help("help.writeOff"))
    .requiredOption("--stan <n>", help("help.writeOff.stan"), readCount)
    .option("--batch <n>", help("help.writeOff.batch"), readCount)
    .requiredOption("--reason <text>", help("help.writeOff.reason"))
    .requiredOption("--operator <name>", help("help.writeOff.operator"))
    .option("--second-operator <name>", help("help.writeOff.second"))
    .option("--acquirer-reference <text>", help("help.writeOff.reference"))
    .action((options: Options, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => writeOff(session, terminal, options))),
    );
}

async function writeOff(session: Session, terminal: Terminal, options: Options): Promise<ExitCode> {
  const { output } = session;
  const { stan, reason, operator, secondOperator, acquirerReference } = options;
  const batchNumber = options.batch ?? currentBatch(terminal.world)?.batchNumber ?? 0;
  // What is open is in the world, whatever batch it is of.
  const payment = [...terminal.world.payments.values()].find(
    (one) => one.stan === stan && one.batchNumber === batchNumber,
  );
  if (payment === undefined) return session.refuse({ kind: "unknownPayment", stan, batchNumber });
  for (const name of secondOperator === undefined ? [operator] : [operator, secondOperator]) {
    const refused = await session.identify(terminal, name);
    if (refused !== undefined) return refused;
  }
  const { paymentId } = payment;
  const done = await terminal.submit([
    {
      ...{ kind: "writeOff", paymentId, reason, operator },
      ...(secondOperator === undefined ? {} : { secondOperator }),
      ...(acquirerReference === undefined ? {} : { acquirerReference }),
    },
  ]);
  if (!done.ok) return session.notDone(done.fault);
  await terminal.idle();
  const number = (done.value.till.nextWriteOffNumber ?? 1) - 1;
  const paper = await showPaper(session, terminal, "writeOff", number);
  const { amountFen } = payment;
  output.line(sayOfClearing(output.language, "writeOff.done", { number, amount: formatYuan(amountFen) }));
  tellPapers(session, papersNumbered(terminal, "writeOff", number));
  return output.done({ number, stan, batchNumber, amountFen, paper });
}
