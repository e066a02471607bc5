import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import {
  ascii,
  ask,
  cupMac,
  DEBIT,
  ofVoid,
  panField,
  reversal,
  sale,
  saleFields,
  signed,
  signIn,
  TID,
  unsigned,
  voidSale,
  type WireFields,
} from "./terminal.ts";
import { withSession } from "./with-host.ts";

test("a reversal of an approved sale gives the money back and answers 00 under a right MAC", async () => {
  await withSession({}, async (session, { ledger }) => {
    const before = ledger.accounts();
    await sale(session, 2, 1234);
    const answer = await reversal(session, 2, 1234);
    expect(answer.mti).toBe("0410");
    expect(answer.fields).toMatchObject({
      3: "000000",
      4: "000000001234",
      11: "000002",
      15: "1123",
      39: "00",
    });
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(ledger.entries().map(({ state }) => state)).toEqual(["reversed"]);
    expect(ledger.accounts()).toEqual(before);
    expect(ledger.totals(TID, 1).saleCount).toBe(0);
  });
});

test("the same reversal again is 00 again and gives nothing back twice", async () => {
  await withSession({}, async (session, { ledger }) => {
    const before = ledger.accounts();
    await sale(session, 2, 1234);
    for (let turn = 0; turn < 3; turn++) expect((await reversal(session, 2, 1234)).fields[39]).toBe("00");
    expect(ledger.accounts()).toEqual(before);
  });
});

test("a sale after its reversal is 94, as its STAN was here", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 1234);
    await reversal(session, 2, 1234);
    expect((await sale(session, 2, 1234)).fields[39]).toBe("94");
    expect(ledger.totals(TID, 1).saleCount).toBe(0);
  });
});

test("a reversal of a declined sale is 00, as there is nothing to undo", async () => {
  await withSession({}, async (session, { ledger }) => {
    const before = ledger.accounts();
    await sale(session, 2, 100, { 14: "5012" });
    expect((await reversal(session, 2, 100)).fields[39]).toBe("00");
    expect(ledger.entries().map(({ state }) => state)).toEqual(["declined"]);
    expect(ledger.accounts()).toEqual(before);
  });
});

test("a reversal without an original is 25 without MAC, and the original is refused when it comes late", async () => {
  await withSession({}, async (session, { ledger }) => {
    const early = await reversal(session, 2, 1234);
    expect(early.fields[39]).toBe("25");
    expect(early.fields[64]).toBeUndefined();
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("25");
    expect((await sale(session, 2, 1234)).fields[39]).toBe("12");
    expect(ledger.totals(TID, 1).saleCount).toBe(0);
    // Now the original is known, and known to be declined.
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("00");
  });
});

test("a late void whose reversal was here first is refused, and the sale stands", async () => {
  await withSession({}, async (session, { ledger }) => {
    const sold = await sale(session, 2, 1234);
    expect((await reversal(session, 3, 1234, ofVoid(session, 2))).fields[39]).toBe("25");
    const late = await voidSale(session, 3, 1234, { stan: 2, rrn: sold.fields[37] ?? "" });
    expect(late.fields[39]).toBe("12");
    expect(ledger.totals(TID, 1).netFen).toBe(1234n);
  });
});

test("a held sale is overtaken by its reversal and moves nothing when it arrives", async () => {
  await withSession({}, async (session, host) => {
    host.setBehaviour([{ on: "sale", nth: 1, do: "slow", delayMs: 150 }]);
    const late = sale(session, 2, 1234);
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("25");
    expect((await late).fields[39]).toBe("12");
    expect(host.ledger.totals(TID, 1).saleCount).toBe(0);
  });
});

test.each<{ declinesWithMac: "none" | "reversals" | "all"; carries: boolean }>([
  { declinesWithMac: "none", carries: false },
  { declinesWithMac: "reversals", carries: true },
  { declinesWithMac: "all", carries: true },
])("a 25 carries a MAC: $carries, when declines with MAC are $declinesWithMac", async (row) => {
  await withSession({ declinesWithMac: row.declinesWithMac }, async (session) => {
    const answer = await reversal(session, 2, 100);
    expect(answer.fields[64]).toBe(row.carries ? toHex(cupMac(session.macKey, answer.macInput)) : undefined);
  });
});

