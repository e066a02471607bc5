import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

/** Two serial lines that are joined: what is written to one end is read at the other. */
export type SerialPair = {
  readonly till: string;
  readonly device: string;
  /** Takes both lines away, as pulling out a cable with its adapter does. */
  readonly unplug: () => Promise<void>;
};

/** A pty pair is there within milliseconds; more means that socat does not start here. */
const START_TIMEOUT_MS = 5_000;

/** True if `socat`, which makes the pairs, is installed (Debian package `socat`). */
export function socatAvailable(): boolean {
  return spawnSync("socat", ["-V"], { stdio: "ignore" }).status === 0;
}

/** Runs `use` with a pair of real serial lines (pty), and takes them away whatever happens. */
export async function withSerialPair<T>(use: (pair: SerialPair) => Promise<T>): Promise<T> {
  const socat = spawn("socat", ["-d", "-d", "pty,raw,echo=0", "pty,raw,echo=0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const [till, device] = await pathsOf(socat);
    return await use({ till, device, unplug: () => stop(socat) });
  } finally {
    await stop(socat);
  }
}

/** socat names its two lines on the error output: "... N PTY is /dev/pts/3". */
async function pathsOf(socat: ChildProcess): Promise<[string, string]> {
  return await new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`socat named no lines: ${output}`)), START_TIMEOUT_MS);
    socat.once("error", reject);
    socat.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      const [first, second] = [...output.matchAll(/PTY is (\S+)/g)].map((match) => match[1]);
      // The transfer begins after both lines are open.
      if (first === undefined || second === undefined || !output.includes("starting data transfer")) return;
      clearTimeout(timer);
      resolve([first, second]);
    });
  });
}

async function stop(socat: ChildProcess): Promise<void> {
  if (socat.exitCode !== null || socat.signalCode !== null) return;
  const exited = once(socat, "exit");
  socat.kill();
  await exited;
}
