import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import { LANGUAGES } from "../domain/text/language.ts";
import { say as sayIn } from "../domain/text/say.ts";
import { type CommandLoaders, commandOf, fullNameOf, neededCommands, type Say } from "./command-line.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { languageOf } from "./language-of.ts";
import { Output } from "./output.ts";
import type { Run } from "./run.ts";
import { type CliShell, Session } from "./session.ts";
import { describeUsageError } from "./usage-error.ts";

const COMMANDS: CommandLoaders = {
  setup: async () => (await import("./commands/setup.ts")).addSetupCommand,
  operator: async () => (await import("./commands/operator.ts")).addOperatorCommand,
  keys: async () => (await import("./commands/keys.ts")).addKeysCommand,
  "sign-in": async () => (await import("./commands/sign-in.ts")).addSignInCommand,
  "sign-out": async () => (await import("./commands/sign-out.ts")).addSignOutCommand,
  doctor: async () => (await import("./commands/doctor.ts")).addDoctorCommand,
  shift: async () => (await import("./commands/shift.ts")).addShiftCommand,
  sale: async () => (await import("./commands/sale.ts")).addSaleCommand,
  signature: async () => (await import("./commands/signature.ts")).addSignatureCommand,
  void: async () => (await import("./commands/void.ts")).addVoidCommand,
  card: async () => (await import("./commands/card.ts")).addCardCommand,
  load: async () => (await import("./commands/load.ts")).addLoadCommand,
  upload: async () => (await import("./commands/upload.ts")).addUploadCommand,
  settle: async () => (await import("./commands/settle.ts")).addSettleCommand,
  status: async () => (await import("./commands/status.ts")).addStatusCommand,
  preflight: async () => (await import("./commands/preflight.ts")).addPreflightCommand,
  filing: async () => (await import("./commands/filing.ts")).addFilingCommand,
  report: async () => (await import("./commands/report.ts")).addReportCommand,
  journal: async () => (await import("./commands/journal.ts")).addJournalCommand,
  reprint: async () => (await import("./commands/reprint.ts")).addReprintCommand,
  books: async () => (await import("./commands/books.ts")).addBooksCommand,
  "open-items": async () => (await import("./commands/open-items.ts")).addOpenItemsCommand,
  "write-off": async () => (await import("./commands/write-off.ts")).addWriteOffCommand,
  verify: async () => (await import("./commands/verify.ts")).addVerifyCommand,
  reconcile: async () => (await import("./commands/reconcile.ts")).addReconcileCommand,
  recover: async () => (await import("./commands/recover.ts")).addRecoverCommand,
  decode: async () => (await import("./commands/decode.ts")).addDecodeCommand,
  parameters: async () => (await import("./parameters.ts")).addParametersCommand,
  hotlist: async () => (await import("./hotlist.ts")).addHotlistCommand,
  explain: async () => (await import("./explain.ts")).addExplainCommand,
  replay: async () => (await import("./replay.ts")).addReplayCommand,
};

/**
 * Runs one command line and resolves to its exit code; nothing is thrown. `more` are commands beside those of the
 * terminal: the dock adds its own and changes none.
 */
export async function runCommandLine(
  shell: CliShell,
  argv: readonly string[],
  more: CommandLoaders = {},
): Promise<ExitCode> {
  const language = languageOf(argv, shell.environment);
  const say: Say = (key, parameters) => sayIn(language, key, parameters);
  const output = new Output(language, argv.includes("--json"), shell.stdout, shell.stderr);
  const program = buildProgram(shell, output, say);
  let exitCode: ExitCode = EXIT.done;
  const run: Run = async (command, work) => {
    exitCode = await runCommand(shell, command, work);
  };
  try {
    const loaders = { ...COMMANDS, ...more };
    for (const name of neededCommands(loaders, argv))
      (await loaders[name]?.())?.(program, run, say, language);
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return usageExitCode(error, program, argv, output);
    return bug(output, error, shell);
  }
}

function buildProgram(shell: CliShell, output: Output, say: Say): Command {
  return (
    new Command("jinka")
      .description(say("cli.help.jinka"))
      .version(version(), "-V, --version", say("cli.help.version"))
      .helpOption("-h, --help", say("cli.help.help"))
      .helpCommand("help [command]", say("cli.help.helpCommand"))
      .option("--data-dir <dir>", say("cli.help.dataDir"))
      .option("--key-dir <dir>", say("cli.help.keyDir"))
      .addOption(new Option("--lang <language>", say("cli.help.lang")).choices(LANGUAGES))
      .option("--json", say("cli.help.json"))
      .option("--unlock", say("cli.help.unlock"))
      .addHelpText("after", `\n${say("cli.help.day")}\n\n${say("cli.help.exitCodes")}`)
      .exitOverride()
      .configureHelp({
        showGlobalOptions: true,
        styleTitle: (title) => titleOf(title, say),
        optionDescription: (option) => describeOption(option, say),
      })
      // What is wrong is said once and in our own words, by `usageExitCode`.
      .configureOutput({
        writeOut: (text) => shell.stdout.write(text),
        writeErr: (text) => {
          if (!output.json) shell.stderr.write(text);
        },
        outputError: () => undefined,
      })
  );
}

/** Headings of the parser's help texts. */
function titleOf(title: string, say: Say): string {
  switch (title) {
    case "Usage:":
      return say("cli.help.title.usage");
    case "Arguments:":
      return say("cli.help.title.arguments");
    case "Options:":
      return say("cli.help.title.options");
    case "Global Options:":
      return say("cli.help.title.global");
    case "Commands:":
      return say("cli.help.title.commands");
    default:
      return title;
  }
}

/** An option's text with its choices and its default, in the language of the rest. */
function describeOption(option: Option, say: Say): string {
  const { description, argChoices, defaultValue, defaultValueDescription } = option;
  const more = [
    ...(argChoices === undefined ? [] : [say("cli.help.choices", { choices: argChoices.join(", ") })]),
    ...(defaultValue === undefined
      ? []
      : [say("cli.help.default", { value: defaultValueDescription ?? String(defaultValue) })]),
  ];
  return more.length === 0 ? description : `${description} (${more.join("; ")})`;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

async function runCommand(
  shell: CliShell,
  command: Command,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const session = new Session(shell, command);
  try {
    return await work(session);
  } catch (error) {
    if (error instanceof CommanderError) throw error;
    return bug(session.output, error, shell);
  }
}

function usageExitCode(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
  output: Output,
): ExitCode {
  // Help and version are thrown too, with code 0.
  if (error.exitCode === 0) return EXIT.done;
  const { kind, message } = describeUsageError(error, program, argv, (key, parameters) =>
    output.text(key, parameters),
  );
  // Without a command the help has been shown, and says more than a sentence.
  if (kind === "usage.noCommand" && !output.json) return EXIT.usage;
  return output.fail(EXIT.usage, kind, message, { command: fullNameOf(commandOf(program, argv)) });
}

/** A mistake of the program, in one sentence; `JINKA_DEBUG` shows where. */
export function bug(output: Output, error: unknown, shell: CliShell): ExitCode {
  if (shell.environment["JINKA_DEBUG"] && error instanceof Error) shell.stderr.write(`${error.stack}\n`);
  const detail = error instanceof Error ? error.message : String(error);
  return output.fail(EXIT.bug, "bug", output.text("fault.bug", { detail }));
}
