import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import {
  constructed,
  decodeTlv,
  encodeTlv,
  findTlvAt,
  isTag,
  primitive,
  primitivesOf,
  splitTlv,
  TLV_DEPTH_MAX,
  TLV_OBJECTS_MAX,
  type TlvObject,
} from "../../../../main/domain/emv/tlv.ts";

type Shape = { readonly [tag: string]: string | Shape };

/** Tags and values as nested plain objects, as the published vectors write them. */
function shapeOf(objects: readonly TlvObject[]): Shape {
  return Object.fromEntries(
    objects.map(({ tag, value, children }) => [
      tag.toString(16).toUpperCase(),
      children === undefined ? toHex(value) : shapeOf(children),
    ]),
  );
}

test.each<{ name: string; bytes: string; objects: Shape }>([
  { name: "nothing at all", bytes: "", objects: {} },
  { name: "a short length (pyemv-tlv-3)", bytes: "9C01FF", objects: { "9C": "FF" } },
  { name: "length form 81 (pyemv-tlv-4)", bytes: "9C8101FF", objects: { "9C": "FF" } },
  { name: "length form 82 (pyemv-tlv-14)", bytes: "9C820001FF", objects: { "9C": "FF" } },
  { name: "length form 83 (pyemv-tlv-12)", bytes: "9C83000000", objects: { "9C": "" } },
  { name: "length form 84 (pyemv-tlv-16)", bytes: "9C8400000001FF", objects: { "9C": "FF" } },
  { name: "a two-byte tag without value (pyemv-tlv-5)", bytes: "9F0200", objects: { "9F02": "" } },
  { name: "a three-byte tag (pyemv-tlv-8)", bytes: "9F820101FF", objects: { "9F8201": "FF" } },
  { name: "a nested object", bytes: "E0039F0300", objects: { E0: { "9F03": "" } } },
  {
    name: "filler before, between, inside and after",
    bytes: "0000" + "9C0101" + "FF00" + "E006" + "00" + "9F0201AA" + "00" + "FFFF",
    objects: { "9C": "01", E0: { "9F02": "AA" } },
  },
])("decoding reads $name", ({ bytes, objects }) => {
  const decoded = decodeTlv(fromHex(bytes));
  expect(decoded.ok && shapeOf(decoded.value)).toEqual(objects);
});

test.each([
  { name: "a length cut off (pyemv-tlv-41)", bytes: "9C8200", kind: "lengthTruncated", offset: 2 },
  { name: "a value cut off (pyemv-tlv-43)", bytes: "9C0200", kind: "valueTruncated", offset: 2 },
  { name: "a template cut off (pyemv-tlv-44)", bytes: "E001", kind: "valueTruncated", offset: 2 },
  {
    name: "a tag cut off by its template (pyemv-tlv-45)",
    bytes: "E0019F0001FF",
    kind: "tagTruncated",
    offset: 2,
  },
  {
    name: "a length cut off by its template (pyemv-tlv-46)",
    bytes: "E0019C01FF",
    kind: "lengthTruncated",
    offset: 3,
  },
  {
    name: "a long length cut off by its template (pyemv-tlv-47)",
    bytes: "E0029C8101FF",
    kind: "lengthTruncated",
    offset: 4,
  },
  {
    name: "a value cut off by its template (pyemv-tlv-50)",
    bytes: "E0049C810200C001FF",
    kind: "valueTruncated",
    offset: 5,
  },
  {
    name: "a second object without length (pyemv-tlv-51)",
    bytes: "9C01FFAA",
    kind: "lengthTruncated",
    offset: 4,
  },
  { name: "a tag that never ends", bytes: "9F80808001FF", kind: "tagTooLong", offset: 0 },
  { name: "a tag of one byte that announces more", bytes: "9F", kind: "tagTruncated", offset: 0 },
  { name: "the indefinite length", bytes: "708000", kind: "lengthIndefinite", offset: 1 },
  { name: "a length of five bytes", bytes: "70850000000001", kind: "lengthTooLong", offset: 1 },
  { name: "a length of four gigabytes", bytes: "7084FFFFFFFF00", kind: "valueTruncated", offset: 6 },
])("decoding refuses $name and says where", ({ bytes, kind, offset }) => {
  const decoded = decodeTlv(fromHex(bytes));
  expect(decoded).toMatchObject({ ok: false, fault: { kind, offset } });
});

