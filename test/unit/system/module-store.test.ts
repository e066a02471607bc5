import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { err, ok } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { OsKeystore } from "../../../main/ports/os-keystore.ts";
import { createElectronKeystore, type SafeStorage } from "../../../main/system/electron-keystore.ts";
import { ModuleStore } from "../../../main/system/module-store.ts";

const SECRET = fromHex("4DDB4BCC88C66F47D21D4E096F12F6A0");
const PASSPHRASE = new Sensitive("ten goats crossing");

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-store-"));
  path = join(folder, "till.module");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The cost of a passphrase is that of the least that is read, for the sake of the tests' time. */
function open(keystore?: OsKeystore): ModuleStore {
  const fileKey = new Sensitive(new Uint8Array(32).fill(7));
  return new ModuleStore({
    path,
    fileKey,
    context: "test",
    logN: 15,
    ...(keystore === undefined ? {} : { keystore }),
  });
}

async function stored(keystore?: OsKeystore): Promise<ModuleStore> {
  const store = open(keystore);
  await store.write(new Sensitive(SECRET));
  return store;
}

const revealed = async (store: ModuleStore): Promise<string | undefined> => {
  const read = await store.read();
  return read.ok && read.value !== undefined ? toHex(read.value.reveal()) : undefined;
};

/** What Electron gives, with a keystore that turns bytes around. */
function safeStorage(changes: Partial<SafeStorage> = {}): SafeStorage {
  return {
    isAsyncEncryptionAvailable: async () => true,
    encryptStringAsync: async (text) => Buffer.from(text).reverse(),
    decryptStringAsync: async (encrypted) => ({ result: Buffer.from(encrypted).reverse().toString() }),
    getSelectedStorageBackend: () => "gnome_libsecret",
    ...changes,
  };
}

test("without protection the key file opens it", async () => {
  await stored();
  expect(await revealed(open())).toBe(toHex(SECRET));
  expect(await open().protection()).toEqual(ok({ passphrase: false, keystore: false }));
});

test("a passphrase opens it in one process, and not in the next", async () => {
  const store = await stored();
  expect((await store.protect({ passphrase: PASSPHRASE })).ok).toBe(true);
  expect(await revealed(store)).toBe(toHex(SECRET));
  const next = open();
  expect(await next.read()).toEqual(err({ kind: "locked" }));
  expect(await next.write(new Sensitive(SECRET))).toEqual(err({ kind: "locked" }));
  expect(await next.protect({})).toEqual(err({ kind: "locked" }));
  expect(await next.unlock(new Sensitive("ten sheep crossing"))).toEqual(ok(false));
  expect(await next.read()).toEqual(err({ kind: "locked" }));
  expect(await next.unlock(PASSPHRASE)).toEqual(ok(true));
  expect(await revealed(next)).toBe(toHex(SECRET));
  expect((await next.write(new Sensitive(fromHex("AABB")))).ok).toBe(true);
  const third = open();
  await third.unlock(PASSPHRASE);
  expect(await revealed(third)).toBe("AABB");
});

test("the same passphrase opens it however the keyboard composed its characters", async () => {
  const store = await stored();
  await store.protect({ passphrase: new Sensitive("caf\u00e9 \u91d1\u5361 zw\u00f6lf ziegen") });
  const next = open();
  expect(await next.unlock(new Sensitive("cafe\u0301 \u91d1\u5361 zwo\u0308lf ziegen"))).toEqual(ok(true));
});

test("short passphrases are refused and change nothing", async () => {
  const store = await stored();
  expect(await store.protect({ passphrase: new Sensitive("eleven char") })).toEqual(
    err({ kind: "tooShort" }),
  );
  expect(await revealed(open())).toBe(toHex(SECRET));
});

test("nothing of secret, key or passphrase stands in the file or in a fault", async () => {
  const store = await stored();
  await store.protect({ passphrase: PASSPHRASE });
  const text = readFileSync(path, "latin1");
  expect(text).toMatch(
    /^jinka-module 2\npassphrase ln=15,r=8,p=1 [0-9A-F]{32} [0-9A-F]+\nsealed [0-9A-F]+\n$/,
  );
  const printed = inspect([store, await open().read()], { depth: 10, showHidden: true });
  for (const secret of [toHex(SECRET), PASSPHRASE.reveal()]) {
    expect(text).not.toContain(secret);
    expect(printed).not.toContain(secret);
  }
});

