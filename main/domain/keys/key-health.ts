/**
 * How old a key is and how often it was used, against its limits. A worn working key is no defect: the next sign-in brings
 * a new one. Until then what is under way is brought to its end, and nothing new begins.
 */

/** What the key is for. `masterKey` is the TMK, or the MAC master key of the software module; `initialKey` that of DUKPT. */
export type CountedUse = "masterKey" | "pinKey" | "macKey" | "trackKey" | "initialKey";

export type KeyRecord = {
  readonly use: CountedUse;
  /** Key check value, 8 hexadecimal digits: it names the key and tells nothing of it. */
  readonly kcv: string;
  /** When it was loaded, or first seen in a module that had it already. Milliseconds of the business clock. */
  readonly loadedAtMs: number;
  /** Never too few; after a loss of power up to one reserve too many. */
  readonly usesCount: number;
};

type KeyLimit = {
  readonly ageDaysMax?: number;
  readonly usesCountMax?: number;
};

export type KeyLimits = { readonly [use in CountedUse]: KeyLimit };

/**
 * Working keys come with a sign-in, usually daily; a week covers any holiday without one. Master keys follow common practice
 * of two years. An initial key of TDES DUKPT has a little over a million transactions (ANSI X9.24-1, 21 bits).
 */
export const KEY_LIMIT_DEFAULTS: KeyLimits = {
  masterKey: { ageDaysMax: 730 },
  pinKey: { ageDaysMax: 7, usesCountMax: 50_000 },
  macKey: { ageDaysMax: 7, usesCountMax: 50_000 },
  trackKey: { ageDaysMax: 7, usesCountMax: 50_000 },
  initialKey: { ageDaysMax: 1_095, usesCountMax: 1_000_000 },
};

export type KeyVerdict = "green" | "amber" | "red";

export type KeyHealth = {
  readonly use: CountedUse;
  readonly kcv: string;
  readonly loadedAtMs: number;
  readonly ageDays: number;
  readonly usesCount: number;
  readonly limit: KeyLimit;
  readonly verdict: KeyVerdict;
  /** What decides a verdict other than green; `clock` where the key would come from the future. */
  readonly because?: "age" | "uses" | "clock";
};

const DAY_MS = 86_400_000;

/** From here on a key counts as near its end: the part of the limit, in hundredths. */
const AMBER_PERCENT = 80;

/** A clock that was set back by less is a correction and not a wrong clock. */
const CLOCK_TOLERANCE_MS = DAY_MS;

export function keyHealth(record: KeyRecord, limits: KeyLimits, nowMs: number): KeyHealth {
  const limit = limits[record.use];
  const ageMs = nowMs - record.loadedAtMs;
  const ageDays = Math.max(0, Math.floor(ageMs / DAY_MS));
  const of = (verdict: KeyVerdict, because?: KeyHealth["because"]): KeyHealth => ({
    ...record,
    ageDays,
    limit,
    verdict,
    ...(because === undefined ? {} : { because }),
  });
  const { ageDaysMax = Number.POSITIVE_INFINITY, usesCountMax = Number.POSITIVE_INFINITY } = limit;
  if (record.usesCount >= usesCountMax) return of("red", "uses");
  if (ageMs >= ageDaysMax * DAY_MS) return of("red", "age");
  if (ageMs < -CLOCK_TOLERANCE_MS) return of("amber", "clock");
  if (100 * record.usesCount >= AMBER_PERCENT * usesCountMax) return of("amber", "uses");
  if (100 * ageMs >= AMBER_PERCENT * ageDaysMax * DAY_MS) return of("amber", "age");
  return of("green");
}

/** The worst of all keys; green where there is none to judge. */
export function worstVerdict(healths: readonly KeyHealth[]): KeyVerdict {
  if (healths.some(({ verdict }) => verdict === "red")) return "red";
  return healths.some(({ verdict }) => verdict === "amber") ? "amber" : "green";
}

/** Whether a new sign-in is due before another payment begins: a working key is at its end. */
export function needsNewSignIn(healths: readonly KeyHealth[]): boolean {
  return healths.some(
    ({ use, verdict }) => verdict === "red" && (use === "pinKey" || use === "macKey" || use === "trackKey"),
  );
}
