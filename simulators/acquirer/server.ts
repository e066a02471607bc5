import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { assert } from "../../main/domain/assert.ts";
import { dateAndTime } from "../../main/domain/business-time.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";
import type { DeclinesWithMac } from "./answer.ts";
import type { BehaviourRule } from "./behaviour.ts";
import { Connection } from "./connection.ts";
import type { Downloads } from "./downloads.ts";
import { Host, type HostDialect } from "./host.ts";
import type { IssuerPort } from "./issuer-port.ts";
import type { RegisteredTerminal } from "./judge.ts";
import { type KeyCipher, type KeySource, keySource, type MacKeyForm, TEST_TMK_HEX } from "./keys.ts";
import { Ledger } from "./ledger.ts";
import type { LedgerFault, LedgerMessage } from "./ledger-types.ts";
import { systemClock } from "./system-clock.ts";
import { testBank } from "./test-bank.ts";

export type StartOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; the loopback address without it. */
  readonly host?: string;
  /** File of the ledger, made if it is not there; `:memory:` for none. */
  readonly ledgerFile: string;
  /** Terminal master key, 16 bytes; the published test key without it. */
  readonly tmk?: Sensitive<Uint8Array>;
  /** Working keys follow from it; random ones without it. */
  readonly seed?: string;
  /** Terminals that are known; any without it. */
  readonly terminals?: readonly RegisteredTerminal[];
  /** The bank behind the host; that of the test cards without it. */
  readonly issuer?: IssuerPort;
  readonly behaviour?: readonly BehaviourRule[];
  readonly clock?: Clock;
  /** `cup-ecb` without it. */
  readonly macAlgorithm?: MacAlgorithm;
  /** `none` without it. */
  readonly declinesWithMac?: DeclinesWithMac;
  /** `double` without it. */
  readonly macKeyForm?: MacKeyForm;
  /** The most that one sale may take; 20,000 yuan without it. */
  readonly saleLimitFen?: bigint;
  /** What terminals speak; `unionpay` without it. */
  readonly dialect?: HostDialect;
  /** Wraps working keys and makes the MAC; `tdes` without it. */
  readonly keyCipher?: KeyCipher;
  /** Working keys of every terminal, 16 bytes each, where a dialect's sign-in brings none. */
  readonly injectedKeys?: { readonly pinKey: Sensitive<Uint8Array>; readonly macKey: Sensitive<Uint8Array> };
  /** With it the host speaks TLS only: certificate chain and key as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What terminals may download; nothing without it. */
  readonly downloads?: Downloads;
  /** DE32 and the second half of DE44: 1 to 11 digits; 00010000 without it. */
  readonly acquirerInstitution?: string;
  /** A connection on which nothing happens for so long is closed; 10 minutes without it. */
  readonly idleTimeoutMs?: number;
  /** Connections beyond it are dropped; 64 without it. */
  readonly connectionCountMax?: number;
};

export type StartFault =
  | LedgerFault
  /** The port is taken, or the address is not ours. */
  | { readonly kind: "cannotListen"; readonly detail: string }
  /** Certificate and key are no PEM, or do not belong together. */
  | { readonly kind: "cannotReadCertificate"; readonly detail: string };

type HostEvents = {
  /** A row of the log, on disk by now: a request, an answer, or something unreadable. */
  readonly message: (message: LedgerMessage) => void;
  /** The ledger could not be written; the message was not booked and got a reset. */
  readonly trouble: (detail: string) => void;
};

/** An acquirer host that runs. */
export type RunningAcquirer = {
  readonly port: number;
  readonly ledger: Ledger;
  /** Replaces all rules; counting begins anew. */
  setBehaviour(rules: readonly BehaviourRule[]): void;
  /** The host's operator closes the terminal's open batch; false if none is open. */
  closeBatch(tid: string): boolean;
  /** Returns the way to stop listening. */
  on<Name extends keyof HostEvents>(event: Name, listener: HostEvents[Name]): () => void;
  /** Ends every connection; what was held back or waited for is dropped, as if the host had gone down. */
  close(): Promise<void>;
};

const SALE_LIMIT_FEN = 2_000_000n;
const IDLE_TIMEOUT_MS = 600_000;
const CONNECTION_COUNT_MAX = 64;
const TEST_ACQUIRER_INSTITUTION = "00010000";

