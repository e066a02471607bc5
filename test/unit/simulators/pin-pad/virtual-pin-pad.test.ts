import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { createFileMemory } from "../../../../simulators/pin-pad/key-memory.ts";
import { buildLineFrame } from "../../../../simulators/pin-pad/line.ts";
import { VirtualPinPad } from "../../../../simulators/pin-pad/virtual-pin-pad.ts";
import {
  EXAMPLES,
  MASTER_KEY,
  WRAPPED_MAC_KEY,
} from "../../drivers/pin-pad-serial/codec/protocol-examples-table.ts";
import { LeapingClock } from "../../drivers/pin-pad-serial/leaping-clock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-pad-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A pad and everything that it sends, as hexadecimal digits. */
function setUp(memoryPath?: string): { pad: VirtualPinPad; said: string[]; clock: LeapingClock } {
  const clock = new LeapingClock();
  const memory = memoryPath === undefined ? undefined : createFileMemory(memoryPath);
  const pad = new VirtualPinPad({ clock, ...(memory === undefined ? {} : { memory }) });
  const said: string[] = [];
  pad.connect((bytes) => said.push(toHex(bytes)));
  return { pad, said, clock };
}

/** What the pad says to a frame; the acknowledgement first. */
function say(pad: VirtualPinPad, said: string[], hex: string): string[] {
  said.length = 0;
  pad.receive(fromHex(hex));
  return [...said];
}

const request = (sequence: number, type: number, payload: string) =>
  toHex(buildLineFrame(sequence, type, fromHex(payload)));
const ack = (sequence: number) => request(sequence, 0x06, "");

test("the pad answers every example of the document with the documented bytes", () => {
  const { pad, said } = setUp();
  const dialogue = [
    { sequence: 1, asks: EXAMPLES.cancel, answers: EXAMPLES.cancelAnswer },
    { sequence: 2, asks: EXAMPLES.component1, answers: EXAMPLES.component1Answer },
    { sequence: 3, asks: EXAMPLES.component2, answers: EXAMPLES.component2Answer },
    { sequence: 4, asks: EXAMPLES.workingKeys, answers: EXAMPLES.workingKeysAnswer },
    { sequence: 5, asks: EXAMPLES.status, answers: EXAMPLES.statusAnswer },
    { sequence: 6, asks: EXAMPLES.mac, answers: EXAMPLES.macAnswer },
    { sequence: 8, asks: EXAMPLES.display, answers: EXAMPLES.displayAnswer },
  ];
  expect(ack(1)).toBe(EXAMPLES.ack);
  for (const { sequence, asks, answers } of dialogue) {
    expect(say(pad, said, asks)).toEqual([ack(sequence), answers]);
  }
  expect(pad.screen).toEqual({ kind: "text", lines: ["谢谢", "Thank you"] });
});

test.each([
  { name: "digits and confirm", keys: ["1", "2", "3", "4", "5", "6", "confirm"], answer: EXAMPLES.entered },
  {
    name: "digits, clear, digits and confirm",
    keys: ["9", "clear", "1", "2", "3", "4", "5", "6", "confirm"],
    answer: EXAMPLES.entered,
  },
  { name: "confirm", keys: ["confirm"], answer: EXAMPLES.bypassed },
  { name: "digits and cancel", keys: ["1", "2", "cancel"], answer: EXAMPLES.cancelled },
] as const)("a person who presses $name gives the documented answer", ({ keys, answer }) => {
  const { pad, said } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  expect(say(pad, said, EXAMPLES.capturePin)).toEqual([ack(7)]);
  expect(pad.screen).toEqual({ kind: "pin", amountFen: 12_345n, typedCount: 0 });
  said.length = 0;
  for (const key of keys) pad.press(key);
  expect(said).toEqual([answer]);
});

test("three digits are not confirmed, the thirteenth is not taken, and time runs out", async () => {
  const { pad, said, clock } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  say(pad, said, EXAMPLES.capturePin);
  for (const key of ["1", "2", "3", "confirm"] as const) pad.press(key);
  expect(pad.screen).toEqual({ kind: "pin", amountFen: 12_345n, typedCount: 3 });
  for (let press = 0; press < 20; press++) pad.press("4");
  expect(pad.screen).toEqual({ kind: "pin", amountFen: 12_345n, typedCount: 12 });
  said.length = 0;
  await clock.sleep(61_000);
  expect(said).toEqual([EXAMPLES.timedOut]);
  expect(pad.screen).toEqual({ kind: "text", lines: [] });
});

