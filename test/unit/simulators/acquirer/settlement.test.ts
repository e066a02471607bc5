import { expect, test } from "vitest";
import {
  batchMessage,
  type Counted,
  end,
  flags,
  list,
  settle,
  settlementFields,
  totalsDigits,
  upload,
} from "./settling.ts";
import {
  ascii,
  ask,
  bodyOf,
  DEBIT,
  frame,
  IDENTITY,
  panField,
  reversal,
  type Session,
  sale,
  signed,
  signIn,
  TID,
  unsigned,
  voidSale,
} from "./terminal.ts";
import { withFaults, withHost, withSession } from "./with-host.ts";

/** Two sales online and one offline, 350 fen; one of them voided, 100 fen; one reversed, which counts nowhere. */
async function businessOf(session: Session): Promise<void> {
  const { 37: rrn = "" } = (await sale(session, 2, 100)).fields;
  await sale(session, 3, 200);
  await upload(session, 4, 50, 1);
  await voidSale(session, 5, 100, { stan: 2, rrn });
  await sale(session, 6, 7);
  await reversal(session, 6, 7);
  await sale(session, 7, 9, { 14: "5012" });
}

const RIGHT: Counted = { debit: [3, 350], credit: [1, 100] };

test("right totals are balanced: 0510 repeats them with flag 1 behind each half", async () => {
  await withSession({}, async (session, { ledger }) => {
    await businessOf(session);
    const answer = await settle(session, 8, RIGHT);
    expect(answer.mti).toBe("0510");
    expect(answer.fields).toMatchObject({
      11: "000008",
      39: "00",
      41: TID,
      48: "0000000003500030000000001000011" + "0000000000000000000000000000001",
      49: "156",
      60: "00000001201",
    });
    expect(answer.fields[64]).toBeUndefined();
    expect(ledger.settlement(TID, 1)).toMatchObject({
      stan: 8,
      stated: { debitCount: 3, debitFen: 350n, creditCount: 1, creditFen: 100n },
      host: { debitCount: 3, debitFen: 350n, creditCount: 1, creditFen: 100n },
      domesticFlag: "1",
      foreignFlag: "1",
    });
  });
});

test.each<{ name: string; domestic: Counted; foreign?: Counted; expected: string }>([
  { name: "one fen more", domestic: { ...RIGHT, debit: [3, 351] }, expected: "21" },
  { name: "one sale less", domestic: { ...RIGHT, debit: [2, 350] }, expected: "21" },
  { name: "no void", domestic: { debit: [3, 350] }, expected: "21" },
  { name: "a void of another amount", domestic: { ...RIGHT, credit: [1, 99] }, expected: "21" },
  { name: "the net in place of both sides", domestic: { debit: [2, 250] }, expected: "21" },
  { name: "a foreign card that was never here", domestic: RIGHT, foreign: { debit: [1, 1] }, expected: "12" },
  { name: "everything wrong", domestic: {}, foreign: { credit: [1, 1] }, expected: "22" },
])("totals with $name have the flags $expected", async ({ domestic, foreign, expected }) => {
  await withSession({}, async (session) => {
    await businessOf(session);
    const answer = await settle(session, 8, domestic, foreign);
    expect(answer.fields[39]).toBe("00");
    expect(flags(answer)).toBe(expected);
  });
});

test("an empty batch balances, and the last 0500 counts", async () => {
  await withSession({}, async (session, { ledger }) => {
    expect(flags(await settle(session, 2, {}))).toBe("11");
    await sale(session, 3, 100);
    expect(flags(await settle(session, 2, {}))).toBe("21");
    expect(flags(await settle(session, 4, { debit: [1, 100] }))).toBe("11");
    expect(ledger.settlement(TID, 1)).toMatchObject({ stan: 4, domesticFlag: "1" });
  });
});

test("a batch of a thousand sales balances in three digits", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 100);
    const [first] = ledger.entries();
    if (first === undefined) throw new Error("the sale is booked");
    for (let stan = 3; stan <= 1001; stan++) ledger.book({ ...first, stan });
    expect(ledger.totals(TID, 1).saleCount).toBe(1000);
    expect(flags(await settle(session, 2000, { debit: [0, 100_000] }))).toBe("11");
  });
});

test.each<{ name: string; change: Record<number, string>; code: string }>([
  { name: "of a batch that the host never opened", change: { 60: "0011000000092010" }, code: "25" },
  { name: "with 61 digits", change: { 48: `0061${totalsDigits({}).slice(0, 61)}0` }, code: "30" },
  {
    name: "with the totals of one half only",
    change: { 48: `0031${totalsDigits({}).slice(0, 31)}0` },
    code: "30",
  },
  { name: "in dollars", change: { 49: ascii("840") }, code: "12" },
  { name: "with STAN 000000", change: { 11: "000000" }, code: "30" },
  { name: "with another management code", change: { 60: "0011000000012020" }, code: "40" },
  { name: "of another merchant", change: { 42: ascii("999999999999999") }, code: "03" },
  { name: "of a terminal that never signed in", change: { 41: ascii("00000009") }, code: "77" },
])("a 0500 $name is $code", async ({ change, code }) => {
  await withSession({}, async (session, { ledger }) => {
    const fields = { ...settlementFields(session, 2, {}), ...change };
    expect((await ask(session.port, unsigned("0500", fields))).fields[39]).toBe(code);
    expect(ledger.settlement(TID, 1)).toBeUndefined();
  });
});

