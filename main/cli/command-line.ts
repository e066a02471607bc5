import type { Command } from "commander";
import type { TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import type { TextKey } from "../domain/text/say.ts";
import type { Run } from "./run.ts";

/** What can be said about a command line before it is understood: which command it may mean. */

export type Say = (key: TextKey, parameters?: TextParameters) => string;

/** Adds one command with its options to the program. Texts come in the language of whoever typed. */
type AddCommand = (program: Command, run: Run, say: Say, language: Language) => void;

/** Commands by name, each loaded only when it may be meant: a till that is asked for its version needs no reader. */
export type CommandLoaders = Readonly<Record<string, () => Promise<AddCommand>>>;

const HELP = ["-h", "--help", "help"];

/** The loaders that this line needs: those of the commands that it names, or all to list or suggest them. */
export function neededCommands(loaders: CommandLoaders, argv: readonly string[]): readonly string[] {
  const names = Object.keys(loaders);
  const meant = names.filter((name) => argv.includes(name));
  const wantsAll = meant.length === 0 ? !isAnsweredAlone(argv) : argv.some((word) => HELP.includes(word));
  return wantsAll ? names : meant;
}

function isAnsweredAlone(argv: readonly string[]): boolean {
  return argv.includes("-V") || argv.includes("--version");
}

/** The command that a line means, as far as its words are known. */
export function commandOf(program: Command, argv: readonly string[]): Command {
  let found = program;
  for (const word of argv) found = found.commands.find((command) => command.name() === word) ?? found;
  return found;
}

/** `jinka shift open`. */
export function fullNameOf(command: Command): string {
  return command.parent === null ? command.name() : `${fullNameOf(command.parent)} ${command.name()}`;
}
