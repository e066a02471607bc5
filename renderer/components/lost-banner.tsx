import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect } from "react";
import type { Connection } from "../bridge.ts";
import type { TextKey } from "../text/en.ts";
import { useTill } from "../till/till-context.tsx";

const SENTENCE: Readonly<Record<Exclude<Connection, "connected">, TextKey>> = {
  connecting: "app.connecting",
  lost: "app.lost",
  outdated: "app.outdated",
  refused: "app.refused",
};

/** The terminal is not heard: said over everything, because no figure on the page is certain any more. */
export function LostBanner() {
  const { connection, pending, t } = useTill();
  if (connection === "connected") return null;
  return (
    <div className="lost" role="alert">
      <IconPlugConnectedX size={28} aria-hidden />
      <span className="lost-sentence">{t(SENTENCE[connection])}</span>
      {pending.size > 0 ? (
        <span className="lost-count">{t("app.waitingEntries", { count: pending.size })}</span>
      ) : null}
    </div>
  );
}

const RELOADED_KEY = "jinka.reloadedAt";
/** A terminal that is still starting with new pages would otherwise be asked in a circle. */
const RELOAD_AGAIN_MS = 10_000;

/** A page of another version loads itself anew, at most every ten seconds. */
export function useReloadWhenOutdated(connection: Connection): void {
  useEffect(() => {
    if (connection !== "outdated") return;
    const sinceMs = Date.now() - Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
    const timer = setTimeout(
      () => {
        sessionStorage.setItem(RELOADED_KEY, `${Date.now()}`);
        location.reload();
      },
      Math.max(0, RELOAD_AGAIN_MS - sinceMs),
    );
    return () => clearTimeout(timer);
  }, [connection]);
}
