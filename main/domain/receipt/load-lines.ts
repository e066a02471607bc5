import { formatYuan } from "../money.ts";
import type { PaymentState } from "../payment/state.ts";
import type { Language } from "../text/language.ts";
import { say, type TextKey } from "../text/say.ts";
import type { ReceiptLine } from "./document.ts";

/** Of a load: the card's balance before and after, and in words whether the card has got the money. */
export function loadLines({ load }: PaymentState, language: Language): ReceiptLine[] {
  if (load === undefined) return [];
  const { outcome, balanceBeforeFen, balanceAfterFen } = load;
  return [
    ...balanceLine(language, "paper.balanceBefore", balanceBeforeFen),
    ...balanceLine(language, "paper.balanceAfter", balanceAfterFen),
    ...(outcome === "unclear"
      ? [{ kind: "text", text: say(language, "paper.loadUnclear"), bold: true } as const]
      : []),
  ];
}

function balanceLine(language: Language, key: TextKey, balanceFen: bigint | undefined): ReceiptLine[] {
  if (balanceFen === undefined) return [];
  const amount = say(language, "paper.money", { amount: formatYuan(balanceFen) });
  return [{ kind: "pair", left: say(language, key), right: amount }];
}
