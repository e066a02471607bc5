import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { parseTerminalFile } from "../../config/terminal-file.ts";
import { SAMPLE_CATALOGUE } from "../../domain/catalogue/sample-catalogue-table.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";

export function addSetupCommand(program: Command, run: Run): void {
  program
    .command("setup")
    .description("take over the configuration of this terminal; a file with one mistake changes nothing")
    .requiredOption(
      "--file <terminal.json>",
      "the configuration (docs/terminal.sample.json is a whole example)",
    )
    .action((options: { file: string }, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        let text: string;
        try {
          text = readFileSync(options.file, "utf8");
        } catch (error) {
          const code = (error as NodeJS.ErrnoException).code ?? "";
          const message = output.text("cli.fileUnreadable", { file: options.file, code });
          return output.fail(EXIT.usage, "usage.file", message);
        }
        const parsed = parseTerminalFile(text);
        if (!parsed.ok) {
          const list = parsed.fault
            .map(({ path, message }) => `\n  ${path || "(file)"}: ${message}`)
            .join("");
          const mistakes = { mistakes: parsed.fault };
          const message = output.text("cli.configMistakes", { file: options.file, list });
          return output.fail(EXIT.refused, "refused.config", message, mistakes);
        }
        return session.withTerminal(async (terminal) => {
          const done = await terminal.submit([{ kind: "configureTerminal", config: parsed.value }]);
          if (!done.ok) return session.notDone(done.fault);
          const stored = await terminal.seedCatalogue(SAMPLE_CATALOGUE);
          if (!stored.ok) return session.notDone({ kind: "journal", fault: stored.fault });
          const { tid, mid } = parsed.value.acquirer;
          output.say("cli.setUp", { tid, mid });
          if (done.value.till.operators.length === 0) output.say("cli.setUpNext");
          output.result({ ok: true, tid, mid });
          return EXIT.done;
        });
      }),
    );
}
