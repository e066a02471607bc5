import { generateKeyPairSync } from "node:crypto";
import { signPack } from "../../main/config/parameter-pack-signature.ts";
import { toHex } from "../../main/domain/bytes.ts";
import { TEST_CA_PUBLIC_KEYS } from "../../simulators/issuer/test-scheme.ts";

/** Signed packs for tests, under a key that exists only in this process. */

const PAIR = generateKeyPairSync("ed25519");
export const SIGNING_PEM = PAIR.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
export const TRUSTED_PEM = PAIR.publicKey.export({ type: "spki", format: "pem" }) as string;

export type Json = { [member: string]: unknown };

/** A pack as an integrator writes it: one AID with everything, one without, and the keys of the test scheme. */
export function samplePack(change: Json = {}): Json {
  return {
    format: "jinka-parameter-pack",
    formatVersion: 1,
    name: "Test acquirer",
    version: 7,
    validFrom: "20260101",
    countryCode: 156,
    currencyCode: 156,
    currencyExponent: 2,
    applications: [
      {
        aid: "A000000333010101",
        partialMatch: true,
        applicationVersion: "0030",
        tacDenial: "0010000000",
        tacOnline: "D84004F800",
        tacDefault: "D84000A800",
        floorLimitFen: 10_000,
        randomSelection: { thresholdFen: 5_000, targetPercent: 10, maximumTargetPercent: 50 },
        onlinePinSupported: true,
        ecTransactionLimitFen: 100_000,
        supportedCvms: ["onlinePin", "signature", "noCvm"],
        contactless: {
          ttq: "26000000",
          floorLimitFen: 0,
          transactionLimitFen: 5_000_000,
          cvmLimitFen: 100_000,
        },
      },
      {
        aid: "A0000000031010",
        partialMatch: true,
        applicationVersion: "0096",
        tacDenial: "0010000000",
        tacOnline: "D84004F800",
        tacDefault: "D84000A800",
        floorLimitFen: 0,
      },
    ],
    caKeys: TEST_CA_PUBLIC_KEYS.map((key) => ({
      rid: toHex(key.rid),
      index: toHex(Uint8Array.of(key.index)),
      modulus: toHex(key.modulus),
      exponent: toHex(key.exponent),
      checksum: toHex(key.checksum),
      expiry: key.expiry,
    })),
    revokedCertificates: [{ rid: "A000000333", index: "F1", serialNumber: "000001" }],
    ...change,
  };
}

/** Signs whatever it is given, also what no terminal would take. */
export function signed(pack: unknown, pem: { readonly privateKey: typeof PAIR.privateKey } = PAIR): string {
  return JSON.stringify({ pack, signature: signPack(canonicalOf(pack), pem.privateKey) }, null, 2);
}

export const TODAY = "20261123";

/** The canonical form as docs/parameter-packs.md defines it, written a second time so that it is judged. */
export function canonicalOf(pack: unknown): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((name) => [name, sorted((value as Json)[name])]),
    );
  };
  return `jinka-parameter-pack 1\n${JSON.stringify(sorted(pack))}`;
}
