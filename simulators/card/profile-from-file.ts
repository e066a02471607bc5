import { fromHex, toHex } from "../../main/domain/bytes.ts";
import type { TestAccount } from "../issuer/accounts-table.ts";
import { makeMasterKeys, makeScheme, type Scheme, type SchemeOrder } from "../issuer/make-scheme.ts";
import { type IssuerMasterKeys, TEST_MASTER_KEYS } from "../issuer/master-keys-table.ts";
import { type ApplicationProfile, ascii, type CardProfile, type OfflineAuthentication } from "./profile.ts";
import type { ApplicationInFile, ProfileFile } from "./profile-file.ts";
import { credit } from "./profiles/credit.ts";
import { debitApplication } from "./profiles/debit.ts";
import { debitOfflineApplication } from "./profiles/debit-offline.ts";

/** What a profile file comes to: the card, and the keys that were made for it. */
export type MadeProfile = {
  readonly profile: CardProfile;
  /** Those that an application needs. */
  readonly schemes: { readonly rsa?: Scheme; readonly sm2?: Scheme };
  readonly masterKeys: IssuerMasterKeys;
};

/** `words` is where the keys come from when the file has no seed: at least 128 bits that nobody can guess. */
export function profileFromFile(file: ProfileFile, words: string): MadeProfile {
  const seed = file.seed ?? words;
  const uses = new Set(file.applications.map(({ algorithms }) => algorithms));
  const schemes = {
    ...((uses.has("rsa") || uses.has("dual")) && { rsa: makeScheme(rsaOrder(file), `${seed}/rsa`) }),
    ...((uses.has("sm") || uses.has("dual")) && { sm2: makeScheme(sm2Order(file), `${seed}/sm2`) }),
  };
  const masterKeys = file.masterKeys === "test" ? TEST_MASTER_KEYS : makeMasterKeys(seed);
  const { name, protocol, historicalText, directory, cardBlocked } = file;
  const applications = file.applications.map((application) =>
    applicationProfile(name, application, schemes, masterKeys),
  );
  return {
    profile: { name, protocol, historicalText, directory, cardBlocked, applications },
    schemes,
    masterKeys,
  };
}

function issuerIdentifierOf({ applications, issuerIdentifier }: ProfileFile): string {
  return issuerIdentifier ?? applications[0]?.account.pan.slice(0, 8) ?? "";
}

function common(file: ProfileFile, keys: ProfileFile["rsa"] | ProfileFile["sm2"]) {
  return {
    rid: file.rid,
    caIndex: Number.parseInt(keys.caIndex, 16),
    caExpiry: keys.caExpiry,
    certificateExpiry: keys.certificateExpiry,
    issuerIdentifier: issuerIdentifierOf(file),
    issuerCertificateSerial: keys.issuerCertificateSerial,
  };
}

function rsaOrder(file: ProfileFile): SchemeOrder {
  const { caBits, issuerBits, iccBits, exponent } = file.rsa;
  return { ...common(file, file.rsa), keys: { algorithm: "RSA", caBits, issuerBits, iccBits, exponent } };
}

function sm2Order(file: ProfileFile): SchemeOrder {
  return { ...common(file, file.sm2), keys: { algorithm: "SM2" } };
}

const [creditApplication] = credit.applications;
if (creditApplication === undefined) throw new Error("the credit card has an application");

const TEMPLATES = {
  debit: { of: debitApplication, authentication: "dda" },
  "debit-offline": { of: debitOfflineApplication, authentication: "cda" },
  credit: {
    of: (account: TestAccount): ApplicationProfile => ({ ...creditApplication, account }),
    authentication: "sda",
  },
} as const;

/** AIP byte 1: SDA; besides DDA; besides CDA. Cardholder verification, terminal risk management and issuer authentication always. */
const AIP = { sda: "5C00", dda: "7C00", cda: "7D00" } as const;

const DATA_RECORDS = [
  ["5A", "8E", "9F0D", "9F0E", "9F0F", "5F24", "5F28", "9F42", "9F07", "5F25"],
  ["8C", "8D", "5F30", "9F08", "9F4A", "9F14", "9F23"],
];
const CERTIFICATE_RECORDS = {
  sda: [["90"], ["9F32", "92", "8F"], ["93"]],
  dda: [["90"], ["9F32", "92", "8F"], ["93"], ["9F46"], ["9F47", "9F48", "9F49"]],
} as const;
const CERTIFICATE_FILE = 2;
const SM_CERTIFICATE_FILE = 4;