test("decoding refuses nesting and numbers of objects without end", () => {
  // Each template holds the next one; lengths have two bytes so that all levels look alike.
  let nested = new Uint8Array();
  for (let depth = 0; depth < TLV_DEPTH_MAX; depth++)
    nested = new Uint8Array(encodeTlv([constructed(0xe0, decoded(nested))]));
  expect(decodeTlv(nested)).toMatchObject({ ok: false, fault: { kind: "tooDeep" } });
  const many = new Uint8Array(2 * (TLV_OBJECTS_MAX + 1))
    .fill(0x9c)
    .map((byte, i) => (i % 2 === 0 ? byte : 0));
  expect(decodeTlv(many)).toMatchObject({ ok: false, fault: { kind: "tooManyObjects" } });
});

function decoded(bytes: Uint8Array): readonly TlvObject[] {
  const objects = decodeTlv(bytes);
  if (!objects.ok) throw new Error(objects.fault.kind);
  return objects.value;
}

test.each([
  { name: "an empty value", objects: [primitive(0x9c, fromHex(""))], bytes: "9C00" },
  { name: "a two-byte tag", objects: [primitive(0x9f00, fromHex("FF"))], bytes: "9F0001FF" },
  {
    name: "a three-byte tag (pyemv-tlv-79)",
    objects: [primitive(0x9f8001, fromHex("FF"))],
    bytes: "9F800101FF",
  },
  { name: "an empty template", objects: [constructed(0xe0, [])], bytes: "E000" },
  {
    name: "a template and a neighbour (pyemv-tlv-86)",
    objects: [constructed(0xe0, [primitive(0x9f00, fromHex("FF"))]), primitive(0x9c, fromHex("FF"))],
    bytes: "E0049F0001FF9C01FF",
  },
])("encoding writes $name", ({ objects, bytes }) => {
  expect(toHex(encodeTlv(objects))).toBe(bytes);
});

test.each([
  { length: 127, header: "9C7F" },
  { length: 128, header: "9C8180" },
  { length: 255, header: "9C81FF" },
  { length: 256, header: "9C820100" },
  { length: 65_536, header: "9C83010000" },
])("a value of $length bytes gets the shortest length form", ({ length, header }) => {
  expect(toHex(encodeTlv([primitive(0x9c, new Uint8Array(length))])).slice(0, header.length)).toBe(header);
});

test.each([
  { name: "one byte", tag: 0x5a, valid: true },
  { name: "two bytes", tag: 0x9f02, valid: true },
  { name: "bytes beyond the tag's end (pyemv-tlv-91)", tag: 0x9f0001, valid: false },
  { name: "a first byte that announces more", tag: 0x9f, valid: false },
  { name: "filler", tag: 0x00, valid: false },
  { name: "a first byte that reads as filler", tag: 0xff01, valid: false },
])("a number is a tag or not: $name", ({ tag, valid }) => {
  expect(isTag(tag)).toBe(valid);
});

test("encoding stops at what is a mistake of ours", () => {
  expect(() => primitive(0xe0, new Uint8Array())).toThrow();
  expect(() => constructed(0x9c, [])).toThrow();
  expect(() => encodeTlv([{ tag: 0x9f0001, value: new Uint8Array() }])).toThrow();
});

test("objects are found by path, and primitives are listed in order", () => {
  const fci = decoded(fromHex("6F15840E315041592E5359532E4444463031A503880101"));
  expect(toHex(findTlvAt(fci, 0x6f, 0xa5, 0x88)?.value ?? new Uint8Array())).toBe("01");
  expect(findTlvAt(fci, 0x6f, 0x88)).toBeUndefined();
  expect(primitivesOf(fci).map(({ tag }) => tag)).toEqual([0x84, 0x88]);
});

test("a level is split without looking into its objects, so that one that is broken leaves the others whole", () => {
  // 71 holds an object that is cut off, 91 stands behind it.
  const level = splitTlv(fromHex("00" + "7103860484" + "FF" + "910101"));
  expect(level.ok && level.value.map(({ tag, value }) => [tag, toHex(value)])).toEqual([
    [0x71, "860484"],
    [0x91, "01"],
  ]);
  expect(splitTlv(fromHex("7103860484" + "9105"))).toMatchObject({
    ok: false,
    fault: { kind: "valueTruncated" },
  });
  expect(splitTlv(new Uint8Array())).toEqual({ ok: true, value: [] });
  const many = fromHex("5000".repeat(TLV_OBJECTS_MAX + 1));
  expect(splitTlv(many)).toMatchObject({ ok: false, fault: { kind: "tooManyObjects" } });
});
