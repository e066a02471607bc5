/**
 * The shop's wall clock at one moment: milliseconds since 1970 in UTC, and the shop's distance from UTC.
 * Business dates and deadlines use it; timeouts never do (money.md rule 5).
 */
export type BusinessTime = { readonly epochMs: number; readonly utcOffsetMinutes: number };

function localIso(time: BusinessTime): string {
  return new Date(time.epochMs + time.utcOffsetMinutes * 60_000).toISOString();
}

/** `20261123` */
export function dateYyyymmdd(time: BusinessTime): string {
  return localIso(time).slice(0, 10).replaceAll("-", "");
}

/** `261123`: tag 9A. */
export function dateYymmdd(time: BusinessTime): string {
  return dateYyyymmdd(time).slice(2);
}

/** `140503`: tag 9F21. */
export function timeHhmmss(time: BusinessTime): string {
  return localIso(time).slice(11, 19).replaceAll(":", "");
}

/** `2026-11-23 14:05:03`: for people. */
export function dateAndTime(time: BusinessTime): string {
  return localIso(time).slice(0, 19).replace("T", " ");
}
