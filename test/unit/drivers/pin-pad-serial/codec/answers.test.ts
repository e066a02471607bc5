import { expect, test } from "vitest";
import {
  decodeComponentKcv,
  decodeDone,
  decodeMac,
  decodePinEntry,
  decodeStatus,
  decodeWorkingKeyKcvs,
} from "../../../../../drivers/pin-pad-serial/codec/answers.ts";
import { FrameReader } from "../../../../../drivers/pin-pad-serial/codec/frame.ts";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import { err, ok } from "../../../../../main/domain/result.ts";
import { EXAMPLES } from "./protocol-examples-table.ts";

/** The payload of an example's frame. */
function payloadOf(name: keyof typeof EXAMPLES): Uint8Array {
  const [frame] = new FrameReader().receive(fromHex(EXAMPLES[name])).frames;
  return frame?.payload ?? new Uint8Array();
}

test("the documented answers are read", () => {
  expect(decodeDone(payloadOf("cancelAnswer"))).toEqual(ok(undefined));
  expect(decodeComponentKcv(payloadOf("component1Answer"))).toEqual(ok(fromHex("A89140E2")));
  expect(decodeComponentKcv(payloadOf("component2Answer"))).toEqual(ok(fromHex("DF292655")));
  expect(decodeWorkingKeyKcvs(payloadOf("workingKeysAnswer"))).toEqual(
    ok({ pinKey: fromHex("CF9C35EA"), macKey: fromHex("21DD874E") }),
  );
  expect(decodeStatus(payloadOf("statusAnswer"))).toEqual(
    ok({
      protocolVersion: 1,
      serial: "VPP00001",
      firmware: "virtual 1.0",
      kcvs: { masterKey: fromHex("07B19860"), pinKey: fromHex("CF9C35EA"), macKey: fromHex("21DD874E") },
    }),
  );
  expect(decodeMac(payloadOf("macAnswer"))).toEqual(ok(fromHex("284C79DC9A2E50FC")));
  expect(decodePinEntry(payloadOf("entered"))).toEqual(
    ok({ kind: "entered", pinBlock: fromHex("E913DDB26BDF4DAC") }),
  );
  expect(decodePinEntry(payloadOf("bypassed"))).toEqual(ok({ kind: "bypassed" }));
  expect(decodePinEntry(payloadOf("cancelled"))).toEqual(ok({ kind: "cancelled" }));
  expect(decodePinEntry(payloadOf("timedOut"))).toEqual(ok({ kind: "timedOut" }));
  expect(decodeMac(payloadOf("noWorkingKey"))).toEqual(err({ kind: "refused", reason: "noWorkingKey" }));
});

test("a pad without any key answers its status", () => {
  const answer = decodeStatus(fromHex("000101410142" + "00"));
  expect(answer).toEqual(ok({ protocolVersion: 1, serial: "A", firmware: "B", kcvs: {} }));
});

test.each([
  { code: "01", reason: "unknownCommand" },
  { code: "02", reason: "malformedRequest" },
  { code: "03", reason: "noMasterKey" },
  { code: "04", reason: "noWorkingKey" },
  { code: "05", reason: "busy" },
  { code: "06", reason: "notSupported" },
  { code: "07", reason: "outOfOrder" },
  { code: "08", reason: "unusableKey" },
  { code: "09", reason: "deviceFailed" },
  { code: "4A", reason: 0x4a },
])("error code $code is read as $reason", ({ code, reason }) => {
  expect(decodeDone(fromHex(code))).toEqual(err({ kind: "refused", reason }));
});

test("bytes behind the known fields are left to later versions", () => {
  expect(decodeComponentKcv(fromHex("00A89140E2FFFF"))).toEqual(ok(fromHex("A89140E2")));
  expect(decodePinEntry(fromHex("000107"))).toEqual(ok({ kind: "bypassed" }));
});

test("keys of uses that this version does not know are passed over", () => {
  expect(decodeWorkingKeyKcvs(fromHex("00027F010203040221DD874E"))).toEqual(
    ok({ macKey: fromHex("21DD874E") }),
  );
});

test.each([
  { name: "nothing at all", read: () => decodeDone(new Uint8Array()) },
  { name: "a short check value", read: () => decodeComponentKcv(fromHex("00A891")) },
  { name: "a short MAC", read: () => decodeMac(fromHex("00284C79DC9A2E50")) },
  { name: "fewer keys than counted", read: () => decodeWorkingKeyKcvs(fromHex("0002010A0B0C0D")) },
  { name: "a serial longer than the payload", read: () => decodeStatus(fromHex("0001FF41")) },
  { name: "an outcome that does not exist", read: () => decodePinEntry(fromHex("0009")) },
  { name: "a block of another format", read: () => decodePinEntry(fromHex("0000040000080102030405060708")) },
  {
    name: "a block under another scheme",
    read: () => decodePinEntry(fromHex("0000000100080102030405060708")),
  },
  { name: "a PIN block of 7 bytes", read: () => decodePinEntry(fromHex("00000000000701020304050607")) },
  { name: "a PIN block that is cut", read: () => decodePinEntry(fromHex("000000000008010203")) },
])("$name is malformed", ({ read }) => {
  expect(read()).toEqual(err({ kind: "malformed" }));
});