/** Starts an acquirer host over TCP (cup-8583 section 1) with its own ledger. */
export async function start(options: StartOptions): Promise<Result<RunningAcquirer, StartFault>> {
  assert(Number.isInteger(options.port) && options.port >= 0 && options.port < 65_536, "a port has 16 bits");
  const acquirerInstitution = options.acquirerInstitution ?? TEST_ACQUIRER_INSTITUTION;
  assert(/^\d{1,11}$/.test(acquirerInstitution), "DE32 has 1 to 11 digits");
  const tmk = options.tmk ?? new Sensitive(fromHex(TEST_TMK_HEX));
  const opened = Ledger.open(options.ledgerFile, tmk);
  if (!opened.ok) return opened;
  const ledger = opened.value;
  const clock = options.clock ?? systemClock;
  const listeners = { message: new Set<HostEvents["message"]>(), trouble: new Set<HostEvents["trouble"]>() };
  const host = new Host({
    ledger,
    issuer: options.issuer ?? testBank(),
    tmk,
    clock,
    keySource: injected(options.injectedKeys) ?? keySource(options.seed),
    keyCipher: options.keyCipher ?? "tdes",
    dialect: options.dialect ?? "unionpay",
    macKeyForm: options.macKeyForm ?? "double",
    macAlgorithm: options.macAlgorithm ?? "cup-ecb",
    declinesWithMac: options.declinesWithMac ?? "none",
    terminals: options.terminals,
    saleLimitFen: options.saleLimitFen ?? SALE_LIMIT_FEN,
    acquirerInstitution,
    ...(options.downloads === undefined ? {} : { downloads: options.downloads }),
    onMessage: (message) => {
      for (const listener of listeners.message) listener(message);
    },
    onTrouble: (detail) => {
      for (const listener of listeners.trouble) listener(detail);
    },
  });
  host.setBehaviour(options.behaviour ?? []);
  const linked = tryOpenLink(host, clock, options);
  if (!linked.ok) {
    ledger.close();
    return linked;
  }
  const link = linked.value;
  const port = await listen(link.server, options.port, options.host ?? "127.0.0.1");
  if (!port.ok) {
    ledger.close();
    return port;
  }
  let closing: Promise<void> | undefined;
  return ok({
    port: port.value,
    ledger,
    setBehaviour: (rules) => host.setBehaviour(rules),
    closeBatch: (tid) => ledger.closeBatch(tid, dateAndTime(clock.businessNow())),
    on: (event, listener) => {
      const set: Set<typeof listener> = listeners[event] as Set<typeof listener>;
      set.add(listener);
      return () => set.delete(listener);
    },
    close: () => {
      closing ??= link.close().then(() => ledger.close());
      return closing;
    },
  });
}

function injected(keys: StartOptions["injectedKeys"]): KeySource | undefined {
  if (keys === undefined) return undefined;
  return (label) => (label.endsWith("PIK") ? keys.pinKey : keys.macKey).reveal();
}

type Link = { readonly server: Server; close(): Promise<void> };

function tryOpenLink(host: Host, clock: Clock, options: StartOptions): Result<Link, StartFault> {
  try {
    return ok(openLink(host, clock, options));
  } catch (error) {
    // Node reads the PEM texts when the server is made, and only then.
    if (options.tls === undefined || !(error instanceof Error)) throw error;
    return err({ kind: "cannotReadCertificate", detail: error.message });
  }
}

function openLink(host: Host, clock: Clock, options: StartOptions): Link {
  const stop = new AbortController();
  const sockets = new Set<Socket>();
  const idleTimeoutMs = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
  // Half-open: a terminal that has finished sending still gets its answer.
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    new Connection(socket, { host, clock, signal: stop.signal, idleTimeoutMs });
  };
  const server =
    options.tls === undefined
      ? createServer({ allowHalfOpen: true }, serve)
      : createTlsServer({ ...options.tls, allowHalfOpen: true }, serve);
  server.maxConnections = options.connectionCountMax ?? CONNECTION_COUNT_MAX;
  const close = () =>
    new Promise<void>((resolve) => {
      stop.abort();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { server, close };
}

function listen(server: Server, port: number, address: string): Promise<Result<number, StartFault>> {
  return new Promise((resolve) => {
    // Later errors (no file handles left for a new connection) pass: the terminal sees a refused connection.
    server.on("error", (error) => resolve(err({ kind: "cannotListen", detail: error.message })));
    server.listen(port, address, () => {
      const bound = server.address();
      assert(typeof bound === "object" && bound !== null, "a TCP server has a port");
      resolve(ok(bound.port));
    });
  });
}