test("each sealing makes a new key: an old passphrase opens nothing new", async () => {
  const store = await stored();
  await store.protect({ passphrase: PASSPHRASE });
  const before = readFileSync(path, "latin1");
  await store.protect({ passphrase: new Sensitive("twelve goats crossing") });
  expect(await open().unlock(PASSPHRASE)).toEqual(ok(false));
  // The old wrapping before the new content: the keys do not fit.
  const [, oldWrapping = ""] = before.split("\n");
  const mixed = readFileSync(path, "latin1").replace(/passphrase .*/, oldWrapping);
  writeFileSync(path, mixed);
  expect(await open().unlock(PASSPHRASE)).toEqual(err({ kind: "damaged" }));
});

test("any change of any character of the file is noticed", async () => {
  const store = await stored();
  await store.protect({ keystore: false, passphrase: PASSPHRASE });
  const text = readFileSync(path, "latin1");
  const places = [0, 14, 27, 40, 60, 100, text.length - 40, text.length - 2];
  for (const at of places) {
    writeFileSync(path, `${text.slice(0, at)}${text[at] === "0" ? "1" : "0"}${text.slice(at + 1)}`);
    const next = open();
    const unlocked = await next.unlock(PASSPHRASE);
    expect(unlocked.ok && unlocked.value && (await revealed(next)) !== undefined, `character ${at}`).toBe(
      false,
    );
  }
});

test("a cost that would ask for all memory is not believed", async () => {
  const store = await stored();
  await store.protect({ passphrase: PASSPHRASE });
  writeFileSync(path, readFileSync(path, "latin1").replace("ln=15", "ln=30"));
  expect(await open().unlock(PASSPHRASE)).toEqual(err({ kind: "damaged" }));
});

test("the keystore of the system opens it by itself, and without it the keys are locked", async () => {
  const keystore = createElectronKeystore(safeStorage());
  const store = await stored(keystore);
  expect((await store.protect({ keystore: true })).ok).toBe(true);
  expect(await revealed(open(keystore))).toBe(toHex(SECRET));
  expect(await open().read()).toEqual(err({ kind: "locked" }));
  expect(await open().unlock(PASSPHRASE)).toEqual(ok(false));
});

test("with both, either opens it", async () => {
  const keystore = createElectronKeystore(safeStorage());
  await (await stored(keystore)).protect({ keystore: true, passphrase: PASSPHRASE });
  expect(await revealed(open(keystore))).toBe(toHex(SECRET));
  const shell = open();
  expect(await shell.unlock(PASSPHRASE)).toEqual(ok(true));
  expect(await revealed(shell)).toBe(toHex(SECRET));
});

test.each([
  { name: "keeps plain text", storage: safeStorage({ getSelectedStorageBackend: () => "basic_text" }) },
  { name: "is not known", storage: safeStorage({ getSelectedStorageBackend: () => "unknown" }) },
  { name: "is not there", storage: safeStorage({ isAsyncEncryptionAvailable: async () => false }) },
  {
    name: "fails",
    storage: safeStorage({ encryptStringAsync: () => Promise.reject(new Error("D-Bus")) }),
  },
])("a keystore that $name wraps nothing, and the file stays as it was", async ({ storage }) => {
  const keystore = createElectronKeystore(storage);
  const store = await stored(keystore);
  expect(await store.protect({ keystore: true })).toEqual(err({ kind: "noKeystore" }));
  expect(await revealed(open())).toBe(toHex(SECRET));
});

test.each([
  { name: "gives something else back", decryptStringAsync: async () => ({ result: "not hexadecimal" }) },
  { name: "gives a short key back", decryptStringAsync: async () => ({ result: "AABB" }) },
  { name: "is locked", decryptStringAsync: () => Promise.reject(new Error("locked")) },
])("a keystore that $name leaves the keys locked", async ({ decryptStringAsync }) => {
  const good = createElectronKeystore(safeStorage());
  await (await stored(good)).protect({ keystore: true });
  const bad = createElectronKeystore(safeStorage({ decryptStringAsync }));
  expect(await open(bad).read()).toEqual(err({ kind: "locked" }));
});

test("before there are keys the file can be protected, and holds none", async () => {
  const store = open();
  expect((await store.protect({ passphrase: PASSPHRASE })).ok).toBe(true);
  expect(await revealed(store)).toBe("");
});
