import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { crc16 } from "../../../../../drivers/pin-pad-serial/codec/crc16.ts";
import { encodeFrame, type Frame, FrameReader } from "../../../../../drivers/pin-pad-serial/codec/frame.ts";
import {
  commandOf,
  encodeRequest,
  type PadRequest,
} from "../../../../../drivers/pin-pad-serial/codec/requests.ts";
import { concatBytes, fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  COMPONENT_1,
  COMPONENT_2,
  EXAMPLES,
  MESSAGE,
  WRAPPED_MAC_KEY,
  WRAPPED_PIN_KEY,
} from "./protocol-examples-table.ts";

const STATUS = fromHex(EXAMPLES.status);
const STATUS_FRAME: Frame = { sequence: 5, type: 0x20, payload: new Uint8Array() };

test("the checksum has the published check value of CRC-16/IBM-3740", () => {
  expect(crc16(fromAscii("123456789"))).toBe(0x29b1);
});

test("every example of the tests stands in the protocol document", () => {
  const path = new URL("../../../../../docs/pin-pad-protocol.md", import.meta.url);
  const lines = readFileSync(path, "utf8").split("\n");
  const shown = lines
    .filter((line) => /^[<>] /.test(line))
    .map((line) => line.slice(2).split(/ {2,}/)[0]?.replaceAll(" ", ""));
  expect([...shown].sort()).toEqual(Object.values(EXAMPLES).sort());
});

const requests: readonly { name: keyof typeof EXAMPLES; sequence: number; request: PadRequest }[] = [
  { name: "cancel", sequence: 1, request: { kind: "cancel" } },
  {
    name: "component1",
    sequence: 2,
    request: { kind: "loadMasterKeyComponent", number: 1, component: fromHex(COMPONENT_1) },
  },
  {
    name: "component2",
    sequence: 3,
    request: { kind: "loadMasterKeyComponent", number: 2, component: fromHex(COMPONENT_2) },
  },
  {
    name: "workingKeys",
    sequence: 4,
    request: {
      kind: "loadWorkingKeys",
      keys: [
        { use: "pinKey", cryptogram: fromHex(WRAPPED_PIN_KEY) },
        { use: "macKey", cryptogram: fromHex(WRAPPED_MAC_KEY) },
      ],
    },
  },
  { name: "status", sequence: 5, request: { kind: "status" } },
  {
    name: "mac",
    sequence: 6,
    request: { kind: "generateMac", algorithm: "x9.19", data: fromHex(MESSAGE) },
  },
  {
    name: "capturePin",
    sequence: 7,
    request: {
      kind: "capturePin",
      pan: "6222021700000000004",
      amountFen: 12_345n,
      digitsMin: 4,
      digitsMax: 12,
      entryTimeoutMs: 60_000,
      bypassAllowed: true,
    },
  },
  {
    name: "display",
    sequence: 8,
    request: { kind: "display", lines: ["谢谢", "Thank you"].map((line) => new TextEncoder().encode(line)) },
  },
];

test.each(requests)(
  "the request of example $name has exactly the documented bytes",
  ({ name, sequence, request }) => {
    const frame = { sequence, type: commandOf(request), payload: encodeRequest(request) };
    expect(toHex(encodeFrame(frame))).toBe(EXAMPLES[name]);
  },
);

test("a NAK has exactly the documented bytes", () => {
  expect(toHex(encodeFrame({ sequence: 0, type: 0x15, payload: new Uint8Array() }))).toBe(EXAMPLES.nak);
});

test("a track key, single-length keys and the other flags take their documented places", () => {
  const keys = encodeRequest({
    kind: "loadWorkingKeys",
    keys: [{ use: "trackKey", cryptogram: fromHex("96D605EA176B7E9E") }],
  });
  expect(toHex(keys)).toBe("01030100000896D605EA176B7E9E");
  const pin = encodeRequest({
    kind: "capturePin",
    pan: "6228480000000012",
    amountFen: 0n,
    digitsMin: 6,
    digitsMax: 6,
    entryTimeoutMs: 300_000,
    bypassAllowed: false,
  });
  expect(toHex(pin)).toBe(`0000060600000493E00000000000000156106228480000000012`);
  const mac = encodeRequest({ kind: "generateMac", algorithm: "cup-ecb", data: new Uint8Array() });
  expect(toHex(mac)).toBe("010000");
});

const inputs: readonly {
  name: string;
  pieces: readonly Uint8Array[];
  frames: readonly Frame[];
  damaged: boolean;
}[] = [
  { name: "a whole frame", pieces: [STATUS], frames: [STATUS_FRAME], damaged: false },
  {
    name: "a frame byte by byte",
    pieces: [...STATUS].map((byte) => Uint8Array.of(byte)),
    frames: [STATUS_FRAME],
    damaged: false,
  },
  {
    name: "two frames in one piece",
    pieces: [concatBytes(STATUS, STATUS)],
    frames: [STATUS_FRAME, STATUS_FRAME],
    damaged: false,
  },
  {
    name: "noise without STX before a frame",
    pieces: [concatBytes(fromHex("FF00A51703"), STATUS)],
    frames: [STATUS_FRAME],
    damaged: false,
  },
  {
    name: "an impossible length before a frame",
    pieces: [concatBytes(fromHex("02FFFF"), STATUS)],
    frames: [STATUS_FRAME],
    damaged: true,
  },
  {
    name: "a false start that swallows the beginning of a frame",
    pieces: [concatBytes(fromHex("0200030A"), STATUS)],
    frames: [STATUS_FRAME],
    damaged: true,
  },
  { name: "a wrong checksum", pieces: [fromHex("02000205203138")], frames: [], damaged: true },
  { name: "a length below two", pieces: [fromHex("020001052031")], frames: [], damaged: true },
];

test.each(inputs)("the reader finds what is there in $name", ({ pieces, frames, damaged }) => {
  const reader = new FrameReader();
  const results = pieces.map((piece) => reader.receive(piece));
  expect(results.flatMap((result) => result.frames)).toEqual(frames);
  expect(results.some((result) => result.damaged)).toBe(damaged);
});

test("a frame that stops short is damaged at the end of input, and one behind it is found", () => {
  const reader = new FrameReader();
  expect(reader.receive(concatBytes(fromHex("020100"), STATUS))).toEqual({ frames: [], damaged: false });
  expect(reader.isInsideFrame).toBe(true);
  expect(reader.endOfInput()).toEqual({ frames: [STATUS_FRAME], damaged: true });
  expect(reader.isInsideFrame).toBe(false);
  expect(reader.endOfInput()).toEqual({ frames: [], damaged: false });
});

test("the longest frame is taken and a longer one is not begun", () => {
  const longest = encodeFrame({ sequence: 255, type: 0x23, payload: new Uint8Array(2302).fill(2) });
  expect(new FrameReader().receive(longest).frames).toHaveLength(1);
  const reader = new FrameReader();
  expect(reader.receive(fromHex("020901"))).toEqual({ frames: [], damaged: true });
  expect(reader.isInsideFrame).toBe(false);
});
