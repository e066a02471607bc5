import { afterEach, describe, expect, test } from "vitest";
import { decodeIso8583 } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { UNIONPAY } from "../../../../drivers/acquirer-iso8583/messages/unionpay-dialect.ts";
import { parseWorkingKeys } from "../../../../drivers/acquirer-iso8583/messages/working-keys.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { err } from "../../../../main/domain/result.ts";
import { SALE_ANSWER } from "../../../fixtures/iso8583/golden-messages.ts";
import { answering, bench, closeBenches, outcomeOf } from "./test-bench.ts";
import { SALE_CHIP_PIN, SALE_SWIPED } from "./test-requests.ts";
import { trackCipher } from "./test-secure-module.ts";

afterEach(closeBenches);

/** Of a frame without its length bytes: what stands behind TPDU and header. */
function fieldsOf(frame: Uint8Array | undefined): ReadonlyMap<number, unknown> {
  const message = decodeIso8583(UNIONPAY.spec, (frame ?? new Uint8Array(0)).subarray(11));
  if (!message.ok) throw new Error(message.fault.kind);
  return message.value.fields;
}

describe("where the host wants tracks encrypted (60.3 = 004), no clear one leaves", () => {
  test("the pad encrypts the track of a swipe, and DE53 says so", async () => {
    const { acquirer, host, module } = await bench(answering(SALE_ANSWER), { keyAlgorithm: "004" });
    module.encryptTrack = trackCipher("0123456789ABCDEFFEDCBA9876543210");
    await acquirer.exchange(SALE_SWIPED);
    const fields = fieldsOf(host.frames[0]);
    // 33 digits: the last stays clear, and the 16 before it (004D301222012345) were encrypted with OpenSSL.
    expect(fields.get(35)).toBe("6222021700000000" + "E1F50A3E4E543606" + "6");
    expect(fields.get(53)).toBe("0610000000000000");
  });

  test("with a PIN DE53 names both", async () => {
    const { acquirer, host, module } = await bench(answering(SALE_ANSWER), { keyAlgorithm: "004" });
    module.encryptTrack = trackCipher("0123456789ABCDEFFEDCBA9876543210");
    await acquirer.exchange(SALE_CHIP_PIN);
    expect(fieldsOf(host.frames[0]).get(53)).toBe("2610000000000000");
  });

  test("a pad whose track key is missing costs nothing: the sale is not sent", async () => {
    const { acquirer, host, module } = await bench(answering(SALE_ANSWER), { keyAlgorithm: "004" });
    module.encryptTrack = async () => err({ kind: "noWorkingKey" });
    expect(outcomeOf(await acquirer.exchange(SALE_SWIPED))).toBe("notSent secureModule");
    expect(host.frames).toEqual([]);
  });
});

test("with SM4 keys DE53 names the cipher of the PIN block", async () => {
  const { acquirer, host } = await bench(answering(SALE_ANSWER), { keyCipher: "sm4" });
  await acquirer.exchange(SALE_CHIP_PIN);
  expect(fieldsOf(host.frames[0]).get(53)).toBe("2300000000000000");
});

describe("working keys under SM4", () => {
  const half = "81703A74A7F8DBD3";
  const field = fromHex(`${half}${half}522C4126${half}${half}A51E8ADF`);

  test("keep both halves of a MAC key, even equal ones, and name their cipher", () => {
    expect(parseWorkingKeys(field, "sm4")).toMatchObject({
      algorithm: "sm4",
      macKey: { cryptogram: fromHex(half + half) },
    });
    expect(parseWorkingKeys(field)?.macKey.cryptogram).toEqual(fromHex(half));
  });

  test("never come in single length", () => {
    expect(parseWorkingKeys(new Uint8Array(24), "sm4")).toBeUndefined();
  });
});
