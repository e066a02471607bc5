import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../main/domain/bytes.ts";
import { KEY_ALGORITHM } from "../../main/domain/emv/key-algorithm.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { isSm2, type PrivateKey } from "../issuer/certificates.ts";
import type { Scheme } from "../issuer/make-scheme.ts";
import { masterKeysOf } from "../issuer/master-keys-table.ts";
import { caPublicKeyOf, certifiedIssuerKey } from "../issuer/test-scheme.ts";
import { writeCardImage } from "./card-image-file.ts";
import { personalise } from "./personalise.ts";
import type { CardDescription, CardProfile } from "./profile.ts";
import { PROFILE_BYTES_MAX, type ProfileMistake, readProfileFile } from "./profile-file.ts";
import { type MadeProfile, profileFromFile } from "./profile-from-file.ts";

/** Keys and cards to order: `jinka personalise profile.json`. */

export type PersonaliseOptions = {
  readonly profileFile: string;
  /** The folder that the three files go into; it is made. */
  readonly outFolder: string;
  /** Whether files that are there may be written over. */
  readonly replaces: boolean;
};

export type PersonaliseFault =
  /** `code` as the operating system has it: ENOENT, EACCES ... */
  | { readonly kind: "unreadable" | "unwritable"; readonly file: string; readonly code: string }
  | { readonly kind: "tooLong"; readonly file: string; readonly bytesMax: number }
  | { readonly kind: "wrongProfile"; readonly mistakes: readonly ProfileMistake[] }
  /** A key that is written over cannot be had back. */
  | { readonly kind: "exists"; readonly file: string };

export type Personalised = {
  readonly name: string;
  /** The card, for `jinka simulate card`. */
  readonly imageFile: string;
  /** The public keys, as `emv.caKeys` of a terminal's configuration has them. */
  readonly caKeysFile: string;
  /** Private keys of CA and issuer, master keys and accounts: what a host would have. */
  readonly issuerFile: string;
};

/** Reads the profile, makes the keys, signs, and writes the files; the card comes last. */
export function personaliseCard(options: PersonaliseOptions): Result<Personalised, PersonaliseFault> {
  const text = readText(options.profileFile);
  if (!text.ok) return text;
  const file = readProfileFile(text.value);
  if (!file.ok) return err({ kind: "wrongProfile", mistakes: file.fault });
  const names = ["card.json", "ca-keys.json", "issuer.json"];
  const [imageFile = "", caKeysFile = "", issuerFile = ""] = names.map((name) =>
    join(options.outFolder, name),
  );
  const existing = [imageFile, caKeysFile, issuerFile].find((path) => existsSync(path));
  if (existing !== undefined && !options.replaces) return err({ kind: "exists", file: existing });
  const made = profileFromFile(file.value, randomBytes(32).toString("hex"));
  const { profile } = made;
  const image = personalise(profile, profile.protocol);
  const contents: readonly (readonly [string, string])[] = [
    [caKeysFile, asText(caKeys(made))],
    [issuerFile, asText(issuerSide(made))],
    [imageFile, writeCardImage({ description: descriptionOf(profile), image })],
  ];
  const written = write(options.outFolder, contents);
  return written.ok ? ok({ name: profile.name, imageFile, caKeysFile, issuerFile }) : written;
}

function readText(file: string): Result<string, PersonaliseFault> {
  try {
    const bytes = readFileSync(file);
    if (bytes.length > PROFILE_BYTES_MAX) return err({ kind: "tooLong", file, bytesMax: PROFILE_BYTES_MAX });
    return ok(bytes.toString("utf8"));
  } catch (error) {
    return err({ kind: "unreadable", file, code: codeOf(error) });
  }
}

function write(
  folder: string,
  contents: readonly (readonly [file: string, text: string])[],
): Result<undefined, PersonaliseFault> {
  let file = folder;
  try {
    mkdirSync(folder, { recursive: true });
    for (const [path, text] of contents) {
      file = path;
      // Keys are for whoever made them.
      writeFileSync(path, text, { mode: 0o600 });
    }
    return ok(undefined);
  } catch (error) {
    return err({ kind: "unwritable", file, code: codeOf(error) });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";
const asText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const kept = Object.entries(value).filter(([name]) => !names.includes(name as K));
  return Object.fromEntries(kept) as Omit<T, K>;
}

/** Everything that the card shows; the keys of its issuer and the PIN stay with the issuer. */
function descriptionOf(profile: CardProfile): CardDescription {
  const applications = profile.applications.map((application) => ({
    ...without(application, "authentication", "masterKeys", "smVariant"),
    account: without(application.account, "pin"),
  }));
  return { ...profile, applications };
}

const schemesOf = ({ schemes }: MadeProfile): readonly Scheme[] =>
  [schemes.rsa, schemes.sm2].filter((scheme) => scheme !== undefined);

function caKeys(made: MadeProfile): object[] {
  return schemesOf(made).map(({ issuer }) => {
    const { rid, index, algorithm, modulus, exponent, checksum, expiry } = caPublicKeyOf(issuer.ca);
    return {
      rid: toHex(rid),
      index: toHex(Uint8Array.of(index)),
      ...(algorithm === KEY_ALGORITHM.sm2 && { algorithm: "sm2" }),
      modulus: toHex(modulus),
      exponent: toHex(exponent),
      checksum: toHex(checksum),
      expiry,
    };
  });
}

function privateKeyInWords(key: PrivateKey): object {
  if (isSm2(key)) return { algorithm: "sm2", point: toHex(key.point), scalar: toHex(key.scalar) };
  const { modulus, exponent, privateExponent } = key;
  return {
    algorithm: "rsa",
    modulus: toHex(modulus),
    exponent: toHex(exponent),
    privateExponent: toHex(privateExponent),
  };
}

function issuerSide(made: MadeProfile): object {
  return {
    note: "Test keys: never let a real terminal or a real host trust them.",
    schemes: schemesOf(made).map(({ issuer }) => {
      const { certificate, remainder, exponent } = certifiedIssuerKey(issuer);
      return {
        rid: toHex(issuer.ca.rid),
        caIndex: toHex(Uint8Array.of(issuer.ca.index)),
        caKey: privateKeyInWords(issuer.ca.key),
        issuerKey: privateKeyInWords(issuer.key),
        issuerIdentifier: issuer.subject.issuerIdentifier,
        issuerCertificate: toHex(certificate),
        issuerRemainder: toHex(remainder),
        issuerExponent: toHex(exponent),
      };
    }),
    masterKeys: Object.fromEntries(
      (["3DES", "SM4"] as const).map((algorithm) => {
        const keys = masterKeysOf(made.masterKeys, algorithm);
        return [
          algorithm,
          {
            applicationCryptogram: toHex(keys.applicationCryptogram),
            messageAuthentication: toHex(keys.messageAuthentication),
            encipherment: toHex(keys.encipherment),
          },
        ];
      }),
    ),
    accounts: made.profile.applications.map(({ account }) => ({
      ...account,
      balanceFen: Number(account.balanceFen),
    })),
  };
}
