import { join } from "node:path";
import { shiftId } from "../../main/domain/ids.ts";
import { JournalDatabase } from "../../main/store/journal-database.ts";
import { JournalQueries } from "../../main/store/journal-queries.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { systemEntropy } from "../../main/system/entropy.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { TEA } from "../support/scenario.ts";
import { BenchShop, value } from "./bench-shop.ts";
import { type Measurement, median, ms, timesOf } from "./measure.ts";
import { extendPast, type Past } from "./past.ts";

const SALES_PER_SHIFT = 250;
const CASH_SALES_IN_TEN = 7;
const START_COUNT = 40;
const REPORT_COUNT = 40;
const START_RATIO_MAX = 1.1;
const REPORT_BUDGET_MS = 50;
/** Parts of the whole past at which the reports are timed. */
const STEPS = [100, 10, 1];
/** Reading everything again takes longer than inventing it; a tenth of it says what a row costs. */
const VERIFIED_AT = 10;

type Starts = { readonly startMs: number; readonly journalMs: number };
type Reports = { readonly xMs: number; readonly zMs: number };
type Point = { readonly saleCount: number; readonly young: Reports; readonly old: Reports };

/** The same shop without a past and with one: how long it takes to be ready, and to print an X and a Z. */
export async function benchHistory(saleCount: number): Promise<readonly Measurement[]> {
  return BenchShop.with({}, async (young) =>
    BenchShop.with({}, async (old) => {
      const points: Point[] = [];
      let [pastCount, rowCount] = [0, 0];
      let verifying: Measurement | undefined;
      for (const part of STEPS) {
        const wanted = Math.max(SALES_PER_SHIFT, Math.ceil(saleCount / part));
        rowCount = await giveHistory(old, wanted - pastCount);
        pastCount = Math.max(pastCount, wanted);
        points.push(await timeReports(young, old, pastCount));
        if (part === VERIFIED_AT) verifying = await timeVerifying(old, pastCount, rowCount);
      }
      return [
        ...(await timeStarts(young, old, `${pastCount} past sales (${rowCount} rows)`)),
        ...reportRows(points),
        ...(verifying === undefined ? [] : [verifying]),
      ];
    }),
  );
}

/** In turn, and the first of the two in turn as well, so that whatever else the machine does meets both. */
async function timeStarts(young: BenchShop, old: BenchShop, past: string): Promise<Measurement[]> {
  const [without, withPast]: [Starts[], Starts[]] = [[], []];
  for (let i = 0; i < START_COUNT; i++) {
    if (i % 2 === 0) without.push(await startOnce(young));
    withPast.push(await startOnce(old));
    if (i % 2 === 1) without.push(await startOnce(young));
  }
  const line = (work: string, name: keyof Starts): Measurement => {
    const [before, after] = [without, withPast].map((starts) => median(starts.map((start) => start[name])));
    const ratio = (after ?? Number.NaN) / (before ?? Number.NaN);
    return {
      work,
      measured: `${ratio.toFixed(2)} x (${ms(after ?? Number.NaN)} / ${ms(before ?? Number.NaN)})`,
      budget: `${START_RATIO_MAX} x`,
      isWithin: ratio <= START_RATIO_MAX,
    };
  };
  return [
    line(`start to ready with ${past}, against an empty past`, "startMs"),
    line("- of it the journal: open, head, everything that is open", "journalMs"),
  ];
}

async function startOnce(shop: BenchShop): Promise<Starts> {
  await shop.terminal.idle();
  await shop.terminal.parts.journal.close();
  const { keys } = value(await openKeyFile(shop.place));
  const [journalMs] = await timesOf(1, () => {
    const journal = new JournalDatabase(
      join(shop.place.dataDirectory, DATABASE_FILE),
      keys.databaseKey.reveal(),
    );
    journal.head();
    new JournalQueries(journal.database).loadWorld();
    journal.close();
  });
  const [startMs] = await timesOf(1, () => shop.startTerminal());
  return { startMs: startMs ?? Number.NaN, journalMs: journalMs ?? Number.NaN };
}

/** X and Z of small shifts, so that only the past differs. */
async function timeReports(young: BenchShop, old: BenchShop, saleCount: number): Promise<Point> {
  const times: [Reports[], Reports[]] = [[], []];
  for (let i = 0; i < 2 * REPORT_COUNT; i++) {
    const turn = (i + Math.floor(i / 2)) % 2;
    times[turn]?.push(await reportOnce(turn === 0 ? young : old));
  }
  const [ofYoung, ofOld] = times.map((reports) => ({
    xMs: median(reports.map(({ xMs }) => xMs)),
    zMs: median(reports.map(({ zMs }) => zMs)),
  }));
  const none = { xMs: Number.NaN, zMs: Number.NaN };
  return { saleCount, young: ofYoung ?? none, old: ofOld ?? none };
}

