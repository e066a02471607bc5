import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { RunningAcquirer } from "../../../../simulators/acquirer/server.ts";
import { settlementFile } from "../../../../simulators/acquirer/settlement-file.ts";
import { testBank } from "../../../../simulators/acquirer/test-bank.ts";
import { TEST_ACCOUNTS } from "../../../../simulators/issuer/accounts-table.ts";
import { clear, clearingFields, type Kind, namedBy, naming, reverse } from "./clearing.ts";
import { chip, iccData, offlineIcc, tlv } from "./icc-data.ts";
import { load } from "./loading.ts";
import { batchMessage, certificateFields, end, flags, list, settle, upload } from "./settling.ts";
import {
  ascii,
  ask,
  CREDIT,
  cupMac,
  DEBIT,
  IDENTITY,
  panField,
  type Session,
  sale,
  signed,
  signIn,
  TID,
  unsigned,
  voidSale,
} from "./terminal.ts";
import { withSession } from "./with-host.ts";

const OPENING_FEN = 5_000_000n;
const balanceOf = ({ ledger }: RunningAcquirer): bigint | undefined =>
  ledger.accounts().find(({ panMasked }) => panMasked === `${CREDIT.slice(0, 6)}******${CREDIT.slice(-4)}`)
    ?.balanceFen;
const states = ({ ledger }: RunningAcquirer) => ledger.entries().map(({ kind, state }) => `${kind} ${state}`);
/** What left the accounts is what the books say, whatever was asked. */
function expectLaw({ ledger }: RunningAcquirer): void {
  const charged = ledger
    .accounts()
    .reduce((sum, { openingFen, balanceFen }) => sum + openingFen - balanceFen, 0n);
  const booked = ledger
    .batches()
    .reduce((sum, { tid, batchNumber }) => sum + ledger.totals(tid, batchNumber).netFen, 0n);
  expect(charged).toBe(booked);
}

test("a refund may be partial and come several times, but never gives more than the original", async () => {
  await withSession({}, async (session, host) => {
    const sold = naming(session, { ...namedBy(await sale(session, 2, 1000)) });
    const { 38: _code, ...named } = sold;
    expect((await clear(session, "refund", 3, 400, named)).fields[39]).toBe("00");
    expect((await clear(session, "refund", 4, 601, named)).fields[39]).toBe("64");
    const last = await clear(session, "refund", 5, 600, named);
    expect(last.mti).toBe("0230");
    expect(last.fields[39]).toBe("00");
    expect(last.fields[64]).toBe(toHex(cupMac(session.macKey, last.macInput)));
    expect((await clear(session, "refund", 6, 1, named)).fields[39]).toBe("64");
    expect(balanceOf(host)).toBe(OPENING_FEN);
    expectLaw(host);
  });
});

test("a refund that comes again is answered as before and gives nothing twice", async () => {
  await withSession({}, async (session, host) => {
    const named = naming(session, namedBy(await sale(session, 2, 1000)));
    const first = await clear(session, "refund", 3, 400, named);
    const again = await clear(session, "refund", 3, 400, named);
    expect([again.fields[39], again.fields[37]]).toEqual(["00", first.fields[37]]);
    expect((await clear(session, "refund", 3, 401, named)).fields[39]).toBe("94");
    expect(balanceOf(host)).toBe(OPENING_FEN - 600n);
  });
});

test("a sale of an old batch can be refunded", async () => {
  await withSession({}, async (session, host) => {
    const sold = namedBy(await sale(session, 2, 1000));
    host.closeBatch(TID);
    const next = await signIn(session.port);
    expect(next.batch).not.toBe(session.batch);
    const named = { ...naming(next, { ...sold, batch: session.batch }) };
    const dated = { ...named, 61: `0016${session.batch}0000021123` };
    expect((await clear(next, "refund", 2, 300, dated)).fields[39]).toBe("00");
    expect(
      (await clear(next, "refund", 3, 300, { ...dated, 61: `0016${session.batch}0000021122` })).fields[39],
    ).toBe("25");
    expect((await clear(next, "refund", 4, 700, named)).fields[39]).toBe("00");
    expectLaw(host);
  });
});

test.each([
  { name: "of a STAN that never came", change: { 61: "0012000001000099" }, code: "25" },
  { name: "with another RRN", change: { 37: ascii("000000000000") }, code: "25" },
  { name: "on another card", change: { 2: panField(DEBIT), 14: "4912" }, code: "25" },
  { name: "as electronic cash", change: { 60: "001327000001000600" }, code: "12" },
])("a refund $name is $code", async ({ change, code }) => {
  await withSession({}, async (session, host) => {
    const named = naming(session, namedBy(await sale(session, 2, 1000)));
    expect((await clear(session, "refund", 3, 100, { ...named, ...change })).fields[39]).toBe(code);
    expect(balanceOf(host)).toBe(OPENING_FEN - 1000n);
  });
});

