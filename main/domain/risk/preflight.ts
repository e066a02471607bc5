import type { Readiness, ReadinessLimit } from "./readiness.ts";

/**
 * The verdict before a shop loses its line: could it go on, for how long, and what should be mended while there is time.
 * It is for people and decides nothing.
 */

export type PreflightLevel = "green" | "amber" | "red";

type PreflightSubject =
  | "signIn"
  /** Working keys of pad or secure module: their age and uses. */
  | "keys"
  | "caKeys"
  | "hotlist"
  | "clock"
  | "disk"
  | "paper"
  /** What the shop lets stand out: age, count and sum. */
  | "limits";

export type PreflightItem = {
  readonly subject: PreflightSubject;
  readonly level: PreflightLevel;
  /** Until it ends offline sales; absent where nothing in sight does. */
  readonly hours?: number;
};

export type Preflight = {
  /** The worst of the items. */
  readonly level: PreflightLevel;
  readonly hours?: number;
  /** One for each subject, the worst first. */
  readonly items: readonly PreflightItem[];
};

/** Of a shop that does not say. */
export const WANTED_HOURS_DEFAULT = 36;

export type PreflightFacts = {
  readonly readiness: Readiness;
  /** Less than so many hours is amber. */
  readonly wantedHours: number;
  /** Absent: no hotlist has been installed. `maxAgeMs` absent: this shop wants none. */
  readonly hotlist: { readonly ageMs?: number; readonly maxAgeMs?: number };
  /** Absent where the keys' age is not known. */
  readonly keys?: PreflightLevel;
};

const HOUR_MS = 3_600_000;

const SUBJECT_OF: Readonly<Record<ReadinessLimit, PreflightSubject>> = {
  age: "limits",
  count: "limits",
  sum: "limits",
  notConfigured: "limits",
  disk: "disk",
  paper: "paper",
  clock: "clock",
  keys: "caKeys",
  notSignedIn: "signIn",
};

const SUBJECTS: readonly PreflightSubject[] = [
  "signIn",
  "keys",
  "caKeys",
  "hotlist",
  "clock",
  "disk",
  "paper",
  "limits",
];

const RANK: Readonly<Record<PreflightLevel, number>> = { red: 0, amber: 1, green: 2 };

export function assessPreflight(facts: PreflightFacts): Preflight {
  const hours = new Map<PreflightSubject, number>();
  const note = (subject: PreflightSubject, left: number) =>
    hours.set(subject, Math.min(left, hours.get(subject) ?? Number.POSITIVE_INFINITY));
  for (const { limit, hours: left } of facts.readiness.each) note(SUBJECT_OF[limit], left);
  const hotlistHours = hoursOfHotlist(facts.hotlist);
  if (hotlistHours !== undefined) note("hotlist", hotlistHours);
  const items = SUBJECTS.map((subject): PreflightItem => {
    const left = hours.get(subject);
    const level = subject === "keys" ? (facts.keys ?? "green") : levelOf(left, facts.wantedHours);
    return left === undefined ? { subject, level } : { subject, level, hours: left };
  });
  const sorted = items.toSorted((a, b) => RANK[a.level] - RANK[b.level]);
  const level = sorted[0]?.level ?? "green";
  const first = Math.min(...hours.values());
  return Number.isFinite(first) ? { level, hours: first, items: sorted } : { level, items: sorted };
}

function levelOf(hours: number | undefined, wantedHours: number): PreflightLevel {
  if (hours === undefined || hours >= wantedHours) return "green";
  return hours <= 0 ? "red" : "amber";
}

/** A shop that wants a list and has none approves nothing offline. */
function hoursOfHotlist({ ageMs, maxAgeMs }: PreflightFacts["hotlist"]): number | undefined {
  if (maxAgeMs === undefined) return undefined;
  return ageMs === undefined ? 0 : Math.max(0, (maxAgeMs - ageMs) / HOUR_MS);
}
