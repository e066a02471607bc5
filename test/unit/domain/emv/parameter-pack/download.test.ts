import { sha1 } from "@noble/hashes/legacy.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { checkParameterPack } from "../../../../../main/domain/emv/parameter-pack/check-parameter-pack.ts";
import { decodeDownload } from "../../../../../main/domain/emv/parameter-pack/decode-download.ts";
import { encodeDownload } from "../../../../../main/domain/emv/parameter-pack/encode-download.ts";
import type {
  PackApplication,
  PackCaKey,
  ParameterPack,
} from "../../../../../main/domain/emv/parameter-pack/parameter-pack.ts";
import { must } from "../../../../support/journal.ts";

/** The UnionPay test CA key 80 as a host sends it, laid out by hand after emv-pboc section 17. */
const MODULUS =
  "CCDBA686E2EFB84CE2EA01209EEB53BEF21AB6D353274FF8391D7035D76E2156CAEDD07510E07DAFCACABB7CCB0950BA2F0A3CEC313C52EE6CD09EF00401A3D6" +
  "CC5F68CA5FCD0AC6132141FAFD1CFA36A2692D02DDC27EDA4CD5BEA6FF21913B513CE78BF33E6877AA5B605BC69A534F3777CBED6376BA649C72516A7E16AF85";
const HEAD = "9F0605A000000333" + "9F220180";
const TAIL = `DF060101DF070101DF028180${MODULUS}DF0403010001DF0314A5E44BB0E1FA4F96A11709186670D0835057D35E`;
const CA_KEY_ASCII = `${HEAD}DF05083230333031323331${TAIL}`;
const CA_KEY_BCD = `${HEAD}DF050420301231${TAIL}`;

const AID =
  "9F0608A000000333010101" +
  "DF010100" +
  "9F08020030" +
  "DF1105D84000A800" +
  "DF1205D84004F800" +
  "DF13050010000000" +
  "9F1B0400002710" +
  "DF150400005000" +
  "DF160150" +
  "DF170110" +
  "DF14039F3704" +
  "DF180101" +
  "9F7B06000000100000" +
  "DF1906000000100000" +
  "DF2006000005000000" +
  "DF2106000000100000";

const decode = (hex: string, randomSelection: "bcd" | "binary" = "bcd") =>
  decodeDownload(fromHex(hex), { randomSelection });

test("a CA key is read with both forms of its expiry, and written as it was", () => {
  for (const [hex, expiry] of [
    [CA_KEY_ASCII, "ascii"],
    [CA_KEY_BCD, "bcd"],
  ] as const) {
    const [object] = must(decode(hex));
    if (object?.kind !== "caKey") throw new Error("this is a CA key");
    expect(object.caKey).toMatchObject({
      rid: "A000000333",
      index: "80",
      algorithm: "rsa",
      expiry: "20301231",
    });
    const written = encodeDownload(
      { caKeys: [object.caKey], applications: [] },
      { expiry, randomSelection: "bcd" },
    );
    expect(toHex(must(written))).toBe(hex);
  }
});

test("an AID is read with packed and with binary selection figures", () => {
  const [packed] = must(decode(AID));
  expect(packed).toEqual({
    kind: "application",
    ignored: [],
    application: {
      aid: "A000000333010101",
      partialMatch: true,
      applicationVersion: "0030",
      tacDefault: "D84000A800",
      tacOnline: "D84004F800",
      tacDenial: "0010000000",
      floorLimitFen: 10_000n,
      randomSelection: { thresholdFen: 5_000n, targetPercent: 10, maximumTargetPercent: 50 },
      defaultDdol: "9F3704",
      onlinePinSupported: true,
      ecTransactionLimitFen: 100_000n,
      contactless: { floorLimitFen: 100_000n, transactionLimitFen: 5_000_000n, cvmLimitFen: 100_000n },
    },
  });
  const [binary] = must(decode(AID, "binary"));
  expect(binary?.kind === "application" && binary.application.randomSelection).toEqual({
    thresholdFen: 20_480n,
    targetPercent: 16,
    maximumTargetPercent: 80,
  });
});

test("several objects follow each other, and what says nothing about cards is named", () => {
  const read = must(decode(`${CA_KEY_BCD}${AID}DF250820261123120000FF`.replace(/FF$/, "00")));
  expect(read.map(({ kind, ignored }) => [kind, ignored])).toEqual([
    ["caKey", []],
    ["application", [0xdf25]],
  ]);
});

