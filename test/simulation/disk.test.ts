import { describe, expect, test } from "vitest";
import type { JournalFault } from "../../main/ports/journal.ts";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { FLOWS, type FlowName } from "./disk-flows.ts";
import { BadDisk } from "./disk-journal.ts";
import { takeNote, wrongAfterwards } from "./disk-judge.ts";

const KINDS: readonly JournalFault["kind"][] = ["diskFull", "locked", "ioFailed", "readOnly"];

describe.each(Object.keys(FLOWS) as FlowName[])("the disk fails at any commit of %s", (name) => {
  const flow = FLOWS[name];

  async function sweep(how: "goes on" | "restarts" | "stored anyway, restarts"): Promise<void> {
    const disk = new BadDisk();
    const shop = await Shop.open({ substitutes: { journal: disk.wrap } });
    let isComplete = false;
    for (let nth = 1; nth < 20 && !isComplete; nth++) {
      await flow.prepare(shop);
      const before = await takeNote(shop);
      const kind = KINDS[nth % KINDS.length] ?? "diskFull";
      disk.breakAt(nth, kind, how === "stored anyway, restarts");
      const told = await flow.run(shop);
      await shop.terminal.idle();
      isComplete = disk.commitCount < nth;
      disk.mend();
      if (how === "goes on") must(await shop.terminal.submit([]));
      else await shop.restart();
      // What was stored in spite of the fault is shown after the restart: the cashier learns of it then.
      const learnt = how === "stored anyway, restarts" && told === `fault ${kind}` ? "paid" : told;
      const at = `commit ${nth}: told ${told}`;
      expect(await wrongAfterwards(shop, before, learnt), at).toEqual([]);
      expect(await flow.again(shop), at).toBe(flow.ends);
      expect(shop.compare().till, at).toBe(shop.compare().host);
    }
    expect(isComplete).toBe(true);
    await shop.close();
    const { keys } = must(await openKeyFile(shop));
    const request = { dataDir: shop.dataDirectory, databaseKey: keys.databaseKey.reveal() };
    expect(verifyJournal(request)).toMatchObject({ ok: true });
  }

  test("and is well again while the till runs", () => sweep("goes on"));
  test("and the till is started anew", () => sweep("restarts"));
  test("says so although it has stored it, and the till is started anew", () =>
    sweep("stored anyway, restarts"));
});
