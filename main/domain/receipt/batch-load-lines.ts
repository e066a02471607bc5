import type { BatchTotals } from "../batch/state.ts";
import { formatYuan } from "../money.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import type { ReceiptLine } from "./document.ts";

/**
 * Loads of a batch: what was taken in cash stands with a minus, because the shop owes it to the host; the others stand for
 * themselves and are in no sum.
 */
export function batchLoadLines({ loads }: BatchTotals, language: Language): ReceiptLine[] {
  if (loads === undefined) return [];
  return (["cash", "boundAccount", "otherAccount"] as const).flatMap((from): ReceiptLine[] => {
    const counted = loads[from];
    if (counted === undefined) return [];
    const { count, amountFen } = counted;
    const right = formatYuan(from === "cash" ? -amountFen : amountFen);
    return [{ kind: "pair", left: say(language, `paper.batchLoads.${from}`, { count }), right }];
  });
}
