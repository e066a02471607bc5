import { formatYuan } from "../money.ts";
import { fillGaps, type TextParameters } from "../text/fill-gaps.ts";
import type { Language } from "../text/language.ts";
import { sixDigits } from "../text/six-digits.ts";
import type { Deadline } from "./deadlines.ts";
import { explainOfflineReason, OFFLINE_ALLOWED } from "./offline-reason.ts";
import type { OfflineReasonCode } from "./offline-reasons-table.ts";
import type { Preflight, PreflightItem } from "./preflight.ts";
import { RISK_EN, RISK_ZH, type RiskKey } from "./risk-text-tables.ts";

export function sayOfRisk(language: Language, key: RiskKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? RISK_EN : RISK_ZH)[key], parameters);
}

/** Whether a payment of next to nothing could be approved offline now, and why not. */
export function sayOfflineNow(code: OfflineReasonCode, language: Language): string {
  const { why, next } = explainOfflineReason(code, language);
  return sayOfRisk(language, code === OFFLINE_ALLOWED ? "status.allowed" : "status.forbidden", {
    ...{ code, why, next },
  });
}

/** One sentence: how long, or what ends it first. */
export function sayVerdict(
  { level, hours, items }: Preflight,
  wantedHours: number,
  language: Language,
): string {
  const separator = language === "en" ? ", " : "、";
  const named = items
    .filter((item) => item.level === level)
    .map(({ subject }) => sayOfRisk(language, `subject.${subject}`))
    .join(separator);
  const words = { wanted: wantedHours, items: named };
  if (level !== "amber") return sayOfRisk(language, `verdict.${level}`, words);
  if (hours === undefined || hours >= wantedHours) return sayOfRisk(language, "verdict.amber", words);
  return sayOfRisk(language, "verdict.amberHours", { ...words, hours: roundedHours(hours) });
}

/** A line for each subject; what is not green says what to do. */
export function sayPreflightItem({ subject, level, hours }: PreflightItem, language: Language): string {
  const words = {
    level: sayOfRisk(language, `level.${level}`),
    subject: sayOfRisk(language, `subject.${subject}`),
  };
  const line =
    hours === undefined
      ? sayOfRisk(language, "item.line", words)
      : sayOfRisk(language, "item.lineHours", { ...words, hours: roundedHours(hours) });
  if (level === "green") return line;
  const stop = language === "en" ? ". " : "。";
  return `${line}${stop}${sayOfRisk(language, `next.${subject}`)}`;
}

/** Rounded down, so that nothing is promised too early. */
export function roundedHours(hours: number): number {
  return Math.floor(hours * 10) / 10;
}

export function sayDeadline({ path, dueDate, daysLeft, level }: Deadline, language: Language): string {
  const words = { level: sayOfRisk(language, `due.${level}`), due: dueDate, days: daysLeft };
  return sayOfRisk(language, level === "overdue" ? `deadline.${path}Overdue` : `deadline.${path}`, words);
}

/** The same with the payment's name in front of it. */
export function sayNamedDeadline(deadline: Deadline, language: Language): string {
  const { stan, amountFen } = deadline.payment;
  return sayOfRisk(language, "deadline.named", {
    stan: sixDigits(stan),
    amount: formatYuan(amountFen),
    deadline: sayDeadline(deadline, language),
  });
}
