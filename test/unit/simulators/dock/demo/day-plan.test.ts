import { describe, expect, test } from "vitest";
import { SAMPLE_CATALOGUE } from "../../../../../main/domain/catalogue/sample-catalogue-table.ts";
import {
  CLOSING_SECOND,
  type DayPlan,
  OPENING_SECOND,
  type PlannedSale,
  planDay,
} from "../../../../../simulators/dock/demo/day-plan.ts";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);
const PLANS: readonly DayPlan[] = SEEDS.map((seed) => planDay(seed, SAMPLE_CATALOGUE));

const isInOutage = ({ outage }: DayPlan, { atSecond }: PlannedSale): boolean =>
  atSecond >= outage.fromSecond && atSecond < outage.toSecond;

const customersOf = (sale: PlannedSale): string[] =>
  sale.tenders.flatMap((tender) => (tender.kind === "card" ? [tender.customer] : []));

describe("the plan of a day", () => {
  test("follows from its seed alone", () => {
    expect(planDay(7, SAMPLE_CATALOGUE)).toEqual(planDay(7, SAMPLE_CATALOGUE));
    expect(new Set(PLANS.map((plan) => JSON.stringify(plan.steps))).size).toBe(PLANS.length);
  });

  test("has at least a hundred sales, of every way of paying", () => {
    for (const { sales } of PLANS) {
      expect(sales.length).toBeGreaterThanOrEqual(100);
      expect(new Set(sales.map(({ way }) => way))).toEqual(new Set(["cash", "split", "online", "offline"]));
      expect(sales.map(({ number }) => number)).toEqual(sales.map((_, i) => i + 1));
    }
  });

  test("has two hours without a line, with at least twenty card sales, and none that would need its bank", () => {
    for (const plan of PLANS) {
      const { fromSecond, toSecond } = plan.outage;
      expect(toSecond - fromSecond).toBe(7_200);
      const during = plan.sales.filter((sale) => isInOutage(plan, sale));
      expect(during.filter(({ way }) => way === "offline").length).toBeGreaterThanOrEqual(20);
      expect(during.filter(({ way }) => way === "online" || way === "split")).toEqual([]);
      expect(plan.sales.filter((sale) => sale.way === "offline" && !isInOutage(plan, sale))).toEqual([]);
    }
  });

  test("stays within what one card approves offline", () => {
    for (const { sales } of PLANS) {
      const byCard = new Map<string, number[]>();
      for (const sale of sales.filter(({ way }) => way === "offline")) {
        for (const name of customersOf(sale)) byCard.set(name, [...(byCard.get(name) ?? []), sale.totalFen]);
      }
      for (const amounts of byCard.values()) {
        expect(amounts.length).toBeLessThanOrEqual(8);
        expect(Math.max(...amounts)).toBeLessThanOrEqual(9_000);
      }
    }
  });

  test("runs from opening to closing in the order of the clock", () => {
    for (const { steps } of PLANS) {
      const seconds = steps.map(({ atSecond }) => atSecond);
      expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
      expect(seconds.every((second) => second >= OPENING_SECOND && second < CLOSING_SECOND)).toBe(true);
      expect(seconds.every(Number.isInteger)).toBe(true);
    }
  });

  test("sells what the catalogue has, at its prices", () => {
    const prices = new Map(SAMPLE_CATALOGUE.map(({ code, priceFen }) => [code, Number(priceFen)]));
    for (const sale of PLANS.flatMap(({ sales }) => sales)) {
      const sum = sale.items.reduce(
        (total, { code, count }) => total + (prices.get(code) ?? Number.NaN) * count,
        0,
      );
      expect(sale.totalFen).toBe(sum);
      expect(sum).toBeGreaterThan(0);
    }
  });

  test("leaves the card something to pay when a sale is split", () => {
    for (const sale of PLANS.flatMap(({ sales }) => sales).filter(({ way }) => way === "split")) {
      const [cash, card] = sale.tenders;
      expect(card?.kind).toBe("card");
      expect(cash?.kind === "cash" && (cash.amountFen ?? 0)).toBeLessThan(sale.totalFen);
    }
  });

  test("meets each trouble once, each where it belongs", () => {
    for (const plan of PLANS) {
      const troubled = plan.sales.filter(({ trouble }) => trouble !== undefined);
      expect(troubled.map(({ trouble }) => trouble).sort()).toEqual([
        "killed",
        "lostAnswer",
        "needsItsBank",
        "paperOut",
      ]);
      for (const sale of troubled) expect(isInOutage(plan, sale)).toBe(sale.trouble === "needsItsBank");
    }
  });

  test("lets whoever comes next wait until a trouble is over", () => {
    for (const { sales } of PLANS) {
      for (const [i, sale] of sales.entries()) {
        const next = sales[i + 1];
        if (sale.trouble === undefined || next === undefined) continue;
        expect(next.atSecond - sale.atSecond).toBeGreaterThanOrEqual(120);
      }
    }
  });

  test("takes back card sales, a cash sale, uploaded offline sales, and one without its card where that is allowed", () => {
    for (const { steps, sales } of PLANS) {
      const voids = steps.filter((step) => step.kind === "void");
      expect(new Set(voids.map(({ ofSale }) => ofSale)).size).toBe(voids.length);
      const uploadAt = steps.findIndex(({ kind }) => kind === "upload");
      const allowedAt = steps.findIndex(({ kind }) => kind === "voidsWithoutCard");
      const ways = new Set<string>();
      for (const step of voids) {
        const at = steps.indexOf(step);
        const sale = sales[step.ofSale - 1];
        expect(sale?.number).toBe(step.ofSale);
        expect(steps.indexOf(sale as PlannedSale)).toBeLessThan(at);
        expect(sale?.trouble).toBeUndefined();
        if (sale?.way === "offline") expect(at).toBeGreaterThan(uploadAt);
        if (step.customer === undefined && sale?.way !== "cash") expect(at).toBeGreaterThan(allowedAt);
        else if (sale !== undefined && sale.way !== "cash")
          expect(customersOf(sale)).toEqual([step.customer]);
        ways.add(sale?.way ?? "");
      }
      expect([...ways]).toEqual(expect.arrayContaining(["online", "cash", "offline"]));
    }
  });
});
