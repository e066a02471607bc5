import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fromHex, isHex, toHex } from "../../main/domain/bytes.ts";
import type { FutureKeys } from "../crypto/dukpt.ts";

export type WorkingKeyName = "pinKey" | "macKey" | "trackKey";

export type MasterKeyAlgorithm = "tdes" | "sm4" | "aes";

export type DukptAlgorithm = "tdes" | "aes128" | "aes256";

/** DUKPT as it is kept: what is to come, and the check value of the initial key, which is gone. */
type PadDukpt = {
  readonly algorithm: DukptAlgorithm;
  readonly initialKeyKcv: Uint8Array;
  readonly future: FutureKeys;
};

/** The keys of a pad in the clear, as they lie in its tamper-proof memory: 16 bytes, working keys 8 or 16. */
export type PadKeys = {
  readonly masterKey?: Uint8Array;
  /** Of the master key and the working keys under it; TDES where it is absent. */
  readonly algorithm?: MasterKeyAlgorithm;
  readonly workingKeys: { readonly [name in WorkingKeyName]?: Uint8Array };
  readonly dukpt?: PadDukpt;
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
  const lines = Object.entries(named)
    .filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined)
    .map(([name, key]) => `${name} ${toHex(key)}\n`);
  if (keys.algorithm !== undefined && keys.algorithm !== "tdes") lines.push(`algorithm ${keys.algorithm}\n`);
  if (keys.dukpt !== undefined) lines.push(formatDukpt(keys.dukpt));
  return lines.join("");
}

/** `dukpt algorithm KSN KCV key...`, a dash where a key has been used. */
function formatDukpt({ algorithm, initialKeyKcv, future }: PadDukpt): string {
  const keys = future.keys.map((key) => (key === undefined ? "-" : toHex(key)));
  return `${["dukpt", algorithm, toHex(future.ksn), toHex(initialKeyKcv), ...keys].join(" ")}\n`;
}

/** Lines that it does not understand are lost keys, as after a tamper alarm. */
function parse(text: string): PadKeys {
  const key = (name: string): Uint8Array | undefined => {
    const hex = new RegExp(`^${name} ([0-9A-F]+)$`, "m").exec(text)?.[1] ?? "";
    return isHex(hex) && (hex.length === 16 || hex.length === 32) ? fromHex(hex) : undefined;
  };
  const dukpt = parseDukpt(text);
  const kept = dukpt === undefined ? {} : { dukpt };
  const masterKey = key("masterKey");
  if (masterKey === undefined) return { workingKeys: {}, ...kept };
  const workingKeys: { [name in WorkingKeyName]?: Uint8Array } = {};
  for (const name of ["pinKey", "macKey", "trackKey"] as const) {
    const found = key(name);
    if (found !== undefined) workingKeys[name] = found;
  }
  const algorithm = /^algorithm (sm4|aes)$/m.exec(text)?.[1] as MasterKeyAlgorithm | undefined;
  return { masterKey, workingKeys, ...(algorithm === undefined ? {} : { algorithm }), ...kept };
}

function parseDukpt(text: string): PadDukpt | undefined {
  const match =
    /^dukpt (tdes|aes128|aes256) ([0-9A-F]{20,24}) ([0-9A-F]{8})((?: (?:-|[0-9A-F]{32,64}))+)$/m.exec(text);
  if (match === null) return undefined;
  const [, algorithm, ksn = "", kcv = "", keys = ""] = match;
  const parsed = keys
    .trim()
    .split(" ")
    .map((hex) => (hex === "-" ? undefined : fromHex(hex)));
  return {
    algorithm: algorithm as DukptAlgorithm,
    initialKeyKcv: fromHex(kcv),
    future: { ksn: fromHex(ksn), keys: parsed },
  };
}
