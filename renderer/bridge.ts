import type { CommandAnswer, QueryAnswers, TillCommand, TillQuery, TillView } from "../main/ipc/contract.ts";
import { CONTRACT_VERSION } from "../main/ipc/contract-version.ts";
import {
  BEAT_MS,
  type CommandEnvelope,
  type CommandReply,
  type ElectronBridge,
  PATHS,
  type Push,
  type QueryEnvelope,
  type QueryReply,
} from "../main/ipc/transport.ts";

/**
 * `lost`: the terminal is not heard; everything heals by itself. `outdated`: this page is of another version and should
 * load itself anew. `refused`: the terminal does not let this page in; it must be opened from there again.
 */
export type Connection = "connecting" | "connected" | "lost" | "outdated" | "refused";

export type Bridge = {
  readonly connection: Connection;
  /** The last view that came; absent before the first. */
  readonly view: TillView | undefined;
  /** Each returns how to stop. */
  onConnection(listener: (connection: Connection) => void): () => void;
  onView(listener: (view: TillView) => void): () => void;
  /**
   * Done once, in the order of the calls, whatever happens to the line in between. Never rejects: what could not be
   * delivered within {@link COMMAND_LIFE_MS} is answered with `kind: "notDelivered"`.
   */
  send(command: TillCommand): Promise<CommandAnswer>;
  /** Rejects with a {@link QueryError} when the terminal refuses, or is not heard for {@link QUERY_LIFE_MS}. */
  query<Q extends TillQuery>(query: Q): Promise<QueryAnswers[Q["kind"]]>;
  close(): void;
};

/** Why a query has no answer; the sentence is the terminal's, and empty when it was not heard. */
class QueryError extends Error {
  readonly reason: string;

  constructor(reason: string, sentence: string) {
    super(sentence);
    this.name = "QueryError";
    this.reason = reason;
  }
}

/** One way to the terminal: a loopback address or Electron's channels. */
export type Wire = {
  /** Rejects when the message may not have arrived. */
  command(envelope: CommandEnvelope, signal: AbortSignal): Promise<CommandReply>;
  query(envelope: QueryEnvelope, signal: AbortSignal): Promise<QueryReply>;
  /** Calls back until the returned function is called; `onEnd` at most once, when the stream is over. */
  watch(onPush: (push: Push) => void, onEnd: (why: "lost" | "refused") => void): () => void;
};

/** Three beats that did not come: the line is gone, and people know within two seconds. */
const SILENCE_MAX_MS = 3 * BEAT_MS;
const RETRY_MS = 300;
const POST_TIMEOUT_MS = 4_000;
/** A tap on a button of ten minutes ago is no wish any more: a customer has left by then. */
const COMMAND_LIFE_MS = 300_000;
const QUERY_LIFE_MS = 8_000;

/** Connects to the terminal that this page belongs to. */
export function connect(wire: Wire = ownWire()): Bridge {
  return new WiredBridge(wire);
}

type Pending = {
  readonly envelope: CommandEnvelope;
  readonly sinceMs: number;
  /** The terminal has it; the answer comes over the stream. */
  isAccepted: boolean;
  readonly settle: (answer: CommandAnswer) => void;
};

class WiredBridge implements Bridge {
  readonly #wire: Wire;
  readonly #connectionListeners = new Set<(connection: Connection) => void>();
  readonly #viewListeners = new Set<(view: TillView) => void>();
  readonly #pending = new Map<string, Pending>();
  readonly #closed = new AbortController();
  /** Called when it is worth trying again at once. */
  readonly #wakers = new Set<() => void>();
  connection: Connection = "connecting";
  view: TillView | undefined;
  #isPumping = false;
  #stopWatching: () => void = () => undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#watch();
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  onView(listener: (view: TillView) => void): () => void {
    this.#viewListeners.add(listener);
    return () => this.#viewListeners.delete(listener);
  }

