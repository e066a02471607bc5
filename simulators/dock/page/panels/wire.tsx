import type { WireEntry } from "../../dock-contract.ts";
import { useDock } from "../use-dock.ts";

const DIRECTION_WORDS = {
  card: { out: "toCard", in: "fromCard" },
  host: { out: "toHost", in: "fromHost" },
} as const;

/** APDUs and messages in words, the newest first; secrets are asterisks before they come here. */
export function Wire({ entries }: { readonly entries: readonly WireEntry[] }) {
  const { say } = useDock();
  if (entries.length === 0) return <p className="quiet page">{say("noWire")}</p>;
  return (
    <ol className="wire">
      {entries.toReversed().map(({ number, at, line, direction, title, lines }) => (
        <li key={number} className={`on-${line} ${direction}`}>
          <details>
            <summary>
              <time className="figures">{at}</time>
              <span className="direction">
                {direction === "out" ? "→" : "←"} {say(DIRECTION_WORDS[line][direction])}
              </span>
              <code>{title}</code>
            </summary>
            <pre>{lines.join("\n")}</pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
