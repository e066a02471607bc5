import { expect, test } from "vitest";
import { createSerialPinPad, type SerialPinPad } from "../../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { fromAscii, fromHex, toHex, xorBytes } from "../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import type { TransactionKeys } from "../../../../main/ports/secure-module.ts";
import { decryptTrack } from "../../../../simulators/acquirer/track.ts";
import { aesDecrypt } from "../../../../simulators/crypto/aes.ts";
import { aesCmac } from "../../../../simulators/crypto/cmac.ts";
import { desEncrypt } from "../../../../simulators/crypto/des.ts";
import { dukptFamily, dukptWorkingKey, hostTransactionKey } from "../../../../simulators/crypto/dukpt.ts";
import { makeKeyBlock } from "../../../../simulators/crypto/key-block.ts";
import { decryptPinBlock4, encodeWidePinBlock } from "../../../../simulators/crypto/pin-block.ts";
import { sm4Decrypt, sm4Encrypt } from "../../../../simulators/crypto/sm4.ts";
import { InProcessPadLink } from "../../../../simulators/pin-pad/in-process-link.ts";
import { createVolatileMemory, type KeyMemory } from "../../../../simulators/pin-pad/key-memory.ts";
import { VirtualPinPad } from "../../../../simulators/pin-pad/virtual-pin-pad.ts";
import { LeapingClock } from "./leaping-clock.ts";
import { pinRequest, setUpKeyedBench } from "./pad-bench.ts";

type Bench = { readonly pad: VirtualPinPad; readonly driver: SerialPinPad; readonly memory: KeyMemory };

function setUp(keyManagement: "masterSession" | "dukpt"): Bench {
  const clock = new LeapingClock();
  const memory = createVolatileMemory();
  const pad = new VirtualPinPad({ clock, memory });
  return {
    pad,
    memory,
    driver: createSerialPinPad({ link: new InProcessPadLink(pad), clock, keyManagement }),
  };
}

function keysOf({ driver }: Bench): TransactionKeys {
  if (driver.transactionKeys === undefined) throw new Error("no DUKPT");
  return driver.transactionKeys;
}

async function done<T>(asked: Promise<{ ok: true; value: T } | { ok: false; fault: unknown }>): Promise<T> {
  const answered = await asked;
  if (!answered.ok) throw new Error(JSON.stringify(answered.fault));
  return answered.value;
}

// ANSI X9.24-1:2009, A.4: BDK 0123456789ABCDEFFEDCBA9876543210, as in openemv/dukpt, test/dukpt_tdes_test.c.
const TDES_IPEK = "6AC292FAA1315B4D858AB3A3D7D5933A";
const TDES_START = "FFFF9876543210E00000";
const TDES_PAN = "4012345678909";
const TDES_DATA = fromAscii("4012345678909D987");

test("a pad with TDES DUKPT gives the published PIN blocks and MACs, one key a payment", async () => {
  const bench = setUp("dukpt");
  bench.pad.keys.injectInitialKey("tdes", fromHex(TDES_IPEK), fromHex(TDES_START));
  bench.pad.usualCustomer = { kind: "digits", pin: "1234" };
  const published = [
    { ksn: "FFFF9876543210E00001", block: "1B9C1845EB993A7A", request: "9CCC7817", response: "20364223" },
    { ksn: "FFFF9876543210E00002", block: "10A01C8D02C69107", request: "F608A9BC", response: "D1FCA6BE" },
    { ksn: "FFFF9876543210E00003", block: "18DC07B94797B466", request: "20B59A4F", response: "BAD4CC9C" },
  ];
  for (const { ksn, block, request, response } of published) {
    const taken = await done(keysOf(bench).next());
    expect(toHex(taken)).toBe(ksn);
    const entry = await done(
      bench.driver.capturePin(pinRequest({ pan: new Sensitive(TDES_PAN), ksn: taken })),
    );
    expect(entry.kind === "entered" && toHex(entry.pinBlock.reveal())).toBe(block);
    expect(entry.kind === "entered" && toHex(entry.ksn ?? new Uint8Array())).toBe(ksn);
    const mac = (direction: "request" | "response") =>
      done(keysOf(bench).mac("x9.19", TDES_DATA, { ksn: taken, direction }));
    expect(toHex(await mac("request")).slice(0, 8)).toBe(request);
    expect(toHex(await mac("response")).slice(0, 8)).toBe(response);
  }
});

