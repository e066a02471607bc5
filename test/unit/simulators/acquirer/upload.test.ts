import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { RunningAcquirer } from "../../../../simulators/acquirer/server.ts";
import { certificateIcc, chip, iccData, offlineIcc, tlv, wrongCryptogram } from "./icc-data.ts";
import { upload, uploadFields } from "./settling.ts";
import {
  ascii,
  ask,
  bodyOf,
  CREDIT,
  cupMac,
  DEBIT,
  frame,
  panField,
  reversal,
  sale,
  signed,
  TID,
  unsigned,
  voidSale,
  type WireFields,
} from "./terminal.ts";
import { withFaults, withHost, withSession } from "./with-host.ts";

const states = ({ ledger }: RunningAcquirer) =>
  ledger.entries().map(({ kind, origin, state }) => `${origin} ${kind} ${state}`);
const debitBalance = ({ ledger }: RunningAcquirer): bigint | undefined =>
  ledger.accounts().find(({ panMasked }) => panMasked === `${DEBIT.slice(0, 6)}*********${DEBIT.slice(-4)}`)
    ?.balanceFen;

test("an upload with a right TC is booked as an offline sale, and answered under a right MAC", async () => {
  await withSession({}, async (session, host) => {
    const answer = await upload(session, 2, 1234, 1);
    expect(answer.mti).toBe("0210");
    expect(answer.fields).toMatchObject({
      3: "000000",
      4: "000000001234",
      11: "000002",
      37: "112300000003",
      38: "000003",
      39: "00",
    });
    expect(answer.fields[55]).toBeUndefined();
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(host.ledger.entries()).toMatchObject([
      { kind: "sale", origin: "offline", state: "approved", amountFen: 1234n, atc: 1, stan: 2 },
    ]);
    expect(host.ledger.totals(TID, 1)).toMatchObject({ saleCount: 1, saleFen: 1234n, netFen: 1234n });
    expect(debitBalance(host)).toBe(1_000_000n - 1234n);
  });
});

test("a TC binds the bank: an empty account pays too", async () => {
  await withSession({}, async (session, host) => {
    expect((await upload(session, 2, 1_000_001, 1)).fields[39]).toBe("00");
    expect(debitBalance(host)).toBe(-1n);
    const online = await sale(session, 3, 1, chip(iccData(1, 2).wire));
    expect(online.fields[39]).toBe("51");
  });
});

test.each<{ name: string; fields: WireFields; code: string }>([
  { name: "a wrong TC", fields: { 55: wrongCryptogram(offlineIcc(100, 1)) }, code: "59" },
  {
    name: "an ARQC in place of a TC",
    fields: { 55: offlineIcc(100, 1, { cvr: "03A04000", cid: "80" }) },
    code: "59",
  },
  {
    name: "an AAC in place of a TC",
    fields: { 55: offlineIcc(100, 1, { cvr: "03804000", cid: "00" }) },
    code: "59",
  },
  { name: "9F27 = 80 over a TC", fields: { 55: offlineIcc(100, 1, { cid: "80" }) }, code: "59" },
  { name: "another amount on the card", fields: { 55: offlineIcc(99, 1) }, code: "64" },
  { name: "another sequence number", fields: { 23: "0002" }, code: "14" },
  { name: "a card of another bank", fields: { 2: panField("6228000100000009990") }, code: "14" },
  {
    name: "another card in tag 5A",
    fields: { 55: offlineIcc(100, 1, { more: tlv("8A", "5931") + tlv("5A", CREDIT) }) },
    code: "14",
  },
  {
    name: "another card in tag 57",
    fields: {
      55: offlineIcc(100, 1, {
        more: tlv("8A", "5931") + tlv("57", `${CREDIT}D4912201F`.padEnd(38, "0").slice(0, 26)),
      }),
    },
    code: "14",
  },
  { name: "no 8A", fields: { 55: offlineIcc(100, 1, { more: "" }) }, code: "30" },
  { name: "8A = 00", fields: { 55: offlineIcc(100, 1, { more: tlv("8A", "3030") }) }, code: "12" },
  { name: "8A = Z1", fields: { 55: offlineIcc(100, 1, { more: tlv("8A", "5A31") }) }, code: "12" },
  { name: "8A = Y3", fields: { 55: offlineIcc(100, 1, { more: tlv("8A", "5933") }) }, code: "00" },
  { name: "another expiry", fields: { 14: "5012" }, code: "54" },
  {
    name: "a day after the card's expiry",
    fields: { 55: offlineIcc(100, 1, { date: "500101" }) },
    code: "54",
  },
  { name: "DE55 that is no TLV", fields: { 55: "00029F02" }, code: "30" },
  { name: "a stripe", fields: { 22: "0220", 35: `24${CREDIT}D4911201` }, code: "14" },
  { name: "a card number keyed by hand", fields: { 22: "0120" }, code: "30" },
  { name: "another currency", fields: { 49: ascii("840") }, code: "12" },
  { name: "STAN 000000", fields: { 11: "000000" }, code: "30" },
])("an upload with $name is $code", async ({ fields, code }) => {
  await withSession({}, async (session, host) => {
    const answer = await upload(session, 2, 100, 1, fields);
    expect(answer.fields[39]).toBe(code);
    expect(host.ledger.totals(TID, 1).saleCount).toBe(code === "00" ? 1 : 0);
    expect(debitBalance(host)).toBe(code === "00" ? 999_900n : 1_000_000n);
  });
});

