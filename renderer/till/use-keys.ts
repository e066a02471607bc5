import { createContext, useContext, useEffect, useRef } from "react";
import { useTill } from "./till-context.tsx";

/** How many windows lie below: 0 on a screen, 1 in a window above it. */
export const KeyDepth = createContext(0);

type Options = {
  readonly whileTyping?: "always" | "never" | "empty";
  readonly isOn?: boolean;
  /** Takes the last key back: it turned out to be a scanner's. */
  readonly undo?: () => void;
};

/** Hears keys on the layer where it is called. `run` returns false when it has no use for the key now. */
export function useKeys(
  keys: readonly string[] | ((name: string) => boolean),
  run: (name: string) => boolean,
  { whileTyping = "always", isOn = true, undo }: Options = {},
): void {
  const { keys: dispatcher } = useTill();
  const depth = useContext(KeyDepth);
  const latest = useRef({ keys, run, undo });
  latest.current = { keys, run, undo };
  const hasUndo = undo !== undefined;
  useEffect(() => {
    if (!isOn) return;
    return dispatcher.add({
      depth,
      whileTyping,
      keys: (name) => {
        const wanted = latest.current.keys;
        return typeof wanted === "function" ? wanted(name) : wanted.includes(name);
      },
      run: (name) => latest.current.run(name),
      ...(hasUndo ? { undo: () => latest.current.undo?.() } : {}),
    });
  }, [dispatcher, depth, whileTyping, isOn, hasUndo]);
}