test("a PIN without a KSN takes the next key, and the MAC goes under the same", async () => {
  const bench = setUp("dukpt");
  bench.pad.keys.injectInitialKey("tdes", fromHex(TDES_IPEK), fromHex(TDES_START));
  bench.pad.usualCustomer = { kind: "digits", pin: "1234" };
  const entry = await done(bench.driver.capturePin(pinRequest({ pan: new Sensitive(TDES_PAN) })));
  const ksn = entry.kind === "entered" && entry.ksn !== undefined ? entry.ksn : new Uint8Array();
  expect(toHex(ksn)).toBe("FFFF9876543210E00001");
  const mac = await done(keysOf(bench).mac("x9.19", TDES_DATA, { ksn, direction: "request" }));
  expect(toHex(mac).slice(0, 8)).toBe("9CCC7817");
});

// ANSI X9.24-3:2017 supplement, as in openemv/dukpt, test/dukpt_aes128_test.c.
const AES_IK = fromHex("1273671EA26AC29AFA4D1084127652A1");
const AES_START = fromHex("123456789012345600000000");
const AES_PIN_KEYS = ["AF8CB133A78F8DC2D1359F18527593FB", "D30BDC73EC9714B000BEC66BDB7B6D09"];
const AES_MAC_KEYS = ["A2DC23DE6FDE0824A2BC321E08E4B8B7", "484C3B06E8562704528CD5B46FB12FB6"];

test("a pad with AES DUKPT uses the published keys: PIN block of format 4, CMAC", async () => {
  const bench = setUp("dukpt");
  bench.pad.keys.injectInitialKey("aes128", AES_IK, AES_START);
  bench.pad.usualCustomer = { kind: "digits", pin: "1234" };
  for (const round of [0, 1]) {
    const pan = "4111111111111111";
    const entry = await done(bench.driver.capturePin(pinRequest({ pan: new Sensitive(pan) })));
    if (entry.kind !== "entered" || entry.ksn === undefined) throw new Error("no PIN");
    expect(entry.format).toBe(4);
    expect(toHex(entry.ksn)).toBe(`12345678901234560000000${round + 1}`);
    const pinKey = fromHex(AES_PIN_KEYS[round] ?? "");
    const decrypt = (block: Uint8Array) => aesDecrypt(pinKey, block);
    expect(decryptPinBlock4(decrypt, entry.pinBlock.reveal(), pan)).toBe("1234");
    const use = { ksn: entry.ksn, direction: "request" } as const;
    const mac = await done(keysOf(bench).mac("aes-cmac", TDES_DATA, use));
    expect(toHex(mac)).toBe(toHex(aesCmac(fromHex(AES_MAC_KEYS[round] ?? ""), TDES_DATA).slice(0, 8)));
  }
});

test("a transaction that went before, a second PIN, and an unknown KSN are refused", async () => {
  const bench = setUp("dukpt");
  bench.pad.keys.injectInitialKey("tdes", fromHex(TDES_IPEK), fromHex(TDES_START));
  bench.pad.usualCustomer = { kind: "digits", pin: "1234" };
  const first = await done(keysOf(bench).next());
  const second = await done(keysOf(bench).next());
  const refused = { ok: false, fault: { kind: "refused", detail: "outOfOrder" } };
  const direction = "request";
  expect(await keysOf(bench).mac("x9.19", TDES_DATA, { ksn: first, direction })).toEqual(refused);
  expect((await bench.driver.capturePin(pinRequest({ ksn: second }))).ok).toBe(true);
  expect(await bench.driver.capturePin(pinRequest({ ksn: second }))).toEqual(refused);
  bench.pad.restart();
  expect(await keysOf(bench).mac("x9.19", TDES_DATA, { ksn: second, direction })).toEqual(refused);
  expect(toHex(await done(keysOf(bench).next()))).toBe("FFFF9876543210E00003");
});

test("with DUKPT a MAC without a transaction is refused, and with working keys there are no transactions", async () => {
  const dukpt = setUp("dukpt");
  expect(await dukpt.driver.mac("x9.19", TDES_DATA)).toEqual({
    ok: false,
    fault: { kind: "refused", detail: "a MAC under DUKPT names its transaction" },
  });
  expect(await keysOf(dukpt).next()).toEqual({ ok: false, fault: { kind: "noWorkingKey" } });
  const session = setUp("masterSession");
  expect(session.driver.transactionKeys).toBeUndefined();
  expect((await session.driver.capturePin(pinRequest({ ksn: fromHex(TDES_START) }))).ok).toBe(false);
});

