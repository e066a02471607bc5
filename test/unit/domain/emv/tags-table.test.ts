import { expect, test } from "vitest";
import { describeTag, TAGS, tagFormat } from "../../../../main/domain/emv/tags-table.ts";
import { isTag } from "../../../../main/domain/emv/tlv.ts";

/** emv-pboc section 19, as written there. */
const FACT_BOOK =
  "4F 50 57 5A 5F20 5F24 5F25 5F28 5F2A 5F2D 5F30 5F34 5F36 61 6F 70 71 72 77 80 81 82 84 86 87 88 8A 8C 8D 8E 8F 90 92 " +
  "91 93 94 95 97 98 9A 9B 9C 9F01 9F02 9F03 9F06 9F07 9F08 9F09 9F0B 9F0D 9F0E 9F0F 9F10 9F11 9F12 9F13 9F14 9F15 9F16 " +
  "9F17 9F18 9F1A 9F1B 9F1C 9F1E 9F1F 9F20 9F21 9F22 9F23 9F26 9F27 9F2D 9F2E 9F2F 9F32 9F33 9F34 9F35 9F36 9F37 9F38 " +
  "9F40 9F41 9F42 9F44 9F45 9F46 9F47 9F48 9F49 9F4A 9F4B 9F4C 9F4D 9F4E 9F4F 9F51 9F52 9F53 9F54 9F56 9F57 9F58 9F59 " +
  "9F5C 9F5D 9F61 9F62 9F63 9F66 9F68 9F69 9F6B 9F6C 9F6D 9F72 9F73 9F74 9F75 9F76 9F77 9F78 9F79 9F7A 9F7B A5 BF0C " +
  "DF31 DF4D DF4F DF60 DF61 DF62 DF63 DF69 DF71 DF72 DF76 DF77 DF78 DF79";

test("every tag of the fact book is described in both languages", () => {
  for (const text of FACT_BOOK.split(" ")) {
    const description = describeTag(Number.parseInt(text, 16));
    expect(description, text).toBeDefined();
    expect(description?.name.en).not.toBe("");
    expect(description?.name["zh-CN"]).toMatch(/[一-鿿]/);
  }
});

test("no tag stands twice, each is a tag, and its lengths are in order", () => {
  expect(new Set(TAGS.map(({ tag }) => tag)).size).toBe(TAGS.length);
  for (const { tag, lengthMin, lengthMax } of TAGS) {
    expect(isTag(tag), tag.toString(16)).toBe(true);
    expect(lengthMin).toBeLessThanOrEqual(lengthMax);
  }
});

test("what PCI DSS and the law on personal data protect is masked", () => {
  const masked = TAGS.filter(({ masking }) => masking !== undefined).map(({ tag }) =>
    tag.toString(16).toUpperCase(),
  );
  expect(masked).toEqual(["56", "57", "5A", "5F20", "99", "9F0B", "9F1F", "9F20", "9F61", "9F6B"]);
});

test("formats decide how lists are filled; an unknown tag is binary", () => {
  expect([0x9f02, 0x5a, 0x9f4e, 0x95, 0xc1].map(tagFormat)).toEqual(["n", "cn", "ans", "b", "b"]);
});
