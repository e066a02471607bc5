import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { EXIT } from "../../main/cli/exit-code.ts";
import type { Run } from "../../main/cli/run.ts";
import { formatYuan } from "../../main/domain/money.ts";
import { runDemo } from "./demo/run-demo.ts";
import { word } from "./demo/words-table.ts";

/** `npm run demo`: a small shop day that proves itself. Its last line and its exit code say whether it held. */
export function addDemoCommand(program: Command, run: Run): void {
  program
    .command("demo")
    .description("play a small shop day with simulated devices, and compare till and host")
    .action((_options: object, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const given = (command.optsWithGlobals() as { dataDir?: string }).dataDir;
        // The books of the demo are its own: they are made anew each time and never a shop's.
        const directory =
          given === undefined ? join(tmpdir(), "jinka-demo") : join(resolve(given), "jinka-demo");
        const { language } = output;
        const played = await runDemo({ directory, language, writeLine: (line) => output.line(line) });
        if (!played.ok) {
          const message = word(language, "failed", played.fault);
          return output.fail(EXIT.disagree, `demo.${played.fault.step}`, message);
        }
        const { till, hostNetFen, agrees } = played.value;
        const sum = BigInt(till.cardSaleFen - till.cardVoidFen);
        if (!agrees) {
          const message = word(language, "disagree", { till: formatYuan(sum), host: formatYuan(hostNetFen) });
          return output.fail(EXIT.disagree, "demo.disagree", message);
        }
        output.line(
          word(language, "agree", { sum: formatYuan(sum), count: till.cardSaleCount + till.cardVoidCount }),
        );
        output.result({ ok: true, till, hostNetFen });
        return EXIT.done;
      }),
    );
}
