/** Electronic cash with one AID (emv-pboc sections 15 and 17). An AID without this takes none. */
export type ElectronicCashParameters = {
  /** 9F7B: from this amount on electronic cash is not asked for. Absent: the floor limit, 9F1B. */
  readonly transactionLimitFen?: bigint;
  /**
   * ISO 4217 numeric codes in which this terminal takes electronic cash: 156, and others where cards carry a
   * second one (DF71).
   */
  readonly currencyCodes: readonly number[];
};

/** What a transaction with the electronic cash application came to, for slip and screen. */
export type ElectronicCashFacts = {
  /** 156, or the second currency of the card (DF71). */
  readonly currencyCode: number;
  /** 9F79 or DF79, before the card was asked for a cryptogram. Absent if the card did not tell. */
  readonly balanceBeforeFen?: bigint;
  /** After an approval without the host. Absent if the transaction took another way, or the card was gone. */
  readonly balanceAfterFen?: bigint;
};
