import { expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { retailMac } from "../../../../simulators/crypto/des.ts";
import {
  ascii,
  ask,
  bodyOf,
  CREDIT,
  cupMac,
  DEBIT,
  frame,
  IDENTITY,
  MID,
  panField,
  type Session,
  sale,
  saleFields,
  signed,
  TID,
  unsigned,
  type WireFields,
} from "./terminal.ts";
import { withHost, withSession } from "./with-host.ts";

test("an approved sale answers with every field of its kind under a right MAC", async () => {
  await withSession({}, async (session) => {
    const answer = await sale(session, 2, 1234);
    expect(answer.mti).toBe("0210");
    const { 64: mac, ...fields } = answer.fields;
    expect(fields).toEqual({
      2: CREDIT,
      3: "000000",
      4: "000000001234",
      11: "000002",
      12: "140503",
      13: "1123",
      14: "4911",
      15: "1123",
      25: "00",
      32: "00010000",
      37: "112300000003",
      38: "000003",
      39: "00",
      41: TID,
      42: MID,
      44: "622800     00010000   ",
      49: "156",
      60: "2200000100060",
      63: "CUP",
    });
    expect(mac).toBe(toHex(cupMac(session.macKey, answer.macInput)));
  });
});

test("with a seed and a standing clock the answer to a sale is known to the last bit", async () => {
  await withSession({}, async (session) => {
    const byHand = [
      "0094", // length of what follows: 148
      "60 0000 0003", // TPDU: source and destination of the request changed places
      "60 31 00 311312",
      "0210",
      "703E00810ED08013", // 2 3 4 11 12 13 14 15 25 32 37 38 39 41 42 44 49 60 63 64
      "16 6228000200000209",
      "000000",
      "000000001234",
      "000002",
      "140503",
      "1123",
      "4911",
      "1123",
      "00",
      "08 00010000",
      ascii("112300000003"),
      ascii("000003"),
      ascii("00"),
      ascii("00000001"),
      ascii("123456789012345"),
      "22 363232383030 2020202020 3030303130303030 202020",
      ascii("156"),
      "0013 22 000001 000 6 0 0", // 13 digits and a zero nibble
      "0003 435550",
      ascii("B81426B5"), // MAC under the MAK that follows from the seed
    ];
    expect(toHex((await sale(session, 2, 1234)).bytes)).toBe(byHand.join("").replaceAll(" ", ""));
  });
});

test("an approved sale takes its amount from the account and stands in the books", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 1234);
    expect(ledger.totals(TID, 1)).toEqual({
      saleCount: 1,
      saleFen: 1234n,
      voidCount: 0,
      voidFen: 0n,
      netFen: 1234n,
    });
    const [entry] = ledger.entries();
    expect(entry).toMatchObject({
      tid: TID,
      batchNumber: 1,
      stan: 2,
      mti: "0200",
      kind: "sale",
      state: "approved",
      amountFen: 1234n,
      panMasked: "622800******0209",
      rrn: "112300000003",
      approvalCode: "000003",
    });
    expect(ledger.account(entry?.panDigest ?? "")?.balanceFen).toBe(5_000_000n - 1234n);
  });
});

test("DE13 of a request comes back, DE12 is the host's", async () => {
  await withSession({}, async (session) => {
    const { fields } = await sale(session, 2, 100, { 12: "235959", 13: "1122" });
    expect([fields[12], fields[13]]).toEqual(["140503", "1122"]);
  });
});

test("before the first sign-in the answer is 77 and the header asks for one", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const session: Session = {
      port,
      pinKey: new Uint8Array(16),
      macKey: new Uint8Array(16),
      batch: "000001",
    };
    const answer = await sale(session, 2, 100);
    expect(answer.fields[39]).toBe("77");
    expect(answer.fields[64]).toBeUndefined();
    expect(answer.header).toBe("603103311312");
    expect(ledger.entries()).toEqual([]);
  });
});

test.each([
  { name: "without MAC", request: (s: Session) => unsigned("0200", saleFields(s, 2, 100)) },
  {
    name: "with a MAC of another key",
    request: (s: Session) =>
      signed(fromHex("0123456789ABCDEF0123456789ABCDEF"), "0200", saleFields(s, 2, 100)),
  },
  {
    name: "changed after its MAC was made",
    request: (s: Session) => {
      const mac = cupMac(s.macKey, bodyOf("0200", saleFields(s, 2, 100), true));
      return frame(concatBytes(bodyOf("0200", saleFields(s, 2, 99), true), mac));
    },
  },
])("a sale $name is A0, asks for a sign-in, and was not here", async ({ request }) => {
  await withSession({}, async (session, { ledger }) => {
    const answer = await ask(session.port, request(session));
    expect(answer.fields[39]).toBe("A0");
    expect(answer.header).toBe("603103311312");
    expect(ledger.entries()).toEqual([]);
    expect((await sale(session, 2, 100)).fields[39]).toBe("00");
  });
});

