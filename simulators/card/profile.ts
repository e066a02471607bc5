import { toHex } from "../../main/domain/bytes.ts";
import type { TestAccount } from "../issuer/accounts-table.ts";
import type { PrivateKey } from "../issuer/certificates.ts";
import type { Flaw } from "../issuer/flaw.ts";
import type { IssuerMasterKeys } from "../issuer/master-keys-table.ts";
import type { TEST_KEYS } from "../issuer/test-keys-table.ts";
import type { SchemeIssuer, TestIssuerName } from "../issuer/test-scheme.ts";
import type { CardFaultPlan } from "./card-fault.ts";

/**
 * A card as data: what a personalisation bureau would be told. `personalise.ts` turns it into the bytes of
 * the card; the behaviour is in `commands/`, one file a command. A new kind of card is a new profile, and a
 * new ability (contactless, e-cash, secure messaging) a new file there.
 */
export type CardProfile = {
  readonly name: string;
  readonly protocol: "T=0" | "T=1";
  /** At most 15 ASCII characters in the answer to reset. */
  readonly historicalText: string;
  /** The directory 1PAY.SYS.DDF01: `blocked` answers 6283, `absent` 6A82 (emv-pboc 2.1). */
  readonly directory: "present" | "blocked" | "absent";
  /** Every SELECT answers 6A81. */
  readonly cardBlocked?: boolean;
  /** In the order in which a partial SELECT finds them. */
  readonly applications: readonly ApplicationProfile[];
  /** What goes wrong with every card of this profile. */
  readonly faults?: readonly CardFaultPlan[];
};

/** What a card shows of its profile once it is made: everything but what the issuer keeps to itself. */
export type CardDescription = Omit<CardProfile, "applications"> & {
  readonly applications: readonly ApplicationDescription[];
};

export type ApplicationDescription = Omit<ApplicationProfile, "authentication" | "masterKeys" | "smVariant">;

/** Tag in upper-case hexadecimal to value in hexadecimal. */
export type DataObjects = { readonly [tag: string]: string };

export type ApplicationProfile = {
  /** Hexadecimal, 5 to 16 bytes. */
  readonly aid: string;
  /** The account behind the application: it supplies tags 5A, 57, 5F24, 5F30 and 5F34. */
  readonly account: TestAccount;
  /** SELECT answers 6283 and GET PROCESSING OPTIONS 6985. */
  readonly blocked?: boolean;
  /** 1 answers GET PROCESSING OPTIONS, INTERNAL AUTHENTICATE and GENERATE AC in template 80, 2 in 77. */
  readonly responseFormat: 1 | 2;
  /** Tag 82 and tag 94, hexadecimal. */
  readonly aip: string;
  readonly afl: string;
  /** Content of tag A5 in this order: 50, 87, 5F2D, 9F11, 9F12, 9F38 ... The log entry is added. */
  readonly fci: readonly (readonly [tag: string, value: string])[];
  /** Values of everything else that a record lists, except what the account or the issuer supplies. */
  readonly objects: DataObjects;
  /** Tags in each record; a tag without a value (a remainder that is empty) is left out. */
  readonly files: readonly CardFile[];
  /** What GET DATA reads and card risk management follows: 9F58, 9F59, 9F54, 9F52, 9F56, 9F4F ... */
  readonly internal: DataObjects;
  readonly authentication: OfflineAuthentication;
  /** Cryptograms and scripts; 3DES when absent. */
  readonly symmetric?: "3DES" | "SM4";
  /** The issuer's master keys; those of the test issuer when absent. */
  readonly masterKeys?: IssuerMasterKeys;
  /**
   * What is different when the terminal says DF69 = 01 (emv-pboc section 5): SM2 certificates in files of their
   * own, and SM4. The PDOL must ask for DF69. Absent: the card has one algorithm, whatever it is told.
   */
  readonly smVariant?: Pick<ApplicationProfile, "afl" | "files" | "authentication"> & {
    readonly aip?: string;
  };
  /** What the card does against the rules of the Book. */
  readonly misbehaviour?: Misbehaviour;
  /** The counters as the card left personalisation or its first online transaction. */
  readonly atc: number;
  readonly lastOnlineAtc: number;
  readonly pinTryCounter: number;
  /** The file that SELECT announces in 9F4D; the format is tag 9F4F of `internal`. */
  readonly log?: { readonly sfi: number; readonly recordCountMax: number };
};

type Misbehaviour = {
  /** GENERATE AC answers TC whatever it was asked for. */
  readonly answersHigher?: boolean;
  /** What GET PROCESSING OPTIONS announces in place of the AFL, hexadecimal. */
  readonly announcedAfl?: string;
  /** Records that are answered as they stand here, hexadecimal, template and all. */
  readonly rawRecords?: readonly { readonly sfi: number; readonly record: number; readonly bytes: string }[];
};

type CardFile = { readonly sfi: number; readonly records: readonly (readonly string[])[] };

export type OfflineAuthentication = {
  /** Its key decides between RSA and SM2. */
  readonly issuer: TestIssuerName | SchemeIssuer;
  /** Absent: the card has no key of its own and can only do SDA. */
  readonly iccKey?: keyof typeof TEST_KEYS | PrivateKey;
  /** 2 bytes, hexadecimal. */
  readonly dataAuthenticationCode: string;
  /** 3 bytes, hexadecimal. */
  readonly iccCertificateSerial: string;
  /**
   * `issuerCertificate`: one bit of tag 90 is wrong, so no method can succeed. `dynamicSignature`: one bit of
   * every signature that the card makes is wrong, so DDA and CDA fail with all certificates in place. The
   * others are signed with the right key and have one thing wrong.
   */
  readonly defect?: "issuerCertificate" | "dynamicSignature" | CertificateDefect;
};

export type CertificateDefect =
  | { readonly object: "issuerCertificate"; readonly what: Flaw | "expired" | "revoked" | "otherOwner" }
  | { readonly object: "iccCertificate"; readonly what: Flaw | "expired" | "otherOwner" }
  | { readonly object: "staticSignature"; readonly what: Flaw }
  | { readonly object: "dynamicSignature"; readonly what: Flaw };

/** ASCII text as the hexadecimal that a profile is written in. */
export function ascii(text: string): string {
  return toHex(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
