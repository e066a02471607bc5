import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { VPCD_PORT } from "../../simulators/card/vpcd-frames.ts";

/**
 * The real smart-card service with the virtual reader driver, for the hardware lane. Debian and Ubuntu:
 * `apt install pcscd libpcsclite1 vsmartcard-vpcd`. The service needs root.
 */

const DAEMON_PATHS = ["/usr/sbin/pcscd", "/usr/bin/pcscd", "/usr/local/sbin/pcscd"];
const READER_CONFIGURATION = "/etc/reader.conf.d/vpcd";
const RUN_DIRECTORY = "/run/pcscd";
const SOCKET = join(RUN_DIRECTORY, "pcscd.comm");
/** Two test runs on one machine would take each other's cards; the second one waits. */
const LOCK = join(tmpdir(), "jinka-hardware-pcscd.lock");

const READY_MS = 5_000;
const STOP_MS = 3_000;
const LOCK_MS = 90_000;
const POLL_MS = 50;
const START_ATTEMPTS = 6;
const ATTEMPT_DELAY_MS = 1_000;
/** TCP_LISTEN in the state column of /proc/net/tcp. */
const LISTENING = "0A";

export type Availability = { readonly ok: true } | { readonly ok: false; readonly missing: string };

/** Whether this machine can run the lane; `missing` is a sentence for the report. */
export function hardwareAvailable(): Availability {
  if (daemonPath() === undefined)
    return { ok: false, missing: "The smart-card service is not installed (package pcscd)." };
  if (!existsSync(READER_CONFIGURATION))
    return { ok: false, missing: "The virtual reader is not installed (package vsmartcard-vpcd)." };
  if (process.getuid?.() !== 0) return { ok: false, missing: "Starting the smart-card service needs root." };
  return { ok: true };
}

function daemonPath(): string | undefined {
  return DAEMON_PATHS.find((path) => existsSync(path));
}

/** The service under test. */
export interface Pcscd {
  /** False when the machine's own service was running already; it is then used, and never stopped. */
  readonly isOurs: boolean;
  /** Where a card is inserted: port of the first and of the second slot. */
  readonly ports: readonly [number, number];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops what was started and lets the next test run go on. */
  release(): Promise<void>;
}

/** Starts the service, or takes the one that runs. Another test run that has it is waited for. */
export async function acquirePcscd(): Promise<Pcscd> {
  await lock();
  const pcscd = (await answers()) ? new ForeignPcscd() : new OwnPcscd();
  try {
    await pcscd.start();
    return pcscd;
  } catch (error) {
    await pcscd.release();
    throw error;
  }
}

class ForeignPcscd implements Pcscd {
  readonly isOurs = false;
  readonly ports = [VPCD_PORT, VPCD_PORT + 1] as const;

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    throw new Error("the machine's own smart-card service is not stopped by a test");
  }

  async release(): Promise<void> {
    rmSync(LOCK, { force: true });
  }
}

class OwnPcscd implements Pcscd {
  readonly isOurs = true;
  readonly ports = [VPCD_PORT, VPCD_PORT + 1] as const;
  readonly #hadRunDirectory = existsSync(RUN_DIRECTORY);
  #daemon: ChildProcess | undefined;

  /**
   * The slots' ports lie where the system takes ports for outgoing connections from, so one of them may be somebody's
   * for a moment; the driver then gives up for good, and the service has to be started again.
   */
  async start(): Promise<void> {
    for (let attempt = 1; this.#daemon === undefined; attempt++) {
      await this.#startOnce();
      if (await this.#isListening()) return;
      await this.stop();
      if (attempt === START_ATTEMPTS) throw new Error(`The ports ${this.ports.join(" and ")} are taken.`);
      await sleep(ATTEMPT_DELAY_MS);
    }
  }

  async #isListening(): Promise<boolean> {
    const end = Date.now() + READY_MS;
    while (Date.now() < end) {
      const listening = listeningPorts();
      if (this.ports.every((port) => listening.has(port))) return true;
      await sleep(POLL_MS);
    }
    return false;
  }

  async #startOnce(): Promise<void> {
    const daemon = spawn(daemonPath() ?? "pcscd", ["--foreground", "--info"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#daemon = daemon;
    let log = "";
    const listen = (chunk: Buffer): void => {
      log += chunk.toString();
    };
    daemon.stdout.on("data", listen);
    daemon.stderr.on("data", listen);
    const end = Date.now() + READY_MS;
    while (!log.includes("daemon ready")) {
      if (daemon.exitCode !== null || Date.now() > end)
        throw new Error(`The smart-card service did not start:\n${log}`);
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (daemon === undefined || daemon.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
    daemon.kill("SIGTERM");
    const killer = setTimeout(() => daemon.kill("SIGKILL"), STOP_MS);
    await gone;
    clearTimeout(killer);
  }

  async release(): Promise<void> {
    await this.stop();
    if (!this.#hadRunDirectory) removeEmptyRunDirectory();
    rmSync(LOCK, { force: true });
  }
}

/** The service leaves its directory behind; a machine without the service had none. */
function removeEmptyRunDirectory(): void {
  try {
    rmdirSync(RUN_DIRECTORY);
  } catch {
    // Something else lives there now.
  }
}

/** TCP ports of this machine that somebody listens on. */
function listeningPorts(): ReadonlySet<number> {
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, "utf8").split("\n"));
  return new Set(
    rows.flatMap((row) => {
      const [, , port, state] = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(row) ?? [];
      return port !== undefined && state === LISTENING ? [Number.parseInt(port, 16)] : [];
    }),
  );
}

/** Whether a service listens already. */
async function answers(): Promise<boolean> {
  if (!existsSync(SOCKET)) return false;
  const socket = connect(SOCKET);
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}

async function lock(): Promise<void> {
  const end = Date.now() + LOCK_MS;
  while (!tryLock()) {
    if (Date.now() > end)
      throw new Error(`Another test run has had the smart-card service too long: ${LOCK}`);
    await sleep(POLL_MS);
  }
}

function tryLock(): boolean {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(LOCK, { force: true });
    return false;
  }
}

function isHolderAlive(): boolean {
  try {
    process.kill(Number(readFileSync(LOCK, "utf8")), 0);
    return true;
  } catch {
    return false;
  }
}
