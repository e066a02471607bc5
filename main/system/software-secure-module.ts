import type { WrappedWorkingKeys } from "../domain/batch/working-keys.ts";
import { concatBytes, equalBytes, fromUint, xorBytes } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { MacAlgorithm, SecureModule, SecureModuleFault } from "../ports/secure-module.ts";
import { desEcbDecrypt, keyCheckValue } from "./des.ts";
import { messageMac } from "./mac.ts";
import type { SecretStore } from "./secret-store.ts";

/**
 * The secure module of a terminal without a PIN pad: it makes MACs and nothing else (money.md rule 13). Its MAC master
 * key is its own, given by the acquirer for this use in two components, and wraps the MAK alone. A PIK or TDK that
 * arrives beside it is neither unwrapped nor kept; online PIN is an unsupported CVM of such a terminal.
 */

const KEY_LENGTH = 16;
const STATE_VERSION = 1;

/** What is kept once there is a master key. The MAK stays wrapped as it arrived and is unwrapped for each MAC. */
type KeyState = {
  readonly masterKey: Sensitive<Uint8Array>;
  readonly wrappedMacKey?: Uint8Array;
};

type Answer<T> = Promise<Result<T, SecureModuleFault>>;

const STORAGE_FAILED: SecureModuleFault = { kind: "refused", detail: "the key storage failed" };
const STORAGE_DAMAGED: SecureModuleFault = { kind: "refused", detail: "the stored keys are damaged" };

class SoftwareSecureModule implements SecureModule {
  readonly #serial: string;
  readonly #store: SecretStore;
  #state: Result<KeyState | undefined, SecureModuleFault>;
  #firstComponent: Sensitive<Uint8Array> | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(serial: string, store: SecretStore, state: Result<KeyState | undefined, SecureModuleFault>) {
    this.#serial = serial;
    this.#store = store;
    this.#state = state;
  }

  async status(): ReturnType<SecureModule["status"]> {
    if (!this.#state.ok) return this.#state;
    const masterKey = this.#state.value?.masterKey.reveal();
    const macKey = this.#macKey();
    return ok({
      serial: this.#serial,
      ...(masterKey === undefined ? {} : { masterKeyKcv: keyCheckValue(masterKey) }),
      ...(macKey.ok ? { macKeyKcv: macKey.value.map(keyCheckValue).reveal() } : {}),
    });
  }

  /** Component 1 begins a new entry, component 2 ends it; the old key serves until then. No parity is forced. */
  loadMasterKeyComponent(number: 1 | 2, component: Sensitive<Uint8Array>): Answer<Uint8Array> {
    return this.#withChange(async () => {
      const bytes = component.reveal();
      if (bytes.length !== KEY_LENGTH) return err({ kind: "refused", detail: "a component has 16 bytes" });
      const kcv = keyCheckValue(bytes);
      if (number === 1) {
        this.#firstComponent = new Sensitive(bytes.slice());
        return ok(kcv);
      }
      const first = this.#firstComponent?.reveal();
      if (first === undefined) return err({ kind: "refused", detail: "component 1 comes first" });
      if (equalBytes(first, bytes)) return err({ kind: "refused", detail: "equal components cancel out" });
      const stored = await this.#keep({ masterKey: new Sensitive(xorBytes(first, bytes)) });
      if (!stored.ok) return stored;
      this.#firstComponent = undefined;
      return ok(kcv);
    });
  }

  loadWorkingKeys(keys: WrappedWorkingKeys): Answer<{ macKeyKcv: Uint8Array }> {
    return this.#withChange(async () => {
      if (!this.#state.ok) return this.#state;
      if (this.#state.value === undefined) return err({ kind: "noMasterKey" });
      const { masterKey } = this.#state.value;
      const wrappedMacKey = significantBytes(keys.macKey.cryptogram);
      if (wrappedMacKey.length !== 8 && wrappedMacKey.length !== KEY_LENGTH) {
        return err({ kind: "refused", detail: "a MAK has 8 or 16 bytes" });
      }
      const stored = await this.#keep({ masterKey, wrappedMacKey });
      if (!stored.ok) return stored;
      return ok({ macKeyKcv: keyCheckValue(desEcbDecrypt(masterKey.reveal(), wrappedMacKey)) });
    });
  }

  async mac(algorithm: MacAlgorithm, data: Uint8Array): Answer<Uint8Array> {
    const key = this.#macKey();
    return key.ok ? ok(messageMac(algorithm, key.value.reveal(), data)) : key;
  }

  async close(): Promise<void> {
    await this.#lastChange;
  }

  #macKey(): Result<Sensitive<Uint8Array>, SecureModuleFault> {
    if (!this.#state.ok) return this.#state;
    if (this.#state.value === undefined) return err({ kind: "noMasterKey" });
    const { masterKey, wrappedMacKey } = this.#state.value;
    if (wrappedMacKey === undefined) return err({ kind: "noWorkingKey" });
    return ok(masterKey.map((key) => desEcbDecrypt(key, wrappedMacKey)));
  }

  /** Durable first, in force then: a restart must not bring an older key back (sign-in would be lost unseen). */
  async #keep(state: KeyState): Promise<Result<void, SecureModuleFault>> {
    const written = await this.#store.write(new Sensitive(encodeState(state)));
    if (!written.ok) return err(STORAGE_FAILED);
    this.#state = ok(state);
    return ok(undefined);
  }

  /** Changes of the keys happen one after the other. */
  async #withChange<T>(change: () => Promise<T>): Promise<T> {
    const mine = this.#lastChange.then(change);
    this.#lastChange = mine.catch(() => undefined);
    return mine;
  }
}

