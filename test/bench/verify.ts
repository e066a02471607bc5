import { verifyJournal } from "../../main/store/verify-journal.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { BenchShop, value } from "./bench-shop.ts";
import { giveHistory } from "./history.ts";
import { type Measurement, timesOf } from "./measure.ts";

/** What one invented sale writes into the journal, in the mean. */
const ROWS_PER_SALE = 6;

/** Memory that reading a journal may take beside what the process had before, however long the journal is. */
const GROWTH_MAX_MIB = 128;

/** Checks a journal of so many rows, and looks at the memory while it does. */
export async function benchVerify(rowCount: number): Promise<readonly Measurement[]> {
  return BenchShop.with({}, async (shop) => {
    const rows = await giveHistory(shop, Math.ceil(rowCount / ROWS_PER_SALE));
    await shop.terminal.idle();
    const { keys } = value(await openKeyFile(shop.place));
    const dataDir = shop.place.dataDirectory;
    const rssMib = () => process.memoryUsage().rss / 2 ** 20;
    const beforeMib = rssMib();
    let [peakMib, tenthMib] = [beforeMib, Number.NaN];
    const onProgress = (count: number, all: number): void => {
      peakMib = Math.max(peakMib, rssMib());
      if (Number.isNaN(tenthMib) && count >= all / 10) tenthMib = peakMib;
    };
    const [tookMs = Number.NaN] = await timesOf(1, () => {
      const verified = verifyJournal({ dataDir, databaseKey: keys.databaseKey.reveal(), onProgress });
      // The cards of the invented past have no sealed records, which are looked at last.
      const isMissing =
        !verified.ok &&
        verified.fault.kind === "differs" &&
        verified.fault.difference.kind === "sealedRecordMissing";
      if (!verified.ok && !isMissing) {
        throw new Error(`the history is not sound: ${JSON.stringify(verified.fault)}`);
      }
    });
    return [
      {
        work: `\`verify\` over ${rows} rows of journal: chain, states, books, batches, numbers, papers`,
        measured: `${(tookMs / 1000).toFixed(1)} s, ${Math.round((tookMs * 1000) / rows)} µs a row`,
      },
      {
        work: "- memory that it took at its peak, beside what was there before",
        measured: `${Math.round(peakMib - beforeMib)} MiB (${Math.round(tenthMib - beforeMib)} MiB after a tenth)`,
        budget: `${GROWTH_MAX_MIB} MiB`,
        isWithin: peakMib - beforeMib <= GROWTH_MAX_MIB,
      },
    ];
  });
}
