import type { BrowserContext } from "@playwright/test";
import { SHOP_CATALOGUE } from "../../../main/domain/catalogue/shop-catalogue-table.ts";
import { giveHistory } from "../history.ts";
import { type Measurement, median } from "../measure.ts";
import { withShop } from "./screen-shop.ts";
import { hasBrowser, withBrowser } from "./till-browser.ts";
import { type Place, TillProcess } from "./till-process.ts";

const START_COUNT = 12;
const RATIO_MAX = 1.1;

type Start = { readonly listeningMs: number; readonly usableMs: number };

/** From the start of the process until the lock screen is there, without a past and with one, in turn. */
export async function benchScreenStart(saleCount: number): Promise<readonly Measurement[]> {
  if (!hasBrowser()) return [{ work: "start to usable screen", measured: "no Chromium here" }];
  TillProcess.buildPage();
  const nothing = async () => undefined;
  return withShop(SHOP_CATALOGUE, nothing, (young) =>
    withShop(
      SHOP_CATALOGUE,
      async (shop) => void (await giveHistory(shop, saleCount)),
      async (old) => rowsOf(await timeStarts([young, old]), saleCount),
    ),
  );
}

/** The browser is open before, and has the page in its cache, as one that was open yesterday. */
function timeStarts(places: readonly [Place, Place]): Promise<[Start[], Start[]]> {
  return withBrowser("screen", async (browser) => {
    const contexts = [await browser.newContext(), await browser.newContext()] as const;
    const starts: [Start[], Start[]] = [[], []];
    // The first of each fills the caches.
    for (let round = 0; round <= START_COUNT; round++) {
      for (const turn of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const start = await startOnce(places[turn], contexts[turn]);
        if (round > 0) starts[turn].push(start);
      }
    }
    return starts;
  });
}

async function startOnce(place: Place, context: BrowserContext): Promise<Start> {
  const page = await context.newPage();
  const begun = performance.now();
  return TillProcess.with(place, async ({ address }) => {
    const listening = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    await page.locator("[data-screen=locked]").waitFor();
    const usable = performance.now();
    await page.close();
    return { listeningMs: listening - begun, usableMs: usable - begun };
  });
}

function rowsOf(
  [young, old]: readonly [readonly Start[], readonly Start[]],
  saleCount: number,
): Measurement[] {
  const row = (work: string, name: keyof Start): Measurement => {
    const [without, withPast] = [young, old].map((starts) => median(starts.map((start) => start[name])));
    const ratio = (withPast ?? Number.NaN) / (without ?? Number.NaN);
    return {
      work,
      measured: `${ratio.toFixed(2)} x (${seconds(withPast)} / ${seconds(without)})`,
      budget: `${RATIO_MAX} x`,
      isWithin: ratio <= RATIO_MAX,
    };
  };
  return [
    row(
      `start of the process to the lock screen with ${saleCount} past sales, against an empty past`,
      "usableMs",
    ),
    row("- of it until the page can be asked for", "listeningMs"),
  ];
}

function seconds(milliseconds = Number.NaN): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
