import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fromHex, isHex, toHex } from "../../main/domain/bytes.ts";

export type WorkingKeyName = "pinKey" | "macKey" | "trackKey";

/** The keys of a pad in the clear, as they lie in its tamper-proof memory: 16 bytes, working keys 8 or 16. */
export type PadKeys = {
  readonly masterKey?: Uint8Array;
  readonly workingKeys: { readonly [name in WorkingKeyName]?: Uint8Array };
};

/** Where a pad keeps its keys over a loss of power. */
export interface KeyMemory {
  load(): PadKeys;
  save(keys: PadKeys): void;
}

/** A pad that keeps its keys as long as the process runs. */
export function createVolatileMemory(): KeyMemory {
  let held: PadKeys = { workingKeys: {} };
  return {
    load: () => held,
    save: (keys) => {
      held = keys;
    },
  };
}

/** Lines `name hex`, readable by its owner only. These are test keys: a real pad's memory cannot be read at all. */
export function createFileMemory(path: string): KeyMemory {
  return {
    load: () => (existsSync(path) ? parse(readFileSync(path, "latin1")) : { workingKeys: {} }),
    save: (keys) => {
      writeFileSync(`${path}.tmp`, format(keys), { mode: 0o600 });
      renameSync(`${path}.tmp`, path);
    },
  };
}

function format(keys: PadKeys): string {
  const named = { masterKey: keys.masterKey, ...keys.workingKeys };
  return Object.entries(named)
    .filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined)
    .map(([name, key]) => `${name} ${toHex(key)}\n`)
    .join("");
}

/** Lines that it does not understand are lost keys, as after a tamper alarm. */
function parse(text: string): PadKeys {
  const key = (name: string): Uint8Array | undefined => {
    const hex = new RegExp(`^${name} ([0-9A-F]+)$`, "m").exec(text)?.[1] ?? "";
    return isHex(hex) && (hex.length === 16 || hex.length === 32) ? fromHex(hex) : undefined;
  };
  const masterKey = key("masterKey");
  const workingKeys: { [name in WorkingKeyName]?: Uint8Array } = {};
  for (const name of ["pinKey", "macKey", "trackKey"] as const) {
    const found = key(name);
    if (found !== undefined) workingKeys[name] = found;
  }
  return masterKey === undefined ? { workingKeys: {} } : { masterKey, workingKeys };
}
