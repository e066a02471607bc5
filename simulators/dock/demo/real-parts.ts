import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PcscCardReader } from "../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { VPCD_PORT } from "../../card/vpcd-frames.ts";

/**
 * What this machine has of a real counter: the smart-card service with the virtual reader driver (Debian packages
 * `pcscd` and `vsmartcard-vpcd`), and pairs of serial lines (package `socat`). Nothing is installed here.
 */

const DAEMON_PATHS = ["/usr/sbin/pcscd", "/usr/bin/pcscd", "/usr/local/sbin/pcscd"];
const READER_CONFIGURATION = "/etc/reader.conf.d/vpcd";
const RUN_DIRECTORY = "/run/pcscd";
const SOCKET = join(RUN_DIRECTORY, "pcscd.comm");
/** Two counters on one machine would take each other's cards; the hardware tests take the same lock. */
const LOCK = join(tmpdir(), "jinka-hardware-pcscd.lock");

const READY_MS = 5_000;
const STOP_MS = 3_000;
const POLL_MS = 50;

/** Why a part is not real here. */
export type Missing = "notWanted" | "packages" | "root" | "busy" | "doesNotStart";

export type RealReader = {
  readonly vpcdPort: number;
  /** Resolves when the service has noticed that a card is in the reader, or that none is. */
  sees(isCardPresent: boolean): Promise<void>;
  release(): Promise<void>;
};

/** The smart-card service: the machine's own if it runs, else one that is started and stopped here. */
export async function openRealReader(): Promise<Result<RealReader, Missing>> {
  const daemonPath = DAEMON_PATHS.find((path) => existsSync(path));
  if (daemonPath === undefined || !existsSync(READER_CONFIGURATION)) return err("packages");
  if (!takeLock()) return err("busy");
  const free = () => rmSync(LOCK, { force: true });
  // The virtual reader's own port is not asked: who connects there is a card.
  if (await isRunning()) return ok(realReader(async () => free()));
  if (process.getuid?.() !== 0) {
    free();
    return err("root");
  }
  const hadRunDirectory = existsSync(RUN_DIRECTORY);
  const daemon = spawn(daemonPath, ["--foreground", "--info"], { stdio: ["ignore", "pipe", "pipe"] });
  dieWithUs(daemon);
  const release = async (): Promise<void> => {
    await stop(daemon);
    if (!hadRunDirectory) removeEmptyRunDirectory();
    free();
  };
  if (await isReady(daemon)) return ok(realReader(release));
  await release();
  return err("doesNotStart");
}

function realReader(release: () => Promise<void>): RealReader {
  const reader = new PcscCardReader();
  return {
    vpcdPort: VPCD_PORT,
    async sees(isCardPresent) {
      for (let waitedMs = 0; waitedMs < READY_MS; waitedMs += POLL_MS) {
        const readers = await reader.readers();
        if (readers.ok && readers.value.some(({ cardPresent }) => cardPresent) === isCardPresent) return;
        await sleep(POLL_MS);
      }
    },
    async release() {
      await reader.close();
      await release();
    },
  };
}

export type RealLines = {
  readonly printer: SerialPair;
  readonly pad: SerialPair;
  release(): Promise<void>;
};

/** Two serial lines that are joined: the till has one end, the device the other. */
type SerialPair = { readonly till: string; readonly device: string };

export async function openRealLines(): Promise<Result<RealLines, Missing>> {
  if (spawnSync("socat", ["-V"], { stdio: "ignore" }).status !== 0) return err("packages");
  const printer = spawnPair();
  const pad = spawnPair();
  const release = async (): Promise<void> => {
    await Promise.all([stop(printer), stop(pad)]);
  };
  const [printerPair, padPair] = await Promise.all([pathsOf(printer), pathsOf(pad)]);
  if (printerPair !== undefined && padPair !== undefined)
    return ok({ printer: printerPair, pad: padPair, release });
  await release();
  return err("doesNotStart");
}

function spawnPair(): ChildProcess {
  const pair = spawn("socat", ["-d", "-d", "pty,raw,echo=0", "pty,raw,echo=0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  pair.on("error", () => undefined);
  dieWithUs(pair);
  return pair;
}

/** Nothing is left running when this process ends by a mistake of its own. */
function dieWithUs(child: ChildProcess): void {
  const kill = (): void => {
    child.kill();
  };
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
}

/** socat names its two lines on the error output: "... N PTY is /dev/pts/3". */
async function pathsOf(socat: ChildProcess): Promise<SerialPair | undefined> {
  const output = collect(socat);
  for (let waitedMs = 0; waitedMs < READY_MS && socat.exitCode === null; waitedMs += POLL_MS) {
    const [till, device] = [...output().matchAll(/PTY is (\S+)/g)].map((match) => match[1]);
    // The transfer begins after both lines are open.
    if (till !== undefined && device !== undefined && output().includes("starting data transfer"))
      return { till, device };
    await sleep(POLL_MS);
  }
  return undefined;
}

async function isReady(daemon: ChildProcess): Promise<boolean> {
  const output = collect(daemon);
  for (let waitedMs = 0; waitedMs < READY_MS && daemon.exitCode === null; waitedMs += POLL_MS) {
    if (output().includes("daemon ready")) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  return () => text;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const killer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await exited;
  clearTimeout(killer);
}

/** Whether a smart-card service listens already. */
async function isRunning(): Promise<boolean> {
  if (!existsSync(SOCKET)) return false;
  const socket = connect(SOCKET);
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}

function takeLock(): boolean {
  // A holder that died leaves its lock behind, so it is tried a second time.
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: "wx" });
      return true;
    } catch {
      if (isHolderAlive()) return false;
      rmSync(LOCK, { force: true });
    }
  }
  return false;
}

function isHolderAlive(): boolean {
  try {
    process.kill(Number(readFileSync(LOCK, "utf8")), 0);
    return true;
  } catch {
    return false;
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
