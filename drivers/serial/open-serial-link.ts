import { assert } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { type BindingPort, type SerialBinding, systemSerialBinding } from "./serial-binding.ts";
import type { DataListener, SerialFault, SerialLink, SerialSettings } from "./serial-link.ts";

/** The clock of compose; only these two are needed. */
export type SerialClock = Pick<Clock, "monotonicMs" | "sleep">;

export type SerialParts = {
  readonly clock: SerialClock;
  /** Default: the operating system's serial lines. */
  readonly binding?: SerialBinding;
};

/** Opening a line is local work; some wireless adapters hang there for ever when their other end is off. */
const OPEN_TIMEOUT_MS = 3_000;

/** A held line that takes nothing for this long on top of the transmission itself is stuck. */
const WRITE_STALL_MS = 3_000;

/** Start, eight data, parity and stop: the longest character. */
const BITS_PER_BYTE = 11;

/**
 * On Linux the binding spins without an error if a line is unplugged while unread input waits in it, so the link looks
 * for the file of the line as well. Half a second keeps that spin and the wait for "unplugged" short.
 */
const PRESENCE_INTERVAL_MS = 500;

/** Discarding and closing are local; more time than this means a broken kernel driver, and nobody waits for it. */
const CLOSE_TIMEOUT_MS = 1_000;

/** One read takes at most this much; what is left stays with the operating system. */
const READ_BYTES_MAX = 4_096;

/** Callers wait for their writes one by one; more in waiting means that one does not. */
const WAITING_WRITES_MAX = 64;

/** Makes a link over one line of the operating system. Opens nothing: see {@link SerialLink}. */
export function openSerialLink(settings: SerialSettings, parts: SerialParts): SerialLink {
  return new SystemSerialLink(settings, parts);
}

type OpenPort = {
  readonly port: BindingPort;
  readonly lost: Promise<SerialFault>;
  lose(f: SerialFault): void;
};

class SystemSerialLink implements SerialLink {
  readonly path: string;
  readonly #settings: SerialSettings;
  readonly #clock: SerialClock;
  readonly #binding: SerialBinding;
  readonly #dataListeners = new Set<DataListener>();
  readonly #lostListeners = new Set<(fault: SerialFault) => void>();
  #open: OpenPort | undefined;
  #opening: Promise<Result<void, SerialFault>> | undefined;
  #shutting: Promise<void> = Promise.resolve();
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #lastWrite: Promise<unknown> = Promise.resolve();
  #waitingWrites = 0;

