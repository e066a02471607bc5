import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { IssuerCertificateInput } from "../../../../../main/domain/emv/kernel/certificate-family.ts";
import {
  EMV_4_4_SM_ALGORITHMS,
  PBOC_SM_ALGORITHMS,
} from "../../../../../main/domain/emv/sm/sm-algorithms-table.ts";
import { createSmFamily, smFamily } from "../../../../../main/domain/emv/sm/sm-family.ts";
import { signSm2, sm2KeyFrom } from "../../../../../simulators/crypto/sm2.ts";
import {
  certifyIccKey,
  certifyIssuerKey,
  signCombinedData,
  signDynamicData,
  signStaticData,
} from "../../../../../simulators/issuer/certificates.ts";
import type { Flaw } from "../../../../../simulators/issuer/flaw.ts";

// The signing side is the issuer simulator's; its layout is emv-pboc section 5, its arithmetic the GM/T example's.

const [ca, issuer, icc, stranger] = [1, 2, 3, 4].map((byte) => sm2KeyFrom(new Uint8Array(32).fill(byte)));
if (!ca || !issuer || !icc || !stranger) throw new Error("there are four keys");

const PAN = "6228000100000001015";
const STATIC_DATA = [fromHex("5A0A6228000100000001015F"), fromHex("7C00")];
const SERIAL = fromHex("000401");
const none = new Uint8Array();
const key = (point: Uint8Array) => ({ modulus: point, exponent: none });

const CONTEXT = { remainder: undefined, exponent: undefined, pan: PAN, transactionDate: 20261123 };

function caKey(point = ca?.point ?? none): IssuerCertificateInput["caKey"] {
  const rid = fromHex("A000000333");
  return { rid, index: 0xf4, modulus: point, exponent: none, checksum: none, expiry: "20491231" };
}

type Change = { expiry?: string; issuerIdentifier?: string; pan?: string; flaw?: Flaw };

function issuerCertificate(change: Change = {}): Uint8Array {
  if (!ca || !issuer) throw new Error("there are keys");
  const subject = { issuerIdentifier: "62280001", expiry: "1249", serial: SERIAL, ...change };
  return certifyIssuerKey(ca, issuer, subject).certificate;
}

function recoverIssuerKey(certificate: Uint8Array, change: Partial<IssuerCertificateInput> = {}) {
  const input = { ...CONTEXT, caKey: caKey(), certificate, isRevoked: () => false, ...change };
  const key = smFamily.recoverIssuerKey(input);
  return key.ok ? toHex(key.value.modulus) : key.fault;
}

describe("an issuer certificate, format 12", () => {
  test("has 142 bytes and gives the issuer's key", () => {
    const certificate = issuerCertificate();
    expect(certificate.length).toBe(142);
    expect(toHex(certificate.subarray(0, 14))).toBe("1262280001" + "1249" + "000401" + "04040040");
    expect(recoverIssuerKey(certificate)).toBe(toHex(issuer.point));
  });

  test.each([
    { name: "another format", change: { flaw: "format" }, fault: "notRecovered" },
    { name: "a wrong signature", change: { flaw: "hash" }, fault: "wrongHash" },
    { name: "another key algorithm", change: { flaw: "keyAlgorithm" }, fault: "unsupportedAlgorithm" },
    { name: "an expiry in the past", change: { expiry: "1026" }, fault: "expired" },
    { name: "an expiry that is no month", change: { expiry: "1326" }, fault: "expired" },
    { name: "another issuer", change: { issuerIdentifier: "62280002" }, fault: "otherOwner" },
    { name: "an identifier of two digits", change: { issuerIdentifier: "62" }, fault: "otherOwner" },
  ] as const)("with $name gives no key", ({ change, fault }) => {
    expect(recoverIssuerKey(issuerCertificate(change))).toBe(fault);
  });

  test("is good to the end of its month", () => {
    expect(recoverIssuerKey(issuerCertificate({ expiry: "1126" }))).toBe(toHex(issuer.point));
  });

  test("gives no key under another CA key, under one that is no point, and when its serial is revoked", () => {
    const certificate = issuerCertificate();
    expect(recoverIssuerKey(certificate, { caKey: caKey(stranger.point) })).toBe("wrongHash");
    expect(recoverIssuerKey(certificate, { caKey: caKey(new Uint8Array(64)) })).toBe("wrongHash");
    const isRevoked = (serial: Uint8Array) => toHex(serial) === "000401";
    expect(recoverIssuerKey(certificate, { isRevoked })).toBe("revoked");
  });

  test("gives no key with any one bit turned", () => {
    const certificate = issuerCertificate();
    for (let at = 0; at < certificate.length; at += 7) {
      const turned = certificate.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
      expect(recoverIssuerKey(turned)).not.toBe(toHex(issuer.point));
    }
  });

  test("gives no key that is no point of the curve, though the CA signed it", () => {
    const clear = issuerCertificate().slice(0, 78);
    clear[77] = (clear[77] ?? 0) ^ 0x01;
    expect(recoverIssuerKey(concatBytes(clear, signSm2(ca, clear)))).toBe("unusableKey");
  });

  test("whose key length contradicts the key gives none", () => {
    const clear = issuerCertificate().slice(0, 78);
    clear[13] = 0x41;
    expect(recoverIssuerKey(concatBytes(clear, signSm2(ca, clear)))).toBe("unusableKey");
    const short = issuerCertificate().slice(0, 77);
    expect(recoverIssuerKey(concatBytes(short, signSm2(ca, short)))).toBe("unusableKey");
  });
});

