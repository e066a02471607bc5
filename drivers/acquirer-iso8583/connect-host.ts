import { connect, type Socket } from "node:net";
import type { NotSentFault } from "../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";

/** The platform accepts nothing shorter. */
const ADDRESS_TIMEOUT_MIN_MS = 10;

/** Opens a TCP connection, at most `timeoutMs` including the look-up of the name, or until `signal`. Nothing is sent. */
export function connectHost(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<Socket, NotSentFault>> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      noDelay: true,
      // A name may have several addresses; the platform's 250 ms each would give up what a slow line still reaches.
      autoSelectFamilyAttemptTimeout: Math.max(ADDRESS_TIMEOUT_MIN_MS, Math.floor(timeoutMs / 3)),
    });
    const giveUp = (fault: NotSentFault): void => {
      stopWaiting();
      socket.destroy();
      resolve(err(fault));
    };
    const timer = setTimeout(
      () => giveUp({ kind: "connectTimedOut", detail: `no connection within ${timeoutMs} ms` }),
      timeoutMs,
    );
    // Stays for good: an error after the time-out must not end the process.
    socket.on("error", (error: NodeJS.ErrnoException) => giveUp(connectFault(error)));
    socket.once("connect", () => {
      stopWaiting();
      resolve(ok(socket));
    });
    const onAbort = (): void => giveUp({ kind: "unreachable", detail: "the link was closed" });
    signal.addEventListener("abort", onAbort, { once: true });
    const stopWaiting = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    };
  });
}

function connectFault(error: NodeJS.ErrnoException): NotSentFault {
  const code = error.code ?? error.name;
  switch (code) {
    case "ECONNREFUSED":
      return { kind: "connectionRefused", detail: code };
    case "ETIMEDOUT":
      return { kind: "connectTimedOut", detail: code };
    default:
      return { kind: "unreachable", detail: code };
  }
}
