import { createHash } from "node:crypto";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import type { CaPublicKey } from "../../main/domain/emv/parameters.ts";
import { type CertifiedKey, certifyIssuerKey } from "./certificates.ts";
import type { RsaPrivateKey } from "./rsa.ts";
import { TEST_KEYS } from "./test-keys-table.ts";

/**
 * The certification authority and the issuers of the test cards. RID and structure are UnionPay's; the
 * indexes F1 and F2 are used by no real key list, and the private keys are published with this program, so
 * only a terminal in training or under test may load the public keys.
 */

const RID_UNIONPAY = fromHex("A000000333");

/** The year of a certificate has two digits, and 50 to 99 mean 1950 to 1999. */
const CERTIFICATE_EXPIRY = "1249";
const CA_KEY_EXPIRY = "20491231";

const CA_KEYS: ReadonlyMap<number, RsaPrivateKey> = new Map([
  [0xf1, TEST_KEYS.caF1],
  [0xf2, TEST_KEYS.caF2],
]);

function caPublicKey(index: number, { modulus, exponent }: RsaPrivateKey): CaPublicKey {
  const covered = concatBytes(RID_UNIONPAY, Uint8Array.of(index), modulus, exponent);
  const checksum = new Uint8Array(createHash("sha1").update(covered).digest());
  return { rid: RID_UNIONPAY, index, modulus, exponent, checksum, expiry: CA_KEY_EXPIRY };
}

/** What a terminal loads to accept the test cards: RID A000000333, indexes F1 (1984 bits) and F2 (1152 bits). */
export const TEST_CA_PUBLIC_KEYS: readonly CaPublicKey[] = [...CA_KEYS].map(([index, key]) =>
  caPublicKey(index, key),
);

/** An issuer of the test scheme: its key, and the certificate that a CA key gave it. */
export type TestSchemeIssuer = {
  /** Tag 8F. */
  readonly caKeyIndex: number;
  readonly key: RsaPrivateKey;
  /** Tags 90, 92, 9F32. */
  readonly certified: CertifiedKey;
  /** MMYY, for the ICC certificates that this issuer signs. */
  readonly iccCertificateExpiry: string;
};

type IssuerData = {
  readonly caKeyIndex: number;
  readonly key: RsaPrivateKey;
  readonly issuerIdentifier: string;
  readonly serial: string;
};

const ISSUERS = {
  debit: { caKeyIndex: 0xf1, key: TEST_KEYS.issuerDebit, issuerIdentifier: "62280001", serial: "000101" },
  credit: { caKeyIndex: 0xf2, key: TEST_KEYS.issuerCredit, issuerIdentifier: "62280002", serial: "000201" },
} as const satisfies Record<string, IssuerData>;

export type TestIssuerName = keyof typeof ISSUERS;

const certified = new Map<TestIssuerName, TestSchemeIssuer>();

/** Signing takes milliseconds and always gives the same bytes, so each issuer is certified once. */
export function testSchemeIssuer(name: TestIssuerName): TestSchemeIssuer {
  const known = certified.get(name);
  if (known !== undefined) return known;
  const data: IssuerData = ISSUERS[name];
  const ca = CA_KEYS.get(data.caKeyIndex);
  if (ca === undefined) throw new Error(`the test scheme has no CA key ${data.caKeyIndex.toString(16)}`);
  const subject = {
    issuerIdentifier: data.issuerIdentifier,
    expiry: CERTIFICATE_EXPIRY,
    serial: fromHex(data.serial),
  };
  const issuer = {
    caKeyIndex: data.caKeyIndex,
    key: data.key,
    certified: certifyIssuerKey(ca, data.key, subject),
    iccCertificateExpiry: CERTIFICATE_EXPIRY,
  };
  certified.set(name, issuer);
  return issuer;
}
