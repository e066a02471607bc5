import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { WrappedWorkingKeys } from "../domain/batch/working-keys.ts";
import { toHex } from "../domain/bytes.ts";
import {
  type CountedUse,
  KEY_LIMIT_DEFAULTS,
  type KeyHealth,
  type KeyLimits,
  type KeyRecord,
  keyHealth,
} from "../domain/keys/key-health.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyUses } from "../ports/key-uses.ts";
import type { PinPad } from "../ports/pin-pad.ts";
import type { SecureModule, SecureModuleStatus } from "../ports/secure-module.ts";
import { replaceFile } from "./durable-file.ts";

/**
 * Age and use of each key, in a small file beside the key file. Payments commit nothing for it: uses are counted in memory
 * against a reserve that was written before, so that after a loss of power the count is too high by at most a reserve
 * and never too low. Check values only; no key is here.
 */

const RESERVE = 100;
/** The next reserve is written from here on, long before it is needed. */
const REFILL = 50;

const FILE = z.strictObject({
  version: z.literal(1),
  keys: z
    .array(
      z.strictObject({
        use: z.enum(["masterKey", "pinKey", "macKey", "trackKey", "initialKey"]),
        kcv: z.string().regex(/^[0-9A-F]{8}$/),
        loadedAtMs: z.int().min(0),
        usesCount: z.int().min(0),
      }),
    )
    .max(5),
});

type Counted = {
  readonly kcv: string;
  readonly loadedAtMs: number;
  usesCount: number;
  reservedCount: number;
};

export type KeyLedgerSettings = {
  readonly path: string;
  readonly clock: Pick<Clock, "businessNow">;
  readonly limits?: KeyLimits;
};

export class KeyLedger implements KeyUses {
  readonly #settings: KeyLedgerSettings;
  readonly #keys = new Map<CountedUse, Counted>();
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(settings: KeyLedgerSettings, keys: readonly KeyRecord[]) {
    this.#settings = settings;
    for (const { use, kcv, loadedAtMs, usesCount } of keys)
      this.#keys.set(use, { kcv, loadedAtMs, usesCount, reservedCount: usesCount });
  }

  /** A file that is not there or cannot be read is an empty one: the keys are then as old as this start. */
  static async open(settings: KeyLedgerSettings): Promise<KeyLedger> {
    try {
      const parsed = FILE.safeParse(JSON.parse(await readFile(settings.path, "utf8")));
      return new KeyLedger(settings, parsed.success ? parsed.data.keys : []);
    } catch {
      return new KeyLedger(settings, []);
    }
  }

  keyHealth(): readonly KeyHealth[] {
    const nowMs = this.#settings.clock.businessNow().epochMs;
    const { limits = KEY_LIMIT_DEFAULTS } = this.#settings;
    return [...this.#keys].map(([use, { kcv, loadedAtMs, usesCount }]) =>
      keyHealth({ use, kcv, loadedAtMs, usesCount }, limits, nowMs),
    );
  }