test("a voided sale is not refunded, and a refunded one not voided", async () => {
  await withSession({}, async (session) => {
    const first = namedBy(await sale(session, 2, 1000));
    await voidSale(session, 3, 1000, { stan: 2, rrn: first.rrn ?? "" });
    expect((await clear(session, "refund", 4, 100, naming(session, first))).fields[39]).toBe("12");
    const second = namedBy(await sale(session, 5, 1000));
    await clear(session, "refund", 6, 100, naming(session, second));
    expect((await voidSale(session, 7, 1000, { stan: 5, rrn: second.rrn ?? "" })).fields[39]).toBe("12");
  });
});

test("electronic cash is refunded with 27, and nothing else is", async () => {
  await withSession({}, async (session, host) => {
    const icc = offlineIcc(500, 8, { more: tlv("8A", "5931") + tlv("9F74", "454343303031") });
    const spent = namedBy(await upload(session, 2, 500, 8, { 55: icc }));
    const named = { ...naming(session, spent), 2: panField(DEBIT), 14: "4912" };
    expect((await clear(session, "refund", 3, 200, named)).fields[39]).toBe("12");
    expect((await clear(session, "cashRefund", 4, 200, named)).fields[39]).toBe("00");
    expectLaw(host);
  });
});

test("a balance inquiry brings DE54, moves nothing, and counts what is held", async () => {
  await withSession({}, async (session, host) => {
    await clear(session, "preAuth", 2, 1000);
    const { 4: _amount, ...fields } = clearingFields(session, "balance", 3, 0);
    const answer = await ask(session.port, signed(session.macKey, "0200", fields));
    expect(answer.fields).toMatchObject({ 39: "00", 54: "0002156C000004999000" });
    expect(states(host)).toEqual(["preAuth approved"]);
  });
});

test("a pre-authorisation holds, a completion charges up to 115 %, and it can be voided again", async () => {
  await withSession({}, async (session, host) => {
    const held = namedBy(await clear(session, "preAuth", 2, 1000));
    expect(balanceOf(host)).toBe(OPENING_FEN);
    const named = naming(session, held);
    expect((await clear(session, "completion", 3, 1151, named)).fields[39]).toBe("64");
    const completed = await clear(session, "completion", 4, 1150, named);
    expect(completed.fields[39]).toBe("00");
    expect((await clear(session, "completion", 5, 100, named)).fields[39]).toBe("12");
    expect((await clear(session, "preAuthVoid", 6, 1000, named)).fields[39]).toBe("12");
    const again = naming(session, namedBy(completed));
    expect((await clear(session, "completionVoid", 7, 1150, again)).fields[39]).toBe("00");
    expect(balanceOf(host)).toBe(OPENING_FEN);
    expect((await clear(session, "preAuthVoid", 8, 1000, named)).fields[39]).toBe("00");
    expect(states(host).filter((state) => !state.endsWith("declined"))).toEqual([
      "preAuth voided",
      "completion voided",
      "completionVoid approved",
      "preAuthVoid approved",
    ]);
    expectLaw(host);
  });
});

test("a completion advice finds its pre-authorisation by approval code and may come again", async () => {
  await withSession({}, async (session, host) => {
    const { code = "" } = namedBy(await clear(session, "preAuth", 2, 1000));
    for (const _time of [1, 2])
      expect((await clear(session, "completionAdvice", 3, 900, { 38: ascii(code) })).fields[39]).toBe("00");
    expect((await clear(session, "completionAdvice", 4, 900, { 38: ascii("999999") })).fields[39]).toBe("25");
    expect(balanceOf(host)).toBe(OPENING_FEN - 900n);
    expectLaw(host);
  });
});

