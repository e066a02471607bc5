import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Game, play } from "./play.ts";

/** Plays one seed after the other until so many answers have been mutated. */

export type FuzzOrder = {
  /** Mutated answers to reach. */
  readonly mutated: number;
  /** The first seed. */
  readonly from: number;
  /** Told every {@link PROGRESS_INTERVAL_GAMES} transactions. */
  readonly onProgress?: (report: FuzzReport) => void;
};

export type FuzzReport = {
  readonly games: number;
  readonly mutated: number;
  readonly commands: number;
  /** How often transactions ended like this. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** How often answers were mutated like this. */
  readonly mutations: ReadonlyMap<string, number>;
  /** Live memory at the end over that after the first transactions. */
  readonly heapGrowthBytes: number;
  /** At most {@link FAILURES_MAX}; then the run ends. */
  readonly failures: readonly Game[];
};

const FAILURES_MAX = 10;
const PROGRESS_INTERVAL_GAMES = 50_000;
/** Until everything has been compiled and every table been filled. */
const WARM_UP_GAMES = 1_000;

/** What a run may leave behind, however long it is. */
export const HEAP_GROWTH_MAX_BYTES = 16 * 1024 * 1024;

function liveBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

const add = (counts: Map<string, number>, name: string): unknown =>
  counts.set(name, (counts.get(name) ?? 0) + 1);

export function fuzz({ mutated: goal, from, onProgress }: FuzzOrder): FuzzReport {
  const outcomes = new Map<string, number>();
  const mutations = new Map<string, number>();
  const failures: Game[] = [];
  let [games, mutated, commands, heapAtStart] = [0, 0, 0, 0];
  const report = (heapGrowthBytes: number): FuzzReport => ({
    games,
    mutated,
    commands,
    outcomes,
    mutations,
    heapGrowthBytes,
    failures,
  });
  while (mutated < goal && failures.length < FAILURES_MAX) {
    const game = play(from + games);
    games += 1;
    mutated += game.mutations.length;
    commands += game.commandCount;
    add(outcomes, game.outcome);
    for (const name of game.mutations) add(mutations, name);
    if (game.failure !== undefined) failures.push(game);
    if (games === WARM_UP_GAMES) heapAtStart = liveBytes();
    if (games % PROGRESS_INTERVAL_GAMES === 0) onProgress?.(report(liveBytes() - heapAtStart));
  }
  return report(games > WARM_UP_GAMES ? liveBytes() - heapAtStart : 0);
}

/** What was broken, and how to see it again. */
export function tellGame({ seed, failure, story }: Game): string {
  return [
    `kernel fuzz, seed ${seed}: ${failure ?? "nothing was broken"}`,
    ...story.map((line) => `  ${line}`),
    `play it again: ${replayCommand(seed)}`,
  ].join("\n");
}

/** One transaction, with its whole story. */
export function replayCommand(seed: number): string {
  return `npm run soak -- --kernel-seed ${seed}`;
}