const BOTH = [...PBOC_SM_ALGORITHMS, ...EMV_4_4_SM_ALGORITHMS];

test.each([
  { name: "PBOC's numbers", algorithms: undefined, id: 0x04, isAccepted: true },
  { name: "EMV 4.4's number by default", algorithms: undefined, id: 0x80, isAccepted: false },
  { name: "EMV 4.4's where configured", algorithms: EMV_4_4_SM_ALGORITHMS, id: 0x80, isAccepted: true },
  { name: "PBOC's where only EMV 4.4's are", algorithms: EMV_4_4_SM_ALGORITHMS, id: 0x04, isAccepted: false },
  { name: "PBOC's where both are", algorithms: BOTH, id: 0x04, isAccepted: true },
  { name: "EMV 4.4's where both are", algorithms: BOTH, id: 0x80, isAccepted: true },
])("algorithm ids: $name", ({ algorithms, id, isAccepted }) => {
  const clear = issuerCertificate().slice(0, 78);
  clear[10] = id;
  clear[11] = id;
  const certificate = concatBytes(clear, signSm2(ca, clear));
  const family = algorithms === undefined ? smFamily : createSmFamily(algorithms);
  const found = family.recoverIssuerKey({ ...CONTEXT, caKey: caKey(), certificate, isRevoked: () => false });
  expect(found.ok ? "accepted" : found.fault).toBe(isAccepted ? "accepted" : "unsupportedAlgorithm");
});

describe("an ICC certificate, format 14", () => {
  function recover(certificate: Uint8Array, staticData: readonly Uint8Array[] = STATIC_DATA) {
    const found = smFamily.recoverIccKey({
      ...CONTEXT,
      issuerKey: key(issuer?.point ?? none),
      certificate,
      staticData,
    });
    return found.ok ? toHex(found.value.modulus) : found.fault;
  }

  function certificate(change: Change = {}): Uint8Array {
    if (!issuer || !icc) throw new Error("there are keys");
    const subject = { pan: PAN, expiry: "1249", serial: fromHex("000111"), ...change };
    return certifyIccKey(issuer, icc, subject, concatBytes(...STATIC_DATA)).certificate;
  }

  test("has 148 bytes and gives the card's key", () => {
    expect(certificate().length).toBe(148);
    expect(recover(certificate())).toBe(toHex(icc.point));
  });

  test.each([
    { name: "another PAN", change: { pan: "6228000100000001023" }, fault: "otherOwner" },
    { name: "an expiry in the past", change: { expiry: "1026" }, fault: "expired" },
    { name: "a wrong signature", change: { flaw: "hash" }, fault: "wrongHash" },
  ] as const)("with $name gives no key", ({ change, fault }) => {
    expect(recover(certificate(change))).toBe(fault);
  });

  test("gives no key when the static data or their order differ", () => {
    expect(recover(certificate(), [])).toBe("wrongHash");
    expect(recover(certificate(), STATIC_DATA.toReversed())).toBe("wrongHash");
  });
});

test("signed static data, format 13, give the data authentication code", () => {
  const ssad = signStaticData(issuer, fromHex("DAC1"), concatBytes(...STATIC_DATA));
  expect(ssad.length).toBe(67);
  const issuerKey = key(issuer.point);
  expect(smFamily.verifyStatic({ issuerKey, ssad, staticData: STATIC_DATA })).toEqual({
    ok: true,
    value: fromHex("DAC1"),
  });
  const faultOf = (change: object) => {
    const found = smFamily.verifyStatic({ issuerKey, ssad, staticData: STATIC_DATA, ...change });
    return found.ok ? "verified" : found.fault;
  };
  expect(faultOf({ staticData: [] })).toBe("wrongHash");
  expect(faultOf({ ssad: ssad.subarray(1) })).toBe("wrongLength");
  expect(faultOf({ ssad: Uint8Array.of(0x03, ...ssad.subarray(1)) })).toBe("notRecovered");
});