/**
 * Opens the module with the keys it had before. Damaged keys do not stop the terminal: every use is refused with that
 * sentence until a new master key has been entered.
 */
export async function openSoftwareSecureModule(settings: {
  readonly serial: string;
  readonly store: SecretStore;
}): Promise<SecureModule> {
  const stored = await settings.store.read();
  return new SoftwareSecureModule(settings.serial, settings.store, initialState(stored));
}

function initialState(
  stored: Awaited<ReturnType<SecretStore["read"]>>,
): Result<KeyState | undefined, SecureModuleFault> {
  if (!stored.ok) return err(stored.fault.kind === "damaged" ? STORAGE_DAMAGED : STORAGE_FAILED);
  if (stored.value === undefined) return ok(undefined);
  const state = decodeState(stored.value.reveal());
  return state === undefined ? err(STORAGE_DAMAGED) : ok(state);
}

/**
 * A DE62 of this dialect carries a single-length MAK as 8 bytes and 8 zero bytes (cup-8583 section 7); the zeros are no
 * key.
 */
function significantBytes(cryptogram: Uint8Array): Uint8Array {
  const isSingle = cryptogram.length === KEY_LENGTH && cryptogram.subarray(8).every((byte) => byte === 0);
  return isSingle ? cryptogram.slice(0, 8) : cryptogram.slice();
}

/** version 01 (1) || MAC master key (16) || wrapped MAK (0, 8 or 16). */
function encodeState(state: KeyState): Uint8Array {
  const wrappedMacKey = state.wrappedMacKey ?? new Uint8Array();
  return concatBytes(fromUint(STATE_VERSION, 1), state.masterKey.reveal(), wrappedMacKey);
}

function decodeState(bytes: Uint8Array): KeyState | undefined {
  const wrappedLength = bytes.length - 1 - KEY_LENGTH;
  if (bytes[0] !== STATE_VERSION || ![0, 8, KEY_LENGTH].includes(wrappedLength)) return undefined;
  const masterKey = new Sensitive(bytes.slice(1, 1 + KEY_LENGTH));
  return wrappedLength === 0 ? { masterKey } : { masterKey, wrappedMacKey: bytes.slice(1 + KEY_LENGTH) };
}
