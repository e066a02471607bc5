import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { concatBytes, fromHex, fromUint, toHex } from "../../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../../main/ports/secure-module.ts";
import { messageMac } from "../../../main/system/mac.ts";
import { desEncrypt } from "../../../simulators/crypto/des.ts";
import { createVolatileMemory } from "../../../simulators/pin-pad/key-memory.ts";
import { PadKeyStore } from "../../../simulators/pin-pad/key-store.ts";

/** What the MAC is made over: padding 1 is the module's own; 2 and 3 are put on by the test, in whole blocks. */
type Row = {
  readonly name: string;
  readonly algorithm: MacAlgorithm;
  readonly padding: 1 | 2 | 3;
  readonly key: string;
  readonly data: string;
  /** ANSI X9.9 publishes the first 4 of 8 bytes. */
  readonly mac: string;
};

const ISO_1 = { algorithm: "x9.19", key: "0123456789ABCDEF" } as const;
const ISO_3 = { algorithm: "x9.19", key: "0123456789ABCDEFFEDCBA9876543210" } as const;
const ISO_STRING_1 = "4E6F77206973207468652074696D6520666F7220616C6C20";
const ISO_STRING_2 = "4E6F77206973207468652074696D6520666F72206974";
const RKBALGI = { algorithm: "x9.19", padding: 1, key: "76850752AD7307ADE554D06D3BA73279" } as const;
/** knovichikhin/psec, tests/test_mac.py: keys of equal halves, which are single DES. */
const PSEC = {
  algorithm: "x9.19",
  key: "41414141414141414242424242424242",
  data: "68656C6C6F20776F726C64",
} as const;
const AJSGN_0400 =
  "04007038048002C0801916123456789012345600000000000000050068118623352105290210653938617874657374" +
  "332D33303635383130353439393030303331353600082216052900162334156811860529";

/** Published MACs. A single-length key under X9.19 gives ANSI X9.9, ISO/IEC 9797-1 algorithm 1. */
const rows: readonly Row[] = [
  // ISO/IEC 9797-1, Annex B, algorithm 1.
  { name: "iso9797-alg1-string1-pad1", ...ISO_1, padding: 1, data: ISO_STRING_1, mac: "70A30640" },
  { name: "iso9797-alg1-string1-pad2", ...ISO_1, padding: 2, data: ISO_STRING_1, mac: "10E1F0F1" },
  { name: "iso9797-alg1-string1-pad3", ...ISO_1, padding: 3, data: ISO_STRING_1, mac: "2C58FB8F" },
  { name: "iso9797-alg1-string2-pad1", ...ISO_1, padding: 1, data: ISO_STRING_2, mac: "E45B3AD2" },
  { name: "iso9797-alg1-string2-pad2", ...ISO_1, padding: 2, data: ISO_STRING_2, mac: "A924C721" },
  { name: "iso9797-alg1-string2-pad3", ...ISO_1, padding: 3, data: ISO_STRING_2, mac: "B1ECD6FC" },
  // ISO/IEC 9797-1, Annex B, algorithm 3.
  { name: "iso9797-alg3-string1-pad1", ...ISO_3, padding: 1, data: ISO_STRING_1, mac: "A1C72E74EA3FA9B6" },
  { name: "iso9797-alg3-string1-pad2", ...ISO_3, padding: 2, data: ISO_STRING_1, mac: "E9086230CA3BE796" },
  { name: "iso9797-alg3-string1-pad3", ...ISO_3, padding: 3, data: ISO_STRING_1, mac: "AB059463D7A7D170" },
  { name: "iso9797-alg3-string2-pad1", ...ISO_3, padding: 1, data: ISO_STRING_2, mac: "2E2B1428CC78254F" },
  { name: "iso9797-alg3-string2-pad2", ...ISO_3, padding: 2, data: ISO_STRING_2, mac: "5A692CE64F404145" },
  { name: "iso9797-alg3-string2-pad3", ...ISO_3, padding: 3, data: ISO_STRING_2, mac: "C59F7EED328DDD69" },
  // rkbalgi, Go crypto tests.
  {
    name: "x919-rkbalgi-1",
    ...RKBALGI,
    data: "8155ADCC76B2FB0064F2C40037710477CE13C4BF75FD3DADF13B6D137AC1B915",
    mac: "B2A45602664C486F",
  },
  { name: "x919-rkbalgi-2", ...RKBALGI, data: "D3DADF13B6D137AC", mac: "6A3307CAA14EB06A" },
  { name: "x919-rkbalgi-3", ...RKBALGI, data: "D3DADF13B6D137ACDF13B6", mac: "8B34B5BEAF1087A0" },
  { name: "x919-rkbalgi-4", ...RKBALGI, data: "D3DADF", mac: "C66CA5DE6E324EDF" },
  // vfwz/iso8583-parser, DateTest.java: a whole 0400.
  {
    name: "x919-full-0400-ajsgn",
    algorithm: "x9.19",
    padding: 1,
    key: "73FE29329283FDF12540B6F80437C107",
    data: AJSGN_0400,
    mac: "284C79DC9A2E50FC",
  },
  // knovichikhin/psec, tests/test_mac.py.
  { name: "psec-63", ...PSEC, padding: 1, mac: "3DDE5C5511661CBF" },
  { name: "psec-67", ...PSEC, padding: 2, mac: "E16941032C3BC7D4" },
  { name: "psec-65", ...PSEC, padding: 3, mac: "BA90F750EF43F668" },
  // solo123/pgate, test/integration/pos_mac_test.rb.
  {
    name: "cup-ecb-pgate",
    algorithm: "cup-ecb",
    padding: 1,
    key: "2222222222222222",
    data: "1234567890ABCDEFABCDEF1234567890",
    mac: "4532363742364532",
  },
  // q.cnblogs.com/q/128930: a real 0200 with its MAC; double-length key of equal halves.
  {
    name: "cup-ecb-cnblogs-128930",
    algorithm: "cup-ecb",
    padding: 1,
    key: "0723C80DB5F4CD3D0723C80DB5F4CD3D",
    data:
      "02003020048000C080150000000000000012340000020300993030303030303031393532373138313832323137383735" +
      "31353600192600000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F" +
      "04063230303832365C023031",
    mac: "4233413039324145",
  },
  // No publication has a double-length MAK of different halves, or no data: computed with the openssl command line.
  {
    name: "cup-ecb under a double-length key",
    algorithm: "cup-ecb",
    padding: 1,
    key: "73FE29329283FDF12540B6F80437C107",
    data: AJSGN_0400,
    mac: "3436343135444333",
  },
  {
    name: "cup-ecb of no data",
    algorithm: "cup-ecb",
    padding: 1,
    key: "2222222222222222",
    data: "",
    mac: "3636334446354135",
  },
  { name: "x9.19 of no data", ...RKBALGI, data: "", mac: "CCFF811D9D5F0452" },
];

