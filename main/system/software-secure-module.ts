import { assertNever } from "../domain/assert.ts";
import type {
  MasterKeyAlgorithm,
  WorkingKeyAlgorithm,
  WrappedWorkingKeys,
} from "../domain/batch/working-keys.ts";
import { concatBytes, equalBytes, fromAscii, fromUint, toLatin1, toUint, xorBytes } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { ImportedKey, MacAlgorithm, SecureModule, SecureModuleFault } from "../ports/secure-module.ts";
import { desEcbDecrypt } from "./des.ts";
import { unwrapKeyBlock } from "./key-block.ts";
import { keyCheckValueOf } from "./key-check-value.ts";
import { messageMacOf } from "./mac.ts";
import type { SecretStore, SecretStoreFault } from "./secret-store.ts";
import { sm4EcbDecrypt } from "./sm4.ts";
import { encryptTrackDigits } from "./track-cipher.ts";

/**
 * The secure module of a terminal without a PIN pad: it makes MACs, encrypts tracks, and nothing else (money.md rule 13).
 * Its MAC master key is its own, given by the acquirer for this use in two components. A PIK that arrives beside MAK and
 * TDK is neither unwrapped nor kept, and a key block for anything but a MAC or track key is refused; online PIN is an
 * unsupported CVM of such a terminal.
 */

const KEY_LENGTH = 16;
const STATE_VERSION = 2;
/** Master key and wrapped MAK of TDES, as the first release wrote it. */
const STATE_VERSION_1 = 1;

const ALGORITHMS: readonly MasterKeyAlgorithm[] = ["tdes", "sm4", "aes"];

type WorkingUse = "macKey" | "trackKey";

/** How a working key is kept: as it arrived, in ECB or in its key block, and unwrapped for each use. */
type KeptKey =
  | { readonly form: "ecb"; readonly wrapped: Uint8Array }
  | { readonly form: "keyBlock"; readonly block: string };

/** What is kept once there is a master key. */
type KeyState = {
  readonly algorithm: MasterKeyAlgorithm;
  readonly masterKey: Sensitive<Uint8Array>;
  readonly keys: { readonly [use in WorkingUse]?: KeptKey };
};

/** Usages of the key blocks that this module takes (X9.143, table 2). */
const USE_OF_BLOCK: ReadonlyMap<string, WorkingUse> = new Map([
  ["M0", "macKey"],
  ["M1", "macKey"],
  ["M3", "macKey"],
  ["D0", "trackKey"],
]);

type Answer<T> = Promise<Result<T, SecureModuleFault>>;

const STORAGE_FAILED: SecureModuleFault = { kind: "refused", detail: "the key storage failed" };
const STORAGE_DAMAGED: SecureModuleFault = { kind: "refused", detail: "the stored keys are damaged" };

/** The software module, and what only it can: its store may be locked. */
export interface SoftwareSecureModule extends SecureModule {
  /** Reads the keys again, after the store has been unlocked. */
  reopen(): Promise<void>;
}

class StoredSecureModule implements SoftwareSecureModule {
  readonly #serial: string;
  readonly #store: SecretStore;
  #state: Result<KeyState | undefined, SecureModuleFault>;
  #firstComponent:
    | { readonly key: Sensitive<Uint8Array>; readonly algorithm: MasterKeyAlgorithm }
    | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(serial: string, store: SecretStore, state: Result<KeyState | undefined, SecureModuleFault>) {
    this.#serial = serial;
    this.#store = store;
    this.#state = state;
  }

