import { useEffect, useRef } from "react";
import type { TimelineEntry } from "../../dock-contract.ts";
import { sayEvent } from "../text/say-event.ts";
import { useDock } from "../use-dock.ts";

/** What each touch did, one line each; the newest at the bottom. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { say, language } = useDock();
  const list = useRef<HTMLOListElement>(null);
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
          <li key={number}>
            <time className="figures">{at}</time> {sayEvent(event, language)}
          </li>
        ))}
      </ol>
    </section>
  );
}