test("during PIN entry only CANCEL is executed, and it ends the entry first", () => {
  const { pad, said } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  say(pad, said, EXAMPLES.capturePin);
  expect(say(pad, said, request(8, 0x20, ""))).toEqual([ack(8), request(8, 0xa0, "05")]);
  expect(say(pad, said, EXAMPLES.capturePin)).toEqual([ack(7)]);
  expect(say(pad, said, request(9, 0x18, ""))).toEqual([
    ack(9),
    EXAMPLES.cancelled,
    request(9, 0x98, "0001"),
  ]);
});

test("a repeated request is not executed again, but gets its answer for five seconds", async () => {
  const { pad, said, clock } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  pad.customers.push({ kind: "digits", pin: "123456" });
  pad.receive(fromHex(EXAMPLES.capturePin));
  await clock.sleep(1);
  expect(say(pad, said, EXAMPLES.capturePin)).toEqual([ack(7), EXAMPLES.entered]);
  await clock.sleep(5_001);
  expect(say(pad, said, EXAMPLES.capturePin)).toEqual([ack(7)]);
  expect(pad.screen.kind).toBe("pin");
});

test("after CANCEL the request before it is a new one", async () => {
  const { pad, said, clock } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  pad.customers.push({ kind: "digits", pin: "123456" });
  pad.receive(fromHex(EXAMPLES.capturePin));
  await clock.sleep(1);
  pad.receive(fromHex(EXAMPLES.cancel));
  expect(say(pad, said, EXAMPLES.capturePin)).toEqual([ack(7)]);
  expect(pad.screen.kind).toBe("pin");
});

test("NAK brings the last frame again, damage brings NAK, and other frames bring nothing", () => {
  const { pad, said } = setUp();
  expect(say(pad, said, EXAMPLES.nak)).toEqual([]);
  say(pad, said, EXAMPLES.cancel);
  expect(say(pad, said, EXAMPLES.nak)).toEqual([EXAMPLES.cancelAnswer]);
  expect(say(pad, said, "02000201184AA9")).toEqual([EXAMPLES.nak]);
  expect(say(pad, said, EXAMPLES.ack)).toEqual([]);
  expect(say(pad, said, EXAMPLES.statusAnswer)).toEqual([]);
});

test.each([
  { name: "an unknown type", type: 0x7f, payload: "", code: "01" },
  { name: "component 3", type: 0x21, payload: `030110${MASTER_KEY}`, code: "02" },
  { name: "a component of an unknown algorithm", type: 0x21, payload: `010410${MASTER_KEY}`, code: "06" },
  { name: "a short component", type: 0x21, payload: "0101080011223344556677", code: "02" },
  { name: "component 2 alone", type: 0x21, payload: `020110${MASTER_KEY}`, code: "07" },
  { name: "no working keys", type: 0x22, payload: "00", code: "02" },
  { name: "a key of unknown use", type: 0x22, payload: `010901000010${WRAPPED_MAC_KEY}`, code: "06" },
  { name: "a key in a TR-31 block", type: 0x22, payload: `010201010010${WRAPPED_MAC_KEY}`, code: "06" },
  { name: "a key of 12 bytes", type: 0x22, payload: "01020100000C000000000000000000000000", code: "02" },
  {
    name: "one use twice",
    type: 0x22,
    payload: "02020100000800000000000000000201000008AAAAAAAAAAAAAAAA",
    code: "02",
  },
  { name: "a cut key", type: 0x22, payload: "010201000010AABB", code: "02" },
  { name: "a MAC of an unknown kind", type: 0x23, payload: "030000", code: "06" },
  { name: "less MAC data than stated", type: 0x23, payload: "010002AA", code: "02" },
  { name: "more MAC data than 2048 bytes", type: 0x23, payload: `010801${"00".repeat(2049)}`, code: "02" },
  { name: "a PIN block of format 4", type: 0x24, payload: pin({ format: "04" }), code: "06" },
  { name: "a DUKPT key scheme", type: 0x24, payload: pin({ scheme: "01" }), code: "06" },
  { name: "PINs of 3 digits", type: 0x24, payload: pin({ digits: "030C" }), code: "02" },
  { name: "PINs of 13 digits", type: 0x24, payload: pin({ digits: "040D" }), code: "02" },
  { name: "a largest PIN below the least", type: 0x24, payload: pin({ digits: "0806" }), code: "02" },
  { name: "no entry time", type: 0x24, payload: pin({ time: "00000000" }), code: "02" },
  { name: "an entry time above the limit", type: 0x24, payload: pin({ time: "000493E1" }), code: "02" },
  { name: "an amount that is no number", type: 0x24, payload: pin({ amount: "00000001234A" }), code: "02" },
  { name: "a PAN of 12 digits", type: 0x24, payload: pin({ pan: "0C123456789012" }), code: "02" },
  { name: "a PAN with a letter", type: 0x24, payload: pin({ pan: "0E5555555555555A" }), code: "02" },
  { name: "a PAN that is cut", type: 0x24, payload: pin({ pan: "136222" }), code: "02" },
  { name: "text in an unknown encoding", type: 0x25, payload: "0201", code: "06" },
  { name: "five lines of text", type: 0x25, payload: "01050000000000", code: "02" },
  { name: "a line that is cut", type: 0x25, payload: "01010541", code: "02" },
])("$name is refused with $code", ({ type, payload, code }) => {
  const { pad, said } = setUp();
  pad.keys.inject(fromHex(MASTER_KEY));
  expect(say(pad, said, request(1, type, payload))).toEqual([ack(1), request(1, type + 0x80, code)]);
});

