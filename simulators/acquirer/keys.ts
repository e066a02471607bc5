import { createHmac, randomBytes } from "node:crypto";
import { assert } from "../../main/domain/assert.ts";
import type { WrappedKey, WrappedWorkingKeys } from "../../main/domain/batch/working-keys.ts";
import { concatBytes, equalBytes, fromHex } from "../../main/domain/bytes.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { desDecrypt, desEncrypt, keyCheckValue } from "../crypto/des.ts";
import { sm4Decrypt, sm4Encrypt } from "../crypto/sm4.ts";

/** Terminal master key and working keys as the host holds them (cup-8583 section 7). */

/** The test TMK, 16 bytes; a published sample key with check value 0D28E175. No real host knows it. */
export const TEST_TMK_HEX = "31313131313131313232323232323232";

/** What a sign-in asks for in 60.3: single DES, double-length keys, double-length keys with a track key. */
export type KeyScheme = "001" | "003" | "004";

/**
 * How a host of scheme 003 or 004 fills the 16 bytes of the MAK: two different halves, or one 8-byte
 * cryptogram and 8 zero bytes, as published samples show.
 */
export type MacKeyForm = "double" | "single";

/** What wraps the working keys and makes the MAC: 3DES, or SM4 with keys of 16 bytes (cup-8583 section 7). */
export const KEY_CIPHERS = ["tdes", "sm4"] as const;

export type KeyCipher = (typeof KEY_CIPHERS)[number];

export type WorkingKeys = {
  readonly pinKey: Sensitive<Uint8Array>;
  readonly macKey: Sensitive<Uint8Array>;
  readonly trackKey?: Sensitive<Uint8Array>;
};

/** 16 fresh key bytes for a label that never repeats. */
export type KeySource = (label: string) => Uint8Array;

const SINGLE = 8;
const DOUBLE = 16;

/** The same seed gives the same keys for the same labels; without a seed they are random. */
export function keySource(seed: string | undefined): KeySource {
  return (label) =>
    seed === undefined
      ? new Uint8Array(randomBytes(DOUBLE))
      : new Uint8Array(createHmac("sha256", seed).update(label).digest().subarray(0, DOUBLE));
}

export function makeWorkingKeys(
  scheme: KeyScheme,
  macKeyForm: MacKeyForm,
  source: KeySource,
  label: string,
): WorkingKeys {
  const key = (use: string, length: number) =>
    new Sensitive(withOddParity(source(`${label} ${use}`).subarray(0, length)));
  if (scheme === "001") return { pinKey: key("PIK", SINGLE), macKey: key("MAK", SINGLE) };
  const keys = {
    pinKey: key("PIK", DOUBLE),
    macKey: key("MAK", macKeyForm === "single" ? SINGLE : DOUBLE),
  };
  return scheme === "004" ? { ...keys, trackKey: key("TDK", DOUBLE) } : keys;
}

/** Check value, 4 bytes: zeros under the key. */
const checkValue = (cipher: KeyCipher, key: Uint8Array): Uint8Array =>
  cipher === "sm4" ? sm4Encrypt(key, new Uint8Array(DOUBLE)).slice(0, 4) : keyCheckValue(key);

export function wrapWorkingKeys(
  tmk: Sensitive<Uint8Array>,
  keys: WorkingKeys,
  cipher: KeyCipher = "tdes",
): WrappedWorkingKeys {
  const encrypt = cipher === "sm4" ? sm4Encrypt : desEncrypt;
  const wrap = (key: Sensitive<Uint8Array>): WrappedKey => ({
    cryptogram: encrypt(tmk.reveal(), key.reveal()),
    kcv: checkValue(cipher, key.reveal()),
  });
  const wrapped = { pinKey: wrap(keys.pinKey), macKey: wrap(keys.macKey) };
  return keys.trackKey === undefined ? wrapped : { ...wrapped, trackKey: wrap(keys.trackKey) };
}

/** The clear key of a cryptogram that this host made itself. */
export function unwrapKey(
  tmk: Sensitive<Uint8Array>,
  wrapped: WrappedKey,
  cipher: KeyCipher = "tdes",
): Sensitive<Uint8Array> {
  const decrypt = cipher === "sm4" ? sm4Decrypt : desDecrypt;
  const key = decrypt(tmk.reveal(), wrapped.cryptogram);
  assert(
    equalBytes(checkValue(cipher, key), wrapped.kcv),
    "a stored working key belongs to the TMK of its ledger",
  );
  return new Sensitive(key);
}

/**
 * DE62 of the 0810: PIK || KCV4 || MAK || KCV4 (|| TDK || KCV4). Scheme 001 has 8-byte keys, 24 bytes in all;
 * 003 has 16-byte keys, 40 bytes; 004 adds the track key, 60 bytes. A single-length key in a 16-byte place is
 * followed by 8 zero bytes.
 */
export function workingKeysField(scheme: KeyScheme, wrapped: WrappedWorkingKeys): Uint8Array {
  const width = scheme === "001" ? SINGLE : DOUBLE;
  const part = (key: WrappedKey | undefined): Uint8Array[] =>
    key === undefined ? [] : [key.cryptogram, new Uint8Array(width - key.cryptogram.length), key.kcv];
  return concatBytes(...part(wrapped.pinKey), ...part(wrapped.macKey), ...part(wrapped.trackKey));
}

/** The TMK of 32 hexadecimal digits; undefined for anything else. */
export function parseTmk(hex: string): Sensitive<Uint8Array> | undefined {
  return /^[0-9A-Fa-f]{32}$/.test(hex) ? new Sensitive(fromHex(hex)) : undefined;
}

/** The lowest bit of each byte makes its number of ones odd (FIPS 46-3); pads may insist on it. */
function withOddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit++) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}
