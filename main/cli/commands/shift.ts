import type { Command } from "commander";
import { shiftId } from "../../domain/ids.ts";
import { parseYuan } from "../../domain/money.ts";
import { reportShift } from "../../domain/shift/report.ts";
import { currentShift } from "../../domain/world.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import { showPaper } from "../show-paper.ts";
import { reportView } from "../views.ts";

export function addShiftCommand(program: Command, run: Run): void {
  const shift = program.command("shift").description("open and close the shift");
  shift
    .command("open")
    .description("open a shift. Standard input: the operator's PIN")
    .requiredOption("--operator <name>", "who opens")
    .option("--float <yuan>", "cash that lies in the drawer", "0")
    .action((options: { operator: string; float: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const floatFen = parseYuan(options.float);
          if (!floatFen.ok) return session.refuse({ kind: "notAnAmount", text: options.float });
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const id = shiftId(terminal.parts.entropy.uuid());
          const { operator } = options;
          const opened = await terminal.submit([
            { kind: "openShift", shiftId: id, operator, floatFen: floatFen.value },
          ]);
          if (!opened.ok) return session.notDone(opened.fault);
          const shiftNumber = currentShift(opened.value)?.shiftNumber ?? 0;
          output.say("cli.shiftOpened", { number: shiftNumber });
          output.result({ ok: true, shiftNumber, floatFen: floatFen.value });
          return EXIT.done;
        }),
      ),
    );
  shift
    .command("close")
    .description("close the shift and print the Z. Standard input: the operator's PIN")
    .requiredOption("--operator <name>", "who closes")
    .requiredOption("--counted <yuan>", "cash that was counted in the drawer")
    .action((options: { operator: string; counted: string }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          const countedFen = parseYuan(options.counted);
          if (!countedFen.ok) return session.refuse({ kind: "notAnAmount", text: options.counted });
          const refused = await session.identify(terminal, options.operator);
          if (refused !== undefined) return refused;
          const { operator } = options;
          const id = currentShift(terminal.world)?.shiftId;
          const closed = await terminal.submit([
            { kind: "closeShift", operator, countedFen: countedFen.value },
          ]);
          if (!closed.ok) return session.notDone(closed.fault);
          await terminal.idle();
          const zNumber = closed.value.till.nextZNumber - 1;
          await showPaper(session, terminal, "zReport", zNumber);
          const report = id === undefined ? undefined : reportView(reportShift(closed.value, id));
          output.result({ ok: true, zNumber, report });
          return EXIT.done;
        }),
      ),
    );
}
