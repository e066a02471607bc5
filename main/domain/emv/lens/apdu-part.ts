import { toUint } from "../../bytes.ts";
import type { Language } from "../../text/language.ts";
import { type DolEntry, dolDataLength, parseDol } from "../dol.ts";
import { explainObject, type LensNode } from "../tlv-lens.ts";
import { hidden, maskedHex } from "../tlv-mask.ts";
import type { Words } from "./commands-table.ts";
import { withIssuerWords } from "./issuer-application-data.ts";

/** A field of a command or an answer that is no data object: it has a name and a place instead of a tag. */
export type ApduPart = {
  readonly name: string;
  /** In bytes. */
  readonly length: number;
  /** Upper-case hexadecimal, or `*`; two characters a byte. */
  readonly value: string;
  readonly explained?: readonly string[];
};

export type ApduData = readonly (LensNode | ApduPart)[];

/** A tag that no table knows, so that the value is judged by its content alone. */
const NO_TAG = 0;

/** Bytes of which only the name is known: hidden whole if a card number may stand in them. */
export function plainPart(name: string, value: Uint8Array, explained?: readonly string[]): ApduPart {
  const part = { name, length: value.length, value: maskedHex(NO_TAG, value) };
  return explained === undefined || explained.length === 0 ? part : { ...part, explained };
}

/** PINs, keys, and files of which nobody knows what stands in them. */
export function hiddenPart(name: string, value: Uint8Array): ApduPart {
  return { name, length: value.length, value: hidden(value.length) };
}

/** Consecutive fields of fixed lengths. `money`: four bytes of fen; `secret`: never shown. */
export type FieldLayout = {
  readonly name: Words;
  readonly length: number;
  readonly as?: "money" | "secret";
};

/** Cuts bytes by their layout; undefined unless they fit exactly. */
export function layoutParts(
  layout: readonly FieldLayout[],
  value: Uint8Array,
  language: Language,
): ApduPart[] | undefined {
  if (layout.reduce((sum, field) => sum + field.length, 0) !== value.length) return undefined;
  let offset = 0;
  return layout.map(({ name, length, as }) => {
    const field = value.subarray(offset, offset + length);
    offset += length;
    if (as === "secret") return hiddenPart(name[language], field);
    return plainPart(name[language], field, as === "money" ? [yuan(toUint(field))] : undefined);
  });
}

const yuan = (fen: number): string => `CNY ${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;

/** The values that a list asked for, by tag; undefined unless the list is sound and asks for just as many bytes. */
export function dolParts(
  dol: Uint8Array | undefined,
  value: Uint8Array,
  language: Language,
): LensNode[] | undefined {
  const entries = dol === undefined ? undefined : parseDol(dol);
  if (entries?.ok !== true || dolDataLength(entries.value) !== value.length) return undefined;
  let offset = 0;
  return entries.value.map(({ tag, length }: DolEntry) => {
    const field = value.subarray(offset, offset + length);
    offset += length;
    return withIssuerWords(explainObject(tag, field, language), language);
  });
}
