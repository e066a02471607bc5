import {
  DOCK_PATHS,
  type DockAction,
  type DockAnswer,
  type DockCard,
  type DockPush,
  type DockState,
  type Explanation,
  type LedgersView,
} from "../dock-contract.ts";

/** The page's end of the line to the dock. */
export type DockLine = { readonly state: DockState | undefined; readonly isConnected: boolean };

/** The server says something twice a second; three times nothing is a dock that has stopped. */
const SILENCE_MAX_MS = 1_600;

/** Calls back with every state, and opens the line again when it is lost. Returns how to stop. */
export function watchDock(onLine: (line: DockLine) => void): () => void {
  let state: DockState | undefined;
  let source: EventSource | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    const opened = new EventSource(DOCK_PATHS.state);
    source = opened;
    const lost = () => {
      opened.close();
      onLine({ state, isConnected: false });
      clearTimeout(silence);
      silence = setTimeout(open, SILENCE_MAX_MS / 4);
    };
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(lost, SILENCE_MAX_MS);
    };
    opened.onerror = lost;
    opened.onmessage = (message: MessageEvent<string>) => {
      listen();
      const push = JSON.parse(message.data) as DockPush;
      if (push.kind !== "state") return;
      state = push.state;
      onLine({ state, isConnected: true });
    };
    listen();
  };
  open();
  return () => {
    clearTimeout(silence);
    source?.close();
  };
}

/** One touch. A line that is lost says so by itself; the touch is then lost too, as a hand that slipped. */
export async function touch(action: DockAction): Promise<DockAnswer | undefined> {
  return post<DockAnswer>(DOCK_PATHS.act, action);
}

export async function readLedgers(): Promise<LedgersView | undefined> {
  return post<LedgersView>(DOCK_PATHS.ledgers, {});
}

export async function readCards(): Promise<readonly DockCard[] | undefined> {
  return post<readonly DockCard[]>(DOCK_PATHS.cards, {});
}

export async function readExplanation(
  paymentId: string,
  language: "zh-CN" | "en",
): Promise<Explanation | undefined> {
  return post<Explanation>(DOCK_PATHS.explanation, { paymentId, language });
}

export function exportOf(paymentId: string): string {
  return `${DOCK_PATHS.trace}?payment=${encodeURIComponent(paymentId)}`;
}

export function pictureOf(number: number): string {
  return `${DOCK_PATHS.paper}?number=${number}`;
}

async function post<T>(path: string, body: object): Promise<T | undefined> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) }).catch(
    () => undefined,
  );
  return response?.ok === true ? ((await response.json()) as T) : undefined;
}
