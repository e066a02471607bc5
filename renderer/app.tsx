import { createTheme, MantineProvider } from "@mantine/core";
import { useColorScheme } from "@mantine/hooks";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TillView } from "../main/ipc/contract.ts";
import type { Bridge } from "./bridge.ts";
import { LostBanner, useReloadWhenOutdated } from "./components/lost-banner.tsx";
import { Mark } from "./components/mark.tsx";
import { Notices } from "./components/notices.tsx";
import { StatusBand } from "./components/status-band.tsx";
import { TopBar } from "./components/top-bar.tsx";
import { CurrentDialog } from "./dialogs/current-dialog.tsx";
import { CurrentScreen } from "./screens/current-screen.tsx";
import { say } from "./text/say.ts";
import { type Dialogs, DialogsContext, type OpenDialog, useDialogs } from "./till/dialogs.ts";
import { LastChangeProvider } from "./till/last-change.tsx";
import { usePreferences } from "./till/preferences.ts";
import { ScanTargetContext, type SetScanTarget } from "./till/scan-target.ts";
import { TenderProvider } from "./till/tender-mode.tsx";
import { TillProvider, useConnection, useTill, useView } from "./till/till-context.tsx";
import { useKeys } from "./till/use-keys.ts";
import { useScanner } from "./till/use-scanner.ts";

const THEME = createTheme({
  fontFamily: '"Noto Sans SC", sans-serif',
  defaultRadius: 10,
  respectReducedMotion: true,
});

/** The page: connects to the terminal and shows whatever its view says. */
export function App({ bridge }: { readonly bridge: Bridge }) {
  const view = useView(bridge);
  const connection = useConnection(bridge);
  const { theme } = usePreferences();
  const system = useColorScheme("light", { getInitialValueInEffect: false });
  const scheme = theme === "auto" ? system : theme;
  useReloadWhenOutdated(connection);
  return (
    <MantineProvider theme={THEME} forceColorScheme={scheme}>
      {view === undefined ? (
        <Opening isRefused={connection === "refused"} />
      ) : (
        <TillProvider bridge={bridge} view={view}>
          <Frame />
        </TillProvider>
      )}
    </MantineProvider>
  );
}

/** Before the first view: quiet at first, a sentence when it takes longer. */
function Opening({ isRefused }: { readonly isRefused: boolean }) {
  const language = navigator.language.startsWith("zh") ? "zh-CN" : "en";
  return (
    <main className="opening">
      <Mark size={120} />
      <p className={isRefused ? "opening-refused" : "opening-wait"} role="status">
        {say(language, isRefused ? "app.refused" : "app.connecting")}
      </p>
    </main>
  );
}

function Frame() {
  const { view, keys } = useTill();
  const { screen } = view.screen;
  const dialogs = useOpenDialog(view);
  const { target, setTarget } = useTarget();
  useEffect(() => {
    document.documentElement.lang = view.language;
    document.title = view.shopName === "" ? "Jinka 金卡" : `${view.shopName} · Jinka 金卡`;
  }, [view.language, view.shopName]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another screen is the event.
  useEffect(() => keys.screenChanged(), [keys, screen]);
  useScanner(target);
  return (
    <DialogsContext value={dialogs}>
      <ScanTargetContext value={setTarget}>
        <TenderProvider>
          <LastChangeProvider>
            <div className={`frame ${view.training ? "frame-training" : ""}`} data-screen={screen}>
              <TopBar onMenu={() => dialogs.open({ kind: "menu" })} />
              <StatusBand onOpen={() => dialogs.open({ kind: "devices" })} />
              <CurrentScreen screen={view.screen} />
              <Notices onPaper={(documentId) => dialogs.open({ kind: "paper", documentId })} />
              <LostBanner />
            </div>
            <FrameKeys />
            <CurrentDialog />
          </LastChangeProvider>
        </TenderProvider>
      </ScanTargetContext>
    </DialogsContext>
  );
}

/** Keys that every screen knows. */
function FrameKeys() {
  const { view } = useTill();
  const { open } = useDialogs();
  useKeys(["F1"], () => {
    open({ kind: "help" });
    return true;
  });
  useKeys(["Alt+J"], () => {
    if (view.operator === undefined) return false;
    open({ kind: "journal" });
    return true;
  });
  return null;
}

/** A window belongs to the screen that it was opened on: it goes when the screen does. */
function useOpenDialog(view: TillView): Dialogs {
  const [current, setCurrent] = useState<OpenDialog | undefined>(undefined);
  const { screen } = view.screen;
  const before = useRef(screen);
  useEffect(() => {
    if (before.current === screen) return;
    before.current = screen;
    setCurrent(undefined);
  }, [screen]);
  return useMemo(() => ({ current, open: setCurrent, close: () => setCurrent(undefined) }), [current]);
}

function useTarget() {
  const target = useRef<((code: string) => void) | undefined>(undefined);
  const setTarget = useCallback<SetScanTarget>((take) => {
    target.current = take;
    return () => {
      if (target.current === take) target.current = undefined;
    };
  }, []);
  return { target, setTarget };
}
