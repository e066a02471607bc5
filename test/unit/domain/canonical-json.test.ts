import { expect, test } from "vitest";
import { decodeCanonical, encodeCanonical } from "../../../main/domain/canonical-json.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";

test("equal values have equal bytes, whatever the order of their members", () => {
  expect(encodeCanonical({ b: 1, a: { d: [true, null], c: 12n } })).toBe(
    '{"a":{"c":{"$fen":"12"},"d":[true,null]},"b":1}',
  );
  expect(encodeCanonical({ a: 1, b: undefined })).toBe(encodeCanonical({ a: 1 }));
});

test("money comes back as money", () => {
  expect(decodeCanonical(encodeCanonical({ amountFen: 999_999_999_999n }))).toEqual({
    amountFen: 999_999_999_999n,
  });
});

test.each([
  { name: "a secret", value: { pan: new Sensitive("6228480000000011") } },
  { name: "bytes", value: Uint8Array.of(1) },
  { name: "a function", value: () => 1 },
  { name: "not a number", value: Number.NaN },
  { name: "a date", value: new Date(0) },
])("$name cannot be written to the journal", ({ value }) => {
  expect(() => encodeCanonical(value)).toThrow("journal");
});
