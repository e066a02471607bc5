import type { SerialLink } from "../../drivers/serial/serial-link.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { VirtualPinPad } from "./virtual-pin-pad.ts";

/** How often a line that is not there is looked for. */
const REOPEN_INTERVAL_MS = 1_000;

/**
 * Puts a virtual pad on a real serial line or pty until the signal ends it; the line may come and go. The pad keeps
 * its state over that, as a pad with its own power does.
 */
export async function servePinPad(parts: {
  readonly pad: VirtualPinPad;
  readonly link: SerialLink;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal: CancelSignal;
  /** Told when the line opens, and why it does not. */
  readonly onLine?: (state: string) => void;
}): Promise<void> {
  const { pad, link, signal } = parts;
  let lastWrite: Promise<unknown> = Promise.resolve();
  pad.connect((bytes) => {
    lastWrite = lastWrite.then(() => link.write(bytes));
  });
  const stopListening = link.onData((bytes) => pad.receive(bytes));
  let lastState = "";
  const tell = (state: string): void => {
    if (state !== lastState) parts.onLine?.(state);
    lastState = state;
  };
  // Runs as long as somebody wants a pad there; the signal ends it.
  while (!signal.aborted) {
    const lost = lossOf(link, signal);
    const opened = await link.open();
    tell(opened.ok ? "open" : opened.fault.kind);
    if (opened.ok) await lost.promise;
    else await parts.clock.sleep(REOPEN_INTERVAL_MS, signal);
    lost.stop();
  }
  stopListening();
  await link.close();
}

/** Resolves when the line is lost or the signal comes. */
function lossOf(link: SerialLink, signal: CancelSignal): { promise: Promise<void>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = (): void => resolve();
  const stopListening = link.onLost(finish);
  signal.addEventListener("abort", finish, { once: true });
  if (signal.aborted) finish();
  return {
    promise,
    stop: () => {
      stopListening();
      signal.removeEventListener("abort", finish);
    },
  };
}
