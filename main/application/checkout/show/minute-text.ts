import { type BusinessTime, dateAndTime } from "../../../domain/business-time.ts";

/** `2026-11-23 14:05` */
export function minuteText(time: BusinessTime): string {
  return dateAndTime(time).slice(0, 16);
}
