import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { messageMac } from "../../../../simulators/acquirer/mac.ts";

test.each([
  {
    name: "single-length key (solo123/pgate pos_mac_test.rb)",
    algorithm: "cup-ecb" as const,
    key: "2222222222222222",
    data: "1234567890ABCDEFABCDEF1234567890",
    mac: "4532363742364532",
  },
  {
    name: "published sale, B3A092AE (q.cnblogs.com/q/128930)",
    algorithm: "cup-ecb" as const,
    key: "0723C80DB5F4CD3D0723C80DB5F4CD3D",
    data: "02003020048000C08015000000000000001234000002030099303030303030303139353237313831383232313738373531353600192600000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C023031",
    mac: "4233413039324145",
  },
  {
    name: "published 0400 (vfwz/iso8583-parser@84de46e DateTest.java)",
    algorithm: "x9.19" as const,
    key: "73FE29329283FDF12540B6F80437C107",
    data: "04007038048002C0801916123456789012345600000000000000050068118623352105290210653938617874657374332D33303635383130353439393030303331353600082216052900162334156811860529",
    mac: "284C79DC9A2E50FC",
  },
  {
    name: "whole block (rkbalgi, public file 49113932764)",
    algorithm: "x9.19" as const,
    key: "76850752AD7307ADE554D06D3BA73279",
    data: "D3DADF13B6D137AC",
    mac: "6A3307CAA14EB06A",
  },
  {
    name: "three bytes, zero-padded (rkbalgi, public file 49113932764)",
    algorithm: "x9.19" as const,
    key: "76850752AD7307ADE554D06D3BA73279",
    data: "D3DADF",
    mac: "C66CA5DE6E324EDF",
  },
  {
    name: "single-length key: algorithm 1 of ISO 9797-1, Annex B",
    algorithm: "x9.19" as const,
    key: "0123456789ABCDEF",
    data: "4E6F77206973207468652074696D6520666F7220616C6C20",
    mac: "70A30640CC76DD8B",
  },
])("$algorithm gives the published MAC: $name", ({ algorithm, key, data, mac }) => {
  expect(toHex(messageMac(algorithm, fromHex(key), fromHex(data)))).toBe(mac);
});