/** The documented PIN question with one field changed. */
function pin(fields: {
  format?: string;
  scheme?: string;
  digits?: string;
  time?: string;
  amount?: string;
  pan?: string;
}) {
  const {
    format = "00",
    scheme = "00",
    digits = "040C",
    time = "0000EA60",
    amount = "000000012345",
  } = fields;
  return `${format}${scheme}${digits}01${time}${amount}0156${fields.pan ?? "136222021700000000004F"}`;
}

test("keys stay over a loss of power, a half-entered master key does not", () => {
  const path = join(folder, "pad.keys");
  const first = setUp(path);
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    first.pad.receive(fromHex(example));
  }
  first.pad.receive(fromHex(EXAMPLES.component1));
  const second = setUp(path);
  expect(say(second.pad, second.said, EXAMPLES.status)).toEqual([ack(5), EXAMPLES.statusAnswer]);
  expect(say(second.pad, second.said, EXAMPLES.component2)).toEqual([ack(3), request(3, 0xa1, "07")]);
  first.pad.restart();
  expect(say(first.pad, first.said, EXAMPLES.component2)).toEqual([ack(3), request(3, 0xa1, "07")]);
  expect(say(first.pad, first.said, EXAMPLES.status)).toEqual([ack(5), EXAMPLES.statusAnswer]);
});

test("the key file is for its owner only, and an erased pad has no keys", () => {
  const path = join(folder, "pad.keys");
  const { pad, said } = setUp(path);
  pad.keys.inject(fromHex(MASTER_KEY));
  expect(existsSync(path)).toBe(true);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  pad.keys.erase();
  expect(readFileSync(path, "utf8")).toBe("");
  expect(say(pad, said, EXAMPLES.mac)).toEqual([ack(6), request(6, 0xa3, "03")]);
});

test("a key file that is not one leaves a pad without keys", () => {
  const path = join(folder, "pad.keys");
  writeFileSync(path, "masterKey 12\nmacKey 0123456789ABCDEF\n");
  const { pad, said } = setUp(path);
  expect(say(pad, said, EXAMPLES.mac)).toEqual([ack(6), request(6, 0xa3, "03")]);
});

test("a new master key makes the working keys of the old one useless", () => {
  const { pad, said } = setUp();
  for (const example of [EXAMPLES.component1, EXAMPLES.component2, EXAMPLES.workingKeys]) {
    pad.receive(fromHex(example));
  }
  pad.keys.inject(fromHex(MASTER_KEY));
  expect(say(pad, said, EXAMPLES.mac)).toEqual([ack(6), request(6, 0xa3, "04")]);
});