  /** A key was loaded now, or, if `isNew` is false, is seen in the module: the same one goes on being counted. */
  async note(use: CountedUse, kcv: Uint8Array | undefined, isNew: boolean): Promise<void> {
    if (kcv === undefined) return;
    const hex = toHex(kcv).slice(0, 8);
    if (!isNew && this.#keys.get(use)?.kcv === hex) return;
    const loadedAtMs = this.#settings.clock.businessNow().epochMs;
    this.#keys.set(use, { kcv: hex, loadedAtMs, usesCount: 0, reservedCount: 0 });
    await this.#write(RESERVE);
  }

  /** The working keys of an old master key are gone with it. */
  forgetWorkingKeys(): void {
    for (const use of ["pinKey", "macKey", "trackKey"] as const) this.#keys.delete(use);
  }

  /** Waits for the disk only when the reserve is used up, which the refill before it prevents. */
  async countUse(use: CountedUse): Promise<void> {
    const key = this.#keys.get(use);
    if (key === undefined) return;
    key.usesCount += 1;
    if (key.usesCount > key.reservedCount) await this.#write(RESERVE);
    else if (key.usesCount === key.reservedCount - REFILL) void this.#write(RESERVE);
  }

  /** Writes the exact counts, if the file has others. */
  async close(): Promise<void> {
    await this.#writing;
    const isExact = [...this.#keys.values()].every((key) => key.usesCount === key.reservedCount);
    if (!isExact) await this.#write(0);
  }

  /** A disk that refuses keeps nobody from paying: counting goes on, and the next use tries again. */
  async #write(reserve: number): Promise<void> {
    const mine = this.#writing.then(async () => {
      const reserved = [...this.#keys].map(([use, key]) => ({ use, key, count: key.usesCount + reserve }));
      const keys = reserved.map(({ use, key: { kcv, loadedAtMs }, count }) => ({
        use,
        kcv,
        loadedAtMs,
        usesCount: count,
      }));
      try {
        await replaceFile(this.#settings.path, Buffer.from(JSON.stringify({ version: 1, keys }), "utf8"));
        for (const { key, count } of reserved) key.reservedCount = count;
      } catch {
        return;
      }
    });
    this.#writing = mine;
    await mine;
  }
}

/** The same module, whose keys are counted; what it has beyond the port it keeps. */
export function withCountedKeys<M extends SecureModule & Partial<PinPad>>(module: M, ledger: KeyLedger): M {
  const counted = new Map<PropertyKey, unknown>(Object.entries(countedMethods(module, ledger)));
  return new Proxy(module, {
    get(target, name) {
      const replaced = counted.get(name);
      if (replaced !== undefined && Reflect.get(target, name) !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name);
      // Private members belong to the module itself.
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function countedMethods(module: SecureModule & Partial<PinPad>, ledger: KeyLedger): Partial<PinPad> {
  const { transactionKeys } = module;
  return {
    async status() {
      const status = await module.status();
      if (status.ok) await noteAll(ledger, status.value);
      return status;
    },
    async loadMasterKeyComponent(number, component, algorithm) {
      const loaded = await module.loadMasterKeyComponent(number, component, algorithm);
      if (!loaded.ok || number === 1) return loaded;
      ledger.forgetWorkingKeys();
      const status = await module.status();
      if (status.ok) await ledger.note("masterKey", status.value.masterKeyKcv, true);
      return loaded;
    },
    async loadWorkingKeys(keys: WrappedWorkingKeys) {
      const loaded = await module.loadWorkingKeys(keys);
      if (!loaded.ok) return loaded;
      await ledger.note("macKey", loaded.value.macKeyKcv, true);
      await ledger.note("pinKey", loaded.value.pinKeyKcv, true);
      await ledger.note("trackKey", loaded.value.trackKeyKcv, true);
      return loaded;
    },
    async importKeyBlock(block) {
      const imported = await module.importKeyBlock?.(block);
      if (imported === undefined) return { ok: false, fault: { kind: "refused", detail: "no key blocks" } };
      if (imported.ok) await ledger.note(imported.value.use, imported.value.kcv, true);
      return imported;
    },
    async mac(algorithm, data) {
      await ledger.countUse("macKey");
      return await module.mac(algorithm, data);
    },
    async encryptTrack(track) {
      await ledger.countUse("trackKey");
      const encrypted = await module.encryptTrack?.(track);
      return encrypted ?? { ok: false, fault: { kind: "refused", detail: "no track encryption" } };
    },
    async capturePin(request) {
      await ledger.countUse("pinKey");
      const entered = await module.capturePin?.(request);
      return entered ?? { ok: false, fault: { kind: "refused", detail: "no PIN entry" } };
    },
    ...(transactionKeys === undefined
      ? {}
      : {
          transactionKeys: {
            ...transactionKeys,
            async next() {
              await ledger.countUse("initialKey");
              return await transactionKeys.next();
            },
          },
        }),
    async close() {
      await ledger.close();
      await module.close();
    },
  };
}

async function noteAll(ledger: KeyLedger, status: SecureModuleStatus): Promise<void> {
  await ledger.note("masterKey", status.masterKeyKcv, false);
  await ledger.note("macKey", status.macKeyKcv, false);
  await ledger.note("pinKey", status.pinKeyKcv, false);
  await ledger.note("trackKey", status.trackKeyKcv, false);
  await ledger.note("initialKey", status.initialKeyKcv, false);
}
