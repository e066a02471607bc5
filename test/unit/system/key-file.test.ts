import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assertDefined } from "../../../main/domain/assert.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import {
  type KeyFilePlace,
  keyFilePath,
  openKeyFile,
  type TerminalKeys,
} from "../../../main/system/key-file.ts";

let folder: string;
let place: KeyFilePlace;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-keys-"));
  place = { dataDirectory: join(folder, "data"), keyDirectory: join(folder, "config", "keys") };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KEY_NAMES = ["databaseKey", "panSealKey", "lookupKey", "secureModuleKey"] as const;
const hexKeys = (keys: TerminalKeys) => KEY_NAMES.map((name) => toHex(keys[name].reveal()));

/** Opens the keys of a directory where that must succeed. */
async function opened() {
  const result = await openKeyFile(place);
  return assertDefined(result.ok ? result.value : undefined, "the keys can be opened");
}

/** Makes the keys and returns the path of their file. */
async function madeKeyFile(): Promise<string> {
  return keyFilePath(place.keyDirectory, (await opened()).keys.terminalId);
}

test("a new data directory gets four different keys of 32 bytes, and they are the same next time", async () => {
  const first = await opened();
  expect(first).toMatchObject({ created: true, wasExposed: false });
  expect(hexKeys(first.keys).every((hex) => hex.length === 64)).toBe(true);
  expect(new Set(hexKeys(first.keys)).size).toBe(4);
  const second = await opened();
  expect(second).toMatchObject({ created: false, wasExposed: false });
  expect(hexKeys(second.keys)).toEqual(hexKeys(first.keys));
  expect(second.keys.terminalId).toBe(first.keys.terminalId);
});

test("the data directory carries nothing but the identifier, and no temporary file is left", async () => {
  const { keys } = await opened();
  expect(readdirSync(place.dataDirectory)).toEqual(["terminal-id"]);
  expect(readFileSync(join(place.dataDirectory, "terminal-id"), "utf8")).toBe(`${keys.terminalId}\n`);
  expect(readdirSync(place.keyDirectory)).toEqual([`${keys.terminalId}.keys`]);
});

test("two data directories have keys of their own beside each other", async () => {
  const shop = await opened();
  place = { ...place, dataDirectory: join(folder, "training") };
  const training = await opened();
  expect(hexKeys(training.keys)).not.toEqual(hexKeys(shop.keys));
  expect(readdirSync(place.keyDirectory)).toHaveLength(2);
});

test("eight processes that start at once on a new directory end with the same keys", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => opened()));
  expect(new Set(all.map(({ keys }) => hexKeys(keys).join())).size).toBe(1);
  expect(all.filter(({ created }) => created)).toHaveLength(1);
  expect(readdirSync(place.keyDirectory)).toHaveLength(1);
});

test("file and directory of the keys are for their owner only", async () => {
  const keyFile = await madeKeyFile();
  if (process.platform === "win32") return;
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(statSync(place.keyDirectory).mode & 0o777).toBe(0o700);
  expect(statSync(place.dataDirectory).mode & 0o777).toBe(0o700);
});

test("rights of others on the key file are taken away and told", async () => {
  const keyFile = await madeKeyFile();
  if (process.platform === "win32") return;
  chmodSync(keyFile, 0o644);
  expect(await opened()).toMatchObject({ wasExposed: true });
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(await opened()).toMatchObject({ wasExposed: false });
});

test("a key directory that others may enter is closed to them", async () => {
  if (process.platform === "win32") return;
  mkdirSync(place.keyDirectory, { recursive: true, mode: 0o755 });
  await opened();
  expect(statSync(place.keyDirectory).mode & 0o777).toBe(0o700);
  chmodSync(place.keyDirectory, 0o755);
  expect(await opened()).toMatchObject({ wasExposed: false });
  expect(statSync(place.keyDirectory).mode & 0o777).toBe(0o700);
});

test("a data directory from another machine is known by its missing key file", async () => {
  const keyFile = await madeKeyFile();
  place = { ...place, keyDirectory: join(folder, "other-machine") };
  expect(await openKeyFile(place)).toEqual({
    ok: false,
    fault: { kind: "keyMissing", keyFile: join(folder, "other-machine", keyFile.slice(-41)) },
  });
  expect(readdirSync(place.keyDirectory)).toEqual([]);
});