  async status(): ReturnType<SecureModule["status"]> {
    if (!this.#state.ok) return this.#state;
    const state = this.#state.value;
    const macKey = this.#workingKey("macKey");
    const trackKey = this.#workingKey("trackKey");
    return ok({
      serial: this.#serial,
      ...(state === undefined
        ? {}
        : { masterKeyKcv: keyCheckValueOf(state.algorithm, state.masterKey.reveal()) }),
      ...(macKey.ok ? { macKeyKcv: this.#kcvOf(macKey.value) } : {}),
      ...(trackKey.ok ? { trackKeyKcv: this.#kcvOf(trackKey.value) } : {}),
    });
  }

  async reopen(): Promise<void> {
    await this.#withChange(async () => {
      this.#state = initialState(await this.#store.read());
    });
  }

  /** Component 1 begins a new entry, component 2 ends it; the old key serves until then. No parity is forced. */
  loadMasterKeyComponent(
    number: 1 | 2,
    component: Sensitive<Uint8Array>,
    algorithm: MasterKeyAlgorithm = "tdes",
  ): Answer<Uint8Array> {
    return this.#withChange(async () => {
      if (!this.#state.ok && this.#state.fault.kind === "locked") return this.#state;
      const bytes = component.reveal();
      if (bytes.length !== KEY_LENGTH) return err({ kind: "refused", detail: "a component has 16 bytes" });
      const kcv = keyCheckValueOf(algorithm, bytes);
      if (number === 1) {
        this.#firstComponent = { key: new Sensitive(bytes.slice()), algorithm };
        return ok(kcv);
      }
      const first = this.#firstComponent;
      if (first === undefined || first.algorithm !== algorithm)
        return err({ kind: "refused", detail: "component 1 comes first" });
      if (equalBytes(first.key.reveal(), bytes))
        return err({ kind: "refused", detail: "equal components cancel out" });
      const masterKey = new Sensitive(xorBytes(first.key.reveal(), bytes));
      const stored = await this.#keep({ algorithm, masterKey, keys: {} });
      if (!stored.ok) return stored;
      this.#firstComponent = undefined;
      return ok(kcv);
    });
  }

  loadWorkingKeys(keys: WrappedWorkingKeys): Answer<{ macKeyKcv: Uint8Array; trackKeyKcv?: Uint8Array }> {
    return this.#withChange(async () => {
      if (!this.#state.ok) return this.#state;
      if (this.#state.value === undefined) return err({ kind: "noMasterKey" });
      const { masterKey, algorithm, keys: held } = this.#state.value;
      const { algorithm: asked = "tdes" } = keys;
      if (asked !== algorithm)
        return err({ kind: "refused", detail: "the master key is of another algorithm" });
      const loaded: { [use in WorkingUse]?: KeptKey } = {};
      for (const use of ["macKey", "trackKey"] as const) {
        const key = keys[use];
        if (key === undefined) continue;
        const wrapped = significantBytes(asked, key.cryptogram);
        const isKey = wrapped.length === KEY_LENGTH || (asked === "tdes" && wrapped.length === 8);
        if (!isKey)
          return err({ kind: "refused", detail: `a ${use === "macKey" ? "MAK" : "TDK"} has 8 or 16 bytes` });
        loaded[use] = { form: "ecb", wrapped };
      }
      const stored = await this.#keep({ algorithm, masterKey, keys: { ...held, ...loaded } });
      if (!stored.ok) return stored;
      const macKey = this.#workingKey("macKey");
      if (!macKey.ok) return macKey;
      const trackKey = loaded.trackKey === undefined ? undefined : this.#workingKey("trackKey");
      return ok({
        macKeyKcv: this.#kcvOf(macKey.value),
        ...(trackKey?.ok === true ? { trackKeyKcv: this.#kcvOf(trackKey.value) } : {}),
      });
    });
  }

  /** Only MAC and track keys, only TDES ones, and only under a master key of TDES or AES. */
  importKeyBlock(block: Sensitive<string>): Answer<ImportedKey> {
    return this.#withChange(async () => {
      if (!this.#state.ok) return this.#state;
      if (this.#state.value === undefined) return err({ kind: "noMasterKey" });
      const { masterKey, algorithm, keys } = this.#state.value;
      const text = block.reveal().trim();
      const isFitting =
        algorithm === "aes" ? text.startsWith("D") : algorithm === "tdes" && !text.startsWith("D");
      if (!isFitting)
        return err({ kind: "refused", detail: "the master key opens no blocks of this version" });
      const opened = unwrapKeyBlock(masterKey, text);
      if (!opened.ok) return err({ kind: "refused", detail: `key block: ${opened.fault.kind}` });
      const { header, key } = opened.value;
      const use = USE_OF_BLOCK.get(header.usage);
      if (use === undefined)
        return err({ kind: "refused", detail: "a key of this usage is not for a terminal without a pad" });
      const length = key.reveal().length;
      if (header.algorithm !== "T" || (length !== 8 && length !== KEY_LENGTH))
        return err({ kind: "refused", detail: "a working key in a block is of TDES, 8 or 16 bytes" });
      const kept = { form: "keyBlock", block: text } as const;
      const stored = await this.#keep({ algorithm, masterKey, keys: { ...keys, [use]: kept } });
      if (!stored.ok) return stored;
      return ok({ usage: header.usage, use, kcv: this.#kcvOf(key) });
    });
  }

  async mac(algorithm: MacAlgorithm, data: Uint8Array): Answer<Uint8Array> {
    const key = this.#workingKey("macKey");
    if (!key.ok) return key;
    const mac = messageMacOf(this.#workingAlgorithm(), algorithm, key.value.reveal(), data);
    return mac === undefined ? err({ kind: "refused", detail: "SM4 has no such MAC" }) : ok(mac);
  }

  async encryptTrack(track: Sensitive<string>): Answer<Sensitive<string>> {
    const key = this.#workingKey("trackKey");
    if (!key.ok) return key;
    if (this.#workingAlgorithm() !== "tdes")
      return err({ kind: "refused", detail: "SM4 has no track encryption" });
    const encrypted = encryptTrackDigits(key.value.reveal(), track.reveal());
    return encrypted === undefined
      ? err({ kind: "refused", detail: "the track is too short, or none" })
      : ok(new Sensitive(encrypted));
  }

  async close(): Promise<void> {
    await this.#lastChange;
  }

  #workingKey(use: WorkingUse): Result<Sensitive<Uint8Array>, SecureModuleFault> {
    if (!this.#state.ok) return this.#state;
    if (this.#state.value === undefined) return err({ kind: "noMasterKey" });
    const { masterKey, algorithm, keys } = this.#state.value;
    const kept = keys[use];
    if (kept === undefined) return err({ kind: "noWorkingKey" });
    if (kept.form === "ecb") {
      const decrypt = algorithm === "sm4" ? sm4EcbDecrypt : desEcbDecrypt;
      return ok(masterKey.map((key) => decrypt(key, kept.wrapped)));
    }
    const opened = unwrapKeyBlock(masterKey, kept.block);
    return opened.ok ? ok(opened.value.key) : err(STORAGE_DAMAGED);
  }

  /** Working keys under an AES master key come in key blocks and are TDES. */
  #workingAlgorithm(): WorkingKeyAlgorithm {
    return this.#state.ok && this.#state.value?.algorithm === "sm4" ? "sm4" : "tdes";
  }

  #kcvOf(key: Sensitive<Uint8Array>): Uint8Array {
    return keyCheckValueOf(this.#workingAlgorithm(), key.reveal());
  }

  /** Durable first, in force then: a restart must not bring an older key back (sign-in would be lost unseen). */
  async #keep(state: KeyState): Promise<Result<void, SecureModuleFault>> {
    const written = await this.#store.write(new Sensitive(encodeState(state)));
    if (!written.ok) return err(faultOf(written.fault));
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
}): Promise<SoftwareSecureModule> {
  const stored = await settings.store.read();
  return new StoredSecureModule(settings.serial, settings.store, initialState(stored));
}

function initialState(
  stored: Awaited<ReturnType<SecretStore["read"]>>,
): Result<KeyState | undefined, SecureModuleFault> {
  if (!stored.ok) return err(faultOf(stored.fault));
  // A store that was protected before there were keys holds nothing.
  if (stored.value === undefined || stored.value.reveal().length === 0) return ok(undefined);
  const state = decodeState(stored.value.reveal());
  return state === undefined ? err(STORAGE_DAMAGED) : ok(state);
}

/**
 * A DE62 of this dialect carries a single-length MAK as 8 bytes and 8 zero bytes (cup-8583 section 7); the zeros are no
 * key.
 */
function significantBytes(algorithm: WorkingKeyAlgorithm, cryptogram: Uint8Array): Uint8Array {
  const isSingle =
    algorithm === "tdes" &&
    cryptogram.length === KEY_LENGTH &&
    cryptogram.subarray(8).every((byte) => byte === 0);
  return isSingle ? cryptogram.slice(0, 8) : cryptogram.slice();
}

function faultOf(fault: SecretStoreFault): SecureModuleFault {
  switch (fault.kind) {
    case "locked":
      return { kind: "locked" };
    case "damaged":
      return STORAGE_DAMAGED;
    case "storageFailed":
      return STORAGE_FAILED;
    default:
      return assertNever(fault.kind);
  }
}

const USES = ["macKey", "trackKey"] as const;
const FORMS = ["ecb", "keyBlock"] as const;

/**
 * version 02 (1) || algorithm (1: 0 TDES, 1 SM4, 2 AES) || master key (16) || each key: use (1: 0 MAK, 1 TDK), form (1: 0
 * ECB, 1 key block), length (2), wrapped key.
 */
function encodeState({ algorithm, masterKey, keys }: KeyState): Uint8Array {
  const kept = USES.map((use, index) => {
    const key = keys[use];
    if (key === undefined) return new Uint8Array();
    const bytes = key.form === "ecb" ? key.wrapped : fromAscii(key.block);
    return concatBytes(Uint8Array.of(index, FORMS.indexOf(key.form)), fromUint(bytes.length, 2), bytes);
  });
  const head = Uint8Array.of(STATE_VERSION, ALGORITHMS.indexOf(algorithm));
  return concatBytes(head, masterKey.reveal(), ...kept);
}

function decodeState(bytes: Uint8Array): KeyState | undefined {
  if (bytes[0] === STATE_VERSION_1) return decodeState1(bytes);
  const algorithm = ALGORITHMS[bytes[1] ?? ALGORITHMS.length];
  if (bytes[0] !== STATE_VERSION || algorithm === undefined || bytes.length < 2 + KEY_LENGTH)
    return undefined;
  const masterKey = new Sensitive(bytes.slice(2, 2 + KEY_LENGTH));
  const keys: { [use in WorkingUse]?: KeptKey } = {};
  let at = 2 + KEY_LENGTH;
  // Each round takes the four bytes before a key at least.
  while (at < bytes.length) {
    const use = USES[bytes[at] ?? USES.length];
    const form = FORMS[bytes[at + 1] ?? FORMS.length];
    const end = at + 4 + toUint(bytes.subarray(at + 2, at + 4));
    if (use === undefined || form === undefined || end > bytes.length) return undefined;
    const wrapped = bytes.slice(at + 4, end);
    keys[use] = form === "ecb" ? { form, wrapped } : { form, block: toLatin1(wrapped) };
    at = end;
  }
  return { algorithm, masterKey, keys };
}

/** version 01 (1) || MAC master key (16) || wrapped MAK (0, 8 or 16). */
function decodeState1(bytes: Uint8Array): KeyState | undefined {
  const wrappedLength = bytes.length - 1 - KEY_LENGTH;
  if (![0, 8, KEY_LENGTH].includes(wrappedLength)) return undefined;
  const masterKey = new Sensitive(bytes.slice(1, 1 + KEY_LENGTH));
  if (wrappedLength === 0) return { algorithm: "tdes", masterKey, keys: {} };
  const macKey = { form: "ecb", wrapped: bytes.slice(1 + KEY_LENGTH) } as const;
  return { algorithm: "tdes", masterKey, keys: { macKey } };
}
