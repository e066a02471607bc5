import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { dolDataLength, fillDol, parseDol } from "../../../../main/domain/emv/dol.ts";

const CDOL1 = "9F02069F03069F1A0295055F2A029A039C019F3704";

function entriesOf(dol: string) {
  const entries = parseDol(fromHex(dol));
  if (!entries.ok) throw new Error(entries.fault.kind);
  return entries.value;
}

function lookupIn(...sources: readonly Readonly<Record<string, string>>[]) {
  return (tag: number): Uint8Array | undefined => {
    const key = tag.toString(16).toUpperCase();
    const value = sources.find((source) => source[key] !== undefined)?.[key];
    return value === undefined ? undefined : fromHex(value);
  };
}

test("a list is read as tags and lengths (openemv-dol-1, -4)", () => {
  const entries = entriesOf(CDOL1);
  expect(entries.map(({ tag, length }) => [tag.toString(16).toUpperCase(), length])).toEqual([
    ["9F02", 6],
    ["9F03", 6],
    ["9F1A", 2],
    ["95", 5],
    ["5F2A", 2],
    ["9A", 3],
    ["9C", 1],
    ["9F37", 4],
  ]);
  expect(dolDataLength(entries)).toBe(29);
});

test.each([
  {
    name: "without its last length (openemv-dol-3)",
    dol: CDOL1.slice(0, -2),
    kind: "lengthMissing",
    before: 7,
  },
  { name: "within a tag", dol: "95059F", kind: "tagTruncated", before: 1 },
  { name: "with a tag that never ends", dol: "9F8080808001", kind: "tagTooLong", before: 0 },
])("a list that ends $name is refused, and the entries before are kept", ({ dol, kind, before }) => {
  const entries = parseDol(fromHex(dol));
  expect(entries).toMatchObject({ ok: false, fault: { kind } });
  expect(!entries.ok && entries.fault.entriesBefore).toHaveLength(before);
});

test("values are put in order, and the first source wins (openemv-dol-6)", () => {
  const first = {
    "9C": "09",
    "9A": "240217",
    "5F2A": "0978",
    "9F02": "000123456789",
    "9F03": "000987654321",
    "9F37": "DEADBEEF",
  };
  const second = { "9F1A": "0528", "9F37": "DEADCAFE", "95": "1234554321" };
  expect(toHex(fillDol(entriesOf(CDOL1), lookupIn(first, second)))).toBe(
    "00012345678900098765432105281234554321097824021709DEADBEEF",
  );
});

test.each([
  { name: "an absent object becomes zeros", dol: "9F0206", source: {}, data: "000000000000" },
  { name: "an unknown tag becomes zeros", dol: "C102", source: {}, data: "0000" },
  { name: "a constructed object becomes zeros", dol: "7002", source: { "70": "1234" }, data: "0000" },
  {
    name: "a longer number loses its left",
    dol: "9F0203",
    source: { "9F02": "000123456789" },
    data: "456789",
  },
  { name: "a shorter number is led by zeros", dol: "9A05", source: { "9A": "240217" }, data: "0000240217" },
  { name: "a longer text loses its right", dol: "9F4E03", source: { "9F4E": "4A494E4B41" }, data: "4A494E" },
  {
    name: "a shorter text is followed by zeros",
    dol: "9F4E05",
    source: { "9F4E": "4A49" },
    data: "4A49000000",
  },
  {
    name: "longer binary data lose their right",
    dol: "9F3702",
    source: { "9F37": "11223344" },
    data: "1122",
  },
  {
    name: "shorter binary data are followed by zeros",
    dol: "9506",
    source: { "95": "8000000000" },
    data: "800000000000",
  },
  {
    name: "a longer compressed number loses its right",
    dol: "5A02",
    source: { "5A": "6228000100" },
    data: "6228",
  },
  {
    name: "a shorter compressed number is followed by F",
    dol: "5A06",
    source: { "5A": "62280001" },
    data: "62280001FFFF",
  },
  { name: "an entry of no length adds nothing", dol: "9500", source: { "95": "8000000000" }, data: "" },
])("$name", ({ dol, source, data }) => {
  expect(toHex(fillDol(entriesOf(dol), lookupIn(source as Record<string, string>)))).toBe(data);
});
