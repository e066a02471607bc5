import { err, ok, type Result } from "../result.ts";
import { type CsvFault, type CsvRow, parseCsv } from "./parse-csv.ts";
import type { HostRecord, RecordType } from "./records.ts";

/** Columns of a settlement file, by the names that ours has. */
export const SETTLEMENT_COLUMNS = [
  "settlementDate",
  "tid",
  "mid",
  "batchNumber",
  "stan",
  "rrn",
  "type",
  "amountFen",
  "cardLast4",
  "responseCode",
  "approvalCode",
  "feeFen",
] as const;

export type SettlementColumn = (typeof SETTLEMENT_COLUMNS)[number];

const NEEDED: readonly SettlementColumn[] = ["tid", "batchNumber", "stan", "type", "amountFen"];

/** How another acquirer's file is read: its heading, its words for types, its unit of money. */
export type SettlementMapping = {
  readonly separator: string;
  /** Our column by the heading of the file. */
  readonly columns: ReadonlyMap<string, SettlementColumn>;
  /** Headings whose columns say nothing that is compared. */
  readonly ignored: ReadonlySet<string>;
  readonly types: ReadonlyMap<string, RecordType>;
  readonly amountUnit: "fen" | "yuan";
};

/** Nothing was compared. No fault holds what a cell holds: it may be a card number. */
export type SettlementFileFault =
  | CsvFault
  | { readonly kind: "noHeading" }
  | { readonly kind: "unknownColumn" | "columnTwice" | "columnMissing"; readonly column: string }
  | {
      readonly kind: "wrongCellCount";
      readonly line: number;
      readonly cells: number;
      readonly columns: number;
    }
  | { readonly kind: "badValue" | "unknownType"; readonly line: number; readonly column: SettlementColumn };

const BYTE_ORDER_MARK = /^\uFEFF/;

/** Reads a settlement file that was decoded already; the first row is its heading. */
export function readSettlementFile(
  text: string,
  mapping: SettlementMapping,
): Result<readonly HostRecord[], SettlementFileFault> {
  const parsed = parseCsv(text.replace(BYTE_ORDER_MARK, ""), mapping.separator);
  if (!parsed.ok) return parsed;
  const [heading, ...rows] = parsed.value;
  if (heading === undefined) return err({ kind: "noHeading" });
  const columns = readHeading(heading.cells, mapping);
  if (!columns.ok) return columns;
  const records: HostRecord[] = [];
  for (const row of rows) {
    const record = readRow(row, columns.value, mapping);
    if (!record.ok) return record;
    records.push(record.value);
  }
  return ok(records);
}

type Places = readonly (SettlementColumn | undefined)[];

function readHeading(
  cells: readonly string[],
  { columns, ignored }: SettlementMapping,
): Result<Places, SettlementFileFault> {
  const places: (SettlementColumn | undefined)[] = [];
  for (const cell of cells) {
    const column = columns.get(cell);
    if (column === undefined && !ignored.has(cell))
      return err({ kind: "unknownColumn", column: shown(cell) });
    if (column !== undefined && places.includes(column)) return err({ kind: "columnTwice", column });
    places.push(column);
  }
  const missing = NEEDED.find((column) => !places.includes(column));
  return missing === undefined ? ok(places) : err({ kind: "columnMissing", column: missing });
}

const HEADING_LENGTH_MAX = 40;

/** A file without a heading has its first record there: digits of a card are not shown again. */
function shown(heading: string): string {
  return heading
    .slice(0, HEADING_LENGTH_MAX)
    .replace(/\d{5,}/g, "[digits]")
    .replace(/\p{Cc}/gu, " ");
}

function readRow(
  { line, cells }: CsvRow,
  places: Places,
  mapping: SettlementMapping,
): Result<HostRecord, SettlementFileFault> {
  if (cells.length !== places.length) {
    return err({ kind: "wrongCellCount", line, cells: cells.length, columns: places.length });
  }
  const textOf = (column: SettlementColumn) => {
    const place = places.indexOf(column);
    const text = place < 0 ? "" : (cells[place]?.trim() ?? "");
    return text === "" ? undefined : text;
  };
  const type = mapping.types.get(textOf("type") ?? "");
  if (type === undefined) return err({ kind: "unknownType", line, column: "type" });
  const tid = matching(textOf("tid"), TID);
  const batchNumber = matching(textOf("batchNumber"), SIX_DIGITS);
  const stan = matching(textOf("stan"), SIX_DIGITS);
  const amountFen = readMoney(textOf("amountFen"), mapping.amountUnit);
  const feeFen = readFee(textOf("feeFen"), mapping.amountUnit);
  const bad = (column: SettlementColumn) => err({ kind: "badValue", line, column } as const);
  if (tid === undefined) return bad("tid");
  if (batchNumber === undefined) return bad("batchNumber");
  if (stan === undefined) return bad("stan");
  if (amountFen === undefined) return bad("amountFen");
  if (feeFen === "bad") return bad("feeFen");
  const others = readOthers(textOf);
  if (typeof others === "string") return bad(others);
  return ok({
    ...{ line, tid, type, amountFen },
    batchNumber: Number(batchNumber),
    stan: Number(stan),
    ...others,
    ...(feeFen === undefined ? {} : { feeFen }),
  });
}

const TID = /^[\x21-\x7e]{1,15}$/;
const SIX_DIGITS = /^\d{1,6}$/;

/** Form of what may be absent; of a card number only the last four digits are taken. */
const OTHERS = {
  settlementDate: /^(.{1,20})$/u,
  mid: /^([\x21-\x7e]{1,15})$/,
  rrn: /^([0-9A-Za-z]{1,12})$/,
  cardLast4: /^[\d*xX ]{0,19}?(\d{4})$/,
  responseCode: /^([0-9A-Z]{2})$/,
  approvalCode: /^([0-9A-Za-z]{1,6})$/,
} as const;

type Others = { readonly [column in keyof typeof OTHERS]?: string };

function readOthers(textOf: (column: SettlementColumn) => string | undefined): Others | keyof typeof OTHERS {
  const others: { -readonly [column in keyof Others]: Others[column] } = {};
  for (const column of Object.keys(OTHERS) as (keyof typeof OTHERS)[]) {
    const text = textOf(column);
    if (text === undefined) continue;
    const value = OTHERS[column].exec(text)?.[1];
    if (value === undefined) return column;
    others[column] = value;
  }
  return others;
}

function matching(text: string | undefined, form: RegExp): string | undefined {
  return text !== undefined && form.test(text) ? text : undefined;
}

/** Twelve digits are what DE4 has. */
const FEN = /^\d{1,12}$/;
const YUAN = /^(\d{1,10})(?:\.(\d{1,2}))?$/;

function readMoney(text: string | undefined, unit: "fen" | "yuan"): bigint | undefined {
  if (text === undefined) return undefined;
  if (unit === "fen") return FEN.test(text) ? BigInt(text) : undefined;
  const yuan = YUAN.exec(text);
  if (yuan === null) return undefined;
  const [, whole = "", part = ""] = yuan;
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, "0"));
}

function readFee(text: string | undefined, unit: "fen" | "yuan"): bigint | undefined | "bad" {
  if (text === undefined) return undefined;
  const isNegative = text.startsWith("-");
  const fee = readMoney(isNegative ? text.slice(1) : text, unit);
  if (fee === undefined) return "bad";
  return isNegative ? -fee : fee;
}
