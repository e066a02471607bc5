import { useRef } from "react";
import type { BasketLine } from "../../main/ipc/contract.ts";
import { useTill } from "./till-context.tsx";

const PIECE_MILLI = 1000;
const QUANTITY_MAX_MILLI = 9_999_000;

/**
 * One more, one less. A hand is quicker than the answer, so that steps are counted from the quantity that was asked for
 * last; with the answer the terminal's own figure counts again.
 */
export function useQuantitySteps(): (line: BasketLine, by: 1 | -1) => void {
  const { send } = useTill();
  const wanted = useRef(new Map<number, number>());
  return ({ lineNumber, quantityMilli }, by) => {
    const next = (wanted.current.get(lineNumber) ?? quantityMilli) + by * PIECE_MILLI;
    if (next < PIECE_MILLI || next > QUANTITY_MAX_MILLI) return;
    wanted.current.set(lineNumber, next);
    void send({ kind: "setQuantity", lineNumber, quantityMilli: next }).then(() => {
      if (wanted.current.get(lineNumber) === next) wanted.current.delete(lineNumber);
    });
  };
}

/** Whether pieces can be counted up and down: not on goods by weight, and not where a label has the sum. */
export function isCountable({ unit, isLabelled }: BasketLine): boolean {
  return unit === "piece" && isLabelled !== true;
}
