import { parseArgs } from "node:util";
import {
  fuzz,
  HEAP_GROWTH_MAX_BYTES,
  replayCommand as replayGame,
  tellGame,
} from "../test/property/kernel-fuzz/fuzz.ts";
import { play } from "../test/property/kernel-fuzz/play.ts";
import { killCommand, playKills } from "../test/simulation/kill/kill-day.ts";
import { Strikes } from "../test/simulation/world/strikes.ts";
import { replayCommand, tellFailure } from "../test/simulation/world/tell.ts";
import { playWorld, type WorldReport } from "../test/simulation/world/world.ts";

/**
 * Plays simulated shop days, one seed after the other: `npm run soak -- --seeds N --from S --days D`. A seed that fails
 * tells its story and how it is played again; with one seed the whole story is told. The last line counts.
 *
 * Then mutates N answers of cards in whole transactions of the kernels: `--kernel N --kernel-from S`; `--kernel-seed S`
 * plays one transaction and tells its story. Whoever names options of one of the two gets that one alone.
 *
 * Kills a real till process N times against a real host process only when it is asked: `--kills N --kills-from S`.
 */

const REPORT_INTERVAL_SEEDS = 50;

type Sum = { actions: number; rows: number; cardPayments: number; restarts: number };

function count(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number above 0`);
}

function tell(report: WorldReport, isAlone: boolean): void {
  if (isAlone) console.log(report.trace.join("\n"));
  if (report.failure !== undefined) console.log(tellFailure(report));
}

type Options = { readonly [name: string]: string | undefined };

/** The value is whether everything held. */
async function playDays(options: Options): Promise<boolean> {
  const [seeds, from, days] = [
    count("seeds", options["seeds"] ?? "20"),
    count("from", options["from"] ?? "1"),
    count("days", options["days"] ?? "1"),
  ];
  const strikes = new Strikes();
  const ends = new Strikes();
  const sum: Sum = { actions: 0, rows: 0, cardPayments: 0, restarts: 0 };
  const failed: WorldReport[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await playWorld(seed, { days });
    tell(report, seeds === 1);
    if (report.failure !== undefined) failed.push(report);
    strikes.add(report.strikes);
    ends.add(report.ends);
    sum.actions += report.actions;
    sum.rows += report.rows;
    sum.cardPayments += report.cardPayments;
    sum.restarts += report.restarts;
    const done = seed - from + 1;
    if (done % REPORT_INTERVAL_SEEDS === 0) console.log(`${done} of ${seeds} seeds, ${failed.length} failed`);
  }
  for (const [name, times] of [...ends.entries(), ...strikes.entries()])
    console.log(`${String(times).padStart(7)}  ${name}`);
  for (const report of failed) console.log(`failed: ${replayCommand(report)}`);
  const { actions, rows, cardPayments, restarts } = sum;
  console.log(
    `${seeds} seeds of ${days} days, ${actions} actions, ${cardPayments} card payments, ${rows} journal rows, ` +
      `${strikes.total} faults struck, ${restarts} deaths of the till: ${failed.length} seeds failed`,
  );
  return failed.length === 0;
}

/** Mutated answers of a run. */
const KERNEL_MUTATED = "2000000";

function fuzzKernel(options: Options): boolean {
  if (options["kernel-seed"] !== undefined) {
    const game = play(count("kernel-seed", options["kernel-seed"]));
    console.log(`${tellGame(game)}\n${game.outcome}`);
    return game.failure === undefined;
  }
  const mutated = count("kernel", options["kernel"] ?? KERNEL_MUTATED);
  const from = count("kernel-from", options["kernel-from"] ?? "1");
  const report = fuzz({
    mutated,
    from,
    onProgress: (far) => {
      const grown = (far.heapGrowthBytes / 2 ** 20).toFixed(1);
      console.log(
        `${far.mutated} of ${mutated} answers mutated, ${far.failures.length} failed, heap +${grown} MB`,
      );
    },
  });
  for (const game of report.failures) console.log(tellGame(game));
  for (const [name, times] of [...report.mutations, ...report.outcomes])
    console.log(`${String(times).padStart(7)}  ${name}`);
  for (const { seed } of report.failures) console.log(`failed: ${replayGame(seed)}`);
  const isBounded = report.heapGrowthBytes < HEAP_GROWTH_MAX_BYTES;
  if (!isBounded) console.log(`failed: the heap has grown by ${report.heapGrowthBytes} bytes`);
  console.log(
    `${report.mutated} mutated answers of cards in ${report.games} transactions from seed ${from} with ` +
      `${report.commands} commands: ${report.failures.length} seeds failed`,
  );
  return isBounded && report.failures.length === 0;
}

async function playKilledDay(options: Options): Promise<boolean> {
  const report = await playKills(
    count("kills-from", options["kills-from"] ?? "1"),
    count("kills", options["kills"] ?? ""),
  );
  for (const [name, times] of report.deaths.entries()) console.log(`${String(times).padStart(7)}  ${name}`);
  for (const problem of report.problems) console.log(`failed: ${problem}; again: ${killCommand(report)}`);
  const { kills, rows, payments, problems } = report;
  console.log(
    `${kills} kills of a real till, ${payments} card payments, ${rows} rows: ${problems.length} problems`,
  );
  return problems.length === 0;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      from: { type: "string" },
      days: { type: "string" },
      kernel: { type: "string" },
      "kernel-from": { type: "string" },
      "kernel-seed": { type: "string" },
      kills: { type: "string" },
      "kills-from": { type: "string" },
    },
  });
  if (values.kills !== undefined) {
    process.exitCode = (await playKilledDay(values)) ? 0 : 1;
    return;
  }
  const named = Object.keys(values);
  const namesKernel = named.some((name) => name.startsWith("kernel"));
  const namesDays = named.some((name) => !name.startsWith("kernel"));
  const daysHeld = namesDays || !namesKernel ? await playDays(values) : true;
  const kernelHeld = namesKernel || !namesDays ? fuzzKernel(values) : true;
  process.exitCode = daysHeld && kernelHeld ? 0 : 1;
}

await main();
