import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type {
  CardChannel,
  CardReader,
  CardReaderFault,
  ReaderStatus,
  WaitForCard,
} from "../../main/ports/card-reader.ts";
import { Bell } from "./bell.ts";
import { interfaceOf } from "./card-interface.ts";
import {
  loadPcscBinding,
  MODE_EXCLUSIVE,
  type PcscBinding,
  type PcscCard,
  PROTOCOL_T0,
  PROTOCOL_T1,
  READER_EXCLUSIVE,
  READER_IN_USE,
  READER_MUTE,
  READER_PRESENT,
} from "./pcsc-binding.ts";
import { PcscCardChannel, releaseCard } from "./pcsc-card-channel.ts";
import { connectFault } from "./pcsc-error.ts";
import { PCSC_LIMITS, type PcscLimits } from "./pcsc-limits.ts";
import { type MonitoredReader, ReaderMonitor } from "./reader-monitor.ts";
import { attempt, within } from "./within.ts";

export type PcscCardReaderOptions = {
  /** The library; loaded at the first use when absent. */
  readonly loadBinding?: () => Promise<Result<PcscBinding, string>>;
  readonly limits?: Partial<PcscLimits>;
  /** The reader with a field, where its cards' answers to reset do not tell. */
  readonly contactlessReaderName?: string;
};

/** The reports of one round are delivered one after the other, within a millisecond or two. */
const REPORT_ROUND_MS = 20;

/** A wait ends with a card, its time, or a fault; a service that reports more often than this is broken. */
const REPORTS_MAX = 100_000;

/**
 * Card readers of the machine over PC/SC (`pcscd` on Linux, WinSCard on Windows, CryptoTokenKit on macOS).
 *
 * A missing service is a fault at once, and every later call tries again, so a service that starts later is
 * taken without a restart. Cards are connected exclusively, T=0 or T=1 as card and reader agree, and powered
 * down after the session whatever happened; no PC/SC transaction is held, because Windows resets a card that
 * idles in one for 5 s (money.md rule 6). Four readers at most: the library watches no more. Once readers have
 * been asked for, the watch keeps the process alive until `close`.
 *
 * PIN entry on the reader's own keypad (FEATURE_VERIFY_PIN_DIRECT, PC/SC part 10) is not offered here yet; it
 * would be one more function of the channel.
 */
export class PcscCardReader implements CardReader {
  readonly #loadBinding: () => Promise<Result<PcscBinding, string>>;
  readonly #limits: PcscLimits;
  readonly #contactlessReaderName: string | undefined;
  #binding: PcscBinding | undefined;
  #monitor: ReaderMonitor | undefined;
  #starting: Promise<Result<ReaderMonitor, CardReaderFault>> | undefined;
  #isClosed = false;

  constructor(options: PcscCardReaderOptions = {}) {
    this.#loadBinding = options.loadBinding ?? loadPcscBinding;
    this.#limits = { ...PCSC_LIMITS, ...options.limits };
    this.#contactlessReaderName = options.contactlessReaderName;
  }

  async readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>> {
    const monitor = await this.#watch();
    if (!monitor.ok) return monitor;
    return ok(
      monitor.value.readers.map(({ name, status }) => ({
        name,
        cardPresent: (status & READER_PRESENT) !== 0,
      })),
    );
  }

