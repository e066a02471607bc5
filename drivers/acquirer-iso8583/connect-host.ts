import { readFile } from "node:fs/promises";
import { connect, isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import type { NotSentFault } from "../../main/domain/payment/exchange.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { TlsConfig } from "./config.ts";

export type HostAddress = { readonly host: string; readonly port: number; readonly tls?: TlsConfig };

/** The platform accepts nothing shorter. */
const ADDRESS_TIMEOUT_MIN_MS = 10;

/**
 * Opens a connection, at most `timeoutMs` including the look-up of the name and TLS, or until `signal`. Under TLS the host
 * has proved who it is when this succeeds. No byte of a message is sent, so every fault is a `notSent`.
 */
export async function connectHost(
  address: HostAddress,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<Socket, NotSentFault>> {
  const tls = await readTlsOptions(address);
  return tls.ok ? open(address, tls.value, timeoutMs, signal) : tls;
}

function open(
  { host, port, tls: tlsConfig }: HostAddress,
  tls: ConnectionOptions | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result<Socket, NotSentFault>> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(err({ kind: "unreachable", detail: "the link was closed" }));
      return;
    }
    const tcp: TcpNetConnectOpts = {
      host,
      port,
      noDelay: true,
      // A name may have several addresses; the platform's 250 ms each would give up what a slow line still reaches.
      autoSelectFamilyAttemptTimeout: Math.max(ADDRESS_TIMEOUT_MIN_MS, Math.floor(timeoutMs / 3)),
    };
    const socket = tls === undefined ? connect(tcp) : connectTls({ ...tcp, ...tls });
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
    socket.once("close", () => giveUp({ kind: "unreachable", detail: "the host closed the connection" }));
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      if (tls !== undefined && !hasPinnedCertificate(socket as TLSSocket, tlsConfig)) {
        giveUp({ kind: "unreachable", detail: "TLS: the host's certificate is not the pinned one" });
        return;
      }
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

/** The file is read for every connection: a new CA then needs no restart. */
async function readTlsOptions({
  host,
  tls,
}: HostAddress): Promise<Result<ConnectionOptions | undefined, NotSentFault>> {
  if (tls === undefined) return ok(undefined);
  const serverName = tls.serverName ?? host;
  const named = {
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    minVersion: "TLSv1.2",
  } as const;
  // A pinned certificate is its own proof, whoever issued it and whatever name it bears.
  if (tls.caFile === undefined) {
    const isPinned = tls.certificateSha256 !== undefined;
    return ok({ ...named, rejectUnauthorized: !isPinned });
  }
  try {
    return ok({ ...named, ca: await readFile(tls.caFile) });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
    return err({ kind: "unreachable", detail: `TLS: the CA file cannot be read (${code})` });
  }
}

function hasPinnedCertificate(socket: TLSSocket, tls: TlsConfig | undefined): boolean {
  if (tls?.certificateSha256 === undefined) return true;
  const fingerprint = socket.getPeerCertificate().fingerprint256 ?? "";
  return fingerprint.replaceAll(":", "").toUpperCase() === tls.certificateSha256.toUpperCase();
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
