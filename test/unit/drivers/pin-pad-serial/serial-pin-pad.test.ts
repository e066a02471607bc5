import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createSerialPinPad } from "../../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { COMPONENT_1, COMPONENT_2, EXAMPLES, MESSAGE } from "./codec/protocol-examples-table.ts";
import { pinRequest, setUpBench, setUpKeyedBench, WORKING_KEYS } from "./pad-bench.ts";

const refused = (detail: string) => err({ kind: "refused", detail });

/** The block of the entry, or how the entry ended. */
async function captured(entry: ReturnType<ReturnType<typeof setUpBench>["driver"]["capturePin"]>) {
  const result = await entry;
  if (!result.ok) return result.fault;
  return result.value.kind === "entered" ? toHex(result.value.pinBlock.reveal()) : result.value.kind;
}

test("two custodians load the master key and compare the check values of their components", async () => {
  const { driver } = setUpBench();
  const first = await driver.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)));
  expect(first).toEqual(ok(fromHex("A89140E2")));
  expect(await driver.status()).toEqual(ok({ serial: "VPP00001", firmware: "virtual 1.0" }));
  const second = await driver.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  expect(second).toEqual(ok(fromHex("DF292655")));
  expect(await driver.status()).toMatchObject({ value: { masterKeyKcv: fromHex("07B19860") } });
});

test("the second component without the first is refused, and so is the same one twice", async () => {
  const { driver } = setUpBench();
  const component = new Sensitive(fromHex(COMPONENT_1));
  expect(await driver.loadMasterKeyComponent(2, component)).toEqual(refused("outOfOrder"));
  await driver.loadMasterKeyComponent(1, component);
  expect(await driver.loadMasterKeyComponent(2, component)).toEqual(refused("unusableKey"));
  expect(await driver.loadMasterKeyComponent(1, new Sensitive(new Uint8Array(8)))).toEqual(
    refused("a component has 16 bytes"),
  );
});

test("working keys are loaded and the pad's own check values come back", async () => {
  const { driver, pad } = setUpKeyedBench();
  expect(await driver.loadWorkingKeys(WORKING_KEYS)).toEqual(
    ok({ pinKeyKcv: fromHex("CF9C35EA"), macKeyKcv: fromHex("21DD874E") }),
  );
  pad.trouble.wrongKcvOf = "pinKey";
  expect(await driver.loadWorkingKeys(WORKING_KEYS)).toEqual(
    ok({ pinKeyKcv: fromHex("3063CA15"), macKeyKcv: fromHex("21DD874E") }),
  );
});

test("a track key is loaded with the others and its check value comes back too", async () => {
  const { driver } = setUpKeyedBench();
  const loaded = await driver.loadWorkingKeys({ ...WORKING_KEYS, trackKey: WORKING_KEYS.macKey });
  expect(loaded).toMatchObject({ value: { trackKeyKcv: fromHex("21DD874E") } });
  expect(await driver.status()).toMatchObject({ value: { trackKeyKcv: fromHex("21DD874E") } });
});

test("the zeros behind a single-length MAK are no key", async () => {
  const { driver, pad } = setUpBench();
  // Sign-in answer of code456.com, article 3026509.
  pad.keys.inject(fromHex("CA5D92598DCA48CE8A4C76361A9269E9"));
  const loaded = await driver.loadWorkingKeys({
    pinKey: { cryptogram: fromHex("6701EAD6A9AD51E51AA406E2C27FCFA9"), kcv: fromHex("8D0A74B8") },
    macKey: { cryptogram: fromHex("B651F9E9BACE9AE10000000000000000"), kcv: fromHex("AB7153CA") },
  });
  expect(loaded).toEqual(ok({ pinKeyKcv: fromHex("8D0A74B8"), macKeyKcv: fromHex("AB7153CA") }));
});

test("a working key of a strange length is refused before anything is sent", async () => {
  const { driver } = setUpKeyedBench();
  const strange = { cryptogram: new Uint8Array(12), kcv: new Uint8Array(4) };
  expect(await driver.loadWorkingKeys({ ...WORKING_KEYS, macKey: strange })).toEqual(
    refused("a working key has 8 or 16 bytes"),
  );
});

