import { describe, expect, test } from "vitest";
import { CUP_POS_SPEC } from "../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import { joinFrame, splitFrame } from "../../../drivers/acquirer-iso8583/codec/frame.ts";
import { decodeIso8583, encodeIso8583 } from "../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { fromHex, toHex, toLatin1 } from "../../../main/domain/bytes.ts";
import { PUBLISHED_MESSAGES } from "../../fixtures/iso8583/published-messages.ts";
import { readIso8583Vectors } from "./iso8583-vectors.ts";

describe("a published message of the dialect is decoded to its fields and encoded to the same bytes", () => {
  for (const { name, hex, hasLength, tpdu, header, mti, fields } of PUBLISHED_MESSAGES) {
    test(name, () => {
      const body = fromHex(hasLength ? hex.slice(4) : hex);
      const parts = splitFrame(body);
      if (parts === undefined) throw new Error("the frame is long enough");
      expect([toHex(parts.tpdu), toHex(parts.header)]).toEqual([tpdu, header]);
      const message = decodeIso8583(CUP_POS_SPEC, parts.message);
      if (!message.ok) throw new Error(JSON.stringify(message.fault));
      expect(message.value.mti).toBe(mti);
      const read = [...message.value.fields].map(([number, value]) => [
        number,
        asPublished(value, fields[number]),
      ]);
      expect(Object.fromEntries(read)).toEqual(fields);
      const encoded = encodeIso8583(CUP_POS_SPEC, message.value);
      if (!encoded.ok) throw new Error(JSON.stringify(encoded.fault));
      const frame = toHex(joinFrame({ ...parts, message: encoded.value }));
      expect(frame).toBe(hasLength ? hex : (body.length.toString(16).padStart(4, "0") + hex).toUpperCase());
    });
  }
});

/** Byte fields are published as `hex:...`, or as text where they are printable. */
function asPublished(value: string | Uint8Array, published: string | undefined): string {
  if (typeof value === "string") return value;
  return published?.startsWith("hex:") ? `hex:${toHex(value)}` : toLatin1(value);
}

test("the restated messages are all that were published", () => {
  const published = readIso8583Vectors<{ id: string; message: string }>("cup_pos.json");
  if (published === undefined) return;
  expect(PUBLISHED_MESSAGES.map(({ name, hex }) => [name, hex])).toEqual(
    published.vectors.map(({ id, message }) => [id, message]),
  );
});
