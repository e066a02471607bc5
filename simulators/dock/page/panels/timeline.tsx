import { useEffect, useRef, useState } from "react";
import type { TimelineEntry } from "../../dock-contract.ts";
import { sayEvent } from "../text/say-event.ts";
import { useDock } from "../use-dock.ts";
import { ExplanationWindow } from "./explanation.tsx";

/** What each touch did, one line each; the newest at the bottom. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { say, language } = useDock();
  const list = useRef<HTMLOListElement>(null);
  const [explained, setExplained] = useState<string>();
  const newest = entries.at(-1)?.number;
  useEffect(() => {
    // Only the list is moved: the page under the hand stays where it is.
    if (newest !== undefined) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [newest]);
  return (
    <section className="timeline" aria-label={say("timeline")}>
      <h2>{say("timeline")}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable from the keyboard. */}
      <ol ref={list} tabIndex={0}>
        {entries.map(({ number, at, event }) => (
          <li key={number} className={event.kind}>
            <time className="figures">{at}</time> {sayEvent(event, language)}
            {event.kind === "explained" ? (
              <button type="button" className="small" onClick={() => setExplained(event.paymentId)}>
                {say("wholeTrace")}
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {explained === undefined ? null : (
        <ExplanationWindow paymentId={explained} onClose={() => setExplained(undefined)} />
      )}
    </section>
  );
}
