import type { RawTracks } from "../../main/domain/emv/stripe/read-tracks.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { StripeReader, StripeReaderFault } from "../../main/ports/stripe-reader.ts";
import { realTime, type Sleeper } from "../card/real-time.ts";

/** What a swipe brings: the tracks of a card, or nothing that could be read. */
export type Swipe = RawTracks | "unreadable";

type Waiting = (outcome: Result<RawTracks, StripeReaderFault>) => void;

/**
 * A stripe reader in this process. A person or a test swipes at any moment; a swipe that nobody waits for is lost, as on a
 * real reader that has not been switched on.
 */
export class SimulatedStripeReader implements StripeReader {
  readonly #sleeper: Sleeper;
  readonly #waiting = new Set<Waiting>();
  #isPlugged = true;

  /** Waits in real time when no sleeper is given. */
  constructor(sleeper: Sleeper = realTime) {
    this.#sleeper = sleeper;
  }

  /** Whether a swipe would be heard now. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  async readStripe({
    waitMs,
    signal,
  }: Parameters<StripeReader["readStripe"]>[0]): Promise<Result<RawTracks, StripeReaderFault>> {
    if (signal?.aborted) return err({ kind: "cancelled" });
    if (!this.#isPlugged) return err({ kind: "unplugged" });
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<Result<RawTracks, StripeReaderFault>>();
    const onAbort = (): void => resolve(err({ kind: "cancelled" }));
    this.#waiting.add(resolve);
    signal?.addEventListener("abort", onAbort, { once: true });
    void this.#sleeper.sleep(waitMs, stop.signal).then(() => resolve(err({ kind: "noCard" })));
    try {
      return await promise;
    } finally {
      stop.abort();
      this.#waiting.delete(resolve);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Draws a card through the slot. False: nobody waited for one. */
  swipe(swiped: Swipe): boolean {
    const wasHeard = this.isWaiting;
    this.#tell(swiped === "unreadable" ? err({ kind: "unreadable" }) : ok(swiped));
    return wasHeard;
  }

  plugIn(): void {
    this.#isPlugged = true;
  }

  unplug(): void {
    this.#isPlugged = false;
    this.#tell(err({ kind: "unplugged" }));
  }

  async close(): Promise<void> {
    this.unplug();
  }

  #tell(outcome: Result<RawTracks, StripeReaderFault>): void {
    for (const resolve of [...this.#waiting]) resolve(outcome);
  }
}

type StripedAccount = { readonly pan: string; readonly expiry: string; readonly serviceCode: string };

/** Track 2 of a card (ISO/IEC 7813): PAN, expiry as YYMM and service code, with eight zeros for what issuers put there. */
export function stripeOf({ pan, expiry, serviceCode }: StripedAccount): RawTracks {
  return { track2: new Sensitive(`;${pan}=${expiry}${serviceCode}00000000?`) };
}
