import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type Database from "better-sqlite3-multiple-ciphers";
import { step } from "../../main/domain/step.ts";
import { emptyWorld } from "../../main/domain/world.ts";
import { JournalDatabase } from "../../main/store/journal-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { approvedCard, Scenario, sampleCard, TEA, timedOut } from "../support/scenario.ts";

/**
 * Writes `test/fixtures/journal/schema-1-rows.sql`: the rows of a small day as SQL text, as the program of schema 1
 * wrote them. It is run once (`node test/migration/schema-1-rows.ts <empty directory>`) and never again after a
 * release: from then on those rows stand in shops, and every later program has to read them.
 */

const KEY = new Uint8Array(32).fill(1);
const CARD = Uint8Array.of(1, 2, 3);
const CREDENTIAL = Uint8Array.of(4, 5, 6);
const FIXTURE = new URL("../fixtures/journal/schema-1-rows.sql", import.meta.url);

const TABLES = [
  ...["journal", "till_state", "batch_state", "shift_state", "sale_state", "payment_state"],
  ...["document_state", "command", "sealed_record", "card_use", "item"],
];

/** Cash, card, a void, a lost answer that is still owed, a closed shift, and a payment that was never finished. */
function smallDay(): Scenario {
  const shop = new Scenario().openShift().signIn(7);
  shop.payCash(shop.openSale([TEA, 1000]), 1300n);
  shop.payCard(shop.openSale([TEA, 2000]));
  shop.finishCard(armed(shop), approvedCard(true));
  shop.do({ kind: "closeShift", operator: "li", countedFen: 11_230n }).openShift();
  const lost = shop.startPayment(shop.openSale([TEA, 3000]));
  shop.see({ kind: "onlineRequested", paymentId: lost, card: sampleCard(), iccData: "95050000000000" });
  shop.see({ kind: "exchangeFinished", paymentId: lost, outcome: timedOut });
  shop.finishCard(lost, { kind: "ended", reason: "cardRemoved" });
  shop.startPayment(shop.openSale([TEA, 1000]));
  return shop;
}

function armed(shop: Scenario) {
  const id = shop.startPayment(shop.openSale([TEA, 4000]));
  shop.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "95050000000000" });
  const answer = { responseCode: "00", processingRequirement: 0, mac: "valid", rrn: "000000000043" } as const;
  shop.see({ kind: "exchangeFinished", paymentId: id, outcome: { outcome: "approved", answer } });
  return id;
}

function literal(value: unknown): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return `${value}`;
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  return `'${String(value).replaceAll("'", "''")}'`;
}

function rowsAsText(database: Database.Database): string {
  return TABLES.flatMap((table) => {
    const rows = database.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all() as Record<string, unknown>[];
    return rows.map((row) => {
      const values = Object.values(row).map(literal).join(", ");
      return `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${values});\n`;
    });
  }).join("");
}

function main(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const journal = new JournalDatabase(`${dir}/${DATABASE_FILE}`, KEY);
  const shop = smallDay();
  const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, member) => (typeof member === "bigint" ? { $fen: `${member}` } : member))
      .replaceAll("aa".repeat(32), digest(CARD))
      .replaceAll('"credentialDigest":"d1"', `"credentialDigest":"${digest(CREDENTIAL)}"`);
  const events = JSON.parse(text(shop.events), (_key, member) =>
    member !== null && typeof member === "object" && "$fen" in member ? BigInt(member.$fen) : member,
  ) as typeof shop.events;
  let world = emptyWorld();
  for (const [i, event] of events.entries()) {
    const stepped = step(world, event, shop.now);
    world = stepped.world;
    const sealed = [CARD, CREDENTIAL].map((bytes) => ({ digest: digest(bytes), sealed: bytes }));
    const commit = { at: shop.now, events: [event], slices: stepped.changed };
    journal.commit(i === 0 ? { ...commit, sealed } : commit);
  }
  journal.putItems([TEA]);
  mkdirSync(new URL(".", FIXTURE), { recursive: true });
  writeFileSync(FIXTURE, rowsAsText(journal.database));
  journal.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main(process.argv[2] ?? ".");