test.each<{ kind: Kind; after: string }>([
  { kind: "preAuth", after: "preAuth reversed" },
  { kind: "preAuthVoid", after: "preAuth approved, preAuthVoid reversed" },
  { kind: "completion", after: "preAuth approved, completion reversed" },
  { kind: "completionVoid", after: "preAuth completed, completion approved, completionVoid reversed" },
])("a reversed $kind leaves everything as it was before", async ({ kind, after }) => {
  await withSession({}, async (session, host) => {
    const held = naming(session, namedBy(await clear(session, "preAuth", 2, 1000)));
    let original = held;
    if (kind === "completionVoid") {
      original = naming(session, namedBy(await clear(session, "completion", 3, 1000, held)));
    }
    if (kind !== "preAuth") expect((await clear(session, kind, 4, 1000, original)).fields[39]).toBe("00");
    const reversal = await reverse(
      session,
      kind,
      kind === "preAuth" ? 2 : 4,
      1000,
      kind === "preAuth" ? {} : original,
    );
    expect(reversal.fields[39]).toBe("00");
    expect(states(host).join(", ")).toBe(after);
    expectLaw(host);
  });
});

test("an offline sale is taken once, corrected, tipped within a fifth, and settled with its new amount", async () => {
  await withSession({}, async (session, host) => {
    const approved = { 38: ascii("V12345") };
    const sold = await clear(session, "offlineSale", 2, 1000, approved);
    expect(sold.fields[39]).toBe("00");
    expect((await clear(session, "offlineSale", 2, 1000, approved)).fields[39]).toBe("00");
    const named = naming(session, { stan: 2 });
    expect((await clear(session, "tip", 3, 1201, named)).fields[39]).toBe("64");
    expect((await clear(session, "tip", 4, 999, named)).fields[39]).toBe("64");
    expect((await clear(session, "tip", 5, 1100, named)).fields[39]).toBe("00");
    expect((await clear(session, "correction", 6, 800, named)).fields[39]).toBe("00");
    expect(balanceOf(host)).toBe(OPENING_FEN - 800n);
    expect(flags(await settle(session, 7, { debit: [1, 800] }))).toBe("11");
    expectLaw(host);
  });
});

test("only an offline sale is corrected, and a chip sale gets no tip", async () => {
  await withSession({}, async (session) => {
    await sale(session, 2, 1000);
    expect((await clear(session, "correction", 3, 900, naming(session, { stan: 2 }))).fields[39]).toBe("12");
    await sale(session, 4, 1000, chip(iccData(1000, 7).wire));
    const tip = { ...naming(session, { stan: 4 }), 2: panField(DEBIT), 14: "4912" };
    expect((await clear(session, "tip", 5, 1100, tip)).fields[39]).toBe("12");
  });
});

test("a load against cash is voided with a script that takes the amount off the card", async () => {
  await withSession({}, async (session, host) => {
    const loaded = namedBy(await load(session, 2, 5000, 7, "cash"));
    const icc = { ...chip(iccData(5000, 8).wire), ...naming(session, loaded) };
    const answer = await clear(session, "loadVoid", 3, 5000, icc);
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[55]).toContain("04DA9F790A000000000000");
    expect(
      (await clear(session, "loadVoid", 4, 5000, { ...icc, 55: iccData(5000, 9).wire })).fields[39],
    ).toBe("12");
    expectLaw(host);
  });
});

test("a load from an account is not voided", async () => {
  await withSession({}, async (session) => {
    const loaded = namedBy(await load(session, 2, 5000, 7));
    const icc = { ...chip(iccData(5000, 8).wire), ...naming(session, loaded) };
    expect((await clear(session, "loadVoid", 3, 5000, icc)).fields[39]).toBe("12");
  });
});

test("another card may pay a load: DE62 names the one that is loaded, and a reversal gives the money back", async () => {
  await withSession({}, async (session, host) => {
    const paid = { 2: panField(CREDIT), 14: "4911", 62: `00${DEBIT.length}${ascii(DEBIT)}` };
    const answer = await load(session, 2, 5000, 7, "otherAccount", paid);
    expect(answer.fields[39]).toBe("00");
    expect(answer.fields[55]).toContain("04DA9F790A000000005000");
    expect(balanceOf(host)).toBe(OPENING_FEN - 5000n);
    expectLaw(host);
    const { 55: _icc, ...fields } = clearingFields(session, "loadVoid", 2, 5000, {
      3: "620000",
      60: `001347${session.batch}000500`,
    });
    const undone = await ask(session.port, signed(session.macKey, "0400", { ...fields, 39: ascii("98") }));
    expect(undone.fields[39]).toBe("00");
    expect(balanceOf(host)).toBe(OPENING_FEN);
  });
});

test("after a sign-out everything but a sign-in is 77, and the batch is still there", async () => {
  await withSession({}, async (session) => {
    await sale(session, 2, 1000);
    const out = await ask(
      session.port,
      unsigned("0820", { ...IDENTITY, 11: "000003", 60: `0011${"00"}${session.batch}0020` }),
    );
    expect(out.fields[39]).toBe("00");
    expect((await sale(session, 4, 1000)).fields[39]).toBe("77");
    expect((await signIn(session.port)).batch).toBe(session.batch);
  });
});

