import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeComponentKcv,
  decodeDone,
  decodeMac,
  decodePinEntry,
  decodeStatus,
  decodeWorkingKeyKcvs,
} from "../../drivers/pin-pad-serial/codec/answers.ts";
import { encodeFrame, type Frame, FrameReader } from "../../drivers/pin-pad-serial/codec/frame.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import { buildLineFrame, type LineFrame, LineReceiver } from "../../simulators/pin-pad/line.ts";

const frames = fc.record({
  sequence: fc.integer({ min: 0, max: 255 }),
  type: fc.integer({ min: 0, max: 255 }),
  payload: fc.uint8Array({ maxLength: 60 }),
});

/** Bytes that often look like the beginning of a frame. */
const noise = fc.array(fc.oneof(fc.constantFrom(0x02, 0x00, 0x03), fc.integer({ min: 0, max: 255 })), {
  maxLength: 40,
});

/** A line on which frames and noise come in any order. */
const traffic = fc
  .array(
    fc.oneof(
      frames.map(encodeFrame),
      noise.map((bytes) => Uint8Array.from(bytes)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => concatBytes(...pieces));

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const edges = [0, ...at.map((edge) => edge % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
}

function readAll(pieces: readonly Uint8Array[]): Frame[] {
  const reader = new FrameReader();
  const found = pieces.flatMap((piece) => reader.receive(piece).frames);
  return [...found, ...reader.endOfInput().frames];
}

function receiveAll(bytes: Uint8Array): LineFrame[] {
  const found: LineFrame[] = [];
  const receiver = new LineReceiver(
    (frame) => found.push(frame),
    () => undefined,
  );
  receiver.receive(bytes);
  receiver.quiet();
  return found;
}

test("frames come out as they went in, wherever the line cuts them", () => {
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (sent, cuts) => {
      expect(readAll(cut(concatBytes(...sent.map(encodeFrame)), cuts))).toEqual(sent);
    }),
  );
});

test("noise without STX between frames changes nothing", () => {
  const quiet = fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.filter((byte) => byte !== 0x02));
  fc.assert(
    fc.property(fc.array(fc.tuple(quiet, frames), { maxLength: 6 }), (sent) => {
      const line = sent.flatMap(([before, frame]) => [before, encodeFrame(frame)]);
      expect(readAll(line)).toEqual(sent.map(([, frame]) => frame));
    }),
  );
});

test("what is found does not depend on where the line cuts its bytes", () => {
  fc.assert(
    fc.property(traffic, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
      expect(readAll(cut(bytes, cuts))).toEqual(readAll([bytes]));
    }),
  );
});

test("the driver and the simulated pad, written apart, see the same frames in any bytes", () => {
  fc.assert(
    fc.property(traffic, (bytes) => {
      expect(receiveAll(bytes)).toEqual(readAll([bytes]));
    }),
    { numRuns: 300 },
  );
});

test("the driver and the simulated pad, written apart, build the same frames", () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(buildLineFrame(frame.sequence, frame.type, frame.payload)).toEqual(encodeFrame(frame));
    }),
  );
});

test("a single changed byte never gives another frame", () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, position, change) => {
      const bytes = encodeFrame(frame);
      const at = position % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(readAll([bytes]).filter((found) => found.payload.length >= frame.payload.length)).toEqual([]);
    }),
  );
});

test("any payload gives a value or a fault in every answer decoder", () => {
  const decoders = [
    decodeComponentKcv,
    decodeDone,
    decodeMac,
    decodePinEntry,
    decodeStatus,
    decodeWorkingKeyKcvs,
  ];
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ maxLength: 80 }).map((bytes) => concatBytes(Uint8Array.of(0), bytes)),
  );
  fc.assert(
    fc.property(payloads, (payload) => {
      for (const decode of decoders) expect(typeof decode(payload).ok).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});
