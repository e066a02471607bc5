import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BenchShop } from "./bench-shop.ts";
import type { Measurement } from "./measure.ts";

const SALE_COUNT = 1_000;
/** Caches, compiled code and the last receipts are there by then. */
const SETTLED_AT = 500;
const GROWTH_MAX_MIB = 4;
const SALES_PER_ROLL = 20;
const ROLL_MM = 30_000;

/** A long day: cash and cards in turn. What the heap holds after it must not depend on how long it was. */
export async function benchMemory(): Promise<readonly Measurement[]> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heapMib = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  return BenchShop.with({}, async (shop) => {
    // The drawer's solenoid has its own pace; a thousand of them are not what this is about.
    const { cashDrawer: _drawer, ...devices } = shop.counter.devices;
    Object.assign(shop.counter, { devices });
    await shop.restart();
    let settledMib = 0;
    for (let i = 0; i < SALE_COUNT; i++) {
      if (i === SETTLED_AT) settledMib = heapMib();
      if (i % 2 === 0) await shop.payCash(1000n + BigInt(i));
      else {
        shop.insert("debit");
        await shop.payCard(1000n + BigInt(i));
      }
      await shop.terminal.idle();
      // A new roll now and then: papers that are owed would stay in memory, as they should.
      if (i % SALES_PER_ROLL === 0) shop.counter.printer.loadPaper(ROLL_MM);
    }
    const endMib = heapMib();
    const { world, parts } = shop.terminal;
    const kept = world.sales.size + world.payments.size + world.documents.size + parts.sentAtMs.size;
    return [
      {
        work: `heap after ${SALE_COUNT} sales, against that after ${SETTLED_AT}`,
        measured: `${endMib.toFixed(1)} MiB, ${(endMib - settledMib).toFixed(1)} MiB more`,
        budget: `${GROWTH_MAX_MIB} MiB more`,
        isWithin: endMib - settledMib <= GROWTH_MAX_MIB,
      },
      { work: "- sales, payments and papers that stay in memory", measured: `${kept}` },
      {
        work: "- resident, with simulated devices and host in the same process",
        measured: `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
      },
    ];
  });
}
