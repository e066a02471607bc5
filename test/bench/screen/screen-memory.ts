import { setTimeout as pause } from "node:timers/promises";
import type { CDPSession } from "@playwright/test";
import { SHOP_CATALOGUE } from "../../../main/domain/catalogue/shop-catalogue-table.ts";
import type { Measurement } from "../measure.ts";
import { withShop } from "./screen-shop.ts";
import { hasBrowser, TillBrowser, withBrowser } from "./till-browser.ts";
import { TillProcess } from "./till-process.ts";

const SALE_COUNT = 1_000;
const LINES_PER_SALE = 3;
const WORK = "the till's process";

/** What the start leaves behind is collected by then. */
const REST_MS = 5_000;
const REST_MAX_MIB = 150;

/** The production entry with a page on it: what its process holds at rest and after a day's sales, and what the page holds. */
export async function benchScreenMemory(): Promise<readonly Measurement[]> {
  if (!hasBrowser()) return [{ work: WORK, measured: "no Chromium here" }];
  TillProcess.buildPage();
  return withShop(
    SHOP_CATALOGUE,
    async () => undefined,
    async (place) => {
      // What was compiled is kept for the next start: the first one is not what a shop has.
      await TillProcess.with(place, async () => undefined);
      return TillProcess.with(place, async (till) => {
        await pause(REST_MS);
        const restMib = till.residentMib;
        if (restMib === undefined) return [{ work: WORK, measured: "this system does not tell" }];
        return [
          {
            work: `resident memory of ${WORK} at rest`,
            measured: mib(restMib),
            budget: `${REST_MAX_MIB} MiB`,
            isWithin: restMib <= REST_MAX_MIB,
          },
          ...(await withBrowser("screen", (browser) =>
            TillBrowser.with(browser, till.address, (one) => memoryOf(till, one)),
          )),
        ];
      });
    },
  );
}

async function memoryOf(till: TillProcess, one: TillBrowser): Promise<Measurement[]> {
  const devTools = await one.page.context().newCDPSession(one.page);
  await one.page.locator("[data-screen=locked]").waitFor();
  await pause(REST_MS);
  const withPageMib = till.residentMib ?? Number.NaN;
  await one.signIn();
  const pageBeforeMib = await pageHeapMib(devTools);
  for (let i = 0; i < SALE_COUNT; i++) await sell(one, i);
  await pause(REST_MS);
  const endMib = till.residentMib ?? Number.NaN;
  const pageEndMib = await pageHeapMib(devTools);
  return [
    { work: "- with a page on it that has loaded everything", measured: mib(withPageMib) },
    {
      work: `- after ${SALE_COUNT} cash sales of ${LINES_PER_SALE} lines, in front of that page`,
      measured: mib(endMib),
    },
    {
      work: "- the page's own heap before and after them",
      measured: `${mib(pageBeforeMib)}, ${mib(pageEndMib)}`,
    },
  ];
}

async function sell(till: TillBrowser, number: number): Promise<void> {
  for (let i = 0; i < LINES_PER_SALE; i++) {
    const item = PIECES[(number * LINES_PER_SALE + i) % PIECES.length];
    if (item !== undefined) await till.give({ kind: "scan", code: item.code });
  }
  await till.give({ kind: "beginTender" });
  await till.give({ kind: "tenderCash" });
  await till.give({ kind: "nextCustomer" });
}

const PIECES = SHOP_CATALOGUE.filter(({ unit }) => unit === "piece");

async function pageHeapMib(devTools: CDPSession): Promise<number> {
  await devTools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devTools.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

function mib(size: number): string {
  return `${size.toFixed(size < 10 ? 1 : 0)} MiB`;
}
