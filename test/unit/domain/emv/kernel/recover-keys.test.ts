import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { certificateFamilyOf } from "../../../../../main/domain/emv/kernel/certificate-families.ts";
import {
  iccPublicKey,
  issuerPublicKey,
  pinEnciphermentKey,
} from "../../../../../main/domain/emv/kernel/recover-keys.ts";
import { KEY_ALGORITHM } from "../../../../../main/domain/emv/key-algorithm.ts";
import type { CaPublicKey } from "../../../../../main/domain/emv/parameters.ts";
import { certifyRsaKey } from "../../../../../simulators/issuer/rsa-certificates.ts";
import { TEST_KEYS } from "../../../../../simulators/issuer/test-keys-table.ts";
import { FACTS, transactionWith } from "../kernel-fixtures.ts";

/** A chain of its own: a CA key of 1984 bits, an issuer, a card. */
const CA = TEST_KEYS.caF1;
const ISSUER = TEST_KEYS.issuerDebit;
const CARD = TEST_KEYS.issuerCredit;

const CA_KEY: CaPublicKey = {
  rid: fromHex("A000000333"),
  index: 0xf1,
  modulus: CA.modulus,
  exponent: CA.exponent,
  checksum: new Uint8Array(20),
  expiry: "20491231",
};

const STATIC_DATA = [fromHex("5A0862280001000011175F2403301231"), fromHex("7C00")];
const fields = { expiry: "1249", serial: fromHex("000101") };
const issuerCertificate = certifyRsaKey(
  CA,
  ISSUER,
  { ...fields, kind: "issuerCertificate", subject: fromHex("62280001") },
  new Uint8Array(),
);
const cardCertificate = (staticData: Uint8Array, pan = "6228000100001117") =>
  certifyRsaKey(
    ISSUER,
    CARD,
    { ...fields, kind: "iccCertificate", subject: fromHex(pan.padEnd(20, "F")) },
    staticData,
  );

const iccCertificate = cardCertificate(Uint8Array.from(STATIC_DATA.flatMap((part) => [...part])));
const pinCertificate = cardCertificate(new Uint8Array());

function card(change: Readonly<Record<string, string>> = {}, caKeys: readonly CaPublicKey[] = [CA_KEY]) {
  return transactionWith(
    {
      "8F": "F1",
      "90": toHex(issuerCertificate.certificate),
      "92": toHex(issuerCertificate.remainder),
      "9F32": toHex(issuerCertificate.exponent),
      "9F46": toHex(iccCertificate.certificate),
      "9F47": toHex(iccCertificate.exponent),
      "9F48": toHex(iccCertificate.remainder),
      ...change,
    },
    { caKeys },
  );
}

const PIN_OBJECTS = {
  "9F2D": toHex(pinCertificate.certificate),
  "9F2E": toHex(pinCertificate.exponent),
  "9F2F": toHex(pinCertificate.remainder),
};

