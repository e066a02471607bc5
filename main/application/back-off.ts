import { assertDefined } from "../domain/assert.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** Waits before a message is sent to the host once more, as long as the acquirer wants it; or until it is called off. */
export function backOff({ clock, runner }: TerminalParts, signal?: CancelSignal): Promise<void> {
  const config = assertDefined(runner.world.till.config, "a terminal that talks to a host is configured");
  return clock.sleep(config.acquirer.reversal.retryDelayMs, signal);
}
