import { describe, expect, test } from "vitest";
import { ASCII, GB18030 } from "../../../../../drivers/acquirer-iso8583/codec/charset.ts";
import { CUP_POS_SPEC } from "../../../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import type { FieldFormat, Iso8583Spec } from "../../../../../drivers/acquirer-iso8583/codec/field-format.ts";
import {
  decodeAsFarAsPossible,
  decodeIso8583,
  encodeIso8583,
} from "../../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";

/** One field of the dialect on the wire, without message type and bitmap. */
const FIELDS_ON_THE_WIRE = [
  {
    name: "an odd PAN is left-aligned",
    field: 2,
    value: "6222021700000000004",
    hex: "1962220217000000000040",
  },
  { name: "an even PAN", field: 2, value: "6222021700000004", hex: "166222021700000004" },
  { name: "the entry mode is left-aligned", field: 22, value: "021", hex: "0210" },
  { name: "the PAN sequence number is right-aligned", field: 23, value: "001", hex: "0001" },
  { name: "an odd track 2", field: 35, value: "6222D30", hex: "076222D300" },
  { name: "track 3 has two length bytes", field: 36, value: "99622202", hex: "000899622202" },
  { name: "an acquiring institution of 11 digits", field: 32, value: "48021000123", hex: "11480210001230" },
  { name: "a response code", field: 39, value: "A0", hex: "4130" },
  { name: "an absent approval code of zero bytes", field: 38, value: "\0\0\0\0\0\0", hex: "000000000000" },
  { name: "issuer and acquirer", field: 44, value: "0308", hex: "0430333038" },
  { name: "words in Chinese", field: 56, value: "成功", hex: "0004B3C9B9A6" },
  { name: "words that are none stay bytes", field: 56, value: fromHex("FFFF"), hex: "0002FFFF" },
  { name: "settlement totals", field: 48, value: "123", hex: "00031230" },
  { name: "currency as text", field: 49, value: "156", hex: "313536" },
  { name: "a PIN block", field: 52, value: fromHex("735DF4A4F5E391CA"), hex: "735DF4A4F5E391CA" },
  {
    name: "a balance",
    field: 54,
    value: "0001156C000000012345",
    hex: "00203030303131353643303030303030303132333435",
  },
  { name: "chip data count bytes", field: 55, value: fromHex("9F360200FF"), hex: "00059F360200FF" },
  { name: "DE60 of 11 digits", field: 60, value: "00000001003", hex: "0011000000010030" },
  {
    name: "DE60 of 19 digits, as published",
    field: 60,
    value: "2600000100060000000",
    hex: "001926000001000600000000",
  },
  { name: "DE61 of 12 digits", field: 61, value: "000042000123", hex: "0012000042000123" },
];

const withField = (field: number, hex: string): string => {
  const bitmap = new Uint8Array(8);
  bitmap[(field - 1) >> 3] = 0x80 >> ((field - 1) & 7);
  return `0800${toHex(bitmap)}${hex}`;
};

describe("a field of the dialect is written and read", () => {
  for (const { name, field, value, hex } of FIELDS_ON_THE_WIRE) {
    test(name, () => {
      const message = { mti: "0800", fields: new Map([[field, value]]) };
      const encoded = encodeIso8583(CUP_POS_SPEC, message);
      expect(encoded.ok && toHex(encoded.value)).toBe(withField(field, hex));
      expect(decodeIso8583(CUP_POS_SPEC, fromHex(withField(field, hex)))).toEqual({
        ok: true,
        value: message,
      });
    });
  }
});

test("a filler of F beside an odd number of digits is read like one of 0", () => {
  const decoded = decodeIso8583(CUP_POS_SPEC, fromHex(withField(2, "196222021700000000004F")));
  expect(decoded.ok && decoded.value.fields.get(2)).toBe("6222021700000000004");
});