test("a pad whose transaction keys are used up says so", async () => {
  const bench = setUp("dukpt");
  bench.pad.keys.injectInitialKey("tdes", fromHex(TDES_IPEK), fromHex(TDES_START));
  const held = bench.memory.load();
  if (held.dukpt === undefined) throw new Error("no DUKPT");
  const ksn = fromHex("FFFF9876543210FFF800");
  bench.memory.save({ ...held, dukpt: { ...held.dukpt, future: { ...held.dukpt.future, ksn } } });
  bench.pad.restart();
  expect(await keysOf(bench).next()).toEqual({ ok: false, fault: { kind: "keysUsedUp" } });
});

const TMK = fromHex("4DDB4BCC88C66F47D21D4E096F12F6A0");

test.each([
  { algorithm: "tdes", head: "B1TX00N", optional: `KS18${TDES_START}`, key: TDES_IPEK, ksn: "E00001" },
] as const)(
  "the initial key of DUKPT comes in a key block under the TMK",
  async ({ head, optional, key, ksn }) => {
    const bench = setUp("dukpt");
    bench.pad.keys.inject(TMK);
    const block = makeKeyBlock("B", TMK, head, fromHex(key), [optional]);
    const imported = await done(bench.driver.importKeyBlock(new Sensitive(`${block}\n`)));
    expect(imported.use).toBe("initialKey");
    expect(toHex(imported.kcv)).toBe(toHex(desEncrypt(fromHex(key), new Uint8Array(8)).slice(0, 4)));
    expect(toHex(await done(keysOf(bench).next())).endsWith(ksn)).toBe(true);
    const status = await done(bench.driver.status());
    expect(toHex(status.initialKeyKcv ?? new Uint8Array())).toBe(toHex(imported.kcv));
    expect(toHex(status.ksn ?? new Uint8Array())).toBe("FFFF9876543210E00001");
  },
);

test("under an AES master key the initial key of AES DUKPT comes in a block of version D", async () => {
  const bench = setUp("dukpt");
  await done(bench.driver.loadMasterKeyComponent(1, new Sensitive(TMK), "aes"));
  await done(bench.driver.loadMasterKeyComponent(2, new Sensitive(AES_IK), "aes"));
  const kbpk = xorBytes(TMK, AES_IK);
  const block = makeKeyBlock("D", kbpk, "B1AX00N", AES_IK, ["IK141234567890123456"]);
  expect((await done(bench.driver.importKeyBlock(new Sensitive(block)))).use).toBe("initialKey");
  const ksn = await done(keysOf(bench).next());
  const family = dukptFamily("aes128");
  const macKey = dukptWorkingKey(family, hostTransactionKey(family, AES_IK, ksn), ksn, "macRequest");
  const mac = await done(keysOf(bench).mac("aes-cmac", TDES_DATA, { ksn, direction: "request" }));
  expect(toHex(mac)).toBe(toHex(aesCmac(macKey, TDES_DATA).slice(0, 8)));
});

test.each([
  { name: "another usage than a pad has", block: makeKeyBlock("B", TMK, "K0TB00N", TMK) },
  { name: "a mode of use that does not fit", block: makeKeyBlock("B", TMK, "P0TC00N", TMK) },
  { name: "another protection key", block: makeKeyBlock("B", AES_IK, "P0TE00N", TMK) },
  { name: "an initial key without a KSN", block: makeKeyBlock("B", TMK, "B1TX00N", TMK) },
  { name: "an AES block under a TDES key", block: makeKeyBlock("D", TMK, "P0TE00N", TMK) },
  { name: "no block at all", block: "hello" },
  { name: "Chinese", block: "密钥密钥密钥密钥密钥密钥密钥密钥密钥" },
])("a key block is refused and nothing is changed: $name", async ({ block }) => {
  const bench = setUp("masterSession");
  bench.pad.keys.inject(TMK);
  const before = JSON.stringify(bench.memory.load());
  const imported = await bench.driver.importKeyBlock(new Sensitive(block));
  expect(imported.ok ? "taken" : imported.fault.kind).toBe("refused");
  expect(JSON.stringify(bench.memory.load())).toBe(before);
});

// A published example of a bank's SM4 pad (a page by M_Kerry on csdn.net, article 104625499); the check value is its 8 bytes.
const SM4_TMK = fromHex("1234567890ABCDEFABCDEF0987654321");
const SM4_WRAPPED = fromHex("3D66234C49E4296FF9C78D8BACBD6A76");
const SM4_KCV = "861E83E31FAEBF10";
const SM4_PAN = "6230606601007726888";

