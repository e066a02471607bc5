import { useEffect, useRef, useState } from "react";
import type { BasketLine } from "../../main/ipc/contract.ts";

export type SelectedLine = {
  readonly line: BasketLine | undefined;
  select(lineNumber: number): void;
  move(by: number): void;
};

/** The line under the hand: the one that changed last, until another is chosen. */
export function useSelectedLine(lines: readonly BasketLine[]): SelectedLine {
  const [chosen, setChosen] = useState<number | undefined>(lines.at(-1)?.lineNumber);
  const before = useRef(lines);
  useEffect(() => {
    const old = new Map(before.current.map((line) => [line.lineNumber, line.quantityMilli]));
    before.current = lines;
    const changed = lines.findLast(({ lineNumber, quantityMilli }) => old.get(lineNumber) !== quantityMilli);
    if (changed !== undefined) setChosen(changed.lineNumber);
  }, [lines]);
  const line = lines.find(({ lineNumber }) => lineNumber === chosen) ?? lines.at(-1);
  return {
    line,
    select: setChosen,
    move: (by) => {
      const index = line === undefined ? -1 : lines.indexOf(line);
      setChosen(lines[Math.min(lines.length - 1, Math.max(0, index + by))]?.lineNumber);
    },
  };
}
