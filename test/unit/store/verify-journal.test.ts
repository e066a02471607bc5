import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { differenceSentence } from "../../../main/cli/verify-say.ts";
import { encodeCanonical } from "../../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import type { Commit } from "../../../main/ports/journal.ts";
import { chainHash } from "../../../main/store/chain.ts";
import { openDatabase, type SqliteDatabase } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";
import { type VerifyFault, verifyJournal } from "../../../main/store/verify-journal.ts";
import { must, openTestJournal, TEST_KEY } from "../../support/journal.ts";
import { approved, Scenario, sampleCard, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23), utcOffsetMinutes: 480 };

/** What the store keeps sealed for the cards and the operator of a scenario; real digests of stand-in bytes. */
const CARD_RECORD = Uint8Array.of(1, 2, 3);
const CREDENTIAL = Uint8Array.of(4, 5, 6);
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Sales for cash and by card, one taken back, one whose answer was lost, and a closed shift before an open one. */
function busyDays(saleCount = 12, offlineCount = 0): TerminalEvent[] {
  const shop = new Scenario().openShift().signIn();
  const offline = Array.from({ length: offlineCount }, () => shop.payOffline(shop.openSale([TEA, 1000])));
  for (let i = 0; i < saleCount; i++) {
    const sale = shop.openSale([TEA, 1000 * (1 + (i % 3))]);
    if (i % 2 === 0) shop.payCash(sale, 5000n);
    else shop.payCard(sale);
    if (i === 5) shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n }).openShift();
  }
  // Uploaded long after they were paid: each row is about several payments, and about one that stays unsent.
  shop.see({ kind: "uploadsStarting", paymentIds: offline.slice(0, -1) });
  const results = offline
    .slice(0, -1)
    .map((paymentId) => ({ paymentId, outcome: approved(), wasSentBefore: false }));
  shop.see({ kind: "uploadsFinished", results, neverSent: [] });
  const payment = shop.startPayment(shop.openSale([TEA, 1000]));
  shop.see({ kind: "onlineRequested", paymentId: payment, card: sampleCard(), iccData: "95050000000000" });
  const text = encodeCanonical(shop.events)
    .replaceAll("aa".repeat(32), digestOf(CARD_RECORD))
    .replaceAll('"credentialDigest":"d1"', `"credentialDigest":"${digestOf(CREDENTIAL)}"`);
  return JSON.parse(text, (_key, value) =>
    value !== null && typeof value === "object" && "$fen" in value ? BigInt(value.$fen) : value,
  ) as TerminalEvent[];
}

function commitsOf(events: readonly TerminalEvent[]): Commit[] {
  let world = emptyWorld();
  return events.map((event, i) => {
    const stepped = step(world, event, AT);
    world = stepped.world;
    const sealed =
      i === 0
        ? [CARD_RECORD, CREDENTIAL].map((bytes) => ({ digest: digestOf(bytes), sealed: bytes }))
        : undefined;
    const commit = { at: AT, events: [event], slices: stepped.changed };
    return sealed === undefined ? commit : { ...commit, sealed };
  });
}

async function books(saleCount?: number, offlineCount?: number): Promise<string> {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  for (const commit of commitsOf(busyDays(saleCount, offlineCount))) must(await journal.commit(commit));
  await journal.close();
  return dir;
}

/** Somebody with the key and all rights changes the database, and hides the traces as well as SQL allows. */
function tamper(dir: string, change: (database: SqliteDatabase) => void): void {
  const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
  const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
  change(database);
  for (const { sql } of triggers) database.exec(sql);
  database.close();
}

function faultOf(dir: string, knownHead?: { seq: number; hash: string }): VerifyFault | undefined {
  const request = { dataDir: dir, databaseKey: TEST_KEY };
  const verified = verifyJournal(knownHead === undefined ? request : { ...request, knownHead });
  return verified.ok ? undefined : verified.fault;
}

function sentenceOf(dir: string): string {
  const fault = faultOf(dir);
  if (fault?.kind !== "differs") throw new Error(`no difference: ${JSON.stringify(fault)}`);
  return differenceSentence(fault.difference, "en");
}

