import type { Language } from "../text/language.ts";
import type { OfflineAssessment } from "./offline-limits.ts";
import { OFFLINE_REASONS, type OfflineReason, type OfflineReasonCode } from "./offline-reasons-table.ts";

/** The code of a decision, as the journal keeps it. */
export function offlineReasonCode(assessed: OfflineAssessment): OfflineReasonCode {
  return OFFLINE_REASONS[assessed.allowed ? "withinLimits" : assessed.limit].code;
}

export const OFFLINE_ALLOWED = OFFLINE_REASONS.withinLimits.code;

/** Why, and what to do, in the language of whoever asks. */
export function explainOfflineReason(
  code: OfflineReasonCode,
  language: Language,
): { readonly reason: OfflineReason; readonly why: string; readonly next: string } {
  const reasons = Object.keys(OFFLINE_REASONS) as OfflineReason[];
  const reason = reasons.find((name) => OFFLINE_REASONS[name].code === code) ?? "withinLimits";
  const row = OFFLINE_REASONS[reason];
  return { reason, ...(language === "en" ? row.en : row.zh) };
}
