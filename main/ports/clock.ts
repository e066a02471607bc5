import type { BusinessTime } from "../domain/business-time.ts";
import type { CancelSignal } from "./cancel-signal.ts";

/** Both clocks of the terminal. Domain, ports and application never read a clock any other way. */
export interface Clock {
  /** The shop's wall clock: dates, deadlines, the five minutes of money.md rule 8. It may jump. */
  businessNow(): BusinessTime;
  /** Milliseconds that never go back, from an arbitrary start: timeouts and the 60 s of money.md rule 5. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: CancelSignal): Promise<void>;
}