/** Writes the hashes of all rows anew from that row on: the work of somebody who knows the program. */
function rehashFrom(database: SqliteDatabase, first: number): void {
  const rows = database.prepare("SELECT * FROM journal WHERE seq >= ? ORDER BY seq").all(first) as {
    seq: number;
    event_version: number;
    at_epoch_ms: number;
    utc_offset_minutes: number;
    type: string;
    body: string;
    previous_hash: Buffer;
  }[];
  let hash: Uint8Array = rows[0]?.previous_hash ?? new Uint8Array(32);
  const update = database.prepare("UPDATE journal SET previous_hash = ?, hash = ? WHERE seq = ?");
  for (const row of rows) {
    const previous = hash;
    hash = chainHash(previous, {
      seq: row.seq,
      eventVersion: row.event_version,
      atEpochMs: row.at_epoch_ms,
      utcOffsetMinutes: row.utc_offset_minutes,
      type: row.type,
      body: row.body,
    });
    update.run(previous, hash, row.seq);
  }
}

describe("a journal that nobody touched", () => {
  test("is as it says; its head and the number of its sealed records come back", async () => {
    const dir = await books();
    const events = busyDays();
    const verified = must(verifyJournal({ dataDir: dir, databaseKey: TEST_KEY }));
    expect(verified.head).toMatchObject({ seq: events.length, at: AT });
    // One operator, six card sales and the one under way.
    expect(verified.sealedRecords).toBe(8);
  });

  test("may be empty", async () => {
    const dir = tempDir();
    await (await openTestJournal(dir)).close();
    expect(must(verifyJournal({ dataDir: dir, databaseKey: TEST_KEY })).head.seq).toBe(0);
  });

  test("may be longer than what the check keeps in memory", async () => {
    expect(faultOf(await books(150))).toBeUndefined();
  });

  test("may have uploads far behind the sales that they are about", async () => {
    expect(faultOf(await books(150, 5))).toBeUndefined();
  });

  test("is verified while the till runs and writes", async () => {
    const dir = tempDir();
    const journal = await openTestJournal(dir);
    for (const [i, commit] of commitsOf(busyDays()).entries()) {
      must(await journal.commit(commit));
      if (i % 20 === 0) expect(faultOf(dir), `after row ${i + 1}`).toBeUndefined();
    }
    expect(must(await journal.head()).seq).toBe(busyDays().length);
  });

  test("leaves no scratch behind, neither when it agrees nor when it differs", async () => {
    const scratches = () => readdirSync(tmpdir()).filter((name) => name.startsWith("jinka-verify-"));
    const dir = await books();
    const before = scratches();
    faultOf(dir);
    tamper(dir, (database) => database.exec("UPDATE journal SET body = '{}' WHERE seq = 3"));
    faultOf(dir);
    expect(scratches()).toEqual(before);
  });
});

