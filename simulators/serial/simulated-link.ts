import type { DataListener, SerialFault, SerialLink } from "../../drivers/serial/serial-link.ts";
import type { Result } from "../../main/domain/result.ts";

/** As the serial link: a device that takes nothing for this long is stuck. */
const WRITE_TIMEOUT_DEFAULT_MS = 3_000;

/**
 * What every stand-in for a serial line promises alike: who listens, whose turn it is, and that writes go out in the order
 * of the calls. How the bytes get to the device is the heir's.
 */
export abstract class SimulatedLink implements SerialLink {
  abstract readonly path: string;
  abstract readonly isOpen: boolean;
  readonly #dataListeners = new Set<DataListener>();
  readonly #lostListeners = new Set<(fault: SerialFault) => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #lastWrite: Promise<unknown> = Promise.resolve();

  abstract open(): Promise<Result<void, SerialFault>>;
  abstract close(): Promise<void>;
  /** Opens the line if needed and hands over; never called while an earlier write is under way. */
  protected abstract writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>>;

  async write(bytes: Uint8Array, timeoutMs = WRITE_TIMEOUT_DEFAULT_MS): Promise<Result<void, SerialFault>> {
    const write = this.#lastWrite.then(() => this.writeNow(bytes, timeoutMs));
    this.#lastWrite = write.catch(() => undefined);
    return await write;
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

  /** What the device has sent. */
  protected deliver(bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes);
    for (const listener of this.#dataListeners) void listener(copy);
  }

  protected tellLost(fault: SerialFault): void {
    for (const listener of this.#lostListeners) listener(fault);
  }
}
