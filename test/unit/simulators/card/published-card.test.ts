import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { CaPublicKey } from "../../../../main/domain/emv/parameters.ts";
import type { CardImage } from "../../../../simulators/card/card-image.ts";
import { recordKey } from "../../../../simulators/card/card-image.ts";
import { debit } from "../../../../simulators/card/profiles/debit.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { applicationCryptogramOf, TRIPLE_DES } from "../../../../simulators/crypto/symmetric-family.ts";
import { fromBigInt, toBigInt } from "../../../../simulators/issuer/rsa.ts";
import { readDol, readTlvs } from "../../../../simulators/issuer/tlv.ts";
import { INPUT, runWith } from "./kernel-run.ts";

/**
 * A test card that others published: the personalisation script of a PBOC Java Card applet (public file
 * 12127530594; vectors/emv/card_profile_pboc.json). Nothing of it was made by this program: files, certificates
 * and keys go into the virtual card as they are, and the kernel verifies them with UnionPay's test CA key 80.
 */

/** Data groups: 9102 FCI, 9104 answer to GET PROCESSING OPTIONS, SSRR record RR of file SS, 0D01 internal. */
const GROUPS: { readonly [name: string]: string } = {
  "9102":
    "6F578408A000000333010101A54B500B50424F43204372656469748701019F380F9F1A029F7A019F02065F2A02" +
    "9F4E145F2D087A68656E667264659F1101019F120F4341524420494D4147452030303331BF0C059F4D020B0A",
  "9104": "82027C00941008010100100102001801020120010300",
  "0101": "702C57116228000100001117D301220101234567899F1F16303130323033303430353036303730383039304130" + "42",
  "0201":
    "7081B0908180229103A5E3120F2D2862091176AA2BD4E24D69E7EEF7B9195C91EA0088AECFF47EDFA0BEEF7C39" +
    "1DF3B05F717DCC06FFC8EEFF90BA14212B8A52AD48B33277B2E230D40B3E76DC59778926F1D8739E106CD741DE" +
    "06A7423DFBA25E02F12E543D13D1B471806526024981B7D26B4BF6E5558604CCC289F59E8A802F45FB3D9E679F" +
    "32010392248B643D1EAF2EA784AC205303C90E745EA2EFA5CBF02CC47D47833BB7B27ECC6962385A4B8F0180",
  "0202":
    "7081A19F46818088CA84E5F9C4A6B32CCA870BF4F49CCBAE4167D59D7117F5DAD2023BC4B680C28DFA38254F51" +
    "9940A9B9E47A66F4E38BAE04EE190FEFCA67B4A9FA422C29EC160C0FAF99D76F74878C3A28C3D340238C5DEC58" +
    "04EFC1E4F17088BB9E15FC5E766FF51C1CFC76D97D7F9177847036F69C8E1812643D1523B99A8CF937E918C4C8" +
    "9F47030100019F480A89DD917D3A288B7BDD559F49039F37049F4A0182",
  "0301": "701B5A0862280001000011175F24033012315F25039507019F08020030",
  "0302":
    "703C5F3401015F2801569F0702FFC05F200F46554C4C2046554E4354494F4E414C5F300202019F420201569F63" +
    "1011223344556677880000000000000000",
  "0303": "70099F7406454343303031",
  "0304": "70248E0A000000000000000002009F0D057C70B808009F0E057C70B808009F0F050000000000",
  "0401": "70089F1401039F230107",
  "0402":
    "70368C189F02069F03069F1A0295055F2A029A039F21039C019F37048D1A8A029F02069F03069F1A0295055F2A" +
    "029A039F21039C019F3704",
  "0403": "702C8E120000000000000000420342035E0343031F009F0D05F0200400009F0E0500508800009F0F05F0200498" + "00",
  "0D01":
    "70739F510201569F79060000000000009F77060000000150009F78060000000010009F6D060000000015009F53" +
    "01039F5D060000000000019F6804927010009F6C0230009F6B060000000005009F5801039F5901079F7201009F" +
    "4F199A039F21039F02069F03069F1A025F2A029F4E149C019F3602",
  "8000":
    "112233440066778811223344550077888B4F854F0831FBF2635A212E4DDDB92A11220044556677881122330055" + "667788",
};

/** The card's RSA key, 768 bits, of groups 8204 and 8205. */
const P = "FC03512FED42394B442611AAC061B66523EC90FB6745D31297CA310E1F6833FFFFCC5ED34BF8AC3B52C7AA754FCF298B";
const Q = "C8DE1801D80CDFCB0FC2FE4E6C7B1DCB99C9FBED69F4B9EA3EEAD4166BDE9CA582E587A870D7823EF64D73C320F5309F";
const EXPONENT = "010001";

