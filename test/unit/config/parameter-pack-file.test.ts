import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type PackContext, readSignedPack } from "../../../main/config/parameter-pack-file.ts";
import { readTrustedKeys } from "../../../main/config/parameter-pack-signature.ts";
import { canonicalPack } from "../../../main/domain/emv/parameter-pack/canonical-pack.ts";
import { packKernelParameters } from "../../../main/domain/emv/parameter-pack/parameter-pack.ts";
import { must } from "../../support/journal.ts";
import {
  canonicalOf,
  type Json,
  samplePack,
  signed,
  TODAY,
  TRUSTED_PEM,
} from "../../support/parameter-packs.ts";

const CONTEXT: PackContext = {
  trustedKeys: must(readTrustedKeys(TRUSTED_PEM)),
  today: TODAY,
  areExpiredKeysRefused: true,
};

/** The sample with one place changed, `applications.0.aid`; `undefined` takes the member away. */
function changed(path: string, value: unknown): Json {
  const pack = samplePack();
  const members = path.split(".");
  const last = members.pop() ?? "";
  const parent = members.reduce<Json>((at, member) => at[member] as Json, pack);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return pack;
}

const faultsOf = (text: string, context: Partial<PackContext> = {}) => {
  const read = readSignedPack(text, { ...CONTEXT, ...context });
  return read.ok ? [] : read.fault.map(({ path, kind }) => [path, kind]);
};

test("a signed pack is read with everything in it", () => {
  const { pack } = must(readSignedPack(signed(samplePack()), CONTEXT));
  expect(pack).toMatchObject({ version: 7, currencyCode: 156 });
  expect(pack.applications[0]).toMatchObject({
    floorLimitFen: 10_000n,
    defaultDdol: "9F3704",
    randomSelection: { thresholdFen: 5_000n },
    contactless: { ttq: "26000000", cvmLimitFen: 100_000n },
  });
  const kernel = packKernelParameters(pack);
  expect(kernel.caKeys).toHaveLength(pack.caKeys.length);
  expect(kernel.revokedCertificates).toHaveLength(1);
  expect(kernel.applications[0]?.terminalActionCodes.denial).toEqual(Uint8Array.of(0, 0x10, 0, 0, 0));
});

test("the order of members and the blanks between them do not matter to the signature", () => {
  const text = signed(samplePack());
  const { pack, signature } = JSON.parse(text) as Json;
  const reversed = Object.fromEntries(Object.entries(pack as Json).reverse());
  expect(faultsOf(JSON.stringify({ signature, pack: reversed }))).toEqual([]);
});

test("the canonical form is the documented one", () => {
  expect(must(canonicalPack({ b: 1, a: ["é", null, true], "10": { z: 0, y: -1.5 } }))).toBe(
    'jinka-parameter-pack 1\n{"10":{"y":-1.5,"z":0},"a":["é",null,true],"b":1}',
  );
  expect(must(canonicalPack(samplePack()))).toBe(canonicalOf(samplePack()));
});

const BAD_MEMBERS: readonly (readonly [path: string, value: unknown, kind: string, at?: string])[] = [
  ["format", "other", "notOneOf"],
  ["formatVersion", 2, "notOneOf"],
  ["name", "", "tooShort"],
  ["name", "a\nb", "controlCharacter"],
  ["version", 0, "tooSmall"],
  ["version", 1.5, "notWhole"],
  ["validFrom", "20260230", "date"],
  ["countryCode", undefined, "missing"],
  ["countryCode", 999, "unknownCountry"],
  ["currencyCode", 157, "unknownCurrency"],
  ["currencyCode", 392, "wrongExponent", "currencyExponent"],
  ["currencyExponent", 3, "wrongExponent"],
  ["applications", [], "tooFew"],
  ["applications.0.aid", "A0000003", "byteRange"],
  ["applications.0.aid", "A0000003G3", "hex"],
  ["applications.0.partialMatch", "yes", "notYesNo"],
  ["applications.0.tacDenial", "00", "byteCount"],
  ["applications.0.tacDeniel", "0010000000", "unknownMember"],
  ["applications.0.floorLimitFen", 4_294_967_296, "tooLarge"],
  ["applications.0.floorLimitFen", -1, "tooSmall"],
  [
    "applications.0.floorLimitFen",
    5_000,
    "thresholdNotBelowFloor",
    "applications.0.randomSelection.thresholdFen",
  ],
  ["applications.0.defaultDdol", "9F", "dol"],
  ["applications.0.ecCurrencyCodes", [156, 157], "unknownCurrency", "applications.0.ecCurrencyCodes.1"],
  [
    "applications.0.randomSelection.targetPercent",
    60,
    "maximumBelowTarget",
    "applications.0.randomSelection.maximumTargetPercent",
  ],
  ["applications.0.randomSelection.targetPercent", 100, "tooLarge"],
  ["applications.0.supportedCvms", ["thumb"], "notOneOf", "applications.0.supportedCvms.0"],
  ["applications.0.contactless.ttq", "2600", "byteCount"],
  ["applications.1.aid", "a000000333010101", "aidTwice"],
  ["applications.1.floorLimitFen", 1, "noCaKey", "applications.1.aid"],
  ["caKeys.0.checksum", "00".repeat(20), "wrongChecksum"],
  ["caKeys.0.rid", "A000000334", "wrongChecksum", "caKeys.0.checksum"],
  ["caKeys.0.expiry", "20261122", "keyExpired"],
  ["caKeys.0.exponent", "05", "rsaExponent"],
  ["caKeys.0.algorithm", "sm2", "sm2Exponent", "caKeys.0.exponent"],
  ["caKeys.0.algorithm", "dsa", "notOneOf"],
  ["revokedCertificates.0.serialNumber", "01", "byteCount"],
];

