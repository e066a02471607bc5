import type { Lookup } from "../../../main/ports/lookup.ts";
import { openLookup } from "../../../main/store/open-lookup.ts";
import { openKeyFile } from "../../../main/system/key-file.ts";
import { value } from "../bench-shop.ts";
import { type Measurement, median, ms, quantile } from "../measure.ts";
import type { Place } from "./till-process.ts";
import { type TypedGoods, typedKinds } from "./typed-goods.ts";

/** As many as the page asks for at once. */
const PAGE_ROWS = 50;

const BUDGET_MS = 16;

/**
 * The look-up thread alone, asked as the till's page asks it: the first fifty goods for each text that stands in the field
 * while somebody types the code or name of a good, letter by letter. The message to the thread and back is counted.
 */
export async function benchItemSearch(
  place: Place,
  goods: readonly TypedGoods[],
  among: string,
): Promise<Measurement[]> {
  const { keys } = value(await openKeyFile(place));
  const lookup = value(await openLookup(place.dataDirectory, keys.databaseKey.reveal()));
  try {
    const rows: Measurement[] = [];
    for (const kind of typedKinds) {
      const times: number[] = [];
      for (const one of goods) {
        for (const text of one[kind].texts) times.push(await timeSearch(lookup, text));
      }
      rows.push(lineOf(`search in the look-up thread, ${among}, ${SPOKEN[kind]}`, times));
    }
    return rows;
  } finally {
    await lookup.close();
  }
}

const SPOKEN: Readonly<Record<(typeof typedKinds)[number], string>> = {
  code: "by code",
  name: "by Chinese name",
  pinyin: "by pinyin",
  initials: "by initials",
  english: "by English name",
};

async function timeSearch(lookup: Lookup, text: string): Promise<number> {
  const begun = performance.now();
  value(await lookup.searchItems({ text, offset: 0, limit: PAGE_ROWS }));
  return performance.now() - begun;
}

function lineOf(work: string, times: readonly number[]): Measurement {
  const p99 = quantile(times, 0.99);
  return {
    work: `${work}: p50, p99 of ${times.length} keystrokes`,
    measured: `${ms(median(times))}, ${ms(p99)}`,
    budget: `${BUDGET_MS} ms p99`,
    isWithin: p99 <= BUDGET_MS,
  };
}
