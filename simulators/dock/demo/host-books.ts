import { rmSync } from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";
import { assert } from "../../../main/domain/assert.ts";
import type { Books } from "./compare-books.ts";

/**
 * The host's books from its ledger file, by the query of docs/simulated-host.md over all batches of a terminal: what an
 * auditor reads who trusts neither program.
 */
export function readHostBooks(ledgerFile: string, tid: string): Books {
  const database = new Database(ledgerFile, { readonly: true });
  try {
    database.defaultSafeIntegers(true);
    const rows = database
      .prepare(
        `SELECT kind, COUNT(*) AS count, SUM(amount_fen) AS sum FROM transactions
         WHERE tid = ? AND (state = 'approved' OR (kind = 'sale' AND state = 'voided'))
         GROUP BY kind`,
      )
      .all(tid) as { readonly kind: string; readonly count: bigint; readonly sum: bigint }[];
    const of = (kind: string) => rows.find((row) => row.kind === kind);
    return {
      cardSaleCount: Number(of("sale")?.count ?? 0n),
      cardSaleFen: of("sale")?.sum ?? 0n,
      cardVoidCount: Number(of("void")?.count ?? 0n),
      cardVoidFen: of("void")?.sum ?? 0n,
    };
  } finally {
    database.close();
  }
}

export type Alteration = { readonly stan: number; readonly beforeFen: bigint; readonly afterFen: bigint };

/** Alters one approved sale in a copy of the ledger by one yuan. The ledger itself is only read. */
export function writeAlteredCopy(ledgerFile: string, copyFile: string, tid: string): Alteration {
  rmSync(copyFile, { force: true });
  const original = new Database(ledgerFile, { readonly: true });
  try {
    original.prepare("VACUUM INTO ?").run(copyFile);
  } finally {
    original.close();
  }
  const copy = new Database(copyFile);
  try {
    copy.defaultSafeIntegers(true);
    const row = copy
      .prepare(
        `SELECT rowid AS id, stan, amount_fen AS fen FROM transactions
         WHERE tid = ? AND kind = 'sale' AND state = 'approved' ORDER BY request_seq LIMIT 1`,
      )
      .get(tid) as { readonly id: bigint; readonly stan: bigint; readonly fen: bigint } | undefined;
    assert(row !== undefined, "a day has an approved sale");
    const afterFen = row.fen + 100n;
    copy.prepare("UPDATE transactions SET amount_fen = ? WHERE rowid = ?").run(afterFen, row.id);
    return { stan: Number(row.stan), beforeFen: row.fen, afterFen };
  } finally {
    copy.close();
  }
}
