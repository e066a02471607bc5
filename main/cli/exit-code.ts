/** What a script can rely on; `docs/cli.md` lists them for people. */
export const EXIT = {
  done: 0,
  /** Refused, with a reason: nothing was done. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The card payment did not come through; no money moved. */
  declined: 3,
  /** Something was sent and its outcome is not known; a reversal is under way or waits for a person. */
  unknown: 4,
  /** A device or the host is missing; no money moved. */
  unavailable: 5,
  /** The terminal cannot work: keys, database, disk, or another instance. */
  outOfService: 6,
  /** The comparison failed: till, host and paper do not agree. */
  disagree: 7,
  /** `preflight`: ready to go on without the bank, for less time than the shop wants. */
  readyForLess: 8,
  /** `preflight`: no card could be taken without the bank. */
  notReady: 9,
  /** A mistake of the program. What is on disk decides at the next start. */
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
