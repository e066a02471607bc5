import { fromHex } from "../../bytes.ts";
import type { AllowedCvm, ApplicationParameters, CaPublicKey, RevokedCertificate } from "../parameters.ts";
import {
  applicationParameters,
  caPublicKey,
  type WrittenApplication,
  type WrittenCaKey,
} from "../written-parameters.ts";

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
] as const satisfies readonly AllowedCvm[];

/** One AID: what every terminal is told of it, and what packs alone tell. */
export type PackApplication = WrittenApplication & {
  /** DF18. */
  readonly onlinePinSupported?: boolean;
  /** 9F7B: the largest e-cash payment. */
  readonly ecTransactionLimitFen?: bigint;
  /** In which currencies e-cash is taken; that of the terminal when absent. No object of a download carries it. */
  readonly ecCurrencyCodes?: readonly number[];
  /** No object of a download carries them. */
  readonly supportedCvms?: readonly AllowedCvm[];
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
  /** Below it a payment that goes online asks for neither PIN nor signature. No object of a download carries it. */
  readonly noCvmBelowFen?: bigint;
  /** An amount of one unit of the currency goes online. Absent: no. */
  readonly statusCheck?: boolean;
  /** A payment without amount may be made. Absent: no. */
  readonly zeroAmountAllowed?: boolean;
  /** 9F2A that means this kernel; EMVCo's number 7 for UnionPay when absent. */
  readonly kernelIdentifier?: number;
};

/** One CA key; a pack says which algorithm it is for. */
export type PackCaKey = WrittenCaKey & Required<Pick<WrittenCaKey, "algorithm">>;

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
