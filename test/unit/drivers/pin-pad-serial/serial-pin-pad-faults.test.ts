import { expect, test } from "vitest";
import { encodeFrame } from "../../../../drivers/pin-pad-serial/codec/frame.ts";
import type { PinPadLink } from "../../../../drivers/pin-pad-serial/pad-conversation.ts";
import { createSerialPinPad } from "../../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { concatBytes, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import type { LineShape } from "../../../../simulators/pin-pad/in-process-link.ts";
import { MESSAGE } from "./codec/protocol-examples-table.ts";
import { type PadBench, pinRequest, setUpKeyedBench, WORKING_KEYS } from "./pad-bench.ts";

const MAC_OK = ok(fromHex("284C79DC9A2E50FC"));
const MAC_REQUEST_LENGTH = 93;
const MAC_ANSWER_LENGTH = 7 + 16;
const PIN_REQUEST_LENGTH = 35;
const PIN_ANSWER_LENGTH = 7 + 21;
const NEVER_LONGER_MS = 80_000;

const mac = (bench: PadBench) => bench.driver.mac("x9.19", fromHex(MESSAGE));

/** Bench whose first conversation (CANCEL) is over, so that faults hit the request itself. */
async function setUpSynchronised(): Promise<PadBench> {
  const bench = setUpKeyedBench();
  await bench.driver.status();
  return bench;
}

/** Changes the byte at `position` of everything that passes, once; a byte becomes none, one, or several. */
function spoil(position: number, change: (byte: number) => readonly number[]): LineShape {
  let passed = 0;
  return (bytes) => {
    const at = position - passed;
    passed += bytes.length;
    if (at < 0 || at >= bytes.length) return [bytes];
    return [
      concatBytes(bytes.subarray(0, at), Uint8Array.from(change(bytes[at] ?? 0)), bytes.subarray(at + 1)),
    ];
  };
}

const harms: readonly { harm: string; change: (byte: number) => readonly number[] }[] = [
  { harm: "lost", change: () => [] },
  { harm: "changed", change: (byte) => [byte ^ 0x11] },
  { harm: "turned into a false start", change: () => [0x02] },
  { harm: "doubled", change: (byte) => [byte, byte] },
  { harm: "followed by noise", change: (byte) => [byte, 0xff, 0x02, 0x00] },
];

test.each(harms)("a MAC is made whichever single byte is $harm", async ({ change }) => {
  for (const [direction, length] of [
    ["toPad", MAC_REQUEST_LENGTH],
    ["toTill", MAC_ANSWER_LENGTH],
  ] as const) {
    for (let position = 0; position < length; position++) {
      const bench = await setUpSynchronised();
      bench.link.shape[direction] = spoil(position, change);
      const result = await mac(bench);
      expect({ direction, position, result }).toEqual({ direction, position, result: MAC_OK });
    }
  }
});

test.each(harms)(
  "a customer is asked once at most, and never left alone, whichever byte is $harm",
  async ({ change }) => {
    for (const [direction, length] of [
      ["toPad", PIN_REQUEST_LENGTH],
      ["toTill", PIN_ANSWER_LENGTH],
    ] as const) {
      for (let position = 0; position < length; position++) {
        const bench = await setUpSynchronised();
        const { pad, link, driver, clock } = bench;
        let asked = 0;
        let wasAsking = false;
        pad.onScreen((screen) => {
          if (screen.kind === "pin" && !wasAsking) asked += 1;
          wasAsking = screen.kind === "pin";
        });
        pad.usualCustomer = { kind: "digits", pin: "123456", afterMs: 2_000 };
        link.shape[direction] = spoil(position, change);
        const startMs = clock.monotonicMs();
        const result = await driver.capturePin(pinRequest());
        const end = result.ok
          ? result.value.kind === "entered" && toHex(result.value.pinBlock.reveal())
          : `${result.fault.kind} ${"sent" in result.fault ? result.fault.sent : ""}`;
        expect(["E913DDB26BDF4DAC", "noAnswer unknown", "noAnswer yes", "badAnswer yes"]).toContain(end);
        expect({ position, asked: asked <= 1 }).toEqual({ position, asked: true });
        expect(pad.screen.kind).toBe("text");
        expect(clock.monotonicMs() - startMs).toBeLessThan(NEVER_LONGER_MS);
        expect(await mac(bench)).toEqual(MAC_OK);
      }
    }
  },
);

test.each([
  { name: "before every frame", shape: (bytes: Uint8Array) => [fromHex("FF0015"), bytes] },
  { name: "behind every frame", shape: (bytes: Uint8Array) => [bytes, fromHex("0207FE00")] },
  {
    name: "that looks like a frame, before every frame",
    shape: (bytes: Uint8Array) => [fromHex("020010"), bytes],
  },
])("noise $name does no harm", async ({ shape }) => {
  const bench = setUpKeyedBench();
  bench.link.shape.toPad = shape;
  bench.link.shape.toTill = shape;
  expect(await mac(bench)).toEqual(MAC_OK);
  bench.pad.customers.push({ kind: "digits", pin: "123456" });
  expect(await bench.driver.capturePin(pinRequest())).toMatchObject({ value: { kind: "entered" } });
});

