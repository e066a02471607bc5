import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../../../simulators/dock/demo/seeded-random.ts";

const drawn = (seed: number, count: number): number[] => {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => random.next());
};

describe("seeded choices", () => {
  test("are the same for the same seed and others for another", () => {
    expect(drawn(5, 20)).toEqual(drawn(5, 20));
    expect(drawn(5, 20)).not.toEqual(drawn(6, 20));
  });

  test("lie from 0 up to 1, evenly", () => {
    const values = drawn(1, 10_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length;
      expect(share).toBeGreaterThan(0.08);
      expect(share).toBeLessThan(0.12);
    }
  });

  test("reach both ends of a range and never leave it", () => {
    const random = new SeededRandom(2);
    const values = new Set(Array.from({ length: 200 }, () => random.whole(3, 5)));
    expect([...values].sort()).toEqual([3, 4, 5]);
  });

  test("never take what has no weight, and take different ones when several are asked for", () => {
    const random = new SeededRandom(3);
    const choices = [
      { weight: 0, value: "never" },
      { weight: 1, value: "a" },
      { weight: 3, value: "b" },
    ];
    const counts = { never: 0, a: 0, b: 0 };
    for (let i = 0; i < 4_000; i++) counts[random.weighted(choices) as keyof typeof counts] += 1;
    expect(counts.never).toBe(0);
    expect(counts.b / counts.a).toBeGreaterThan(2.5);
    expect(counts.b / counts.a).toBeLessThan(3.5);
    expect(new Set(random.some([1, 2, 3, 4], 3)).size).toBe(3);
    expect(random.some([1, 2], 5).sort()).toEqual([1, 2]);
  });
});
