import { type DockState, HOST_MOODS } from "../../dock-contract.ts";
import { MOOD_WORDS } from "../text/words-table.ts";
import { useDock } from "../use-dock.ts";
import { Box } from "./box.tsx";
import { CardBoxPanel } from "./card-box.tsx";
import { PadPanel } from "./pad-panel.tsx";
import { PrinterPanel } from "./printer-panel.tsx";
import { Readers } from "./readers.tsx";

/** Everything on the counter, each where a hand would find it. */
export function Counter({ state }: { readonly state: DockState }) {
  return (
    <div className="counter">
      <div className="column">
        <CardBoxPanel state={state} />
        <Operators state={state} />
      </div>
      <div className="column">
        <Readers state={state} />
        <PadPanel pad={state.pad} />
      </div>
      <div className="column">
        <Network state={state} />
        <Host state={state} />
        <Clock state={state} />
        <Drawer state={state} />
        <PrinterPanel state={state} />
      </div>
    </div>
  );
}

function Operators({ state }: { readonly state: DockState }) {
  const { say } = useDock();
  return (
    <Box name={say("operators")} className="operators">
      <ul>
        {state.operators.map(({ name, pin }) => (
          <li key={name}>
            <b>{name}</b>, {say("pin")} <b className="figures">{pin}</b>
          </li>
        ))}
      </ul>
    </Box>
  );
}

function Drawer({ state }: { readonly state: DockState }) {
  const { say, touch } = useDock();
  const { isOpen } = state.drawer;
  return (
    <Box
      name={say("drawer")}
      status={say(isOpen ? "drawerOpen" : "drawerClosed")}
      className={isOpen ? "attention" : ""}
    >
      <button type="button" disabled={!isOpen} onClick={() => touch({ do: "closeDrawer" })}>
        {say("closeDrawer")}
      </button>
    </Box>
  );
}

function Network({ state }: { readonly state: DockState }) {
  const { say, touch } = useDock();
  const choices = [
    { line: "up", word: "connect" },
    { line: "cut", word: "cutLine" },
    { line: "hang", word: "hangLine" },
  ] as const;
  return (
    <Box name={say("network")} status={say(state.line)} className={state.line === "up" ? "" : "attention"}>
      <div className="row">
        {choices.map(({ line, word }) => (
          <button
            key={line}
            type="button"
            aria-pressed={state.line === line}
            onClick={() => touch({ do: "line", state: line })}
          >
            {say(word)}
          </button>
        ))}
      </div>
    </Box>
  );
}

function Host({ state }: { readonly state: DockState }) {
  const { say, touch, language } = useDock();
  const { mood } = state.host;
  return (
    <Box
      name={say("host")}
      status={MOOD_WORDS[language][mood]}
      className={mood === "well" ? "" : "attention"}
    >
      <div className="row">
        {HOST_MOODS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={mood === name}
            onClick={() => touch({ do: "host", mood: name })}
          >
            {MOOD_WORDS[language][name]}
          </button>
        ))}
      </div>
    </Box>
  );
}

function Clock({ state }: { readonly state: DockState }) {
  const { say, touch } = useDock();
  const steps = [
    { word: "fiveMinutes", minutes: 5 },
    { word: "hour", minutes: 60 },
    { word: "day", minutes: 1_440 },
  ] as const;
  return (
    <Box name={say("clock")} status={state.now.slice(0, 16)}>
      <div className="row">
        {steps.map(({ word, minutes }) => (
          <button key={word} type="button" onClick={() => touch({ do: "clock", advanceMinutes: minutes })}>
            {say(word)}
          </button>
        ))}
      </div>
    </Box>
  );
}
