import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSerialPinPad, type SerialPinPad } from "../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { openSerialLink } from "../../drivers/serial/open-serial-link.ts";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { err, ok } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { type SimulatePinPad, simulatePinPad } from "../../simulators/pin-pad/simulate-pin-pad.ts";
import {
  COMPONENT_1,
  COMPONENT_2,
  MESSAGE,
} from "../unit/drivers/pin-pad-serial/codec/protocol-examples-table.ts";
import { pinRequest, WORKING_KEYS } from "../unit/drivers/pin-pad-serial/pad-bench.ts";

/** The driver and the simulated pad over two serial lines of the operating system, joined by socat. */

const clock = createSystemClock();
const MAC = ok(fromHex("284C79DC9A2E50FC"));
const PIN_BLOCK = "E913DDB26BDF4DAC";
const CABLE_MS_MAX = 5_000;

let folder: string;
let cable: ChildProcess | undefined;
let driver: SerialPinPad;
let pads: { stop: AbortController; done: Promise<void>; printed: string[] }[];

const tillLine = () => join(folder, "till");
const padLine = () => join(folder, "pad");

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jinka-pin-pad-"));
  pads = [];
  await plugIn();
  driver = createSerialPinPad({
    link: openSerialLink({ path: tillLine(), baudRate: 9_600 }, { clock }),
    clock,
  });
});

afterEach(async () => {
  await driver.close();
  for (const pad of [...pads]) await stopPad(pad);
  await pullOut();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for something that the operating system does in its own time. */
async function until(isThere: () => boolean): Promise<void> {
  const endMs = clock.monotonicMs() + CABLE_MS_MAX;
  while (!isThere()) {
    expect(clock.monotonicMs()).toBeLessThan(endMs);
    await clock.sleep(10);
  }
}

async function plugIn(): Promise<void> {
  const ends = [tillLine(), padLine()].map((path) => `pty,raw,echo=0,link=${path}`);
  cable = spawn("socat", ends, { stdio: "ignore" });
  await until(() => existsSync(tillLine()) && existsSync(padLine()));
}

async function pullOut(): Promise<void> {
  const pulled = cable;
  cable = undefined;
  if (pulled === undefined) return;
  const exit = once(pulled, "exit");
  pulled.kill();
  await exit;
}

async function startPad(settings: Partial<SimulatePinPad> = {}): Promise<(typeof pads)[number]> {
  const stop = new AbortController();
  const printed: string[] = [];
  const done = simulatePinPad({
    port: padLine(),
    clock,
    signal: stop.signal,
    print: (line) => printed.push(line),
    keyFile: join(folder, "pad.keys"),
    serial: "PAD00042",
    ...settings,
  });
  const pad = { stop, done, printed };
  pads.push(pad);
  await until(() => printed.includes(`${padLine()}: open`));
  return pad;
}

async function stopPad(pad: (typeof pads)[number]): Promise<void> {
  pads = pads.filter((other) => other !== pad);
  pad.stop.abort();
  await pad.done;
}

async function loadKeys(): Promise<void> {
  await driver.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)));
  await driver.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  expect(await driver.loadWorkingKeys(WORKING_KEYS)).toEqual(
    ok({ pinKeyKcv: fromHex("CF9C35EA"), macKeyKcv: fromHex("21DD874E") }),
  );
}

async function capturePin(signal?: AbortSignal): Promise<string> {
  const result = await driver.capturePin(pinRequest(signal === undefined ? {} : { signal }));
  if (!result.ok) return result.fault.kind;
  return result.value.kind === "entered" ? toHex(result.value.pinBlock.reveal()) : result.value.kind;
}

const mac = () => driver.mac("x9.19", fromHex(MESSAGE));

test("keys, MAC and PIN over a real serial line", async () => {
  await startPad({ pin: "123456" });
  await loadKeys();
  expect(await driver.status()).toMatchObject({
    value: { serial: "PAD00042", masterKeyKcv: fromHex("07B19860") },
  });
  expect(await mac()).toEqual(MAC);
  expect(await driver.mac("cup-ecb", new Uint8Array(2048))).toMatchObject({ ok: true });
  expect(await capturePin()).toBe(PIN_BLOCK);
});

test("the pad keeps its keys over a restart of its process", async () => {
  const first = await startPad();
  await loadKeys();
  await stopPad(first);
  await startPad();
  expect(await mac()).toEqual(MAC);
});

test("the till calls a PIN entry off", async () => {
  const pad = await startPad();
  await loadKeys();
  const controller = new AbortController();
  const entry = capturePin(controller.signal);
  await until(() => pad.printed.includes("PIN for 123.45: "));
  controller.abort();
  expect(await entry).toBe("cancelled");
  expect(pad.printed.at(-1)).toBe("Screen: ");
});

test("a person types the PIN at the simulator's own keyboard, unechoed", async () => {
  const rawModes: boolean[] = [];
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
  });
  const pad = await startPad({ keyboard });
  await loadKeys();
  const entry = capturePin();
  await until(() => pad.printed.includes("PIN for 123.45: "));
  keyboard.write("99\x7f123");
  keyboard.write("456\r");
  expect(await entry).toBe(PIN_BLOCK);
  expect(pad.printed.join("\n")).not.toMatch(/123456|99/);
  await stopPad(pad);
  expect(rawModes).toEqual([true, false]);
});

test("a cable that is pulled while the customer types is a fault, and the pad works again when it is back", async () => {
  const pad = await startPad();
  await loadKeys();
  const entry = driver.capturePin(pinRequest());
  await until(() => pad.printed.includes("PIN for 123.45: "));
  await pullOut();
  expect(await entry).toEqual(err({ kind: "unplugged", sent: "yes" }));
  expect(await mac()).toEqual(err({ kind: "unplugged", sent: "no" }));
  await plugIn();
  pad.printed.length = 0;
  await until(() => pad.printed.includes(`${padLine()}: open`));
  expect(await mac()).toEqual(MAC);
  expect(pad.printed).toContain("Screen: ");
});

test("a line without a pad is noticed, and nothing of the request has left", async () => {
  expect(await mac()).toEqual(err({ kind: "noAnswer", sent: "no" }));
  await startPad();
  expect(await driver.status()).toMatchObject({ ok: true });
});
