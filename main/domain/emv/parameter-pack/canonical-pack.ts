import { err, ok, type Result } from "../../result.ts";

/**
 * What the signature of a parameter pack covers: the UTF-8 bytes of the line `jinka-parameter-pack 1`, LF, and the pack
 * as JSON with sorted member names (by UTF-16 code units), without blanks between them, strings and numbers as
 * `JSON.stringify` of ECMAScript writes them. It is made of what the file says, before defaults are filled in.
 */
const FIRST_LINE = "jinka-parameter-pack 1\n";

/** Deeper than any pack: a list of lists without end must not exhaust the stack. */
const DEPTH_MAX = 16;

/** Why a value has no canonical form: `tooDeep`, or a number that is none (`1e999` in JSON is Infinity). */
export type CanonicalFault = { readonly kind: "tooDeep" | "notFinite" };

export function canonicalPack(pack: unknown): Result<string, CanonicalFault> {
  const written = write(pack, 1);
  return written.ok ? ok(FIRST_LINE + written.value) : written;
}

function write(value: unknown, depth: number): Result<string, CanonicalFault> {
  if (depth > DEPTH_MAX) return err({ kind: "tooDeep" });
  if (typeof value === "number" && !Number.isFinite(value)) return err({ kind: "notFinite" });
  if (typeof value !== "object" || value === null) return ok(JSON.stringify(value));
  const isList = Array.isArray(value);
  const parts: string[] = [];
  const members = isList ? value.map((member): [string, unknown] => ["", member]) : sortedMembers(value);
  for (const [name, member] of members) {
    const written = write(member, depth + 1);
    if (!written.ok) return written;
    parts.push(isList ? written.value : `${JSON.stringify(name)}:${written.value}`);
  }
  return ok(isList ? `[${parts.join(",")}]` : `{${parts.join(",")}}`);
}

function sortedMembers(value: object): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
