import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type {
  CommandAnswer,
  Language,
  NoticeView,
  TillCommand,
  TillCommandKind,
  TillView,
} from "../../main/ipc/contract.ts";
import type { Bridge, Connection } from "../bridge.ts";
import type { TextKey } from "../text/en.ts";
import { type Gaps, say } from "../text/say.ts";
import { Intents } from "./intents.ts";
import { forgetShownPayment } from "./kept-payment.ts";
import { KeyDispatcher } from "./key-dispatcher.ts";
import { play } from "./sounds.ts";

/** What every part of the page can reach: the terminal's view, the way to it, and what this page itself has to say. */
export type Till = {
  readonly bridge: Bridge;
  readonly view: TillView;
  readonly connection: Connection;
  readonly keys: KeyDispatcher;
  readonly pending: ReadonlySet<string>;
  /** What this page says itself, such as the sentence of a refusal. */
  readonly said: readonly NoticeView[];
  t(key: TextKey, gaps?: Gaps): string;
  can(kind: TillCommandKind): boolean;
  send(command: TillCommand): Promise<CommandAnswer>;
  tell(notice: Omit<NoticeView, "noticeId">): void;
  forget(noticeId: string): void;
};

const TillContext = createContext<Till | undefined>(undefined);

export function useTill(): Till {
  const till = useContext(TillContext);
  if (till === undefined) throw new Error("outside of the till");
  return till;
}

export function useView(bridge: Bridge): TillView | undefined {
  return useSyncExternalStore(
    (listener) => bridge.onView(listener),
    () => bridge.view,
  );
}

export function useConnection(bridge: Bridge): Connection {
  return useSyncExternalStore(
    (listener) => bridge.onConnection(listener),
    () => bridge.connection,
  );
}

type Props = { readonly bridge: Bridge; readonly view: TillView; readonly children: ReactNode };

export function TillProvider({ bridge, view, children }: Props) {
  const connection = useConnection(bridge);
  const [keys] = useState(() => new KeyDispatcher());
  const [intents] = useState(() => new Intents(bridge));
  const pending = useSyncExternalStore(intents.onChange, () => intents.names);
  const notices = useSaid();
  const { language } = view;
  useEffect(() => forgetShownPayment(view), [view]);
  const till = useMemo<Till>(() => {
    const t = (key: TextKey, gaps?: Gaps) => say(language, key, gaps);
    return {
      bridge,
      view,
      connection,
      keys,
      pending,
      said: notices.said,
      t,
      can: (kind) => view.possible.includes(kind),
      send: (command) => sendAndTell(intents, command, language, notices),
      tell: notices.tell,
      forget: notices.forget,
    };
  }, [bridge, view, connection, keys, intents, pending, notices, language]);
  return <TillContext.Provider value={till}>{children}</TillContext.Provider>;
}

async function sendAndTell(
  intents: Intents,
  command: TillCommand,
  language: Language,
  notices: Pick<Said, "tell" | "clear">,
): Promise<CommandAnswer> {
  if (command.kind !== "dismiss") notices.clear();
  const answer = await intents.send(command);
  if (command.kind === "scan") play(answer.ok ? "scan" : "unknownScan");
  if (!answer.ok) {
    const sentence = answer.sentence === "" ? say(language, "app.notDelivered") : answer.sentence;
    notices.tell({ tone: "bad", sentence });
  }
  return answer;
}

type Said = {
  readonly said: readonly NoticeView[];
  readonly tell: (notice: Omit<NoticeView, "noticeId">) => void;
  readonly forget: (noticeId: string) => void;
  readonly clear: () => void;
};

/** Two at once can be read; a third one means that the first is old. */
const SAID_MAX = 2;

/** They go with the next thing that is done: nothing disappears while it is being read. */
function useSaid(): Said {
  const [said, setSaid] = useState<readonly NoticeView[]>([]);
  const count = useRef(0);
  return useMemo(
    () => ({
      said,
      tell: (notice) => {
        count.current += 1;
        const noticeId = `page-${count.current}`;
        if (notice.sound !== undefined) play(notice.sound);
        setSaid((others) =>
          [...others.filter(({ sentence }) => sentence !== notice.sentence), { ...notice, noticeId }].slice(
            -SAID_MAX,
          ),
        );
      },
      forget: (noticeId) => setSaid((others) => others.filter((other) => other.noticeId !== noticeId)),
      clear: () => setSaid((others) => (others.length === 0 ? others : [])),
    }),
    [said],
  );
}
