import type { PrivateKey } from "../issuer/certificates.ts";
import type { Flaw } from "../issuer/flaw.ts";
import type { DolEntry } from "../issuer/tlv.ts";

/** The bytes of a personalised card, as `personalise.ts` wrote them. They never change afterwards. */
export type CardImage = {
  /** Answer to reset: ISO/IEC 7816-3, 2 to 33 bytes. */
  readonly atr: Uint8Array;
  readonly cardBlocked: boolean;
  readonly directory?: DirectoryImage;
  readonly applications: readonly ApplicationImage[];
};

/** Records of a file by SFI and number: the key is `recordKey(sfi, record)`. */
export type Records = ReadonlyMap<number, Uint8Array>;

export function recordKey(sfi: number, record: number): number {
  return sfi * 256 + record;
}

export type DirectoryImage = {
  readonly fci: Uint8Array;
  readonly blocked: boolean;
  readonly records: Records;
};

export type ApplicationImage = {
  readonly aid: Uint8Array;
  readonly fci: Uint8Array;
  readonly responseFormat: 1 | 2;
  /** Tag 82, 2 bytes; tag 94. */
  readonly aip: Uint8Array;
  readonly afl: Uint8Array;
  readonly records: Records;
  readonly pdol: readonly DolEntry[];
  readonly cdol1: readonly DolEntry[];
  readonly cdol2: readonly DolEntry[];
  readonly ddol: readonly DolEntry[];
  /** Internal data objects by tag: GET DATA and card risk management read them. */
  readonly internal: ReadonlyMap<number, Uint8Array>;
  /** Signs INTERNAL AUTHENTICATE and CDA; absent on a card that can only do SDA. */
  readonly iccKey?: PrivateKey;
  /** Every signature of the card has a wrong bit. */
  readonly signsWrongly: boolean;
  /** Every signature of the card is made with its key and has this wrong. */
  readonly signatureFlaw?: Flaw;
  /** Of the cryptograms and of script messages. */
  readonly symmetric: "3DES" | "SM4";
  /** UDK-AC, UDK-MAC and UDK-ENC, 16 bytes each: emv-pboc 13.1. */
  readonly cardKey: Uint8Array;
  readonly macKey: Uint8Array;
  readonly encipherKey: Uint8Array;
  /** What the application is when the terminal says DF69 = 01. */
  readonly smVariant?: ApplicationImage;
  /** GENERATE AC answers TC whatever it was asked for. */
  readonly answersHigher?: boolean;
  readonly log?: { readonly sfi: number; readonly recordCountMax: number };
};

/** AIP byte 1, bits 3 and 1: emv-pboc section 3. */
const AIP_ISSUER_AUTHENTICATION = 0x04;
const AIP_CDA = 0x01;

/** Whether the card takes EXTERNAL AUTHENTICATE. */
export function supportsIssuerAuthentication({ aip }: ApplicationImage): boolean {
  return ((aip[0] ?? 0) & AIP_ISSUER_AUTHENTICATION) !== 0;
}

/** The key of a card that signs its cryptograms; absent where CDA is not offered. */
export function cdaKeyOf({ aip, iccKey }: ApplicationImage): PrivateKey | undefined {
  return ((aip[0] ?? 0) & AIP_CDA) === 0 ? undefined : iccKey;
}

/** The signature as it leaves the card. */
export function asSigned({ signsWrongly }: ApplicationImage, signature: Uint8Array): Uint8Array {
  return signsWrongly ? withWrongBit(signature) : signature;
}

/** One bit in the middle is turned. */
export function withWrongBit(bytes: Uint8Array): Uint8Array {
  const middle = bytes.length >> 1;
  return bytes.map((byte, i) => (i === middle ? byte ^ 0x01 : byte));
}