async function reportOnce(shop: BenchShop): Promise<Reports> {
  // Paper is not waited for, and not owed either.
  shop.counter.printer.loadPaper(30_000);
  await shop.payCash(1234n);
  await shop.terminal.idle();
  const [xMs] = await timesOf(1, () => shop.do({ kind: "reportX", operator: "li" }));
  await shop.terminal.idle();
  const [zMs] = await timesOf(1, () => shop.do(closeShift));
  await shop.terminal.idle();
  const id = shiftId(systemEntropy.uuid());
  await shop.do({ kind: "openShift", shiftId: id, operator: "li", floatFen: 0n });
  return { xMs: xMs ?? Number.NaN, zMs: zMs ?? Number.NaN };
}

const closeShift = { kind: "closeShift", operator: "li", countedFen: 0n } as const;

function reportRows(points: readonly Point[]): Measurement[] {
  const last = points.at(-1);
  if (last === undefined) return [];
  const { saleCount, old, young } = last;
  const row = (name: string, key: keyof Reports): Measurement => ({
    work: `${name} report with ${saleCount} past sales, until its commit`,
    measured: `${ms(old[key])}, ${(old[key] / young[key]).toFixed(2)} x that of an empty past`,
    budget: ms(REPORT_BUDGET_MS),
    isWithin: old[key] <= REPORT_BUDGET_MS,
  });
  return [row("X", "xMs"), { ...row("Z", "zMs"), chart: chartOf(points) }];
}

/** How much longer a report takes than at the same moment with an empty past, so that the machine's mood is left out. */
function chartOf(points: readonly Point[]): string[] {
  const lines = points.map(({ saleCount, old, young }) =>
    [
      String(saleCount).padStart(10),
      bar("X", old.xMs, old.xMs / young.xMs),
      bar("Z", old.zMs, old.zMs / young.zMs),
    ].join("  "),
  );
  return [
    "past sales  report until its commit, against the same with an empty past (12 # are 1.00 x)",
    ...lines,
  ];
}

const BAR_OF_ONE = 12;
const BAR_LENGTH_MAX = 36;

function bar(name: string, timeMs: number, ratio: number): string {
  const length = Math.min(BAR_LENGTH_MAX, Math.round(ratio * BAR_OF_ONE) || 0);
  return `${name} ${ms(timeMs)} ${ratio.toFixed(2)} x ${"#".repeat(length).padEnd(BAR_OF_ONE * 2)}`.trimEnd();
}

async function timeVerifying(shop: BenchShop, saleCount: number, rowCount: number): Promise<Measurement> {
  const { keys } = value(await openKeyFile(shop.place));
  const request = { dataDir: shop.place.dataDirectory, databaseKey: keys.databaseKey.reveal() };
  await shop.terminal.idle();
  const [tookMs = Number.NaN] = await timesOf(1, () => {
    const verified = verifyJournal(request);
    // The cards of the invented past have no sealed records, which are looked at last.
    const isMissing =
      !verified.ok &&
      verified.fault.kind === "differs" &&
      verified.fault.difference.kind === "sealedRecordMissing";
    if (!verified.ok && !isMissing) {
      throw new Error(`the history is not sound: ${JSON.stringify(verified)}`);
    }
  });
  return {
    work: `verifying all of ${saleCount} past sales (nothing waits for this)`,
    measured: `${(tookMs / 1000).toFixed(1)} s, ${Math.round((tookMs * 1000) / rowCount)} µs a row`,
  };
}

/** So many sales, three in ten by card, in shifts that are closed, and with papers that are printed. */
export async function giveHistory(shop: BenchShop, saleCount: number): Promise<number> {
  const shiftCount = Math.max(0, Math.ceil(saleCount / SALES_PER_SHIFT));
  return extendPast(shop, shiftCount, (past) => {
    for (let i = 0; i < SALES_PER_SHIFT; i++) sell(past, i);
    past.do(closeShift).openShift(0n);
  });
}

function sell(past: Past, i: number): void {
  const sale = past.openSale([TEA, 1000 * (1 + (i % 4))]);
  if (i % 10 < CASH_SALES_IN_TEN) past.payCash(sale, 10_000n);
  else past.payCard(sale);
}