test("an SM2 key has no exponent, whether the host leaves it out or sends nothing", () => {
  // The base point of sm2p256v1 (GM/T 0003.5) as the public key.
  const point =
    "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7" +
    "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0";
  const checksum = toHex(sha1(fromHex(`A00000033308${point}`)));
  const sm2 = (exponent: string) =>
    `9F0605A0000003339F220108DF050420301231DF060107DF070104DF0240${point}${exponent}DF0314${checksum}`;
  for (const exponent of ["", "DF0400", "DF040100"]) {
    const [object] = must(decode(sm2(exponent)));
    if (object?.kind !== "caKey") throw new Error("this is a CA key");
    expect(object.caKey).toMatchObject({ algorithm: "sm2", exponent: "" });
    expect(checkParameterPack(packOf(object.caKey), "20261123")).toEqual([]);
    const off = { ...object.caKey, modulus: point.replace(/A0$/, "A1") };
    const kinds = checkParameterPack(packOf(off), "20261123").map(({ kind }) => kind);
    expect(kinds).toEqual(["sm2Point", "wrongChecksum"]);
  }
});

function packOf(caKey: PackCaKey): ParameterPack {
  return {
    format: "jinka-parameter-pack",
    formatVersion: 1,
    name: "x",
    version: 1,
    validFrom: "20260101",
    countryCode: 156,
    currencyCode: 156,
    currencyExponent: 2,
    applications: [],
    caKeys: [caKey],
    revokedCertificates: [],
  };
}

const without = (hex: string, object: string): string => {
  expect(hex).toContain(object);
  return hex.replace(object, "");
};

describe("a fault names its tag and its offset", () => {
  test.each([
    { name: "nothing", hex: "", fault: { kind: "empty", offset: 0 } },
    { name: "no AID in front", hex: "DF010100", fault: { kind: "noAid", tag: 0xdf01, offset: 0 } },
    { name: "a tag cut off", hex: "9F", fault: { kind: "tagTruncated", offset: 0 } },
    { name: "a value cut off", hex: "9F0605A0", fault: { kind: "valueTruncated", tag: 0x9f06, offset: 3 } },
    {
      name: "a tag twice",
      hex: `${AID}DF010100`,
      fault: { kind: "tagTwice", tag: 0xdf01, offset: AID.length / 2 },
    },
    {
      name: "an AID of four bytes",
      hex: AID.replace("9F0608A000000333010101", "9F0604A0000003"),
      fault: { kind: "wrongLength", tag: 0x9f06, offset: 0 },
    },
    {
      name: "no denial code",
      hex: without(AID, "DF13050010000000"),
      fault: { kind: "tagMissing", tag: 0xdf13, offset: AID.length / 2 - 8 },
    },
    {
      name: "no selection indicator",
      hex: without(AID, "DF010100"),
      fault: { kind: "tagMissing", tag: 0xdf01, offset: AID.length / 2 - 4 },
    },
    {
      name: "a third selection indicator",
      hex: AID.replace("DF010100", "DF010102"),
      fault: { kind: "wrongValue", tag: 0xdf01, offset: 11 },
    },
    {
      name: "a percentage that is not packed",
      hex: AID.replace("DF160150", "DF16015A"),
      fault: { kind: "wrongValue", tag: 0xdf16, offset: 58 },
    },
    {
      name: "half of the selection figures",
      hex: without(AID, "DF160150"),
      fault: { kind: "tagMissing", tag: 0xdf16, offset: AID.length / 2 - 4 },
    },
    {
      name: "a limit that is not packed",
      hex: AID.replace("9F7B06000000100000", "9F7B0600000010000A"),
      fault: { kind: "wrongValue", tag: 0x9f7b, offset: 76 },
    },
    {
      name: "a list that is none",
      hex: AID.replace("DF14039F3704", "DF14029F37"),
      fault: { kind: "wrongValue", tag: 0xdf14, offset: 66 },
    },
    { name: "two versions", hex: `${AID}9F09020031`, fault: { kind: "wrongValue", tag: 0x9f08, offset: 15 } },
    {
      name: "a day that is none",
      hex: CA_KEY_BCD.replace("20301231", "20301331"),
      fault: { kind: "wrongValue", tag: 0xdf05, offset: 12 },
    },
    {
      name: "an expiry of six",
      hex: CA_KEY_BCD.replace("DF050420301231", "DF0506203012312030"),
      fault: { kind: "wrongLength", tag: 0xdf05, offset: 12 },
    },
    {
      name: "an algorithm that nobody knows",
      hex: CA_KEY_BCD.replace("DF070101", "DF070105"),
      fault: { kind: "wrongValue", tag: 0xdf07, offset: 23 },
    },
    {
      name: "a hash that does not go with it",
      hex: CA_KEY_BCD.replace("DF060101", "DF060107"),
      fault: { kind: "wrongValue", tag: 0xdf06, offset: 19 },
    },
    {
      name: "no checksum",
      hex: CA_KEY_BCD.slice(0, -46),
      fault: { kind: "tagMissing", tag: 0xdf03, offset: CA_KEY_BCD.length / 2 - 23 },
    },
  ])("$name", ({ hex, fault }) => {
    expect(decode(hex)).toEqual({ ok: false, fault });
  });
});

