import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { EXIT } from "../../main/cli/exit-code.ts";
import type { Run } from "../../main/cli/run.ts";
import { withStopSignals } from "../../main/cli/stop-signals.ts";
import { runDemo } from "./demo/run-demo.ts";
import { word } from "./demo/words-table.ts";

/** As a shell says of a process that was stopped with Ctrl-C. */
const STOPPED = 130;

/** The day that is played when nobody asks for another. */
const SEED_DEFAULT = 1;

/** `npm run demo`: a shop day that proves itself. Its last line and its exit code say whether it held. */
export function addDemoCommand(program: Command, run: Run): void {
  program
    .command("demo")
    .description("play a shop day with simulated devices, and compare till, host and paper")
    .option("--seed <n>", "which day: the same number plays the same day", readSeed, SEED_DEFAULT)
    .option("--simulated-only", "leave the machine's smart-card service and serial lines alone")
    .action((options: { readonly seed: number; readonly simulatedOnly?: true }, command: Command) =>
      run(command, async ({ output }) => {
        const given = (command.optsWithGlobals() as { dataDir?: string }).dataDir;
        // The books of the demo are its own: they are made anew each time and never a shop's.
        const directory =
          given === undefined ? join(tmpdir(), "jinka-demo") : join(resolve(given), "jinka-demo");
        const { language } = output;
        const writeLine = (line: string) => output.line(line);
        const day = {
          ...{ directory, language, seed: options.seed, writeLine },
          takesRealParts: options.simulatedOnly !== true,
        };
        // A day that is called off proves nothing, and leaves nothing running.
        const played = await withStopSignals(
          () => process.exit(STOPPED),
          () => runDemo(day),
        );
        if (!played.ok) {
          const message = word(language, "failed", played.fault);
          return output.fail(EXIT.disagree, `demo.${played.fault.step}`, message);
        }
        const { agrees, verdict, netFen, netCount } = played.value;
        output.line(verdict);
        output.result({ ok: agrees, seed: options.seed, verdict, netFen, netCount, directory });
        return agrees ? EXIT.done : EXIT.disagree;
      }),
    );
}

function readSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("cli.expected.count");
  return Number(text);
}
