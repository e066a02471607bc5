import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { LANGUAGES } from "../domain/text/language.ts";
import { addDecodeCommand } from "./commands/decode.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addJournalCommand } from "./commands/journal.ts";
import { addKeysCommand } from "./commands/keys.ts";
import { addOperatorCommand } from "./commands/operator.ts";
import { addRecoverCommand } from "./commands/recover.ts";
import { addReportCommand } from "./commands/report.ts";
import { addReprintCommand } from "./commands/reprint.ts";
import { addSaleCommand } from "./commands/sale.ts";
import { addSetupCommand } from "./commands/setup.ts";
import { addShiftCommand } from "./commands/shift.ts";
import { addSignInCommand } from "./commands/sign-in.ts";
import { addSignatureCommand } from "./commands/signature.ts";
import { addVoidCommand } from "./commands/void.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Run } from "./run.ts";
import { type CliShell, Session } from "./session.ts";

export type Program = {
  readonly command: Command;
  readonly run: Run;
  /** The exit code of the command that ran. */
  exitCode(): ExitCode;
};

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** The command line of the terminal. The dock adds its own commands to it and changes none. */
export function buildProgram(shell: CliShell): Program {
  let exitCode: ExitCode = EXIT.done;
  const command = new Command("jinka")
    .description("Jinka (金卡): the till and card terminal without a screen.")
    .version(version())
    .option(
      "--data-dir <dir>",
      "the terminal's books (default: the place of this system, or $JINKA_DATA_DIR)",
    )
    .option("--key-dir <dir>", "key files, outside the data directory (or $JINKA_KEY_DIR)")
    .addOption(new Option("--lang <language>", "language of sentences").choices(LANGUAGES))
    .option("--json", "print one JSON object instead of sentences")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
    })
    .showHelpAfterError("(--help shows what can be said)")
    .enablePositionalOptions(false);
  const run: Run = async (subcommand, work) => {
    const session = new Session(shell, subcommand);
    try {
      exitCode = await work(session);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      const detail = error instanceof Error ? error.message : String(error);
      if (shell.environment["JINKA_DEBUG"] && error instanceof Error) shell.stderr.write(`${error.stack}\n`);
      exitCode = session.output.fail(EXIT.bug, "bug", session.output.text("fault.bug", { detail }));
    }
  };
  const add = [
    ...[addSetupCommand, addOperatorCommand, addKeysCommand, addSignInCommand, addDoctorCommand],
    ...[addShiftCommand, addSaleCommand, addSignatureCommand, addVoidCommand, addReportCommand],
    ...[addJournalCommand, addReprintCommand, addRecoverCommand, addDecodeCommand],
  ];
  for (const addCommand of add) addCommand(command, run);
  return { command, run, exitCode: () => exitCode };
}

/** Runs one command line and resolves to its exit code. Nothing is thrown. */
export async function runProgram(program: Program, argv: readonly string[]): Promise<ExitCode> {
  try {
    await program.command.parseAsync(argv, { from: "user" });
    return program.exitCode();
  } catch (error) {
    // Help and version are thrown too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}
