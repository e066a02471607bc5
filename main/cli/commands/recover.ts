import type { Command } from "commander";
import type { Terminal } from "../../application/terminal.ts";
import { formatYuan } from "../../domain/money.ts";
import { type OpenItem, openItems } from "../../domain/shift/report.ts";
import { readCount } from "../arguments.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { openView } from "../views.ts";

export function addRecoverCommand(program: Command, run: Run): void {
  program
    .command("recover")
    .description("bring what is open to an end: send reversals, print papers, and say what is left")
    .option("--wait <seconds>", "go on trying for this long", readCount)
    .action((options: { wait?: number }, command: Command) =>
      run(command, (session) =>
        session.withTerminal(async (terminal) => {
          const { output } = session;
          await sendReversals(session, terminal, (options.wait ?? 0) * 1000);
          const papers = await terminal.retryPrinting();
          if (papers > 0) output.say("cli.papersTried", { count: papers });
          const open = openItems(terminal.world);
          for (const item of open) output.line(openSentence(session, item));
          if (open.length === 0) output.say("paper.openNone");
          output.result({ ok: terminal.reversalsDue === 0, open: openView(terminal.world) });
          return terminal.reversalsDue === 0 ? EXIT.done : EXIT.unknown;
        }),
      ),
    );
}

/** Rounds over the reversals until none is due or the time is up; the pause between them is the configured one. */
async function sendReversals(session: Session, terminal: Terminal, waitMs: number): Promise<void> {
  const { clock } = terminal.parts;
  const until = clock.monotonicMs() + waitMs;
  const delayMs = terminal.world.till.config?.acquirer.reversal.retryDelayMs ?? 0;
  while (terminal.reversalsDue > 0) {
    session.output.progress("cli.sendingReversals", { count: terminal.reversalsDue });
    await terminal.dispatchOutbox();
    const isLate = clock.monotonicMs() + delayMs > until;
    if (terminal.reversalsDue === 0 || isLate) return;
    await clock.sleep(delayMs);
  }
}

function openSentence(session: Session, item: OpenItem): string {
  const key = `paper.open${item.what.charAt(0).toUpperCase()}${item.what.slice(1)}` as const;
  const stan = item.stan?.toString().padStart(6, "0") ?? "";
  const name = session.output.text(key as Parameters<typeof session.output.text>[0], {
    sale: item.saleNumber,
    stan,
  });
  return `${name}  CNY ${formatYuan(item.amountFen)}`;
}
