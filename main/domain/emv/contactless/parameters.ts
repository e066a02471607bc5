import type { ApplicationParameters } from "../parameters.ts";

/**
 * What the terminal is told about contactless payments with one AID (UnionPay download tags in parentheses,
 * emv-pboc sections 16 and 17). An AID without such an entry is not accepted without contacts.
 */
export type ContactlessParameters = {
  /** AID, version and floor limit (9F1B) as for a card with contacts. Its action codes play no part. */
  readonly application: ApplicationParameters;
  /**
   * Tag 9F66, 4 bytes, as configured, for example 26 00 00 80. The kernel clears what this terminal or this
   * kernel cannot do, and sets the bits of byte 2 for each transaction.
   */
  readonly terminalTransactionQualifiers: Uint8Array;
  /** Below this amount no CVM is asked for; from it on one is (DF21). Absent: never. */
  readonly cvmLimitFen?: bigint;
  /** From this amount on the card must be inserted (DF20). Absent: no limit. */
  readonly transactionLimitFen?: bigint;
  /** Above this amount the card is asked for an online cryptogram (DF19). Absent: 9F1B. */
  readonly floorLimitFen?: bigint;
  /** An amount of exactly one unit of the currency asks whether the account is valid: it goes online. */
  readonly statusCheck: boolean;
  /** Whether a transaction without amount may be made at all; it goes online. */
  readonly zeroAmountAllowed: boolean;
  /**
   * Small amounts without PIN and signature: below this amount, an online transaction asks for neither, also if
   * the CTQ does. Absent: the CTQ is followed. That the acquirer grants this, and up to which sum, is its rule,
   * not the card's; the sum is unverified (emv-pboc section 16.6).
   */
  readonly noCvmBelowFen?: bigint;
  /**
   * Kernel identifier in a directory entry (9F2A) that means this kernel; an entry with another one is passed
   * over. 07 is EMVCo's number for UnionPay; unverified, so it is data.
   */
  readonly kernelIdentifier: number;
};
