import { createHash } from "node:crypto";
import { fromHex, isHex, toHex } from "../../main/domain/bytes.ts";
import { encodeCanonical } from "../../main/domain/canonical-json.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { PersonalisedCard } from "./virtual-card.ts";

/**
 * A personalised card as a file: `{ format, version, sha256, card }`. Within `card`, `{ "hex": "..." }` are
 * bytes, `{ "map": { "9F36": ... } }` is a table by a number in hexadecimal (a tag, or SFI * 256 + record), and
 * `{ "integer": "..." }` is a whole number of any size. `sha256` is taken over `card` as canonical JSON: an image
 * is made, never edited.
 */

const FORMAT = "jinka-card-image";
const VERSION = 1;
/** A card has a few kilobytes; what is much longer is another file. */
export const CARD_IMAGE_BYTES_MAX = 1_000_000;
/** Objects within objects: image, application, records, bytes; an application may hold a second one. */
const DEPTH_MAX = 16;

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

function encode(value: unknown): Json {
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (typeof value === "bigint") return { integer: value.toString() };
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [Number(key).toString(16).toUpperCase(), encode(item)]);
    return { map: Object.fromEntries(entries) };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, encode(member)]));
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  throw new Error(`an image holds no ${typeof value}`);
}

function decode(json: Json, depth = 0): unknown {
  if (depth > DEPTH_MAX) throw new Error("an image is not so deep");
  if (Array.isArray(json)) return json.map((item: Json) => decode(item, depth + 1));
  if (typeof json !== "object" || json === null) return json;
  const members = Object.entries(json) as [string, Json][];
  const [[name, value] = ["", ""]] = members;
  if (members.length === 1 && name === "hex" && typeof value === "string" && isHex(value))
    return fromHex(value);
  if (members.length === 1 && name === "integer" && typeof value === "string") return BigInt(value);
  if (members.length === 1 && name === "map" && typeof value === "object" && value !== null) {
    const entries = Object.entries(value) as [string, Json][];
    return new Map(entries.map(([key, item]) => [Number.parseInt(key, 16), decode(item, depth + 1)]));
  }
  return Object.fromEntries(members.map(([member, item]) => [member, decode(item, depth + 1)]));
}

const checkSum = (card: Json): string => createHash("sha256").update(encodeCanonical(card)).digest("hex");

/** The text of the file. It holds the card's own keys, as the card does, and none of its issuer's. */
export function writeCardImage(card: PersonalisedCard): string {
  const encoded = encode(card);
  const file = { format: FORMAT, version: VERSION, sha256: checkSum(encoded), card: encoded };
  return `${JSON.stringify(file, null, 2)}\n`;
}

export type CardImageFault = {
  readonly kind: "notJson" | "notACardImage" | "otherVersion" | "damaged";
};

/** Any text gives a card or a fault. Bytes that carry the right check sum were written by {@link writeCardImage}. */
export function readCardImage(text: string): Result<PersonalisedCard, CardImageFault> {
  const json = parseJson(text);
  if (json === undefined) return err({ kind: "notJson" });
  if (typeof json !== "object" || json === null || !("format" in json) || json.format !== FORMAT)
    return err({ kind: "notACardImage" });
  const { version, sha256, card } = json as { version?: unknown; sha256?: unknown; card?: Json };
  if (version !== VERSION) return err({ kind: "otherVersion" });
  if (card === undefined || sha256 !== checkSum(card)) return err({ kind: "damaged" });
  return ok(decode(card) as PersonalisedCard);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
