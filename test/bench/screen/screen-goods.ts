import { type Measurement, median, ms, quantile } from "../measure.ts";
import { inventGoods } from "./invented-goods.ts";
import { benchItemSearch } from "./item-search.ts";
import type { ProbeTimes } from "./page-probe.ts";
import { timeKeystrokes, timeScans, timeScansWithoutPage } from "./paint-times.ts";
import { withShop } from "./screen-shop.ts";
import { type Frames, hasBrowser, TillBrowser, withBrowser } from "./till-browser.ts";
import { TillProcess } from "./till-process.ts";
import { type TypedGoods, typedGoods, typedKinds } from "./typed-goods.ts";

const SEARCHED_GOODS = 200;
/** Each is typed in one of the ways, up to thirteen keys. */
const TYPED_GOODS = 60;
const SCANNED_GOODS = 300;
/** Code, fonts and the audio of the page are there by then. */
const WARM_UP_GOODS = 5;
const WARM_UP_SCANS = 10;

const KEYSTROKE_BUDGET_MS = 16;
const SCAN_BUDGET_MS = 50;

/** Search and scan among so many goods: in the look-up thread, and in a page from the key to the painted frame. */
export async function benchScreenGoods(goodsCount: number): Promise<readonly Measurement[]> {
  const goods = inventGoods(goodsCount);
  const among = `${goodsCount} goods`;
  return withShop(
    goods,
    async () => undefined,
    async (place) => {
      const searched = await benchItemSearch(place, typedGoods(goods, SEARCHED_GOODS), among);
      if (!hasBrowser())
        return [...searched, { work: "keystroke and scan in the page", measured: "no Chromium here" }];
      TillProcess.buildPage();
      const inPage = (frames: Frames) =>
        TillProcess.with(place, (till) =>
          withBrowser(frames, (browser) =>
            TillBrowser.with(browser, till.address, (one) => timePage(one, typedGoods(goods, SCANNED_GOODS))),
          ),
        );
      return [
        ...searched,
        ...rowsOf(await inPage("atOnce"), among, "frames as soon as there is something to show", true),
        ...rowsOf(await inPage("screen"), among, "frames sixty times a second", false),
      ];
    },
  );
}

type PageTimes = {
  readonly keys: readonly ProbeTimes[];
  readonly scans: readonly ProbeTimes[];
  readonly scansWithoutPage: readonly number[];
};

async function timePage(till: TillBrowser, goods: readonly TypedGoods[]): Promise<PageTimes> {
  await till.signIn();
  const items = goods.map(({ item }) => item);
  const typings = goods.slice(0, TYPED_GOODS + WARM_UP_GOODS).map((good, i) => {
    return good[typedKinds[i % typedKinds.length] ?? "code"].texts;
  });
  await timeKeystrokes(till, typings.slice(0, WARM_UP_GOODS));
  const keys = await timeKeystrokes(till, typings.slice(WARM_UP_GOODS));
  await timeScans(till, items.slice(0, WARM_UP_SCANS));
  const scans = await timeScans(till, items.slice(WARM_UP_SCANS));
  return { keys, scans, scansWithoutPage: await timeScansWithoutPage(till, items.slice(WARM_UP_SCANS)) };
}

function rowsOf(
  { keys, scans, scansWithoutPage }: PageTimes,
  among: string,
  frames: string,
  isJudged: boolean,
): Measurement[] {
  const answered = keys.flatMap(({ keyMs, askedMs, answeredMs, inDocumentMs }) => {
    return askedMs === undefined || answeredMs === undefined
      ? []
      : [{ toAsk: askedMs - keyMs, answer: answeredMs - askedMs, draw: inDocumentMs - answeredMs }];
  });
  const painted = keys.map(({ keyMs, paintedMs }) => paintedMs - keyMs);
  return [
    line(
      `keystroke to painted rows among ${among}, ${frames}`,
      painted,
      isJudged ? KEYSTROKE_BUDGET_MS : undefined,
    ),
    line(
      "- key to question",
      answered.map(({ toAsk }) => toAsk),
    ),
    line(
      "- question to answer: terminal, look-up thread and loopback",
      answered.map(({ answer }) => answer),
    ),
    line(
      "- answer to rows in the document",
      answered.map(({ draw }) => draw),
    ),
    line("- rows in the document to the end of their frame", keys.map(frameOf)),
    line(
      `scan to painted line among ${among}, ${frames}`,
      scans.map(({ keyMs, paintedMs }) => paintedMs - keyMs),
      SCAN_BUDGET_MS,
    ),
    line("- the terminal alone: command to view, over the same line", scansWithoutPage),
    line("- line in the document to the end of its frame", scans.map(frameOf)),
  ];
}

function frameOf({ inDocumentMs, paintedMs }: ProbeTimes): number {
  return paintedMs - inDocumentMs;
}

function line(work: string, times: readonly number[], budgetMs?: number): Measurement {
  const p99 = quantile(times, 0.99);
  return {
    work: `${work}: p50, p99 of ${times.length}`,
    measured: `${ms(median(times))}, ${ms(p99)}`,
    ...(budgetMs === undefined ? {} : { budget: `${budgetMs} ms p99`, isWithin: p99 <= budgetMs }),
  };
}
