import { fromHex } from "../bytes.ts";
import { KEY_ALGORITHM } from "./key-algorithm.ts";
import type { ApplicationParameters, CaPublicKey } from "./parameters.ts";

/**
 * AIDs and CA keys as files, journal and packs write them: bytes are upper-case hexadecimal, money is fen, dates are
 * YYYYMMDD. Tags in parentheses are those of a UnionPay download (emv-pboc section 17).
 */
export type WrittenApplication = {
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
  /** Biased random selection (emv-pboc section 8): DF15, DF17, DF16. Absent: none is selected. */
  readonly randomSelection?: {
    readonly thresholdFen: bigint;
    readonly targetPercent: number;
    readonly maximumTargetPercent: number;
  };
};

export type WrittenCaKey = {
  /** 5 bytes (9F06). */
  readonly rid: string;
  /** 1 byte (9F22). */
  readonly index: string;
  /** DF07, UnionPay's own codes and not those of EMV 4.4 (emv-pboc section 5). Absent: RSA. */
  readonly algorithm?: keyof typeof KEY_ALGORITHM;
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

/** One AID in the shape that the kernel reads. */
export function applicationParameters(application: WrittenApplication): ApplicationParameters {
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

/** One CA key in the shape that the kernel reads. */
export function caPublicKey(key: WrittenCaKey): CaPublicKey {
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
