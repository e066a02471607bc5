import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "../../main/domain/assert.ts";
import type { NotSentFault } from "../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { AcquirerConfig } from "./config.ts";
import { connectHost } from "./connect-host.ts";
import { type ConversationFault, type FrameJudge, HostConnection } from "./host-connection.ts";

export type LinkFault =
  | { readonly sent: "no"; readonly fault: NotSentFault }
  | { readonly sent: "unknown"; readonly fault: ConversationFault };

const CLOSED_BEFORE: NotSentFault = { kind: "unreachable", detail: "closed before anything was written" };

/**
 * How long an answered connection still listens, for an answer that comes twice. Short, because some hosts serve one
 * connection at a time; the next exchange ends it at once.
 */
const REPEATED_ANSWER_LINGER_MS = 500;

/** The first ends the event loop's turn under way; before the second, sockets have been polled again. */
const TURNS_WITH_A_POLL = 2;

/** A host that never answers leaves one lingering connection after each try. */
const LINGERING_CONNECTIONS_MAX = 4;

/**
 * The way to one host over TCP, plain or under TLS. One exchange at a time; whoever calls sees to that. A request is handed to one socket
 * once: nothing here tries again.
 */
export class HostLink {
  readonly #config: AcquirerConfig;
  /** How many callers want the line kept now. */
  #keeperCount = 0;
  #kept: HostConnection | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #answered: HostConnection | undefined;
  readonly #lingering = new Set<HostConnection>();
  #active: HostConnection | undefined;
  readonly #closing = new AbortController();

  constructor(config: AcquirerConfig) {
    this.#config = config;
  }

  /** Sends the frame and waits for the answer that the judge takes. `sent: "no"` only before the first write. */
  async exchange(frame: Uint8Array, judge: FrameJudge): Promise<Result<Uint8Array, LinkFault>> {
    this.#answered?.destroy();
    const opened = await this.#open();
    if (!opened.ok) return err({ sent: "no", fault: opened.fault });
    const connection = opened.value;
    if (this.#closing.signal.aborted || !connection.isOpen) {
      connection.destroy();
      return err({ sent: "no", fault: CLOSED_BEFORE });
    }
    this.#active = connection;
    const result = await connection.exchange(frame, judge, this.#config.replyTimeoutMs);
    this.#active = undefined;
    this.#retire(connection, result.ok);
    return result.ok ? result : err({ sent: "unknown", fault: result.fault });
  }

  /** From now on an answered connection is kept for the next exchange, until as many calls of {@link release}. */
  keep(): void {
    this.#keeperCount += 1;
  }

  /** The last one ends the kept connection, or leaves it to the exchange that is using it. */
  release(): void {
    assert(this.#keeperCount > 0, "the line was kept before");
    this.#keeperCount -= 1;
    const kept = this.#kept;
    if (this.#isKeeping || kept === undefined) return;
    this.#kept = undefined;
    this.#takeLeave(kept);
  }

  get #isKeeping(): boolean {
    return this.#keeperCount > 0 || this.#config.longConnection !== undefined;
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#idleTimer);
    for (const connection of [this.#active, this.#kept, this.#answered, ...this.#lingering])
      connection?.destroy();
  }

  async #open(): Promise<Result<HostConnection, NotSentFault>> {
    if (this.#closing.signal.aborted) return err(CLOSED_BEFORE);
    clearTimeout(this.#idleTimer);
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept !== undefined) {
      // What the host has already said, its farewell above all, is heard before anything is written to it.
      for (let turn = 0; turn < TURNS_WITH_A_POLL; turn++) await nextTurn();
      if (kept.isReusable) return ok(kept);
      kept.destroy();
    }
    const { connectTimeoutMs } = this.#config;
    const socket = await connectHost(this.#config, connectTimeoutMs, this.#closing.signal);
    return socket.ok ? ok(new HostConnection(socket.value)) : socket;
  }

  /** What becomes of a connection after its exchange. One without an answer is never used again, only heard. */
  #retire(connection: HostConnection, isAnswered: boolean): void {
    const { longConnection, lingerMs } = this.#config;
    if (this.#closing.signal.aborted) return connection.destroy();
    if (!isAnswered) return this.#linger(connection, lingerMs);
    if (!this.#isKeeping || !connection.isReusable) return this.#takeLeave(connection);
    this.#kept = connection;
    connection.rest();
    if (longConnection !== undefined)
      this.#idleTimer = setTimeout(() => this.#dropKept(), longConnection.idleMaxMs).unref();
  }

  /** No exchange follows on it; it listens for a moment and ends. */
  #takeLeave(connection: HostConnection): void {
    this.#answered = connection;
    connection.leaveAfter(Math.min(this.#config.lingerMs, REPEATED_ANSWER_LINGER_MS));
  }

  #dropKept(): void {
    this.#kept?.destroy();
    this.#kept = undefined;
  }

  #linger(connection: HostConnection, ms: number): void {
    for (const gone of this.#lingering) if (!gone.isAlive) this.#lingering.delete(gone);
    connection.leaveAfter(ms);
    if (!connection.isAlive) return;
    this.#lingering.add(connection);
    const [oldest] = this.#lingering;
    if (oldest === undefined || this.#lingering.size <= LINGERING_CONNECTIONS_MAX) return;
    oldest.destroy();
    this.#lingering.delete(oldest);
  }
}
