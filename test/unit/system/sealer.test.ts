import { createHash, createHmac } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import { err } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import { createSealer } from "../../../main/system/sealer.ts";

const PAN = "6222021700000000004";
const CLEAR = new TextEncoder().encode(PAN);
const KEY = new Uint8Array(32).map((_, index) => index);
const keys = (change = 0) => ({
  panSealKey: new Sensitive(KEY.map((byte) => byte ^ change)),
  lookupKey: new Sensitive(KEY.map((byte) => byte ^ 0x80 ^ change)),
});
const sealer = createSealer(keys());

test("a sealed value opens in its own context, and shows nothing when printed", () => {
  const { sealed } = sealer.seal(CLEAR, "payment-pan:1");
  const opened = sealer.open(sealed, "payment-pan:1");
  expect(opened.ok && opened.value.reveal()).toEqual(CLEAR);
  expect(inspect(opened, { depth: 5 }) + JSON.stringify(opened)).not.toContain("6222");
});

test("sealed bytes have their documented layout and other programs can open them", async () => {
  const { sealed } = sealer.seal(CLEAR, "payment-pan:1");
  expect(sealed).toHaveLength(1 + 12 + CLEAR.length + 16);
  expect(sealed[0]).toBe(1);
  const key = await crypto.subtle.importKey("raw", KEY, "AES-GCM", false, ["decrypt"]);
  const additionalData = new TextEncoder().encode("\x01payment-pan:1");
  const iv = sealed.slice(1, 13);
  const clear = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed.slice(13));
  expect(new Uint8Array(clear)).toEqual(CLEAR);
});

test("one value sealed twice gives different bytes and different digests", () => {
  const first = sealer.seal(CLEAR, "a");
  const second = sealer.seal(CLEAR, "a");
  expect(first.sealed).not.toEqual(second.sealed);
  expect(first.digest).not.toBe(second.digest);
  expect(toHex(first.sealed)).not.toContain(toHex(CLEAR));
});

test("the digest is that of the sealed bytes", () => {
  const { sealed, digest } = sealer.seal(CLEAR, "a");
  expect(digest).toBe(toHex(createHash("sha256").update(sealed).digest()));
});

test("an empty value and an empty context are values like others", () => {
  const opened = sealer.open(sealer.seal(new Uint8Array(), "").sealed, "");
  expect(opened.ok && opened.value.reveal()).toEqual(new Uint8Array());
});

test("a changed byte anywhere is a fault", () => {
  const { sealed } = sealer.seal(CLEAR, "payment-pan:1");
  for (let position = 0; position < sealed.length; position++) {
    const changed = sealed.slice();
    changed[position] = (changed[position] ?? 0) ^ 0x01;
    expect(sealer.open(changed, "payment-pan:1")).toEqual(err({ kind: "damaged" }));
  }
});

test("a value that is cut at either end is a fault", () => {
  const { sealed } = sealer.seal(CLEAR, "a");
  for (let length = 0; length < sealed.length; length++) {
    expect(sealer.open(sealed.subarray(0, length), "a")).toEqual(err({ kind: "damaged" }));
    expect(sealer.open(sealed.subarray(sealed.length - length), "a")).toEqual(err({ kind: "damaged" }));
  }
});

test.each(["payment-pan:2", "payment-pan:", "", "payment-pan:1 "])(
  "a value moved to the context %j does not open",
  (context) => {
    const { sealed } = sealer.seal(CLEAR, "payment-pan:1");
    expect(sealer.open(sealed, context)).toEqual(err({ kind: "damaged" }));
  },
);

test("a value of another machine does not open", () => {
  const { sealed } = createSealer(keys(1)).seal(CLEAR, "a");
  expect(sealer.open(sealed, "a")).toEqual(err({ kind: "damaged" }));
});

test("equal values look alike within a purpose and nowhere else", () => {
  const card = sealer.lookup(PAN, "same-card");
  expect(card).toMatch(/^[0-9A-F]{64}$/);
  expect(sealer.lookup(PAN, "same-card")).toBe(card);
  expect(sealer.lookup(PAN, "hotlist")).not.toBe(card);
  expect(sealer.lookup("6222021700000000012", "same-card")).not.toBe(card);
  expect(createSealer(keys(1)).lookup(PAN, "same-card")).not.toBe(card);
});

test("characters do not move between purpose and value", () => {
  expect(sealer.lookup("bc", "a")).not.toBe(sealer.lookup("c", "ab"));
  expect(sealer.lookup("", "ab")).not.toBe(sealer.lookup("ab", ""));
});

test("a look-up is the HMAC of length, purpose and value, and no plain hash of the PAN", () => {
  const input = Buffer.concat([fromHex("0007"), Buffer.from(`hotlist${PAN}`)]);
  const lookupKey = KEY.map((byte) => byte ^ 0x80);
  const hmac = createHmac("sha256", lookupKey).update(input).digest("hex").toUpperCase();
  expect(sealer.lookup(PAN, "hotlist")).toBe(hmac);
});
