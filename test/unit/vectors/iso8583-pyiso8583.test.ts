import { expect, test } from "vitest";
import { ASCII, type Charset } from "../../../drivers/acquirer-iso8583/codec/charset.ts";
import { decodeField, encodeField } from "../../../drivers/acquirer-iso8583/codec/field-codec.ts";
import type {
  FieldCoding,
  FieldFormat,
  Iso8583Spec,
  LengthPrefix,
} from "../../../drivers/acquirer-iso8583/codec/field-format.ts";
import { decodeIso8583, encodeIso8583 } from "../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { concatBytes, fromHex, toHex } from "../../../main/domain/bytes.ts";
import { EBCDIC } from "./iso8583-tables.ts";
import { readIso8583Vectors } from "./iso8583-vectors.ts";

/**
 * The cases of knovichikhin/pyiso8583: a specification, and what is encoded, decoded or refused under it. Its
 * specification is turned into a table of ours; the engine must agree on bytes, values, and on the field and the
 * offset of a fault.
 */

type PyField = {
  readonly data_enc: string;
  readonly len_enc: string;
  readonly len_type: number;
  readonly max_len: number;
  readonly len_count?: "bytes" | "nibbles";
  readonly left_pad?: string;
  readonly right_pad?: string;
};

type PySpec = Readonly<Record<string, PyField>>;

type PyVector = {
  readonly id: string;
  readonly op: "encode" | "decode";
  readonly source: string;
  readonly spec_diff: Readonly<Record<string, Partial<PyField>>>;
  readonly message?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly error_field?: string;
  readonly error_pos?: number;
};

const CHARSETS: Readonly<Record<string, Charset>> = { ascii: ASCII, cp500: EBCDIC };

/** Keys of a message that are not fields of it. */
const HEADER = "h";
const MTI = "t";
const BITMAPS = ["p", "1"];

/** Thrown while a specification is turned into a table that cannot be one. */
class NotApplicable extends Error {}

function charsetOf(name: string): Charset {
  const charset = CHARSETS[name];
  if (charset === undefined)
    throw new NotApplicable("an encoding that does not exist: our tables hold encodings, not names");
  return charset;
}

function toFormat(name: string, py: PyField): FieldFormat {
  const pad = py.left_pad ?? py.right_pad;
  const coding: FieldCoding =
    py.data_enc === "b"
      ? {
          kind: "packed",
          digits: "hexadecimal",
          ...(pad === undefined
            ? {}
            : {
                pad: {
                  side: py.left_pad === undefined ? "right" : "left",
                  nibble: pad.startsWith("0") ? "0" : "F",
                },
              }),
        }
      : { kind: "text", charset: charsetOf(py.data_enc), allowed: "any" };
  const prefix: LengthPrefix | undefined =
    py.len_type === 0
      ? undefined
      : py.len_enc === "bcd"
        ? { kind: "packed", byteLength: py.len_type }
        : py.len_enc === "b"
          ? { kind: "binary", byteLength: py.len_type }
          : { kind: "text", charset: charsetOf(py.len_enc), byteLength: py.len_type };
  return {
    name,
    coding,
    length:
      prefix === undefined
        ? { kind: "fixed", length: py.max_len }
        : { kind: "variable", max: py.max_len, prefix },
    countedIn: py.len_count === "nibbles" ? "halfBytes" : "bytes",
  };
}

function toSpec(py: PySpec, usesSecondBitmap: boolean): Iso8583Spec {
  const { t, p, 1: second } = py;
  if (t === undefined || p === undefined || second === undefined)
    throw new Error("the specification is complete");
  if (usesSecondBitmap && p.data_enc !== second.data_enc)
    throw new NotApplicable("bitmaps in two encodings: a table of ours has one for all");
  const fields = Object.entries(py)
    .filter(([key]) => /^\d+$/.test(key) && key !== "1")
    .map(([key, value]) => [Number(key), toFormat(key, value)] as const);
  return {
    // pyiso8583 counts a packed message type as two bytes whatever its max_len says.
    mti: { ...toFormat(MTI, t), countedIn: t.data_enc === "b" ? "halfBytes" : "bytes" },
    bitmap: { coding: p.data_enc === "b" ? "binary" : charsetOf(p.data_enc), countMax: 3 },
    fields: Object.fromEntries(fields),
  };
}

function merge(defaults: PySpec, diff: PyVector["spec_diff"]): PySpec {
  const merged: Record<string, PyField> = { ...defaults };
  for (const [key, change] of Object.entries(diff)) {
    const base = merged[key] ?? { data_enc: "ascii", len_enc: "ascii", len_type: 0, max_len: 0 };
    merged[key] = { ...base, ...change };
  }
  return merged;
}

