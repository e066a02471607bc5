import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import type { Network } from "./network.ts";
import type { VirtualTime } from "./virtual-time.ts";

/**
 * The acquirer driver opens its socket and sets its timers by itself, as it does in a shop. So that it runs unchanged,
 * the process's `connect`, `setTimeout` and `clearTimeout` lead into the world while the work is done. One world at a
 * time: whoever runs several runs them one after the other.
 */
export async function withTakenOver<T>(
  time: VirtualTime,
  network: Network,
  work: () => Promise<T>,
): Promise<T> {
  const real = {
    connect: net.connect,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  };
  net.connect = (() => network.connect()) as unknown as typeof net.connect;
  syncBuiltinESMExports();
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    new VirtualTimeout(time, ms, () => callback(...args))) as unknown as typeof globalThis.setTimeout;
  globalThis.clearTimeout = ((timer: unknown) => {
    if (timer instanceof VirtualTimeout) timer.clear();
    else real.clearTimeout(timer as Parameters<typeof real.clearTimeout>[0]);
  }) as typeof globalThis.clearTimeout;
  try {
    return await work();
  } finally {
    net.connect = real.connect;
    syncBuiltinESMExports();
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
  }
}

class VirtualTimeout {
  readonly #time: VirtualTime;
  readonly #timer: ReturnType<VirtualTime["at"]>;

  constructor(time: VirtualTime, ms: number, work: () => void) {
    this.#time = time;
    this.#timer = time.at(ms, work);
  }

  clear(): void {
    this.#time.cancel(this.#timer);
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
