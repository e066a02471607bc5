import type { WorldReport } from "./world.ts";

/** Lines of the story that are shown of a world that failed. */
const TRACE_LENGTH = 40;

export function replayCommand({ seed, days }: WorldReport): string {
  return `npm run soak -- --seeds 1 --from ${seed} --days ${days}`;
}

/** What was broken, what went before it, and how to see it again. */
export function tellFailure(report: WorldReport): string {
  const { seed, failure, trace } = report;
  return [
    `seed ${seed}: ${failure}`,
    ...trace.slice(-TRACE_LENGTH).map((line) => `  ${line}`),
    `play it again: ${replayCommand(report)}`,
  ].join("\n");
}
