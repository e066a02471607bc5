import type { Command } from "commander";
import type { ConfigMistake } from "../../config/config-mistake.ts";
import { SHOP_CATALOGUE } from "../../domain/catalogue/shop-catalogue-table.ts";
import type { TerminalConfig } from "../../domain/till/config.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { fileFaultSentence, fileName } from "../sentences.ts";
import type { Session } from "../session.ts";

/** A configuration with every AID and public key of all schemes has less than a tenth of this. */
const FILE_BYTES_MAX = 1_000_000;

/** More mistakes than this are another kind of file. */
const MISTAKES_SHOWN_MAX = 25;

export function addSetupCommand(program: Command, run: Run, say: Say): void {
  program
    .command("setup")
    .description(say("cli.help.setup"))
    .requiredOption("--file <terminal.json>", say("cli.help.setup.file"))
    .addHelpText("after", `\n${say("cli.help.setup.after")}`)
    .action((options: { file: string }, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const { file } = options;
        const bytes = await session.read(file, FILE_BYTES_MAX);
        if (!bytes.ok)
          return output.fail(EXIT.usage, "usage.file", fileFaultSentence(output, file, bytes.fault));
        // Loaded here, because no other command needs the schema.
        const { parseTerminalFile } = await import("../../config/terminal-file.ts");
        const parsed = parseTerminalFile(new TextDecoder().decode(bytes.value));
        if (!parsed.ok) return refuseFile(session, file, parsed.fault);
        return session.withTerminal((terminal) => configure(session, terminal, parsed.value));
      }),
    );
}

function refuseFile(session: Session, file: string, mistakes: readonly ConfigMistake[]): ExitCode {
  const { output } = session;
  const told = mistakes.map(({ path, kind, parameters }) => ({
    path,
    kind,
    message: output.text(`cli.mistake.${kind}`, parameters),
  }));
  const lines = told
    .slice(0, MISTAKES_SHOWN_MAX)
    .map(({ path, message }) => `\n  ${path || output.text("cli.wholeFile")}: ${message}`);
  const rest = told.length - lines.length;
  if (rest > 0) lines.push(`\n  ${output.text("cli.moreMistakes", { count: rest })}`);
  const message = output.text("cli.configMistakes", { file: fileName(output, file), list: lines.join("") });
  return output.fail(EXIT.refused, "refused.config", message, { mistakes: told });
}

type Terminal = Parameters<Parameters<Session["withTerminal"]>[0]>[0];

async function configure(session: Session, terminal: Terminal, config: TerminalConfig): Promise<ExitCode> {
  const { output } = session;
  const done = await terminal.submit([{ kind: "configureTerminal", config }]);
  if (!done.ok) return session.notDone(done.fault);
  const stored = await terminal.seedCatalogue(SHOP_CATALOGUE);
  if (!stored.ok) return session.notDone({ kind: "journal", fault: stored.fault });
  const { tid, mid } = config.acquirer;
  output.say("cli.setUp", { tid, mid });
  if (done.value.till.operators.length === 0) output.say("cli.setUpNext");
  return output.done({ tid, mid });
}