test("books without an identifier never get new keys", async () => {
  mkdirSync(place.dataDirectory, { recursive: true });
  writeFileSync(join(place.dataDirectory, "jinka.sqlite"), "books");
  expect(await openKeyFile(place)).toMatchObject({ fault: { kind: "idMissing" } });
  expect(readdirSync(place.keyDirectory)).toEqual([]);
});

test("a configuration that lies there first does not make a directory old", async () => {
  mkdirSync(place.dataDirectory, { recursive: true });
  writeFileSync(join(place.dataDirectory, "terminal.json"), "{}");
  expect(await opened()).toMatchObject({ created: true });
});

test.each(["", "\n", "../../etc/passwd\n", "not an identifier\n", "ABCDEF00-0000-4000-8000-000000000000\n"])(
  "an identifier file with %j is damaged",
  async (text) => {
    await madeKeyFile();
    writeFileSync(join(place.dataDirectory, "terminal-id"), text);
    expect(await openKeyFile(place)).toMatchObject({ fault: { kind: "idDamaged" } });
  },
);

test("a key file that is cut anywhere is damaged", async () => {
  const keyFile = await madeKeyFile();
  const whole = readFileSync(keyFile);
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(keyFile, whole.subarray(0, length));
    expect(await openKeyFile(place)).toEqual({ ok: false, fault: { kind: "keyDamaged", keyFile } });
  }
});

test("a key file with any changed byte is damaged, and the fault shows no key", async () => {
  const keyFile = await madeKeyFile();
  const whole = readFileSync(keyFile);
  for (let position = 0; position < whole.length; position += 5) {
    const changed = Uint8Array.from(whole);
    changed[position] = (changed[position] ?? 0) ^ 0x01;
    writeFileSync(keyFile, changed);
    const result = await openKeyFile(place);
    expect(result).toEqual({ ok: false, fault: { kind: "keyDamaged", keyFile } });
  }
});

test("the key file of another terminal under this name is damaged", async () => {
  const keyFile = await madeKeyFile();
  place = { ...place, dataDirectory: join(folder, "other") };
  const other = await madeKeyFile();
  renameSync(other, keyFile);
  place = { ...place, dataDirectory: join(folder, "data") };
  expect(await openKeyFile(place)).toMatchObject({ fault: { kind: "keyDamaged" } });
});

test.each(["keys", "", "a/b"])("keys inside the data directory, at %j, are refused", async (below) => {
  place = { dataDirectory: folder, keyDirectory: join(folder, below) };
  expect(await openKeyFile(place)).toEqual({ ok: false, fault: { kind: "keysInsideData" } });
});

test("a directory beside the data directory whose name begins alike is not inside it", async () => {
  place = { dataDirectory: join(folder, "data"), keyDirectory: join(folder, "data-keys") };
  expect(await opened()).toMatchObject({ created: true });
});

test("a symbolic link that leads the keys back into the data directory is refused", async () => {
  if (process.platform === "win32") return;
  mkdirSync(join(place.dataDirectory, "inside"), { recursive: true });
  symlinkSync(join(place.dataDirectory, "inside"), join(folder, "link"));
  place = { ...place, keyDirectory: join(folder, "link") };
  expect(await openKeyFile(place)).toEqual({ ok: false, fault: { kind: "keysInsideData" } });
});

test("a place that cannot be written is a fault with the system's code", async () => {
  writeFileSync(join(folder, "file"), "");
  place = { ...place, keyDirectory: join(folder, "file", "keys") };
  expect(await openKeyFile(place)).toMatchObject({ fault: { kind: "storageFailed", code: "ENOTDIR" } });
});

test("keys do not show when the whole result is printed", async () => {
  const result = await openKeyFile(place);
  const printed = `${inspect(result, { depth: 10, showHidden: true })} ${JSON.stringify(result)} ${String(result)}`;
  const { keys } = await opened();
  for (const hex of hexKeys(keys)) {
    expect(printed.toUpperCase()).not.toContain(hex);
    expect(printed).not.toContain(Buffer.from(hex, "hex").toString("base64"));
  }
});
