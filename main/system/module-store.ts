import { scrypt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fromAscii, fromHex, toHex, toLatin1 } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { OsKeystore } from "../ports/os-keystore.ts";
import { replaceFile } from "./durable-file.ts";
import { systemEntropy } from "./entropy.ts";
import { seal, unseal } from "./sealer.ts";
import type { SecretStore, SecretStoreFault } from "./secret-store.ts";

/**
 * The file of the software secure module. Unprotected it is sealed under a key of the key file, as {@link SecretStore}
 * says. Protected, it is sealed under a key of its own, which stands in the file wrapped: by a passphrase, by the keystore
 * of the operating system, or by both, of which either opens it. Lines of ASCII, each ended by LF:
 *
 *     jinka-module 2
 *     passphrase ln=17,r=8,p=1 <salt, 32 hexadecimal digits> <wrapped key, hexadecimal>
 *     keystore <wrapped key, hexadecimal>
 *     sealed <the secret, hexadecimal>
 *
 * The passphrase goes through scrypt (RFC 7914) with N = 2^17, r = 8, p = 1: 128 MiB and some 0.4 s a guess. Keys are
 * wrapped and secrets sealed with AES-256-GCM; the parameters and the salt are authenticated.
 */

/** 2^15 to 2^18 are read; without that limit a changed file could ask for all memory. */
const FILE_PATTERN =
  /^jinka-module 2\n(?:passphrase ln=(1[5-8]),r=8,p=1 ([0-9A-F]{32}) ([0-9A-F]+)\n)?(?:keystore ([0-9A-F]+)\n)?sealed ([0-9A-F]+)\n$/;
const LOG_N = 17;
const BLOCK_SIZE = 8;
const PARALLEL = 1;
const KEY_LENGTH = 32;
const SALT_LENGTH = 16;

/** Shorter ones are guessed: 12 characters take a determined thief years at this cost. */
const PASSPHRASE_LENGTH_MIN = 12;

type Wrappings = {
  readonly passphrase?: { readonly logN: number; readonly salt: string; readonly wrapped: Uint8Array };
  readonly keystore?: Uint8Array;
};

type StoredFile =
  | { readonly kind: "none" }
  | { readonly kind: "plain"; readonly sealed: Uint8Array }
  | { readonly kind: "protected"; readonly wrappings: Wrappings; readonly sealed: Uint8Array };

export type ProtectFault =
  | { readonly kind: "tooShort" }
  /** There is no keystore, or one that keeps plain text. */
  | { readonly kind: "noKeystore" }
  | SecretStoreFault;

export type ModuleProtection = { readonly passphrase: boolean; readonly keystore: boolean };

export type ModuleStoreSettings = {
  readonly path: string;
  /** AES-256 key of an unprotected file. */
  readonly fileKey: Sensitive<Uint8Array>;
  /** Sealed in, so that a file cannot stand in for another. */
  readonly context: string;
  readonly keystore?: OsKeystore;
  /** Cost of new passphrases; lower in tests only. */
  readonly logN?: number;
};

export class ModuleStore implements SecretStore {
  readonly #settings: ModuleStoreSettings;
  /** Opened in this process; gone with it. */
  #moduleKey: Sensitive<Uint8Array> | undefined;

  constructor(settings: ModuleStoreSettings) {
    this.#settings = settings;
  }

  async read(): Promise<Result<Sensitive<Uint8Array> | undefined, SecretStoreFault>> {
    const file = await this.#load();
    if (!file.ok) return file;
    const { context, fileKey } = this.#settings;
    switch (file.value.kind) {
      case "none":
        return ok(undefined);
      case "plain":
        return unseal(fileKey, file.value.sealed, context);
      default: {
        const key = this.#moduleKey ?? (await this.#fromKeystore(file.value.wrappings));
        if (key === undefined) return err({ kind: "locked" });
        const opened = unseal(key, file.value.sealed, context);
        if (opened.ok) this.#moduleKey = key;
        return opened;
      }
    }
  }

  async write(secret: Sensitive<Uint8Array>): Promise<Result<void, SecretStoreFault>> {
    const file = await this.#load();
    if (!file.ok) return file;
    const { context, fileKey } = this.#settings;
    if (file.value.kind !== "protected")
      return await this.#replace(seal(fileKey, secret.reveal(), context).sealed);
    const key = this.#moduleKey;
    if (key === undefined) return err({ kind: "locked" });
    return await this.#replace(formatFile(file.value.wrappings, seal(key, secret.reveal(), context).sealed));
  }

  /** What opens the file. */
  async protection(): Promise<Result<ModuleProtection, SecretStoreFault>> {
    const file = await this.#load();
    if (!file.ok) return file;
    const wrappings: Wrappings = file.value.kind === "protected" ? file.value.wrappings : {};
    return ok({
      passphrase: wrappings.passphrase !== undefined,
      keystore: wrappings.keystore !== undefined,
    });
  }

