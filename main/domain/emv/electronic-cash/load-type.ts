/**
 * Tag 9C of a load of electronic cash: the first two digits of the processing code (emv-pboc section 14). Which
 * of them is which load is unverified; cup-8583 names the messages.
 */
export const LOAD_TYPE = { fromAccount: 0x60, fromOtherAccount: 0x62, fromCash: 0x63 } as const;

/** A load is the host's to give: it is never made offline, whatever the action codes say. */
export const isElectronicCashLoad = (transactionType: number): boolean =>
  Object.values<number>(LOAD_TYPE).includes(transactionType);