/** UnionPay test CA key 80, 1024 bits (public POS sources; vectors/emv/capk.json). */
const CA_KEY: CaPublicKey = {
  rid: fromHex("A000000333"),
  index: 0x80,
  modulus: fromHex(
    "CCDBA686E2EFB84CE2EA01209EEB53BEF21AB6D353274FF8391D7035D76E2156CAEDD07510E07DAFCACABB7CCB" +
      "0950BA2F0A3CEC313C52EE6CD09EF00401A3D6CC5F68CA5FCD0AC6132141FAFD1CFA36A2692D02DDC27EDA4CD5" +
      "BEA6FF21913B513CE78BF33E6877AA5B605BC69A534F3777CBED6376BA649C72516A7E16AF85",
  ),
  exponent: fromHex("010001"),
  checksum: fromHex("A5E44BB0E1FA4F96A11709186670D0835057D35E"),
  expiry: "20301231",
};

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return ((x % modulus) + modulus) % modulus;
}

function iccKey() {
  const [p, q] = [toBigInt(fromHex(P)), toBigInt(fromHex(Q))];
  const modulus = fromBigInt(p * q, 96);
  const d = inverse(toBigInt(fromHex(EXPONENT)), (p - 1n) * (q - 1n));
  return { modulus, exponent: fromHex(EXPONENT), privateExponent: fromBigInt(d, 96) };
}

const group = (name: string): Uint8Array => fromHex(GROUPS[name] ?? "");

/** Every object of a group, out of its templates. */
function objectsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  for (const { tag, value } of readTlvs(bytes) ?? []) {
    found.set(tag, value);
    const isTemplate = [0x6f, 0xa5, 0x70].includes(tag);
    if (isTemplate) for (const [inner, innerValue] of objectsOf(value)) found.set(inner, innerValue);
  }
  return found;
}

const RECORD_GROUPS = Object.keys(GROUPS).filter((name) => /^0[1-4]0[1-9]$/.test(name));

function publishedCard(): VirtualCard {
  const options = objectsOf(group("9104"));
  const data = new Map(RECORD_GROUPS.flatMap((name) => [...objectsOf(group(name))]));
  const dol = (value: Uint8Array | undefined) => readDol(value ?? new Uint8Array()) ?? [];
  const records = RECORD_GROUPS.map(
    (name) => [recordKey(Number(name.slice(0, 2)), Number(name.slice(2))), group(name)] as const,
  );
  const keys = group("8000");
  const [application] = debit.applications;
  if (application === undefined) throw new Error("the debit card has an application");
  const aid = "A000000333010101";
  const image: CardImage = {
    atr: new Uint8Array(),
    cardBlocked: false,
    applications: [
      {
        aid: fromHex(aid),
        fci: group("9102"),
        responseFormat: 1,
        aip: options.get(0x82) ?? new Uint8Array(),
        afl: options.get(0x94) ?? new Uint8Array(),
        records: new Map(records),
        pdol: dol(objectsOf(group("9102")).get(0x9f38)),
        cdol1: dol(data.get(0x8c)),
        cdol2: dol(data.get(0x8d)),
        ddol: dol(data.get(0x9f49)),
        internal: objectsOf(group("0D01")),
        iccKey: iccKey(),
        signsWrongly: false,
        symmetric: "3DES",
        cardKey: keys.subarray(0, 16),
        macKey: keys.subarray(16, 32),
        encipherKey: keys.subarray(32),
      },
    ],
  };
  const { log: _, ...withoutLog } = application;
  const description = { ...debit, name: "published", applications: [{ ...withoutLog, aid }] };
  return new VirtualCard({ description, image });
}

test("the published card does DDA with the published CA key, in a whole transaction", async () => {
  const { result } = await runWith(publishedCard(), "approves", { caKeys: [CA_KEY] });
  if (result.kind === "ended") throw new Error(result.detail);
  expect(result.facts.card.pan.reveal()).toBe("6228000100001117");
  // Nothing failed in offline authentication, and it was performed.
  expect(toHex(result.cryptogram.tvr.subarray(0, 1))).toBe("00");
  expect((result.cryptogram.tsi[0] ?? 0) & 0x80).toBe(0x80);
});

test("its cryptogram is the one of its published key", async () => {
  const { result } = await runWith(publishedCard(), "is silent", { caKeys: [CA_KEY] });
  if (result.kind === "ended") throw new Error(result.detail);
  const value = (tag: number) =>
    result.iccData.find((object) => object.tag === tag)?.value ?? new Uint8Array();
  const cvr = value(0x9f10).subarray(3, 7);
  const covered = [0x9f02, 0x9f03, 0x9f1a, 0x95, 0x5f2a, 0x9a, 0x9c, 0x9f37, 0x82, 0x9f36].map(value);
  const input = Uint8Array.from([...covered.flatMap((bytes) => [...bytes]), ...cvr]);
  const sessionKey = TRIPLE_DES.deriveSessionKey(group("8000").subarray(0, 16), result.cryptogram.atc);
  const expected = applicationCryptogramOf(TRIPLE_DES, sessionKey, input);
  expect(toHex(value(0x9f26))).toBe(toHex(expected));
});

test("with another CA key under the same index it fails", async () => {
  const caKeys = [{ ...CA_KEY, modulus: CA_KEY.modulus.map((byte, i) => (i === 64 ? byte ^ 1 : byte)) }];
  const { result } = await runWith(publishedCard(), "approves", { ...INPUT, caKeys });
  if (result.kind === "ended") throw new Error(result.detail);
  expect(toHex(result.cryptogram.tvr.subarray(0, 1))).toBe("08");
});
