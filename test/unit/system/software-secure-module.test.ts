import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WrappedWorkingKeys } from "../../../main/domain/batch/working-keys.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { err, ok } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import { createSecretFile } from "../../../main/system/secret-store.ts";
import { openSoftwareSecureModule } from "../../../main/system/software-secure-module.ts";

// vfwz/iso8583-parser, DateTest.java: components, wrapped MAK and the MAC of a 0400.
const COMPONENT_1 = "DA3DA723587662DF62DA4FD3858651C4";
const COMPONENT_2 = "97E6ECEFD0B00D98B0C701DAEA94A764";
const MESSAGE =
  "04007038048002C0801916123456789012345600000000000000050068118623352105290210653938617874657374" +
  "332D33303635383130353439393030303331353600082216052900162334156811860529";
const WORKING_KEYS: WrappedWorkingKeys = {
  pinKey: { cryptogram: fromHex("B31C3B99B94E0543B5C13084D47580B7"), kcv: fromHex("CF9C35EA") },
  macKey: { cryptogram: fromHex("AC61F7F11833AEAD03503D29085C0470"), kcv: fromHex("21DD874E") },
};
const CLEAR_SECRETS = [
  "4DDB4BCC88C66F47D21D4E096F12F6A0",
  "73FE29329283FDF12540B6F80437C107",
  "6BABB0BFD9544AF7D50DEAEA7A23E38F",
  COMPONENT_1,
  COMPONENT_2,
];

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-module-"));
  path = join(folder, "module.secret");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = (key = 1) =>
  createSecretFile(path, new Sensitive(new Uint8Array(32).fill(key)), "software-secure-module");
const open = (key = 1) => openSoftwareSecureModule({ serial: "SW000001", store: store(key) });

async function openLoaded() {
  const module = await open();
  await module.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)));
  await module.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  await module.loadWorkingKeys(WORKING_KEYS);
  return module;
}

test("a new module has no key and says so", async () => {
  const module = await open();
  expect(await module.status()).toEqual(ok({ serial: "SW000001" }));
  expect(await module.mac("cup-ecb", new Uint8Array(8))).toEqual(err({ kind: "noMasterKey" }));
  expect(await module.loadWorkingKeys(WORKING_KEYS)).toEqual(err({ kind: "noMasterKey" }));
});

test("two components make the MAC master key, each with its own check value", async () => {
  const module = await open();
  const first = await module.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)));
  expect(first).toEqual(ok(fromHex("A89140E2")));
  expect(await module.status()).toEqual(ok({ serial: "SW000001" }));
  const second = await module.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  expect(second).toEqual(ok(fromHex("DF292655")));
  expect(await module.status()).toEqual(ok({ serial: "SW000001", masterKeyKcv: fromHex("07B19860") }));
  expect(await module.mac("cup-ecb", new Uint8Array(8))).toEqual(err({ kind: "noWorkingKey" }));
});