const NUMBER = fromHex("0010112233445566");
const UNPREDICTABLE = fromHex("1E78EEBC");

describe("signed dynamic data", () => {
  const iccKey = key(icc.point);
  const sdad = signDynamicData(icc, NUMBER, UNPREDICTABLE);
  const verify = (signed: Uint8Array, dynamicData = [UNPREDICTABLE]) => {
    const found = smFamily.verifyDynamic({ iccKey, sdad: signed, dynamicData });
    return found.ok ? toHex(found.value) : found.fault;
  };
  const signed = (head: string): Uint8Array => {
    const clear = fromHex(head);
    return concatBytes(clear, signSm2(icc ?? stranger, concatBytes(clear, UNPREDICTABLE)));
  };

  test("of format 15 give the ICC dynamic number", () => {
    expect(toHex(sdad.subarray(0, 3))).toBe("150908");
    expect(verify(sdad)).toBe(toHex(NUMBER));
    expect(verify(sdad, [UNPREDICTABLE.subarray(0, 2), UNPREDICTABLE.subarray(2)])).toBe(toHex(NUMBER));
  });

  test("of format 16, as fDDA has it, are accepted too; 14 and 05 are not", () => {
    expect(verify(signed("160302AABB"))).toBe("AABB");
    expect(verify(signed("140302AABB"))).toBe("notRecovered");
    expect(verify(signed("050302AABB"))).toBe("notRecovered");
  });

  test("over another unpredictable number prove nothing", () => {
    expect(verify(sdad, [fromHex("1E78EEBD")])).toBe("wrongHash");
  });

  test.each([
    { name: "a length that goes beyond them", head: "150402AABB" },
    { name: "a length that ends before them", head: "150202AABB" },
  ])("with $name have the wrong length", ({ head }) => {
    expect(verify(signed(head))).toBe("wrongLength");
  });

  test.each([
    { name: "no dynamic data", head: "1500" },
    { name: "a number of one byte", head: "150201AA" },
    { name: "a number longer than the data", head: "150303AABB" },
    { name: "a number of nine bytes", head: "150A09112233445566778899" },
  ])("with $name are signed and say nothing", ({ head }) => {
    expect(verify(signed(head))).toBe("notRecovered");
  });
});

test("a signed cryptogram gives number, CID, cryptogram and SM3 hash", () => {
  const combined = {
    iccDynamicNumber: NUMBER,
    cid: 0x40,
    applicationCryptogram: fromHex("0102030405060708"),
    transactionData: [fromHex("616263")],
  };
  const sdad = signCombinedData(icc, combined, UNPREDICTABLE);
  const found = smFamily.verifyCombined({
    iccKey: key(icc.point),
    sdad,
    unpredictableNumber: UNPREDICTABLE,
  });
  // SM3("abc"): GM/T 0004-2012 annex A.1.
  const hash = "66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0";
  expect(found.ok && { ...found.value, transactionDataHash: toHex(found.value.transactionDataHash) }).toEqual(
    {
      dynamicNumber: NUMBER,
      cid: 0x40,
      applicationCryptogram: fromHex("0102030405060708"),
      transactionDataHash: hash,
    },
  );
  expect(toHex(smFamily.hashTransactionData(fromHex("616263")))).toBe(hash);
  const plain = signDynamicData(icc, NUMBER, UNPREDICTABLE);
  const short = smFamily.verifyCombined({
    iccKey: key(icc.point),
    sdad: plain,
    unpredictableNumber: UNPREDICTABLE,
  });
  expect(short.ok ? "verified" : short.fault).toBe("notRecovered");
});

test("whatever bytes come, every function gives a fault and throws nothing", () => {
  const bytes = fc.uint8Array({ maxLength: 260 });
  fc.assert(
    fc.property(fc.constantFrom(0x12, 0x13, 0x14, 0x15, 0x16, 0x00), bytes, bytes, (format, rest, other) => {
      const data = Uint8Array.of(format, ...rest);
      const some = key(other);
      const isRevoked = () => false;
      const results = [
        smFamily.recoverIssuerKey({ ...CONTEXT, caKey: caKey(other), certificate: data, isRevoked }),
        smFamily.recoverIccKey({ ...CONTEXT, issuerKey: some, certificate: data, staticData: [other] }),
        smFamily.verifyStatic({ issuerKey: some, ssad: data, staticData: [other] }),
        smFamily.verifyDynamic({ iccKey: some, sdad: data, dynamicData: [other] }),
        smFamily.verifyCombined({ iccKey: some, sdad: data, unpredictableNumber: other }),
      ];
      expect(results.some(({ ok }) => ok)).toBe(false);
    }),
    { numRuns: 500 },
  );
});
