import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  checkParameterPackFile,
  installParameterPack,
  loadParameterPack,
  trustFileOf,
  trustKeys,
} from "../../../main/config/parameter-pack-store.ts";
import { must } from "../../support/journal.ts";
import { samplePack, signed, TODAY, TRUSTED_PEM } from "../../support/parameter-packs.ts";
import { tempDir } from "../../support/temp-dir.ts";

async function place() {
  const at = { dataDirectory: join(tempDir(), "data") };
  mkdirSync(at.dataDirectory);
  must(await trustKeys(at, TRUSTED_PEM));
  return at;
}

const versionOf = async (at: { dataDirectory: string }, today = TODAY) =>
  must(await loadParameterPack(at, today))?.pack.version;

test("a terminal without packs has none, and believes none without a key", async () => {
  const at = { dataDirectory: tempDir() };
  expect(await versionOf(at)).toBeUndefined();
  const refused = await installParameterPack(at, signed(samplePack()), TODAY);
  expect(refused).toMatchObject({ ok: false, fault: { kind: "noTrustedKey", file: trustFileOf(at) } });
});

test("a pack is installed for the owner only, and a newer one takes its place", async () => {
  const at = await place();
  must(await installParameterPack(at, signed(samplePack()), TODAY));
  expect(await versionOf(at)).toBe(7);
  for (const version of [8, 9, 12])
    must(await installParameterPack(at, signed(samplePack({ version })), TODAY));
  expect(await versionOf(at)).toBe(12);
  const folder = join(at.dataDirectory, "parameters");
  expect(readdirSync(folder).sort()).toEqual([
    "pack-000000009.json",
    "pack-000000012.json",
    "trusted-keys.pem",
  ]);
  expect(statSync(join(folder, "pack-000000012.json")).mode & 0o777).toBe(0o600);
});

test("a bad pack is refused whole, and the one before stays in force", async () => {
  const at = await place();
  must(await installParameterPack(at, signed(samplePack()), TODAY));
  const older = signed(samplePack({ version: 6 }));
  const broken = signed(samplePack({ version: 8, currencyCode: 1 }));
  const tampered = signed(samplePack({ version: 8 })).replace("Test acquirer", "Best acquirer");
  for (const text of [older, broken, tampered, "{"]) {
    expect((await checkParameterPackFile(at, text, TODAY)).ok).toBe(false);
    expect(await installParameterPack(at, text, TODAY)).toMatchObject({
      ok: false,
      fault: { kind: "refused" },
    });
    expect(await versionOf(at)).toBe(7);
  }
  expect(readdirSync(join(at.dataDirectory, "parameters"))).toHaveLength(2);
});

test("the same pack again changes nothing; of two at once with one version, one is refused", async () => {
  const at = await place();
  const text = signed(samplePack());
  must(await installParameterPack(at, text, TODAY));
  must(await installParameterPack(at, text, TODAY));
  const both = await Promise.all(
    ["a", "b"].map((name) => installParameterPack(at, signed(samplePack({ version: 9, name })), TODAY)),
  );
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await versionOf(at)).toBe(9);
});

test("a pack that was changed on disk is not used, says so, and can be brought again", async () => {
  const at = await place();
  const { file } = must(await installParameterPack(at, signed(samplePack()), TODAY));
  writeFileSync(file, readFileSync(file, "utf8").replace("0010000000", "0000000000"));
  const damaged = { ok: false, fault: { kind: "installedDamaged", file } };
  expect(await loadParameterPack(at, TODAY)).toMatchObject(damaged);
  expect((await installParameterPack(at, signed(samplePack({ version: 6 })), TODAY)).ok).toBe(false);
  must(await installParameterPack(at, signed(samplePack()), TODAY));
  expect(await versionOf(at)).toBe(7);
});

test("an old pack under a higher number is no newer pack", async () => {
  const at = await place();
  const { file } = must(await installParameterPack(at, signed(samplePack()), TODAY));
  writeFileSync(file.replace("7.json", "8.json"), readFileSync(file));
  expect(await loadParameterPack(at, TODAY)).toMatchObject({
    ok: false,
    fault: { kind: "installedDamaged" },
  });
});

test("keys that expire later leave the pack in force; a clock before its day does not", async () => {
  const at = await place();
  must(await installParameterPack(at, signed(samplePack()), TODAY));
  expect(await versionOf(at, "20991231")).toBe(7);
  expect(await loadParameterPack(at, "20251231")).toMatchObject({
    ok: false,
    fault: { kind: "installedDamaged", faults: [{ kind: "clockBeforePack" }] },
  });
});

test("keys are added to those that are believed, and rubbish is not", async () => {
  const at = await place();
  const before = readFileSync(trustFileOf(at), "utf8");
  expect((await trustKeys(at, "rubbish")).ok).toBe(false);
  expect(readFileSync(trustFileOf(at), "utf8")).toBe(before);
  expect(must(await trustKeys(at, TRUSTED_PEM))).toHaveLength(1);
});

test("a directory that cannot be written is a fault and no exception", async () => {
  const at = { dataDirectory: "/proc/none" };
  expect(await trustKeys(at, TRUSTED_PEM)).toMatchObject({ ok: false, fault: { kind: "storageFailed" } });
  expect(existsSync("/proc/none")).toBe(false);
});
