import { expect, test } from "vitest";
import { AcquirerIso8583 } from "../../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import type { AcquirerConfig } from "../../../../drivers/acquirer-iso8583/config.ts";
import { acquirerConfigFault } from "../../../../drivers/acquirer-iso8583/config-fault.ts";
import { TEST_CONFIG } from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

const WRONG: readonly { name: string; change: Partial<AcquirerConfig>; about: string }[] = [
  { name: "no host", change: { host: "" }, about: "host" },
  { name: "port 0", change: { port: 0 }, about: "port" },
  { name: "a TID of 7", change: { terminalId: "7011182" }, about: "terminal ID" },
  {
    name: "a MID in Chinese",
    change: { merchantId: "商商商商商商商商商商商商商商商" },
    about: "merchant ID",
  },
  { name: "a TPDU of 4 bytes", change: { tpdu: "60000300" }, about: "TPDU" },
  { name: "a header that is no hex", change: { header: "60310031000G" }, about: "header" },
  { name: "an inserted header that is no hex", change: { insertedHeader: "0" }, about: "inserted header" },
  { name: "a negative inserted length", change: { answerInsertedLength: -1 }, about: "inserted length" },
  { name: "no connect timeout", change: { connectTimeoutMs: 0 }, about: "connect timeout" },
  { name: "half a millisecond to answer", change: { replyTimeoutMs: 0.5 }, about: "reply timeout" },
  { name: "endless linger", change: { lingerMs: Number.POSITIVE_INFINITY }, about: "linger" },
  { name: "no idle time", change: { longConnection: { idleMaxMs: 0 } }, about: "idle time" },
  {
    name: "a licence of 3",
    change: { signInText: { networkLicence: "315", deviceSerial: "1" } },
    about: "sign-in text",
  },
];

test("the configuration of the tests can be used", () => {
  expect(acquirerConfigFault(TEST_CONFIG)).toBeUndefined();
});

for (const { name, change, about } of WRONG) {
  test(`a wrong configuration is named: ${name}`, () => {
    expect(acquirerConfigFault({ ...TEST_CONFIG, ...change })).toContain(about);
  });
}

test("an acquirer is not made of a wrong configuration", () => {
  expect(
    () => new AcquirerIso8583({ ...TEST_CONFIG, port: 0 }, new TestSecureModule("00".repeat(16))),
  ).toThrow(/port/);
});
