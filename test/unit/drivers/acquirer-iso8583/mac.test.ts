import { expect, test } from "vitest";
import { checkMac, macInput, signMessage } from "../../../../drivers/acquirer-iso8583/mac.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { computeMac, TestSecureModule } from "./test-secure-module.ts";

/** Published values; they judge the test's own secure module, which judges the driver. */
const PUBLISHED = [
  {
    name: "X9.19 of three blocks (ISO/IEC 9797-1 annex B, algorithm 3, padding 1)",
    algorithm: "x9.19",
    key: "0123456789ABCDEFFEDCBA9876543210",
    data: "4E6F77206973207468652074696D6520666F7220616C6C20",
    mac: "A1C72E74EA3FA9B6",
  },
  {
    name: "X9.19 of an unfinished block (rkbalgi, Go crypto tests)",
    algorithm: "x9.19",
    key: "76850752AD7307ADE554D06D3BA73279",
    data: "D3DADF13B6D137ACDF13B6",
    mac: "8B34B5BEAF1087A0",
  },
  {
    name: "X9.19 of a whole 0400 (vfwz/iso8583-parser, DateTest.java)",
    algorithm: "x9.19",
    key: "73FE29329283FDF12540B6F80437C107",
    data: "04007038048002C0801916123456789012345600000000000000050068118623352105290210653938617874657374332D33303635383130353439393030303331353600082216052900162334156811860529",
    mac: "284C79DC9A2E50FC",
  },
  {
    name: "ECB with a single-length key (solo123/pgate, pos_mac_test.rb)",
    algorithm: "cup-ecb",
    key: "2222222222222222",
    data: "1234567890ABCDEFABCDEF1234567890",
    mac: "4532363742364532",
  },
  {
    name: "ECB of a whole 0200 with a double-length key (q.cnblogs.com/q/128930)",
    algorithm: "cup-ecb",
    key: "0723C80DB5F4CD3D0723C80DB5F4CD3D",
    data: "02003020048000C08015000000000000001234000002030099303030303030303139353237313831383232313738373531353600192600000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C023031",
    mac: "4233413039324145",
  },
] as const;

for (const { name, algorithm, key, data, mac } of PUBLISHED) {
  test(`the published MAC is reproduced: ${name}`, () => {
    expect(toHex(computeMac(algorithm, fromHex(key), fromHex(data)))).toBe(mac);
  });
}

for (const { name, algorithm, key, data, mac } of PUBLISHED.filter(({ data }) => data.length > 100)) {
  const message = fromHex(data + mac);

  test(`DE64 is filled over everything before it: ${name}`, async () => {
    const unsigned = fromHex(`${data}0000000000000000`);
    const signed = await signMessage(new TestSecureModule(key), algorithm, unsigned);
    expect(signed).toEqual({ ok: true, value: message });
    expect(toHex(macInput(message))).toBe(data);
  });

  test(`a right DE64 is accepted and any changed byte is noticed: ${name}`, async () => {
    const module = new TestSecureModule(key);
    expect(await checkMac(module, algorithm, message)).toEqual({ ok: true, value: "right" });
    for (let at = 0; at < message.length; at++) {
      const changed = message.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x02;
      expect(await checkMac(module, algorithm, changed)).toEqual({ ok: true, value: "wrong" });
    }
  });
}