test("a 0500 of a terminal that is not on the list is 97, and one without DE48 is 30", async () => {
  await withHost({ terminals: [{ tid: "00000002", mid: "123456789012345" }] }, async ({ port }) => {
    const session = { port, batch: "000001", macKey: new Uint8Array(16), pinKey: new Uint8Array(16) };
    expect((await settle(session, 2, {})).fields[39]).toBe("97");
  });
  await withSession({}, async (session) => {
    const { 48: _totals, ...fields } = settlementFields(session, 2, {});
    expect((await ask(session.port, unsigned("0500", fields))).fields[39]).toBe("30");
  });
});

test("a MAC on settlement messages is checked when it is there", async () => {
  await withSession({}, async (session) => {
    const messages = [
      ["0500", settlementFields(session, 2, {})],
      ["0320", batchMessage(session, 3, "207", "0000")],
    ] as const;
    for (const [mti, fields] of messages) {
      const body = bodyOf(mti, fields, true);
      const wrong = frame(new Uint8Array([...body, ...new Uint8Array(8)]));
      expect((await ask(session.port, wrong)).fields[39]).toBe("A0");
      expect((await ask(session.port, signed(session.macKey, mti, fields))).fields[39]).toBe("00");
    }
  });
});

test("the end closes the batch, the next sign-in brings the next number, and one before it the same", async () => {
  await withSession({}, async (session, { ledger }) => {
    await businessOf(session);
    await settle(session, 8, RIGHT);
    expect((await signIn(session.port)).batch).toBe("000001");
    const answer = await end(session, 9, "207", 0);
    expect(answer.mti).toBe("0330");
    expect(answer.fields).toMatchObject({ 11: "000009", 39: "00", 60: "00000001207" });
    expect(ledger.closedBatches(TID)).toMatchObject([{ tid: TID, batchNumber: 1 }]);
    expect(ledger.settlement(TID, 1)).toMatchObject({
      endManagement: "207",
      statedRecordCount: 0,
      receivedRecordCount: 0,
    });
    const next = await signIn(session.port);
    expect(next.batch).toBe("000002");
    expect((await sale(next, 10, 100)).fields[39]).toBe("00");
    expect(ledger.totals(TID, 2).saleCount).toBe(1);
    expect(ledger.totals(TID, 1).netFen).toBe(250n);
  });
});

test("the end comes again, with its number or another, before and after the next sign-in: it is 00 and changes nothing", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 100);
    await settle(session, 3, { debit: [1, 100] });
    await end(session, 4, "207", 0);
    const before = [ledger.batches(), ledger.settlement(TID, 1)];
    expect((await end(session, 4, "207", 0)).fields[39]).toBe("00");
    expect((await end(session, 5, "202", 9)).fields[39]).toBe("00");
    expect([ledger.batches(), ledger.settlement(TID, 1)]).toEqual(before);
    await signIn(session.port);
    expect((await end(session, 4, "207", 0)).fields[39]).toBe("00");
    expect(
      ledger.batches().map(({ batchNumber, closedAt }) => [batchNumber, closedAt !== undefined]),
    ).toEqual([
      [1, true],
      [2, false],
    ]);
  });
});

test("totals of a closed batch are 12, but the same 0500 gets the same answer", async () => {
  await withSession({}, async (session) => {
    await sale(session, 2, 100);
    const first = await settle(session, 3, { debit: [1, 100] });
    await end(session, 4, "207", 0);
    const again = await settle(session, 3, { debit: [1, 100] });
    expect(again.fields[39]).toBe("00");
    expect(again.fields[48]).toBe(first.fields[48]);
    expect((await settle(session, 5, { debit: [1, 100] })).fields[39]).toBe("12");
    expect((await settle(session, 3, { debit: [1, 99] })).fields[39]).toBe("12");
  });
});

test("an end without totals, or as balanced where it is not, is 12 and closes nothing", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 100);
    expect((await end(session, 3, "207", 0)).fields[39]).toBe("12");
    expect((await end(session, 3, "202", 0)).fields[39]).toBe("12");
    await settle(session, 4, {});
    expect((await end(session, 5, "207", 0)).fields[39]).toBe("12");
    expect(ledger.closedBatches(TID)).toEqual([]);
    expect((await end(session, 6, "202", 0)).fields[39]).toBe("00");
  });
});

test.each(["000", "00000", ""])("an end with the count '%s' is 30", async (count) => {
  await withSession({}, async (session) => {
    await settle(session, 2, {});
    const answer = await ask(session.port, unsigned("0320", batchMessage(session, 3, "207", count)));
    expect(answer.fields[39]).toBe("30");
  });
});

