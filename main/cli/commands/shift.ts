import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { shiftId } from "../../domain/ids.ts";
import { formatYuan, parseYuan } from "../../domain/money.ts";
import { reportShift } from "../../domain/shift/report.ts";
import { currentShift } from "../../domain/world.ts";
import type { Say } from "../command-line.ts";
import type { ExitCode } from "../exit-code.ts";
import { papersNumbered, tellPapers } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { showPaper } from "../show-paper.ts";
import { reportView } from "../views.ts";

export function addShiftCommand(program: Command, run: Run, say: Say): void {
  const shift = program.command("shift").description(say("cli.help.shift"));
  shift
    .command("open")
    .description(say("cli.help.shift.open"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .option("--float <yuan>", say("cli.help.shift.float"), "0")
    .action((options: { operator: string; float: string }, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => openShift(session, terminal, options))),
    );
  shift
    .command("close")
    .description(say("cli.help.shift.close"))
    .requiredOption("--operator <name>", say("cli.help.operatorOption"))
    .requiredOption("--counted <yuan>", say("cli.help.shift.counted"))
    .action((options: { operator: string; counted: string }, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => closeShift(session, terminal, options))),
    );
}

async function openShift(
  session: Session,
  terminal: Terminal,
  { operator, float }: { readonly operator: string; readonly float: string },
): Promise<ExitCode> {
  const { output } = session;
  const floatFen = parseYuan(float);
  if (!floatFen.ok) return session.refuse({ kind: "notAnAmount", text: float });
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const id = shiftId(terminal.parts.entropy.uuid());
  const opened = await terminal.submit([
    { kind: "openShift", shiftId: id, operator, floatFen: floatFen.value },
  ]);
  if (!opened.ok) return session.notDone(opened.fault);
  const shiftNumber = currentShift(opened.value)?.shiftNumber ?? 0;
  output.say("cli.shiftOpened", { number: shiftNumber, float: formatYuan(floatFen.value) });
  return output.done({ shiftNumber, floatFen: floatFen.value });
}

async function closeShift(
  session: Session,
  terminal: Terminal,
  { operator, counted }: { readonly operator: string; readonly counted: string },
): Promise<ExitCode> {
  const { output } = session;
  const countedFen = parseYuan(counted);
  if (!countedFen.ok) return session.refuse({ kind: "notAnAmount", text: counted });
  const refused = await session.identify(terminal, operator);
  if (refused !== undefined) return refused;
  const shift = currentShift(terminal.world);
  const closed = await terminal.submit([{ kind: "closeShift", operator, countedFen: countedFen.value }]);
  if (!closed.ok) return session.notDone(closed.fault);
  await terminal.idle();
  const zNumber = closed.value.till.nextZNumber - 1;
  const paper = await showPaper(session, terminal, "zReport", zNumber);
  output.say("cli.shiftClosed", { number: shift?.shiftNumber ?? 0, z: zNumber });
  tellPapers(session, papersNumbered(terminal, "zReport", zNumber));
  const report = shift === undefined ? undefined : reportView(reportShift(closed.value, shift.shiftId));
  return output.done({ zNumber, report, paper });
}
