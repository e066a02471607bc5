import { fromNumericBcd } from "../../bytes.ts";

/** Where the issuer's own data begin: 07 and seven bytes stand before them. */
const DISCRETIONARY_OFFSET = 8;
const IDD_BALANCE = 0x01;
const BALANCE_LENGTH = 5;

/**
 * The electronic cash balance that a card reports to its issuer in 9F10: `0A 01 balance(5, n10) MAC(4)` behind
 * the first eight bytes (emv-pboc 13.5). It is the balance after this transaction. The MAC is for the issuer: the
 * terminal has no key for it.
 */
export function balanceInIssuerData(iad: Uint8Array | undefined): bigint | undefined {
  if (iad === undefined || iad[0] !== 0x07) return undefined;
  const [length = 0, identifier] = iad.subarray(DISCRETIONARY_OFFSET);
  const value = iad.subarray(DISCRETIONARY_OFFSET + 2, DISCRETIONARY_OFFSET + 2 + BALANCE_LENGTH);
  const isWhole = length > BALANCE_LENGTH && value.length === BALANCE_LENGTH;
  return identifier === IDD_BALANCE && isWhole ? fromNumericBcd(value) : undefined;
}
