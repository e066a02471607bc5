import type { PaymentState } from "../../../domain/payment/state.ts";
import type { CardBalance } from "../../../ipc/contract.ts";

/** ISO 4217, as far as cards of this country carry a second currency. */
const CURRENCY_LETTERS: ReadonlyMap<number, string> = new Map([
  [156, "CNY"],
  [344, "HKD"],
  [446, "MOP"],
  [840, "USD"],
]);

const YUAN = 156;

function currencyWord(code: number): string {
  return CURRENCY_LETTERS.get(code) ?? code.toString().padStart(3, "0");
}

/** What the card held before and after, as far as it has told; empty where it has no electronic cash, or did not use it. */
export function cardBalancesOf({ load, cashBalance }: PaymentState): readonly CardBalance[] {
  if (load !== undefined) return balance(YUAN, load.balanceBeforeFen, load.balanceAfterFen);
  if (cashBalance === undefined) return [];
  return balance(cashBalance.currencyCode, cashBalance.beforeFen, cashBalance.afterFen);
}

export function balance(
  currencyCode: number,
  beforeFen: bigint | undefined,
  afterFen: bigint | undefined,
): readonly CardBalance[] {
  if (beforeFen === undefined && afterFen === undefined) return [];
  return [
    {
      currency: currencyWord(currencyCode),
      ...(beforeFen === undefined ? {} : { beforeFen: Number(beforeFen) }),
      ...(afterFen === undefined ? {} : { afterFen: Number(afterFen) }),
    },
  ];
}
