import { randomBytes } from "node:crypto";
import { equalBytes, fromHex, isHex, toLatin1, xorBytes } from "../../main/domain/bytes.ts";
import { aesEncrypt } from "../crypto/aes.ts";
import { desEncrypt } from "../crypto/des.ts";
import {
  counterOf,
  type DukptFamily,
  dukptFamily,
  dukptWorkingKey,
  firstFutureKeys,
  takeTransactionKey,
  withCounter,
} from "../crypto/dukpt.ts";
import { openKeyBlock } from "../crypto/key-block.ts";
import { encodePinBlock, encryptPinBlock4 } from "../crypto/pin-block.ts";
import type { DukptAlgorithm, KeyMemory, MasterKeyAlgorithm, PadKeys, WorkingKeyName } from "./key-memory.ts";
import { encryptPadTrack, PAD_CIPHERS, type PadCipher, type PadMacAlgorithm, padMac } from "./pad-cipher.ts";

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
  keysUsedUp: 0x0a,
} as const;

export type Reason = (typeof REASON)[keyof typeof REASON];

export type PadKeyName = WorkingKeyName | "initialKey";

export type WrappedPadKey = {
  readonly name: PadKeyName;
  /** Of a key in ECB, TDES where it is absent; a key block names its own. */
  readonly algorithm?: MasterKeyAlgorithm;
  /** ECB where it is absent. */
  readonly wrapping?: "ecb" | "keyBlock";
  readonly cryptogram: Uint8Array;
};

type LoadedPadKey =
  | { readonly name: WorkingKeyName; readonly key: Uint8Array; readonly kcv: Uint8Array }
  | {
      readonly name: "initialKey";
      readonly key: Uint8Array;
      readonly kcv: Uint8Array;
      readonly family: DukptFamily;
      readonly ksn: Uint8Array;
    };

/** Usage and modes of use of the key blocks that are taken for each key (X9.143, tables 2 and 4). */
const BLOCK_RULES: { readonly [name in PadKeyName]: { usages: readonly string[]; modes: string } } = {
  pinKey: { usages: ["P0"], modes: "EBN" },
  macKey: { usages: ["M0", "M1", "M3"], modes: "CGVN" },
  trackKey: { usages: ["D0"], modes: "EBN" },
  initialKey: { usages: ["B1"], modes: "XN" },
};

type PinBlockAnswer = {
  readonly block: Uint8Array;
  readonly format: 0 | 4;
  readonly ksn?: Uint8Array;
};

export class PadKeyStore {
  readonly #memory: KeyMemory;
  readonly #random: (length: number) => Uint8Array;
  #keys: PadKeys;
  #first: { readonly component: Uint8Array; readonly algorithm: MasterKeyAlgorithm } | undefined;
  /** DUKPT: the transaction that the till has under way. */
  #transaction: { readonly ksn: Uint8Array; readonly key: Uint8Array; hadPin: boolean } | undefined;

  constructor(memory: KeyMemory, random: (length: number) => Uint8Array = randomBytes) {
    this.#memory = memory;
    this.#random = random;
    this.#keys = memory.load();
  }

  /** Loss of power: the memory stays, a half-entered master key and the transaction under way do not. */
  restart(): void {
    this.#first = undefined;
    this.#transaction = undefined;
    this.#keys = this.#memory.load();
  }

  /** A tamper alarm, or a pad fresh from the factory. */
  erase(): void {
    this.#first = undefined;
    this.#transaction = undefined;
    this.#keep({ workingKeys: {} });
  }

  /** What only the custodians, or a mother POS, can do on a real pad: for tests and the demonstration. */
  inject(masterKey: Uint8Array, algorithm: MasterKeyAlgorithm = "tdes"): void {
    this.#keep({ masterKey, algorithm, workingKeys: {} });
  }

