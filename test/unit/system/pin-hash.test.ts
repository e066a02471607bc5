import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import { pinHasher } from "../../../main/system/pin-hash.ts";

const pin = (text: string) => new Sensitive(text);

test("the right PIN is known again and a wrong one is not", async () => {
  const encoded = await pinHasher.hash(pin("482913"));
  expect(await pinHasher.verify(pin("482913"), encoded)).toBe(true);
  for (const wrong of ["482914", "48291", "4829130", ""]) {
    expect(await pinHasher.verify(pin(wrong), encoded)).toBe(false);
  }
});

test("two operators with one PIN have different hashes, and the PIN is in neither", async () => {
  const [first, second] = await Promise.all([pinHasher.hash(pin("482913")), pinHasher.hash(pin("482913"))]);
  expect(first).not.toBe(second);
  expect(first).not.toContain("482913");
});

test("the encoded string states algorithm and cost, and is that of scrypt", async () => {
  const encoded = await pinHasher.hash(pin("482913"));
  const [, salt = "", hash] = /^\$scrypt\$ln=15,r=8,p=1\$([^$]{22})\$([^$]{43})$/.exec(encoded) ?? [];
  const cost = { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 };
  const expected = scryptSync("482913", Buffer.from(salt, "base64"), 32, cost);
  expect(hash).toBe(expected.toString("base64").replaceAll("=", ""));
});

test("a hash of a higher cost is still read", async () => {
  const salt = Buffer.alloc(16, 7);
  const hash = scryptSync("1234", salt, 32, { N: 65_536, r: 8, p: 1, maxmem: 2 ** 27 });
  const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  expect(await pinHasher.verify(pin("1234"), `$scrypt$ln=16,r=8,p=1$${base64(salt)}$${base64(hash)}`)).toBe(
    true,
  );
});

test.each([
  "",
  "482913",
  "$scrypt$ln=15,r=8,p=1$$",
  "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "$scrypt$ln=15,r=99,p=9$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
])("the stored string %j lets nobody in", async (encoded) => {
  expect(await pinHasher.verify(pin("482913"), encoded)).toBe(false);
});