test("SM4: a working key under the TMK and its check value are those of the published example", () => {
  const key = sm4Decrypt(SM4_TMK, SM4_WRAPPED);
  expect(toHex(sm4Encrypt(key, new Uint8Array(16)).slice(0, 8))).toBe(SM4_KCV);
  expect(toHex(encodeWidePinBlock("123654", SM4_PAN))).toBe("06123654FFFFFFFFFFFF99FEFF88D977");
});

test("SM4: TMK in components, working keys, PIN block of 16 bytes, and the ECB MAC", async () => {
  const { driver, pad } = setUp("masterSession");
  await done(driver.loadMasterKeyComponent(1, new Sensitive(TMK), "sm4"));
  await done(driver.loadMasterKeyComponent(2, new Sensitive(xorBytes(TMK, SM4_TMK)), "sm4"));
  const wrapped = { cryptogram: SM4_WRAPPED, kcv: fromHex(SM4_KCV).slice(0, 4) };
  const keys = { algorithm: "sm4", pinKey: wrapped, macKey: wrapped } as const;
  const loaded = await done(driver.loadWorkingKeys(keys));
  expect(toHex(loaded.pinKeyKcv)).toBe("861E83E3");
  pad.usualCustomer = { kind: "digits", pin: "123654" };
  const entry = await done(driver.capturePin(pinRequest({ pan: new Sensitive(SM4_PAN) })));
  if (entry.kind !== "entered") throw new Error("no PIN");
  const key = sm4Decrypt(SM4_TMK, SM4_WRAPPED);
  expect(entry.format).toBe("sm4");
  expect(toHex(sm4Decrypt(key, entry.pinBlock.reveal()))).toBe("06123654FFFFFFFFFFFF99FEFF88D977");
  // cup-8583 section 7: the blocks summed, 32 characters, first half encrypted, joined with the second, encrypted.
  const data = fromAscii("0200 twenty bytes more or less");
  const padded = new Uint8Array(32);
  padded.set(data);
  const text = fromAscii(toHex(xorBytes(padded.subarray(0, 16), padded.subarray(16))));
  const half = sm4Encrypt(key, text.subarray(0, 16));
  const whole = toHex(sm4Encrypt(key, xorBytes(half, text.subarray(16)))).slice(0, 8);
  expect(Buffer.from(await done(driver.mac("cup-ecb", data))).toString("latin1")).toBe(whole);
  expect(await driver.mac("x9.19", data)).toEqual({
    ok: false,
    fault: { kind: "refused", detail: "notSupported" },
  });
});

test("TDES working keys under an SM4 master key are refused", async () => {
  const { driver, pad } = setUp("masterSession");
  pad.keys.inject(SM4_TMK, "sm4");
  const wrapped = { cryptogram: SM4_WRAPPED, kcv: fromHex("00000000") };
  expect((await driver.loadWorkingKeys({ pinKey: wrapped, macKey: wrapped })).ok).toBe(false);
});

test.each([
  { name: "37 digits", track: "6222021700000000004D301220100000123456" },
  { name: "an even number", track: "6222021700000000D30122010000012345" },
])("track 2 is encrypted as the host expects it: $name", async ({ track }) => {
  const { driver, pad } = setUpKeyedBench();
  const trackKey = fromHex("0123456789ABCDEFFEDCBA9876543210");
  const master = fromHex("4DDB4BCC88C66F47D21D4E096F12F6A0");
  pad.keys.loadWorkingKeys([{ name: "trackKey", cryptogram: desEncrypt(master, trackKey) }]);
  const encrypted = await done(driver.encryptTrack(new Sensitive(track)));
  expect(encrypted.reveal()).not.toBe(track);
  expect(encrypted.reveal()).toHaveLength(track.length);
  expect(decryptTrack(trackKey, encrypted.reveal())).toBe(track);
});

test("a track that is too short to be encrypted, or no track, is refused", async () => {
  const { driver, pad } = setUpKeyedBench();
  expect(await driver.encryptTrack(new Sensitive("6222021700000000004D3012"))).toEqual({
    ok: false,
    fault: { kind: "noWorkingKey" },
  });
  pad.keys.loadWorkingKeys([{ name: "trackKey", cryptogram: TMK }]);
  for (const track of ["", "123456789", "6222021700000000004=3012201"])
    expect((await driver.encryptTrack(new Sensitive(track))).ok).toBe(false);
});
