import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fromHex } from "../../../main/domain/bytes.ts";
import {
  KEY_LIMIT_DEFAULTS,
  keyHealth,
  needsNewSignIn,
  worstVerdict,
} from "../../../main/domain/keys/key-health.ts";
import { KeyLedger, withCountedKeys } from "../../../main/system/key-ledger.ts";
import { setUpKeyedBench, WORKING_KEYS } from "../drivers/pin-pad-serial/pad-bench.ts";

const DAY_MS = 86_400_000;
const START_MS = 1_760_000_000_000;

function clockAt(epochMs: number) {
  return { nowMs: epochMs, businessNow: () => ({ epochMs: START_MS, utcOffsetMinutes: 480 }) };
}

async function newPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "jinka-uses-")), "till.key-uses");
}

const JUDGED = [
  { name: "new", ageDays: 0, uses: 0, verdict: "green", because: undefined },
  { name: "80 percent of the age", ageDays: 5.6, uses: 0, verdict: "amber", because: "age" },
  { name: "80 percent of the uses", ageDays: 0, uses: 40_000, verdict: "amber", because: "uses" },
  { name: "one before the last use", ageDays: 0, uses: 49_999, verdict: "amber", because: "uses" },
  { name: "used up", ageDays: 0, uses: 50_000, verdict: "red", because: "uses" },
  { name: "too old", ageDays: 7, uses: 0, verdict: "red", because: "age" },
  { name: "from the future", ageDays: -2, uses: 0, verdict: "amber", because: "clock" },
];

test.each(JUDGED)("a MAC key that is $name is $verdict", ({ ageDays, uses, verdict, because }) => {
  const record = { use: "macKey", kcv: "21DD874E", loadedAtMs: START_MS, usesCount: uses } as const;
  const health = keyHealth(record, KEY_LIMIT_DEFAULTS, START_MS + ageDays * DAY_MS);
  expect(health.verdict).toBe(verdict);
  expect(health.because).toBe(because);
  expect(needsNewSignIn([health])).toBe(verdict === "red");
  expect(worstVerdict([health])).toBe(verdict);
});

test("an old master key asks for no sign-in: that would not renew it", () => {
  const record = { use: "masterKey", kcv: "07B19860", loadedAtMs: START_MS, usesCount: 0 } as const;
  const health = keyHealth(record, KEY_LIMIT_DEFAULTS, START_MS + 731 * DAY_MS);
  expect(health.verdict).toBe("red");
  expect(needsNewSignIn([health])).toBe(false);
});

test("MACs and PINs are counted, exactly over a stop and never too few over a loss of power", async () => {
  const path = await newPath();
  const clock = clockAt(START_MS);
  const ledger = await KeyLedger.open({ path, clock });
  const { driver, pad } = setUpKeyedBench();
  const module = withCountedKeys(driver, ledger);
  pad.usualCustomer = { kind: "digits", pin: "123456" };
  expect((await module.loadWorkingKeys(WORKING_KEYS)).ok).toBe(true);
  for (let round = 0; round < 130; round++) await module.mac("cup-ecb", fromHex("0200"));
  const usesOf = (of: KeyLedger) => of.keyHealth().find(({ use }) => use === "macKey")?.usesCount;
  expect(usesOf(ledger)).toBe(130);
  const afterPowerCut = await KeyLedger.open({ path, clock });
  expect(usesOf(afterPowerCut)).toBeGreaterThanOrEqual(130);
  expect(usesOf(afterPowerCut)).toBeLessThanOrEqual(230);
  await module.close();
  expect(usesOf(await KeyLedger.open({ path, clock }))).toBe(130);
});

test("a sign-in begins the count anew, and the same key seen again goes on being counted", async () => {
  const path = await newPath();
  const ledger = await KeyLedger.open({ path, clock: clockAt(START_MS) });
  const { driver } = setUpKeyedBench();
  const module = withCountedKeys(driver, ledger);
  await module.status();
  await module.mac("cup-ecb", fromHex("0200"));
  await module.status();
  const macKey = () => ledger.keyHealth().find(({ use }) => use === "macKey");
  expect(macKey()).toMatchObject({ kcv: "21DD874E", usesCount: 1, verdict: "green" });
  await module.loadWorkingKeys(WORKING_KEYS);
  expect(macKey()).toMatchObject({ kcv: "21DD874E", usesCount: 0 });
});

test.each(["", "{", "[]", '{"version":2,"keys":[]}', '{"version":1,"keys":[{"use":"x"}]}'])(
  "a file of counts that says %s is an empty one",
  async (text) => {
    const path = await newPath();
    await writeFile(path, text);
    expect((await KeyLedger.open({ path, clock: clockAt(START_MS) })).keyHealth()).toEqual([]);
  },
);

test("the file of counts holds check values and no key", async () => {
  const path = await newPath();
  const { driver } = setUpKeyedBench();
  const module = withCountedKeys(driver, await KeyLedger.open({ path, clock: clockAt(START_MS) }));
  await module.status();
  await module.close();
  const text = await readFile(path, "utf8");
  expect(text).toContain("07B19860");
  expect(text).not.toContain("4DDB4BCC");
});
