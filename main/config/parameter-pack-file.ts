import { z } from "zod";
import { fromHex } from "../domain/bytes.ts";
import { parseDol } from "../domain/emv/dol.ts";
import { canonicalPack } from "../domain/emv/parameter-pack/canonical-pack.ts";
import { checkParameterPack, type PackMistake } from "../domain/emv/parameter-pack/check-parameter-pack.ts";
import { PACK_CVMS, type ParameterPack } from "../domain/emv/parameter-pack/parameter-pack.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type ConfigMistake, flaw, mistakesOf } from "./config-mistake.ts";
import { date, fen, hex } from "./json-fields.ts";
import { lineOfMember, lineOfSyntaxError } from "./parameter-pack-lines.ts";
import { isSignedBy, type PackSignature, type TrustedKey } from "./parameter-pack-signature.ts";

/**
 * The file of a parameter pack: JSON, `{"pack": {...}, "signature": {"algorithm": "Ed25519", "keyId", "value"}}`. It is
 * believed as a whole or refused as a whole. `docs/parameter-packs.md` explains each member.
 */

/** 9F1B and DF15 are four bytes. */
const FOUR_BYTES_MAX = 0xffff_ffff;

const percent = z.int().min(0).max(99);

const application = z.strictObject({
  aid: hex(5, 16),
  partialMatch: z.boolean(),
  applicationVersion: hex(2),
  tacDenial: hex(5),
  tacOnline: hex(5),
  tacDefault: hex(5),
  floorLimitFen: fen(0, FOUR_BYTES_MAX),
  defaultDdol: hex(0, 252)
    .refine((text) => parseDol(fromHex(text)).ok, flaw("dol"))
    .default("9F3704"),
  randomSelection: z
    .strictObject({
      thresholdFen: fen(0, FOUR_BYTES_MAX),
      targetPercent: percent,
      maximumTargetPercent: percent,
    })
    .optional(),
  onlinePinSupported: z.boolean().optional(),
  ecTransactionLimitFen: fen(0).optional(),
  ecCurrencyCodes: z.array(z.int().min(1).max(999)).min(1).max(2).optional(),
  supportedCvms: z.array(z.enum(PACK_CVMS)).min(1).max(PACK_CVMS.length).optional(),
  contactless: z
    .strictObject({
      ttq: hex(4).optional(),
      floorLimitFen: fen(0).optional(),
      transactionLimitFen: fen(0).optional(),
      cvmLimitFen: fen(0).optional(),
      noCvmBelowFen: fen(0).optional(),
      statusCheck: z.boolean().optional(),
      zeroAmountAllowed: z.boolean().optional(),
      kernelIdentifier: z.int().min(0).max(255).optional(),
    })
    .optional(),
});

const caKey = z.strictObject({
  rid: hex(5),
  index: hex(1),
  algorithm: z.enum(["rsa", "sm2"]).default("rsa"),
  modulus: hex(64, 248),
  exponent: hex(0, 3).default(""),
  checksum: hex(20),
  expiry: date,
});

const revokedCertificate = z.strictObject({ rid: hex(5), index: hex(1), serialNumber: hex(3) });

const APPLICATIONS_MAX = 64;
const CA_KEYS_MAX = 128;
const REVOKED_MAX = 10_000;

const PACK_SCHEMA = z.strictObject({
  format: z.literal("jinka-parameter-pack"),
  formatVersion: z.literal(1),
  name: z
    .string()
    .min(1)
    .max(80)
    .refine((text) => !/\p{Cc}/u.test(text), flaw("controlCharacter")),
  version: z.int().min(1).max(999_999_999),
  validFrom: date,
  countryCode: z.int().min(0).max(999),
  currencyCode: z.int().min(0).max(999),
  currencyExponent: z.int().min(0).max(9),
  applications: z.array(application).min(1).max(APPLICATIONS_MAX),
  caKeys: z.array(caKey).max(CA_KEYS_MAX),
  revokedCertificates: z.array(revokedCertificate).max(REVOKED_MAX).default([]),
});

const SIGNATURE_SCHEMA = z.strictObject({
  algorithm: z.literal("Ed25519"),
  keyId: hex(8),
  value: z.string().max(100),
});

/** Larger than any pack within the limits above. */
const PACK_BYTES_MAX = 4_000_000;

