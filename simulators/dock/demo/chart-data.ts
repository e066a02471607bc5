/** What the chart of a day shows, before anybody draws it. */

/** One thing that was sold, as it was paid in the end. */
export type Sold = {
  readonly atSecond: number;
  readonly cashFen: bigint;
  readonly onlineFen: bigint;
  readonly offlineFen: bigint;
};

export type DayMark = {
  readonly atSecond: number;
  readonly kind: "paperOut" | "killed" | "lostAnswer" | "void" | "upload" | "settlement";
};

export type ChartBar = {
  /** Minutes since midnight at which the half hour begins. */
  readonly fromMinute: number;
  readonly saleCount: number;
  readonly cashFen: bigint;
  readonly onlineFen: bigint;
  readonly offlineFen: bigint;
};

export type ChartData = {
  readonly bars: readonly ChartBar[];
  /** The axis ends here; every bar is below. */
  readonly topFen: bigint;
  readonly stepFen: bigint;
  readonly outage: { readonly fromMinute: number; readonly toMinute: number };
  readonly marks: readonly { readonly minute: number; readonly kind: DayMark["kind"] }[];
  readonly totals: {
    readonly saleCount: number;
    readonly cashFen: bigint;
    readonly onlineFen: bigint;
    readonly offlineFen: bigint;
  };
};

export const BAR_MINUTES = 30;

/** Steps that people count in, in fen. */
const STEPS_FEN = [1_000n, 2_000n, 5_000n, 10_000n, 20_000n, 50_000n, 100_000n, 200_000n, 500_000n];
const STEP_COUNT_MAX = 6n;

export function chartData(
  sold: readonly Sold[],
  marks: readonly DayMark[],
  day: {
    readonly openingSecond: number;
    readonly closingSecond: number;
    readonly outage: { readonly fromSecond: number; readonly toSecond: number };
  },
): ChartData {
  const firstMinute = Math.floor(day.openingSecond / 60);
  const barCount = Math.ceil((day.closingSecond / 60 - firstMinute) / BAR_MINUTES);
  const bars = Array.from({ length: barCount }, (_, i): ChartBar => {
    const fromMinute = firstMinute + i * BAR_MINUTES;
    // What is sold after closing belongs to the last half hour, what is sold before opening to the first.
    const inBar = sold.filter(({ atSecond }) => barOf(atSecond, firstMinute, barCount) === i);
    return { fromMinute, saleCount: inBar.length, ...sumsOf(inBar) };
  });
  let highestFen = 0n;
  for (const { cashFen, onlineFen, offlineFen } of bars) {
    const fen = cashFen + onlineFen + offlineFen;
    if (fen > highestFen) highestFen = fen;
  }
  const stepFen =
    STEPS_FEN.find((step) => step * STEP_COUNT_MAX >= highestFen) ?? highestFen / STEP_COUNT_MAX + 1n;
  const stepCount = highestFen === 0n ? 1n : (highestFen + stepFen - 1n) / stepFen;
  return {
    bars,
    topFen: stepFen * stepCount,
    stepFen,
    outage: { fromMinute: day.outage.fromSecond / 60, toMinute: day.outage.toSecond / 60 },
    marks: marks.map(({ atSecond, kind }) => ({ minute: atSecond / 60, kind })),
    totals: { saleCount: sold.length, ...sumsOf(sold) },
  };
}

function barOf(atSecond: number, firstMinute: number, barCount: number): number {
  const bar = Math.floor((atSecond / 60 - firstMinute) / BAR_MINUTES);
  return Math.min(Math.max(bar, 0), barCount - 1);
}

function sumsOf(sold: readonly Sold[]): { cashFen: bigint; onlineFen: bigint; offlineFen: bigint } {
  const sum = (of: (one: Sold) => bigint): bigint => sold.reduce((total, one) => total + of(one), 0n);
  return {
    cashFen: sum(({ cashFen }) => cashFen),
    onlineFen: sum(({ onlineFen }) => onlineFen),
    offlineFen: sum(({ offlineFen }) => offlineFen),
  };
}
