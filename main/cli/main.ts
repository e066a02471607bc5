import type { CommandLoaders } from "./command-line.ts";
import { EXIT } from "./exit-code.ts";
import { languageOf } from "./language-of.ts";
import { Output } from "./output.ts";
import { bug, runCommandLine } from "./program.ts";
import type { CliShell } from "./session.ts";

/** Runs this process as one command line. What stands in for devices comes with the loaders of `more`, never from here. */
export async function main(more: CommandLoaders = {}): Promise<void> {
  const argv = process.argv.slice(2);
  const shell: CliShell = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
  };
  // Whoever reads the output may go away, and the disk behind it may fill up: a payment goes on.
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on("error", () => undefined);
  process.on("uncaughtException", (error) => {
    const output = new Output(
      languageOf(argv, process.env),
      argv.includes("--json"),
      process.stdout,
      process.stderr,
    );
    process.exit(bug(output, error, shell));
  });
  const exitCode = await runCommandLine(shell, argv, more);
  // After a bug nothing of this process can be trusted any more; what is on disk decides at the next start.
  if (exitCode === EXIT.bug) process.exit(exitCode);
  // Whoever started us may keep our input open for ever.
  process.stdin.destroy();
  process.exitCode = exitCode;
}
