import { expect, test } from "vitest";
import { readProfileFile } from "../../../../simulators/card/profile-file.ts";

const ACCOUNT = { pan: "6228000100000001015" };
const GOOD = { name: "good", applications: [{ account: ACCOUNT }] };
const withApplication = (change: object) => ({
  ...GOOD,
  applications: [{ ...GOOD.applications[0], ...change }],
});

test.each([
  { name: "no JSON", text: "{", path: "" },
  { name: "a list", text: "[]", path: "" },
  { name: "no name", text: { ...GOOD, name: undefined }, path: "name" },
  { name: "a name in capitals", text: { ...GOOD, name: "Good" }, path: "name" },
  { name: "an unknown member", text: { ...GOOD, colour: "gold" }, path: "colour" },
  { name: "no application", text: { ...GOOD, applications: [] }, path: "applications" },
  {
    name: "a wrong check digit",
    text: withApplication({ account: { pan: "6228000100000001016" } }),
    path: "applications[0].account.pan",
  },
  {
    name: "a number of letters",
    text: withApplication({ account: { pan: "622800010000000101X" } }),
    path: "applications[0].account.pan",
  },
  {
    name: "a thirteenth month",
    text: withApplication({ account: { ...ACCOUNT, expiry: "4913" } }),
    path: "applications[0].account.expiry",
  },
  {
    name: "a PIN of three digits",
    text: withApplication({ account: { ...ACCOUNT, pin: "123" } }),
    path: "applications[0].account.pin",
  },
  {
    name: "an AID of another scheme",
    text: withApplication({ aid: "A0000000031010" }),
    path: "applications[0].aid",
  },
  { name: "an AID of four bytes", text: withApplication({ aid: "A0000003" }), path: "applications[0].aid" },
  {
    name: "an AID of half a byte",
    text: withApplication({ aid: "A00000033301010" }),
    path: "applications[0].aid",
  },
  {
    name: "a tag in small letters",
    text: withApplication({ objects: { "9f07": "FF00" } }),
    path: "applications[0].objects.9f07",
  },
  {
    name: "half a tag",
    text: withApplication({ objects: { "9F": "FF00" } }),
    path: "applications[0].objects.9F",
  },
  {
    name: "a template for a tag",
    text: withApplication({ objects: { "70": "FF00" } }),
    path: "applications[0].objects.70",
  },
  {
    name: "the card number as an object",
    text: withApplication({ objects: { "5A": "6228" } }),
    path: "applications[0].objects.5A",
  },
  {
    name: "a certificate as an object",
    text: withApplication({ objects: { "90": "00" } }),
    path: "applications[0].objects.90",
  },
  {
    name: "no CDOL1",
    text: withApplication({ objects: { "8C": null } }),
    path: "applications[0].objects.8C",
  },
  {
    name: "a CDOL1 without amount",
    text: withApplication({ objects: { "8C": "9F3704" } }),
    path: "applications[0].objects.8C",
  },
  {
    name: "a damaged CDOL2",
    text: withApplication({ objects: { "8D": "8A029F" } }),
    path: "applications[0].objects.8D",
  },
  {
    name: "a DDOL without the unpredictable number",
    text: withApplication({ objects: { "9F49": "9A03" } }),
    path: "applications[0].objects.9F49",
  },
  {
    name: "objects that fill more than a record",
    text: withApplication({ objects: { "9F7E": "00".repeat(110), "9F7D": "00".repeat(110) } }),
    path: "applications[0].objects",
  },
  {
    name: "a last online counter above the counter",
    text: withApplication({ atc: 1, lastOnlineAtc: 2 }),
    path: "applications[0].lastOnlineAtc",
  },
  { name: "an RSA key of 2048 bits", text: { ...GOOD, rsa: { caBits: 2048 } }, path: "rsa.caBits" },
  {
    name: "a key length that is no multiple of 16",
    text: { ...GOOD, rsa: { iccBits: 1001 } },
    path: "rsa.iccBits",
  },
  {
    name: "an issuer's key above its CA's",
    text: { ...GOOD, rsa: { caBits: 1152 } },
    path: "rsa.issuerBits",
  },
  { name: "a card's key above its issuer's", text: { ...GOOD, rsa: { iccBits: 1984 } }, path: "rsa.iccBits" },
  { name: "an exponent of 5", text: { ...GOOD, rsa: { exponent: 5 } }, path: "rsa.exponent" },
  {
    name: "a CA key to the 30th of February",
    text: { ...GOOD, rsa: { caExpiry: "20300230" } },
    path: "rsa.caExpiry",
  },
  { name: "one index for both CA keys", text: { ...GOOD, sm2: { caIndex: "E1" } }, path: "sm2.caIndex" },
  {
    name: "an issuer that is not the card's",
    text: { ...GOOD, issuerIdentifier: "62280002" },
    path: "applications[0].account.pan",
  },
  {
    name: "a label as an object",
    text: withApplication({ objects: { "50": "41" } }),
    path: "applications[0].objects.50",
  },
  {
    name: "a limit of two bytes",
    text: withApplication({ internal: { "9F58": "0003" } }),
    path: "applications[0].internal.9F58",
  },
  {
    name: "a damaged log format",
    text: withApplication({ internal: { "9F4F": "9A039F" } }),
    path: "applications[0].internal.9F4F",
  },
  {
    name: "one AID twice",
    text: { ...GOOD, applications: [...GOOD.applications, ...GOOD.applications] },
    path: "applications[1].aid",
  },
  {
    name: "another RID and no AID",
    text: { ...GOOD, rid: "A000000999" },
    path: "applications[0].aid",
  },
  {
    name: "accounts of two issuers",
    text: {
      ...GOOD,
      applications: [...GOOD.applications, { template: "credit", account: { pan: "6228000200000209" } }],
    },
    path: "applications[1].account.pan",
  },
  {
    name: "a CDA key that is too long",
    text: { ...withApplication({ authentication: "cda" }), rsa: { issuerBits: 1984, iccBits: 1984 } },
    path: "rsa.iccBits",
  },
])("a profile with $name is refused, and the place is named", ({ text, path }) => {
  const read = readProfileFile(typeof text === "string" ? text : JSON.stringify(text));
  expect(read.ok ? [] : read.fault.map((mistake) => mistake.path)).toContain(path);
  for (const { message } of read.ok ? [] : read.fault) {
    expect(message).not.toBe("");
    expect(message).not.toContain(ACCOUNT.pan);
  }
});
