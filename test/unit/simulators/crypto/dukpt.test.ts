import { expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { aesDecrypt, aesEncrypt } from "../../../../simulators/crypto/aes.ts";
import { desCbcEncrypt, desEncrypt, retailMac } from "../../../../simulators/crypto/des.ts";
import {
  AES_128_DUKPT,
  AES_256_DUKPT,
  counterOf,
  dukptFamily,
  dukptWorkingKey,
  firstFutureKeys,
  hostTransactionKey,
  TDES_DUKPT,
  takeTransactionKey,
  withCounter,
} from "../../../../simulators/crypto/dukpt.ts";
import {
  decryptPinBlock4,
  encodePinBlock,
  encryptPinBlock4,
} from "../../../../simulators/crypto/pin-block.ts";
import { AES_ROWS, TDES_ROWS } from "./dukpt-vectors-table.ts";

const BDK_TDES = fromHex("0123456789ABCDEFFEDCBA9876543210");
const BDK_AES = {
  aes128: "FEDCBA9876543210F1F1F1F1F1F1F1F1",
  aes256: "FEDCBA9876543210F1F1F1F1F1F1F1F1".repeat(2),
};

test.each(TDES_ROWS)("TDES: KSN $ksn gives the published keys", (row) => {
  const ksn = fromHex(row.ksn);
  const key = hostTransactionKey(TDES_DUKPT, TDES_DUKPT.initialKey(BDK_TDES, ksn), ksn);
  expect(toHex(key)).toBe(row.key);
  const of = (use: "pin" | "macRequest" | "macResponse" | "dataRequest") =>
    dukptWorkingKey(TDES_DUKPT, key, ksn, use);
  expect(toHex(desEncrypt(of("pin"), encodePinBlock("1234", "4012345678909")))).toBe(row.pinBlock);
  const data = new Uint8Array(24);
  data.set(fromAscii("4012345678909D987"));
  expect(toHex(retailMac(of("macRequest"), data).subarray(0, 4))).toBe(row.request);
  expect(toHex(retailMac(of("macResponse"), data).subarray(0, 4))).toBe(row.response);
  expect(toHex(desCbcEncrypt(of("dataRequest"), data))).toBe(row.data);
});

test("TDES: the initial key is the one of ANSI X9.24-1:2009, A.4.1", () => {
  const initial = TDES_DUKPT.initialKey(BDK_TDES, fromHex("FFFF9876543210E00000"));
  expect(toHex(initial)).toBe("6AC292FAA1315B4D858AB3A3D7D5933A");
});

test.each([
  { family: AES_128_DUKPT, bdk: BDK_AES.aes128, initial: "1273671EA26AC29AFA4D1084127652A1" },
  {
    family: AES_256_DUKPT,
    bdk: BDK_AES.aes256,
    initial: "CE9CE0C101D1138F97FB6CAD4DF045A7083D4EAE2D35A31789D01CCF0949550F",
  },
])("AES: the published initial key of $family.algorithm", ({ family, bdk, initial }) => {
  expect(toHex(family.initialKey(fromHex(bdk), fromHex("123456789012345600000000")))).toBe(initial);
});

test.each(AES_ROWS)("AES: $algorithm, KSN $ksn gives the published keys", (row) => {
  const family = dukptFamily(row.algorithm);
  const ksn = fromHex(row.ksn);
  const key = hostTransactionKey(family, family.initialKey(fromHex(BDK_AES[row.algorithm]), ksn), ksn);
  expect(toHex(key)).toBe(row.key);
  if (row.pin === undefined) return;
  const pinKey = dukptWorkingKey(family, key, ksn, "pin");
  expect(toHex(pinKey)).toBe(row.pin);
  expect(toHex(dukptWorkingKey(family, key, ksn, "macRequest"))).toBe(row.mac);
  expect(toHex(dukptWorkingKey(family, key, ksn, "dataRequest"))).toBe(row.data);
  if (row.pinBlock === undefined) return;
  const random = fromHex("2F69ADDE2E9E7ACE");
  const block = encryptPinBlock4((b) => aesEncrypt(pinKey, b), "1234", "4111111111111111", random);
  expect(toHex(block)).toBe(row.pinBlock);
  expect(decryptPinBlock4((b) => aesDecrypt(pinKey, b), block, "4111111111111111")).toBe("1234");
  expect(decryptPinBlock4((b) => aesDecrypt(pinKey, b), block, "4111111111111112")).toBeUndefined();
});

test.each([
  { family: TDES_DUKPT, bdk: BDK_TDES, ksn: "FFFF9876543210E00000" },
  { family: AES_128_DUKPT, bdk: fromHex(BDK_AES.aes128), ksn: "123456789012345600000000" },
  { family: AES_256_DUKPT, bdk: fromHex(BDK_AES.aes256), ksn: "123456789012345600000000" },
])("a pad with $family.algorithm, which forgets its keys, and the host agree on 600 transactions", (row) => {
  const { family, bdk } = row;
  const initial = family.initialKey(bdk, fromHex(row.ksn));
  let future = firstFutureKeys(family, initial, fromHex(row.ksn));
  for (let round = 1; round <= 600; round++) {
    const taken = takeTransactionKey(family, future);
    if (taken === undefined) throw new Error("no key");
    expect(counterOf(family, taken.ksn)).toBe(round);
    expect(toHex(taken.key)).toBe(toHex(hostTransactionKey(family, initial, taken.ksn)));
    future = taken.left;
    expect(future.keys.map((key) => key && toHex(key))).not.toContain(toHex(taken.key));
  }
});

test("counters with more than ten bits are left out, as in ANSI X9.24-1:2009, A.4.3", () => {
  const start = withCounter(TDES_DUKPT, fromHex("FFFF9876543210E00000"), 0x0ff800);
  let future = { ksn: start, keys: Array.from({ length: 21 }, () => BDK_TDES) as (Uint8Array | undefined)[] };
  const counters: string[] = [];
  for (let round = 0; round < 13; round++) {
    const taken = takeTransactionKey(TDES_DUKPT, future);
    if (taken === undefined) break;
    counters.push(counterOf(TDES_DUKPT, taken.ksn).toString(16));
    future = { ...taken.left, keys: future.keys };
  }
  expect(counters.join(" ")).toBe(
    "ff801 ff802 ff804 ff808 ff810 ff820 ff840 ff880 ff900 ffa00 ffc00 100000 100001",
  );
});

test("a pad whose keys are used up has none", () => {
  const last = withCounter(TDES_DUKPT, fromHex("FFFF9876543210E00000"), 0x1ff800);
  const future = { ksn: last, keys: Array.from({ length: 21 }, () => BDK_TDES) };
  expect(takeTransactionKey(TDES_DUKPT, future)).toBeUndefined();
});
