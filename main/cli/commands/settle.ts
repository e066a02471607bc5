import type { Command } from "commander";
import type { SettleProgress, SettleStop } from "../../application/settle.ts";
import type { Terminal } from "../../application/terminal.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import { currentBatch } from "../../domain/world.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { showPaper } from "../show-paper.ts";
import { UploadProgressBar } from "../upload-progress.ts";
import { stopCode } from "./upload.ts";

export function addSettleCommand(program: Command, run: Run, say: Say): void {
  program
    .command("settle")
    .description(say("cli.help.settle"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .addHelpText("after", `\n${say("cli.help.settle.after")}`)
    .action(({ operator }: { operator: string }, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => settle(session, terminal, operator))),
    );
}

async function settle(session: Session, terminal: Terminal, operator: string): Promise<ExitCode> {
  const { output } = session;
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const bar = new UploadProgressBar(output);
  const result = await terminal.settle({
    operator,
    pause: session.stopped,
    onProgress: (progress) => show(session, bar, progress),
  });
  bar.end();
  await terminal.idle();
  if (!result.ok) return session.notDone(result.fault);
  if (!result.value.settled) {
    const { stoppedBy } = result.value;
    const batchNumber = currentBatch(terminal.world)?.batchNumber ?? 0;
    const message = output.text(`cli.settleStopped.${stoppedBy}`, { batch: sixDigits(batchNumber) });
    return output.fail(settleStopCode(stoppedBy), `settle.${stoppedBy}`, message);
  }
  const { batchNumber, balanced } = result.value;
  output.say(balanced ? "cli.settledBalanced" : "cli.settledUnbalanced", { batch: sixDigits(batchNumber) });
  const paper = await showPaper(session, terminal, "settlementReport", batchNumber);
  tellPapers(session, papersNumbered(terminal, "settlementReport", batchNumber));
  return output.done({ batchNumber, balanced, paper }, balanced ? EXIT.done : EXIT.disagree);
}

function show({ output }: Session, bar: UploadProgressBar, progress: SettleProgress): void {
  switch (progress.step) {
    case "uploading":
      return bar.show(progress.upload);
    case "totals":
      bar.end();
      return output.progress("cli.settle.totals");
    case "list":
    case "chip":
      return output.progressLine(
        output.text("cli.settle.records", { count: progress.sentCount }),
        progress.sentCount % RECORDS_A_LINE === 0,
      );
    default:
      return output.progress("cli.settle.end");
  }
}

/** Records of an unbalanced batch between two lines of a file that watches. */
const RECORDS_A_LINE = 80;

function settleStopCode(stoppedBy: SettleStop): ExitCode {
  if (stoppedBy === "settlementRefused" || stoppedBy === "settlementTrouble") return EXIT.unavailable;
  return stopCode(stoppedBy);
}