/** What pyiso8583 refuses for reasons of its own language or of its interface. */
function checkApplies({ op, error = "", fields = {} }: PyVector): void {
  if (
    error.includes("invalid fields [2]") ||
    error.includes("invalid fields [2, 3]") ||
    error.includes("(1, 2)")
  )
    throw new NotApplicable("field numbers of a wrong Python type: ours are numbers");
  if (error.includes("must be dict")) throw new NotApplicable("the argument is no Python dictionary");
  if (error.includes("is required"))
    throw new NotApplicable("a message without type or header: ours always has its type");
  if (op === "encode" && "1" in fields)
    throw new NotApplicable("a bitmap given as a field: ours are made of the fields");
}

const isField = (key: string): boolean => key !== HEADER && key !== MTI && !BITMAPS.includes(key);

function fieldMap(spec: Iso8583Spec, fields: Readonly<Record<string, string>>): Map<number, string> {
  const entries = Object.entries(fields).filter(([key]) => isField(key));
  return new Map(
    entries.map(([key, value]) => {
      const isPacked = spec.fields[Number(key)]?.coding.kind === "packed";
      return [Number(key), isPacked ? value.toUpperCase() : value];
    }),
  );
}

const faultField = (key: string | undefined): number =>
  key === MTI ? 0 : key !== undefined && BITMAPS.includes(key) ? 1 : Number(key);

function runDecode(vector: PyVector, spec: Iso8583Spec, header: FieldFormat | undefined): void {
  const whole = fromHex(vector.message ?? "");
  const head = header === undefined ? undefined : decodeField(header, whole, 0);
  if (head !== undefined && !head.ok) throw new Error("the header can be read");
  const start = head?.value.next ?? 0;
  const decoded = decodeIso8583(spec, whole.subarray(start));
  if (vector.error !== undefined) {
    const { field, offset } = decoded.ok ? { field: -1, offset: -1 } : decoded.fault;
    expect({ id: vector.id, field, offset: offset + start }).toEqual({
      id: vector.id,
      field: faultField(vector.error_field),
      offset: vector.error_pos,
    });
    return;
  }
  const fields = vector.fields ?? {};
  const read = decoded.ok ? decoded.value : decoded.fault;
  expect({ id: vector.id, read }).toEqual({
    id: vector.id,
    read: { mti: fields[MTI], fields: fieldMap(spec, fields) },
  });
}

function runEncode(vector: PyVector, spec: Iso8583Spec, header: FieldFormat | undefined): void {
  const given = vector.fields ?? {};
  const mti = given[MTI] ?? "";
  const isMtiPacked = spec.mti.coding.kind === "packed";
  const fields = fieldMap(spec, given);
  const encoded = encodeIso8583(spec, { mti: isMtiPacked ? mti.toUpperCase() : mti, fields });
  if (vector.error !== undefined) {
    const isNumberItself =
      vector.error.includes("outside of 1-192") || vector.error.includes("invalid fields");
    const field = encoded.ok ? undefined : encoded.fault.field;
    const expected = isNumberItself ? [...fields.keys()][0] : faultField(vector.error_field);
    expect({ id: vector.id, field }).toEqual({ id: vector.id, field: expected });
    return;
  }
  const head = header === undefined ? undefined : encodeField(header, given[HEADER] ?? "");
  if (head !== undefined && !head.ok) throw new Error("the header can be written");
  const bytes = encoded.ok
    ? toHex(concatBytes(head?.value ?? new Uint8Array(0), encoded.value))
    : encoded.fault;
  expect({ id: vector.id, bytes }).toEqual({ id: vector.id, bytes: vector.message });
}

test("the engine agrees with pyiso8583 wherever a table of ours can say the same", () => {
  const published = readIso8583Vectors<PyVector>("pyiso8583.json");
  if (published === undefined) return;
  const { vectors, specs } = published;
  const defaults = specs?.["default"] as PySpec;
  const reasons = new Map<string, string[]>();
  let ran = 0;
  for (const vector of vectors) {
    try {
      checkApplies(vector);
      const py = merge(defaults, vector.spec_diff);
      const usesSecondBitmap =
        vector.error_field === "1" || Object.keys(vector.fields ?? {}).some((key) => Number(key) > 64);
      const spec = toSpec(py, usesSecondBitmap);
      const h = py[HEADER];
      const header = h === undefined || h.max_len === 0 ? undefined : toFormat(HEADER, h);
      if (vector.op === "decode") runDecode(vector, spec, header);
      else runEncode(vector, spec, header);
      ran += 1;
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
      reasons.set(error.message, [...(reasons.get(error.message) ?? []), vector.id]);
    }
  }
  console.log(`pyiso8583: ${ran} ran, ${vectors.length - ran} do not apply`);
  for (const [reason, ids] of reasons) console.log(`  ${ids.length} ${reason} (${ids.join(", ")})`);
  expect(ran).toBeGreaterThan(170);
});
