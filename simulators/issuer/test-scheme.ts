import { createHash } from "node:crypto";
import { concatBytes, fromAscii, fromHex } from "../../main/domain/bytes.ts";
import { KEY_ALGORITHM } from "../../main/domain/emv/key-algorithm.ts";
import type { CaPublicKey, RevokedCertificate } from "../../main/domain/emv/parameters.ts";
import { sm2KeyFrom } from "../crypto/sm2.ts";
import type { CertifiedKey, Validity } from "./certificate-fields.ts";
import { certifyIssuerKey, isSm2, type PrivateKey } from "./certificates.ts";
import { TEST_KEYS } from "./test-keys-table.ts";

/**
 * The certification authority and the issuers of the test cards. RID and structure are UnionPay's; the
 * indexes F1 to F9 are used by no real key list, and the private keys are published with this program, so
 * only a terminal in training or under test may load the public keys.
 */

const RID_UNIONPAY = fromHex("A000000333");

/** The year of a certificate has two digits, and 50 to 99 mean 1950 to 1999. */
const CERTIFICATE_EXPIRY = "1249";
const CA_KEY_EXPIRY = "20491231";

/** SM2 keys follow from fixed words, so that anyone gets them again; they are as public as the RSA ones. */
function testSm2Key(name: string) {
  const words = fromAscii(`Jinka test scheme, SM2 keys, version 1/${name}`);
  return sm2KeyFrom(new Uint8Array(createHash("sha256").update(words).digest()));
}

const SM2_KEYS = { caF4: testSm2Key("caF4"), issuer: testSm2Key("issuer") } as const;

/** The card's own SM2 key, as `iccOne` is its RSA key. */
export const TEST_SM2_ICC_KEY = testSm2Key("icc");

/** A certification authority's key as the authority has it. */
export type CaKey = {
  /** Registered application provider, 5 bytes. */
  readonly rid: Uint8Array;
  /** Tag 8F. */
  readonly index: number;
  readonly key: PrivateKey;
  /** YYYYMMDD. */
  readonly expiry: string;
};

function caKey(index: number, key: PrivateKey, expiry = CA_KEY_EXPIRY): CaKey {
  return { rid: RID_UNIONPAY, index, key, expiry };
}

const CA = {
  f1: caKey(0xf1, TEST_KEYS.caF1),
  f2: caKey(0xf2, TEST_KEYS.caF2),
  /** Out of use for years; terminals may still have it in their list. */
  f3: caKey(0xf3, TEST_KEYS.caF2, "20201231"),
  f4: caKey(0xf4, SM2_KEYS.caF4),
  /** In no terminal's list. */
  f9: caKey(0xf9, TEST_KEYS.caF2),
} as const;

/** What a terminal loads of a CA key. The check sum is SHA-1 over RID, index, modulus (or X and Y), exponent. */
export function caPublicKeyOf({ rid, index, key, expiry }: CaKey): CaPublicKey {
  const modulus = isSm2(key) ? key.point : key.modulus;
  const exponent = isSm2(key) ? new Uint8Array(0) : key.exponent;
  const covered = concatBytes(rid, Uint8Array.of(index), modulus, exponent);
  const checksum = new Uint8Array(createHash("sha1").update(covered).digest());
  const common = { rid, index, modulus, exponent, checksum, expiry };
  return isSm2(key) ? { ...common, algorithm: KEY_ALGORITHM.sm2 } : common;
}

/** What a terminal loads to accept the test cards: RID A000000333, indexes F1 (1984 bits) and F2 (1152 bits). */
export const TEST_CA_PUBLIC_KEYS: readonly CaPublicKey[] = [CA.f1, CA.f2].map(caPublicKeyOf);

/** Index F4: SM2, for a terminal that offers the SM algorithms. */
export const TEST_SM2_CA_PUBLIC_KEY: CaPublicKey = caPublicKeyOf(CA.f4);

/** Index F3: past its expiry. */
export const TEST_EXPIRED_CA_PUBLIC_KEY: CaPublicKey = caPublicKeyOf(CA.f3);

const REVOKED_SERIAL = "00DEAD";

/** The certificate revocation list of the scheme: one certificate of each CA key that cards are made with. */
export const TEST_REVOKED_CERTIFICATES: readonly RevokedCertificate[] = [CA.f1, CA.f2, CA.f4].map(
  ({ rid, index }) => ({ rid, index, serialNumber: fromHex(REVOKED_SERIAL) }),
);

/** What the certificate of an issuer says. */
export type IssuerSubject = Validity & {
  /** 3 to 8 leading digits of its cards' numbers. */
  readonly issuerIdentifier: string;
};

/** An issuer: its key, and what a CA key is to certify. */
export type SchemeIssuer = {
  readonly ca: CaKey;
  readonly key: PrivateKey;
  readonly subject: IssuerSubject;
  /** MMYY, for the ICC certificates that this issuer signs. */
  readonly iccCertificateExpiry: string;
};

function issuer(ca: CaKey, key: PrivateKey, issuerIdentifier: string, serial: string): SchemeIssuer {
  const subject = { issuerIdentifier, expiry: CERTIFICATE_EXPIRY, serial: fromHex(serial) };
  return { ca, key, subject, iccCertificateExpiry: CERTIFICATE_EXPIRY };
}

const ISSUERS = {
  debit: issuer(CA.f1, TEST_KEYS.issuerDebit, "62280001", "000101"),
  credit: issuer(CA.f2, TEST_KEYS.issuerCredit, "62280002", "000201"),
  /** Debit cards under keys that a terminal must not use. */
  underExpiredCa: issuer(CA.f3, TEST_KEYS.issuerCredit, "62280001", "000301"),
  underUnknownCa: issuer(CA.f9, TEST_KEYS.issuerCredit, "62280001", "000901"),
  sm2: issuer(CA.f4, SM2_KEYS.issuer, "62280001", "000401"),
} as const;

export type TestIssuerName = keyof typeof ISSUERS;

export function testSchemeIssuer(name: TestIssuerName): SchemeIssuer {
  return ISSUERS[name];
}

/** The issuer's certificate with something changed, as a CA would have to be talked into making it. */
export const ISSUER_CERTIFICATE_CHANGES = {
  expired: { expiry: "0120" },
  revoked: { serial: fromHex(REVOKED_SERIAL) },
  otherOwner: { issuerIdentifier: "62289999" },
} as const satisfies Record<string, Partial<IssuerSubject>>;

const certified = new Map<SchemeIssuer, CertifiedKey>();

/** Tags 90, 92, 9F32. Signing takes milliseconds and always gives the same bytes: a good one is made once. */
export function certifiedIssuerKey(of: SchemeIssuer, change: Partial<IssuerSubject> = {}): CertifiedKey {
  if (Object.keys(change).length > 0)
    return certifyIssuerKey(of.ca.key, of.key, { ...of.subject, ...change });
  const known = certified.get(of) ?? certifyIssuerKey(of.ca.key, of.key, of.subject);
  certified.set(of, known);
  return known;
}
