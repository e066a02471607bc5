import { parseArgs } from "node:util";
import { Strikes } from "../test/simulation/world/strikes.ts";
import { replayCommand, tellFailure } from "../test/simulation/world/tell.ts";
import { playWorld, type WorldReport } from "../test/simulation/world/world.ts";

/**
 * Plays simulated shop days, one seed after the other: `npm run soak -- --seeds N --from S --days D`. A seed that fails
 * tells its story and how it is played again; with one seed the whole story is told. The last line counts.
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "20" },
      from: { type: "string", default: "1" },
      days: { type: "string", default: "1" },
    },
  });
  const [seeds, from, days] = [
    count("seeds", values.seeds),
    count("from", values.from),
    count("days", values.days),
  ];
  const strikes = new Strikes();
  const sum: Sum = { actions: 0, rows: 0, cardPayments: 0, restarts: 0 };
  const failed: WorldReport[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const report = await playWorld(seed, { days });
    tell(report, seeds === 1);
    if (report.failure !== undefined) failed.push(report);
    strikes.add(report.strikes);
    sum.actions += report.actions;
    sum.rows += report.rows;
    sum.cardPayments += report.cardPayments;
    sum.restarts += report.restarts;
    const done = seed - from + 1;
    if (done % REPORT_INTERVAL_SEEDS === 0) console.log(`${done} of ${seeds} seeds, ${failed.length} failed`);
  }
  for (const [name, times] of strikes.entries()) console.log(`${String(times).padStart(7)}  ${name}`);
  for (const report of failed) console.log(`failed: ${replayCommand(report)}`);
  const { actions, rows, cardPayments, restarts } = sum;
  console.log(
    `${seeds} seeds of ${days} days, ${actions} actions, ${cardPayments} card payments, ${rows} journal rows, ` +
      `${strikes.total} faults struck, ${restarts} deaths of the till: ${failed.length} seeds failed`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

await main();