test.each<{ name: string; fen: number; extra: WireFields; code: string }>([
  { name: "for another amount", fen: 1233, extra: {}, code: "64" },
  { name: "for another card", fen: 1234, extra: { 2: panField(DEBIT) }, code: "12" },
  { name: "without a card number", fen: 1234, extra: { 2: "" }, code: "00" },
])("a reversal $name is $code", async ({ fen, extra, code }) => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 1234);
    const fields: Record<number, string> = { ...saleFields(session, 2, fen), 39: ascii("98"), ...extra };
    if (fields[2] === "") delete fields[2];
    const answer = await ask(session.port, signed(session.macKey, "0400", fields));
    expect(answer.fields[39]).toBe(code);
    expect(ledger.entries()[0]?.state).toBe(code === "00" ? "reversed" : "approved");
  });
});

test("a reversal of a void that names a sale's STAN, and the reverse, are 12", async () => {
  await withSession({}, async (session, { ledger }) => {
    const sold = await sale(session, 2, 1234);
    expect((await reversal(session, 2, 1234, ofVoid(session, 2))).fields[39]).toBe("12");
    await voidSale(session, 3, 1234, { stan: 2, rrn: sold.fields[37] ?? "" });
    expect((await reversal(session, 3, 1234)).fields[39]).toBe("12");
    expect((await reversal(session, 3, 1234, ofVoid(session, 9))).fields[39]).toBe("12");
    expect(ledger.entries().map(({ state }) => state)).toEqual(["voided", "approved"]);
  });
});

test("a voided sale cannot be reversed, only its void can", async () => {
  await withSession({}, async (session, { ledger }) => {
    const before = ledger.accounts();
    const sold = await sale(session, 2, 1234);
    await voidSale(session, 3, 1234, { stan: 2, rrn: sold.fields[37] ?? "" });
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("12");
    expect(ledger.accounts()).toEqual(before);
  });
});

test("a reversal of a void without DE61 is a format error", async () => {
  await withSession({}, async (session) => {
    const { 61: _reference, ...extra } = ofVoid(session, 2);
    expect((await reversal(session, 3, 100, extra)).fields[39]).toBe("30");
  });
});

test("a reversal without its reason is a format error", async () => {
  await withSession({}, async (session) => {
    const answer = await ask(session.port, signed(session.macKey, "0400", saleFields(session, 2, 100)));
    expect(answer.fields[39]).toBe("30");
  });
});

test("a reversal under yesterday's key is A0, and after a sign-in the same one is 00", async () => {
  await withSession({}, async (session, { port, ledger }) => {
    await sale(session, 2, 1234);
    const today = await signIn(port);
    expect((await reversal(session, 2, 1234)).fields[39]).toBe("A0");
    expect(ledger.entries()[0]?.state).toBe("approved");
    expect((await reversal(today, 2, 1234)).fields[39]).toBe("00");
  });
});

test("a reversal without MAC is A0 and reverses nothing", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 1234);
    const fields = { ...saleFields(session, 2, 1234), 39: ascii("98") };
    expect((await ask(session.port, unsigned("0400", fields))).fields[39]).toBe("A0");
    expect(ledger.entries()[0]?.state).toBe("approved");
  });
});

test("a reversal of the batch before is still possible after the batch number has moved on", async () => {
  await withSession({}, async (session, host) => {
    await sale(session, 2, 1234);
    host.closeBatch(TID);
    const next = await signIn(host.port);
    expect(next.batch).toBe("000002");
    expect((await reversal({ ...next, batch: "000001" }, 2, 1234)).fields[39]).toBe("00");
    expect(host.ledger.totals(TID, 1).saleCount).toBe(0);
  });
});
