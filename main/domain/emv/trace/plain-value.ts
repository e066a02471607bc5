import { fromHex, isHex, toHex } from "../../bytes.ts";
import { maskPan } from "../../mask-pan.ts";
import { Sensitive } from "../../sensitive.ts";

/**
 * Values of the kernel as JSON and back, whatever members they have: `{"$hex": "9F02"}` bytes, `{"$fen": "1234"}` big
 * integers, `{"$hidden": 8}` eight bytes that are not kept (0: something else than bytes), `{"$secret": "123456"}` an
 * unmasked secret, `{"$pan": "622800******1117"}` a masked card number, `{"$masked": "910A****"}` masked bytes. Absent and undefined members are the same.
 */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [member: string]: PlainValue };

/** Says what becomes of a member's bytes or text; `name` is that of the nearest member. Undefined: it may be kept. */
type HideBytes = (name: string, bytes: Uint8Array) => PlainValue | undefined;

export type PlainMasking = {
  readonly hideBytes: HideBytes;
  readonly hideText: (name: string, text: string) => string;
  /** The digits of a data object `{tag, value}`, masked as its tag demands; for people, and not brought back. */
  readonly objectDigits: (tag: number, value: Uint8Array) => string;
};

/** Deeper than any value of the kernel. */
const DEPTH_MAX = 12;

/** `masking` absent: everything is kept, secrets too. */
export function toPlain(value: unknown, masking: PlainMasking | undefined, name = "", depth = 0): PlainValue {
  if (typeof value === "bigint") return { $fen: value.toString() };
  if (typeof value === "string") return masking === undefined ? value : masking.hideText(name, value);
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { $hidden: 0 };
  if (value instanceof Uint8Array) return masking?.hideBytes(name, value) ?? { $hex: toHex(value) };
  if (value instanceof Sensitive) return secret(value.reveal(), masking, name, depth);
  if (typeof value !== "object" || depth === DEPTH_MAX) return { $hidden: 0 };
  const deeper = (member: unknown, memberName: string): PlainValue =>
    toPlain(member, masking, memberName, depth + 1);
  if (Array.isArray(value)) return value.map((member) => deeper(member, name));
  // A map, a set or an object with a behaviour of its own is nothing that a file can bring back.
  if (Object.getPrototypeOf(value) !== Object.prototype) return { $hidden: 0 };
  if (masking !== undefined && isDataObject(value)) {
    return { tag: value.tag.toString(16).toUpperCase(), value: masking.objectDigits(value.tag, value.value) };
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, deeper(member, key)]));
}

function isDataObject(value: object): value is { readonly tag: number; readonly value: Uint8Array } {
  return (
    "tag" in value && typeof value.tag === "number" && "value" in value && value.value instanceof Uint8Array
  );
}

function secret(value: unknown, masking: PlainMasking | undefined, name: string, depth: number): PlainValue {
  if (masking === undefined) return { $secret: toPlain(value, undefined, name, depth + 1) };
  return name === "pan" && typeof value === "string" ? { $pan: maskPan(value) } : { $hidden: 0 };
}

/** The value again. Hidden digits come back as zeros, and other hidden members as absent. */
export function fromPlain(value: PlainValue, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > 2 * DEPTH_MAX) return value;
  if (isList(value)) return value.map((member) => fromPlain(member, depth + 1));
  const { $hex, $fen, $hidden, $secret, $pan, $masked } = value as Readonly<
    Record<string, PlainValue | undefined>
  >;
  if (typeof $hex === "string") return bytesOf($hex);
  if (typeof $masked === "string") return bytesOf($masked);
  if (typeof $fen === "string") return /^-?\d{1,40}$/.test($fen) ? BigInt($fen) : 0n;
  if (typeof $hidden === "number")
    return $hidden > 0 && $hidden <= HIDDEN_MAX ? new Uint8Array($hidden) : undefined;
  if ($secret !== undefined) return new Sensitive(fromPlain($secret, depth + 1));
  if (typeof $pan === "string") return new Sensitive($pan.replaceAll("*", "0"));
  const members = Object.entries(value).map(
    ([name, member]) => [name, fromPlain(member, depth + 1)] as const,
  );
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

const HIDDEN_MAX = 65_536;

/** Digits as bytes, with zeros for masked ones; empty for what is neither. */
export function bytesOf(digits: string): Uint8Array {
  const filled = digits.replaceAll("*", "0");
  return isHex(filled) ? fromHex(filled) : new Uint8Array();
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}

/** A member of an object; undefined for anything else. */
export function memberOf(value: PlainValue | undefined, name: string): PlainValue | undefined {
  if (typeof value !== "object" || value === null || isList(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The text of a member, or the digits of its bytes. */
export function textOf(value: PlainValue | undefined, name: string): string | undefined {
  const member = memberOf(value, name);
  const hex = memberOf(member, "$hex") ?? memberOf(member, "$pan") ?? memberOf(member, "$masked");
  if (typeof hex === "string") return hex;
  return typeof member === "string" ? member : undefined;
}

/** The path of the first member in which two values differ; undefined if they are equal. */
export function firstDifference(
  a: PlainValue | undefined,
  b: PlainValue | undefined,
  path = "",
): string | undefined {
  if (a === b) return undefined;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return path;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const inside = firstDifference(
      (a as Readonly<Record<string, PlainValue>>)[name],
      (b as Readonly<Record<string, PlainValue>>)[name],
      path === "" ? name : `${path}.${name}`,
    );
    if (inside !== undefined) return inside;
  }
  return isList(a) === isList(b) ? undefined : path;
}