test("terminals settle apart", async () => {
  await withHost({}, async ({ port, ledger }) => {
    const one = await signIn(port);
    const other = await signIn(port, "00000002");
    await sale(one, 2, 100);
    const foreign = { ...settlementFields(other, 2, {}), 41: ascii("00000002") };
    expect(flags(await ask(port, unsigned("0500", foreign)))).toBe("11");
    expect(flags(await settle(one, 3, {}))).toBe("21");
    const ended = { ...batchMessage(other, 3, "207", "0000"), 41: ascii("00000002") };
    await ask(port, unsigned("0320", ended));
    expect(ledger.closedBatches("00000002")).toHaveLength(1);
    expect(ledger.closedBatches(TID)).toEqual([]);
  });
});

test("the books of a settlement survive a repeat of everything after a restart of nothing but the connection", async () => {
  await withSession({}, async (session, { ledger }) => {
    await sale(session, 2, 100, { 2: panField(DEBIT), 14: "4912" });
    for (let turn = 0; turn < 3; turn++) {
      expect(flags(await settle(session, 3, {}))).toBe("21");
      expect((await list(session, 4, [{ stan: 2, fen: 100, pan: DEBIT }])).fields[39]).toBe("00");
    }
    for (let turn = 0; turn < 3; turn++) expect((await end(session, 5, "202", 1)).fields[39]).toBe("00");
    expect(ledger.listedRecords(TID, 1)).toHaveLength(1);
    expect(ledger.batches()).toHaveLength(1);
  });
});

test.each(["2", "3"] as const)(
  "wrongTotals: flag %s for no reason, while the host counts right",
  async (flag) => {
    await withFaults([{ on: "settlement", nth: 1, do: "wrongTotals", flag }], async (session, { ledger }) => {
      await sale(session, 2, 100);
      expect(flags(await settle(session, 3, { debit: [1, 100] }))).toBe(`${flag}1`);
      expect(ledger.settlement(TID, 1)?.domesticFlag).toBe("1");
      const answer = ledger.messages().findLast(({ direction }) => direction === "answer");
      expect(answer).toMatchObject({ kind: "settlement", responseCode: "00", fault: `wrongTotals ${flag}` });
      // The list of a batch that balances is taken, too.
      expect((await list(session, 4, [{ stan: 2, fen: 100 }])).fields[39]).toBe("00");
      expect((await end(session, 5, "202", 1)).fields[39]).toBe("00");
      expect(ledger.entries()).toMatchObject([{ reconciliation: "matched" }]);
    });
  },
);

test("forgetBatch: 25 to whatever belongs to the batch, until the rule is gone", async () => {
  await withSession({}, async (session, host) => {
    await sale(session, 2, 100);
    host.setBehaviour([
      { on: "settlement", do: "forgetBatch" },
      { on: "batchList", do: "forgetBatch" },
      { on: "batchChip", do: "forgetBatch" },
      { on: "batchEnd", do: "forgetBatch" },
    ]);
    expect((await settle(session, 3, { debit: [1, 100] })).fields[39]).toBe("25");
    expect((await list(session, 4, [{ stan: 2, fen: 100 }])).fields[39]).toBe("25");
    expect((await end(session, 5, "207", 0)).fields[39]).toBe("25");
    expect(host.ledger.settlement(TID, 1)).toBeUndefined();
    host.setBehaviour([]);
    expect(flags(await settle(session, 3, { debit: [1, 100] }))).toBe("11");
  });
});

test.each([
  ["00000001", "00000002"],
  ["00000009", "00000000"],
  ["T000000X", "T0000000"],
])("otherTerminal: the answer to %s is that of %s", async (tid, other) => {
  await withHost({ behaviour: [{ on: "settlement", do: "otherTerminal" }] }, async ({ port }) => {
    const session = await signIn(port, tid);
    const fields = { ...settlementFields(session, 2, {}), ...IDENTITY, 41: ascii(tid) };
    const answer = await ask(port, unsigned("0500", fields));
    expect(answer.fields).toMatchObject({ 39: "00", 41: other });
  });
});

test("refuse, loseAnswer and garbage meet settlement messages as they meet any other", async () => {
  await withFaults(
    [
      { on: "settlement", nth: 1, do: "refuse", code: "96" },
      { on: "batchEnd", nth: 1, do: "close" },
      { on: "batchList", nth: 1, do: "resetAfterFirstByte" },
    ],
    async (session, { ledger }) => {
      await sale(session, 2, 100);
      expect((await settle(session, 3, {})).fields[39]).toBe("96");
      expect(ledger.settlement(TID, 1)).toBeUndefined();
      expect(flags(await settle(session, 3, {}))).toBe("21");
      await expect(list(session, 4, [{ stan: 2, fen: 100 }])).rejects.toThrow();
      expect(ledger.listedRecords(TID, 1)).toEqual([]);
      expect((await list(session, 4, [{ stan: 2, fen: 100 }])).fields[39]).toBe("00");
      await expect(end(session, 5, "202", 1)).rejects.toThrow();
      expect(ledger.closedBatches(TID)).toHaveLength(1);
      expect((await end(session, 5, "202", 1)).fields[39]).toBe("00");
    },
  );
});
