import { describe, expect, test } from "vitest";
import { chartData, type Sold } from "../../../../../simulators/dock/demo/chart-data.ts";
import { drawChart } from "../../../../../simulators/dock/demo/draw-chart.ts";

const DAY = {
  openingSecond: 8 * 3600,
  closingSecond: 20 * 3600,
  outage: { fromSecond: 11.5 * 3600, toSecond: 13.5 * 3600 },
};
const sold = (atSecond: number, cashFen: bigint, onlineFen = 0n, offlineFen = 0n): Sold => ({
  atSecond,
  cashFen,
  onlineFen,
  offlineFen,
});

describe("the chart of a day", () => {
  test("stacks each half hour by how it was paid", () => {
    const { bars } = chartData(
      [
        sold(8 * 3600, 100n),
        sold(8 * 3600 + 1_799, 200n, 300n),
        sold(8 * 3600 + 1_800, 0n, 400n),
        sold(12 * 3600, 0n, 0n, 900n),
      ],
      [],
      DAY,
    );
    expect(bars).toHaveLength(24);
    expect(bars[0]).toEqual({
      fromMinute: 480,
      saleCount: 2,
      cashFen: 300n,
      onlineFen: 300n,
      offlineFen: 0n,
    });
    expect(bars[1]).toMatchObject({ fromMinute: 510, saleCount: 1, onlineFen: 400n });
    expect(bars[8]).toMatchObject({ fromMinute: 720, offlineFen: 900n });
  });

  test("loses nothing that was sold before opening or after closing", () => {
    const { bars, totals } = chartData([sold(7 * 3600, 100n), sold(21 * 3600, 200n)], [], DAY);
    expect([bars[0]?.cashFen, bars.at(-1)?.cashFen]).toEqual([100n, 200n]);
    expect(totals).toEqual({ saleCount: 2, cashFen: 300n, onlineFen: 0n, offlineFen: 0n });
  });

  const axes: { name: string; highestFen: bigint; stepFen: bigint; topFen: bigint }[] = [
    { name: "an empty day", highestFen: 0n, stepFen: 1_000n, topFen: 1_000n },
    { name: "a bar that ends on a step", highestFen: 6_000n, stepFen: 1_000n, topFen: 6_000n },
    { name: "a bar a fen above it", highestFen: 6_001n, stepFen: 2_000n, topFen: 8_000n },
    { name: "a usual day", highestFen: 46_120n, stepFen: 10_000n, topFen: 50_000n },
    {
      name: "more than the table of steps",
      highestFen: 60_000_000n,
      stepFen: 10_000_001n,
      topFen: 60_000_006n,
    },
  ];
  test.each(axes)("has an axis that people can read: $name", ({ highestFen, stepFen, topFen }) => {
    const data = chartData(highestFen === 0n ? [] : [sold(9 * 3600, highestFen)], [], DAY);
    expect({ stepFen: data.stepFen, topFen: data.topFen }).toEqual({ stepFen, topFen });
  });

  test("knows the outage and the marks in minutes", () => {
    const data = chartData([], [{ atSecond: 36_000, kind: "killed" }], DAY);
    expect(data.outage).toEqual({ fromMinute: 690, toMinute: 810 });
    expect(data.marks).toEqual([{ minute: 600, kind: "killed" }]);
  });

  test("becomes a picture in both languages, also of a day on which nothing was sold", async () => {
    for (const language of ["en", "zh-CN"] as const) {
      const marks = [{ atSecond: CLOSING, kind: "settlement" as const }];
      const png = Buffer.from(await drawChart(chartData([], marks, DAY), language));
      expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2560, 1440]);
    }
  });
});

const CLOSING = 20 * 3600 + 60;
