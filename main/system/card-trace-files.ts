import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CardTrace } from "../domain/emv/trace/card-trace.ts";
import { readCardTrace } from "../domain/emv/trace/read-card-trace.ts";
import { err, ok } from "../domain/result.ts";
import type { CardTraceFault, CardTraceStore } from "../ports/card-trace.ts";
import { makePrivateDirectory } from "./durable-file.ts";
import { systemEntropy } from "./entropy.ts";
import { withStorage } from "./with-storage.ts";

/** A day or two of a busy till; each is some ten kilobytes. */
const KEPT = 500;

const OWNER_ONLY_FILE = 0o600;

const FILE = /^(\d{15})-([0-9A-Za-z-]{1,64})\.json$/;

/**
 * One file a payment in `traces/` of the data directory, for the owner only: `<epoch, 15 digits of ms>-<payment>.json`, so
 * that names sort by time. Only masked traces and those of test cards come here. A power cut may lose the last one, because
 * no money rests on it and each durable write would cost the payment time.
 */
export function createCardTraceFiles(dataDirectory: string): CardTraceStore {
  const folder = join(dataDirectory, "traces");
  return {
    keep: (trace) =>
      withStorage(async () => {
        const name = `${String(Math.max(0, Math.trunc(trace.at.epochMs))).padStart(15, "0")}-${trace.paymentId}.json`;
        if (!FILE.test(name)) return err({ kind: "damaged" });
        await makePrivateDirectory(folder);
        const temporary = join(folder, `${systemEntropy.uuid()}.tmp`);
        try {
          await writeFile(temporary, `${JSON.stringify(trace)}\n`, { mode: OWNER_ONLY_FILE, flag: "wx" });
          await rename(temporary, join(folder, name));
        } finally {
          await rm(temporary, { force: true });
        }
        for (const old of (await namesIn(folder)).slice(KEPT)) await rm(join(folder, old), { force: true });
        return ok(undefined);
      }),
    find: (paymentId) =>
      withStorage<CardTrace | undefined, CardTraceFault>(async () => {
        const name = (await namesIn(folder)).find((one) => FILE.exec(one)?.[2] === paymentId);
        if (name === undefined) return ok(undefined);
        const trace = readCardTrace(await readFile(join(folder, name), "utf8"));
        return trace.ok ? trace : err({ kind: "damaged" });
      }),
    list: () =>
      withStorage(async () => ok((await namesIn(folder)).flatMap((name) => FILE.exec(name)?.[2] ?? []))),
  };
}

/** The newest first. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => FILE.test(name))
      .sort()
      .reverse();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