describe("somebody changed the books", () => {
  test.each([
    {
      name: "an amount in a row",
      sql: "UPDATE journal SET body = replace(body, '1234', '1034') WHERE type = 'lineAdded' AND seq < 9",
      says: /^Row 7 of the journal was changed after it was written\.$/,
    },
    {
      name: "the time of a row",
      sql: "UPDATE journal SET at_epoch_ms = at_epoch_ms - 86400000 WHERE seq = 9",
      says: /^Row 9 of the journal was changed/,
    },
    {
      name: "a row taken out of the middle",
      sql: "DELETE FROM journal WHERE seq = 8",
      says: /^Row 8 of the journal is missing/,
    },
    {
      name: "the last row taken away",
      sql: "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
      says: /rows were taken from the journal's end/,
    },
    {
      name: "the last ten rows taken away",
      sql: "DELETE FROM journal WHERE seq > (SELECT max(seq) FROM journal) - 10",
      says: /rows were taken from the journal's end/,
    },
    {
      name: "the hash of a row",
      sql: "UPDATE journal SET hash = zeroblob(32) WHERE seq = 5",
      says: /^Row 5 of the journal was changed/,
    },
    {
      name: "the predecessor that a row names",
      sql: "UPDATE journal SET previous_hash = zeroblob(32) WHERE seq = 5",
      says: /^Row 5 of the journal does not follow the row before it/,
    },
    {
      name: "a total of the shift",
      sql: `UPDATE shift_state SET body = json_set(body, '$.totals.cashSaleFen', json('{"$fen":"1"}')) WHERE is_open = 1`,
      says: /^shift_state .* differs from the journal in body\.totals\.cashSaleFen/,
    },
    {
      name: "a total of the batch",
      sql: `UPDATE batch_state SET body = replace(body, '"saleCount":6', '"saleCount":7')`,
      says: /^batch_state 10000001 differs from the journal in body\.totals\.saleCount/,
    },
    {
      name: "the phase of a payment",
      sql: `UPDATE payment_state SET body = replace(body, '"authorising"', '"approved"')`,
      says: /^payment_state .* differs from the journal in body\.phase/,
    },
    {
      name: "a payment hidden from recovery",
      sql: "UPDATE payment_state SET is_open = 0",
      says: /differs from the journal in is_open/,
    },
    {
      name: "a sale deleted",
      sql: "DELETE FROM sale_state WHERE sale_number = 2",
      says: /^sale_state has no row .*, but the journal tells of it/,
    },
    {
      name: "a sale added",
      sql: `INSERT INTO sale_state SELECT 'zzz', 999, 999, NULL, 0, body, total_fen, completed_at_ms FROM sale_state WHERE sale_number = 2`,
      says: /^sale_state has a row zzz of which the journal knows nothing/,
    },
    {
      name: "a document that points at another paper",
      sql: "UPDATE document_state SET issued_seq = issued_seq - 1 WHERE document_id = 'receipt-1'",
      says: /^document_state receipt-1 differs from the journal in issued_seq/,
    },
    {
      name: "the till's next receipt number",
      sql: `UPDATE till_state SET body = replace(body, '"nextReceiptNumber":13', '"nextReceiptNumber":12')`,
      says: /^till_state till differs from the journal in body\.nextReceiptNumber/,
    },
    {
      name: "the card of a payment erased",
      sql: "DELETE FROM sealed_record WHERE sealed = x'010203'",
      says: /^The sealed record of payment .* is missing/,
    },
    {
      name: "the operator's credential exchanged",
      sql: "UPDATE sealed_record SET sealed = x'0102030405' WHERE sealed = x'040506'",
      says: /^The sealed record of operator li was changed/,
    },
    {
      name: "an index gone",
      sql: "DROP INDEX payment_stan",
      says: /^payment_stan of the database is not as the migrations make it/,
    },
    {
      name: "a row that is no JSON",
      sql: "UPDATE journal SET body = '{' WHERE seq = 4",
      rehash: 4,
      says: /^Row 4 of the journal cannot be read: it is no JSON\.$/,
    },
    {
      name: "a row of a kind that nobody writes, chained as it should be",
      sql: `UPDATE journal SET type = 'shiftClosed' WHERE seq = 4`,
      rehash: 4,
      says: /^Row 4 of the journal cannot be read/,
    },
    {
      name: "an amount, with all later hashes written anew",
      sql: "UPDATE journal SET body = replace(body, '1234', '1034') WHERE type = 'lineAdded' AND seq < 9",
      rehash: 7,
      says: /^Row 9: the lines of receipt 1 cost another sum/,
    },
    {
      name: "a sale opened twice, with all later hashes written anew",
      sql: `UPDATE journal SET body = (SELECT body FROM journal WHERE seq = 6), type = 'saleOpened' WHERE seq = 9`,
      rehash: 9,
      says: /^Row \d+ of the journal contradicts the rows before it|differs from the journal/,
    },
    {
      name: "a row of a newer program",
      sql: "UPDATE journal SET event_version = 2 WHERE seq = 4",
      rehash: 4,
      says: /^Row 4 of the journal cannot be read: its version 2 is unknown to this program\.$/,
    },
  ])("$name", async ({ sql, says, rehash }: { sql: string; says: RegExp; rehash?: number }) => {
    const dir = await books();
    expect(faultOf(dir)).toBeUndefined();
    tamper(dir, (database) => {
      expect(database.prepare(sql).run().changes + (sql.startsWith("DROP") ? 1 : 0)).toBeGreaterThan(0);
      if (rehash !== undefined) rehashFrom(database, rehash);
    });
    expect(sentenceOf(dir)).toMatch(says);
  });

  test("a trigger that protected the rows is gone", async () => {
    const dir = await books();
    const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
    database.exec("DROP TRIGGER journal_is_append_only_delete");
    database.close();
    expect(sentenceOf(dir)).toContain("journal_is_append_only_delete");
  });

  test("an older copy of everything agrees with itself; a head that was noted elsewhere shows it", async () => {
    const dir = await books();
    const head = must(verifyJournal({ dataDir: dir, databaseKey: TEST_KEY })).head;
    expect(faultOf(dir, head)).toBeUndefined();
    expect(faultOf(dir, { ...head, hash: head.hash.toUpperCase() })).toBeUndefined();
    const older = await books(11);
    expect(faultOf(older)).toBeUndefined();
    const fault = faultOf(older, head);
    expect(fault).toEqual({ kind: "differs", difference: { kind: "knownHeadMissing", seq: head.seq } });
    expect(faultOf(dir, { seq: 3, hash: head.hash })).toMatchObject({ difference: { seq: 3 } });
  });

  test("every single column of every state table is compared", async () => {
    const dir = await books();
    const database = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
    const columns = ["till", "batch", "shift", "sale", "payment", "document"].flatMap((name) => {
      const info = database.pragma(`table_info(${name}_state)`) as {
        name: string;
        type: string;
        pk: number;
        notnull: number;
      }[];
      return info.filter(({ pk }) => pk === 0).map((column) => ({ table: `${name}_state`, ...column }));
    });
    const changed = (column: string, type: string) =>
      type === "INTEGER" ? `${column} + 777` : `${column} || ' '`;
    expect(columns.length).toBeGreaterThan(20);
    for (const { table, name, type } of columns) {
      const before = database.prepare(`SELECT rowid, * FROM ${table} ORDER BY rowid DESC LIMIT 1`).get() as {
        rowid: number;
      } & Record<string, string | number | null>;
      // Numbers that are not there yet, as the void number of a sale, become there.
      const value = before[name] === null ? "7777" : changed(name, type);
      const ceiling = name === "stan" ? "999999" : value;
      database.prepare(`UPDATE ${table} SET ${name} = ${ceiling} WHERE rowid = ?`).run(before.rowid);
      expect(sentenceOf(dir), `${table}.${name}`).toMatch(new RegExp(`^${table} .* in ${name}`));
      database.prepare(`UPDATE ${table} SET ${name} = ? WHERE rowid = ?`).run(before[name], before.rowid);
    }
    database.close();
    expect(faultOf(dir)).toBeUndefined();
  });
});

