import { setTimeout as pause } from "node:timers/promises";
import type { CDPSession, Page } from "@playwright/test";
import type { Item } from "../../../main/domain/catalogue/item.ts";
import type { TillView } from "../../../main/ipc/contract.ts";
import type { PageProbe, ProbeTimes, WantedRows } from "./page-probe.ts";
import type { TillBrowser } from "./till-browser.ts";

/** Rows that are compared; the others change together with them. */
const ROWS_COMPARED = 6;
/** As many as the page asks for at once. */
const PAGE_ROWS = 50;

/** People need longer; faster keys would be taken for a scanner's. */
const KEY_PAUSE_MS = 80;

/** Between two characters of a scanner. */
const SCANNER_GAP_MS = 8;
/** By then the page has done with the digits; the Enter still belongs to them. */
const ENTER_AFTER_MS = 60;
/** On a machine that is very busy a scanner's keys come apart; such a scan is done again. */
const SCAN_MISSES_MAX = 30;

/** A customer's basket; then the next one comes. */
const BASKET_LINES = 20;

/** Far beyond any budget. */
const SHOWN_MAX_MS = 3_000;

const ROWS = ".results .result-other";
const NEWEST_LINE = ".basket-lines > li:last-child .line-name";

declare const jinkaProbe: PageProbe;

/** Types texts key by key, and times each key until its rows are painted. Keys that change no row are left out. */
export async function timeKeystrokes(
  till: TillBrowser,
  typings: readonly (readonly string[])[],
): Promise<ProbeTimes[]> {
  const times: ProbeTimes[] = [];
  for (const texts of typings) {
    const wanted: WantedRows[] = [];
    for (const text of texts) wanted.push(await rowsFor(till, text));
    for (const [i, rows] of wanted.entries()) {
      const letter = [...(texts[i] ?? "")].at(-1) ?? "";
      const taken = await timed(till.page, rows, () => typeLetter(till.page, letter));
      if (taken !== undefined) times.push(taken);
      await pause(KEY_PAUSE_MS);
    }
    await till.page.keyboard.press("Escape");
    await till.page.locator("[data-searching=false]").waitFor();
    await pause(KEY_PAUSE_MS);
  }
  return times;
}

/** Scans goods, and times each from its Enter until its line is painted. */
export async function timeScans(till: TillBrowser, goods: readonly Item[]): Promise<ProbeTimes[]> {
  const devTools = await till.page.context().newCDPSession(till.page);
  const times: ProbeTimes[] = [];
  let misses = 0;
  for (const good of goods) {
    if (till.lineCount >= BASKET_LINES) await emptyBasket(till);
    let taken = await timeScan(till, devTools, good);
    for (; taken === undefined && misses < SCAN_MISSES_MAX; misses++) {
      await till.page.keyboard.press("Escape");
      if (till.lineCount > 0) await emptyBasket(till);
      taken = await timeScan(till, devTools, good);
    }
    if (taken === undefined) throw new Error(`${good.nameZh} is scanned, and its line does not come`);
    times.push(taken);
  }
  await emptyBasket(till);
  return times;
}

function timeScan({ page }: TillBrowser, devTools: CDPSession, { code, nameZh }: Item) {
  return timed(page, { selector: NEWEST_LINE, count: 1, texts: [nameZh] }, () => scan(devTools, code));
}

/** The terminal alone: from the command over the line until the view with its line has come over the line. */
export async function timeScansWithoutPage(till: TillBrowser, goods: readonly Item[]): Promise<number[]> {
  const times: number[] = [];
  for (const { code } of goods) {
    if (till.lineCount >= BASKET_LINES) await emptyBasket(till);
    const begun = performance.now();
    const seen = viewWith(till, ({ basket }) => basket.lines.at(-1)?.code === code);
    await till.give({ kind: "scan", code });
    times.push((await seen) - begun);
  }
  await emptyBasket(till);
  return times;
}

/** The moment at which a view came that fits. */
function viewWith({ hand }: TillBrowser, fits: (view: TillView) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const stop = hand.onView((view) => {
      if (!fits(view)) return;
      stop();
      resolve(performance.now());
    });
  });
}

async function emptyBasket(till: TillBrowser): Promise<void> {
  await till.give({ kind: "cancelSale" });
  await till.page.locator(".idle").waitFor();
}

async function rowsFor({ hand }: TillBrowser, text: string): Promise<WantedRows> {
  const { rows } = await hand.query({ kind: "items", text: text.trim(), offset: 0, limit: PAGE_ROWS });
  return {
    selector: ROWS,
    count: ROWS_COMPARED,
    texts: rows.slice(0, ROWS_COMPARED).map(({ code }) => code),
  };
}

/** Undefined when nothing changes. */
async function timed(
  page: Page,
  wanted: WantedRows,
  act: () => Promise<unknown>,
): Promise<ProbeTimes | undefined> {
  const willChange = await page.evaluate((rows) => jinkaProbe.begin(rows), wanted);
  await act();
  if (!willChange) return undefined;
  return Promise.race([
    page.evaluate(() => jinkaProbe.shown),
    pause(SHOWN_MAX_MS, undefined, { ref: false }),
  ]);
}

/** Chinese characters come from an input method: without a key of their own. */
function typeLetter(page: Page, letter: string): Promise<void> {
  return /^[\x20-\x7e]$/.test(letter) ? page.keyboard.press(letter) : page.keyboard.insertText(letter);
}

/**
 * A scanner is a keyboard that types fast. Its digits are given to the browser all at once and with their own times, so that a
 * busy machine does not make a slow typist of it; the Enter has the browser's time.
 */
async function scan(devTools: CDPSession, code: string): Promise<void> {
  const begunMs = Date.now();
  const digits = [...code].map((key, i) => press(devTools, key, key, (begunMs + i * SCANNER_GAP_MS) / 1000));
  await pause(ENTER_AFTER_MS);
  await Promise.all([...digits, press(devTools, "Enter", "\r")]);
}

async function press(devTools: CDPSession, key: string, text: string, timestamp?: number): Promise<void> {
  const when = timestamp === undefined ? {} : { timestamp };
  await Promise.all([
    devTools.send("Input.dispatchKeyEvent", { type: "keyDown", key, text, ...when }),
    devTools.send("Input.dispatchKeyEvent", { type: "keyUp", key, ...when }),
  ]);
}