test("an upload beyond what one sale may take is 61", async () => {
  await withSession({ saleLimitFen: 1000n }, async (session) => {
    expect((await upload(session, 2, 1001, 1)).fields[39]).toBe("61");
    expect((await upload(session, 3, 1000, 2)).fields[39]).toBe("00");
  });
});

test("an upload without DE55 is 30, without or with a wrong MAC A0, and nothing is booked", async () => {
  await withSession({}, async (session, { ledger }) => {
    const fields = uploadFields(session, 2, 100, 1);
    const { 55: _icc, ...without } = fields;
    expect((await ask(session.port, signed(session.macKey, "0200", without))).fields[39]).toBe("30");
    const unsignedAnswer = await ask(session.port, unsigned("0200", fields));
    expect(unsignedAnswer.fields[39]).toBe("A0");
    expect(unsignedAnswer.header[5]).toBe("3");
    const body = bodyOf("0200", fields, true);
    const wrong = frame(new Uint8Array([...body, ...new Uint8Array(8)]));
    expect((await ask(session.port, wrong)).fields[39]).toBe("A0");
    expect(ledger.entries()).toEqual([]);
  });
});

test("an upload before the first sign-in is 77", async () => {
  await withHost({}, async ({ port }) => {
    const session = { port, batch: "000001", macKey: new Uint8Array(16), pinKey: new Uint8Array(16) };
    expect((await upload(session, 2, 100, 1)).fields[39]).toBe("77");
  });
});

test("the same upload again is 94 with the RRN of the first, and books nothing", async () => {
  await withSession({}, async (session, host) => {
    const first = await upload(session, 2, 100, 1);
    const again = await upload(session, 2, 100, 1);
    expect(again.fields[39]).toBe("94");
    expect(again.fields[37]).toBe(first.fields[37]);
    expect(again.fields[38]).toBe(first.fields[38]);
    expect(states(host)).toEqual(["offline sale approved"]);
    expect(debitBalance(host)).toBe(999_900n);
  });
});

test("an upload under the number of another one is 94 without that one's RRN", async () => {
  await withSession({}, async (session) => {
    const first = await upload(session, 2, 100, 1);
    const other = await upload(session, 2, 101, 2);
    expect(other.fields[39]).toBe("94");
    expect(other.fields[37]).not.toBe(first.fields[37]);
    expect(other.fields[38]).toBeUndefined();
  });
});

test("an upload under the number of an online sale is 94 without that sale's RRN", async () => {
  await withSession({}, async (session) => {
    const online = await sale(session, 2, 100);
    const answer = await upload(session, 2, 100, 1);
    expect(answer.fields[39]).toBe("94");
    expect(answer.fields[37]).not.toBe(online.fields[37]);
  });
});

test("an online sale under the number of an upload is 94", async () => {
  await withSession({}, async (session) => {
    await upload(session, 2, 100, 1);
    expect((await sale(session, 2, 100)).fields[39]).toBe("94");
  });
});

test("one card transaction is booked once: under another STAN it is 59, online before or not", async () => {
  await withSession({}, async (session, host) => {
    await upload(session, 2, 100, 1);
    expect((await upload(session, 3, 100, 1)).fields[39]).toBe("59");
    expect((await sale(session, 4, 200, chip(iccData(200, 2).wire))).fields[39]).toBe("00");
    expect((await upload(session, 5, 200, 2)).fields[39]).toBe("59");
    expect(debitBalance(host)).toBe(999_700n);
  });
});