const hexOf = (min: number, max = min) =>
  fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => toHex(bytes));
const fen = fc.bigInt({ min: 0n, max: 999_999_999_999n });
const percent = fc.integer({ min: 0, max: 99 });
const applications: fc.Arbitrary<PackApplication> = fc
  .record(
    {
      aid: hexOf(5, 16),
      partialMatch: fc.boolean(),
      applicationVersion: hexOf(2),
      tacDenial: hexOf(5),
      tacOnline: hexOf(5),
      tacDefault: hexOf(5),
      floorLimitFen: fc.bigInt({ min: 0n, max: 0xffff_ffffn }),
      defaultDdol: fc.constantFrom("9F3704", "", "9F37049A03"),
      randomSelection: fc.record({
        thresholdFen: fc.bigInt({ min: 0n, max: 99_999_999n }),
        targetPercent: percent,
        maximumTargetPercent: percent,
      }),
      onlinePinSupported: fc.boolean(),
      ecTransactionLimitFen: fen,
      contactless: fc.record({ floorLimitFen: fen, transactionLimitFen: fen, cvmLimitFen: fen }),
    },
    {
      requiredKeys: [
        "aid",
        "partialMatch",
        "applicationVersion",
        "tacDenial",
        "tacOnline",
        "tacDefault",
        "floorLimitFen",
        "defaultDdol",
      ],
    },
  )
  .map((application) => application as PackApplication);
const caKeys: fc.Arbitrary<PackCaKey> = fc.boolean().chain((isSm2) =>
  fc.record({
    rid: hexOf(5),
    index: hexOf(1),
    algorithm: fc.constant(isSm2 ? ("sm2" as const) : ("rsa" as const)),
    modulus: isSm2 ? hexOf(64) : hexOf(64, 248),
    exponent: fc.constant(isSm2 ? "" : "010001"),
    checksum: hexOf(20),
    expiry: fc.constantFrom("20301231", "20240229"),
  }),
);

test("what is written is read again as it was, in every form", () => {
  fc.assert(
    fc.property(
      fc.array(applications, { maxLength: 3 }),
      fc.array(caKeys, { maxLength: 3 }),
      fc.constantFrom("ascii" as const, "bcd" as const),
      fc.constantFrom("binary" as const, "bcd" as const),
      (aids, keys, expiry, randomSelection) => {
        fc.pre(aids.length + keys.length > 0);
        const bytes = must(encodeDownload({ applications: aids, caKeys: keys }, { expiry, randomSelection }));
        const read = must(decodeDownload(bytes, { randomSelection }));
        expect(read.flatMap((object) => (object.kind === "caKey" ? [object.caKey] : []))).toEqual(keys);
        expect(read.flatMap((object) => (object.kind === "application" ? [object.application] : []))).toEqual(
          aids,
        );
      },
    ),
    { numRuns: 200 },
  );
});

test("any bytes, and any change of good ones, give objects or a fault within the input", () => {
  const good = concatBytes(fromHex(CA_KEY_BCD), fromHex(AID));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, value]) => good.with(at, value)),
    fc.nat(good.length).map((length) => good.subarray(0, length)),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom("binary" as const, "bcd" as const), (input, randomSelection) => {
      const read = decodeDownload(input, { randomSelection });
      if (!read.ok) expect(read.fault.offset).toBeLessThanOrEqual(input.length);
    }),
    { numRuns: 2_000 },
  );
});

test("a threshold that does not fit eight packed digits is not written", () => {
  const [object] = must(decode(AID));
  if (object?.kind !== "application") throw new Error("this is an AID");
  const randomSelection = { thresholdFen: 100_000_000n, targetPercent: 1, maximumTargetPercent: 1 };
  const applications = [{ ...object.application, randomSelection }];
  const write = (form: "bcd" | "binary") =>
    encodeDownload({ applications, caKeys: [] }, { expiry: "bcd", randomSelection: form });
  expect(write("bcd")).toMatchObject({ ok: false, fault: { tag: 0xdf15 } });
  expect(write("binary").ok).toBe(true);
});
