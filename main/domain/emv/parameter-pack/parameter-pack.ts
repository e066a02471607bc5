import { fromHex } from "../../bytes.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import type { ApplicationParameters, CaPublicKey, RevokedCertificate } from "../parameters.ts";

/**
 * A parameter pack: everything that an acquirer tells a terminal about cards, as one versioned whole (emv-pboc
 * sections 14 and 17). Plain data: bytes are upper-case hexadecimal, money is fen, dates are YYYYMMDD. The same model
 * is read from signed JSON (`main/config/parameter-pack-file.ts`) and from the binary objects of a UnionPay download
 * (`decode-download.ts`).
 */
export type ParameterPack = {
  readonly format: "jinka-parameter-pack";
  readonly formatVersion: 1;
  /** Who made it, for people. */
  readonly name: string;
  /** From 1; a terminal never goes back to a lower one. */
  readonly version: number;
  /** First day on which it may be used. A clock before that day is wrong, or the pack is. */
  readonly validFrom: string;
  /** ISO 3166-1 numeric (9F1A). */
  readonly countryCode: number;
  /** ISO 4217 numeric (5F2A) and its decimal places (5F36). */
  readonly currencyCode: number;
  readonly currencyExponent: number;
  readonly applications: readonly PackApplication[];
  readonly caKeys: readonly PackCaKey[];
  readonly revokedCertificates: readonly PackRevokedCertificate[];
};

/** Methods of cardholder verification that the acquirer allows for an AID; the lane may be able to do fewer. */
export const PACK_CVMS = [
  "plaintextOfflinePin",
  "encipheredOfflinePin",
  "onlinePin",
  "signature",
  "noCvm",
  "identityDocument",
] as const;
type PackCvm = (typeof PACK_CVMS)[number];

/** One AID (download tags in parentheses). */
export type PackApplication = {
  /** 5 to 16 bytes (9F06). */
  readonly aid: string;
  /** Whether longer AIDs that begin so are taken too (DF01: 00 yes, 01 no). */
  readonly partialMatch: boolean;
  /** 2 bytes (9F09; a download calls it 9F08). */
  readonly applicationVersion: string;
  /** 5 bytes each (DF13, DF12, DF11). */
  readonly tacDenial: string;
  readonly tacOnline: string;
  readonly tacDefault: string;
  /** 9F1B: 0 to 4294967295. */
  readonly floorLimitFen: bigint;
  /** DF14. */
  readonly defaultDdol: string;
  /** DF15, DF17, DF16. */
  readonly randomSelection?: {
    readonly thresholdFen: bigint;
    readonly targetPercent: number;
    readonly maximumTargetPercent: number;
  };
  /** DF18. */
  readonly onlinePinSupported?: boolean;
  /** 9F7B: the largest e-cash payment. */
  readonly ecTransactionLimitFen?: bigint;
  /** No object of a download carries them. */
  readonly supportedCvms?: readonly PackCvm[];
  readonly contactless?: PackContactless;
};

/** What holds for this AID without contact. */
export type PackContactless = {
  /** Terminal transaction qualifiers, 4 bytes (9F66). No object of a download carries them. */
  readonly ttq?: string;
  /** DF19: above it online. */
  readonly floorLimitFen?: bigint;
  /** DF20: from this amount on another interface. */
  readonly transactionLimitFen?: bigint;
  /** DF21: from this amount on the holder is verified. */
  readonly cvmLimitFen?: bigint;
};

/** Codes of DF07 (emv-pboc section 5: UnionPay's own, not those of EMV 4.4). */
type PackKeyAlgorithm = keyof typeof KEY_ALGORITHM;

export type PackCaKey = {
  /** 5 bytes (9F06). */
  readonly rid: string;
  /** 1 byte (9F22). */
  readonly index: string;
  readonly algorithm: PackKeyAlgorithm;
  /** DF02. RSA: 64 to 248 bytes. SM2: X and Y, 64 bytes. */
  readonly modulus: string;
  /** DF04. RSA: 03 or 010001. SM2: empty. */
  readonly exponent: string;
  /**
   * DF03: SHA-1 over RID, index, modulus and exponent, 20 bytes. That an SM2 key is hashed in the same way is not
   * verified by a published key (emv-pboc section 17).
   */
  readonly checksum: string;
  /** DF05: the last day. */
  readonly expiry: string;
};

type PackRevokedCertificate = {
  readonly rid: string;
  readonly index: string;
  /** Certificate serial number, 3 bytes. */
  readonly serialNumber: string;
};

/** The pack in the shapes that the kernel reads. */
export function packKernelParameters(pack: ParameterPack): {
  readonly applications: ApplicationParameters[];
  readonly caKeys: CaPublicKey[];
  readonly revokedCertificates: RevokedCertificate[];
} {
  return {
    applications: pack.applications.map(applicationParameters),
    caKeys: pack.caKeys.map(caPublicKey),
    revokedCertificates: pack.revokedCertificates.map(({ rid, index, serialNumber }) => ({
      rid: fromHex(rid),
      index: Number.parseInt(index, 16),
      serialNumber: fromHex(serialNumber),
    })),
  };
}

function applicationParameters(application: PackApplication): ApplicationParameters {
  return {
    aid: fromHex(application.aid),
    partialMatch: application.partialMatch,
    applicationVersion: fromHex(application.applicationVersion),
    terminalActionCodes: {
      denial: fromHex(application.tacDenial),
      online: fromHex(application.tacOnline),
      default: fromHex(application.tacDefault),
    },
    floorLimitFen: application.floorLimitFen,
    defaultDdol: fromHex(application.defaultDdol),
    ...(application.randomSelection && { randomSelection: application.randomSelection }),
  };
}

function caPublicKey(key: PackCaKey): CaPublicKey {
  return {
    rid: fromHex(key.rid),
    index: Number.parseInt(key.index, 16),
    ...(key.algorithm === "sm2" ? { algorithm: KEY_ALGORITHM.sm2 } : {}),
    modulus: fromHex(key.modulus),
    exponent: fromHex(key.exponent),
    checksum: fromHex(key.checksum),
    expiry: key.expiry,
  };
}