  /** As `inject`, for the initial key of DUKPT; working keys stay. */
  injectInitialKey(algorithm: DukptAlgorithm, initialKey: Uint8Array, ksn: Uint8Array): void {
    this.#keep({ ...this.#keys, ...this.#dukptOf(dukptFamily(algorithm), initialKey, ksn) });
  }

  /** DUKPT: the KSN of the last transaction. */
  get ksn(): Uint8Array | undefined {
    return this.#keys.dukpt?.future.ksn;
  }

  checkValues(): { readonly [name in "masterKey" | PadKeyName]?: Uint8Array } {
    const { masterKey, workingKeys, dukpt } = this.#keys;
    const values: { [name in "masterKey" | PadKeyName]?: Uint8Array } = {};
    if (masterKey !== undefined) values.masterKey = PAD_CIPHERS[this.#algorithm()].kcv(masterKey);
    for (const name of ["pinKey", "macKey", "trackKey"] as const) {
      const key = workingKeys[name];
      if (key !== undefined) values[name] = this.#workingCipher().kcv(key);
    }
    if (dukpt !== undefined) values.initialKey = dukpt.initialKeyKcv;
    return values;
  }

  /** Section 5.1: the byte that names the algorithm of a key. */
  algorithmCode(name: "masterKey" | PadKeyName): number {
    if (name === "masterKey") return PAD_CIPHERS[this.#algorithm()].code;
    if (name !== "initialKey") return this.#workingCipher().code;
    return this.#keys.dukpt?.algorithm === "tdes" ? PAD_CIPHERS.tdes.code : PAD_CIPHERS.aes.code;
  }

  /** Section 5.2. A new master key makes the working keys of the old one useless. */
  loadComponent(
    number: number,
    component: Uint8Array,
    algorithm: MasterKeyAlgorithm = "tdes",
  ): Uint8Array | Reason {
    const { kcv } = PAD_CIPHERS[algorithm];
    if (number === 1) {
      this.#first = { component, algorithm };
      return kcv(component);
    }
    if (this.#first === undefined || this.#first.algorithm !== algorithm) return REASON.outOfOrder;
    const masterKey = xorBytes(this.#first.component, component);
    if (masterKey.every((byte) => byte === 0)) return REASON.unusableKey;
    this.#first = undefined;
    this.#keep({ ...this.#keys, masterKey, algorithm, workingKeys: {} });
    return kcv(component);
  }

  /** Section 5.3: all of them or none. */
  loadWorkingKeys(wrapped: readonly WrappedPadKey[]): readonly Uint8Array[] | Reason {
    const { masterKey } = this.#keys;
    if (masterKey === undefined) return REASON.noMasterKey;
    const loaded: LoadedPadKey[] = [];
    for (const key of wrapped) {
      const isBlock = key.wrapping === "keyBlock";
      const one = isBlock ? this.#unwrapBlock(masterKey, key) : this.#unwrapEcb(masterKey, key);
      if (typeof one === "number") return one;
      loaded.push(one);
    }
    const initial = loaded.find((key) => key.name === "initialKey");
    const working = Object.fromEntries(
      loaded.filter(({ name }) => name !== "initialKey").map(({ name, key }) => [name, key]),
    );
    this.#keep({
      ...this.#keys,
      workingKeys: { ...this.#keys.workingKeys, ...working },
      ...(initial === undefined ? {} : this.#dukptOf(initial.family, initial.key, initial.ksn)),
    });
    return loaded.map(({ kcv }) => kcv);
  }

  /** Section 6. */
  mac(algorithm: "cup-ecb" | "x9.19", data: Uint8Array): Uint8Array | Reason {
    const key = this.#workingKey("macKey");
    if (typeof key === "number") return key;
    return padMac(this.#workingCipher(), algorithm, key, data) ?? REASON.notSupported;
  }

  /** Section 6.1. */
  nextTransaction(): Uint8Array | Reason {
    const { dukpt } = this.#keys;
    if (dukpt === undefined) return REASON.noWorkingKey;
    const taken = takeTransactionKey(dukptFamily(dukpt.algorithm), dukpt.future);
    if (taken === undefined) return REASON.keysUsedUp;
    // Gone from the memory before it is used: no key is ever used for two transactions.
    this.#keep({ ...this.#keys, dukpt: { ...dukpt, future: taken.left } });
    this.#transaction = { ksn: taken.ksn, key: taken.key, hadPin: false };
    return taken.ksn;
  }

  /** Section 6.2. */
  transactionMac(request: {
    readonly algorithm: PadMacAlgorithm;
    readonly direction: "request" | "response";
    readonly ksn: Uint8Array;
    readonly data: Uint8Array;
  }): Uint8Array | Reason {
    const use = request.direction === "request" ? "macRequest" : "macResponse";
    const transaction = this.#transactionOf(request.ksn);
    if (typeof transaction === "number") return transaction;
    const { family, key, ksn } = transaction;
    const cipher = family.algorithm === "tdes" ? PAD_CIPHERS.tdes : PAD_CIPHERS.aes;
    const macKey = dukptWorkingKey(family, key, ksn, use);
    return padMac(cipher, request.algorithm, macKey, request.data) ?? REASON.notSupported;
  }

  /** Section 6.3. */
  encryptTrack(digits: string): string | Reason {
    const key = this.#workingKey("trackKey");
    if (typeof key === "number") return key;
    return encryptPadTrack(this.#workingCipher(), key, digits) ?? REASON.notSupported;
  }

  /** Section 7: whether a PIN could be encrypted at all; asked before the customer is. */
  missingForPin(ksn?: Uint8Array): Reason | undefined {
    if (ksn === undefined) {
      const key = this.#workingKey("pinKey");
      return typeof key === "number" ? key : undefined;
    }
    if (this.#keys.dukpt === undefined) return REASON.noWorkingKey;
    if (ksn.length === 0) return undefined;
    const transaction = this.#transactionOf(ksn);
    if (typeof transaction === "number") return transaction;
    return this.#transaction?.hadPin === true ? REASON.outOfOrder : undefined;
  }

  /** `ksn` asks for DUKPT: an empty one takes the next transaction key. */
  pinBlock(pin: string, pan: string, ksn?: Uint8Array): PinBlockAnswer | Reason {
    if (ksn === undefined) {
      const key = this.#workingKey("pinKey");
      if (typeof key === "number") return key;
      const cipher = this.#workingCipher();
      return { block: cipher.encrypt(key, cipher.encodePin(pin, pan)), format: 0 };
    }
    const named = ksn.length === 0 ? this.nextTransaction() : ksn;
    if (typeof named === "number") return named;
    const refusal = this.missingForPin(named);
    if (refusal !== undefined) return refusal;
    const transaction = this.#transactionOf(named);
    if (typeof transaction === "number") return transaction;
    if (this.#transaction !== undefined) this.#transaction.hadPin = true;
    const key = dukptWorkingKey(transaction.family, transaction.key, named, "pin");
    if (transaction.family.algorithm === "tdes")
      return { block: desEncrypt(key, encodePinBlock(pin, pan)), format: 0, ksn: named };
    const encrypt = (block: Uint8Array): Uint8Array => aesEncrypt(key, block);
    return { block: encryptPinBlock4(encrypt, pin, pan, this.#random(8)), format: 4, ksn: named };
  }

  /** Only the transaction under way: the keys of those before are gone. */
  #transactionOf(
    ksn: Uint8Array,
  ): { readonly family: DukptFamily; readonly key: Uint8Array; readonly ksn: Uint8Array } | Reason {
    const { dukpt } = this.#keys;
    if (dukpt === undefined) return REASON.noWorkingKey;
    const transaction = this.#transaction;
    if (transaction === undefined || !equalBytes(transaction.ksn, ksn)) return REASON.outOfOrder;
    return { family: dukptFamily(dukpt.algorithm), key: transaction.key, ksn };
  }

  #unwrapEcb(masterKey: Uint8Array, wrapped: WrappedPadKey): LoadedPadKey | Reason {
    const { name, algorithm = "tdes", cryptogram } = wrapped;
    const cipher = PAD_CIPHERS[algorithm];
    if (name === "initialKey" || cipher.decrypt === undefined) return REASON.notSupported;
    if (algorithm !== this.#algorithm()) return REASON.unusableKey;
    if (cryptogram.length % cipher.blockLength !== 0) return REASON.malformedRequest;
    const key = cipher.decrypt(masterKey, cryptogram);
    return { name, key, kcv: cipher.kcv(key) };
  }

  /** The block is authenticated before anything in it is looked at; its usage has to be the one that was asked for. */
  #unwrapBlock(masterKey: Uint8Array, { name, cryptogram }: WrappedPadKey): LoadedPadKey | Reason {
    const text = toLatin1(cryptogram);
    const isFitting = text.startsWith(this.#algorithm() === "aes" ? "D" : "B");
    if (!isFitting || this.#algorithm() === "sm4") return REASON.notSupported;
    const opened = openKeyBlock(masterKey, text);
    if (opened === undefined) return REASON.unusableKey;
    const { header, key } = opened;
    const { usages, modes } = BLOCK_RULES[name];
    if (!usages.includes(header.usage) || !modes.includes(header.modeOfUse)) return REASON.unusableKey;
    if (name === "initialKey") return initialKeyOf(header, key);
    const isKey = header.algorithm === "T" && (key.length === 16 || key.length === 8);
    return isKey ? { name, key, kcv: PAD_CIPHERS.tdes.kcv(key) } : REASON.unusableKey;
  }

  #dukptOf(family: DukptFamily, initialKey: Uint8Array, ksn: Uint8Array): Pick<PadKeys, "dukpt"> {
    this.#transaction = undefined;
    const { kcv } = family.algorithm === "tdes" ? PAD_CIPHERS.tdes : PAD_CIPHERS.aes;
    const { algorithm } = family;
    return {
      dukpt: { algorithm, initialKeyKcv: kcv(initialKey), future: firstFutureKeys(family, initialKey, ksn) },
    };
  }

  #algorithm(): MasterKeyAlgorithm {
    return this.#keys.algorithm ?? "tdes";
  }

  /** Working keys under an AES master key come in key blocks and are TDES. */
  #workingCipher(): PadCipher {
    return this.#algorithm() === "sm4" ? PAD_CIPHERS.sm4 : PAD_CIPHERS.tdes;
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

/** The KSN stands in an optional block: KS with TDES (20 digits), IK with AES (16, without the counter). */
function initialKeyOf(
  header: {
    readonly algorithm: string;
    readonly optionalBlocks: readonly { readonly id: string; readonly data: string }[];
  },
  key: Uint8Array,
): LoadedPadKey | Reason {
  const isTdes = header.algorithm === "T";
  const named = header.optionalBlocks.find(({ id }) => id === (isTdes ? "KS" : "IK"))?.data ?? "";
  const digits = isTdes ? named : `${named}00000000`;
  if (!isHex(digits) || digits.length !== (isTdes ? 20 : 24)) return REASON.unusableKey;
  const algorithm = isTdes ? "tdes" : key.length === 32 ? "aes256" : "aes128";
  const family = dukptFamily(algorithm);
  if (key.length !== family.keyLength) return REASON.unusableKey;
  const ksn = fromHex(digits);
  const { kcv } = isTdes ? PAD_CIPHERS.tdes : PAD_CIPHERS.aes;
  // An initial key is the one of counter zero; another one would be a key of the middle.
  if (counterOf(family, ksn) !== 0) return REASON.unusableKey;
  return { name: "initialKey", key, kcv: kcv(key), family, ksn: withCounter(family, ksn, 0) };
}