/** Why a pack was refused. Everything that was found about its members is named, each with path and line. */
export type PackFault = {
  readonly path: string;
  /** Of the file, from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly kind: ConfigMistake["kind"] | PackMistake["kind"] | TrustFaultKind;
  readonly parameters: Readonly<Record<string, string | number>>;
};

type TrustFaultKind =
  | "fileTooLong"
  | "noCanonicalForm"
  | "unsigned"
  /** Signed by a key that this terminal does not believe. */
  | "unknownSigner"
  /** The signature is not over this content. */
  | "tampered"
  /** The clock stands before the first day of the pack. */
  | "clockBeforePack"
  /** The terminal has this version with other content, or a higher one. */
  | "versionNotNewer";

export type PackContext = {
  readonly trustedKeys: readonly TrustedKey[];
  /** YYYYMMDD by the shop's clock. */
  readonly today: string;
  /** Whether a CA key past its last day is a mistake: in a new pack it is, in one that is in force it just expired. */
  readonly areExpiredKeysRefused: boolean;
  /** Version of the pack that is in force, and its canonical form, unless it is damaged and has to be mended. */
  readonly installed?: { readonly version: number; readonly canonical: string | undefined };
};

export type VerifiedPack = {
  readonly pack: ParameterPack;
  readonly canonical: string;
  readonly keyId: string;
};

/** Reads a signed pack and checks all of it; nothing of it is used before. */
export function readSignedPack(
  text: string,
  { trustedKeys, today, areExpiredKeysRefused, installed }: PackContext,
): Result<VerifiedPack, readonly PackFault[]> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const { pack: content, signature: seal, ...more } = json.value as Record<string, unknown>;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) return err([fault(text, unknown, "unknownMember")]);
  if (content === undefined) return err([fault(text, "pack", "missing")]);
  if (seal === undefined) return err([fault(text, "signature", "unsigned")]);
  const signature = SIGNATURE_SCHEMA.safeParse(seal);
  if (!signature.success) return err(shapeFaults(text, "signature", signature.error, seal));
  const canonical = canonicalPack(content);
  if (!canonical.ok) return err([fault(text, "pack", "noCanonicalForm")]);
  const believed = whyNotBelieved(canonical.value, signature.data, trustedKeys);
  if (believed !== undefined)
    return err([fault(text, "signature", believed, { keyId: signature.data.keyId })]);
  const pack = readPack(text, content, areExpiredKeysRefused ? today : undefined);
  if (!pack.ok) return pack;
  const { validFrom, version } = pack.value;
  if (today < validFrom) return err([fault(text, "pack.validFrom", "clockBeforePack", { validFrom, today })]);
  if (installed !== undefined && goesBack(version, canonical.value, installed)) {
    const parameters = { version, installed: installed.version };
    return err([fault(text, "pack.version", "versionNotNewer", parameters)]);
  }
  return ok({ pack: pack.value, canonical: canonical.value, keyId: signature.data.keyId });
}

/** The same pack again is no step back, and the version of a damaged one may be brought again. */
function goesBack(
  version: number,
  canonical: string,
  installed: NonNullable<PackContext["installed"]>,
): boolean {
  if (installed.canonical === undefined) return version < installed.version;
  return version <= installed.version && canonical !== installed.canonical;
}

/** Reads a pack that is to be signed: the file has only the member `pack`, or an older signature beside it. */
export function readUnsignedPack(
  text: string,
  today: string,
): Result<
  { readonly pack: ParameterPack; readonly content: object; readonly canonical: string },
  readonly PackFault[]
> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const content = (json.value as Record<string, unknown>)["pack"];
  if (content === undefined) return err([fault(text, "pack", "missing")]);
  const canonical = canonicalPack(content);
  if (!canonical.ok) return err([fault(text, "pack", "noCanonicalForm")]);
  const pack = readPack(text, content, today);
  return pack.ok ? ok({ pack: pack.value, content: content as object, canonical: canonical.value }) : pack;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

function parseJson(text: string): Result<object, readonly PackFault[]> {
  if (text.length > PACK_BYTES_MAX)
    return err([{ path: "", kind: "fileTooLong", parameters: { bytes: PACK_BYTES_MAX } }]);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(BYTE_ORDER_MARK, ""));
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/\p{Cc}+/gu, " ") : "";
    const line = lineOfSyntaxError(text, message);
    return err([
      { path: "", kind: "notJson", parameters: { detail: message }, ...(line === undefined ? {} : { line }) },
    ]);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return err([fault(text, "", "notObject")]);
  return ok(json);
}

function readPack(
  text: string,
  content: unknown,
  today: string | undefined,
): Result<ParameterPack, readonly PackFault[]> {
  const parsed = PACK_SCHEMA.safeParse(content);
  if (!parsed.success) return err(shapeFaults(text, "pack", parsed.error, content));
  // Optional members that were left out are absent: the schema library does not write them as undefined.
  const pack = parsed.data as ParameterPack;
  const mistakes = checkParameterPack(pack, today);
  if (mistakes.length === 0) return ok(pack);
  return err(mistakes.map(({ path, kind, parameters }) => fault(text, `pack.${path}`, kind, parameters)));
}

function whyNotBelieved(
  canonical: string,
  signature: PackSignature,
  trustedKeys: readonly TrustedKey[],
): "unknownSigner" | "tampered" | undefined {
  const signer = trustedKeys.find(({ keyId }) => keyId === signature.keyId);
  if (signer === undefined) return "unknownSigner";
  return isSignedBy(canonical, signature, signer) ? undefined : "tampered";
}

function shapeFaults(text: string, under: string, error: z.ZodError, json: unknown): readonly PackFault[] {
  return mistakesOf(error.issues, json).map(({ path, kind, parameters }) =>
    fault(text, path === "" ? under : `${under}.${path}`, kind, parameters),
  );
}

function fault(
  text: string,
  path: string,
  kind: PackFault["kind"],
  parameters: PackFault["parameters"] = {},
): PackFault {
  return { path, line: lineOfMember(text, path === "" ? [] : path.split(".")), kind, parameters };
}
