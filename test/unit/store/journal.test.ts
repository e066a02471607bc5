import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { commandId, documentId, paymentId } from "../../../main/domain/ids.ts";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import type { Commit } from "../../../main/ports/journal.ts";
import { chainHash, GENESIS_HASH } from "../../../main/store/chain.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";
import { must, openTestJournal, TEST_KEY, whyNotOpened } from "../../support/journal.ts";
import { Scenario, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23), utcOffsetMinutes: 480 };

/** The facts of a small day, each event one commit with the states that follow from it. */
function commitsOf(events: readonly TerminalEvent[]): Commit[] {
  let world = emptyWorld();
  return events.map((event) => {
    const stepped = step(world, event, AT);
    world = stepped.world;
    return { at: AT, events: [event], slices: stepped.changed };
  });
}

function smallDay(): Scenario {
  const shop = new Scenario().openShift().signIn();
  shop.payCash(shop.openSale([TEA, 1000]), 1300n);
  shop.payCard(shop.openSale([TEA, 2000]));
  const open = shop.openSale([TEA, 1000]);
  shop.startPayment(open);
  return shop;
}

test("what was committed is there after the journal was closed and opened again", async () => {
  const dir = tempDir();
  const shop = smallDay();
  const journal = await openTestJournal(dir);
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const head = must(await journal.head());
  await journal.close();

  const again = await openTestJournal(dir);
  expect(must(await again.head())).toEqual(head);
  expect(head.seq).toBe(shop.events.length);
  const rows = must(await again.rows({ limit: 1000 }));
  expect(rows.map((row) => row.event).reverse()).toEqual(shop.events);
});

test("only what is open is loaded at start, together with what it needs to be understood", async () => {
  const journal = await openTestJournal(tempDir());
  const shop = smallDay();
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const world = must(await journal.loadWorld());
  expect([...world.sales.values()].map((sale) => sale.status)).toEqual(["open"]);
  expect([...world.payments.values()].map((payment) => payment.phase)).toEqual(["readingCard"]);
  expect(world.till).toEqual(shop.world.till);
  expect(world.batches).toEqual(shop.world.batches);
  const first = must(await journal.saleByReceipt(1));
  const slices = must(await journal.loadSale(first as never));
  expect(slices.map((slice) => slice.kind)).toEqual(["sale", "shift"]);
});

test("every row carries the hash of the row before; a changed row breaks the chain", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  for (const commit of commitsOf(smallDay().events)) must(await journal.commit(commit));
  await journal.close();
  const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readOnly");
  const rows = database.prepare("SELECT * FROM journal ORDER BY seq").all() as Record<string, never>[];
  database.close();
  let hash = GENESIS_HASH;
  for (const row of rows) {
    expect(new Uint8Array(row["previous_hash"] as never)).toEqual(new Uint8Array(hash));
    hash = chainHash(hash, {
      seq: row["seq"] as never,
      eventVersion: row["event_version"] as never,
      atEpochMs: row["at_epoch_ms"] as never,
      utcOffsetMinutes: row["utc_offset_minutes"] as never,
      type: row["type"] as never,
      body: row["body"] as never,
    });
    expect(new Uint8Array(row["hash"] as never)).toEqual(new Uint8Array(hash));
  }
});

test("rows can neither be changed nor deleted, not even by ourselves", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  for (const commit of commitsOf(smallDay().events)) must(await journal.commit(commit));
  await journal.close();
  const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
  expect(() => database.exec("UPDATE journal SET body = '{}' WHERE seq = 1")).toThrow("append-only");
  expect(() => database.exec("DELETE FROM journal")).toThrow("append-only");
  database.close();
});