describe("a pack with one bad member is refused whole, with its path", () => {
  const rows = BAD_MEMBERS.map(([path, value, kind, at = path]) => ({ path, value, kind, at }));

  test.each(rows)("$path = $value is $kind", ({ path, value, kind, at }) => {
    expect(faultsOf(signed(changed(path, value)))).toContainEqual([`pack.${at}`, kind]);
  });

  test("entries that are there twice", () => {
    const pack = samplePack();
    const [key] = pack["caKeys"] as Json[];
    const [revoked] = pack["revokedCertificates"] as Json[];
    const twice = { ...pack, caKeys: [key, key], revokedCertificates: [revoked, revoked] };
    expect(faultsOf(signed(twice))).toEqual([
      ["pack.caKeys.1.index", "keyTwice"],
      ["pack.revokedCertificates.1.serialNumber", "revokedTwice"],
    ]);
  });

  test("the line is that of the member", () => {
    const text = signed(changed("applications.1.tacOnline", "00"));
    const read = readSignedPack(text, CONTEXT);
    const line = read.ok ? undefined : read.fault[0]?.line;
    expect(text.split("\n")[(line ?? 0) - 1]).toContain('"tacOnline": "00"');
  });
});

describe("what is not to be believed", () => {
  const text = signed(samplePack());
  const { pack, signature } = JSON.parse(text) as { pack: Json; signature: Json };
  const withSignature = (change: Json) => JSON.stringify({ pack, signature: { ...signature, ...change } });

  test.each([
    { name: "no JSON", file: "{", path: "", kind: "notJson" },
    { name: "a list", file: "[]", path: "", kind: "notObject" },
    { name: "no pack", file: "{}", path: "pack", kind: "missing" },
    { name: "no signature", file: JSON.stringify({ pack }), path: "signature", kind: "unsigned" },
    {
      name: "another member",
      file: JSON.stringify({ pack, signature, x: 1 }),
      path: "x",
      kind: "unknownMember",
    },
    {
      name: "another algorithm",
      file: withSignature({ algorithm: "RSA" }),
      path: "signature.algorithm",
      kind: "notOneOf",
    },
    {
      name: "another key's name",
      file: withSignature({ keyId: "00".repeat(8) }),
      path: "signature",
      kind: "unknownSigner",
    },
    {
      name: "a short signature",
      file: withSignature({ value: "AAAA" }),
      path: "signature",
      kind: "tampered",
    },
    {
      name: "one digit changed",
      file: text.replace('"version": 7', '"version": 8'),
      path: "signature",
      kind: "tampered",
    },
    {
      name: "a member added",
      file: text.replace('"version": 7', '"version": 7, "x": 1'),
      path: "signature",
      kind: "tampered",
    },
    {
      name: "a number without end",
      file: text.replace('"version": 7', '"version": 1e999'),
      path: "pack",
      kind: "noCanonicalForm",
    },
    {
      name: "lists in lists",
      file: text.replace('"version": 7', `"version": ${"[".repeat(5_000)}${"]".repeat(5_000)}`),
      path: "pack",
      kind: "noCanonicalForm",
    },
  ])("$name", ({ file, path, kind }) => {
    expect(faultsOf(file)).toEqual([[path, kind]]);
  });

  test("a good signature by a stranger's key", () => {
    expect(faultsOf(signed(samplePack(), generateKeyPairSync("ed25519")))).toEqual([
      ["signature", "unknownSigner"],
    ]);
  });

  test("a file that is cut anywhere is refused with a line", () => {
    for (let length = 0; length < text.length; length += 397) {
      const read = readSignedPack(text.slice(0, length), CONTEXT);
      expect(read.ok).toBe(false);
      if (!read.ok) expect(read.fault[0]).toMatchObject({ kind: "notJson", line: expect.any(Number) });
    }
  });
});

describe("time and version", () => {
  const canonical = canonicalOf(samplePack());

  test.each([
    {
      name: "the clock before the first day",
      context: { today: "20251231" },
      faults: [["pack.validFrom", "clockBeforePack"]],
    },
    { name: "on the first day", context: { today: "20260101" }, faults: [] },
    { name: "over a lower version", context: { installed: { version: 6, canonical: "x" } }, faults: [] },
    { name: "over the same pack", context: { installed: { version: 7, canonical } }, faults: [] },
    {
      name: "over other content of that version",
      context: { installed: { version: 7, canonical: "x" } },
      faults: [["pack.version", "versionNotNewer"]],
    },
    {
      name: "over a higher version",
      context: { installed: { version: 8, canonical: "x" } },
      faults: [["pack.version", "versionNotNewer"]],
    },
    {
      name: "over a damaged one of that version",
      context: { installed: { version: 7, canonical: undefined } },
      faults: [],
    },
    {
      name: "over a damaged one of a higher version",
      context: { installed: { version: 8, canonical: undefined } },
      faults: [["pack.version", "versionNotNewer"]],
    },
  ])("$name", ({ context, faults }) => {
    expect(faultsOf(signed(samplePack()), context)).toEqual(faults);
  });
});

test("keys to believe are public Ed25519 keys and nothing else", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ed = generateKeyPairSync("ed25519");
  const kindOf = (pem: string) => {
    const read = readTrustedKeys(pem);
    return read.ok ? read.value.length : read.fault.kind;
  };
  expect(kindOf(TRUSTED_PEM + (ed.publicKey.export({ type: "spki", format: "pem" }) as string))).toBe(2);
  expect(kindOf("")).toBe("notPem");
  expect(kindOf(rsa.publicKey.export({ type: "spki", format: "pem" }) as string)).toBe("notEd25519");
  expect(kindOf(ed.privateKey.export({ type: "pkcs8", format: "pem" }) as string)).toBe("notPem");
});
