import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CardReaderFault } from "../../main/ports/card-reader.ts";
import type { PcscBinding, PcscClient, PcscReader } from "./pcsc-binding.ts";
import { errorCode, noService } from "./pcsc-error.ts";

/** A reader that the service reports, and what it last said of it. */
export type MonitoredReader = {
  readonly name: string;
  readonly handle: PcscReader;
  /** Sum of the READER_ flags. */
  status: number;
  /** Number of reports, to tell a new state from one that is known to be out of date. */
  changeCount: number;
};

/**
 * Every client that ever watched. The library frees a client when it is collected: it throws from there, which
 * ends the process, if the service went before the client was stopped, and it frees the connections that a
 * stuck call still works on. So clients are never collected; there is one for each time the service came.
 */
const keptForever: PcscClient[] = [];

/** Watches the readers of one client. When the service goes, the monitor is lost, and another one is made. */
export class ReaderMonitor {
  readonly #client: PcscClient;
  readonly #readers = new Map<string, MonitoredReader>();
  readonly #listeners = new Set<() => void>();
  #isStopped = false;
  #lostBecause: string | undefined;

  /** Throws nothing: without a service the fault comes at once. */
  static start(binding: PcscBinding): Result<ReaderMonitor, CardReaderFault> {
    const monitor = new ReaderMonitor(new binding.Client());
    try {
      monitor.#client.start();
      keptForever.push(monitor.#client);
      return ok(monitor);
    } catch (error) {
      return err(noService(error));
    }
  }

  private constructor(client: PcscClient) {
    this.#client = client;
    client.on("reader", (handle) => this.#add(handle));
    client.on("error", (error) => this.lose(errorCode(error)));
  }

  get readers(): readonly MonitoredReader[] {
    return [...this.#readers.values()];
  }

  /** Whether another monitor is needed. */
  get isLost(): boolean {
    return this.#lostBecause !== undefined;
  }

  isPresent(reader: MonitoredReader): boolean {
    return this.#readers.get(reader.name) === reader;
  }

  /** Calls back at every report, until the answer is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Gives this client up: its reports can no longer be trusted, or a session of it is stuck. */
  lose(because: string): void {
    if (this.#lostBecause !== undefined) return;
    this.#lostBecause = because;
    this.stop();
  }

  /** Ends the watch. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#lostBecause ??= "stopped";
    try {
      this.#client.stop();
    } catch {
      // The service went first, so there is nothing left to release.
    }
    this.#readers.clear();
    this.#tell();
  }

  #add(handle: PcscReader): void {
    const reader: MonitoredReader = { name: handle.name(), handle, status: 0, changeCount: 0 };
    this.#readers.set(reader.name, reader);
    handle.on("change", ({ raw }) => {
      reader.status = raw;
      reader.changeCount += 1;
      this.#tell();
    });
    handle.on("disconnect", () => {
      if (this.isPresent(reader)) this.#readers.delete(reader.name);
      this.#tell();
    });
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
