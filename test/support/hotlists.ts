import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type HotlistInstallOptions,
  installHotlistFile,
} from "../../main/config/hotlist/install-hotlist-file.ts";
import { signHotlistFile } from "../../main/config/hotlist/sign-hotlist-file.ts";
import { trustKeys } from "../../main/config/parameter-pack-store.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { HotlistCard } from "../../main/ports/hotlist.ts";
import { deriveHotlistKeys, type HotlistKeys } from "../../main/system/hotlist/hotlist-keys.ts";
import { HotlistStore } from "../../main/system/hotlist/hotlist-store.ts";
import { tempDir } from "./temp-dir.ts";

/** Hotlists for tests, signed under a key that exists only in this process. */

const PAIR = generateKeyPairSync("ed25519");
export const HOTLIST_SIGNING_PEM = PAIR.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
export const HOTLIST_TRUSTED_PEM = PAIR.publicKey.export({ type: "spki", format: "pem" }) as string;

export const INSTALLED_AT = 1_795_000_000_000;

export const card = (pan: string, panSequenceNumber?: number, expiry?: string): HotlistCard => ({
  pan: new Sensitive(pan),
  ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }),
  ...(expiry === undefined ? {} : { expiry }),
});

/** The text of a list, not signed. `follows` makes it changes. */
export function listText(
  about: { readonly version: number; readonly follows?: number; readonly entries?: number },
  lines: readonly string[],
): string {
  const { version, follows, entries = lines.length } = about;
  const kind = follows === undefined ? { kind: "full" } : { kind: "delta", follows };
  const header = {
    format: "jinka-hotlist",
    formatVersion: 1,
    ...kind,
    name: "Test acquirer",
    version,
    entries,
  };
  return [JSON.stringify(header), ...lines, ""].join("\n");
}

export type HotlistPlace = {
  readonly directory: string;
  readonly keys: HotlistKeys;
  readonly options: HotlistInstallOptions;
  /** Writes a file and gives its path. */
  write(name: string, text: string | Uint8Array): string;
  /** Signs a text and gives the path of the signed file. */
  sign(text: string, pair?: KeyPairKeyObjectResult): Promise<string>;
  install(text: string): ReturnType<typeof installHotlistFile>;
  /** Asks the list as a terminal that starts now would. */
  ask(one: HotlistCard): ReturnType<HotlistStore["check"]>;
  isListed(one: HotlistCard): Promise<boolean | undefined>;
};

/** A data directory that believes the test key. */
export async function hotlistPlace(keyByte = 7): Promise<HotlistPlace> {
  const directory = tempDir();
  const keys = deriveHotlistKeys(new Sensitive(new Uint8Array(32).fill(keyByte)));
  await trustKeys({ dataDirectory: directory }, HOTLIST_TRUSTED_PEM);
  const options = {
    dataDirectory: directory,
    keys,
    nowEpochMs: () => INSTALLED_AT,
    lock: () => ({ release: () => undefined }),
  };
  const files = tempDir();
  let count = 0;
  const write = (name: string, text: string | Uint8Array) => {
    const path = join(files, name);
    writeFileSync(path, text);
    return path;
  };
  const sign = async (text: string, pair = PAIR) => {
    count += 1;
    const out = join(files, `signed-${count}.txt`);
    const signed = await signHotlistFile(write(`list-${count}.txt`, text), out, pair.privateKey);
    if (!signed.ok) throw new Error(`not signed: ${JSON.stringify(signed.fault)}`);
    return out;
  };
  const ask = async (one: HotlistCard) => {
    const store = await HotlistStore.open(directory, keys);
    try {
      return await store.check(one);
    } finally {
      await store.close();
    }
  };
  return {
    directory,
    keys,
    options,
    write,
    sign,
    ask,
    install: async (text) => installHotlistFile(await sign(text), options),
    isListed: async (one) => {
      const asked = await ask(one);
      if (!asked.ok) throw new Error(asked.fault.detail);
      return asked.value?.listed;
    },
  };
}

/** A signed file with something changed afterwards. */
export function changed(path: string, change: (text: string) => string): string {
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return path;
}
