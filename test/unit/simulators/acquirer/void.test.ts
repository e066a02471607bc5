import { expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { RunningAcquirer } from "../../../../simulators/acquirer/server.ts";
import {
  ascii,
  ask,
  CREDIT,
  cupMac,
  DEBIT,
  ofVoid,
  panField,
  reversal,
  type Session,
  sale,
  signed,
  TID,
  voidFields,
  voidSale,
  type WireFields,
} from "./terminal.ts";
import { withSession } from "./with-host.ts";

/** STAN 2: a sale of 12.34 yuan. */
async function sold(session: Session): Promise<{ stan: number; rrn: string }> {
  const answer = await sale(session, 2, 1234);
  expect(answer.fields[39]).toBe("00");
  return { stan: 2, rrn: answer.fields[37] ?? "" };
}

const states = ({ ledger }: RunningAcquirer) => ledger.entries().map(({ kind, state }) => `${kind} ${state}`);
const creditBalance = ({ ledger }: RunningAcquirer): bigint | undefined =>
  ledger.accounts().find(({ panMasked }) => panMasked === `${CREDIT.slice(0, 6)}******${CREDIT.slice(-4)}`)
    ?.balanceFen;

test("a void gives the money back, counts against the sale, and answers under a right MAC", async () => {
  await withSession({}, async (session, host) => {
    const answer = await voidSale(session, 3, 1234, await sold(session));
    expect(answer.mti).toBe("0210");
    expect(answer.fields).toMatchObject({
      3: "200000",
      4: "000000001234",
      11: "000003",
      37: "112300000005",
      38: "000005",
      39: "00",
      61: "000001000002",
    });
    expect(answer.fields[64]).toBe(toHex(cupMac(session.macKey, answer.macInput)));
    expect(states(host)).toEqual(["sale voided", "void approved"]);
    expect(creditBalance(host)).toBe(5_000_000n);
    expect(host.ledger.totals(TID, 1)).toEqual({
      saleCount: 1,
      saleFen: 1234n,
      voidCount: 1,
      voidFen: 1234n,
      netFen: 0n,
    });
  });
});

type Original = { stan: number; rrn: string; batch?: string };

test.each<{
  name: string;
  fen?: number;
  original?: (sale: Original) => Original;
  extra?: WireFields;
  code: string;
}>([
  { name: "of a STAN that never came", original: (o) => ({ ...o, stan: 99 }), code: "25" },
  { name: "of another batch", original: (o) => ({ ...o, batch: "000009" }), code: "25" },
  { name: "with another RRN", original: (o) => ({ ...o, rrn: "000000000000" }), code: "25" },
  { name: "with another approval code", extra: { 38: ascii("999999") }, code: "25" },
  { name: "with the approval code of the sale", extra: { 38: ascii("000003") }, code: "00" },
  { name: "on another card", extra: { 2: panField(DEBIT), 14: "4912" }, code: "25" },
  { name: "of a part of the amount", fen: 1233, code: "64" },
  { name: "of more than the amount", fen: 1235, code: "64" },
])("a void $name is $code", async ({ fen = 1234, original = (o) => o, extra = {}, code }) => {
  await withSession({}, async (session, host) => {
    const answer = await voidSale(session, 3, fen, original(await sold(session)), extra);
    expect(answer.fields[39]).toBe(code);
    expect(states(host)).toEqual(
      code === "00" ? ["sale voided", "void approved"] : ["sale approved", "void declined"],
    );
    expect(creditBalance(host)).toBe(code === "00" ? 5_000_000n : 5_000_000n - 1234n);
  });
});

test("a sale is voided once: the second void is 12", async () => {
  await withSession({}, async (session, host) => {
    const original = await sold(session);
    expect((await voidSale(session, 3, 1234, original)).fields[39]).toBe("00");
    expect((await voidSale(session, 4, 1234, original)).fields[39]).toBe("12");
    expect(creditBalance(host)).toBe(5_000_000n);
  });
});

test("the same void again is 94 and gives nothing back twice", async () => {
  await withSession({}, async (session, host) => {
    const original = await sold(session);
    await voidSale(session, 3, 1234, original);
    expect((await voidSale(session, 3, 1234, original)).fields[39]).toBe("94");
    expect(creditBalance(host)).toBe(5_000_000n);
  });
});

test("there is no void of a void, of a declined sale, or of a reversed one", async () => {
  await withSession({}, async (session) => {
    const original = await sold(session);
    const voided = await voidSale(session, 3, 1234, original);
    expect((await voidSale(session, 4, 1234, { stan: 3, rrn: voided.fields[37] ?? "" })).fields[39]).toBe(
      "25",
    );
    const declined = await sale(session, 5, 100, { 14: "5012" });
    expect((await voidSale(session, 6, 100, { stan: 5, rrn: declined.fields[37] ?? "" })).fields[39]).toBe(
      "25",
    );
    const undone = await sale(session, 7, 100);
    await reversal(session, 7, 100);
    expect((await voidSale(session, 8, 100, { stan: 7, rrn: undone.fields[37] ?? "" })).fields[39]).toBe(
      "25",
    );
  });
});

test("a sale of a closed batch is not voided", async () => {
  await withSession({}, async (session, host) => {
    const original = await sold(session);
    host.closeBatch(TID);
    expect((await voidSale(session, 3, 1234, original)).fields[39]).toBe("12");
  });
});

test.each([37, 61])("a void without DE%i is a format error and stands nowhere", async (missing) => {
  await withSession({}, async (session, host) => {
    const original = await sold(session);
    const fields = Object.entries(voidFields(session, 3, 1234, original)).filter(
      ([number]) => Number(number) !== missing,
    );
    const answer = await ask(session.port, signed(session.macKey, "0200", Object.fromEntries(fields)));
    expect(answer.fields[39]).toBe("30");
    expect(states(host)).toEqual(["sale approved"]);
  });
});

test("a reversed void restores the sale, and the sale can be voided again", async () => {
  await withSession({}, async (session, host) => {
    const original = await sold(session);
    await voidSale(session, 3, 1234, original);
    expect((await reversal(session, 3, 1234, ofVoid(session, 2))).fields[39]).toBe("00");
    expect(states(host)).toEqual(["sale approved", "void reversed"]);
    expect(creditBalance(host)).toBe(5_000_000n - 1234n);
    expect(host.ledger.totals(TID, 1).netFen).toBe(1234n);
    expect((await voidSale(session, 4, 1234, original)).fields[39]).toBe("00");
    expect(states(host)).toEqual(["sale voided", "void reversed", "void approved"]);
    expect(creditBalance(host)).toBe(5_000_000n);
    // The reversal of the first void once more changes nothing.
    expect((await reversal(session, 3, 1234, ofVoid(session, 2))).fields[39]).toBe("00");
    expect(states(host)).toEqual(["sale voided", "void reversed", "void approved"]);
  });
});