  async withCard<T>(
    wait: WaitForCard,
    use: (card: CardChannel) => Promise<T>,
  ): Promise<Result<T, CardReaderFault>> {
    const channel = await this.#waitForCard(wait);
    if (!channel.ok) return channel;
    try {
      return ok(await use(channel.value));
    } finally {
      await channel.value.end();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#monitor?.stop();
  }

  /** The running monitor, or a new one. Callers that come at the same time share one start. */
  async #watch(): Promise<Result<ReaderMonitor, CardReaderFault>> {
    if (this.#isClosed) return err({ kind: "noService", detail: "The card reader was closed." });
    if (this.#monitor !== undefined && !this.#monitor.isLost) return ok(this.#monitor);
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<Result<ReaderMonitor, CardReaderFault>> {
    if (this.#binding === undefined) {
      const loaded = await this.#loadBinding();
      if (!loaded.ok) return err({ kind: "noService", detail: loaded.fault });
      this.#binding = loaded.value;
    }
    const started = ReaderMonitor.start(this.#binding);
    if (!started.ok) return started;
    await this.#settle(started.value);
    if (this.#isClosed) started.value.stop();
    if (started.value.isLost)
      return err({ kind: "noService", detail: "The smart-card service stopped right after its start." });
    this.#monitor = started.value;
    return started;
  }

  /** Waits for the first reports; all that are there come together. */
  async #settle(monitor: ReaderMonitor): Promise<void> {
    let stop = (): void => {};
    const reported = new Promise<void>((resolve) => {
      stop = monitor.onChange(() => {
        const isComplete =
          monitor.readers.length > 0 && monitor.readers.every(({ changeCount }) => changeCount > 0);
        if (isComplete || monitor.isLost) setTimeout(resolve, REPORT_ROUND_MS);
      });
    });
    await within(reported, this.#limits.settleMs);
    stop();
  }

  async #waitForCard(wait: WaitForCard): Promise<Result<PcscCardChannel, CardReaderFault>> {
    const { signal } = wait;
    const bell = new Bell();
    const ring = (): void => bell.ring();
    const time = { isOver: wait.waitMs <= 0 };
    const timer = setTimeout(() => {
      time.isOver = true;
      bell.ring();
    }, wait.waitMs);
    signal?.addEventListener("abort", ring, { once: true });
    let stopListening = (): void => {};
    /** Readers whose card was gone when it was connected, with the report that is known to be out of date. */
    const outOfDate = new Map<MonitoredReader, number>();
    /** Readers whose card is not waited for: it has had its turn, or shows its other side. It has to leave first. */
    const passedOver = new Set<MonitoredReader>();
    try {
      for (let turn = 0; turn < REPORTS_MAX; turn++) {
        if (signal?.aborted) return err({ kind: "cancelled" });
        const monitor = await this.#watch();
        if (!monitor.ok) return monitor;
        stopListening();
        stopListening = monitor.value.onChange(ring);
        notePresence(monitor.value, passedOver, wait.afterRemoval === true && turn === 0);
        const isFree = (reader: MonitoredReader): boolean =>
          !passedOver.has(reader) && outOfDate.get(reader) !== reader.changeCount;
        const seen = look(monitor.value, wait, isFree, turn === 0);
        if (seen.kind === "card") {
          const opened = await this.#open(monitor.value, seen.reader, signal);
          if (opened.ok && isWanted(opened.value, wait)) return opened;
          if (opened.ok) {
            await opened.value.end();
            passedOver.add(seen.reader);
            continue;
          }
          if (opened.fault.kind !== "cardGone") return err(opened.fault);
          outOfDate.set(seen.reader, seen.reader.changeCount);
        } else if (seen.kind !== "nothing") {
          return err(seen);
        } else if (time.isOver) {
          return err({ kind: "noCard" });
        } else {
          await bell.heard();
        }
      }
      return err({ kind: "noCard" });
    } finally {
      clearTimeout(timer);
      stopListening();
      signal?.removeEventListener("abort", ring);
    }
  }

  async #open(
    monitor: ReaderMonitor,
    reader: MonitoredReader,
    signal: CancelSignal | undefined,
  ): Promise<Result<PcscCardChannel, CardReaderFault | { readonly kind: "cardGone" }>> {
    if ((reader.status & READER_MUTE) !== 0) return err({ kind: "muteCard" });
    const connecting = attempt(() => reader.handle.connect(MODE_EXCLUSIVE, PROTOCOL_T0 | PROTOCOL_T1));
    const connected = await within(connecting, this.#limits.connectMs, signal);
    if (connected.kind === "late" || connected.kind === "cancelled") {
      void connecting.then(releaseCard, () => {});
      if (connected.kind === "cancelled") return err({ kind: "cancelled" });
      // The service lets a connection wait for another program's transaction; a card alone does not take so long.
      return err({ kind: (reader.status & READER_IN_USE) === 0 ? "muteCard" : "cardBusy" });
    }
    if (connected.kind === "error") {
      const fault = connectFault(connected.error);
      if (fault.kind === "noService") monitor.lose("connect");
      return err(fault);
    }
    const card = connected.value;
    const atr = await this.#readAtr(card);
    if (atr.ok) {
      const side = interfaceOf(atr.value, reader.name, this.#contactlessReaderName);
      return ok(new PcscCardChannel(card, atr.value, side, monitor, reader, this.#limits));
    }
    await within(releaseCard(card), this.#limits.disconnectMs);
    return atr;
  }

  /** The report of a change carries no usable ATR in this library; the connection does. */
  async #readAtr(
    card: PcscCard,
  ): Promise<Result<Uint8Array, CardReaderFault | { readonly kind: "cardGone" }>> {
    const state = await within(
      attempt(() => card.state()),
      this.#limits.connectMs,
    );
    if (state.kind === "error") return err(connectFault(state.error));
    if (state.kind !== "value" || state.value.atr.length < 2) return err({ kind: "muteCard" });
    const protocol = card.protocol();
    return protocol === PROTOCOL_T0 || protocol === PROTOCOL_T1
      ? ok(state.value.atr.slice())
      : err({ kind: "muteCard" });
  }
}

type Seen =
  | { readonly kind: "card"; readonly reader: MonitoredReader }
  | { readonly kind: "nothing" }
  | (CardReaderFault & { readonly kind: "noReader" | "unplugged" });

function isWanted(card: CardChannel, wait: WaitForCard): boolean {
  return wait.interface === undefined || wait.interface === card.interface;
}

/** A card that has left its reader is waited for again. */
function notePresence(monitor: ReaderMonitor, passedOver: Set<MonitoredReader>, addsAll: boolean): void {
  for (const reader of monitor.readers) {
    const isPresent = (reader.status & READER_PRESENT) !== 0;
    if (!isPresent) passedOver.delete(reader);
    else if (addsAll) passedOver.add(reader);
  }
}

/** What the reports say to somebody who waits. A card that another program holds is taken last. */
function look(
  monitor: ReaderMonitor,
  { readerName }: WaitForCard,
  isFree: (reader: MonitoredReader) => boolean,
  isFirstLook: boolean,
): Seen {
  const readers = monitor.readers.filter(({ name }) => readerName === undefined || name === readerName);
  if (readers.length === 0) {
    if (!isFirstLook) return { kind: "unplugged" };
    return { kind: "noReader", ...(readerName !== undefined && { readerName }) };
  }
  const withCard = readers.filter((reader) => (reader.status & READER_PRESENT) !== 0 && isFree(reader));
  const reader = withCard.find(({ status }) => (status & READER_EXCLUSIVE) === 0) ?? withCard[0];
  return reader === undefined ? { kind: "nothing" } : { kind: "card", reader };
}
