/**
 * Times a change of the page from the key that caused it to the end of the frame that shows it. It runs in the page and hears
 * keys before the page does; everything is taken on the page's own clock, so that the way to the bench and back is left out.
 */
export type PageProbe = {
  /**
   * Watches for the first elements of the selector to begin with exactly these texts, and as many of them as `texts` when
   * there are fewer than `count`. False when it is so already: nothing could be seen to change.
   */
  begin(wanted: WantedRows): boolean;
  /** Resolves when the frame with them is over. */
  readonly shown: Promise<ProbeTimes>;
};

export type WantedRows = {
  readonly selector: string;
  /** So many elements are looked at, from the first one on. */
  readonly count: number;
  readonly texts: readonly string[];
};

/** Milliseconds on the page's clock. */
export type ProbeTimes = {
  /** The browser has taken the last key from the keyboard. */
  readonly keyMs: number;
  /** The last question to the terminal that came of it: asked, and answered in full. Absent without one. */
  readonly askedMs?: number;
  readonly answeredMs?: number;
  /** The rows are in the document. */
  readonly inDocumentMs: number;
  /** The frame that has them is laid out, painted and handed on. */
  readonly paintedMs: number;
};

/** What is used of a page; the rest of the product has no document. */
type PageWorld = {
  jinkaProbe?: PageProbe;
  readonly document: {
    querySelectorAll(selector: string): Iterable<{ readonly textContent: string | null }>;
  };
  readonly MutationObserver: new (
    hear: () => void,
  ) => { observe(node: unknown, options: object): void; disconnect(): void };
  requestAnimationFrame(draw: () => void): void;
  addEventListener(
    type: string,
    hear: (event: { readonly timeStamp: number }) => void,
    options: object,
  ): void;
};

/** Everything that it uses stands inside, because the page is given its text. */
export function installPageProbe(queryPath: string): void {
  const page = globalThis as unknown as PageWorld;
  const probe = { begin, shown: Promise.resolve<ProbeTimes>({ keyMs: 0, inDocumentMs: 0, paintedMs: 0 }) };
  let keyMs: number | undefined;
  page.addEventListener("keydown", ({ timeStamp }) => (keyMs = timeStamp), { capture: true });
  // Characters that are put together from several keys come without one.
  page.addEventListener("beforeinput", ({ timeStamp }) => (keyMs ??= timeStamp), { capture: true });
  page.jinkaProbe = probe;

  function begin(wanted: WantedRows): boolean {
    if (isShown(wanted)) return false;
    keyMs = undefined;
    performance.clearResourceTimings();
    probe.shown = new Promise((resolve) => {
      const observer = new page.MutationObserver(() => {
        if (!isShown(wanted)) return;
        const inDocumentMs = performance.now();
        observer.disconnect();
        // A message that is sent in a frame's callback is heard when the frame has been painted.
        page.requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener("message", () => {
            const paintedMs = performance.now();
            port1.close();
            resolve({ keyMs: keyMs ?? Number.NaN, ...questionBefore(inDocumentMs), inDocumentMs, paintedMs });
          });
          port1.start();
          port2.postMessage(undefined);
        });
      });
      observer.observe(page.document, { subtree: true, childList: true, characterData: true });
    });
    return true;
  }

  function isShown({ selector, count, texts }: WantedRows): boolean {
    const seen = [...page.document.querySelectorAll(selector)].slice(0, count);
    return (
      seen.length === texts.length && seen.every((one, i) => one.textContent?.startsWith(texts[i] ?? ""))
    );
  }

  function questionBefore(endMs: number): { askedMs: number; answeredMs: number } | undefined {
    const asked = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(queryPath));
    const answered = asked.map(({ startTime, duration }) => ({
      askedMs: startTime,
      answeredMs: startTime + duration,
    }));
    return answered.findLast(({ answeredMs }) => answeredMs <= endMs);
  }
}
