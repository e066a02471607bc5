import { fromHex } from "../../main/domain/bytes.ts";
import { sm2KeyFrom } from "../crypto/sm2.ts";
import type { PrivateKey } from "./certificates.ts";
import { bytesFrom, makeRsaKey } from "./make-rsa-key.ts";
import type { IssuerMasterKeys } from "./master-keys-table.ts";
import type { SchemeIssuer } from "./test-scheme.ts";

/** A scheme made to order: a CA, an issuer and cards' keys, all out of one text of words. */

export type SchemeOrder = {
  /** 5 bytes, hexadecimal. */
  readonly rid: string;
  /** One byte, tag 8F. */
  readonly caIndex: number;
  /** YYYYMMDD. */
  readonly caExpiry: string;
  /** MMYY, of the issuer's and the cards' certificates. */
  readonly certificateExpiry: string;
  /** 3 to 8 digits. */
  readonly issuerIdentifier: string;
  /** 3 bytes, hexadecimal. */
  readonly issuerCertificateSerial: string;
  readonly keys:
    | { readonly algorithm: "SM2" }
    | {
        readonly algorithm: "RSA";
        /** Multiples of 16, at most 1984; the CA's is the longest. */
        readonly caBits: number;
        readonly issuerBits: number;
        readonly iccBits: number;
        readonly exponent: 3 | 65537;
      };
};

export type Scheme = { readonly issuer: SchemeIssuer; readonly iccKey: PrivateKey };

/** The same words and the same order give the same keys again. RSA keys of full length take a second or two. */
export function makeScheme(order: SchemeOrder, words: string): Scheme {
  const key = (name: "ca" | "issuer" | "icc"): PrivateKey => {
    const { keys } = order;
    if (keys.algorithm === "SM2") return sm2KeyFrom(bytesFrom(words, `sm2/${name}`, 32));
    const modulusBits = keys[`${name}Bits`];
    return makeRsaKey({ name, modulusBits, exponent: BigInt(keys.exponent) }, words);
  };
  const ca = { rid: fromHex(order.rid), index: order.caIndex, key: key("ca"), expiry: order.caExpiry };
  const issuer: SchemeIssuer = {
    ca,
    key: key("issuer"),
    subject: {
      issuerIdentifier: order.issuerIdentifier,
      expiry: order.certificateExpiry,
      serial: fromHex(order.issuerCertificateSerial),
    },
    iccCertificateExpiry: order.certificateExpiry,
  };
  return { issuer, iccKey: key("icc") };
}

/** Six keys of 16 bytes. */
export function makeMasterKeys(words: string): IssuerMasterKeys {
  const key = (name: string): Uint8Array => bytesFrom(words, `master/${name}`, 16);
  return {
    applicationCryptogram: key("3DES AC"),
    messageAuthentication: key("3DES MAC"),
    encipherment: key("3DES ENC"),
    sm4: {
      applicationCryptogram: key("SM4 AC"),
      messageAuthentication: key("SM4 MAC"),
      encipherment: key("SM4 ENC"),
    },
  };
}
