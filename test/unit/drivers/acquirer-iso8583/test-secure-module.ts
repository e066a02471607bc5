import { assertNever } from "../../../../main/domain/assert.ts";
import { concatBytes, fromAscii, fromHex, toHex, xorBytes } from "../../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../../main/domain/result.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import type { MacAlgorithm, SecureModule, SecureModuleFault } from "../../../../main/ports/secure-module.ts";
import { desEncrypt, retailMac } from "../../../../simulators/crypto/des.ts";

/** A secure module that knows one MAC key and nothing else. `mac.test.ts` pins it with published values. */
export class TestSecureModule implements SecureModule {
  readonly #macKey: Uint8Array;
  /** When set, every call ends with it. */
  fault: SecureModuleFault | undefined;
  macCalls = 0;
  /** Absent: this module cannot, unless a test says how; see {@link trackCipher}. */
  encryptTrack?: NonNullable<SecureModule["encryptTrack"]>;

  constructor(macKeyHex: string) {
    this.#macKey = fromHex(macKeyHex);
  }

  async mac(algorithm: MacAlgorithm, data: Uint8Array): Promise<Result<Uint8Array, SecureModuleFault>> {
    this.macCalls += 1;
    return this.fault === undefined ? ok(computeMac(algorithm, this.#macKey, data)) : err(this.fault);
  }

  async status(): Promise<Result<never, SecureModuleFault>> {
    return err({ kind: "refused", detail: "not part of this test" });
  }

  async loadMasterKeyComponent(): Promise<Result<never, SecureModuleFault>> {
    return err({ kind: "refused", detail: "not part of this test" });
  }

  async loadWorkingKeys(): Promise<Result<never, SecureModuleFault>> {
    return err({ kind: "refused", detail: "not part of this test" });
  }

  async close(): Promise<void> {}
}

/** cup-8583 section 7: of the digits the 16 that end one byte before the end. */
export const trackCipher =
  (keyHex: string): NonNullable<SecureModule["encryptTrack"]> =>
  async (track) => {
    const digits = track.reveal();
    const end = digits.length - (digits.length % 2 === 0 ? 2 : 1);
    const block = desEncrypt(fromHex(keyHex), fromHex(digits.slice(end - 16, end)));
    return ok(new Sensitive(digits.slice(0, end - 16) + toHex(block) + digits.slice(end)));
  };

/** The 8 bytes of DE64 (cup-8583 section 7); the key has 8 or 16 bytes, for `x9.19` 16. */
export function computeMac(algorithm: MacAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = concatBytes(data, new Uint8Array((8 - (data.length % 8)) % 8));
  switch (algorithm) {
    case "x9.19":
      return retailMac(key, padded);
    case "cup-ecb": {
      let block: Uint8Array = new Uint8Array(8);
      for (let at = 0; at < padded.length; at += 8) block = xorBytes(block, padded.subarray(at, at + 8));
      const expanded = fromAscii(toHex(block));
      const once = desEncrypt(key, expanded.subarray(0, 8));
      const twice = desEncrypt(key, xorBytes(once, expanded.subarray(8)));
      return fromAscii(toHex(twice).slice(0, 8));
    }
    default:
      return assertNever(algorithm);
  }
}
