import { type RefObject, useEffect, useRef } from "react";
import type { Scanned } from "./key-dispatcher.ts";
import { useTill } from "./till-context.tsx";

/** As many characters of a code as a sentence bears. */
const SHOWN_MAX = 24;

/** What a scan does: it goes into the basket, to the window that wants it, or is said to have gone nowhere. */
export function useScanner(target: RefObject<((code: string) => void) | undefined>): void {
  const till = useTill();
  const latest = useRef(till);
  latest.current = till;
  const { keys } = till;
  useEffect(() => {
    return keys.listen(({ code, isShort }: Scanned, isUnderWindow) => {
      const { t, can, send, tell } = latest.current;
      const shown = code.length <= SHOWN_MAX ? code : `${code.slice(0, SHOWN_MAX)}...`;
      const isHere = can("scan");
      const refuse = (key: "scan.short" | "scan.dialog" | "scan.notNow") =>
        tell({ tone: "unknown", sentence: t(key, { code: shown }), sound: "unknownScan" });
      // Before anybody has signed in, what is short is a PIN, and what is long is no business of the screen.
      if (latest.current.view.operator === undefined) return !isShort;
      if (isShort) refuse("scan.short");
      else if (target.current !== undefined) target.current(code);
      else if (isUnderWindow) refuse("scan.dialog");
      else if (!isHere) refuse("scan.notNow");
      else void send({ kind: "scan", code });
      return true;
    });
  }, [keys, target]);
}
