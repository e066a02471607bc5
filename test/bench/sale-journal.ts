import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Commit, Journal } from "../../main/ports/journal.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { BenchShop } from "./bench-shop.ts";
import { type Measurement, median, ms, sum } from "./measure.ts";
import type { RawOrder } from "./raw-worker.ts";

const WARM_UP_COUNT = 10;
const SALE_COUNT = 60;
const COMMITS_PER_SALE_MAX = 6;
const FLOOR_RATIO_MAX = 1.5;

type Kept = {
  readonly what: string;
  readonly tookMs: number;
  readonly rawMs: number;
  readonly engineMs: number;
};

/**
 * The durable commits of an online card sale, each beside a raw one of the same size in the same rhythm: once as
 * bytes appended to a file and flushed, once as one blob through the same engine, cipher and settings. Who goes first
 * changes with every commit, because the second finds a processor that is awake.
 */
export async function benchSaleJournal(): Promise<readonly Measurement[]> {
  const watch = new CommitWatch();
  return BenchShop.with({ journal: watch.over }, async (shop) => {
    await watch.begin(shop.place.dataDirectory);
    const sales: Kept[][] = [];
    for (let i = 0; i < WARM_UP_COUNT + SALE_COUNT; i++) {
      shop.insert("debit");
      const paid = await shop.payCard(1000n + BigInt(i));
      await shop.terminal.idle();
      const kept = watch.take();
      if (paid.phase !== "approved") throw new Error(`the sale ended as ${paid.phase}`);
      if (i >= WARM_UP_COUNT) sales.push(kept);
    }
    await watch.end();
    return table(sales);
  });
}

function table(sales: readonly (readonly Kept[])[]): Measurement[] {
  const counts = new Set(sales.map((sale) => sale.length));
  const most = Math.max(...counts);
  const total = (pick: (kept: Kept) => number): number => median(sales.map((sale) => sum(sale.map(pick))));
  const [took, raw, engine] = [total((k) => k.tookMs), total((k) => k.rawMs), total((k) => k.engineMs)];
  const against = (floor: number): string => `${(took / floor).toFixed(2)} x (${ms(took)} / ${ms(floor)})`;
  const breakdown = (sales[0] ?? []).map(
    ({ what }, i): Measurement => ({
      work: `- commit ${i + 1}: ${what}`,
      measured: ms(median(sales.map((sale) => sale[i]?.tookMs ?? Number.NaN))),
    }),
  );
  const each = median(sales.flatMap((sale) => sale.map(({ tookMs }) => tookMs)));
  return [
    {
      work: "durable commits of an online card sale",
      measured: [...counts].sort().join(" or "),
      budget: `${COMMITS_PER_SALE_MAX}`,
      isWithin: most <= COMMITS_PER_SALE_MAX,
    },
    ...breakdown,
    { work: "one of them", measured: `${ms(each)}, that is ${Math.round(1000 / each)} a second` },
    {
      work: "their time against as many raw commits: blobs of the same size through the same engine",
      measured: against(engine),
      budget: `${FLOOR_RATIO_MAX} x`,
      isWithin: took / engine <= FLOOR_RATIO_MAX,
    },
    {
      work: "- against the same bytes written to a file and flushed, without any engine",
      measured: against(raw),
    },
  ];
}

/** Wraps the journal; once it has begun, every commit is followed or preceded by its raw twins. */
class CommitWatch {
  #file = "";
  #raw: RawCommits | undefined;
  #kept: Kept[] = [];
  #count = 0;
  #lastLength = 0;
  /** As many bytes as the last commits wrote on average; their own are only known afterwards. */
  #bytes = 10 * 4096;

  async begin(dataDirectory: string): Promise<void> {
    this.#file = join(dataDirectory, `${DATABASE_FILE}-wal`);
    this.#raw = await RawCommits.open(dataDirectory);
  }

  take(): Kept[] {
    const kept = this.#kept;
    this.#kept = [];
    return kept;
  }

  async end(): Promise<void> {
    await this.#raw?.close();
    this.#raw = undefined;
  }

  readonly over = (journal: Journal): Journal => ({
    ...journal,
    commit: async (commit) => {
      const raw = this.#raw;
      if (raw === undefined) return journal.commit(commit);
      this.#count += 1;
      const bytes = this.#bytes;
      const before = this.#count % 2 === 0 ? await raw.commit(bytes) : undefined;
      const begun = performance.now();
      const committed = await journal.commit(commit);
      const tookMs = performance.now() - begun;
      const twins = before ?? (await raw.commit(bytes));
      this.#kept.push({ what: whatIn(commit), tookMs, ...twins });
      this.#learnSize();
      return committed;
    },
  });

  /** The WAL grows by what was written until it is reused; from then on the last size stands. */
  #learnSize(): void {
    const { size } = statSync(this.#file);
    if (size > this.#lastLength && this.#lastLength > 0) {
      this.#bytes = Math.round(this.#bytes * 0.9 + (size - this.#lastLength) * 0.1);
    }
    this.#lastLength = size;
  }
}

function whatIn(commit: Commit): string {
  const names = commit.events.map(({ type }) => type);
  return [...new Set(names)].join(", ");
}

/** The two floors, in files of their own on the same disk and on a thread of their own. */
class RawCommits {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static async open(directory: string): Promise<RawCommits> {
    const worker = new Worker(new URL("./raw-worker.ts", import.meta.url), { workerData: directory });
    await once(worker, "message");
    return new RawCommits(worker);
  }

  async commit(bytes: number): Promise<{ rawMs: number; engineMs: number }> {
    return {
      engineMs: await this.#time({ how: "engine", bytes }),
      rawMs: await this.#time({ how: "file", bytes }),
    };
  }

  async #time(order: RawOrder): Promise<number> {
    const begun = performance.now();
    this.#worker.postMessage(order);
    await once(this.#worker, "message");
    return performance.now() - begun;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
