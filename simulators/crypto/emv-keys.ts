import { concatBytes, fromHex, fromUint } from "../../main/domain/bytes.ts";
import { desEncrypt, padMethod2, retailMac } from "./des.ts";

/** The symmetric side of card and issuer, 3DES (emv-pboc section 13). */

const inverted = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0xff);

/**
 * Card key from the issuer's master key (16 bytes each): E(MDK, Y) || E(MDK, not Y), where Y is the rightmost
 * 16 digits of PAN and PAN sequence number. emv-pboc 13.1.
 */
export function deriveCardKey(masterKey: Uint8Array, pan: string, panSequenceNumber: number): Uint8Array {
  const digits = (pan + panSequenceNumber.toString().padStart(2, "0")).slice(-16).padStart(16, "0");
  const y = fromHex(digits);
  return concatBytes(desEncrypt(masterKey, y), desEncrypt(masterKey, inverted(y)));
}

/** Session key of one ATC from the card key: emv-pboc 13.1. */
export function deriveSessionKey(cardKey: Uint8Array, atc: number): Uint8Array {
  const counter = fromUint(atc, 2);
  const zeros = new Uint8Array(6);
  return concatBytes(
    desEncrypt(cardKey, concatBytes(zeros, counter)),
    desEncrypt(cardKey, concatBytes(zeros, inverted(counter))),
  );
}

/** Application cryptogram, 8 bytes, over the input of CVN 01: emv-pboc 13.2. */
export function applicationCryptogram(sessionKey: Uint8Array, input: Uint8Array): Uint8Array {
  return retailMac(sessionKey, padMethod2(input));
}

/** Answer cryptogram, 8 bytes: E(SK, ARQC xor (ARC || 00 x 6)); the ARC is two ASCII bytes. emv-pboc 13.3. */
export function answerCryptogram(sessionKey: Uint8Array, arqc: Uint8Array, arc: Uint8Array): Uint8Array {
  return desEncrypt(
    sessionKey,
    arqc.map((byte, i) => byte ^ (arc[i] ?? 0)),
  );
}