/** ISO/IEC 9797-1, 6.3: 2 appends 80 and zeros; 3 puts the length in bits in front and appends zeros. */
function padded({ padding, data }: Row): Uint8Array {
  const bytes = fromHex(data);
  if (padding === 1) return bytes;
  const zeros = (length: number) => new Uint8Array((8 - (length % 8)) % 8);
  if (padding === 2) return concatBytes(bytes, Uint8Array.of(0x80), zeros(bytes.length + 1));
  return concatBytes(new Uint8Array(4), fromUint(bytes.length * 8, 4), bytes, zeros(bytes.length));
}

test.each(rows)("the terminal makes the published MAC $name", (row) => {
  const mac = toHex(messageMac(row.algorithm, fromHex(row.key), padded(row)));
  expect(mac.slice(0, row.mac.length)).toBe(row.mac);
});

test.each(rows)("the simulated pad makes the published MAC $name", (row) => {
  const masterKey = fromHex("31313131313131313232323232323232");
  const keys = new PadKeyStore(createVolatileMemory());
  keys.inject(masterKey);
  keys.loadWorkingKeys([{ name: "macKey", cryptogram: desEncrypt(masterKey, fromHex(row.key)) }]);
  const mac = keys.mac(row.algorithm, padded(row));
  expect(typeof mac === "number" ? mac : toHex(mac).slice(0, row.mac.length)).toBe(row.mac);
});

test("the restated MACs are all that the published set has", () => {
  const directory = process.env["JINKA_VECTORS"];
  if (directory === undefined) {
    console.log("JINKA_VECTORS is not set: the set of published MACs was not read.");
    return;
  }
  const set = JSON.parse(readFileSync(join(directory, "iso8583", "mac.json"), "utf8"));
  const published: { id: string; key: string; data: string; mac?: string; mac_field64?: string }[] =
    set.vectors;
  for (const vector of published) {
    const row = rows.find(({ name }) => name === vector.id);
    expect(row).toMatchObject({ name: vector.id, key: vector.key, data: vector.data });
    if (vector.mac !== undefined) expect(row?.mac).toBe(vector.mac);
  }
  console.log(`${published.length} MACs read from JINKA_VECTORS.`);
});
