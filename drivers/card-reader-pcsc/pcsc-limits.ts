/** Upper bounds of the driver, in milliseconds. Tests set them short. */
export type PcscLimits = {
  /** The service reports its readers a few milliseconds after the start; it reports nothing if there are none. */
  readonly settleMs: number;
  /**
   * Reset, protocol selection, and the end of another program's transaction, for which the service waits
   * without end. Less would refuse slow cards; more would freeze a till behind a program that hangs.
   */
  readonly connectMs: number;
  /**
   * One command. Cards answer within a second or two (a signature, a slow T=1 block); readers give up after a
   * few. This is for readers and drivers that do not: the command's fate is unknown afterwards.
   */
  readonly transmitMs: number;
  readonly disconnectMs: number;
  /**
   * The service looks at a slot every 400 ms, so a pulled card is first an unexplained failure. Waiting this
   * long tells the cashier "card removed" instead.
   */
  readonly removalNoticeMs: number;
};

export const PCSC_LIMITS: PcscLimits = {
  settleMs: 400,
  connectMs: 5_000,
  transmitMs: 10_000,
  disconnectMs: 2_000,
  removalNoticeMs: 1_000,
};
