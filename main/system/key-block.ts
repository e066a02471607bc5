import { timingSafeEqual } from "node:crypto";
import { assertNever } from "../domain/assert.ts";
import { concatBytes, fromAscii, fromUint, toHex, toUint } from "../domain/bytes.ts";
import {
  formatKeyBlockHeader,
  KEY_BLOCK_SIZES,
  type KeyBlockFault,
  type KeyBlockHeader,
  type KeyBlockVersion,
  type ParsedKeyBlock,
  parseKeyBlock,
} from "../domain/keys/key-block.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { Entropy } from "../ports/entropy.ts";
import { aesCbcDecrypt, aesCbcEncrypt } from "./aes.ts";
import { aesCmac, tdesCmac } from "./cmac.ts";
import { desCbcDecrypt, desCbcEncrypt } from "./des.ts";

/** Opening and making TR-31 / X9.143 key blocks; the layout is in `main/domain/keys/key-block.ts`. */

export type UnwrappedKeyBlock = { readonly header: KeyBlockHeader; readonly key: Sensitive<Uint8Array> };

/** Bytes of a protection key (KBPK) by version. The derivation of B has none for single DES. */
const PROTECTION_KEY_LENGTHS: { readonly [version in KeyBlockVersion]: readonly number[] } = {
  A: [8, 16, 24],
  B: [16, 24],
  C: [8, 16, 24],
  D: [16, 24, 32],
};

/** What A and C mix into the protection key: for encryption, for the MAC (TR-31:2018, 5.3.2.1). */
const VARIANT = { encryption: 0x45, mac: 0x4d } as const;

/** Key usage indicator of the derivation input (X9.143, 7.3). */
const USAGE = { encryption: 0x0000, mac: 0x0001 } as const;

/** Algorithm indicator of the derivation input, by bytes of the derived key. */
const TDES_INDICATOR: ReadonlyMap<number, number> = new Map([
  [16, 0x0000],
  [24, 0x0001],
]);
const AES_INDICATOR: ReadonlyMap<number, number> = new Map([
  [16, 0x0002],
  [24, 0x0003],
  [32, 0x0004],
]);

/** Bits of the key stand before it. */
const KEY_LENGTH_FIELD = 2;

/** The key of a block of version A, B, C or D under the protection key `kbpk`. Any text gives a value or a fault. */
export function unwrapKeyBlock(
  kbpk: Sensitive<Uint8Array>,
  text: string,
): Result<UnwrappedKeyBlock, KeyBlockFault> {
  const parsed = parseKeyBlock(text);
  const opened = parsed.ok ? open(kbpk.reveal(), parsed.value) : parsed;
  if (opened.ok) return opened;
  // Some tools count the length of extended optional blocks in bytes. A wrong reading is told by the MAC.
  const other = parseKeyBlock(text, "bytes");
  if (!other.ok || (parsed.ok && other.value.headerText === parsed.value.headerText)) return opened;
  const reopened = open(kbpk.reveal(), other.value);
  return reopened.ok ? reopened : opened;
}

function open(kbpk: Uint8Array, block: ParsedKeyBlock): Result<UnwrappedKeyBlock, KeyBlockFault> {
  const { header, headerText, encryptedKey, mac } = block;
  const { version } = header;
  if (!PROTECTION_KEY_LENGTHS[version].includes(kbpk.length)) return err({ kind: "wrongProtectionKey" });
  const keys = protectionKeys(version, kbpk);
  const headerBytes = fromAscii(headerText);
  let clear: Uint8Array;
  let expected: Uint8Array;
  if (version === "A" || version === "C") {
    expected = desCbcMac(keys.mac, concatBytes(headerBytes, encryptedKey)).slice(0, mac.length);
    if (!timingSafeEqual(expected, mac)) return err({ kind: "wrongMac" });
    clear = desCbcDecrypt(keys.encryption, encryptedKey, headerBytes.subarray(0, 8));
  } else {
    const isAes = version === "D";
    clear = (isAes ? aesCbcDecrypt : desCbcDecrypt)(keys.encryption, encryptedKey, mac);
    expected = (isAes ? aesCmac : tdesCmac)(keys.mac, concatBytes(headerBytes, clear));
    if (!timingSafeEqual(expected, mac)) return err({ kind: "wrongMac" });
  }
  keys.mac.fill(0);
  keys.encryption.fill(0);
  const bits = toUint(clear.subarray(0, KEY_LENGTH_FIELD));
  const isPossible = bits % 8 === 0 && bits / 8 <= clear.length - KEY_LENGTH_FIELD;
  if (!isPossible) return err({ kind: "badKeyData" });
  const key = new Sensitive(clear.slice(KEY_LENGTH_FIELD, KEY_LENGTH_FIELD + bits / 8));
  clear.fill(0);
  return ok({ header, key });
}

