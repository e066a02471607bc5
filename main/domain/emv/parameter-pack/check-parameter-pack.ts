import { sha1 } from "@noble/hashes/legacy.js";
import { concatBytes, equalBytes, fromHex } from "../../bytes.ts";
import { isSm2PublicKey } from "../sm/sm2-signature.ts";
import { COUNTRY_CODES, CURRENCY_EXPONENTS } from "./country-currency-tables.ts";
import type { PackApplication, PackCaKey, ParameterPack } from "./parameter-pack.ts";

/** What is wrong with a pack whose form is right. One of them is enough to refuse the whole. */
export type PackMistake = {
  /** Members from the outermost in, `caKeys.0.checksum`. */
  readonly path: string;
  readonly kind: PackMistakeKind;
  readonly parameters: Readonly<Record<string, string | number>>;
};

type PackMistakeKind =
  | "unknownCountry"
  | "unknownCurrency"
  | "wrongExponent"
  | "aidTwice"
  | "keyTwice"
  | "revokedTwice"
  | "keyExpired"
  | "wrongChecksum"
  | "rsaExponent"
  | "rsaLength"
  | "rsaEven"
  | "sm2Point"
  | "sm2Exponent"
  /** Cards of this AID may approve offline, and no key of its RID is there to prove them genuine. */
  | "noCaKey"
  | "thresholdNotBelowFloor"
  | "maximumBelowTarget";

/**
 * Checks what no schema can say. All mistakes are named at once. `today` is YYYYMMDD; without it no key counts as
 * expired.
 */
export function checkParameterPack(pack: ParameterPack, today: string | undefined): readonly PackMistake[] {
  const mistakes: PackMistake[] = [];
  const add: Add = (path, kind, parameters = {}) => mistakes.push({ path, kind, parameters });
  checkPlace(pack, add);
  for (const [i, application] of pack.applications.entries()) {
    checkApplication(pack, application, `applications.${i}`, add);
  }
  for (const [i, key] of pack.caKeys.entries()) checkCaKey(key, `caKeys.${i}`, today, add);
  eachOnce(
    pack.applications,
    ({ aid }) => aid,
    (i) => add(`applications.${i}.aid`, "aidTwice"),
  );
  eachOnce(
    pack.caKeys,
    ({ rid, index }) => `${rid} ${index}`,
    (i) => add(`caKeys.${i}.index`, "keyTwice"),
  );
  eachOnce(
    pack.revokedCertificates,
    ({ rid, index, serialNumber }) => `${rid} ${index} ${serialNumber}`,
    (i) => add(`revokedCertificates.${i}.serialNumber`, "revokedTwice"),
  );
  return mistakes;
}

type Add = (path: string, kind: PackMistakeKind, parameters?: PackMistake["parameters"]) => void;

function checkPlace({ countryCode, currencyCode, currencyExponent }: ParameterPack, add: Add): void {
  if (!COUNTRY_CODES.has(countryCode)) add("countryCode", "unknownCountry", { code: countryCode });
  const exponent = CURRENCY_EXPONENTS.get(currencyCode);
  if (exponent === undefined) add("currencyCode", "unknownCurrency", { code: currencyCode });
  else if (exponent !== currencyExponent)
    add("currencyExponent", "wrongExponent", { code: currencyCode, exponent });
}

function checkApplication(pack: ParameterPack, application: PackApplication, path: string, add: Add): void {
  const { aid, floorLimitFen, randomSelection: selection, contactless } = application;
  if (selection !== undefined && selection.targetPercent > selection.maximumTargetPercent) {
    add(`${path}.randomSelection.maximumTargetPercent`, "maximumBelowTarget");
  }
  // EMV Book 3, 10.6.2: the threshold is "zero or a positive number less than" the floor limit.
  if (selection !== undefined && selection.thresholdFen !== 0n && selection.thresholdFen >= floorLimitFen) {
    add(`${path}.randomSelection.thresholdFen`, "thresholdNotBelowFloor");
  }
  for (const [i, code] of (application.ecCurrencyCodes ?? []).entries())
    if (!CURRENCY_EXPONENTS.has(code)) add(`${path}.ecCurrencyCodes.${i}`, "unknownCurrency", { code });
  const rid = aid.slice(0, 2 * RID_LENGTH);
  const hasKey = pack.caKeys.some((key) => key.rid === rid);
  const isOfflineAllowed = floorLimitFen > 0n || (contactless?.floorLimitFen ?? 0n) > 0n;
  if (isOfflineAllowed && !hasKey) add(`${path}.aid`, "noCaKey", { rid });
}

const RID_LENGTH = 5;

function checkCaKey(key: PackCaKey, path: string, today: string | undefined, add: Add): void {
  if (today !== undefined && key.expiry < today) add(`${path}.expiry`, "keyExpired", { expiry: key.expiry });
  if (key.algorithm === "rsa") checkRsaKey(key, path, add);
  else checkSm2Key(key, path, add);
  const checksum = packKeyChecksum(key);
  if (!equalBytes(checksum, fromHex(key.checksum))) add(`${path}.checksum`, "wrongChecksum");
}

/** DF03: SHA-1 over RID, index, modulus and exponent (EMV Book 2, 11.2.2). */
function packKeyChecksum({ rid, index, modulus, exponent }: Omit<PackCaKey, "checksum">): Uint8Array {
  return sha1(concatBytes(fromHex(rid), fromHex(index), fromHex(modulus), fromHex(exponent)));
}

/** RSA-512 to RSA-1984: the longest that an issuer's certificate of 248 bytes can be signed with. */
const RSA_LENGTH_MIN = 64;
const RSA_LENGTH_MAX = 248;

function checkRsaKey({ modulus, exponent }: PackCaKey, path: string, add: Add): void {
  const bytes = fromHex(modulus);
  // EMV Book 2, annex B2.1: the exponent is 3 or 2^16 + 1.
  if (exponent !== "03" && exponent !== "010001") add(`${path}.exponent`, "rsaExponent");
  if (bytes.length < RSA_LENGTH_MIN || bytes.length > RSA_LENGTH_MAX) {
    add(`${path}.modulus`, "rsaLength", { min: RSA_LENGTH_MIN, max: RSA_LENGTH_MAX });
  } else if (((bytes.at(-1) ?? 0) & 1) === 0) add(`${path}.modulus`, "rsaEven");
}

function checkSm2Key({ modulus, exponent }: PackCaKey, path: string, add: Add): void {
  if (exponent !== "") add(`${path}.exponent`, "sm2Exponent");
  if (!isSm2PublicKey(fromHex(modulus))) add(`${path}.modulus`, "sm2Point");
}

function eachOnce<T>(entries: readonly T[], nameOf: (entry: T) => string, twice: (i: number) => void): void {
  const seen = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const name = nameOf(entry);
    if (seen.has(name)) twice(i);
    seen.add(name);
  }
}