describe("a database that cannot be read", () => {
  test("under another key, or of a newer program, is a fault and no difference", async () => {
    const dir = await books();
    const wrong = verifyJournal({ dataDir: dir, databaseKey: new Uint8Array(32) });
    expect(wrong).toMatchObject({ ok: false, fault: { kind: "journal", fault: { kind: "wrongKey" } } });
    tamper(dir, (database) => database.pragma("user_version=999"));
    expect(faultOf(dir)).toMatchObject({ kind: "journal", fault: { kind: "newerSchema" } });
  });

  test("is not made when it is not there", () => {
    const dir = tempDir();
    expect(faultOf(dir)).toMatchObject({ kind: "journal", fault: { kind: "ioFailed" } });
    expect(readdirSync(dir)).toEqual([]);
  });

  test("with a damaged page is a fault, wherever the page is", async () => {
    const dir = await books();
    const file = join(dir, DATABASE_FILE);
    const whole = readFileSync(file);
    const pageCount = whole.length / 4096;
    for (let page = 0; page < pageCount; page++) {
      const damaged = Buffer.from(whole);
      const at = page * 4096 + 2000;
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(file, damaged);
      expect(faultOf(dir), `page ${page + 1}`).toBeDefined();
    }
    writeFileSync(file, whole);
    expect(faultOf(dir)).toBeUndefined();
  });
});