  constructor(settings: SerialSettings, parts: SerialParts) {
    assert(settings.path !== "", "a serial line has a path");
    assert(settings.baudRate > 0, "a serial line has a speed");
    this.path = settings.path;
    this.#settings = settings;
    this.#clock = parts.clock;
    this.#binding = parts.binding ?? systemSerialBinding;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  async open(): Promise<Result<void, SerialFault>> {
    if (this.#closed) return err({ kind: "closed", sent: "no" });
    if (this.#open !== undefined) return ok(undefined);
    this.#opening ??= this.#openNow().finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async write(bytes: Uint8Array, timeoutMs?: number): Promise<Result<void, SerialFault>> {
    assert(this.#waitingWrites < WAITING_WRITES_MAX, "whoever writes waits for the result");
    this.#waitingWrites += 1;
    const before = this.#lastWrite;
    const write = before.then(() => this.#writeNow(bytes, timeoutMs ?? this.#writeTimeoutMs(bytes.length)));
    this.#lastWrite = write.catch(() => undefined);
    try {
      return await write;
    } finally {
      this.#waitingWrites -= 1;
    }
  }

  onData(listener: DataListener): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (fault: SerialFault) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  async withPort<T, F>(use: () => Promise<Result<T, F>>): Promise<Result<T, F | SerialFault>> {
    const turn = this.#turn.then(async (): Promise<Result<T, F | SerialFault>> => {
      const opened = await this.open();
      return opened.ok ? await use() : opened;
    });
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening;
    await this.#drop({ kind: "closed", sent: "unknown" });
  }

  async #openNow(): Promise<Result<void, SerialFault>> {
    // A line that is lost and still being closed would seem to be held by somebody else.
    await this.#shutting;
    const opening = this.#binding.open(this.#settings);
    const settled = opening.then(
      (port) => ({ kind: "opened" as const, port }),
      (error: unknown) => ({ kind: "failed" as const, error }),
    );
    const outcome = await this.#within(settled, OPEN_TIMEOUT_MS);
    if (outcome === "timedOut") {
      // If it opens after all, nobody uses it.
      void opening.then((port) => port.close()).catch(() => undefined);
      return err({ kind: "refused", sent: "no" });
    }
    if (outcome.kind === "failed") {
      return err({ kind: whyNotOpened(outcome.error), sent: "no" });
    }
    if (this.#closed) {
      await this.#shut(outcome.port);
      return err({ kind: "closed", sent: "no" });
    }
    const { promise: lost, resolve: lose } = Promise.withResolvers<SerialFault>();
    const open: OpenPort = { port: outcome.port, lost, lose };
    this.#open = open;
    void this.#readAll(open);
    void this.#watchPresence(open);
    return ok(undefined);
  }

  async #writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    const open = this.#open;
    if (open === undefined) return err({ kind: "unplugged", sent: "no" });
    const handedOver = open.port
      .write(Buffer.from(bytes))
      .then(() => open.port.drain())
      .then(
        () => "done" as const,
        () => "failed" as const,
      );
    const outcome = await this.#within(Promise.race([handedOver, open.lost]), timeoutMs);
    if (outcome === "done") return ok(undefined);
    if (outcome === "timedOut") {
      await this.#drop({ kind: "timedOut", sent: "unknown" });
      return err({ kind: "timedOut", sent: "unknown" });
    }
    if (outcome === "failed") {
      await this.#drop({ kind: "unplugged", sent: "unknown" });
      return err({ kind: this.#closed ? "closed" : "unplugged", sent: "unknown" });
    }
    return err({ kind: outcome.kind, sent: "unknown" });
  }

  /** Runs as long as the line is open; ends by the error with which the binding answers a loss or our closing. */
  async #readAll(open: OpenPort): Promise<void> {
    const buffer = Buffer.alloc(READ_BYTES_MAX);
    while (this.#open === open) {
      const bytesRead = await open.port.read(buffer, 0, READ_BYTES_MAX).then(
        (result) => result.bytesRead,
        () => undefined,
      );
      if (this.#open !== open) return;
      if (bytesRead === undefined) {
        await this.#drop({ kind: "unplugged", sent: "unknown" });
        return;
      }
      const bytes = Uint8Array.from(buffer.subarray(0, bytesRead));
      for (const listener of this.#dataListeners) await listener(bytes);
    }
  }

  async #watchPresence(open: OpenPort): Promise<void> {
    while (this.#open === open) {
      await this.#within(open.lost, PRESENCE_INTERVAL_MS);
      if (this.#open === open && !(await this.#binding.isPresent(this.path))) {
        await this.#drop({ kind: "unplugged", sent: "unknown" });
      }
    }
  }

  async #drop(fault: SerialFault): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    open.lose(fault);
    for (const listener of this.#lostListeners) listener(fault);
    this.#shutting = this.#shut(open.port);
    await this.#shutting;
  }

  /** Discards first: closing a line with bytes in it blocks in the kernel for up to thirty seconds. */
  async #shut(port: BindingPort): Promise<void> {
    await this.#within(
      port.flush().catch(() => undefined),
      CLOSE_TIMEOUT_MS,
    );
    await this.#within(
      port.close().catch(() => undefined),
      CLOSE_TIMEOUT_MS,
    );
  }

  #writeTimeoutMs(byteCount: number): number {
    const onTheLineMs = (byteCount * BITS_PER_BYTE * 1_000) / this.#settings.baudRate;
    return WRITE_STALL_MS + 2 * onTheLineMs;
  }

  async #within<T>(work: Promise<T>, timeoutMs: number): Promise<T | "timedOut"> {
    const done = new AbortController();
    try {
      return await Promise.race([
        work,
        this.#clock.sleep(timeoutMs, done.signal).then(() => "timedOut" as const),
      ]);
    } finally {
      done.abort();
    }
  }
}

/** The binding tells its reasons only in the operating system's words: strerror texts, and its own on Windows. */
function whyNotOpened(error: unknown): "missing" | "busy" | "refused" {
  const text = error instanceof Error ? error.message : String(error);
  if (/no such (file|device)|file not found|not configured/i.test(text)) return "missing";
  if (/cannot lock|temporarily unavailable|resource busy|access denied/i.test(text)) return "busy";
  return "refused";
}