test("a commit is all or nothing: a STAN used twice is refused, and nothing of that commit stays", async () => {
  const journal = await openTestJournal(tempDir());
  const shop = smallDay();
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const before = must(await journal.head());
  const payment = [...shop.world.payments.values()].at(-1);
  const twin = { ...payment, paymentId: paymentId("twin") };
  const slice = { kind: "payment", key: paymentId("twin"), state: twin } as never;
  const event: TerminalEvent = { type: "signInRequired", tid: "10000001", reason: "test" };
  await expect(journal.commit({ at: AT, events: [event], slices: [slice] })).rejects.toThrow("UNIQUE");
  expect(must(await journal.head())).toEqual(before);
  expect(must(await journal.commit({ at: AT, events: [event], slices: [] })).seq).toBe(before.seq + 1);
});

test("commits are durable: WAL and synchronous=FULL on the connection that writes", () => {
  const database = openDatabase(join(tempDir(), DATABASE_FILE), TEST_KEY, "readWrite");
  expect(database.pragma("journal_mode", { simple: true })).toBe("wal");
  expect(database.pragma("synchronous", { simple: true })).toBe(2);
  database.close();
});

test("the file tells nothing without its key", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  for (const commit of commitsOf(smallDay().events)) must(await journal.commit(commit));
  for (const name of readdirSync(dir)) {
    const bytes = readFileSync(join(dir, name));
    expect(bytes.includes("SQLite format 3"), name).toBe(name === "instance.lock" && bytes.length > 0);
    expect(bytes.includes("journal_is_append_only"), name).toBe(false);
    expect(bytes.includes("622848"), name).toBe(false);
  }
});

test("a database under another key is a file from another machine", async () => {
  const dir = tempDir();
  await (await openTestJournal(dir)).close();
  expect(await whyNotOpened(dir, new Uint8Array(32))).toMatchObject({ kind: "wrongKey" });
});

test("a file that is no database is not opened, and not overwritten", async () => {
  const dir = tempDir();
  writeFileSync(join(dir, DATABASE_FILE), "this was something else".repeat(500));
  const before = readFileSync(join(dir, DATABASE_FILE));
  expect(await whyNotOpened(dir)).toMatchObject({ kind: "wrongKey" });
  expect(readFileSync(join(dir, DATABASE_FILE))).toEqual(before);
});

test("a database from a newer program is refused untouched", async () => {
  const dir = tempDir();
  await (await openTestJournal(dir)).close();
  const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
  database.pragma("user_version=999");
  database.close();
  expect(await whyNotOpened(dir)).toMatchObject({ kind: "newerSchema" });
});

test("two instances on one data directory: the second is told so, the first goes on", async () => {
  const dir = tempDir();
  const first = await openTestJournal(dir);
  expect(await whyNotOpened(dir)).toMatchObject({ kind: "anotherInstance" });
  expect(must(await first.head()).seq).toBe(0);
  await first.close();
  expect(await whyNotOpened(dir)).toBeUndefined();
});

test("a database that another program holds gives a fault after a while, and works again afterwards", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  const other = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
  other.exec("BEGIN IMMEDIATE");
  const event: TerminalEvent = { type: "signInRequired", tid: "1", reason: "test" };
  const commit = { at: AT, events: [event], slices: [] };
  expect(await journal.commit(commit)).toMatchObject({ ok: false, fault: { kind: "locked" } });
  other.exec("ROLLBACK");
  other.close();
  expect(must(await journal.commit(commit)).seq).toBe(1);
});

test("the same command asked for twice has one result", async () => {
  const journal = await openTestJournal(tempDir());
  const id = commandId("c-1");
  expect(must(await journal.commandResult(id))).toBeUndefined();
  must(await journal.commit({ at: AT, events: [], slices: [], command: { id, result: '{"done":true}' } }));
  expect(must(await journal.commandResult(id))).toBe('{"done":true}');
});

