import { Argument, type Command } from "commander";
import { reportShift } from "../../domain/shift/report.ts";
import { currentShift } from "../../domain/world.ts";
import { readCount } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { showPaper } from "../show-paper.ts";
import { openView, reportView } from "../views.ts";

export function addReportCommand(program: Command, run: Run): void {
  program
    .command("report")
    .description("x: print the figures of the open shift so far. z: show a closed shift's report again")
    .addArgument(new Argument("<which>", "x or z").choices(["x", "z"]))
    .option("--operator <name>", "who asks for an X; the PIN is read from standard input")
    .option("--number <n>", "which Z (default: the last)", readCount)
    .action((which: "x" | "z", options: { operator?: string; number?: number }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          if (which === "z") {
            const number = options.number ?? terminal.world.till.nextZNumber - 1;
            const found = await showPaper(session, terminal, "zReport", number);
            if (!found) return session.refuse({ kind: "unknownDocument", number });
            output.result({ ok: true, zNumber: number, open: openView(terminal.world) });
            return EXIT.done;
          }
          if (options.operator === undefined) {
            return output.fail(EXIT.usage, "usage.operator", output.text("cli.operatorNeeded"));
          }
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const reported = await terminal.submit([{ kind: "reportX", operator: options.operator }]);
          if (!reported.ok) return session.notDone(reported.fault);
          await terminal.idle();
          const xNumber = reported.value.till.nextXNumber - 1;
          await showPaper(session, terminal, "xReport", xNumber);
          const shift = currentShift(reported.value);
          const report =
            shift === undefined ? undefined : reportView(reportShift(reported.value, shift.shiftId));
          output.result({ ok: true, xNumber, report });
          return EXIT.done;
        }),
      ),
    );
}
