import type { Command } from "commander";
import type { OfflineStatus } from "../../application/offline-status.ts";
import type { Terminal } from "../../application/terminal.ts";
import { dateAndTime } from "../../domain/business-time.ts";
import { formatYuan } from "../../domain/money.ts";
import type { Deadline } from "../../domain/risk/deadlines.ts";
import { sayNamedDeadline, sayOfflineNow, sayVerdict } from "../../domain/risk/risk-say.ts";
import { sixDigits } from "../../domain/text/six-digits.ts";
import { freeBytes } from "../../system/free-bytes.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Run } from "../run.ts";
import type { Session } from "../session.ts";
import { durationWords } from "../upload-progress.ts";
import { preflightView } from "./preflight.ts";

export function addStatusCommand(program: Command, run: Run, say: Say): void {
  program
    .command("status")
    .description(say("cli.help.status"))
    .action((_options: object, command: Command) =>
      run(command, (session) => session.withTerminal((terminal) => status(session, terminal))),
    );
}

async function status(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output } = session;
  const found = await terminal.offlineStatus(freeBytes(session.paths.dataDirectory));
  if (found === undefined) {
    return output.fail(EXIT.refused, "refused.notSetUp", output.text("refusal.notSetUp"));
  }
  for (const sentence of statusSentences(session, found)) output.line(sentence);
  return output.done({ status: statusView(found) });
}

/** The most urgent ones; `jinka open-items` names all. */
const DEADLINES_SHOWN_MAX = 5;

/** Since when, how much, what is at risk, what comes next, and for how long: one sentence each. */
function statusSentences({ output }: Session, found: OfflineStatus): string[] {
  const sentences = [
    found.offlineSince === undefined
      ? output.text(found.signedIn ? "cli.status.online" : "cli.status.notSignedIn")
      : output.text("cli.status.offline", { since: dateAndTime(found.offlineSince) }),
  ];
  const amount = formatYuan(found.unsentFen);
  const add = (count: number, key: "reversalsDue" | "parked" | "uploadsRefused") => {
    if (count > 0) sentences.push(output.text(`cli.status.${key}`, { count }));
  };
  sentences.push(
    found.unsentCount === 0
      ? output.text("cli.status.nothingUnsent")
      : output.text("cli.status.unsent", {
          count: found.unsentCount,
          amount,
          age: durationWords(output, found.oldestUnsentMs),
        }),
  );
  add(found.reversalsDue, "reversalsDue");
  add(found.parked, "parked");
  add(found.uploadsRefused, "uploadsRefused");
  if (found.next !== undefined && found.unsentCount > 0) {
    const percent = Math.max(0, Math.floor(found.next.leftShare * 100));
    sentences.push(output.text(`cli.status.next.${found.next.limit}`, { percent }));
  }
  sentences.push(readySentence(output, found));
  sentences.push(sayVerdict(found.preflight, found.wantedHours, output.language));
  sentences.push(sayOfflineNow(found.offlineRisk, output.language));
  for (const deadline of found.deadlines.slice(0, DEADLINES_SHOWN_MAX)) {
    if (deadline.level !== "green") sentences.push(sayNamedDeadline(deadline, output.language));
  }
  const { batchNumber, totals, settlement } = found;
  sentences.push(
    output.text(settlement === undefined ? "cli.status.batch" : "cli.status.settling", {
      batch: sixDigits(batchNumber),
      sales: totals.saleCount,
      voids: totals.voidCount,
      net: formatYuan(totals.saleFen - totals.voidFen),
    }),
  );
  return sentences;
}

function readySentence(output: Session["output"], { readiness }: OfflineStatus): string {
  const { hours, limit } = readiness;
  if (hours === undefined || limit === undefined) return output.text("cli.status.readyWithoutEnd");
  if (hours === 0) return output.text(`cli.status.notReady.${limit}`);
  const duration = durationWords(output, Math.floor(hours * 60) * 60_000);
  return output.text("cli.status.ready", { duration, limit: output.text(`cli.status.limit.${limit}`) });
}

function statusView(found: OfflineStatus) {
  const {
    settlement,
    offlineSince,
    readiness,
    preflight: _verdict,
    deadlines,
    wantedHours: _hours,
    ...rest
  } = found;
  return {
    ...rest,
    offlineSince: offlineSince === undefined ? undefined : dateAndTime(offlineSince),
    settlement:
      settlement === undefined
        ? undefined
        : {
            phase: settlement.phase,
            balanced: settlement.balanced,
            sentCount: settlement.sentCount,
            lastTrouble: settlement.lastTrouble,
          },
    preflight: preflightView(found),
    deadlines: deadlines.map(deadlineView),
    readyForHours: readiness.hours === undefined ? undefined : Math.floor(readiness.hours * 100) / 100,
    readyUntil: readiness.limit,
    limits: readiness.each.map(({ limit, hours }) => ({ limit, hours: Math.floor(hours * 100) / 100 })),
  };
}

function deadlineView({ payment: { stan, batchNumber, amountFen }, ...deadline }: Deadline) {
  return { stan, batchNumber, amountFen, ...deadline };
}