test("frames in single bytes are put together", async () => {
  const bench = setUpKeyedBench();
  const singly: LineShape = (bytes) => [...bytes].map((byte) => Uint8Array.of(byte));
  bench.link.shape.toPad = singly;
  bench.link.shape.toTill = singly;
  expect(await mac(bench)).toEqual(MAC_OK);
});

test("a pad that is unplugged at any byte of the request is a fault that says what was sent, and comes back", async () => {
  for (let byteCount = 1; byteCount <= MAC_REQUEST_LENGTH; byteCount++) {
    const bench = await setUpSynchronised();
    bench.link.unplugAfterBytes("toPad", byteCount);
    expect(await mac(bench)).toEqual(err({ kind: "unplugged", sent: "unknown" }));
    expect(await mac(bench)).toEqual(err({ kind: "unplugged", sent: "no" }));
    bench.link.plugIn();
    expect(await mac(bench)).toEqual(MAC_OK);
  }
});

test("a pad that is unplugged at any byte of its answer is a fault, and the answer before it counts", async () => {
  for (let byteCount = 1; byteCount < MAC_ANSWER_LENGTH; byteCount++) {
    const bench = await setUpSynchronised();
    bench.link.unplugAfterBytes("toTill", byteCount);
    const sent = byteCount < 7 ? "unknown" : "yes";
    expect({ byteCount, result: await mac(bench) }).toEqual({
      byteCount,
      result: err({ kind: "unplugged", sent }),
    });
    bench.link.plugIn();
    expect(await mac(bench)).toEqual(MAC_OK);
  }
  const bench = await setUpSynchronised();
  bench.link.unplugAfterBytes("toTill", MAC_ANSWER_LENGTH);
  expect(await mac(bench)).toEqual(MAC_OK);
});

test("a pad that is unplugged while the customer types is a fault at once, and idle when it is back", async () => {
  const bench = await setUpSynchronised();
  const entry = bench.driver.capturePin(pinRequest());
  await bench.clock.sleep(1_000);
  expect(bench.pad.screen.kind).toBe("pin");
  bench.link.unplug();
  expect(await entry).toEqual(err({ kind: "unplugged", sent: "yes" }));
  bench.link.plugIn();
  expect(await mac(bench)).toEqual(MAC_OK);
  expect(bench.pad.screen.kind).toBe("text");
});

test("a pad that was never plugged in is a fault of which nothing was sent", async () => {
  const bench = setUpKeyedBench();
  bench.link.unplug();
  expect(await mac(bench)).toEqual(err({ kind: "unplugged", sent: "no" }));
});

test("a dead pad is noticed within ten seconds, and not one byte of the request was sent", async () => {
  const bench = setUpKeyedBench();
  bench.pad.trouble.isDead = true;
  const startMs = bench.clock.monotonicMs();
  expect(await mac(bench)).toEqual(err({ kind: "noAnswer", sent: "no" }));
  expect(bench.clock.monotonicMs() - startMs).toBeLessThan(10_000);
});

test("a pad that dies between two requests has perhaps got the second one", async () => {
  const bench = await setUpSynchronised();
  bench.pad.trouble.isDead = true;
  expect(await mac(bench)).toEqual(err({ kind: "noAnswer", sent: "unknown" }));
  bench.pad.trouble.isDead = false;
  expect(await mac(bench)).toEqual(MAC_OK);
});

test("a pad that dies while the customer types ends the wait soon after the entry time", async () => {
  const bench = await setUpSynchronised();
  const startMs = bench.clock.monotonicMs();
  const entry = bench.driver.capturePin(pinRequest({ timeoutMs: 30_000 }));
  await bench.clock.sleep(1_000);
  bench.pad.trouble.isDead = true;
  expect(await entry).toEqual(err({ kind: "noAnswer", sent: "yes" }));
  expect(bench.clock.monotonicMs() - startMs).toBeLessThan(42_000);
});

test("a pad that restarts while the customer types asks nobody again", async () => {
  const bench = await setUpSynchronised();
  let asked = 0;
  bench.pad.onScreen((screen) => {
    if (screen.kind === "pin") asked += 1;
  });
  const entry = bench.driver.capturePin(pinRequest({ timeoutMs: 30_000 }));
  await bench.clock.sleep(1_000);
  bench.pad.restart();
  expect(await entry).toEqual(err({ kind: "noAnswer", sent: "yes" }));
  expect(asked).toBe(1);
});

test("the late answer to a MAC that was given up is not taken for the MAC of the next message", async () => {
  const bench = await setUpSynchronised();
  bench.pad.trouble.answerDelayMs = 6_900;
  const startMs = bench.clock.monotonicMs();
  const other = await bench.driver.mac("x9.19", fromHex("0200"));
  expect(other).toEqual(err({ kind: "noAnswer", sent: "yes" }));
  expect(bench.clock.monotonicMs() - startMs).toBe(6_000);
  // CANCEL is answered after 6.7 s and the next MAC after 7.4 s: the late one comes in between.
  bench.pad.trouble.answerDelayMs = 700;
  expect(await mac(bench)).toEqual(MAC_OK);
});

