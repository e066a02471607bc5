import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import { JournalDatabase } from "../../../main/store/journal-database.ts";
import { JournalQueries } from "../../../main/store/journal-queries.ts";
import { TEST_KEY } from "../../support/journal.ts";
import { Scenario, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** One row a terminal number, and one for the till: they may be read whole. */
const SMALL_TABLES = /SCAN (till_state|batch_state)\b/g;
/** Reads nothing but what is open; or the end of the journal, backwards, as far as it is asked. */
const BOUNDED_SCANS = /SCAN \w+ USING (COVERING )?INDEX \w+_open\b|SCAN journal\b/g;

test("no question of a till reads through the past: each one finds its rows by an index", () => {
  const journal = new JournalDatabase(join(tempDir(), "books.sqlite"), TEST_KEY);
  const shop = new Scenario().openShift().signIn();
  let world = emptyWorld();
  for (let i = 0; i < 40; i++) {
    const sale = shop.openSale([TEA, 1000]);
    if (i % 2 === 0) shop.payCard(sale);
    else shop.payCash(sale, 5000n);
  }
  shop.startPayment(shop.openSale([TEA, 1000]));
  for (const event of shop.events) {
    const stepped = step(world, event, shop.now);
    world = stepped.world;
    journal.commit({ at: shop.now, events: [event], slices: stepped.changed });
  }
  const prepare = vi.spyOn(journal.database, "prepare");
  const queries = new JournalQueries(journal.database);
  queries.loadWorld();
  queries.loadSale("s");
  queries.loadDocument("d");
  queries.commandResult("c");
  queries.sealedRecord("r");
  queries.cardUsedSince("l", 1n, 0);
  queries.cardUsesSince("l", 0);
  queries.findItem("i");
  queries.saleByReceipt(1);
  queries.saleByNumber(1);
  queries.saleByStan(1, 1);
  queries.saleOfPayment("p");
  queries.documentsOfSale("s");
  queries.documentByNumber("saleReceipt", 1);
  queries.documentBody("d");
  const asked = prepare.mock.calls.map(([sql]) => String(sql));
  prepare.mockRestore();
  expect(asked.length).toBeGreaterThan(18);
  asked.push(
    "SELECT seq, hash, at_epoch_ms, utc_offset_minutes FROM journal ORDER BY seq DESC LIMIT 1",
    "SELECT seq, at_epoch_ms, utc_offset_minutes, body FROM journal WHERE seq > 3 AND seq < 9 ORDER BY seq DESC LIMIT 5",
  );
  for (const sql of asked) {
    const placeholders = [...sql.matchAll(/\?/g)].map(() => 0);
    const steps = journal.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...placeholders);
    const plan = (steps as { detail: string }[]).map(({ detail }) => detail).join("; ");
    const rest = plan.replaceAll(SMALL_TABLES, "").replaceAll(BOUNDED_SCANS, "");
    expect(rest, `${sql}\n${plan}`).not.toContain("SCAN");
  }
  journal.close();
});