  /** True when it is open afterwards, false for a wrong passphrase or a file that has none. */
  async unlock(passphrase: Sensitive<string>): Promise<Result<boolean, SecretStoreFault>> {
    const file = await this.#load();
    if (!file.ok) return file;
    if (file.value.kind !== "protected") return ok(true);
    const wrapping = file.value.wrappings.passphrase;
    if (wrapping === undefined) return ok(false);
    const { logN, salt, wrapped } = wrapping;
    const wrappingKey = await derive(passphrase, fromHex(salt), logN);
    const key = unseal(wrappingKey, wrapped, this.#passphraseContext(logN, salt));
    if (!key.ok) return ok(false);
    const opened = unseal(key.value, file.value.sealed, this.#settings.context);
    if (!opened.ok) return opened;
    this.#moduleKey = key.value;
    return ok(true);
  }

  /**
   * Seals what is there under a new key, wrapped as asked; neither asked for gives the file back to the key file. The file
   * has to be open. Whoever had only the old wrapping cannot open the new file.
   */
  async protect(by: {
    readonly passphrase?: Sensitive<string>;
    readonly keystore?: boolean;
  }): Promise<Result<void, ProtectFault>> {
    const { passphrase } = by;
    if (passphrase !== undefined && [...passphrase.reveal()].length < PASSPHRASE_LENGTH_MIN)
      return err({ kind: "tooShort" });
    const secret = await this.read();
    if (!secret.ok) return secret;
    // Nothing is kept yet: an empty secret is what the module reads as no keys.
    const clear = secret.value?.reveal() ?? new Uint8Array();
    const { context, fileKey } = this.#settings;
    if (passphrase === undefined && by.keystore !== true)
      return await this.#replace(seal(fileKey, clear, context).sealed);
    const key = new Sensitive(systemEntropy.bytes(KEY_LENGTH));
    const wrappings: { -readonly [part in keyof Wrappings]: Wrappings[part] } = {};
    if (passphrase !== undefined) wrappings.passphrase = await this.#wrapByPassphrase(key, passphrase);
    if (by.keystore === true) {
      const wrapped = await this.#settings.keystore?.wrap(key);
      if (wrapped === undefined || !wrapped.ok) return err({ kind: "noKeystore" });
      wrappings.keystore = wrapped.value;
    }
    const written = await this.#replace(formatFile(wrappings, seal(key, clear, context).sealed));
    if (written.ok) this.#moduleKey = key;
    return written;
  }

  async #wrapByPassphrase(
    key: Sensitive<Uint8Array>,
    passphrase: Sensitive<string>,
  ): Promise<NonNullable<Wrappings["passphrase"]>> {
    const { logN = LOG_N } = this.#settings;
    const salt = systemEntropy.bytes(SALT_LENGTH);
    const hex = toHex(salt);
    const wrappingKey = await derive(passphrase, salt, logN);
    const { sealed } = seal(wrappingKey, key.reveal(), this.#passphraseContext(logN, hex));
    return { logN, salt: hex, wrapped: sealed };
  }

  async #fromKeystore({ keystore: wrapped }: Wrappings): Promise<Sensitive<Uint8Array> | undefined> {
    if (wrapped === undefined) return undefined;
    const key = await this.#settings.keystore?.unwrap(wrapped);
    return key?.ok === true && key.value.reveal().length === KEY_LENGTH ? key.value : undefined;
  }

  #passphraseContext(logN: number, salt: string): string {
    return `${this.#settings.context} passphrase ln=${logN},r=${BLOCK_SIZE},p=${PARALLEL} ${salt}`;
  }

  async #load(): Promise<Result<StoredFile, SecretStoreFault>> {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(this.#settings.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return ok({ kind: "none" });
      return err({ kind: "storageFailed" });
    }
    const text = toLatin1(bytes);
    if (!text.startsWith("jinka-module ")) return ok({ kind: "plain", sealed: bytes });
    const match = FILE_PATTERN.exec(text);
    if (match === null) return err({ kind: "damaged" });
    const [, logN, salt = "", wrapped = "", keystore, sealed = ""] = match;
    if ([wrapped, keystore ?? "", sealed].some((hex) => hex.length % 2 !== 0))
      return err({ kind: "damaged" });
    const wrappings = {
      ...(logN === undefined ? {} : { passphrase: { logN: Number(logN), salt, wrapped: fromHex(wrapped) } }),
      ...(keystore === undefined ? {} : { keystore: fromHex(keystore) }),
    };
    return ok({ kind: "protected", wrappings, sealed: fromHex(sealed) });
  }

  async #replace(bytes: Uint8Array): Promise<Result<void, SecretStoreFault>> {
    try {
      await replaceFile(this.#settings.path, bytes);
      return ok(undefined);
    } catch {
      return err({ kind: "storageFailed" });
    }
  }
}

function formatFile({ passphrase, keystore }: Wrappings, sealed: Uint8Array): Uint8Array {
  const lines = ["jinka-module 2"];
  if (passphrase !== undefined) {
    const { logN, salt, wrapped } = passphrase;
    lines.push(`passphrase ln=${logN},r=${BLOCK_SIZE},p=${PARALLEL} ${salt} ${toHex(wrapped)}`);
  }
  if (keystore !== undefined) lines.push(`keystore ${toHex(keystore)}`);
  lines.push(`sealed ${toHex(sealed)}`);
  return fromAscii(`${lines.join("\n")}\n`);
}

function derive(
  passphrase: Sensitive<string>,
  salt: Uint8Array,
  logN: number,
): Promise<Sensitive<Uint8Array>> {
  const N = 2 ** logN;
  // The runtime's own limit is too small for this cost.
  const cost = { N, r: BLOCK_SIZE, p: PARALLEL, maxmem: 256 * N * BLOCK_SIZE };
  // One spelling of each character, whatever the keyboard composed.
  const normal = passphrase.reveal().normalize("NFC");
  return new Promise((resolve, reject) => {
    scrypt(normal, salt, KEY_LENGTH, cost, (error, key) => {
      if (error === null) resolve(new Sensitive(new Uint8Array(key)));
      else reject(error);
    });
  });
}
