import type { ElectronicCashParameters } from "./electronic-cash/parameters.ts";
import type { KeyAlgorithm } from "./key-algorithm.ts";

/** Terminal and application parameters of the kernel, as data (emv-pboc sections 14 and 17). */

/** Parameters of one AID (UnionPay download tags in parentheses). Bit strings are bytes as in tag 95. */
export type ApplicationParameters = {
  /** Terminal AID, 5 to 16 bytes (9F06). */
  readonly aid: Uint8Array;
  /** True: the card's AID may be longer than ours (DF01 = 00). */
  readonly partialMatch: boolean;
  /** Application version number of the terminal, 2 bytes (9F09). */
  readonly applicationVersion: Uint8Array;
  /** Terminal action codes, 5 bytes each (DF13, DF12, DF11). */
  readonly terminalActionCodes: {
    readonly denial: Uint8Array;
    readonly online: Uint8Array;
    readonly default: Uint8Array;
  };
  /** Terminal floor limit (9F1B). 0: everything goes online. */
  readonly floorLimitFen: bigint;
  /** Random selection below the floor limit (DF15, DF17, DF16). Absent: none is selected. */
  readonly randomSelection?: RandomSelection;
  /** Default DDOL, used when the card brings none (DF14). */
  readonly defaultDdol: Uint8Array;
  /** Absent: cards are not asked for their electronic cash. */
  readonly electronicCash?: ElectronicCashParameters;
  /** What the acquirer allows of that which the lane can do. Absent: all of it. */
  readonly allowedCvms?: readonly AllowedCvm[];
};

/** Methods of cardholder verification that an acquirer allows or does not allow for an AID. */
export type AllowedCvm =
  | "plaintextOfflinePin"
  | "encipheredOfflinePin"
  | "onlinePin"
  | "signature"
  | "noCvm"
  | "identityDocument";

/**
 * Which share of the transactions below the floor limit goes online by chance (EMV Book 3, 10.6.2): the
 * target below the threshold, rising from there to the maximum at the floor limit.
 */
type RandomSelection = {
  /** "Threshold value for biased random selection"; below the floor limit. */
  readonly thresholdFen: bigint;
  /** 0 to 99. */
  readonly targetPercent: number;
  /** "Maximum target percentage to be used for biased random selection": 0 to 99, not below the target. */
  readonly maximumTargetPercent: number;
};

/** What this lane can do, and where it stands. */
export type TerminalParameters = {
  /** Terminal capabilities, 3 bytes (9F33). Byte 2 bit 7 only with a PIN pad that is there. */
  readonly terminalCapabilities: Uint8Array;
  /** Additional terminal capabilities, 5 bytes (9F40). */
  readonly additionalTerminalCapabilities: Uint8Array;
  /** Terminal type, the byte of 9F35 with its two decimal digits: 0x22 attended merchant, 0x25 unattended. */
  readonly terminalType: number;
  /** ISO 3166-1 numeric (9F1A), for example 156. */
  readonly countryCode: number;
  /** ISO 4217 numeric (5F2A), for example 156. */
  readonly currencyCode: number;
  /** Decimal places of the currency (5F36). */
  readonly currencyExponent: number;
  /** 8 characters (9F1E). */
  readonly ifdSerialNumber: string;
  /** 8 characters: TID (9F1C). */
  readonly terminalId: string;
  /** 15 characters: MID (9F16). */
  readonly merchantId: string;
  /** 4 digits (9F15). */
  readonly merchantCategoryCode: string;
  /** Name for the card's log (9F4E), already encoded, at most 40 bytes. */
  readonly merchantName: Uint8Array;
  /** What screens and slips can speak, best first: ISO 639, two lower-case letters. Absent: `zh` and `en`. */
  readonly languages?: readonly string[];
};

/** A certification authority's public key (emv-pboc section 4.1). */
export type CaPublicKey = {
  /** Registered application provider, 5 bytes. */
  readonly rid: Uint8Array;
  /** Tag 8F / 9F22. */
  readonly index: number;
  /** DF07: 01 RSA (also when absent), 04 SM2. It chooses the certificate family. */
  readonly algorithm?: KeyAlgorithm;
  /** DF02. RSA: the modulus, at most 248 bytes. SM2: X and Y, 64 bytes. */
  readonly modulus: Uint8Array;
  /** DF04. RSA: 03 or 010001. SM2: empty. */
  readonly exponent: Uint8Array;
  /** SHA-1 over RID, index, modulus, exponent: 20 bytes. Checked when the parameters are loaded. */
  readonly checksum: Uint8Array;
  /** YYYYMMDD; the key is not used after that day. */
  readonly expiry: string;
};

/**
 * One entry of the certificate revocation list: an issuer certificate that its CA has withdrawn (EMV Book 2,
 * 5.1.2 and 5.3 step 10; emv-pboc section 4.2).
 */
export type RevokedCertificate = {
  /** Registered application provider, 5 bytes. */
  readonly rid: Uint8Array;
  /** Index of the CA key that signed the certificate. */
  readonly index: number;
  /** Certificate serial number, 3 bytes. */
  readonly serialNumber: Uint8Array;
};
