import type { Command } from "commander";
import type { OfflineStatus } from "../../application/offline-status.ts";
import type { Terminal } from "../../application/terminal.ts";
import { formatYuan } from "../../domain/money.ts";
import type { PreflightLevel } from "../../domain/risk/preflight.ts";
import {
  roundedHours,
  sayOfflineNow,
  sayOfRisk,
  sayPreflightItem,
  sayVerdict,
} from "../../domain/risk/risk-say.ts";
import type { Language } from "../../domain/text/language.ts";
import { freeBytes } from "../../system/free-bytes.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

export function addPreflightCommand(program: Command, run: Run, _say: Say, language: Language): void {
  program
    .command("preflight")
    .description(sayOfRisk(language, "help.preflight"))
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => preflight(session, terminal))),
    );
}

const EXIT_OF: Readonly<Record<PreflightLevel, ExitCode>> = {
  green: EXIT.done,
  amber: EXIT.readyForLess,
  red: EXIT.notReady,
};

async function preflight(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const found = await terminal.offlineStatus(freeBytes(session.paths.dataDirectory));
  if (found === undefined) {
    return output.fail(EXIT.refused, "refused.notSetUp", output.text("refusal.notSetUp"));
  }
  const { level } = found.preflight;
  const view = preflightView(found);
  const verdict = sayVerdict(found.preflight, found.wantedHours, output.language);
  if (level === "green") output.line(verdict);
  for (const item of found.preflight.items) output.line(`  ${sayPreflightItem(item, output.language)}`);
  output.line(sayOfflineNow(found.offlineRisk, output.language));
  const { unsentFen, unsentCount: count } = found;
  output.line(sayOfRisk(output.language, "atRisk.line", { amount: formatYuan(unsentFen), count }));
  if (level === "green") return output.done({ preflight: view });
  return output.fail(EXIT_OF[level], `preflight.${level}`, verdict, { preflight: view });
}

/** The verdict for programs; hours are rounded down. */
export function preflightView({ preflight: { level, hours, items }, wantedHours, ...rest }: OfflineStatus) {
  const hoursOf = (left: number | undefined) => (left === undefined ? {} : { hours: roundedHours(left) });
  return {
    level,
    wantedHours,
    ...hoursOf(hours),
    items: items.map((item) => ({ subject: item.subject, level: item.level, ...hoursOf(item.hours) })),
    offlineRisk: rest.offlineRisk,
    valueAtRiskFen: rest.unsentFen,
  };
}
