import { AssertionError } from "./assert.ts";

/**
 * The one written form of events, states and documents: JSON with sorted keys and without spaces, so that
 * equal values have equal bytes and a hash over them means something. A `bigint` is written as
 * `{"$fen":"1234"}`; absent and `undefined` members are the same. Anything else that JSON would bend
 * (functions, `NaN`, bytes, a `Sensitive`) is refused: secrets never get into the journal this way.
 */

const FEN_KEY = "$fen";

export function encodeCanonical(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `{"${FEN_KEY}":"${value}"}`;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new AssertionError("a number in the journal is finite");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(encodeCanonical).join(",")}]`;
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${encodeCanonical(member)}`);
    return `{${members.join(",")}}`;
  }
  throw new AssertionError("only plain data is written to the journal");
}

/** Reads what {@link encodeCanonical} wrote. Throws `SyntaxError` on text that is no JSON: a damaged database. */
export function decodeCanonical(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !(FEN_KEY in value)) return value;
    return BigInt(String(value[FEN_KEY]));
  });
}