describe("bytes that are no message give a fault with field and offset", () => {
  const cases = [
    { name: "nothing", hex: "", fault: { kind: "truncated", field: 0, offset: 0 } },
    {
      name: "a message type that is no number",
      hex: "0A00",
      fault: { kind: "badDigit", field: 0, offset: 0 },
    },
    { name: "half a bitmap", hex: "080000000000", fault: { kind: "truncated", field: 1, offset: 2 } },
    {
      name: "a second bitmap, which the dialect has not",
      hex: "08008000000000000000",
      fault: { kind: "undefinedField", field: 1, offset: 10 },
    },
    {
      name: "a field that the dialect has not",
      hex: withField(5, "00"),
      fault: { kind: "undefinedField", field: 5, offset: 10 },
    },
    {
      name: "a fixed field cut off",
      hex: withField(4, "0000"),
      fault: { kind: "truncated", field: 4, offset: 10 },
    },
    {
      name: "a length cut off",
      hex: withField(62, "00"),
      fault: { kind: "truncated", field: 62, offset: 10 },
    },
    {
      name: "a length that is no number",
      hex: withField(62, "0A00"),
      fault: { kind: "badLength", field: 62, offset: 10 },
    },
    {
      name: "a variable field cut off",
      hex: withField(62, "0003AABB"),
      fault: { kind: "truncated", field: 62, offset: 12 },
    },
    {
      name: "a PAN of 20 digits",
      hex: withField(2, "2062220217000000000040"),
      fault: { kind: "tooLong", field: 2, offset: 10 },
    },
    {
      name: "DE62 longer than any private field",
      hex: withField(62, "1000"),
      fault: { kind: "tooLong", field: 62, offset: 10 },
    },
    {
      name: "an amount with a letter",
      hex: withField(4, "00000000000A"),
      fault: { kind: "badDigit", field: 4, offset: 10 },
    },
    {
      name: "a response code that is no text",
      hex: withField(39, "FF30"),
      fault: { kind: "badCharacter", field: 39, offset: 10 },
    },
    {
      name: "a response code of signs",
      hex: withField(39, "2B2D"),
      fault: { kind: "badCharacter", field: 39, offset: 10 },
    },
    {
      name: "a filler that is a digit",
      hex: withField(22, "0215"),
      fault: { kind: "badPadding", field: 22, offset: 10 },
    },
    {
      name: "a byte left over",
      hex: `${withField(39, "3030")}00`,
      fault: { kind: "trailingBytes", field: 39, offset: 12 },
    },
    {
      name: "a byte left over after the bitmap",
      hex: "0800000000000000000000",
      fault: { kind: "trailingBytes", field: 1, offset: 10 },
    },
  ];
  for (const { name, hex, fault } of cases) {
    test(name, () => {
      expect(decodeIso8583(CUP_POS_SPEC, fromHex(hex))).toEqual({ ok: false, fault });
    });
  }
});

test("what was read before a fault is kept for a lens", () => {
  const partial = decodeAsFarAsPossible(
    CUP_POS_SPEC,
    fromHex("0810" + "0020000002000001" + "000123" + "3030" + "AA"),
  );
  expect(partial).toEqual({
    mti: "0810",
    fields: new Map([
      [11, "000123"],
      [39, "00"],
    ]),
    fault: { kind: "truncated", field: 64, offset: 15 },
  });
});

