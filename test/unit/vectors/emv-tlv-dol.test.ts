import { expect, test } from "vitest";
import { fromHex, isHex, toHex } from "../../../main/domain/bytes.ts";
import { dolDataLength, fillDol, parseDol } from "../../../main/domain/emv/dol.ts";
import {
  constructed,
  decodeTlv,
  encodeTlv,
  primitive,
  type TlvObject,
} from "../../../main/domain/emv/tlv.ts";
import { readVectors } from "./emv-vectors.ts";

type Tree = { readonly [tag: string]: string | Tree | readonly unknown[] };

type Vector = {
  readonly id: string;
  readonly op: string;
  readonly args?: {
    readonly data?: string;
    readonly flatten?: boolean | null;
    readonly simple?: boolean | null;
    readonly tlv?: Tree;
  };
  readonly result?: Tree | string;
  readonly error?: string;
  readonly error_detail?: { readonly msg: string; readonly tag: string };
  readonly dol?: string;
  readonly entries?: readonly (readonly [string, number])[];
  readonly entries_before_error?: readonly (readonly [string, number])[];
  readonly length?: number;
  readonly source1?: Readonly<Record<string, string>>;
  readonly source2?: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly tags?: Readonly<Record<string, string>>;
};

const INDEFINITE =
  "80 is the indefinite length, which EMV Book 3 annex B2 and emv-pboc section 1 do not have";
const ONE_BYTE_LENGTH = "one length byte from 80 up is no BER-TLV (EMV Book 3 annex B2, emv-pboc section 1)";

/** Vectors that the fact book contradicts; what they show is asserted to be refused, or done otherwise. */
const CONTRADICTED: Readonly<Record<string, string>> = {
  "pyemv-tlv-9": INDEFINITE,
  "pyemv-tlv-25": INDEFINITE,
  "pyemv-tlv-80": ONE_BYTE_LENGTH,
  "pyemv-tlv-81": ONE_BYTE_LENGTH,
  "pyemv-tlv-96": ONE_BYTE_LENGTH,
  "pyemv-tlv-97": ONE_BYTE_LENGTH,
};

const hexTag = (tag: number): string => {
  const digits = tag.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
};

function treeOf(objects: readonly TlvObject[], flat: boolean): Tree {
  const tree: Record<string, string | Tree> = {};
  for (const { tag, value, children } of objects) {
    if (children === undefined) tree[hexTag(tag)] = toHex(value);
    else if (flat) Object.assign(tree, treeOf(children, flat));
    else tree[hexTag(tag)] = treeOf(children, flat);
  }
  return tree;
}

/**
 * What the vectors encode from: a tag or a value that is not what our types allow is a mistake of the caller.
 */
function objectsOf(tree: Tree): TlvObject[] {
  return Object.entries(tree).map(([tag, value]) => {
    const number = isHex(tag) ? Number.parseInt(tag, 16) : 0;
    if (typeof value === "string") return primitive(number, fromHex(value));
    if (Array.isArray(value)) return constructed(number, []);
    return constructed(number, objectsOf(value as Tree));
  });
}

/** Where pyemv's message says that bytes are missing. */
const FAULTS: Readonly<Record<string, string>> = {
  "Tag malformed": "tagTruncated",
  "Tag length malformed": "lengthTruncated",
  "Tag value malformed": "valueTruncated",
};

function judgeDecode({ args, result, error }: Vector): void {
  const decoded = decodeTlv(fromHex(args?.data ?? ""));
  if (error === undefined) {
    expect(decoded.ok && treeOf(decoded.value, args?.flatten === true)).toEqual(result);
    return;
  }
  const [, message = "", offset] = /^DecodeError: ([^,]*),.*offset (\d+)\.$/.exec(error) ?? [];
  expect(decoded).toMatchObject({ ok: false, fault: { kind: FAULTS[message], offset: Number(offset) } });
}

function judgeEncode({ args, result, error }: Vector): void {
  const tree = args?.tlv ?? {};
  if (error === undefined) expect(toHex(encodeTlv(objectsOf(tree)))).toBe(result);
  else expect(() => encodeTlv(objectsOf(tree))).toThrow();
}

function judgeDol(vector: Vector): void {
  const entries = parseDol(fromHex(vector.dol ?? ""));
  const listed = (entries.ok ? entries.value : entries.fault.entriesBefore).map(({ tag, length }) => [
    hexTag(tag),
    length,
  ]);
  if (vector.entries !== undefined) expect(listed).toEqual(vector.entries);
  if (vector.entries_before_error !== undefined) {
    expect(entries.ok).toBe(false);
    expect(listed).toEqual(vector.entries_before_error);
  }
  if (vector.op === "dol data length") {
    expect(entries.ok ? dolDataLength(entries.value) : undefined).toBe(vector.length);
  }
  if (vector.op === "dol build") {
    const found = (tag: number) => vector.source1?.[hexTag(tag)] ?? vector.source2?.[hexTag(tag)];
    const data = fillDol(entries.ok ? entries.value : [], (tag) => {
      const value = found(tag);
      return value === undefined ? undefined : fromHex(value);
    });
    expect(toHex(data)).toBe(vector.data);
  }
}

/** Field 55: decoding gives the tags, and encoding them again gives the same bytes. */
function judgeField55({ data, tags }: Vector): void {
  const decoded = decodeTlv(fromHex(data ?? ""));
  expect(decoded.ok && treeOf(decoded.value, false)).toEqual(tags);
  expect(decoded.ok && toHex(encodeTlv(decoded.value))).toBe(data);
}

/** The other side of {@link CONTRADICTED}: the bytes are refused, and a longer value is written in BER. */
function judgeContradicted({ op, args, result }: Vector): void {
  if (op === "decode") expect(decodeTlv(fromHex(args?.data ?? "")).ok).toBe(false);
  else if (typeof result === "string") {
    expect(decodeTlv(fromHex(result)).ok).toBe(false);
    expect(toHex(encodeTlv(objectsOf(args?.tlv ?? {})))).not.toBe(result);
  } else expect(decodeTlv(encodeTlv(objectsOf(args?.tlv ?? {}))).ok).toBe(true);
}

test("every published BER-TLV and DOL vector is met, or is contradicted by the fact book by name", () => {
  const vectors = readVectors<Vector>("emv/tlv_dol.json");
  if (vectors === undefined) return;
  const contradicted: string[] = [];
  for (const vector of vectors) {
    const reason = CONTRADICTED[vector.id];
    if (reason !== undefined) {
      contradicted.push(vector.id);
      console.log(`${vector.id}: not met, because ${reason}`);
      judgeContradicted(vector);
    } else if (vector.op === "decode") judgeDecode(vector);
    else if (vector.op === "encode") judgeEncode(vector);
    else if (vector.op.startsWith("dol")) judgeDol(vector);
    else judgeField55(vector);
  }
  expect(contradicted).toEqual(Object.keys(CONTRADICTED));
});
