import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { deadlineOf } from "../../domain/risk/deadlines.ts";
import { sayOfRisk } from "../../domain/risk/risk-say.ts";
import type { Language } from "../../domain/text/language.ts";
import { currentBatch } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import type { ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { showPaper } from "../show-paper.ts";

type Options = { readonly stan: number; readonly batch?: number; readonly operator: string };

export function addFilingCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("filing")
    .description(sayOfRisk(language, "help.filing"))
    .requiredOption("--stan <n>", sayOfRisk(language, "help.filing.stan"), readCount)
    .option("--batch <n>", sayOfRisk(language, "help.filing.batch"), readCount)
    .requiredOption("--operator <name>", sayOfRisk(language, "help.filing.operator"))
    .action((options: Options, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => file(session, terminal, options))),
    );
}

async function file(session: Session, terminal: Terminal, options: Options): Promise<ExitCode> {
  const { output } = session;
  const { stan, operator } = options;
  const batchNumber = options.batch ?? currentBatch(terminal.world)?.batchNumber ?? 0;
  // What is unsent or refused is open, so it is in the world, whatever batch it is of.
  const payment = [...terminal.world.payments.values()].find(
    (one) => one.stan === stan && one.batchNumber === batchNumber,
  );
  if (payment === undefined) return session.refuse({ kind: "unknownPayment", stan, batchNumber });
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const rules = terminal.world.till.config?.limits.deadlines;
  const deadline = deadlineOf(rules, payment, terminal.parts.clock.businessNow());
  const issued = await terminal.submit([{ kind: "issueFiling", paymentId: payment.paymentId, operator }]);
  if (!issued.ok) return session.notDone(issued.fault);
  await terminal.idle();
  const paper = await showPaper(session, terminal, "manualFiling", stan);
  output.line(sayOfRisk(output.language, "filing.done", { due: deadline?.dueDate ?? "-" }));
  tellPapers(session, papersNumbered(terminal, "manualFiling", stan));
  const { path, dueDate, daysLeft } = deadline ?? {};
  return output.done({ stan, batchNumber, amountFen: payment.amountFen, path, dueDate, daysLeft, paper });
}
