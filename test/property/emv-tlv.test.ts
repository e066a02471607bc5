import fc from "fast-check";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { dolDataLength, fillDol, parseDol } from "../../main/domain/emv/dol.ts";
import {
  constructed,
  decodeTlv,
  encodeTlv,
  isTag,
  primitive,
  type TlvObject,
} from "../../main/domain/emv/tlv.ts";
import { explainTlv, type LensNode } from "../../main/domain/emv/tlv-lens.ts";

const anyBytes = fc.uint8Array({ maxLength: 300 });

const primitiveTag = fc.constantFrom(
  0x5a,
  0x82,
  0x95,
  0x9c,
  0xc1,
  0x9f02,
  0x9f36,
  0x5f24,
  0xdf31,
  0x9f8201,
  0x9f818201,
);
const constructedTag = fc.constantFrom(0x61, 0x6f, 0x70, 0x77, 0xa5, 0xe0, 0xbf0c, 0x7f8101);

const { object } = fc.letrec<{ object: TlvObject }>((tie) => ({
  object: fc.oneof(
    { maxDepth: 5, depthIdentifier: "tlv" },
    fc.tuple(primitiveTag, anyBytes).map(([tag, value]) => primitive(tag, value)),
    fc
      .tuple(constructedTag, fc.array(tie("object"), { maxLength: 4, depthIdentifier: "tlv" }))
      .map(([tag, children]) => constructed(tag, children)),
  ),
}));
const objects = fc.array(object, { maxLength: 5 });

/** Plain nested values, so that views and copies compare equal. */
const plain = (list: readonly TlvObject[]): unknown =>
  list.map(({ tag, value, children }) => [tag, toHex(value), children === undefined ? [] : plain(children)]);

test("what is written is read again", () => {
  fc.assert(
    fc.property(objects, (list) => {
      const decoded = decodeTlv(encodeTlv(list));
      expect(decoded.ok && plain(decoded.value)).toEqual(plain(list));
    }),
    { numRuns: 500 },
  );
});

test("any bytes give objects or a fault within them, and what was read can be written and read again", () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const decoded = decodeTlv(bytes);
      if (!decoded.ok) {
        expect(decoded.fault.offset).toBeGreaterThanOrEqual(0);
        expect(decoded.fault.offset).toBeLessThanOrEqual(bytes.length);
        return;
      }
      const again = decodeTlv(encodeTlv(decoded.value));
      expect(again.ok && plain(again.value)).toEqual(plain(decoded.value));
    }),
    { numRuns: 2000 },
  );
});

test("a number is a tag exactly if it can be written and read back", () => {
  fc.assert(
    fc.property(fc.nat(0xffffff), (tag) => {
      if (!isTag(tag)) return;
      const decoded = decodeTlv(encodeTlv([{ tag, value: new Uint8Array() }]));
      expect(decoded.ok && decoded.value.map((read) => read.tag)).toEqual([tag]);
    }),
    { numRuns: 2000 },
  );
});

test("any bytes are a list of data objects or a fault, and its data have the length that it asks for", () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (bytes, value) => {
      const entries = parseDol(bytes);
      const read = entries.ok ? entries.value : entries.fault.entriesBefore;
      expect(fillDol(read, (tag) => (tag % 2 === 0 ? value : undefined))).toHaveLength(dolDataLength(read));
    }),
    { numRuns: 1000 },
  );
});

/** Every value has two characters a byte, at every level. */
function checkLengths(nodes: readonly LensNode[]): void {
  for (const node of nodes) {
    if ("error" in node) continue;
    expect(node.value).toHaveLength(2 * node.length);
    checkLengths(node.children ?? []);
  }
}

test("the lens shows any bytes without throwing, and shows what the codec reads", () => {
  fc.assert(
    fc.property(
      fc.oneof(anyBytes, objects.map(encodeTlv)),
      fc.constantFrom("en", "zh-CN"),
      (bytes, language) => {
        const nodes = explainTlv(bytes, language);
        checkLengths(nodes);
        const hasError = JSON.stringify(nodes).includes('"error"');
        expect(hasError).toBe(!decodeTlv(bytes).ok);
      },
    ),
    { numRuns: 1000 },
  );
});

test("a planted card number is never shown, wherever it stands and wherever the bytes are cut off", () => {
  const pan = "6228480402564890018";
  const planted = [
    primitive(0x5a, fromHex(`${pan}F`)),
    primitive(0x57, fromHex(`${pan}D3012201123456789`)),
    primitive(0xc1, fromHex(`${pan}F`)),
  ];
  fc.assert(
    fc.property(objects, fc.constantFrom(...planted), fc.nat(), fc.nat(3), (list, secret, cut, depth) => {
      let inside: TlvObject = secret;
      for (let i = 0; i < depth; i++) inside = constructed(0x70, [inside]);
      const bytes = encodeTlv([...list.slice(0, 2), inside, ...list.slice(2)]);
      for (const end of [bytes.length, cut % (bytes.length + 1)]) {
        expect(JSON.stringify(explainTlv(bytes.subarray(0, end), "en"))).not.toContain(pan);
      }
    }),
    { numRuns: 500 },
  );
});
