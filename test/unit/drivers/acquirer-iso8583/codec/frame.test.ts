import { describe, expect, test } from "vitest";
import {
  FRAME_LENGTH_MAX,
  FrameReader,
  joinFrame,
  processingRequirement,
  splitFrame,
} from "../../../../../drivers/acquirer-iso8583/codec/frame.ts";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";

const PARTS = {
  tpdu: fromHex("6000030000"),
  inserted: new Uint8Array(0),
  header: fromHex("603100310000"),
  message: fromHex("08000000000000000000"),
};

test("a frame is length, TPDU, header and message, the length counting what follows it", () => {
  expect(toHex(joinFrame(PARTS))).toBe("0015" + "6000030000" + "603100310000" + "08000000000000000000");
});

test("a frame is taken apart again", () => {
  expect(splitFrame(joinFrame(PARTS).subarray(2))).toEqual(PARTS);
});

test("data between TPDU and header stand apart", () => {
  const inserted = fromHex("0102030405060708090A0B0C0D0E");
  const body = joinFrame({ ...PARTS, inserted }).subarray(2);
  expect(splitFrame(body, 14)).toEqual({ ...PARTS, inserted });
});

test("a frame shorter than its headers is none", () => {
  expect(splitFrame(fromHex("60000300006031003100"))).toBeUndefined();
});

test("the processing requirement is the low nibble of header byte 3", () => {
  expect(processingRequirement(fromHex("603113310000"))).toBe(3);
});

describe("a byte stream is cut into frames", () => {
  const cases = [
    { name: "one frame", chunks: ["0002AABB"], frames: ["AABB"], pending: 0 },
    { name: "two frames in one chunk", chunks: ["0001AA0001BB"], frames: ["AA", "BB"], pending: 0 },
    { name: "a frame in three chunks", chunks: ["00", "02AA", "BB"], frames: ["AABB"], pending: 0 },
    { name: "one and a half", chunks: ["0001AA0002BB"], frames: ["AA"], pending: 3 },
    { name: "empty frames are skipped", chunks: ["00000001AA0000"], frames: ["AA"], pending: 0 },
  ];
  for (const { name, chunks, frames, pending } of cases) {
    test(name, () => {
      const reader = new FrameReader();
      const read = chunks.flatMap((chunk) => reader.push(fromHex(chunk)).frames);
      expect(read.map(toHex)).toEqual(frames);
      expect(reader.pendingLength).toBe(pending);
    });
  }
});

test("the longest frame is read and a longer one breaks the stream for good", () => {
  const longest = new Uint8Array(FRAME_LENGTH_MAX);
  const reader = new FrameReader();
  expect(reader.push(new Uint8Array([0x20, 0x00, ...longest])).frames).toHaveLength(1);
  expect(reader.push(fromHex("0001AA2001"))).toEqual({ frames: [fromHex("AA")], isBroken: true });
  expect(reader.push(fromHex("0001AA"))).toEqual({ frames: [], isBroken: true });
});
