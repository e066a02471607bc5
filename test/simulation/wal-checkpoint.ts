import { step } from "../../main/domain/step.ts";
import { emptyWorld, type Slice } from "../../main/domain/world.ts";
import { must, openTestJournal, TEST_KEY } from "../support/journal.ts";
import { Scenario, TEA } from "../support/scenario.ts";
import { tempDir } from "../support/temp-dir.ts";
import { type CommitCopy, WalRecorder } from "./wal-recorder.ts";

/** Each cash sale writes about fifteen pages in one commit; SQLite makes a checkpoint at a thousand. */
const SALE_COUNT = 90;

/** Enough commits for the WAL to be checkpointed and begun anew. */
export async function recordLongWal(): Promise<{ copies: readonly CommitCopy[]; databaseKey: Uint8Array }> {
  const dir = tempDir();
  const recorder = new WalRecorder(() => dir);
  const journal = recorder.watch(await openTestJournal(dir));
  const shop = new Scenario().openShift().signIn();
  let world = emptyWorld();
  for (let i = 0; i < SALE_COUNT; i++) {
    shop.payCash(shop.openSale([TEA, 1000]), 1300n);
    const events = shop.events.splice(0);
    const slices = new Map<string, Slice>();
    for (const event of events) {
      const stepped = step(world, event, shop.now);
      world = stepped.world;
      for (const slice of stepped.changed) slices.set(`${slice.kind}:${slice.key}`, slice);
    }
    must(await journal.commit({ at: shop.now, events, slices: [...slices.values()] }));
  }
  await journal.close();
  return { copies: recorder.copies, databaseKey: TEST_KEY };
}
