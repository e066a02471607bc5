import { generateKeyPairSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installHotlistFile } from "../../main/config/hotlist/install-hotlist-file.ts";
import { signHotlistFile } from "../../main/config/hotlist/sign-hotlist-file.ts";
import { trustKeys } from "../../main/config/parameter-pack-store.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { Hotlist, HotlistCard } from "../../main/ports/hotlist.ts";
import { deriveHotlistKeys } from "../../main/system/hotlist/hotlist-keys.ts";
import { HotlistStore } from "../../main/system/hotlist/hotlist-store.ts";
import { type Measurement, median, ms, quantile, timesOf } from "./measure.ts";

/**
 * A hotlist from its signed file to its answers. Every second entry names an expiry, as an acquirer's may. What a card asks
 * is measured from the call to its answer, one card at a time.
 */

const QUESTIONS = 100_000;
const LINES_PER_WRITE = 10_000;
const DELTA_ENTRIES = 10_000;
const MISS_BUDGET_MS = 0.01;
const HIT_BUDGET_MS = 1;
const READY_BUDGET_MS = 50;
const MEMORY_BUDGET_MIB = 40;
const MIB = 1024 * 1024;

export async function benchHotlist(entries: number): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "jinka-hotlist-"));
  try {
    return await measureIn(folder, entries);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, entries: number): Promise<Measurement[]> {
  const dataDirectory = join(folder, "data");
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await trustKeys({ dataDirectory }, publicKey.export({ type: "spki", format: "pem" }) as string);
  const keys = deriveHotlistKeys(new Sensitive(new Uint8Array(32).fill(7)));
  const options = {
    dataDirectory,
    keys,
    nowEpochMs: () => Date.now(),
    lock: () => ({ release: () => undefined }),
  };
  const installMs = async (about: object, count: number, first: number): Promise<number> => {
    const [plain, signed] = [join(folder, "list"), join(folder, "signed")];
    writeList(plain, about, count, first);
    demand(await signHotlistFile(plain, signed, privateKey));
    rmSync(plain);
    const [time = Number.NaN] = await timesOf(1, async () =>
      demand(await installHotlistFile(signed, options)),
    );
    rmSync(signed);
    return time;
  };
  const fullMs = await installMs({ kind: "full", version: 1, entries }, entries, 0);
  const delta = { kind: "delta", version: 2, follows: 1, entries: DELTA_ENTRIES };
  const deltaMs = await installMs(delta, DELTA_ENTRIES, entries);
  const size = readdirSync(join(dataDirectory, "hotlist"))
    .map((name) => statSync(join(dataDirectory, "hotlist", name)).size)
    .reduce((most, one) => Math.max(most, one), 0);
  const before = process.memoryUsage().arrayBuffers;
  let store = await HotlistStore.open(dataDirectory, keys);
  const residentMib = (process.memoryUsage().arrayBuffers - before) / MIB;
  const openMs = await timesOf(9, async () => {
    await store.close();
    store = await HotlistStore.open(dataDirectory, keys);
  });
  const misses = await askAll(store, false, (i) => cardOf(`4${panOf(i).slice(1)}`));
  const hits = await askAll(store, true, (i) => cardOf(panOf((i * 97) % entries)));
  await store.close();
  const many = entries.toLocaleString("en");
  return [
    {
      work: `hotlist: taking over a signed file of ${many} entries`,
      measured: `${(fullMs / 1000).toFixed(0)} s`,
    },
    {
      work: `- signed changes of ${DELTA_ENTRIES.toLocaleString("en")} entries to it`,
      measured: `${(deltaMs / 1000).toFixed(1)} s`,
    },
    { work: "- on disk", measured: `${(size / MIB).toFixed(0)} MiB` },
    within("- in memory", residentMib, MEMORY_BUDGET_MIB, (mib) => `${mib.toFixed(1)} MiB`),
    within("- ready at start (median)", median(openMs), READY_BUDGET_MS, ms),
    answers("- a card that is not on it", misses, MISS_BUDGET_MS),
    answers("- a card that is on it, verified on disk", hits, HIT_BUDGET_MS),
  ];
}

function within(work: string, value: number, budget: number, text: (value: number) => string): Measurement {
  return { work, measured: text(value), budget: text(budget), isWithin: value <= budget };
}

const microseconds = (milliseconds: number) => `${(milliseconds * 1000).toFixed(1)} microseconds`;

function answers(work: string, times: readonly number[], budgetMs: number): Measurement {
  const p99 = quantile(times, 0.99);
  return {
    work,
    measured: `${microseconds(median(times))} (p99 ${microseconds(p99)})`,
    budget: `p99 ${microseconds(budgetMs)}`,
    isWithin: p99 <= budgetMs,
  };
}

async function askAll(list: Hotlist, listed: boolean, cardAt: (i: number) => HotlistCard): Promise<number[]> {
  let wrong = 0;
  const times = await timesOf(QUESTIONS, async (i) => {
    const answer = await list.check(cardAt(i));
    if (!answer.ok || answer.value?.listed !== listed) wrong += 1;
  });
  if (wrong > 0) throw new Error(`${wrong} of ${QUESTIONS} answers are wrong`);
  return times;
}

/** Ten digits in an order of their own, so that neighbours in the file are none in the list. */
const panOf = (i: number) => `622202${String((i * 7919) % 10_000_000_000).padStart(10, "0")}`;

const cardOf = (pan: string): HotlistCard => ({
  pan: new Sensitive(pan),
  panSequenceNumber: 1,
  expiry: "2712",
});

function writeList(path: string, about: object, count: number, first: number): void {
  const file = openSync(path, "w", 0o600);
  const header = { format: "jinka-hotlist", formatVersion: 1, name: "Bench", ...about };
  writeSync(file, `${JSON.stringify(header)}\n`);
  for (let start = 0; start < count; start += LINES_PER_WRITE) {
    let text = "";
    for (let i = start; i < Math.min(count, start + LINES_PER_WRITE); i++) {
      text += `+${panOf(first + i)}${i % 2 === 0 ? "" : ",,2712"}\n`;
    }
    writeSync(file, text);
  }
  closeSync(file);
}

function demand<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: unknown },
): T {
  if (!result.ok) throw new Error(`the bench cannot go on: ${JSON.stringify(result.fault)}`);
  return result.value;
}