test("the same card is recognised within the window, unless that payment charged nothing", async () => {
  const journal = await openTestJournal(tempDir());
  const shop = new Scenario().openShift().signIn();
  const paid = shop.payCard(shop.openSale([TEA, 1000]));
  const failed = shop.startPayment(shop.openSale([TEA, 1000]));
  shop.finishCard(failed, { kind: "ended", reason: "cardRemoved" });
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const use = (id: typeof paid, lookup: string) => ({
    lookup,
    paymentId: id,
    amountFen: 1234n,
    atEpochMs: 1000,
  });
  must(
    await journal.commit({ at: AT, events: [], slices: [], cardUses: [use(paid, "A"), use(failed, "B")] }),
  );
  expect(must(await journal.cardUsedSince("A", 1234n, 1000))).toBe(true);
  expect(must(await journal.cardUsedSince("A", 1234n, 1001))).toBe(false);
  expect(must(await journal.cardUsedSince("A", 1235n, 0))).toBe(false);
  expect(must(await journal.cardUsedSince("B", 1234n, 0))).toBe(false);
});

test("of a card's payments within a time only those count that its bank did not decide and nobody took back", async () => {
  const journal = await openTestJournal(tempDir());
  const shop = new Scenario().openShift().signIn();
  const online = shop.payCard(shop.openSale([TEA, 1000]));
  const offline = [1, 2].map(() => shop.payOffline(shop.openSale([TEA, 1000])));
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const cardUses = [online, ...offline].map((paymentId, i) => ({
    lookup: "A",
    paymentId,
    amountFen: 1234n,
    atEpochMs: 1000 + i,
  }));
  must(await journal.commit({ at: AT, events: [], slices: [], cardUses }));
  expect(must(await journal.cardUsesSince("A", 0))).toEqual({ count: 2, sumFen: 2468n });
  expect(must(await journal.cardUsesSince("A", 1002))).toEqual({ count: 1, sumFen: 1234n });
  expect(must(await journal.cardUsesSince("A", 1003))).toEqual({ count: 0, sumFen: 0n });
  expect(must(await journal.cardUsesSince("B", 0))).toEqual({ count: 0, sumFen: 0n });
});

test("papers are found by sale and by number, and come back as they were issued", async () => {
  const journal = await openTestJournal(tempDir());
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  const payment = shop.payCard(sale);
  for (const commit of commitsOf(shop.events)) must(await journal.commit(commit));
  const ids = [`slip-${payment}-merchant`, `slip-${payment}-customer`, "receipt-1"];
  expect(must(await journal.documentsOfSale(sale))).toEqual(ids);
  expect(must(await journal.documentByNumber("saleReceipt", 1))).toBe("receipt-1");
  const issued = shop.events.find(
    (event) => event.type === "documentIssued" && event.document.id === "receipt-1",
  );
  expect(must(await journal.documentBody(documentId("receipt-1")))).toEqual(
    issued?.type === "documentIssued" && issued.document,
  );
  expect(must(await journal.saleByStan(2, 1))).toBe(sale);
  expect(must(await journal.saleByNumber(1))).toBe(sale);
  expect(must(await journal.documentBody(documentId("none")))).toBeUndefined();
});

test("goods are stored, found by code and replaced", async () => {
  const journal = await openTestJournal(tempDir());
  must(await journal.putItems([TEA]));
  must(await journal.putItems([{ ...TEA, priceFen: 999n }]));
  expect(must(await journal.findItem(TEA.code))).toEqual({ ...TEA, priceFen: 999n });
  expect(must(await journal.findItem("unknown"))).toBeUndefined();
});

test("a sealed record is kept under its digest", async () => {
  const journal = await openTestJournal(tempDir());
  const record = { digest: "d".repeat(64), sealed: Uint8Array.of(1, 2, 3) };
  must(await journal.commit({ at: AT, events: [], slices: [], sealed: [record] }));
  expect(must(await journal.sealedRecord(record.digest))).toEqual(record.sealed);
  expect(must(await journal.sealedRecord("e".repeat(64)))).toBeUndefined();
});

test("a directory that cannot be written gives a fault", async () => {
  const dir = join(tempDir(), "books");
  mkdirSync(dir);
  await (await openTestJournal(dir)).close();
  // Root may write anywhere, so the obstacle is a directory where the WAL should be.
  mkdirSync(join(dir, `${DATABASE_FILE}-wal`));
  const fault = await whyNotOpened(dir);
  expect(["ioFailed", "readOnly"]).toContain(fault?.kind);
});