/** A day with everything, for settlement and file. */
async function day(session: Session): Promise<void> {
  const sold = namedBy(await sale(session, 2, 1000));
  await clear(session, "refund", 3, 300, naming(session, sold));
  const held = namedBy(await clear(session, "preAuth", 4, 2000));
  await clear(session, "completion", 5, 1900, naming(session, held));
  await load(session, 6, 500, 7, "cash");
}

test("settlement counts sale and completion as debits, refund and cash load as credits", async () => {
  await withSession({}, async (session) => {
    await day(session);
    expect(flags(await settle(session, 7, { debit: [2, 2900], credit: [2, 800] }))).toBe("11");
  });
});

test("a list with a notice of the refund reconciles, and a failed chip transaction is kept as failed", async () => {
  await withSession({}, async (session, host) => {
    await day(session);
    await settle(session, 7, {});
    await list(session, 8, [
      { stan: 2, fen: 1000 },
      { stan: 5, fen: 1900 },
      { type: "01", stan: 6, pan: DEBIT, fen: 500 },
    ]);
    const refund = clearingFields(session, "refund", 3, 300, {
      37: ascii("000000000000"),
      61: `0012${session.batch}000002`,
    });
    for (const _time of [1, 2])
      expect((await ask(session.port, unsigned("0320", refund))).fields[39]).toBe("00");
    const text = `710005${"500".padStart(12, "0")}15622`;
    const failed = {
      ...certificateFields(session, 9, 500, iccData(500, 9, { cvr: "03204000", cid: "00" }).wire, "206"),
      62: `0023${ascii(text)}`,
    };
    expect((await ask(session.port, unsigned("0320", failed))).fields[39]).toBe("00");
    expect((await end(session, 10, "202", 5)).fields[39]).toBe("00");
    expect(host.ledger.certificates(TID, 1)).toMatchObject([{ outcome: "failed" }]);
    expect(
      host.ledger
        .countedEntries(TID, 1)
        .filter(({ kind }) => kind !== "preAuth")
        .map((entry) => entry.reconciliation),
    ).toEqual(["matched", "matched", "matched", "matched"]);
    expect(host.ledger.listedRecords(TID, 1).map((record) => record.reconciliation)).toEqual(
      Array(4).fill("matched"),
    );
  });
});

test("a failed chip record whose text is that of a completed one is 30", async () => {
  await withSession({}, async (session) => {
    await settle(session, 7, {});
    const fields = certificateFields(session, 9, 500, iccData(500, 9).wire, "204");
    expect((await ask(session.port, unsigned("0320", fields))).fields[39]).toBe("30");
    expect(batchMessage(session, 1, "201", "01")[60]).toContain("201");
  });
});

test("the settlement file has one line for each transaction that counts, with its fee", async () => {
  await withSession({}, async (session, host) => {
    await day(session);
    const lines = settlementFile(host.ledger, TID, 1).split("\r\n");
    expect(lines[0]).toBe(
      "settlementDate,tid,mid,batchNumber,stan,rrn,type,amountFen,cardLast4,responseCode,approvalCode,feeFen",
    );
    expect(
      lines
        .slice(1, -1)
        .map((line) => line.split(","))
        .map(([date, , , batch, stan, , type, fen, card, , , fee]) =>
          [date, batch, stan, type, fen, card, fee].join(" "),
        ),
    ).toEqual([
      "2026-11-23 000001 000002 sale 1000 0209 4",
      "2026-11-23 000001 000003 refund 300 0209 -1",
      "2026-11-23 000001 000005 completion 1900 0209 7",
      "2026-11-23 000001 000006 load 500 1015 0",
    ]);
    expect(lines.at(-1)).toBe("");
  });
});

test("cards of another scheme count in the second half of the totals", async () => {
  const foreign = TEST_ACCOUNTS.map((account) =>
    account.pan === DEBIT ? { ...account, isForeign: true } : account,
  );
  await withSession({ issuer: testBank(foreign) }, async (session) => {
    await sale(session, 2, 100);
    await sale(session, 3, 700, chip(iccData(700, 7).wire));
    expect(flags(await settle(session, 4, { debit: [1, 100] }, { debit: [1, 700] }))).toBe("11");
    expect(flags(await settle(session, 5, { debit: [2, 800] }))).toBe("22");
  });
});
