import { isDeepStrictEqual } from "node:util";
import Iso8583 from "iso_8583";
import { ASCII } from "../../drivers/acquirer-iso8583/codec/charset.ts";
import type { FieldFormat, Iso8583Spec } from "../../drivers/acquirer-iso8583/codec/field-format.ts";
import { decodeIso8583, encodeIso8583 } from "../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { equalBytes, fromHex } from "../../main/domain/bytes.ts";
import { value } from "./bench-shop.ts";
import { type Measurement, median } from "./measure.ts";

/**
 * The npm package iso_8583 beside our codec, both over one message in the package's own dialect: text digits, two bitmaps
 * in binary. Both must write the same bytes and read the same fields before anything is timed.
 */

const ROUND_COUNT = 20;
const MESSAGES_PER_ROUND = 1_000;
const WARM_UP_ROUNDS = 5;

const MESSAGE_TYPE = "0200";
const PIN_BLOCK = 52;

/** A sale as the package's own examples are. The card number is invented. */
const FIELDS: Readonly<Record<number, string>> = {
  2: "6228480402564890018",
  3: "000000",
  4: "000000012840",
  7: "1123060503",
  11: "000121",
  12: "140503",
  13: "1123",
  14: "3012",
  18: "5411",
  22: "051",
  25: "00",
  32: "03099988",
  37: "000000000042",
  41: "70111821",
  42: "103290070111121",
  43: "Village Corner Shop, Yunxi              ",
  49: "156",
  [PIN_BLOCK]: "0123456789abcdef",
  102: "103290070111121",
};

const VARIABLE: ReadonlySet<number> = new Set([2, 32, 102]);
const VARIABLE_MAX = 28;

function formatOf(number: number, sample: string): FieldFormat {
  const name = `DE${number}`;
  if (number === PIN_BLOCK) {
    return { name, coding: { kind: "bytes" }, length: { kind: "fixed", length: 8 }, countedIn: "bytes" };
  }
  return {
    name,
    coding: { kind: "text", charset: ASCII, allowed: "any" },
    length: VARIABLE.has(number)
      ? { kind: "variable", max: VARIABLE_MAX, prefix: { kind: "text", charset: ASCII, byteLength: 2 } }
      : { kind: "fixed", length: sample.length },
    countedIn: "bytes",
  };
}

const ENTRIES = Object.entries(FIELDS).map(([number, text]) => [Number(number), text] as const);

const SPEC: Iso8583Spec = {
  mti: formatOf(0, MESSAGE_TYPE),
  bitmap: { coding: "binary", countMax: 2 },
  fields: Object.fromEntries(ENTRIES.map(([number, text]) => [number, formatOf(number, text)])),
};

/** Rates in turn, round by round, so that whatever else the machine does meets both. */
export function benchCodecPeer(): Measurement[] {
  const ours = {
    mti: MESSAGE_TYPE,
    fields: new Map(
      ENTRIES.map(([number, text]) => [number, number === PIN_BLOCK ? fromHex(text) : text] as const),
    ),
  };
  const theirs = { 0: MESSAGE_TYPE, ...FIELDS };
  const bytes = value(encodeIso8583(SPEC, ours));
  const buffer = Buffer.from(bytes);
  if (!equalBytes(bytes, encodeByPeer(theirs))) throw new Error("the two codecs write different bytes");
  if (!isDeepStrictEqual(decodeByPeer(buffer), theirs)) throw new Error("the peer reads something else");
  if (!isDeepStrictEqual(value(decodeIso8583(SPEC, bytes)), ours)) throw new Error("we read something else");
  const encode = compare(
    () => value(encodeIso8583(SPEC, ours)),
    () => encodeByPeer(theirs),
  );
  const decode = compare(
    () => value(decodeIso8583(SPEC, bytes)),
    () => decodeByPeer(buffer),
  );
  const what = `one sale of ${ENTRIES.length} fields (${bytes.length} bytes), against npm iso_8583`;
  return [
    { work: `ISO 8583 encode, ${what}`, measured: encode },
    { work: `ISO 8583 decode, ${what}`, measured: decode },
  ];
}

function encodeByPeer(fields: Readonly<Record<string, string>>): Buffer {
  const written = new Iso8583(fields).getRawMessage();
  if (!Buffer.isBuffer(written)) throw new Error(`the peer cannot write it: ${written.error}`);
  return written;
}

function decodeByPeer(message: Buffer): object {
  const read = new Iso8583().getIsoJSON(message, { lenHeader: false });
  if ("error" in read) throw new Error(`the peer cannot read it: ${read["error"]}`);
  return { ...read };
}

function compare(ours: () => unknown, theirs: () => unknown): string {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUND_COUNT; round++) {
    const [ourRate, theirRate] = [rateOf(ours), rateOf(theirs)];
    if (round < WARM_UP_ROUNDS) continue;
    rates[0].push(ourRate);
    rates[1].push(theirRate);
  }
  const [our, their] = [median(rates[0]), median(rates[1])];
  return `${Math.round(our / 1000)},000/s against ${Math.round(their / 1000)},000/s, ${(our / their).toFixed(1)} x`;
}

function rateOf(work: () => unknown): number {
  const begun = performance.now();
  for (let i = 0; i < MESSAGES_PER_ROUND; i++) work();
  return (MESSAGES_PER_ROUND * 1000) / (performance.now() - begun);
}