describe("the chain of RSA keys (EMV Book 2, 5.3 and 6.4)", () => {
  test("begins with a CA key of 1984 bits, the longest there is", () => {
    expect(CA.modulus).toHaveLength(248);
    const issuer = issuerPublicKey(card(), FACTS);
    expect(issuer.ok && toHex(issuer.value.key.modulus)).toBe(toHex(ISSUER.modulus));
    const icc = iccPublicKey(card(), FACTS, STATIC_DATA);
    expect(icc.ok && toHex(icc.value.key.modulus)).toBe(toHex(CARD.modulus));
    expect(icc.ok && icc.value.family.algorithm).toBe(KEY_ALGORITHM.rsa);
  });

  test("a CA key that states RSA is one", () => {
    expect(issuerPublicKey(card({}, [{ ...CA_KEY, algorithm: KEY_ALGORITHM.rsa }]), FACTS).ok).toBe(true);
  });

  test.each<{
    name: string;
    change?: Readonly<Record<string, string>>;
    caKeys?: readonly CaPublicKey[];
    fault: string;
  }>([
    { name: "no CA key", caKeys: [], fault: "noCaKey" },
    { name: "the CA key of another index", caKeys: [{ ...CA_KEY, index: 0xf2 }], fault: "noCaKey" },
    {
      name: "the CA key of another scheme",
      caKeys: [{ ...CA_KEY, rid: fromHex("A000000003") }],
      fault: "noCaKey",
    },
    {
      name: "a CA key that expired yesterday",
      caKeys: [{ ...CA_KEY, expiry: "20261122" }],
      fault: "caKeyExpired",
    },
    {
      name: "a CA key of 1992 bits",
      caKeys: [{ ...CA_KEY, modulus: new Uint8Array(249).fill(0xff) }],
      fault: "wrongLength",
    },
    { name: "no issuer certificate", change: { "90": "" }, fault: "iccDataMissing" },
    { name: "no exponent", change: { "9F32": "" }, fault: "iccDataMissing" },
    { name: "a cut certificate", change: { "90": "AABB" }, fault: "wrongLength" },
  ])("fails with $name: $fault", ({ change, caKeys, fault }) => {
    expect(issuerPublicKey(card(change, caKeys), FACTS)).toEqual({ ok: false, fault });
  });

  test("a CA key whose expiry is no date is not used", () => {
    const undated = { ...CA_KEY, expiry: "never" };
    expect(issuerPublicKey(card({}, [undated]), FACTS)).toEqual({ ok: false, fault: "caKeyExpired" });
  });

  test("a CA key that expires today is good", () => {
    expect(issuerPublicKey(card({}, [{ ...CA_KEY, expiry: "20261123" }]), FACTS).ok).toBe(true);
  });

  test("the card's certificate covers the static data", () => {
    expect(iccPublicKey(card(), FACTS, [])).toEqual({ ok: false, fault: "wrongHash" });
    expect(iccPublicKey(card(), FACTS, undefined)).toEqual({ ok: false, fault: "staticDataUnusable" });
  });
});

describe("the key of PIN encipherment (EMV Book 2, 7.1)", () => {
  test("is the one of 9F2D, whose certificate covers no static data", () => {
    const key = pinEnciphermentKey(card({ ...PIN_OBJECTS, "9F46": "" }), FACTS, undefined);
    expect(key.ok && toHex(key.value.key.modulus)).toBe(toHex(CARD.modulus));
  });

  test("is the card's own one without 9F2D", () => {
    expect(pinEnciphermentKey(card(), FACTS, STATIC_DATA).ok).toBe(true);
    expect(pinEnciphermentKey(card(), FACTS, undefined)).toEqual({ ok: false, fault: "staticDataUnusable" });
  });

  test.each([
    {
      name: "another card's",
      change: { "9F2D": toHex(cardCertificate(new Uint8Array(), "6228000100009999").certificate) },
      fault: "otherOwner",
    },
    { name: "the one for DDA", change: { "9F2D": toHex(iccCertificate.certificate) }, fault: "wrongHash" },
    { name: "one without exponent", change: { "9F2E": "" }, fault: "iccDataMissing" },
  ])("is not taken from $name", ({ change, fault }) => {
    const key = pinEnciphermentKey(card({ ...PIN_OBJECTS, ...change }), FACTS, STATIC_DATA);
    expect(key).toEqual({ ok: false, fault });
  });
});

describe("the families (emv-pboc section 5)", () => {
  test.each([
    { algorithm: undefined, family: KEY_ALGORITHM.rsa, exponentRequired: true },
    { algorithm: KEY_ALGORITHM.rsa, family: KEY_ALGORITHM.rsa, exponentRequired: true },
    { algorithm: KEY_ALGORITHM.sm2, family: KEY_ALGORITHM.sm2, exponentRequired: false },
  ])("algorithm $algorithm is served by family $family", ({ algorithm, family, exponentRequired }) => {
    expect(certificateFamilyOf(algorithm)).toMatchObject({ algorithm: family, exponentRequired });
  });

  test("an SM2 CA key under the card's index does not take an RSA certificate", () => {
    const sm2: CaPublicKey = {
      ...CA_KEY,
      algorithm: KEY_ALGORITHM.sm2,
      modulus: new Uint8Array(64),
      exponent: new Uint8Array(),
    };
    expect(issuerPublicKey(card({}, [sm2]), FACTS).ok).toBe(false);
  });
});
