import { Argument, type Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { reportShift } from "../../domain/shift/report.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import { currentShift } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { showPaper } from "../show-paper.ts";
import { reportView } from "../views.ts";

type ReportOptions = { readonly operator?: string; readonly number?: number; readonly batch?: number };

export function addReportCommand(program: Command, run: Run, say: Say): void {
  program
    .command("report")
    .description(say("cli.help.report"))
    .addArgument(new Argument("<which>", say("cli.help.report.which")).choices(["x", "z"]))
    .option("--operator <name>", say("cli.help.report.operator"))
    .option("--number <n>", say("cli.help.report.number"), readCount)
    .option("--batch <n>", say("cli.help.report.batch"), readCount)
    .action((which: "x" | "z", options: ReportOptions, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const { operator, number, batch } = options;
        if (which === "z" && batch !== undefined)
          return session.withTerminal((terminal) => showSettlement(session, terminal, batch));
        if (which === "z") return session.withTerminal((terminal) => showZ(session, terminal, number));
        if (operator === undefined)
          return output.fail(EXIT.usage, "usage.operator", output.text("cli.operatorNeeded"));
        return session.withTerminal((terminal) => printX(session, terminal, operator));
      }),
    );
}

async function showZ(session: Session, terminal: Terminal, number: number | undefined): Promise<ExitCode> {
  const { output } = session;
  const last = terminal.world.till.nextZNumber - 1;
  if (last === 0 && number === undefined)
    return output.fail(EXIT.refused, "refused.noZYet", output.text("cli.noZYet"));
  const zNumber = number ?? last;
  const paper = await showPaper(session, terminal, "zReport", zNumber);
  if (paper === undefined) return session.refuse({ kind: "unknownDocument", number: zNumber });
  return output.done({ zNumber, paper });
}

async function showSettlement(session: Session, terminal: Terminal, batchNumber: number): Promise<ExitCode> {
  const { output } = session;
  const paper = await showPaper(session, terminal, "settlementReport", batchNumber);
  if (paper !== undefined) return output.done({ batchNumber, paper });
  const batch = sixDigits(batchNumber);
  return output.fail(EXIT.refused, "refused.batchNotSettled", output.text("cli.batchNotSettled", { batch }));
}

async function printX(session: Session, terminal: Terminal, operator: string): Promise<ExitCode> {
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const reported = await terminal.submit([{ kind: "reportX", operator }]);
  if (!reported.ok) return session.notDone(reported.fault);
  await terminal.idle();
  const xNumber = reported.value.till.nextXNumber - 1;
  const paper = await showPaper(session, terminal, "xReport", xNumber);
  tellPapers(session, papersNumbered(terminal, "xReport", xNumber));
  const shift = currentShift(reported.value);
  const report = shift === undefined ? undefined : reportView(reportShift(reported.value, shift.shiftId));
  return session.output.done({ xNumber, report, paper });
}
