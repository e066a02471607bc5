import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "../../main/cli/program.ts";
import type { Substitutes } from "../../main/compose.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import type { Secret } from "./canary-needles.ts";
import type { Haystack } from "./canary-search.ts";

export type Place = { readonly dataDirectory: string; readonly keyDirectory: string };

const options = ({ dataDirectory, keyDirectory }: Place): string[] => [
  ...["--data-dir", dataDirectory],
  ...["--key-dir", keyDirectory],
];

/** A command line in this process, with what stands in for devices. All that it writes comes back. */
export async function runInProcess(
  place: Place,
  args: readonly string[],
  input: string,
  substitutes: Substitutes,
): Promise<{ readonly code: number; readonly said: string }> {
  let said = "";
  const stream = { write: (text: string) => (said += text) };
  const shell = {
    stdin: Readable.from([input]),
    stdout: stream,
    stderr: stream,
    environment: { JINKA_DEBUG: "1" },
    substitutes,
  };
  const code = await runCommandLine(shell as never, [...options(place), "--lang", "en", ...args]);
  return { code, said };
}

/** A command line as a process of its own. */
export async function runProcess(place: Place, args: readonly string[], input: string): Promise<Haystack> {
  const cli = fileURLToPath(new URL("../../main/cli.ts", import.meta.url));
  const child = spawn(process.execPath, [cli, ...options(place), ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, JINKA_DEBUG: "1" },
  });
  const chunks: Buffer[] = [];
  for (const output of [child.stdout, child.stderr]) output.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(input);
  await once(child, "close");
  return { place: `jinka ${args.join(" ")}`, bytes: Buffer.concat(chunks) };
}

export type Crash = { readonly output: Haystack; readonly secrets: Secret[]; readonly signal: string | null };

/** A till that ends badly in the middle of a card sale, and all that it printed about it. */
export async function crash(place: Place, how: "hold" | "bug" | "rejection"): Promise<Crash> {
  const file = fileURLToPath(new URL("./canary-crash/child.ts", import.meta.url));
  const child = fork(file, [place.dataDirectory, place.keyDirectory, how], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const chunks: Buffer[] = [];
  for (const output of [child.stdout, child.stderr])
    output?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const secrets: Secret[] = [];
  child.on("message", (message: { name?: string; hex?: string; ready?: boolean }) => {
    if (message.ready) child.kill("SIGKILL");
    else secrets.push({ name: message.name ?? "", bytes: fromHex(message.hex ?? "") });
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  return { output: { place: `a crash by ${how}`, bytes: Buffer.concat(chunks) }, secrets, signal };
}
