import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { desDecrypt, keyCheckValue } from "../../../../simulators/crypto/des.ts";
import {
  ascii,
  ask,
  IDENTITY,
  MID,
  sale,
  signed,
  signIn,
  signInRequest,
  TID,
  TMK,
  unsigned,
} from "./terminal.ts";
import { withHost, withSession } from "./with-host.ts";

test("a sign-in answers with swapped addresses, the host's clock, the first batch and keys", async () => {
  await withHost({}, async ({ port }) => {
    const answer = await ask(port, signInRequest());
    expect(answer.tpdu).toBe("6000000003");
    expect(answer.header).toBe("603100311312");
    expect(answer.mti).toBe("0810");
    const { 62: keys, ...others } = answer.fields;
    expect(keys).toHaveLength(80);
    expect(others).toEqual({
      11: "000001",
      12: "140503",
      13: "1123",
      32: "00010000",
      37: "112300000001",
      39: "00",
      41: TID,
      42: MID,
      60: "00000001003",
    });
  });
});

test("with a seed the answer to a sign-in is known to the last bit", async () => {
  await withHost({}, async ({ port }) => {
    const answer = await ask(port, signInRequest());
    const byHand = [
      "0079", // length of what follows: 121, as in the published answer of the same fields
      "60 0000 0003",
      "60 31 00 311312",
      "0810",
      "003800010AC00014", // 11 12 13 32 37 39 41 42 60 62
      "000001",
      "140503",
      "1123",
      "08 00010000",
      ascii("112300000001"),
      ascii("00"),
      ascii("00000001"),
      ascii("123456789012345"),
      "0011 00 000001 003 0", // 11 digits and a zero nibble
      "0040", // PIK and check value, MAK and check value: they follow from the seed
      "B4598A8720FB609CAB5DC4DDE4C9A89B 792373B2",
      "80A4CE9D0F41661580641C02F3C32AF9 1AAC880A",
    ];
    expect(toHex(answer.bytes)).toBe(byHand.join("").replaceAll(" ", ""));
  });
});

test.each([
  { scheme: "001", lengths: [8, 8] },
  { scheme: "003", lengths: [16, 16] },
  { scheme: "004", lengths: [16, 16, 16] },
])("scheme $scheme delivers keys whose check values fit under the TMK", async ({ scheme, lengths }) => {
  await withHost({}, async ({ port }) => {
    const answer = await ask(port, signInRequest(scheme));
    expect(answer.fields[60]).toBe(`00000001${scheme}`);
    const field = fromHex(answer.fields[62] ?? "");
    let at = 0;
    for (const length of lengths) {
      const clear = desDecrypt(TMK, field.slice(at, at + length));
      expect(toHex(keyCheckValue(clear))).toBe(toHex(field.slice(at + length, at + length + 4)));
      at += length + 4;
    }
    expect(at).toBe(field.length);
  });
});

test("a host with a single-length MAK fills the place with zeros, and its MACs are made with 8 bytes", async () => {
  await withHost({ macKeyForm: "single" }, async ({ port }) => {
    const field = (await ask(port, signInRequest())).fields[62] ?? "";
    expect(field.slice(56, 72)).toBe("0000000000000000");
    const macKey = desDecrypt(TMK, fromHex(field.slice(40, 56)));
    expect(toHex(keyCheckValue(macKey))).toBe(field.slice(72));
    const answer = await sale({ port, macKey, pinKey: macKey, batch: "000001" }, 2, 100);
    expect(answer.fields[39]).toBe("00");
  });
});

test("each sign-in gives other keys, and those before are void", async () => {
  await withHost({}, async ({ port }) => {
    const before = await signIn(port);
    const after = await signIn(port);
    expect(toHex(after.macKey)).not.toBe(toHex(before.macKey));
    expect((await sale(before, 2, 100)).fields[39]).toBe("A0");
    expect((await sale(after, 3, 100)).fields[39]).toBe("00");
  });
});

test("the batch number stays while the batch is open, and is the next one after it was closed", async () => {
  await withHost({}, async (host) => {
    expect((await signIn(host.port)).batch).toBe("000001");
    expect((await signIn(host.port)).batch).toBe("000001");
    expect(host.closeBatch(TID)).toBe(true);
    expect(host.closeBatch(TID)).toBe(false);
    expect((await signIn(host.port)).batch).toBe("000002");
  });
});