test("an X9.19 host checks and makes binary MACs, and takes no others", async () => {
  await withSession({ macAlgorithm: "x9.19" }, async (session) => {
    const mac = (data: Uint8Array): Uint8Array => {
      const padded = new Uint8Array(Math.ceil(data.length / 8) * 8);
      padded.set(data);
      return retailMac(session.macKey, padded);
    };
    const body = bodyOf("0200", saleFields(session, 2, 100), true);
    const answer = await ask(session.port, frame(concatBytes(body, mac(body))));
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[64]).toBe(toHex(mac(answer.macInput)));
    expect((await sale(session, 3, 100)).fields[39]).toBe("A0");
  });
});

test.each([3, 4, 11, 22, 25, 49])(
  "a sale without DE%i is 30 or unknown and stands nowhere",
  async (missing) => {
    await withSession({}, async (session, { ledger }) => {
      const fields = Object.fromEntries(
        Object.entries(saleFields(session, 2, 100)).filter(([number]) => Number(number) !== missing),
      );
      const answer = await ask(session.port, signed(session.macKey, "0200", fields));
      // Without DE3 or DE25 the host cannot know that it is a sale.
      expect(answer.fields[39]).toBe(missing === 3 || missing === 25 ? "40" : "30");
      expect(ledger.entries()).toEqual([]);
    });
  },
);

test.each<{ name: string; extra: WireFields; code: string; isBooked: boolean }>([
  { name: "STAN 000000", extra: { 11: "000000" }, code: "30", isBooked: false },
  { name: "amount zero", extra: { 4: "000000000000" }, code: "13", isBooked: false },
  { name: "dollars", extra: { 49: ascii("840") }, code: "12", isBooked: false },
  { name: "an instalment, which this host does not do", extra: { 25: "64" }, code: "40", isBooked: false },
  { name: "an unknown card", extra: { 2: panField("6228009999999999") }, code: "14", isBooked: true },
  {
    name: "an expired card",
    extra: { 2: panField("6228000100000003037"), 14: "2001" },
    code: "54",
    isBooked: true,
  },
  { name: "another expiry than the card's", extra: { 14: "5012" }, code: "54", isBooked: true },
  {
    name: "a blocked account",
    extra: { 2: panField("6228000100000004043"), 14: "4912" },
    code: "62",
    isBooked: true,
  },
  { name: "more than one sale may take", extra: { 4: "000002000001" }, code: "61", isBooked: true },
  {
    name: "more than the account holds",
    extra: { 2: panField(DEBIT), 4: "000001000001", 14: "4912" },
    code: "51",
    isBooked: true,
  },
  { name: "exactly what one sale may take", extra: { 4: "000002000000" }, code: "00", isBooked: true },
  {
    name: "exactly what the account holds",
    extra: { 2: panField(DEBIT), 4: "000001000000", 14: "4912" },
    code: "00",
    isBooked: true,
  },
  { name: "a stripe without a track", extra: { 22: "0220" }, code: "30", isBooked: false },
  { name: "a chip without ICC data", extra: { 22: "0520" }, code: "30", isBooked: false },
  { name: "ICC data that is no TLV", extra: { 22: "0520", 55: "00049F26085D" }, code: "30", isBooked: false },
])("a sale with $name is $code", async ({ extra, code, isBooked }) => {
  await withSession({}, async (session, { ledger }) => {
    const answer = await sale(session, 2, 100, extra);
    expect(answer.fields[39]).toBe(code);
    expect(answer.fields[64] !== undefined).toBe(code === "00");
    expect(ledger.entries().map(({ state, responseCode }) => [state, responseCode])).toEqual(
      isBooked ? [[code === "00" ? "approved" : "declined", code]] : [],
    );
    expect(ledger.totals(TID, 1).saleCount).toBe(code === "00" ? 1 : 0);
  });
});

test.each([
  { declinesWithMac: "none" as const, carries: false },
  { declinesWithMac: "reversals" as const, carries: false },
  { declinesWithMac: "all" as const, carries: true },
])("a declined sale carries a MAC: $carries, when declines with MAC are $declinesWithMac", async (row) => {
  await withSession({ declinesWithMac: row.declinesWithMac }, async (session) => {
    const answer = await sale(session, 2, 100, { 14: "5012" });
    expect(answer.fields[64]).toBe(row.carries ? toHex(cupMac(session.macKey, answer.macInput)) : undefined);
  });
});

test.each([
  { first: "approved", extra: {} },
  { first: "declined", extra: { 14: "5012" } },
])("the same STAN again after an $first sale is 94 and moves nothing", async ({ extra }) => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 100, extra);
    const before = ledger.accounts();
    expect((await sale(session, 2, 100)).fields[39]).toBe("94");
    expect(ledger.accounts()).toEqual(before);
    expect(ledger.entries()).toHaveLength(1);
  });
});

test("what the host does not know is 40, and what it cannot tell apart is 30", async () => {
  await withSession({}, async ({ port, macKey }) => {
    const preAuthorisation = {
      ...IDENTITY,
      3: "030000",
      4: "000000000100",
      11: "000002",
      25: "06",
      60: "001340000001000600",
    };
    expect((await ask(port, signed(macKey, "0100", preAuthorisation))).fields[39]).toBe("40");
    expect((await ask(port, unsigned("0820", { ...IDENTITY, 60: "000400000" + "0" }))).fields[39]).toBe("30");
  });
});
