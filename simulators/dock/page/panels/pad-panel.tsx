import type { DockAction, DockState } from "../../dock-contract.ts";
import { yuan } from "../text/say-event.ts";
import type { DockWord } from "../text/words-table.ts";
import { useDock } from "../use-dock.ts";
import { Box, PlugButton } from "./box.tsx";

type PadKey = Extract<DockAction, { do: "pressKey" }>["key"];

/** As on a pad: digits, and the three keys of colour on their right. */
const KEYS_IN_PLACE: readonly PadKey[] = [
  ...(["1", "2", "3", "cancel"] as const),
  ...(["4", "5", "6", "clear"] as const),
  ...(["7", "8", "9", "confirm"] as const),
  "0",
];

const WORDED_KEYS: Readonly<Record<string, DockWord>> = {
  clear: "clear",
  confirm: "confirm",
  cancel: "cancel",
};

/** The customer's side of the PIN pad: its display, which never shows a digit, and its keys. */
export function PadPanel({ pad }: { readonly pad: DockState["pad"] }) {
  const { say, touch } = useDock();
  const { screen } = pad;
  const isAsked = screen.kind === "pin";
  return (
    <Box
      name={say("pinPad")}
      {...(pad.isPlugged ? {} : { status: say("unplugged") })}
      className={isAsked ? "pad attention" : "pad"}
    >
      <output className="display figures" aria-live="polite">
        {screen.kind === "pin" ? (
          <>
            <span>{yuan(screen.amountFen)}</span>
            <span>
              {say("pinAsked")} {"•".repeat(screen.typedCount)}
            </span>
          </>
        ) : (
          <span className="lines">{screen.lines.join("\n")}</span>
        )}
      </output>
      <div className="keys">
        {KEYS_IN_PLACE.map((key) => {
          const word = WORDED_KEYS[key];
          return (
            <button
              key={key}
              type="button"
              className={`key ${key === "0" ? "zero" : word === undefined ? "" : key}`}
              disabled={!isAsked}
              data-testid={`pad-${key}`}
              onClick={() => touch({ do: "pressKey", key })}
            >
              {word === undefined ? key : say(word)}
            </button>
          );
        })}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={pad.customerTypes}
          onChange={(event) => touch({ do: "customerTypes", isOn: event.target.checked })}
        />
        {say("customerTypes")}
      </label>
      <div className="row">
        <PlugButton device="pinPad" isIn={pad.isPlugged} />
      </div>
    </Box>
  );
}
