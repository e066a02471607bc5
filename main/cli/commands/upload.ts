import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import type { UploadResult } from "../../application/upload.ts";
import { formatYuan } from "../../domain/money.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { UploadProgressBar } from "../upload-progress.ts";

export function addUploadCommand(program: Command, run: Run, say: Say): void {
  program
    .command("upload")
    .description(say("cli.help.upload"))
    .addHelpText("after", `\n${say("cli.help.upload.after")}`)
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => upload(session, terminal))),
    );
}

async function upload(session: Session, terminal: Terminal): Promise<ExitCode> {
  const bar = new UploadProgressBar(session.output);
  const result = await terminal.upload({
    pause: session.stopped,
    onProgress: (progress) => bar.show(progress),
  });
  bar.end();
  await terminal.idle();
  return reportUpload(session, result);
}

function reportUpload({ output }: Session, result: UploadResult): ExitCode {
  const { acknowledged, acknowledgedFen, refused, stillDue, stoppedBy } = result;
  if (acknowledged > 0)
    output.say("cli.uploaded", { count: acknowledged, amount: formatYuan(acknowledgedFen) });
  if (refused > 0) output.say("cli.uploadsRefused", { count: refused });
  if (stillDue > 0) output.say("cli.uploadsLeft", { count: stillDue });
  if (acknowledged + refused + stillDue === 0) output.say("cli.nothingToUpload");
  if (stoppedBy === undefined) return output.done(result);
  const message = output.text(`cli.uploadStopped.${stoppedBy}`);
  return output.fail(stopCode(stoppedBy), `upload.${stoppedBy}`, message, result);
}

/** What a script has to know: the line, the books, or somebody who called it off. */
export function stopCode(stoppedBy: NonNullable<UploadResult["stoppedBy"]>): ExitCode {
  if (stoppedBy === "journal") return EXIT.outOfService;
  return stoppedBy === "paused" ? EXIT.refused : EXIT.unavailable;
}