describe("values that do not fit give a fault and no bytes", () => {
  const cases: readonly { name: string; field: number; value: string | Uint8Array; kind: string }[] = [
    { name: "a short amount", field: 4, value: "100", kind: "wrongLength" },
    { name: "a long STAN", field: 11, value: "1234567", kind: "wrongLength" },
    { name: "a PAN with a letter", field: 2, value: "62220217000000X", kind: "badDigit" },
    { name: "a PAN of 20 digits", field: 2, value: "62220217000000000041", kind: "tooLong" },
    { name: "a track with =", field: 35, value: "6222=30", kind: "badDigit" },
    { name: "a TID in Chinese", field: 41, value: "终端终端终端终端", kind: "badCharacter" },
    { name: "a response code with a sign", field: 39, value: "0+", kind: "badCharacter" },
    { name: "text where bytes belong", field: 64, value: "12345678", kind: "wrongType" },
    { name: "bytes where digits belong", field: 4, value: new Uint8Array(6), kind: "wrongType" },
    { name: "bytes where a code belongs", field: 39, value: new Uint8Array(2), kind: "wrongType" },
    { name: "a private field of 1000 bytes", field: 62, value: new Uint8Array(1000), kind: "tooLong" },
    { name: "a field that the dialect has not", field: 5, value: "000000000000", kind: "undefinedField" },
    { name: "the bitmap as a field", field: 1, value: new Uint8Array(8), kind: "undefinedField" },
    { name: "field 65", field: 65, value: "1", kind: "undefinedField" },
    { name: "no field number at all", field: 2.5, value: "1", kind: "undefinedField" },
    { name: "an enormous field number", field: 1e12, value: "1", kind: "undefinedField" },
  ];
  for (const { name, field, value, kind } of cases) {
    test(name, () => {
      const encoded = encodeIso8583(CUP_POS_SPEC, { mti: "0200", fields: new Map([[field, value]]) });
      expect(encoded).toEqual({ ok: false, fault: { kind, field } });
    });
  }

  test("a message type of three digits", () => {
    expect(encodeIso8583(CUP_POS_SPEC, { mti: "200", fields: new Map() })).toEqual({
      ok: false,
      fault: { kind: "wrongLength", field: 0 },
    });
  });
});

describe("the engine beyond this dialect", () => {
  const text: FieldFormat = {
    name: "text",
    coding: { kind: "text", charset: ASCII, allowed: "any" },
    length: { kind: "variable", max: 99, prefix: { kind: "text", charset: ASCII, byteLength: 2 } },
    countedIn: "bytes",
  };
  const mti: FieldFormat = { ...text, length: { kind: "fixed", length: 4 } };
  const twoBitmaps: Iso8583Spec = {
    mti,
    bitmap: { coding: ASCII, countMax: 2 },
    fields: { 2: text, 65: text, 128: text },
  };

  test("fields above 64 bring a second bitmap, here as hexadecimal text", () => {
    const message = {
      mti: "0200",
      fields: new Map([
        [2, "a"],
        [128, "bc"],
      ]),
    };
    const encoded = encodeIso8583(twoBitmaps, message);
    const bytes = Buffer.from("0200C000000000000000000000000000000101a02bc", "latin1");
    expect(encoded).toEqual({ ok: true, value: new Uint8Array(bytes) });
    expect(decodeIso8583(twoBitmaps, bytes)).toEqual({ ok: true, value: message });
  });

  test("bit 65 is a field where no third bitmap can follow", () => {
    const message = { mti: "0200", fields: new Map([[65, "x"]]) };
    const encoded = encodeIso8583(twoBitmaps, message);
    expect(encoded.ok && Buffer.from(encoded.value).toString()).toBe(
      "02008000000000000000800000000000000001x",
    );
    expect(encoded.ok && decodeIso8583(twoBitmaps, encoded.value)).toEqual({ ok: true, value: message });
  });

  test("bit 65 announces the third bitmap where one can follow", () => {
    const three: Iso8583Spec = {
      ...twoBitmaps,
      bitmap: { coding: "binary", countMax: 3 },
      fields: { 130: text },
    };
    const message = { mti: "0200", fields: new Map([[130, "x"]]) };
    const encoded = encodeIso8583(three, message);
    expect(encoded.ok && toHex(encoded.value)).toBe(
      ["30323030", "8000000000000000", "8000000000000000", "4000000000000000", "303178"].join(""),
    );
    expect(encoded.ok && decodeIso8583(three, encoded.value)).toEqual({ ok: true, value: message });
  });
});

test("GB 18030 text comes back as the same bytes or is no text", () => {
  for (const text of ["", "abc", "金卡", "龘", "🂡", "€"]) {
    const bytes = GB18030.encode(text);
    expect(bytes && GB18030.decode(bytes)).toBe(text);
  }
  expect(GB18030.decode(fromHex("B3"))).toBeUndefined();
});
