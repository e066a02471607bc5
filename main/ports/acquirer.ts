import type { AcquirerRequest, ExchangeOutcome } from "../domain/payment/exchange.ts";

/** A message that answered nothing we waited for. It is journaled and changes nothing (money.md rule 2). */
export type StrayAnswer = {
  readonly why: "otherStan" | "otherMessage" | "otherTerminal" | "late" | "malformed";
  readonly mti?: string;
  readonly stan?: number;
  readonly responseCode?: string;
};

export interface Acquirer {
  /**
   * Sends one request and waits for its answer, at most the configured time. Never throws, never retries,
   * never sends twice. `notSent` only when not one byte was handed to an open socket.
   */
  exchange(request: AcquirerRequest): Promise<ExchangeOutcome>;
  /**
   * While `work` runs, exchanges share one connection, which is opened when it is first needed and again after it was
   * lost (money.md rule 1: an upload or a settlement keeps one). Afterwards it is closed.
   */
  keepLine<T>(work: () => Promise<T>): Promise<T>;
  /** Called for every message that matched nothing, also while no exchange is under way. */
  onStrayAnswer(listener: (stray: StrayAnswer) => void): void;
  close(): Promise<void>;
}