  send(command: TillCommand): Promise<CommandAnswer> {
    const commandId = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#pending.set(commandId, {
        envelope: { contractVersion: CONTRACT_VERSION, request: { commandId, command } },
        sinceMs: performance.now(),
        isAccepted: false,
        settle: (answer) => {
          if (this.#pending.delete(commandId)) resolve(answer);
        },
      });
      void this.#pump();
    });
  }

  async query<Q extends TillQuery>(query: Q): Promise<QueryAnswers[Q["kind"]]> {
    const endMs = performance.now() + QUERY_LIFE_MS;
    while (!this.#closed.signal.aborted && performance.now() < endMs) {
      const envelope = { contractVersion: CONTRACT_VERSION, query };
      const reply = await this.#wire.query(envelope, this.#postSignal()).catch(() => undefined);
      if (reply?.kind === "answered") return reply.answer as QueryAnswers[Q["kind"]];
      if (reply?.kind === "refused" && reply.reason !== "busy") {
        if (reply.reason === "version") this.#become("outdated");
        throw new QueryError(reply.reason, reply.sentence);
      }
      await this.#pause();
    }
    throw new QueryError("notDelivered", "");
  }

  close(): void {
    this.#closed.abort();
    clearTimeout(this.#silence);
    this.#stopWatching();
    this.#wake();
  }

  /** Hands over what the terminal does not have yet, one after the other, so that the order of the hands is kept. */
  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      // Each round delivers a command, lets one expire, or waits.
      for (let next = this.#nextPending(); next !== undefined; next = this.#nextPending()) {
        if (this.#closed.signal.aborted) return;
        if (performance.now() - next.sinceMs > COMMAND_LIFE_MS) {
          next.settle({ ok: false, kind: "notDelivered", sentence: "" });
          continue;
        }
        const reply = await this.#wire.command(next.envelope, this.#postSignal()).catch(() => undefined);
        if (reply === undefined || !this.#take(next, reply)) await this.#pause();
      }
    } finally {
      this.#isPumping = false;
    }
  }

  #nextPending(): Pending | undefined {
    return [...this.#pending.values()].find(({ isAccepted }) => !isAccepted);
  }

  /** False when it should be sent again. */
  #take(pending: Pending, reply: CommandReply): boolean {
    if (reply.kind === "accepted") pending.isAccepted = true;
    else if (reply.kind === "answered") pending.settle(reply.answer);
    else if (reply.reason === "busy") return false;
    else {
      if (reply.reason === "version") this.#become("outdated");
      pending.settle({ ok: false, kind: reply.reason, sentence: reply.sentence });
    }
    return true;
  }

  #watch(): void {
    this.#listenForSilence();
    let isOver = false;
    const again = (why: "lost" | "refused") => {
      if (isOver || this.#closed.signal.aborted) return;
      isOver = true;
      stop();
      this.#become(why);
      void this.#pause().then(() => {
        if (!this.#closed.signal.aborted) this.#watch();
      });
    };
    const stop = this.#wire.watch((push) => {
      if (isOver) return;
      this.#listenForSilence();
      this.#hear(push);
    }, again);
    this.#stopWatching = () => {
      if (!this.#closed.signal.aborted) return again("lost");
      isOver = true;
      stop();
    };
  }

  /** A line that is silent is over, also when nobody has said so. */
  #listenForSilence(): void {
    clearTimeout(this.#silence);
    if (this.#closed.signal.aborted) return;
    this.#silence = setTimeout(() => this.#stopWatching(), SILENCE_MAX_MS);
  }

  #hear(push: Push): void {
    switch (push.kind) {
      case "hello":
        this.#become(push.contractVersion === CONTRACT_VERSION ? "connected" : "outdated");
        // An answer may have been said while nobody listened; asked again, the terminal says it again.
        for (const pending of this.#pending.values()) pending.isAccepted = false;
        this.#wake();
        void this.#pump();
        return;
      case "view":
        this.view = push.view;
        for (const listener of this.#viewListeners) listener(push.view);
        return;
      case "answer":
        this.#pending.get(push.commandId)?.settle(push.answer);
        return;
      case "beat":
        return;
    }
  }

  #become(connection: Connection): void {
    // A page of another version stays one until it is loaded anew.
    if (this.connection === connection || this.connection === "outdated") return;
    this.connection = connection;
    for (const listener of this.#connectionListeners) listener(connection);
  }

  #postSignal(): AbortSignal {
    return AbortSignal.any([this.#closed.signal, AbortSignal.timeout(POST_TIMEOUT_MS)]);
  }

  /** A moment, or less when the terminal is heard again. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wakers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, RETRY_MS);
      this.#wakers.add(end);
    });
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }
}

function ownWire(): Wire {
  const { jinka } = globalThis as { readonly jinka?: ElectronBridge };
  return jinka === undefined ? loopbackWire() : electronWire(jinka);
}

export function electronWire(electron: ElectronBridge): Wire {
  return {
    command: (envelope, signal) => within(electron.command(envelope), signal),
    query: (envelope, signal) => within(electron.query(envelope), signal),
    watch: (onPush) => electron.watch(onPush),
  };
}

/** `base` and `headers` are for programs that are no page: a page has its own origin and its cookie. */
export function loopbackWire(base = "", headers: Readonly<Record<string, string>> = {}): Wire {
  const post = async <T>(path: string, envelope: object, signal: AbortSignal): Promise<T> => {
    const response = await fetch(`${base}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(envelope),
      signal,
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as T;
  };
  return {
    command: (envelope, signal) => post<CommandReply>(PATHS.command, envelope, signal),
    query: (envelope, signal) => post<QueryReply>(PATHS.query, envelope, signal),
    watch(onPush, onEnd) {
      const stop = new AbortController();
      readStream(`${base}${PATHS.view}`, { ...headers }, stop.signal, onPush).then(onEnd, () =>
        onEnd("lost"),
      );
      return () => stop.abort();
    },
  };
}

/** Reads server-sent events: each message is one line `data: <JSON>`. Resolves when the stream has ended. */
async function readStream(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  onPush: (push: Push) => void,
): Promise<"lost" | "refused"> {
  const response = await fetch(url, { headers, signal, cache: "no-store" });
  if (response.status === 403) return "refused";
  if (!response.ok || response.body === null) return "lost";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const lines = `${rest}${chunk.value}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("data: ")) onPush(JSON.parse(line.slice(6)) as Push);
  }
  return "lost";
}

/** A promise of another process may never settle. */
function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("not answered in time")), { once: true });
    promise.then(resolve, reject);
  });
}
