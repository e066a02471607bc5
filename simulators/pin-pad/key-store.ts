import { fromAscii, toHex, xorBytes } from "../../main/domain/bytes.ts";
import { desDecrypt, desEncrypt, keyCheckValue, retailMac } from "../crypto/des.ts";
import { encodePinBlock } from "../crypto/pin-block.ts";
import type { KeyMemory, PadKeys, WorkingKeyName } from "./key-memory.ts";

/** The part of the pad that holds keys: docs/pin-pad-protocol.md, sections 5 to 7. */

/** Section 8. */
export const REASON = {
  unknownCommand: 0x01,
  malformedRequest: 0x02,
  noMasterKey: 0x03,
  noWorkingKey: 0x04,
  busy: 0x05,
  notSupported: 0x06,
  outOfOrder: 0x07,
  unusableKey: 0x08,
} as const;

export type Reason = (typeof REASON)[keyof typeof REASON];

export type WrappedPadKey = { readonly name: WorkingKeyName; readonly cryptogram: Uint8Array };

export class PadKeyStore {
  readonly #memory: KeyMemory;
  #keys: PadKeys;
  #firstComponent: Uint8Array | undefined;

  constructor(memory: KeyMemory) {
    this.#memory = memory;
    this.#keys = memory.load();
  }

  /** Loss of power: the memory stays, a half-entered master key does not. */
  restart(): void {
    this.#firstComponent = undefined;
    this.#keys = this.#memory.load();
  }

  /** A tamper alarm, or a pad fresh from the factory. */
  erase(): void {
    this.#firstComponent = undefined;
    this.#keep({ workingKeys: {} });
  }

  /** What only the custodians, or a mother POS, can do on a real pad: for tests and the demonstration. */
  inject(masterKey: Uint8Array): void {
    this.#keep({ masterKey, workingKeys: {} });
  }

  checkValues(): { readonly [name in "masterKey" | WorkingKeyName]?: Uint8Array } {
    const { masterKey, workingKeys } = this.#keys;
    const values: { [name in "masterKey" | WorkingKeyName]?: Uint8Array } = {};
    if (masterKey !== undefined) values.masterKey = keyCheckValue(masterKey);
    for (const name of ["pinKey", "macKey", "trackKey"] as const) {
      const key = workingKeys[name];
      if (key !== undefined) values[name] = keyCheckValue(key);
    }
    return values;
  }

  /** Section 5.2. A new master key makes the working keys of the old one useless. */
  loadComponent(number: number, component: Uint8Array): Uint8Array | Reason {
    if (number === 1) {
      this.#firstComponent = component;
      return keyCheckValue(component);
    }
    if (this.#firstComponent === undefined) return REASON.outOfOrder;
    const masterKey = xorBytes(this.#firstComponent, component);
    if (masterKey.every((byte) => byte === 0)) return REASON.unusableKey;
    this.#firstComponent = undefined;
    this.#keep({ masterKey, workingKeys: {} });
    return keyCheckValue(component);
  }

  /** Section 5.3: all of them or none. */
  loadWorkingKeys(wrapped: readonly WrappedPadKey[]): readonly Uint8Array[] | Reason {
    const { masterKey } = this.#keys;
    if (masterKey === undefined) return REASON.noMasterKey;
    const clear = wrapped.map(({ name, cryptogram }) => ({ name, key: desDecrypt(masterKey, cryptogram) }));
    const loaded = Object.fromEntries(clear.map(({ name, key }) => [name, key]));
    this.#keep({ masterKey, workingKeys: { ...this.#keys.workingKeys, ...loaded } });
    return clear.map(({ key }) => keyCheckValue(key));
  }

  /** Section 6. */
  mac(algorithm: "cup-ecb" | "x9.19", data: Uint8Array): Uint8Array | Reason {
    const key = this.#workingKey("macKey");
    if (typeof key === "number") return key;
    const blocks = Math.max(1, Math.ceil(data.length / 8));
    const padded = new Uint8Array(8 * blocks);
    padded.set(data);
    // A single-length key counts as two equal halves.
    if (algorithm === "x9.19")
      return retailMac(key.length === 8 ? Uint8Array.of(...key, ...key) : key, padded);
    let sum: Uint8Array = padded.slice(0, 8);
    for (let block = 1; block < blocks; block++)
      sum = xorBytes(sum, padded.subarray(8 * block, 8 * block + 8));
    const text = toHex(sum);
    const half = desEncrypt(key, fromAscii(text.slice(0, 8)));
    return fromAscii(toHex(desEncrypt(key, xorBytes(half, fromAscii(text.slice(8))))).slice(0, 8));
  }

  /** Section 7: whether a PIN could be encrypted at all; asked before the customer is. */
  missingForPin(): Reason | undefined {
    const key = this.#workingKey("pinKey");
    return typeof key === "number" ? key : undefined;
  }

  pinBlock(pin: string, pan: string): Uint8Array | Reason {
    const key = this.#workingKey("pinKey");
    return typeof key === "number" ? key : desEncrypt(key, encodePinBlock(pin, pan));
  }

  #workingKey(name: WorkingKeyName): Uint8Array | Reason {
    if (this.#keys.masterKey === undefined) return REASON.noMasterKey;
    return this.#keys.workingKeys[name] ?? REASON.noWorkingKey;
  }

  #keep(keys: PadKeys): void {
    this.#keys = keys;
    this.#memory.save(keys);
  }
}