test("the MAC of the published reversal is made by the pad", async () => {
  const { driver } = setUpKeyedBench();
  expect(await driver.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("data of the longest length gets a MAC and longer data is refused", async () => {
  const { driver } = setUpKeyedBench();
  expect(await driver.mac("cup-ecb", new Uint8Array(2048))).toMatchObject({ ok: true });
  expect(await driver.mac("cup-ecb", new Uint8Array(2049))).toEqual(
    refused("the data for the MAC is too long"),
  );
});

test("a pad without keys says which one is missing", async () => {
  const { driver, pad } = setUpBench();
  expect(await driver.mac("cup-ecb", new Uint8Array(8))).toEqual(err({ kind: "noMasterKey" }));
  expect(await driver.loadWorkingKeys(WORKING_KEYS)).toEqual(err({ kind: "noMasterKey" }));
  expect(await driver.capturePin(pinRequest())).toEqual(err({ kind: "noMasterKey" }));
  pad.keys.inject(new Uint8Array(16).fill(0x31));
  expect(await driver.mac("cup-ecb", new Uint8Array(8))).toEqual(err({ kind: "noWorkingKey" }));
  expect(await driver.capturePin(pinRequest())).toEqual(err({ kind: "noWorkingKey" }));
});

test("a PIN comes back as the encrypted block of the published example", async () => {
  const { driver, pad } = setUpKeyedBench();
  pad.customers.push({ kind: "digits", pin: "123456", afterMs: 4_000 });
  expect(await captured(driver.capturePin(pinRequest()))).toBe("E913DDB26BDF4DAC");
});

test.each([
  { kind: "bypass", end: "bypassed" },
  { kind: "cancel", end: "cancelled" },
  { kind: "timeout", end: "timedOut" },
] as const)("a customer who does $kind ends the entry as $end", async ({ kind, end }) => {
  const { driver, pad } = setUpKeyedBench();
  pad.customers.push({ kind });
  expect(await captured(driver.capturePin(pinRequest()))).toBe(end);
});

test("bypassing where it is not allowed leaves the pad waiting for digits", async () => {
  const { clock, link, pad } = setUpKeyedBench();
  const driver = createSerialPinPad({ link, clock, bypassAllowed: false, pinDigits: { min: 6, max: 6 } });
  pad.customers.push({ kind: "bypass" });
  expect(await captured(driver.capturePin(pinRequest()))).toBe("timedOut");
  pad.customers.push({ kind: "digits", pin: "12345" });
  expect(await captured(driver.capturePin(pinRequest()))).toBe("timedOut");
  pad.customers.push({ kind: "digits", pin: "1234567" });
  expect(await captured(driver.capturePin(pinRequest()))).toBe("E913DDB26BDF4DAC");
});

test("the till's signal ends the entry on the pad", async () => {
  const { driver, pad, clock } = setUpKeyedBench();
  const controller = new AbortController();
  const entry = captured(driver.capturePin(pinRequest({ signal: controller.signal })));
  await clock.sleep(5_000);
  expect(pad.screen).toEqual({ kind: "pin", amountFen: 12_345n, typedCount: 0 });
  controller.abort();
  expect(await entry).toBe("cancelled");
  expect(pad.screen).toEqual({ kind: "text", lines: [] });
  expect(await driver.mac("x9.19", fromHex(MESSAGE))).toMatchObject({ ok: true });
});

test("a signal that came before asks nobody anything", async () => {
  const { driver, pad } = setUpKeyedBench();
  const seen: string[] = [];
  pad.onScreen((screen) => seen.push(screen.kind));
  const signal = AbortSignal.abort();
  expect(await captured(driver.capturePin(pinRequest({ signal })))).toBe("cancelled");
  expect(seen).toEqual([]);
});

test("a PIN that arrives together with the till's cancellation is thrown away", async () => {
  const { driver, pad, clock, link } = setUpKeyedBench();
  const controller = new AbortController();
  pad.customers.push({ kind: "digits", pin: "123456", afterMs: 1_000 });
  link.shape.toTill = (bytes) => {
    if (bytes[4] === 0xa4) controller.abort();
    return [bytes];
  };
  expect(await captured(driver.capturePin(pinRequest({ signal: controller.signal })))).toBe("cancelled");
  expect(clock.monotonicMs()).toBeLessThan(10_000);
});

test.each([
  { name: "a short PAN", changes: { pan: new Sensitive("123456789012") } },
  { name: "a PAN with a letter", changes: { pan: new Sensitive("622202170000000000A") } },
  { name: "a negative amount", changes: { amountFen: -1n } },
  { name: "an amount of thirteen digits", changes: { amountFen: 1_000_000_000_000n } },
  { name: "no time", changes: { timeoutMs: 0 } },
  { name: "more than five minutes", changes: { timeoutMs: 300_001 } },
  { name: "a broken number of milliseconds", changes: { timeoutMs: 1.5 } },
])("PIN entry with $name is refused before anybody is asked", async ({ changes }) => {
  const { driver, pad } = setUpKeyedBench();
  const seen: string[] = [];
  pad.onScreen((screen) => seen.push(screen.kind));
  expect(await driver.capturePin(pinRequest(changes))).toMatchObject({ fault: { kind: "refused" } });
  expect(seen).toEqual([]);
});

test("requests that are made at once are answered one after the other, each with its own answer", async () => {
  const { driver, pad } = setUpKeyedBench();
  pad.customers.push({ kind: "digits", pin: "123456", afterMs: 2_000 });
  const [entry, mac, status] = await Promise.all([
    captured(driver.capturePin(pinRequest())),
    driver.mac("x9.19", fromHex(MESSAGE)),
    driver.status(),
  ]);
  expect(entry).toBe("E913DDB26BDF4DAC");
  expect(mac).toEqual(ok(fromHex("284C79DC9A2E50FC")));
  expect(status).toMatchObject({ value: { macKeyKcv: fromHex("21DD874E") } });
});

test("text is shown, cut to four lines of 48 bytes without halving a character", async () => {
  const { driver, pad } = setUpBench();
  await driver.display(["谢谢", "Thank you", "卡".repeat(20), "4", "5"]);
  expect(pad.screen).toEqual({ kind: "text", lines: ["谢谢", "Thank you", "卡".repeat(16), "4"] });
  await driver.display([]);
  expect(pad.screen).toEqual({ kind: "text", lines: [] });
});

test("a line begins with CANCEL and each request goes out once", async () => {
  const { driver, link } = setUpBench();
  const sent: string[] = [];
  link.shape.toPad = (bytes) => {
    sent.push(toHex(bytes));
    return [bytes];
  };
  await driver.status();
  expect(sent).toEqual([EXAMPLES.cancel, expect.stringMatching(/^0200020220/)]);
});

test("sequences go on behind 255 with 1", async () => {
  const { driver } = setUpKeyedBench();
  for (let request = 0; request < 300; request++) expect(await driver.status()).toMatchObject({ ok: true });
});

test("a closed pad answers everything with unplugged and sends nothing", async () => {
  const { driver } = setUpKeyedBench();
  await driver.status();
  await driver.close();
  expect(await driver.status()).toEqual(err({ kind: "unplugged", sent: "no" }));
  expect(await driver.capturePin(pinRequest())).toEqual(err({ kind: "unplugged", sent: "no" }));
});

test("closing while a PIN is entered ends the wait", async () => {
  const { driver, clock } = setUpKeyedBench();
  const entry = captured(driver.capturePin(pinRequest()));
  await clock.sleep(1_000);
  await driver.close();
  expect(await entry).toEqual({ kind: "unplugged", sent: "yes" });
});

test("no key, PAN or PIN block shows in anything that is printed of the pad", async () => {
  const { driver, pad } = setUpBench();
  const component = new Sensitive(fromHex(COMPONENT_1));
  pad.customers.push({ kind: "digits", pin: "123456" });
  const results = [
    await driver.loadMasterKeyComponent(1, component),
    await driver.loadMasterKeyComponent(1, new Sensitive(fromHex(`${COMPONENT_1}00`))),
    await driver.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2))),
    await driver.loadWorkingKeys(WORKING_KEYS),
    await driver.capturePin(pinRequest({ pan: new Sensitive("6222021700000000004A") })),
    await driver.capturePin(pinRequest()),
    driver,
  ];
  expect(results[5]).toMatchObject({ value: { kind: "entered" } });
  const printed = results
    .flatMap((value) => [inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value)])
    .join(" ");
  const digits = printed.toUpperCase().replaceAll(/[^0-9A-F]/g, "");
  for (const secret of [
    COMPONENT_1,
    COMPONENT_2,
    "6222021700000000004",
    "E913DDB26BDF4DAC",
    "06122356FFFFFFFF",
  ]) {
    expect(digits).not.toContain(secret);
  }
  expect(component.reveal()).toEqual(fromHex(COMPONENT_1));
});