test("a PIN question whose acknowledgement is lost is taken back, not left before the customer", async () => {
  const bench = await setUpSynchronised();
  bench.link.shape.toTill = (bytes) => (bytes[3] === 3 ? [] : [bytes]);
  const result = await bench.driver.capturePin(pinRequest());
  expect(result).toEqual(err({ kind: "noAnswer", sent: "unknown" }));
  expect(bench.pad.screen.kind).toBe("text");
});

test("a slow answer is waited for without a second execution", async () => {
  const bench = await setUpSynchronised();
  bench.pad.trouble.answerDelayMs = 1_500;
  expect(await mac(bench)).toEqual(MAC_OK);
  bench.pad.trouble.answerDelayMs = 3_000;
  expect(await bench.driver.loadWorkingKeys(WORKING_KEYS)).toMatchObject({ ok: true });
});

test("answers that arrive damaged every time are told apart from silence", async () => {
  const bench = await setUpSynchronised();
  bench.link.shape.toTill = (bytes) => {
    const isAnswer = ((bytes[4] ?? 0) & 0x80) !== 0;
    return [isAnswer ? concatBytes(bytes.subarray(0, -1), Uint8Array.of((bytes.at(-1) ?? 0) ^ 1)) : bytes];
  };
  expect(await mac(bench)).toEqual(err({ kind: "badAnswer", sent: "yes", detail: "damaged on the line" }));
});

test("requests that arrive damaged every time end after three sendings", async () => {
  const bench = await setUpSynchronised();
  let sendings = 0;
  bench.link.shape.toPad = (bytes) => {
    if (bytes[4] === 0x23) sendings += 1;
    return [concatBytes(bytes.subarray(0, -1), Uint8Array.of((bytes.at(-1) ?? 0) ^ 1))];
  };
  expect(await mac(bench)).toEqual(err({ kind: "noAnswer", sent: "unknown" }));
  expect(sendings).toBe(3);
});

test("a pad that babbles without end does not hold the till", async () => {
  const bench = await setUpSynchronised();
  const stop = new AbortController();
  bench.link.shape.toTill = () => [fromHex("02FFFF0200021506")];
  const babble = async () => {
    while (!stop.signal.aborted) {
      // Whatever the pad says to this becomes noise on the line.
      bench.pad.receive(fromHex("02000205203137"));
      await bench.clock.sleep(50, stop.signal);
    }
  };
  const babbling = babble();
  const startMs = bench.clock.monotonicMs();
  expect(await mac(bench)).toMatchObject({ ok: false });
  expect(bench.clock.monotonicMs() - startMs).toBeLessThan(10_000);
  stop.abort();
  await babbling;
});

test("a line that takes no bytes in time is no answer, and keeps what it says about the bytes", async () => {
  const { clock, link } = setUpKeyedBench();
  let writes = 0;
  const stuck: PinPadLink = {
    write: async (bytes) => {
      writes += 1;
      return writes === 2 ? err({ kind: "timedOut", sent: "unknown" }) : link.write(bytes);
    },
    onData: (listener) => link.onData(listener),
    onLost: (listener) => link.onLost(listener),
    withPort: (use) => link.withPort(use),
    close: () => link.close(),
  };
  const driver = createSerialPinPad({ link: stuck, clock });
  expect(await driver.mac("x9.19", fromHex(MESSAGE))).toEqual(err({ kind: "noAnswer", sent: "unknown" }));
  expect(await driver.mac("x9.19", fromHex(MESSAGE))).toEqual(MAC_OK);
});

test("an answer with a check value missing is a bad answer, because nobody could compare it", async () => {
  const bench = await setUpSynchronised();
  // The pad reports the MAC key alone: sequence and checksum are put right by hand.
  bench.link.shape.toTill = (bytes) =>
    bytes[4] === 0xa2 ? [fromHex("02000903A200010221DD874E9913")] : [bytes];
  expect(await bench.driver.loadWorkingKeys(WORKING_KEYS)).toEqual(
    err({ kind: "badAnswer", sent: "yes", detail: "a check value is missing" }),
  );
});

test("a pad of another protocol version is a bad answer", async () => {
  const bench = await setUpSynchronised();
  bench.link.shape.toTill = (bytes) =>
    bytes[4] === 0xa0
      ? [encodeFrame({ sequence: 3, type: 0xa0, payload: fromHex("000200000000") })]
      : [bytes];
  expect(await bench.driver.status()).toEqual(
    err({ kind: "badAnswer", sent: "yes", detail: "another version of the protocol" }),
  );
});

test("an answer that says nothing is a bad answer", async () => {
  const bench = await setUpSynchronised();
  bench.link.shape.toTill = (bytes) =>
    bytes[4] === 0xa3 ? [encodeFrame({ sequence: 3, type: 0xa3, payload: fromHex("00AA") })] : [bytes];
  expect(await mac(bench)).toEqual(
    err({ kind: "badAnswer", sent: "yes", detail: "not what the protocol says" }),
  );
});