test.each([
  { stated: "000726", next: "000727" },
  { stated: "999999", next: "000001" },
])("a terminal unknown to the host that states batch $stated gets $next", async ({ stated, next }) => {
  await withHost({}, async ({ port }) => {
    const answer = await ask(port, signInRequest("003", stated));
    expect(answer.fields[60]).toBe(`00${next}003`);
  });
});

test("what the terminal states does not move a batch that the host knows", async () => {
  await withSession({}, async ({ port }) => {
    const answer = await ask(port, signInRequest("003", "000500"));
    expect(answer.fields[60]).toBe("00000001003");
  });
});

test.each([
  { name: "without STAN", fields: { ...IDENTITY, 60: "001100000000003 0".replace(" ", "") }, code: "30" },
  {
    name: "with a scheme that is not known",
    fields: { ...IDENTITY, 11: "000001", 60: "0011000000000050" },
    code: "40",
  },
  {
    name: "without network management",
    fields: { ...IDENTITY, 11: "000001", 60: "000800000000" },
    code: "40",
  },
  {
    name: "with a device sequence shorter than it says",
    fields: { ...IDENTITY, 11: "000001", 60: "0011000000000030", 62: `0016${ascii("Sequence No16ABC")}` },
    code: "30",
  },
  {
    name: "with the published device sequence",
    fields: {
      ...IDENTITY,
      11: "000001",
      60: "0011000000000030",
      62: `0029${ascii("Sequence No163150SXX-4C304119")}`,
    },
    code: "00",
  },
])("a sign-in $name is answered with $code", async ({ fields, code }) => {
  await withHost({}, async ({ port }) => {
    expect((await ask(port, unsigned("0800", fields))).fields[39]).toBe(code);
  });
});

test("an echo is answered without a sign-in and without a MAC", async () => {
  await withHost({}, async ({ port }) => {
    const answer = await ask(port, unsigned("0820", { ...IDENTITY, 11: "000009", 60: "0011000000013010" }));
    expect(answer.mti).toBe("0830");
    expect(answer.fields).toEqual({
      11: "000009",
      12: "140503",
      13: "1123",
      32: "00010000",
      37: "112300000001",
      39: "00",
      41: TID,
      42: MID,
      60: "00000001301",
    });
  });
});

test("an echo that carries a MAC has it checked", async () => {
  await withSession({}, async ({ port, macKey }) => {
    const echo = { ...IDENTITY, 11: "000009", 60: "0011000000013010" };
    expect((await ask(port, signed(macKey, "0820", echo))).fields[39]).toBe("00");
    expect((await ask(port, signed(TMK, "0820", echo))).fields[39]).toBe("A0");
  });
});

const TERMINALS = [{ tid: TID, mid: MID }];

test.each([
  { name: "a terminal that is not on the list", tid: "99999999", mid: MID, code: "97" },
  { name: "a terminal of another merchant", tid: TID, mid: "000000000000001", code: "03" },
  { name: "a terminal on the list", tid: TID, mid: MID, code: "00" },
])("$name gets $code when the host keeps a list", async ({ tid, mid, code }) => {
  await withHost({ terminals: TERMINALS }, async ({ port }) => {
    const request = unsigned("0800", {
      11: "000001",
      41: ascii(tid),
      42: ascii(mid),
      60: "0011000000000030",
    });
    expect((await ask(port, request)).fields[39]).toBe(code);
  });
});

test("a sale of a merchant other than the one that signed in is refused", async () => {
  await withSession({}, async (session) => {
    expect((await sale(session, 2, 100, { 42: ascii("000000000000001") })).fields[39]).toBe("03");
  });
});

test("terminals have keys and batches of their own", async () => {
  await withHost({}, async ({ port }) => {
    const one = await signIn(port);
    const other = await signIn(port, "00000002");
    expect(toHex(one.macKey)).not.toBe(toHex(other.macKey));
    expect((await sale(one, 2, 100)).fields[39]).toBe("00");
    expect((await sale(other, 2, 100, { 41: ascii("00000002") })).fields[39]).toBe("00");
    expect((await sale(one, 3, 100, { 41: ascii("00000002") })).fields[39]).toBe("A0");
  });
});