function applicationProfile(
  cardName: string,
  application: ApplicationInFile,
  schemes: MadeProfile["schemes"],
  masterKeys: IssuerMasterKeys,
): ApplicationProfile {
  const template = TEMPLATES[application.template];
  const account = accountOf(cardName, application);
  const base = template.of(account);
  const method = application.authentication ?? template.authentication;
  const kind = method === "sda" ? "sda" : "dda";
  const objects = changed({ "9F49": "9F3704", ...base.objects }, application.objects);
  const placed = new Set([...DATA_RECORDS, ...CERTIFICATE_RECORDS.dda, ["5F20"]].flat());
  const more = Object.keys(objects).filter((tag) => !placed.has(tag));
  const dataRecords = more.length === 0 ? DATA_RECORDS : [...DATA_RECORDS, more];
  const certificates = CERTIFICATE_RECORDS[kind];
  const isSm = application.algorithms === "sm";
  const files = [
    { sfi: 1, records: [["57", "5F34"], ["5F20"]] },
    { sfi: CERTIFICATE_FILE, records: certificates },
    { sfi: 3, records: dataRecords },
  ];
  const afl = (certificateFile: number): string =>
    toHex(
      Uint8Array.of(
        ...[1 << 3, 1, 2, 0],
        ...[certificateFile << 3, 1, certificates.length, 0],
        ...[3 << 3, 1, dataRecords.length, 1],
      ),
    );
  const signedBy = (scheme: Scheme | undefined) => authenticationOf(base, scheme, kind);
  const { rsa, sm2 } = schemes;
  return {
    ...base,
    account,
    aid: application.aid ?? base.aid,
    blocked: application.blocked,
    responseFormat: application.responseFormat ?? base.responseFormat,
    aip: AIP[method],
    afl: afl(CERTIFICATE_FILE),
    fci: fciOf(base, application),
    objects,
    files,
    internal: changed(base.internal, application.internal),
    authentication: signedBy(isSm ? sm2 : rsa),
    symmetric: isSm ? "SM4" : "3DES",
    masterKeys,
    ...(application.algorithms === "dual" && {
      smVariant: {
        afl: afl(SM_CERTIFICATE_FILE),
        files: [{ sfi: SM_CERTIFICATE_FILE, records: certificates }],
        authentication: signedBy(sm2),
      },
    }),
    atc: application.atc ?? base.atc,
    lastOnlineAtc: application.lastOnlineAtc ?? application.atc ?? base.lastOnlineAtc,
    pinTryCounter: application.pinTryCounter,
  };
}

function accountOf(cardName: string, { account }: ApplicationInFile): TestAccount {
  const { pin, ...known } = account;
  return { ...known, cardName, balanceFen: 1_000_000n, status: "active", ...(pin && { pin }) };
}

function authenticationOf(
  { authentication }: ApplicationProfile,
  scheme: Scheme | undefined,
  kind: "sda" | "dda",
): OfflineAuthentication {
  if (scheme === undefined) throw new Error("the keys of every algorithm that is used have been made");
  const { dataAuthenticationCode, iccCertificateSerial } = authentication;
  const card = { issuer: scheme.issuer, dataAuthenticationCode, iccCertificateSerial };
  return kind === "sda" ? card : { ...card, iccKey: scheme.iccKey };
}

/** The template's objects with those of the file; null takes one away. */
function changed(
  base: { readonly [tag: string]: string },
  change: { readonly [tag: string]: string | null },
): { readonly [tag: string]: string } {
  const merged = Object.entries({ ...base, ...change });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}

const PDOL_WITH_DF69 = "9F7A019F02065F2A02DF6901";

/** Label and priority as the file says; a card with SM algorithms asks for DF69. */
function fciOf({ fci }: ApplicationProfile, application: ApplicationInFile): ApplicationProfile["fci"] {
  const { label, priority, algorithms } = application;
  const values = new Map(fci);
  if (label !== undefined) {
    values.set("50", ascii(label));
    values.delete("9F12");
  }
  if (priority !== undefined) values.set("87", toHex(Uint8Array.of(priority)));
  if (algorithms !== "rsa") values.set("9F38", PDOL_WITH_DF69);
  return [...values].map(([tag, value]) => [tag, toHex(fromHex(value))] as const);
}
