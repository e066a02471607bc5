import { type DockCard, type DockState, HOST_MOODS } from "../../dock-contract.ts";
import { CARD_WORDS, MOOD_WORDS } from "../text/words-table.ts";
import { useDock } from "../use-dock.ts";
import { Box, PlugButton } from "./box.tsx";
import { PadPanel } from "./pad-panel.tsx";
import { PrinterPanel } from "./printer-panel.tsx";

/** A command in the middle of a card payment: the application is chosen, and nothing was sent yet. */
const PULL_MIDWAY_AT = 6;

/** Everything on the counter, each where a hand would find it. */
export function Counter({ state }: { readonly state: DockState }) {
  return (
    <div className="counter">
      <div className="column">
        <Operators state={state} />
        {state.readers.map(({ device }) => (
          <Reader key={device} state={state} device={device} />
        ))}
      </div>
      <div className="column">
        <PadPanel pad={state.pad} />
        <Network state={state} />
        <Host state={state} />
        <Clock state={state} />
      </div>
      <div className="column">
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

function Reader({ state, device }: { readonly state: DockState; readonly device: "reader1" | "reader2" }) {
  const { say, touch } = useDock();
  const reader = state.readers.find((candidate) => candidate.device === device);
  if (reader === undefined) return null;
  const { isPlugged, card } = reader;
  const inserted = card === undefined ? say("empty") : `${card.name} ${card.last4}`;
  return (
    <Box name={say(device)} status={isPlugged ? inserted : say("unplugged")} className="reader">
      {isPlugged && card === undefined ? (
        <div className="cards">
          {state.cards.map((offered) => (
            <CardButton key={offered.name} card={offered} reader={device} />
          ))}
        </div>
      ) : null}
      {card === undefined ? null : <InsertedCard card={card} />}
      <div className="row">
        {card === undefined ? null : (
          <button type="button" className="likely" onClick={() => touch({ do: "pullCard", reader: device })}>
            {say("pull")}
          </button>
        )}
        {isPlugged && card === undefined ? (
          <button
            type="button"
            onClick={() => touch({ do: "insertCard", card: "debit", reader: device, pullAt: PULL_MIDWAY_AT })}
          >
            {say("pullMidway")}
          </button>
        ) : null}
        <PlugButton device={device} isIn={isPlugged} />
      </div>
    </Box>
  );
}

function CardButton({ card, reader }: { readonly card: DockCard; readonly reader: "reader1" | "reader2" }) {
  const { language, touch } = useDock();
  return (
    <button
      type="button"
      className={`card ${card.kind}`}
      data-testid={`card-${card.name}`}
      onClick={() => touch({ do: "insertCard", card: card.name, reader })}
    >
      <span className="chip" aria-hidden="true" />
      <span>{CARD_WORDS[card.name]?.[language] ?? card.name}</span>
      <span className="figures">{ending(card)}</span>
    </button>
  );
}

function InsertedCard({ card }: { readonly card: DockCard }) {
  const { language, say } = useDock();
  return (
    <div className={`card ${card.kind} inserted`}>
      <span className="chip" aria-hidden="true" />
      <span>{CARD_WORDS[card.name]?.[language] ?? card.name}</span>
      <span className="figures">
        {ending(card)}
        {card.pin === undefined ? "" : `  ${say("pin")} ${card.pin}`}
      </span>
    </div>
  );
}

/** As it stands on receipts. */
function ending({ last4 }: DockCard): string {
  return `**** ${last4}`;
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
