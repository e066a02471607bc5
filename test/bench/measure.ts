import { cpus, totalmem } from "node:os";

/** One line of the table: what was measured, and against what. */
export type Measurement = {
  readonly work: string;
  readonly measured: string;
  readonly budget?: string;
  /** Undefined where there is no budget. */
  readonly isWithin?: boolean;
  /** Lines of a drawing that stands below the table. */
  readonly chart?: readonly string[];
};

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The nearest-rank quantile; NaN of nothing. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Milliseconds that each of `count` runs took. */
export async function timesOf(count: number, run: (i: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await run(i);
    times.push(performance.now() - begun);
  }
  return times;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms`;
}

export function machineName(): string {
  const processors = cpus();
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() ?? "unknown processor";
  return `${model}, ${processors.length} cores, ${memoryGib} GiB; Node ${process.version}, ${process.platform} ${process.arch}`;
}