test("the MAK is loaded, its check value is the module's own, and the MAC is the published one", async () => {
  const module = await openLoaded();
  expect(await module.loadWorkingKeys(WORKING_KEYS)).toEqual(ok({ macKeyKcv: fromHex("21DD874E") }));
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("a PIN key beside the MAK is neither unwrapped nor kept nor reported", async () => {
  const module = await openLoaded();
  const nonsense = { ...WORKING_KEYS, pinKey: { cryptogram: new Uint8Array(3), kcv: new Uint8Array() } };
  expect(await module.loadWorkingKeys(nonsense)).toEqual(ok({ macKeyKcv: fromHex("21DD874E") }));
  const status = await module.status();
  expect(Object.keys(status.ok ? status.value : {})).toEqual(["serial", "masterKeyKcv", "macKeyKcv"]);
  const kept = await store().read();
  const bytes = toHex((kept.ok ? kept.value?.reveal() : undefined) ?? new Uint8Array());
  expect(bytes).toContain("AC61F7F11833AEAD03503D29085C0470");
  expect(bytes).not.toContain("B31C3B99B94E0543B5C13084D47580B7");
  expect(bytes).not.toContain("6BABB0BFD9544AF7D50DEAEA7A23E38F");
});

test("a restart loses no key", async () => {
  await (await openLoaded()).close();
  const module = await open();
  expect(await module.status()).toMatchObject({ value: { macKeyKcv: fromHex("21DD874E") } });
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("a restart between the components forgets the first one and keeps the old key", async () => {
  const module = await openLoaded();
  await module.loadMasterKeyComponent(1, new Sensitive(new Uint8Array(16).fill(7)));
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
  const restarted = await open();
  expect(await restarted.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)))).toEqual(
    err({ kind: "refused", detail: "component 1 comes first" }),
  );
  expect(await restarted.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("a new master key makes the old MAK useless", async () => {
  const module = await openLoaded();
  await module.loadMasterKeyComponent(1, new Sensitive(new Uint8Array(16).fill(7)));
  await module.loadMasterKeyComponent(2, new Sensitive(new Uint8Array(16).fill(9)));
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(err({ kind: "noWorkingKey" }));
});

test("changing the caller's bytes afterwards changes no key", async () => {
  const module = await open();
  const component = fromHex(COMPONENT_1);
  await module.loadMasterKeyComponent(1, new Sensitive(component));
  component.fill(0);
  await module.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  const cryptogram = WORKING_KEYS.macKey.cryptogram.slice();
  await module.loadWorkingKeys({ ...WORKING_KEYS, macKey: { cryptogram, kcv: fromHex("21DD874E") } });
  cryptogram.fill(0);
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test.each([
  { name: "a short component", load: [new Uint8Array(8)], detail: "a component has 16 bytes" },
  { name: "a long component", load: [new Uint8Array(24)], detail: "a component has 16 bytes" },
  {
    name: "the same component twice",
    load: [new Uint8Array(16).fill(1), new Uint8Array(16).fill(1)],
    detail: "equal components cancel out",
  },
])("$name is refused", async ({ load, detail }) => {
  const module = await open();
  const results = [];
  for (const [index, component] of load.entries()) {
    results.push(await module.loadMasterKeyComponent(index === 0 ? 1 : 2, new Sensitive(component)));
  }
  expect(results.at(-1)).toEqual(err({ kind: "refused", detail }));
});

test.each([0, 7, 12, 24])("a wrapped MAK of %s bytes is refused and the old one stays", async (length) => {
  const module = await openLoaded();
  const macKey = { cryptogram: new Uint8Array(length).fill(1), kcv: new Uint8Array(4) };
  expect(await module.loadWorkingKeys({ ...WORKING_KEYS, macKey })).toEqual(
    err({ kind: "refused", detail: "a MAK has 8 or 16 bytes" }),
  );
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("the file of the module is sealed and for its owner only", async () => {
  await openLoaded();
  expect(readdirSync(folder)).toEqual(["module.secret"]);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path).toString("hex").toUpperCase();
  for (const secret of CLEAR_SECRETS) expect(text).not.toContain(secret);
});

test.each([
  { name: "changed", spoil: () => writeFileSync(path, readFileSync(path).fill(0, 20, 21)), key: 1 },
  { name: "cut", spoil: () => writeFileSync(path, readFileSync(path).subarray(0, 30)), key: 1 },
  { name: "emptied", spoil: () => writeFileSync(path, ""), key: 1 },
  { name: "read with another key", spoil: () => undefined, key: 2 },
])("a file that was $name refuses every use until a new master key is entered", async ({ spoil, key }) => {
  await openLoaded();
  spoil();
  const module = await open(key);
  const damaged = err({ kind: "refused", detail: "the stored keys are damaged" });
  expect(await module.status()).toEqual(damaged);
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(damaged);
  expect(await module.loadWorkingKeys(WORKING_KEYS)).toEqual(damaged);
  await module.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)));
  await module.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)));
  expect(await module.loadWorkingKeys(WORKING_KEYS)).toMatchObject({ ok: true });
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("keys that cannot be stored are not in force", async () => {
  const module = await openLoaded();
  rmSync(folder, { recursive: true });
  const otherMacKey = {
    ...WORKING_KEYS,
    macKey: { cryptogram: new Uint8Array(8).fill(5), kcv: fromHex("00") },
  };
  expect(await module.loadWorkingKeys(otherMacKey)).toEqual(
    err({ kind: "refused", detail: "the key storage failed" }),
  );
  expect(await module.mac("x9.19", fromHex(MESSAGE))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
});

test("no key shows in anything that is printed of the module", async () => {
  const module = await openLoaded();
  const results = [module, await module.status(), await module.loadWorkingKeys(WORKING_KEYS)];
  const printed = results
    .flatMap((value) => [
      inspect(value, { depth: 10, showHidden: true }),
      JSON.stringify(value),
      String(value),
    ])
    .join(" ")
    .toUpperCase();
  for (const secret of CLEAR_SECRETS) {
    expect(printed).not.toContain(secret);
    expect(printed.replaceAll(/[^0-9A-F]/g, "")).not.toContain(secret);
  }
});

// A published example of a bank's SM4 pad (a page by M_Kerry on csdn.net, article 104625499).
const SM4_MASTER_KEY = fromHex("1234567890ABCDEFABCDEF0987654321");
const SM4_WRAPPED = { cryptogram: fromHex("3D66234C49E4296FF9C78D8BACBD6A76"), kcv: fromHex("861E83E3") };

test("SM4: the MAK under an SM4 master key has the published check value, and makes the ECB MAC alone", async () => {
  const module = await open();
  const first = fromHex(COMPONENT_1);
  const second = first.map((byte, at) => byte ^ (SM4_MASTER_KEY[at] ?? 0));
  await module.loadMasterKeyComponent(1, new Sensitive(first), "sm4");
  await module.loadMasterKeyComponent(2, new Sensitive(second), "sm4");
  const keys = { algorithm: "sm4", pinKey: SM4_WRAPPED, macKey: SM4_WRAPPED } as const;
  const loaded = await module.loadWorkingKeys(keys);
  expect(loaded.ok && toHex(loaded.value.macKeyKcv)).toBe("861E83E3");
  const mac = await module.mac("cup-ecb", fromHex(MESSAGE));
  expect(mac.ok && Buffer.from(mac.value).toString("latin1")).toMatch(/^[0-9A-F]{8}$/);
  expect((await module.mac("x9.19", fromHex(MESSAGE))).ok).toBe(false);
  const again = await open();
  expect(await again.mac("cup-ecb", fromHex(MESSAGE))).toEqual(mac);
  expect((await again.loadWorkingKeys(WORKING_KEYS)).ok).toBe(false);
});

test("components of two algorithms make no key", async () => {
  const module = await open();
  await module.loadMasterKeyComponent(1, new Sensitive(fromHex(COMPONENT_1)), "sm4");
  const second = await module.loadMasterKeyComponent(2, new Sensitive(fromHex(COMPONENT_2)), "tdes");
  expect(second.ok).toBe(false);
  expect(await module.status()).toEqual(ok({ serial: "SW000001" }));
});

test("a track key is taken and encrypts; a PIN key beside it is not", async () => {
  const module = await openLoaded();
  const trackKey = { cryptogram: fromHex("B31C3B99B94E0543B5C13084D47580B7"), kcv: fromHex("CF9C35EA") };
  const loaded = await module.loadWorkingKeys({ ...WORKING_KEYS, trackKey });
  expect(loaded.ok && Object.keys(loaded.value).sort()).toEqual(["macKeyKcv", "trackKeyKcv"]);
  const track = "6222021700000000004D301220100000123456";
  const encrypted = await module.encryptTrack?.(new Sensitive(track));
  expect(encrypted?.ok === true && encrypted.value.reveal()).toMatch(/^6222021700000000004D[0-9A-F]{16}56$/);
  const short = await module.encryptTrack?.(new Sensitive("622202170000"));
  expect(short?.ok).toBe(false);
  const status = await module.status();
  expect(status.ok && status.value.pinKeyKcv).toBeUndefined();
});

test("keys that the first release stored are read", async () => {
  const masterKey = "4DDB4BCC88C66F47D21D4E096F12F6A0";
  await store().write(new Sensitive(fromHex(`01${masterKey}AC61F7F11833AEAD03503D29085C0470`)));
  const status = await (await open()).status();
  expect(status.ok && toHex(status.value.macKeyKcv ?? new Uint8Array())).toBe("21DD874E");
});

test.each([
  "02",
  `0203${"11".repeat(16)}`,
  `0200${"11".repeat(16)}0000FFFF`,
  `0200${"11".repeat(16)}05000000`,
])("a stored state that is none is named damaged: %s", async (hex) => {
  await store().write(new Sensitive(fromHex(hex)));
  expect((await (await open()).status()).ok).toBe(false);
});
