import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { formatYuan } from "../../domain/money.ts";
import { type OpenItem, openItems } from "../../domain/shift/report.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import { readCount } from "../arguments.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { owedPapers, printOwed } from "../papers.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";

export function addRecoverCommand(program: Command, run: Run, say: Say): void {
  program
    .command("recover")
    .description(say("cli.help.recover"))
    .option("--wait <seconds>", say("cli.help.recover.wait"), readCount)
    .action((options: { wait?: number }, command: Command) =>
      run(command, (session) =>
        session.withTerminal((terminal) => recover(session, terminal, (options.wait ?? 0) * 1000)),
      ),
    );
}

/** Things that only the host, or a person who calls the bank, can bring to an end. */
const OUTCOME_UNKNOWN: ReadonlySet<OpenItem["what"]> = new Set(["reversalDue", "reversalParked"]);

async function recover(session: Session, terminal: Terminal, waitMs: number): Promise<ExitCode> {
  const { output } = session;
  const owedBefore = owedPapers(terminal);
  const dueBefore = terminal.reversalsDue;
  const parkedBefore = countParked(terminal);
  const stoppedBy = await sendReversals(session, terminal, waitMs);
  const confirmed = dueBefore - terminal.reversalsDue - (countParked(terminal) - parkedBefore);
  if (confirmed > 0) output.say("cli.reversalsConfirmed", { count: confirmed });
  if (terminal.reversalsDue > 0) output.say(`cli.recoverStopped.${stoppedBy ?? "noAnswer"}`);
  const papersLeft = await printOwed(session, terminal, owedBefore);
  const open = openItems(terminal.world);
  for (const item of open) output.line(openSentence(session, item));
  if (open.length === 0) output.say("cli.nothingOpen");
  const isUnknown = open.some(({ what }) => OUTCOME_UNKNOWN.has(what));
  const view = { reversalsConfirmed: confirmed, papersLeft: papersLeft.length, open };
  return output.done(view, isUnknown ? EXIT.unknown : EXIT.done);
}

function countParked(terminal: Terminal): number {
  return openItems(terminal.world).filter(({ what }) => what === "reversalParked").length;
}

type StoppedBy = Awaited<ReturnType<Terminal["dispatchOutbox"]>>["stoppedBy"];

/** Rounds over the reversals until none is due or the time is up; the pause between them is the configured one. */
async function sendReversals(session: Session, terminal: Terminal, waitMs: number): Promise<StoppedBy> {
  const { clock } = terminal.parts;
  const until = clock.monotonicMs() + waitMs;
  const delayMs = terminal.world.till.config?.acquirer.reversal.retryDelayMs ?? 0;
  let stoppedBy: StoppedBy;
  // Script notices keep nothing waiting: one round for them, if no reversal asks for more.
  if (terminal.reversalsDue === 0 && terminal.noticesDue > 0) await terminal.dispatchOutbox();
  while (terminal.reversalsDue > 0 && !session.stopped.aborted) {
    session.output.progress("cli.sendingReversals", { count: terminal.reversalsDue });
    ({ stoppedBy } = await terminal.dispatchOutbox());
    const isLate = clock.monotonicMs() + delayMs > until;
    if (terminal.reversalsDue === 0 || isLate) break;
    await clock.sleep(delayMs, session.stopped);
  }
  return stoppedBy;
}

/** What is open, of how much, and what a person does about it. */
function openSentence({ output }: Session, item: OpenItem): string {
  const { what, saleNumber, amountFen } = item;
  const stan = item.stan === undefined ? "" : sixDigits(item.stan);
  return output.text(`cli.open.${what}`, {
    sale: saleNumber,
    stan,
    batch: item.batchNumber ?? "",
    amount: formatYuan(amountFen),
    pan: item.maskedPan ?? "",
  });
}
