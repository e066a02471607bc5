import { z } from "zod";
import {
  SETTLEMENT_COLUMNS,
  type SettlementColumn,
  type SettlementMapping,
} from "../domain/reconcile/read-settlement-file.ts";
import { RECORD_TYPES, type RecordType } from "../domain/reconcile/records.ts";
import { err, ok, type Result } from "../domain/result.ts";

/**
 * How an acquirer's settlement file is read, as JSON; every member but the first two may be left out. `docs/reconcile.md`
 * explains them.
 */
const NAME_LENGTH_MAX = 80;
const NAMES_MAX = 200;
const ENCODINGS = ["utf-8", "gbk", "gb18030"] as const;

const name = z.string().min(1).max(NAME_LENGTH_MAX);

const MAPPING_SCHEMA = z.strictObject({
  format: z.literal("jinka-settlement-mapping"),
  formatVersion: z.literal(1),
  encoding: z.enum(ENCODINGS).default("utf-8"),
  separator: z.enum([",", ";", "\t", "|"]).default(","),
  columns: z.partialRecord(z.enum(SETTLEMENT_COLUMNS), name).default({}),
  ignored: z.array(name).max(NAMES_MAX).default([]),
  types: z.record(name, z.enum(RECORD_TYPES)).default({}),
  amountUnit: z.enum(["fen", "yuan"]).default("fen"),
});

export type Encoding = (typeof ENCODINGS)[number];

export type FileMapping = SettlementMapping & { readonly encoding: Encoding };

export type MappingFault = { readonly kind: "notJson" } | { readonly kind: "mistake"; readonly path: string };

/** Our own columns and words, in UTF-8. */
export const STANDARD_MAPPING: FileMapping = mappingOf(
  MAPPING_SCHEMA.parse({ format: "jinka-settlement-mapping", formatVersion: 1 }),
);

export function readSettlementMapping(text: string): Result<FileMapping, MappingFault> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ kind: "notJson" });
  }
  const mapping = MAPPING_SCHEMA.safeParse(json);
  if (mapping.success) return ok(mappingOf(mapping.data));
  const [issue] = mapping.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return err({ kind: "mistake", path: [...(issue?.path ?? []), ...unknown].join(".") });
}

function mappingOf({
  encoding,
  separator,
  columns,
  ignored,
  types,
  amountUnit,
}: z.infer<typeof MAPPING_SCHEMA>): FileMapping {
  const named = SETTLEMENT_COLUMNS.map((column): [string, SettlementColumn] => [
    columns[column] ?? column,
    column,
  ]);
  const words = RECORD_TYPES.map((type): [string, RecordType] => [type, type]);
  return {
    ...{ encoding, separator, amountUnit },
    columns: new Map(named),
    ignored: new Set(ignored),
    types: new Map([...words, ...Object.entries(types)]),
  };
}

/** Undefined: the bytes are no text of this encoding. */
export function decodeSettlementText(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
