import type { Command, CommanderError } from "commander";
import type { TextParameters } from "../domain/text/fill-gaps.ts";
import { isTextKey } from "../domain/text/say.ts";
import { commandOf, fullNameOf, type Say } from "./command-line.ts";

/** What is wrong with a command line, in one sentence, and a name of it for programs. */
export type UsageError = { readonly kind: string; readonly message: string };

const NO_COMMAND = "commander.help";
const MISSING_OPTION = "commander.missingMandatoryOptionValue";

/** Puts what the parser found into our own words: it knows one language, and says nothing about what was done. */
export function describeUsageError(
  error: CommanderError,
  program: Command,
  argv: readonly string[],
  say: Say,
): UsageError {
  const command = commandOf(program, argv);
  const help = `${fullNameOf(command)} --help`;
  const { what, value } = namesIn(error.message);
  // A misspelt option is told before the one that is missed because of it.
  const unknown = error.code === MISSING_OPTION ? unknownOption(command, argv) : undefined;
  if (unknown !== undefined) {
    return { kind: "usage.unknownOption", message: say("cli.usage.unknownOption", { what: unknown, help }) };
  }
  const parameters = { what, value, help, why: whyInvalid(error.message, say) };
  return { kind: `usage.${kindOf(error.code)}`, message: sentenceOf(error, parameters, say) };
}

/** What the parser puts between quotes: the option or word, and the value that it was given. */
function namesIn(message: string): { readonly what: string; readonly value: string } {
  const [first = "", second = ""] = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
  // It names a word of the command behind its value, and an option before it.
  return /command-argument value/.test(message)
    ? { what: `<${second}>`, value: first }
    : { what: first, value: second };
}

function kindOf(code: string): string {
  if (code === NO_COMMAND) return "noCommand";
  return code === MISSING_OPTION ? "missingOption" : code.replace(/^commander\./, "");
}

function sentenceOf(error: CommanderError, parameters: TextParameters, say: Say): string {
  const key = `cli.usage.${kindOf(error.code)}`;
  const sentence = isTextKey(key) ? say(key, parameters) : say("cli.usage.other", parameters);
  const meant = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1];
  return meant === undefined ? sentence : `${sentence} ${say("cli.usage.meant", { meant })}`;
}

/** The reason behind an invalid value: the key of a text (`arguments.ts`), or a list of choices. */
function whyInvalid(message: string, say: Say): string {
  const key = / (cli\.expected\.\w+)$/.exec(message)?.[1] ?? "";
  if (isTextKey(key)) return say(key);
  const choices = /Allowed choices are (.+?)\.?$/.exec(message)?.[1];
  return choices === undefined ? say("cli.expected.other") : say("cli.expected.choice", { choices });
}

function unknownOption(command: Command, argv: readonly string[]): string | undefined {
  const known = new Set<string | undefined>(["-h", "--help"]);
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const option of at.options) known.add(option.long).add(option.short);
  }
  return argv.find((word) => /^--?[a-z]/i.test(word) && !known.has(word.split("=", 1)[0]));
}
