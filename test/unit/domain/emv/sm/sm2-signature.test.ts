import fc from "fast-check";
import { expect, test } from "vitest";
import { concatBytes, fromAscii, fromHex } from "../../../../../main/domain/bytes.ts";
import { isSm2PublicKey, verifySm2 } from "../../../../../main/domain/emv/sm/sm2-signature.ts";

// GM/T 0003.5-2012 annex A, the recommended curve sm2p256v1, identity 1234567812345678.
const PUBLIC_KEY = fromHex(
  "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020" +
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
);
const R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
const S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
const MESSAGE = fromAscii("message digest");

const N = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";
const ZERO = "00".repeat(32);

test("the standard's signature verifies", () => {
  expect(verifySm2(MESSAGE, fromHex(R + S), PUBLIC_KEY)).toBe(true);
});

/** n - r, so that r + s is n. */
const OPPOSITE = (BigInt(`0x${N}`) - BigInt(`0x${R}`)).toString(16).padStart(64, "0");

test.each([
  { name: "another message", message: fromAscii("message digesT"), signature: R + S },
  { name: "no message", message: new Uint8Array(), signature: R + S },
  { name: "r and s exchanged", message: MESSAGE, signature: S + R },
  { name: "r zero", message: MESSAGE, signature: ZERO + S },
  { name: "s zero", message: MESSAGE, signature: R + ZERO },
  { name: "r equal to the order", message: MESSAGE, signature: N + S },
  { name: "s equal to the order", message: MESSAGE, signature: R + N },
  { name: "r and s that add up to the order", message: MESSAGE, signature: R + OPPOSITE },
  { name: "a byte too few", message: MESSAGE, signature: (R + S).slice(2) },
  { name: "a byte too many", message: MESSAGE, signature: `${R + S}00` },
  { name: "nothing", message: MESSAGE, signature: "" },
])("$name does not verify", ({ message, signature }) => {
  expect(verifySm2(message, fromHex(signature), PUBLIC_KEY)).toBe(false);
});

test("a key that is no point of the curve verifies nothing", () => {
  const off = PUBLIC_KEY.slice();
  off[63] = (off[63] ?? 0) ^ 0x01;
  for (const key of [off, new Uint8Array(64), PUBLIC_KEY.subarray(1), new Uint8Array()]) {
    expect(isSm2PublicKey(key)).toBe(false);
    expect(verifySm2(MESSAGE, fromHex(R + S), key)).toBe(false);
  }
  expect(isSm2PublicKey(PUBLIC_KEY)).toBe(true);
});

test("whatever bytes come, the answer is no and nothing is thrown", () => {
  const bytes = fc.uint8Array({ maxLength: 80 });
  const half = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const signature = fc.oneof(
    bytes,
    fc.tuple(half, half).map((halves) => concatBytes(...halves)),
  );
  fc.assert(
    fc.property(bytes, signature, fc.oneof(bytes, fc.constant(PUBLIC_KEY)), (message, signed, key) => {
      expect(verifySm2(message, signed, key)).toBe(false);
    }),
    { numRuns: 300 },
  );
});
