import { concatBytes, fromHex, fromUint } from "../../main/domain/bytes.ts";
import { desEncrypt, padMethod2, retailMac } from "./des.ts";
import * as des from "./emv-keys.ts";
import { sm4Encrypt, sm4Mac } from "./sm4.ts";

/**
 * The symmetric side of card and issuer in both algorithms (emv-pboc section 13). Keys have 16 bytes in both.
 * UDK: the card's key from the issuer's master key. SK: the key of one ATC from a UDK; AC, MAC and ENC have
 * UDKs of their own and the same derivation.
 */
export type SymmetricFamily = {
  readonly name: "3DES" | "SM4";
  /** Last byte of the IAD's first part: 01 3DES; 04 SM4, which is not published anywhere (emv-pboc section 5). */
  readonly algorithmId: number;
  /** Bytes of a cipher block: 8 or 16. */
  readonly blockLength: number;
  readonly deriveCardKey: (masterKey: Uint8Array, pan: string, panSequenceNumber: number) => Uint8Array;
  readonly deriveSessionKey: (cardKey: Uint8Array, atc: number) => Uint8Array;
  /** The whole MAC over unpadded data: 8 bytes (ISO 9797-1 algorithm 3) or 16 (CBC-MAC). */
  readonly mac: (sessionKey: Uint8Array, data: Uint8Array) => Uint8Array;
  /** ARPC, 8 bytes, for an ARQC of 8 bytes and an ARC of 2: emv-pboc 13.3. */
  readonly answerCryptogram: (sessionKey: Uint8Array, arqc: Uint8Array, arc: Uint8Array) => Uint8Array;
  /** ECB over whole blocks. */
  readonly encrypt: (key: Uint8Array, blocks: Uint8Array) => Uint8Array;
};

const CRYPTOGRAM_LENGTH = 8;
const SCRIPT_MAC_LENGTH = 4;

const inverted = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

export const TRIPLE_DES: SymmetricFamily = {
  name: "3DES",
  algorithmId: 0x01,
  blockLength: 8,
  deriveCardKey: des.deriveCardKey,
  deriveSessionKey: des.deriveSessionKey,
  mac: (sessionKey, data) => retailMac(sessionKey, padMethod2(data)),
  answerCryptogram: des.answerCryptogram,
  encrypt: desEncrypt,
};

export const SM4: SymmetricFamily = {
  name: "SM4",
  algorithmId: 0x04,
  blockLength: 16,
  deriveCardKey(masterKey, pan, panSequenceNumber) {
    const digits = (pan + panSequenceNumber.toString().padStart(2, "0")).slice(-16).padStart(16, "0");
    const y = fromHex(digits);
    return sm4Encrypt(masterKey, concatBytes(y, inverted(y)));
  },
  deriveSessionKey(cardKey, atc) {
    const counter = fromUint(atc, 2);
    const zeros = new Uint8Array(6);
    return sm4Encrypt(cardKey, concatBytes(zeros, counter, zeros, inverted(counter)));
  },
  mac: sm4Mac,
  answerCryptogram(sessionKey, arqc, arc) {
    const block = arqc.map((byte, i) => byte ^ (arc[i] ?? 0));
    return sm4Encrypt(sessionKey, concatBytes(block, new Uint8Array(8))).subarray(0, CRYPTOGRAM_LENGTH);
  },
  encrypt: sm4Encrypt,
};

const FAMILIES: readonly SymmetricFamily[] = [TRIPLE_DES, SM4];

/** The family that an IAD names in its algorithm byte; undefined for a byte that none has. */
export function symmetricFamilyOf(algorithmId: number | undefined): SymmetricFamily | undefined {
  return FAMILIES.find((family) => family.algorithmId === algorithmId);
}

/** Tag 9F26, 8 bytes, over the input of its cryptogram version: emv-pboc 13.2. */
export function applicationCryptogramOf(
  family: SymmetricFamily,
  sessionKey: Uint8Array,
  input: Uint8Array,
): Uint8Array {
  return family.mac(sessionKey, input).subarray(0, CRYPTOGRAM_LENGTH);
}

/** What the MAC of a script command covers besides the command: emv-pboc 13.4. */
export type ScriptCommand = {
  /** CLA INS P1 P2; bit 3 of CLA says that there is a MAC. */
  readonly header: Uint8Array;
  /** As sent, without the MAC; enciphered if the command enciphers. */
  readonly data: Uint8Array;
  /** Of the transaction that the script comes in. */
  readonly atc: number;
  /** Tag 9F26 of the first GENERATE AC, 8 bytes. */
  readonly applicationCryptogram: Uint8Array;
};

/** 4 bytes over CLA INS P1 P2 Lc, ATC, cryptogram and data; Lc counts the MAC. */
export function scriptMac(
  family: SymmetricFamily,
  macSessionKey: Uint8Array,
  { header, data, atc, applicationCryptogram }: ScriptCommand,
): Uint8Array {
  const length = Uint8Array.of(data.length + SCRIPT_MAC_LENGTH);
  const input = concatBytes(header, length, fromUint(atc, 2), applicationCryptogram, data);
  return family.mac(macSessionKey, input).subarray(0, SCRIPT_MAC_LENGTH);
}

/** Length of the data 1, data, 80 and zeros to whole blocks, in ECB with the ENC session key: emv-pboc 13.4. */
export function encipherScriptData(
  family: SymmetricFamily,
  encipherSessionKey: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const filled = concatBytes(Uint8Array.of(data.length), data, Uint8Array.of(0x80));
  const padded = new Uint8Array(Math.ceil(filled.length / family.blockLength) * family.blockLength);
  padded.set(filled);
  return family.encrypt(encipherSessionKey, padded);
}
