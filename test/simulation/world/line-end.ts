import { Duplex } from "node:stream";

/** What happens on a line, seen by whoever carries its bytes. */
export type Carrier = {
  carry(bytes: Uint8Array): void;
  /** The end says that it will send nothing more. */
  finish(): void;
  /** The end is gone: closed in order, or reset. */
  leave(isReset: boolean): void;
};

/** One end of a virtual TCP connection: as much of a socket as the driver and the simulated host use. */
export class LineEnd extends Duplex {
  carrier: Carrier | undefined;
  #isReset = false;

  constructor(allowHalfOpen: boolean) {
    super({ allowHalfOpen });
  }

  override _read(): void {
    // Bytes are pushed as they arrive; nobody slows the other end down.
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.carrier?.carry(Uint8Array.from(chunk));
    done();
  }

  override _final(done: () => void): void {
    this.carrier?.finish();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.carrier?.leave(this.#isReset);
    done(error);
  }

  resetAndDestroy(): void {
    this.#isReset = true;
    this.destroy();
  }

  setNoDelay(): this {
    return this;
  }

  /** Nobody is idle for long enough here. */
  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** An error as the operating system reports it. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