test("a refused upload may come again and is judged anew: 94 would say that it had been taken", async () => {
  await withSession({}, async (session, host) => {
    const wrong = { 55: wrongCryptogram(offlineIcc(100, 1)) };
    expect((await upload(session, 2, 100, 1, wrong)).fields[39]).toBe("59");
    expect((await upload(session, 2, 100, 1, wrong)).fields[39]).toBe("59");
    expect(states(host)).toEqual(["offline sale declined"]);
    expect((await upload(session, 2, 100, 1)).fields[39]).toBe("00");
    expect(states(host)).toEqual(["offline sale approved"]);
  });
});

test("every tenth upload is refused by a rule, stands in the books as declined, and goes when it comes again", async () => {
  await withFaults([{ on: "upload", every: 10, do: "refuse", code: "96" }], async (session, host) => {
    const codes: (string | undefined)[] = [];
    for (let i = 1; i <= 20; i++) codes.push((await upload(session, i, 100, i)).fields[39]);
    expect(codes.flatMap((code, i) => (code === "96" ? [i + 1] : []))).toEqual([10, 20]);
    expect(host.ledger.totals(TID, 1).saleCount).toBe(18);
    expect((await upload(session, 10, 100, 10)).fields[39]).toBe("00");
    expect(host.ledger.totals(TID, 1).saleCount).toBe(19);
  });
});

test("an upload whose answer was lost is in the books, and the repeat is 94", async () => {
  await withFaults([{ on: "upload", nth: 1, do: "close" }], async (session, host) => {
    await expect(upload(session, 2, 100, 1)).rejects.toThrow();
    expect(states(host)).toEqual(["offline sale approved"]);
    expect((await upload(session, 2, 100, 1)).fields[39]).toBe("94");
  });
});

test("an uploaded sale is voided like an online one", async () => {
  await withSession({}, async (session, host) => {
    const { 37: rrn = "" } = (await upload(session, 2, 100, 1)).fields;
    const card = { 2: panField(DEBIT), 14: "4912" };
    expect((await voidSale(session, 3, 99, { stan: 2, rrn }, card)).fields[39]).toBe("64");
    expect((await voidSale(session, 4, 100, { stan: 2, rrn }, card)).fields[39]).toBe("00");
    expect((await voidSale(session, 5, 100, { stan: 2, rrn }, card)).fields[39]).toBe("12");
    expect((await upload(session, 2, 100, 1)).fields[39]).toBe("94");
    expect(states(host)).toEqual([
      "offline sale voided",
      "online void declined",
      "online void approved",
      "online void declined",
    ]);
    expect(debitBalance(host)).toBe(1_000_000n);
    expect(host.ledger.totals(TID, 1)).toMatchObject({ saleCount: 1, voidCount: 1, netFen: 0n });
  });
});

test("an uploaded sale cannot be reversed", async () => {
  await withSession({}, async (session, host) => {
    await upload(session, 2, 100, 1);
    const answer = await reversal(session, 2, 100, { 2: panField(DEBIT), 14: "4912" });
    expect(answer.fields[39]).toBe("12");
    expect(states(host)).toEqual(["offline sale approved"]);
  });
});

test("an upload under a number whose reversal was here first is 12: the terminal was promised that no money moves", async () => {
  await withSession({}, async (session, host) => {
    const early = await reversal(session, 2, 100, { 2: panField(DEBIT), 14: "4912" });
    expect(early.fields[39]).toBe("25");
    expect((await upload(session, 2, 100, 1)).fields[39]).toBe("12");
    expect(states(host)).toEqual(["offline sale declined"]);
  });
});

test("nothing goes into a closed batch: sale, void and new upload are 12, an upload that is there stays 94", async () => {
  await withSession({}, async (session, host) => {
    const { 37: rrn = "" } = (await sale(session, 2, 100)).fields;
    await upload(session, 3, 100, 1);
    host.closeBatch(TID);
    expect((await sale(session, 4, 100)).fields[39]).toBe("12");
    expect((await voidSale(session, 5, 100, { stan: 2, rrn })).fields[39]).toBe("12");
    expect((await upload(session, 6, 100, 2)).fields[39]).toBe("12");
    expect((await upload(session, 3, 100, 1)).fields[39]).toBe("94");
    expect(host.ledger.entries()).toHaveLength(2);
  });
});

test("the certificate of an online sale is no offline approval", async () => {
  await withSession({}, async (session) => {
    expect((await upload(session, 2, 100, 1, { 55: certificateIcc(100, 1) })).fields[39]).toBe("30");
  });
});
