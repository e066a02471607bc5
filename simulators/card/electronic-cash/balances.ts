/** The tags of the two purses (emv-pboc section 15), and what is in them at first. */

export type PurseTags = { readonly balance: number; readonly limit: number; readonly single: number };

export const FIRST: PurseTags = { balance: 0x9f79, limit: 0x9f77, single: 0x9f78 };
export const SECOND: PurseTags = { balance: 0xdf79, limit: 0xdf77, single: 0xdf78 };
/** Balances by tag, as the profile's internal objects say at the start. */
export function initialBalances(internal: { readonly [tag: string]: string }): Map<number, bigint> {
  const balances = new Map<number, bigint>();
  for (const { balance } of [FIRST, SECOND]) {
    const digits = internal[balance.toString(16).toUpperCase()];
    if (digits !== undefined) balances.set(balance, BigInt(digits));
  }
  return balances;
}
