import type { BusinessTime } from "../business-time.ts";
import type { BatchTotals } from "./state.ts";

/**
 * A settlement under way (money.md rule 10). The totals are frozen in it before the first 0500; every step is
 * repeated, never reversed, and goes on where it was interrupted.
 */
export type SettlementState = {
  readonly operator: string;
  readonly startedAt: BusinessTime;
  /** What the 0500 says; nothing changes it any more. */
  readonly totals: BatchTotals;
  /** DE11 of the 0500, the same on every repeat. */
  readonly stan: number;
  readonly phase: SettlementPhase;
  /** The host's verdict; absent before it has answered. */
  readonly balanced?: boolean;
  /** STAN of the last record of this phase that the host has acknowledged; 0 before the first. */
  readonly lastStan: number;
  /** Records that the host has acknowledged in all phases together: the count of the end message. */
  readonly sentCount: number;
  /** Why the last try came to nothing. */
  readonly lastTrouble?: string;
};

export type SettlementPhase =
  /** 0500: totals. */
  | "totals"
  /** 0320 / 201: all records, because the host counts otherwise. */
  | "list"
  /** 0320 / 203 (205): certificates of chip transactions that went online. */
  | "chip"
  /** 0320 / 207 (202): the end. */
  | "end";
