import { formatYuan } from "../../../domain/money.ts";
import { type Deadline, deadlines } from "../../../domain/risk/deadlines.ts";
import { assessPreflight, WANTED_HOURS_DEFAULT } from "../../../domain/risk/preflight.ts";
import { assessReadiness, type Readiness } from "../../../domain/risk/readiness.ts";
import {
  sayDeadline,
  sayNamedDeadline,
  sayOfRisk,
  sayPreflightItem,
  sayVerdict,
} from "../../../domain/risk/risk-say.ts";
import type { Language } from "../../../domain/text/language.ts";
import { say } from "../../../domain/text/say.ts";
import type { TerminalConfig } from "../../../domain/till/config.ts";
import { currentBatch, currentShift } from "../../../domain/world.ts";
import type { BankView, PreflightView } from "../../../ipc/contract.ts";
import { hotlistFacts, keysPart } from "../../offline-status.ts";
import type { Context } from "../context.ts";
import { minuteText } from "./minute-text.ts";
import type { Findings } from "./show-screen.ts";

/** The line to the bank, and what is owed over it, as the last try has shown it. */
export function showBank(context: Context, findings: Findings): BankView {
  const { terminal, screen } = context;
  const { language } = screen;
  const { world, parts } = terminal;
  const batch = currentBatch(world);
  const { config } = world.till;
  if (batch === undefined || config === undefined) {
    const nothing = { unsentCount: 0, atRiskFen: 0, reversalsDue: 0, needsPerson: 0, batchNumber: 0 };
    const sentence = say(language, "till.bank.notConfigured");
    return { state: "notConfigured", sentence, ...nothing, settling: false };
  }
  const paper = paperOf(findings);
  const readiness = assessReadiness(config, batch, currentShift(world), {
    now: parts.clock.businessNow(),
    isClockBehind: screen.isClockBehind,
    ...(screen.freeBytes === undefined ? {} : { freeBytes: screen.freeBytes }),
    ...(paper === undefined ? {} : { paper }),
  });
  const due = deadlines(world, parts.clock.businessNow());
  const { offlineSince, signedIn, unsent, batchNumber } = batch;
  const state = offlineSince !== undefined ? "offline" : signedIn === undefined ? "notSignedIn" : "online";
  return {
    state,
    sentence: bankSentence(batch, state, language, due),
    ...(offlineSince === undefined ? {} : { offlineSince: minuteText(offlineSince) }),
    unsentCount: unsent.count,
    atRiskFen: Number(unsent.sumFen),
    reversalsDue: batch.reversalsDue.length,
    needsPerson: batch.parked.length + batch.uploadsRefused.length,
    ...(readiness.hours === undefined ? {} : { readyHours: Math.floor(readiness.hours * 10) / 10 }),
    batchNumber,
    settling: batch.settlement !== undefined,
    preflight: showPreflight(context, config, readiness),
    deadlines: due
      .slice(0, DEADLINES_SHOWN_MAX)
      .map((deadline) => ({ level: deadline.level, sentence: sayNamedDeadline(deadline, language) })),
  };
}

function showPreflight(
  { terminal: { parts }, screen }: Context,
  { limits: { offline } }: TerminalConfig,
  readiness: Readiness,
): PreflightView {
  const { language, hotlistAgeMs } = screen;
  const wantedHours = offline?.wantedHours ?? WANTED_HOURS_DEFAULT;
  const hotlist = hotlistFacts(hotlistAgeMs, offline?.hotlistMaxAgeMs);
  const preflight = assessPreflight({ readiness, wantedHours, hotlist, ...keysPart(parts) });
  return {
    level: preflight.level,
    sentence: sayVerdict(preflight, wantedHours, language),
    items: preflight.items.map((item) => ({ level: item.level, sentence: sayPreflightItem(item, language) })),
  };
}

/** A screen is no list of thousands: the command line names all. */
const DEADLINES_SHOWN_MAX = 20;

type Batch = NonNullable<ReturnType<typeof currentBatch>>;

/** The line first, then what is owed over it. */
function bankSentence(
  batch: Batch,
  state: "online" | "offline" | "notSignedIn",
  language: Language,
  due: readonly Deadline[],
): string {
  const { unsent, reversalsDue, parked, uploadsRefused } = batch;
  const needsPerson = parked.length + uploadsRefused.length;
  const since = batch.offlineSince === undefined ? "" : minuteText(batch.offlineSince);
  const parts = [say(language, `till.bank.${state}`, { since })];
  if (batch.settlement !== undefined) parts.push(say(language, "till.bank.settling"));
  if (unsent.count > 0) {
    const amount = formatYuan(unsent.sumFen);
    parts.push(say(language, "till.bank.unsent", { count: unsent.count, amount }));
  }
  if (reversalsDue.length > 0)
    parts.push(say(language, "till.bank.reversals", { count: reversalsDue.length }));
  if (needsPerson > 0) parts.push(say(language, "till.bank.needsPerson", { count: needsPerson }));
  // What is near its last day, or past it, is said wherever the line to the bank is.
  const near = due.filter(({ level }) => level !== "green");
  const [first] = near;
  if (first !== undefined) {
    const words = { count: near.length, deadline: sayDeadline(first, language) };
    parts.push(sayOfRisk(language, "deadline.bank", words));
  }
  return parts.join(language === "zh-CN" ? "" : " ");
}

function paperOf(findings: Findings): "ok" | "nearEnd" | "out" | "unknown" | undefined {
  const printer = findings("printer");
  if (printer === undefined) return undefined;
  if (printer.state === "noPaper") return "out";
  if (printer.state === "nearEnd") return "nearEnd";
  return printer.state === "ok" ? "ok" : "unknown";
}
