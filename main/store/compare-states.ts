import { decodeCanonical } from "../domain/canonical-json.ts";
import type { JournalDifference } from "./journal-difference.ts";
import type { SqliteDatabase } from "./open-database.ts";
import { STATE_TABLES } from "./state-rows.ts";

type StateTable = (typeof STATE_TABLES)[number];
type Row = Readonly<Record<string, string | number | null>>;

/** Compares every column of every state in `found` with `wanted`. */
export function compareStates(found: SqliteDatabase, wanted: SqliteDatabase): JournalDifference | undefined {
  for (const stateTable of STATE_TABLES) {
    const difference = compareTable(rowsOf(found, stateTable), rowsOf(wanted, stateTable), stateTable);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** In the order of their keys, byte by byte, so that two tables can be read side by side. */
function rowsOf(database: SqliteDatabase, { table, key }: StateTable): IterableIterator<Row> {
  return database.prepare(`SELECT * FROM ${table} ORDER BY ${key}`).iterate() as IterableIterator<Row>;
}

function compareTable(
  found: IterableIterator<Row>,
  wanted: IterableIterator<Row>,
  { table, key: keyColumn }: StateTable,
): JournalDifference | undefined {
  try {
    // Ends because both tables do.
    for (;;) {
      const foundRow = found.next().value as Row | undefined;
      const wantedRow = wanted.next().value as Row | undefined;
      if (foundRow === undefined && wantedRow === undefined) return undefined;
      const foundKey = foundRow?.[keyColumn]?.toString();
      const wantedKey = wantedRow?.[keyColumn]?.toString();
      if (foundRow === undefined || wantedRow === undefined || foundKey !== wantedKey) {
        return oddRow(table, foundKey, wantedKey);
      }
      const member = firstDifference(foundRow, wantedRow);
      if (member !== undefined) return { kind: "stateDiffers", table, key: foundKey ?? "", member };
    }
  } finally {
    // An iterator that was not read to its end would keep its connection busy.
    found.return?.();
    wanted.return?.();
  }
}

/** The smaller of two different keys is the one that the other table does not have. */
function oddRow(
  table: string,
  foundKey: string | undefined,
  wantedKey: string | undefined,
): JournalDifference {
  const isFoundOdd =
    wantedKey === undefined ||
    (foundKey !== undefined && Buffer.compare(Buffer.from(foundKey), Buffer.from(wantedKey)) < 0);
  return isFoundOdd
    ? { kind: "stateUnfounded", table, key: foundKey ?? "" }
    : { kind: "stateMissing", table, key: wantedKey };
}

function firstDifference(found: Row, wanted: Row): string | undefined {
  const column = Object.keys(wanted).find((name) => found[name] !== wanted[name]);
  if (column !== "body") return column;
  try {
    return memberPath(
      decodeCanonical(String(found[column])),
      decodeCanonical(String(wanted[column])),
      column,
    );
  } catch {
    return column;
  }
}

/** The way to the first member that differs, such as `body.totals.saleFen`. */
function memberPath(found: unknown, wanted: unknown, path: string): string {
  if (typeof found !== "object" || typeof wanted !== "object" || found === null || wanted === null) {
    return path;
  }
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  const [a, b] = [found as Record<string, unknown>, wanted as Record<string, unknown>];
  const name = names.find((candidate) => !isEqual(a[candidate], b[candidate]));
  return name === undefined ? path : memberPath(a[name], b[name], `${path}.${name}`);
}

function isEqual(a: unknown, b: unknown): boolean {
  const asText = (value: unknown): string =>
    JSON.stringify(value, (_key, member: unknown) => (typeof member === "bigint" ? `${member}n` : member)) ??
    "";
  return asText(a) === asText(b);
}

type SchemaRow = { readonly name: string; readonly sql: string | null };

/** Tables, indexes and triggers are those that the migrations make: a trigger that is gone protects nothing. */
export function compareSchema(found: SqliteDatabase, wanted: SqliteDatabase): JournalDifference | undefined {
  const schemaOf = (database: SqliteDatabase): Map<string, string | null> => {
    const rows = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all() as SchemaRow[];
    return new Map(rows.map((row) => [row.name, row.sql]));
  };
  const [foundSchema, wantedSchema] = [schemaOf(found), schemaOf(wanted)];
  const names = [...new Set([...wantedSchema.keys(), ...foundSchema.keys()])];
  const odd = names.find((name) => foundSchema.get(name) !== wantedSchema.get(name));
  return odd === undefined ? undefined : { kind: "schemaDiffers", name: odd };
}
