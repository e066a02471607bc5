/** A migration as one may come: a column with a default, a table of its own, rows that are rewritten, an index. */
export const NEXT_MIGRATION: readonly string[] = [
  "ALTER TABLE item ADD COLUMN shelf TEXT NOT NULL DEFAULT ''",
  "CREATE TABLE hotlist (lookup TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
  "UPDATE item SET shelf = 'A3' WHERE code = '6901010101098'",
  "INSERT INTO hotlist SELECT sale_id, sale_number FROM sale_state",
  "CREATE INDEX item_shelf ON item (shelf)",
];
