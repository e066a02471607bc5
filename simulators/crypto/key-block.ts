import { concatBytes, equalBytes, fromAscii, fromHex, isHex } from "../../main/domain/bytes.ts";
import { type KeyBlockHeader, parseKeyBlockHeader } from "../../main/domain/keys/key-block.ts";
import { aesDecrypt, aesEncrypt } from "./aes.ts";
import { aesCmac, tdesCmac } from "./cmac.ts";
import { desCbcDecrypt, desCbcEncrypt } from "./des.ts";

/** Key blocks of X9.143 as a pad or a host opens and makes them: version B (TDES) and D (AES), no legacy ones. */

type Family = {
  readonly indicator: number;
  readonly macLength: number;
  readonly cmac: (key: Uint8Array, data: Uint8Array) => Uint8Array;
  readonly encrypt: (key: Uint8Array, data: Uint8Array, iv: Uint8Array) => Uint8Array;
  readonly decrypt: (key: Uint8Array, data: Uint8Array, iv: Uint8Array) => Uint8Array;
};

/** The indicator counts 0, 1 for 16 and 24 bytes of TDES, 2, 3, 4 for 16, 24 and 32 bytes of AES. */
function familyOf(version: string, kbpk: Uint8Array): Family | undefined {
  const step = kbpk.length / 8 - 2;
  if (version === "B" && (step === 0 || step === 1))
    return { indicator: step, macLength: 8, cmac: tdesCmac, encrypt: desCbcEncrypt, decrypt: desCbcDecrypt };
  if (version === "D" && step >= 0 && step <= 2 && Number.isInteger(step))
    return { indicator: 2 + step, macLength: 16, cmac: aesCmac, encrypt: aesEncrypt, decrypt: aesDecrypt };
  return undefined;
}

function derive({ cmac, indicator }: Family, kbpk: Uint8Array, usage: 0 | 1): Uint8Array {
  const bits = 8 * kbpk.length;
  const parts = [1, 2, 3].map((counter) =>
    cmac(kbpk, Uint8Array.of(counter, 0, usage, 0, 0, indicator, bits >> 8, bits & 0xff)),
  );
  return concatBytes(...parts).slice(0, kbpk.length);
}

/** Undefined for everything that is no authentic block under this protection key. */
export function openKeyBlock(
  kbpk: Uint8Array,
  text: string,
): { readonly header: KeyBlockHeader; readonly key: Uint8Array } | undefined {
  const read = parseKeyBlockHeader(text);
  const family = familyOf(text.charAt(0), kbpk);
  if (!read.ok || family === undefined || Number(text.slice(1, 5)) !== text.length) return undefined;
  const { header, headerLength } = read.value;
  const body = text.slice(headerLength);
  const macStart = body.length - 2 * family.macLength;
  if (!isHex(body) || macStart <= 0 || macStart % (2 * family.macLength) !== 0) return undefined;
  const mac = fromHex(body.slice(macStart));
  const clear = family.decrypt(derive(family, kbpk, 0), fromHex(body.slice(0, macStart)), mac);
  const expected = family.cmac(
    derive(family, kbpk, 1),
    concatBytes(fromAscii(text.slice(0, headerLength)), clear),
  );
  if (!equalBytes(expected, mac)) return undefined;
  const bits = (clear[0] ?? 0) * 256 + (clear[1] ?? 0);
  const key = clear.slice(2, 2 + bits / 8);
  return bits % 8 === 0 && key.length === bits / 8 ? { header, key } : undefined;
}

/** A block for tests and test hosts. `head` is usage, algorithm, mode of use, key version and exportability, 7 characters. */
export function makeKeyBlock(
  version: "B" | "D",
  kbpk: Uint8Array,
  head: string,
  key: Uint8Array,
  optional: readonly string[] = [],
): string {
  const family = familyOf(version, kbpk);
  if (family === undefined) throw new Error("no protection key of that version");
  const size = family.macLength;
  const blocks = [...optional];
  const missing = (size - (blocks.join("").length % size)) % size;
  const filler = missing === 0 ? 0 : missing < 4 ? missing + size : missing;
  if (filler > 0)
    blocks.push(`PB${filler.toString(16).toUpperCase().padStart(2, "0")}${"0".repeat(filler - 4)}`);
  const clear = new Uint8Array(Math.ceil((2 + key.length) / size) * size);
  clear.set([(8 * key.length) >> 8, (8 * key.length) & 0xff, ...key]);
  const length = 16 + blocks.join("").length + 2 * (clear.length + size);
  const count = blocks.length.toString().padStart(2, "0");
  const header = `${version}${length.toString().padStart(4, "0")}${head}${count}00${blocks.join("")}`;
  const mac = family.cmac(derive(family, kbpk, 1), concatBytes(fromAscii(header), clear));
  const encrypted = family.encrypt(derive(family, kbpk, 0), clear, mac);
  return header + Buffer.concat([encrypted, mac]).toString("hex").toUpperCase();
}
