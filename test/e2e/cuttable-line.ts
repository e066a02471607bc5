import type { Page } from "@playwright/test";

/**
 * A line between one page and its terminal that a test can cut: what is under way ends, and nothing new gets through. Other
 * windows keep theirs. To be laid before the page is opened.
 */
export async function layCuttableLine(page: Page): Promise<{ cut(): Promise<void>; heal(): Promise<void> }> {
  await page.addInitScript(() => {
    const through = globalThis.fetch;
    let cut = new AbortController();
    globalThis.fetch = (to, wishes) => {
      const signals = [cut.signal, ...(wishes?.signal == null ? [] : [wishes.signal])];
      return through(to, { ...wishes, signal: AbortSignal.any(signals) });
    };
    Object.assign(globalThis, {
      cutLine: () => cut.abort(),
      healLine: () => {
        cut = new AbortController();
      },
    });
  });
  return { cut: () => page.evaluate("cutLine()"), heal: () => page.evaluate("healLine()") };
}
