import { useCallback, useEffect, useMemo, useState } from "react";
import type { DockAction, DockState } from "../dock-contract.ts";
import { type DockLine, touch, watchDock } from "./dock-line.ts";
import { Counter } from "./panels/counter.tsx";
import { Ledgers } from "./panels/ledgers.tsx";
import { Timeline } from "./panels/timeline.tsx";
import { Wire } from "./panels/wire.tsx";
import { DOCK_WORDS, type DockLanguage, type DockWord, REFUSAL_WORDS } from "./text/words-table.ts";
import { DockContext } from "./use-dock.ts";

const TABS = ["counter", "wire", "ledgers"] as const satisfies readonly DockWord[];
type Tab = (typeof TABS)[number];

const REFUSAL_SHOWN_MS = 4_000;

/** The dock: a counter seen from above, what goes over its wires, and the two ledgers. */
export function App() {
  const [line, setLine] = useState<DockLine>({ state: undefined, isConnected: true });
  const [tab, setTab] = useState<Tab>("counter");
  const [language, setLanguage] = useState<DockLanguage>(startLanguage);
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => watchDock(setLine), []);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = DOCK_WORDS[language].title;
  }, [language]);
  useEffect(() => {
    if (refusal === undefined) return;
    const timer = setTimeout(() => setRefusal(undefined), REFUSAL_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [refusal]);
  const act = useCallback(
    (action: DockAction) => {
      void touch(action).then((answer) => {
        if (answer?.ok === false) setRefusal(REFUSAL_WORDS[language][answer.why]);
      });
    },
    [language],
  );
  const { isConnected } = line;
  const tools = useMemo(() => ({ language, isConnected, touch: act }), [language, isConnected, act]);
  const words = DOCK_WORDS[language];
  return (
    <DockContext value={tools}>
      <header className="head">
        <h1>{words.title}</h1>
        <span className="training">{words.training}</span>
        <div className="tabs" role="tablist">
          {TABS.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`tab-${name}`}
              aria-selected={tab === name}
              aria-controls="dock-panel"
              onClick={() => setTab(name)}
            >
              {words[name]}
            </button>
          ))}
        </div>
        <time className="clock">{line.state?.now ?? ""}</time>
        <button type="button" className="plain" onClick={() => setLanguage(other(language))}>
          {words.language}
        </button>
      </header>
      <p className="lost" role="status" hidden={isConnected}>
        {words.lost}
      </p>
      <p className="refusal" role="alert" hidden={refusal === undefined}>
        {refusal}
      </p>
      <main id="dock-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {line.state === undefined ? null : <Panel tab={tab} state={line.state} />}
      </main>
    </DockContext>
  );
}

function Panel({ tab, state }: { readonly tab: Tab; readonly state: DockState }) {
  switch (tab) {
    case "counter":
      return (
        <div className="sides">
          <Counter state={state} />
          <Timeline entries={state.timeline} />
        </div>
      );
    case "wire":
      return <Wire entries={state.wire} />;
    case "ledgers":
      return <Ledgers revision={state.revision} />;
  }
}

/** The dock speaks as the till that opened it; `?lang=` is part of the address that `npm start` opens. */
function startLanguage(): DockLanguage {
  const asked = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  return asked.startsWith("zh") ? "zh-CN" : "en";
}

function other(language: DockLanguage): DockLanguage {
  return language === "en" ? "zh-CN" : "en";
}
