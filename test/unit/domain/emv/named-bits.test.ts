import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { AIP, AIP_LENGTH } from "../../../../main/domain/emv/aip.ts";
import { AUC, AUC_LENGTH } from "../../../../main/domain/emv/application-usage-control.ts";
import { explainBits, hasBit, type NamedBit, setBit } from "../../../../main/domain/emv/named-bits.ts";
import {
  ADDITIONAL_TERMINAL_CAPABILITIES,
  ADDITIONAL_TERMINAL_CAPABILITIES_LENGTH,
  TERMINAL_CAPABILITIES,
  TERMINAL_CAPABILITIES_LENGTH,
} from "../../../../main/domain/emv/terminal-capabilities.ts";
import { TSI, TSI_LENGTH } from "../../../../main/domain/emv/tsi.ts";
import { TVR, TVR_LENGTH } from "../../../../main/domain/emv/tvr.ts";

const FIELDS: readonly {
  name: string;
  bits: Readonly<Record<string, NamedBit>>;
  length: number;
  all: string;
}[] = [
  // The sums are those of emv-pboc sections 3, 6, 8 and 14: every bit that has a name there.
  { name: "TVR", bits: TVR, length: TVR_LENGTH, all: "FEF8FCF8F0" },
  { name: "TSI", bits: TSI, length: TSI_LENGTH, all: "FC00" },
  { name: "AIP", bits: AIP, length: AIP_LENGTH, all: "7D80" },
  { name: "usage control", bits: AUC, length: AUC_LENGTH, all: "FFC0" },
  {
    name: "terminal capabilities",
    bits: TERMINAL_CAPABILITIES,
    length: TERMINAL_CAPABILITIES_LENGTH,
    all: "E0F8E8",
  },
  {
    name: "additional terminal capabilities",
    bits: ADDITIONAL_TERMINAL_CAPABILITIES,
    length: ADDITIONAL_TERMINAL_CAPABILITIES_LENGTH,
    all: "FF80F0F3FF",
  },
];

test.each(FIELDS)("every bit of the $name has its own place, and two names", ({ bits, length, all }) => {
  const field = new Uint8Array(length);
  for (const bit of Object.values(bits)) {
    expect(hasBit(field, bit)).toBe(false);
    setBit(field, bit);
    expect(hasBit(field, bit)).toBe(true);
    expect(bit.en).not.toBe("");
    expect(bit["zh-CN"]).toMatch(/[一-鿿A-Z]/);
  }
  expect(toHex(field)).toBe(all);
});

test("set bits are said in words, in the order of the bytes, and reserved ones as such", () => {
  expect(explainBits(TVR, fromHex("8100048000"), "en")).toEqual([
    "B1b8 offline data authentication was not performed",
    "B1b1 reserved",
    "B3b3 online PIN entered",
    "B4b8 transaction exceeds floor limit",
  ]);
  expect(explainBits(TVR, fromHex("8000000000"), "zh-CN")).toEqual(["B1b8 未进行脱机数据认证"]);
  expect(explainBits(TVR, fromHex("0000000000"), "en")).toEqual([]);
});

test("a field that is too short has not set what lies beyond", () => {
  expect(hasBit(fromHex("FF"), AUC.domesticCashback)).toBe(false);
  expect(hasBit(undefined, AUC.domesticCashback)).toBe(false);
});