/**
 * A block of version B or D; A and C are not made any more. The key is filled with random bytes up to `paddedLength`
 * (by default its own length), which hides how long it is.
 */
export function wrapKeyBlock(
  kbpk: Sensitive<Uint8Array>,
  header: KeyBlockHeader,
  key: Sensitive<Uint8Array>,
  options: { readonly entropy: Pick<Entropy, "bytes">; readonly paddedLength?: number },
): Result<string, KeyBlockFault> {
  const { version } = header;
  if (version === "A" || version === "C") return err({ kind: "legacyVersion" });
  const protection = kbpk.reveal();
  if (!PROTECTION_KEY_LENGTHS[version].includes(protection.length))
    return err({ kind: "wrongProtectionKey" });
  const keyBytes = key.reveal();
  if (keyBytes.length === 0 || 8 * keyBytes.length > 0xffff) return err({ kind: "badKeyData" });
  const { cipherBlock } = KEY_BLOCK_SIZES[version];
  const least = KEY_LENGTH_FIELD + Math.max(keyBytes.length, options.paddedLength ?? 0);
  const length = Math.ceil(least / cipherBlock) * cipherBlock;
  const padding = options.entropy.bytes(length - KEY_LENGTH_FIELD - keyBytes.length);
  const headerText = formatKeyBlockHeader(header, length);
  if (!headerText.ok) return headerText;
  const clear = concatBytes(fromUint(8 * keyBytes.length, KEY_LENGTH_FIELD), keyBytes, padding);
  const keys = protectionKeys(version, protection);
  const authenticated = concatBytes(fromAscii(headerText.value), clear);
  const mac = (version === "D" ? aesCmac : tdesCmac)(keys.mac, authenticated);
  const encrypted = (version === "D" ? aesCbcEncrypt : desCbcEncrypt)(keys.encryption, clear, mac);
  for (const secret of [clear, authenticated, keys.mac, keys.encryption]) secret.fill(0);
  return ok(`${headerText.value}${toHex(encrypted)}${toHex(mac)}`);
}

/** KBEK and KBMK of one block. */
function protectionKeys(
  version: KeyBlockVersion,
  kbpk: Uint8Array,
): { readonly encryption: Uint8Array; readonly mac: Uint8Array } {
  switch (version) {
    case "A":
    case "C":
      return {
        encryption: kbpk.map((byte) => byte ^ VARIANT.encryption),
        mac: kbpk.map((byte) => byte ^ VARIANT.mac),
      };
    case "B":
      return {
        encryption: derived(tdesCmac, TDES_INDICATOR, kbpk, USAGE.encryption),
        mac: derived(tdesCmac, TDES_INDICATOR, kbpk, USAGE.mac),
      };
    case "D":
      return {
        encryption: derived(aesCmac, AES_INDICATOR, kbpk, USAGE.encryption),
        mac: derived(aesCmac, AES_INDICATOR, kbpk, USAGE.mac),
      };
    default:
      return assertNever(version);
  }
}

/** counter (1) || usage (2) || 00 || algorithm (2) || bits of the key (2), in CMAC, as often as the key needs it. */
function derived(
  cmac: (key: Uint8Array, data: Uint8Array) => Uint8Array,
  indicators: ReadonlyMap<number, number>,
  kbpk: Uint8Array,
  usage: number,
): Uint8Array {
  const tail = concatBytes(
    fromUint(usage, 2),
    fromUint(0, 1),
    fromUint(indicators.get(kbpk.length) ?? 0, 2),
    fromUint(8 * kbpk.length, 2),
  );
  let key: Uint8Array = new Uint8Array();
  for (let counter = 1; key.length < kbpk.length; counter++)
    key = concatBytes(key, cmac(kbpk, concatBytes(fromUint(counter, 1), tail)));
  return key.slice(0, kbpk.length);
}

/** ISO/IEC 9797-1 algorithm 1 over whole blocks. */
function desCbcMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(data.length / 8) * 8);
  padded.set(data);
  return desCbcEncrypt(key, padded).slice(-8);
}
