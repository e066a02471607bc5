import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WrappedWorkingKeys } from "../../../main/domain/batch/working-keys.ts";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { SecureModule } from "../../../main/ports/secure-module.ts";
import { desEcbDecrypt, keyCheckValue } from "../../../main/system/des.ts";
import { createSecretFile } from "../../../main/system/secret-store.ts";
import { openSoftwareSecureModule } from "../../../main/system/software-secure-module.ts";
import { setUpBench } from "../drivers/pin-pad-serial/pad-bench.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-vectors-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Both modules that a terminal may have; the pad is reached over its driver and the virtual line. */
const modules: readonly { module: string; open: () => Promise<SecureModule>; hasPinKey: boolean }[] = [
  { module: "the PIN pad", open: async () => setUpBench().driver, hasPinKey: true },
  {
    module: "the software module",
    open: () =>
      openSoftwareSecureModule({
        serial: "SW000001",
        store: createSecretFile(join(folder, "module"), new Sensitive(new Uint8Array(32)), "vectors"),
      }),
    hasPinKey: false,
  },
];

/** Published keys: components with their check values, and what is wrapped under their exclusive-or. */
const keySets = [
  {
    name: "ajsgn-zmk-components (vfwz/iso8583-parser, DateTest.java)",
    component1: "DA3DA723587662DF62DA4FD3858651C4",
    component1Kcv: "A891",
    component2: "97E6ECEFD0B00D98B0C701DAEA94A764",
    component2Kcv: "DF29",
    masterKcv: "07B19860",
    pinKey: { cryptogram: "B31C3B99B94E0543B5C13084D47580B7", kcv: "CF9C35EA" },
    macKey: { cryptogram: "AC61F7F11833AEAD03503D29085C0470", kcv: "21DD874E" },
  },
  {
    name: "tmk-components-ecomnet (e-com-net.com, article 1297576)",
    component1: "138CE5B32C0E9126C291E970EA98764C",
    component1Kcv: "FA16CB",
    component2: "1FD3C2437F6EE6DCD9383E1A49E9674C",
    component2Kcv: "906256",
    masterKcv: "9BAE3E",
  },
  {
    // The master key is published whole; 00..0F is the other component here.
    name: "cup-signin-f62-code456 (code456.com, article 3026509)",
    component1: "000102030405060708090A0B0C0D0E0F",
    component2: "CA5C905A89CF4EC982457C3D169F67E6",
    masterKcv: "43C6CCCB",
    pinKey: { cryptogram: "6701EAD6A9AD51E51AA406E2C27FCFA9", kcv: "8D0A74B8" },
    macKey: { cryptogram: "B651F9E9BACE9AE10000000000000000", kcv: "AB7153CA" },
  },
] as const;

const cases = modules.flatMap(({ module, ...rest }) => keySets.map((keys) => ({ module, ...rest, keys })));

test.each(cases)(
  "$module computes the published check values of $keys.name",
  async ({ open, keys, hasPinKey }) => {
    const module = await open();
    const kcvs: string[] = [];
    for (const [number, component] of [
      [1, keys.component1],
      [2, keys.component2],
    ] as const) {
      const loaded = await module.loadMasterKeyComponent(number, new Sensitive(fromHex(component)));
      kcvs.push(loaded.ok ? toHex(loaded.value) : loaded.fault.kind);
    }
    if ("component1Kcv" in keys) {
      expect(kcvs[0]?.startsWith(keys.component1Kcv)).toBe(true);
      expect(kcvs[1]?.startsWith(keys.component2Kcv)).toBe(true);
    }
    const status = await module.status();
    const masterKcv = toHex((status.ok ? status.value.masterKeyKcv : undefined) ?? new Uint8Array());
    expect(masterKcv.slice(0, keys.masterKcv.length)).toBe(keys.masterKcv);
    if (!("macKey" in keys)) return;
    const wrap = ({ cryptogram, kcv }: { cryptogram: string; kcv: string }) => ({
      cryptogram: fromHex(cryptogram),
      kcv: fromHex(kcv),
    });
    const wrapped: WrappedWorkingKeys = { pinKey: wrap(keys.pinKey), macKey: wrap(keys.macKey) };
    expect(await module.loadWorkingKeys(wrapped)).toEqual({
      ok: true,
      value: {
        macKeyKcv: wrapped.macKey.kcv,
        ...(hasPinKey ? { pinKeyKcv: wrapped.pinKey.kcv } : {}),
      },
    });
  },
);

test.each([
  { name: "cup-8583 section 7", key: "31313131313131313232323232323232", kcv: "0D28E175" },
  {
    name: "pik-kcv-svinexta (m.svinexta.cn, 3445)",
    key: "C7D50808A7DFFE62B9943B45A4C77FC7",
    kcv: "AE103AE9",
  },
  { name: "code456, MAK of single length", key: "5BB5C72CD00B7338", kcv: "AB7153CA" },
  { name: "code456, PIK", key: "807A23AD32B36D457AE91FDF927570EA", kcv: "8D0A74B8" },
  { name: "ajsgn, ZMK", key: "4DDB4BCC88C66F47D21D4E096F12F6A0", kcv: "07B19860" },
])("the terminal's check value of $name is the published one", ({ key, kcv }) => {
  expect(toHex(keyCheckValue(fromHex(key)))).toBe(kcv);
});

test.each([
  {
    name: "tak-zhu244912654",
    masterKey: "70F2A84CCBC2AE8625CBB0F2C22AB923",
    cryptogram: "96D605EA176B7E9E",
    clear: "C24A8FB57AA20123",
  },
  {
    name: "code456, PIK",
    masterKey: "CA5D92598DCA48CE8A4C76361A9269E9",
    cryptogram: "6701EAD6A9AD51E51AA406E2C27FCFA9",
    clear: "807A23AD32B36D457AE91FDF927570EA",
  },
  {
    name: "ajsgn, MAK",
    masterKey: "4DDB4BCC88C66F47D21D4E096F12F6A0",
    cryptogram: "AC61F7F11833AEAD03503D29085C0470",
    clear: "73FE29329283FDF12540B6F80437C107",
  },
])("the wrapped key $name is unwrapped as published", ({ masterKey, cryptogram, clear }) => {
  expect(toHex(desEcbDecrypt(fromHex(masterKey), fromHex(cryptogram)))).toBe(clear);
});
