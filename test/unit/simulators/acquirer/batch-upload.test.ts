import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LedgerReader } from "../../../../simulators/acquirer/ledger-reader.ts";
import { HostProcess } from "../../../support/host-process.ts";
import { certificateIcc, chip, iccData, offlineIcc, wrongCryptogram } from "./icc-data.ts";
import {
  batchMessage,
  certificateFields,
  certify,
  end,
  type Listed,
  list,
  listDigits,
  settle,
  upload,
} from "./settling.ts";
import {
  ascii,
  ask,
  CREDIT,
  DEBIT,
  panField,
  type Session,
  sale,
  signIn,
  TID,
  unsigned,
  voidSale,
} from "./terminal.ts";
import { withSession } from "./with-host.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jinka-batch-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An unbalanced batch: the terminal says nothing, the host has something. */
const unbalanced = (session: Session) => settle(session, 900, {});

test("eight records a message, more messages, and the end with their number: all match", async () => {
  await withSession({}, async (session, { ledger }) => {
    const records: Listed[] = [];
    for (let stan = 2; stan <= 11; stan++) {
      await sale(session, stan, stan * 100);
      records.push({ stan, fen: stan * 100 });
    }
    await unbalanced(session);
    expect((await list(session, 901, records.slice(0, 8))).fields).toMatchObject({ 11: "000901", 39: "00" });
    expect((await list(session, 902, records.slice(8))).fields[39]).toBe("00");
    expect((await end(session, 903, "202", 10)).fields[39]).toBe("00");
    expect(ledger.listedRecords(TID, 1).map(({ stan, reconciliation }) => [stan, reconciliation])).toEqual(
      records.map(({ stan }) => [stan, "matched"]),
    );
    expect(ledger.entries().every(({ reconciliation }) => reconciliation === "matched")).toBe(true);
    expect(ledger.settlement(TID, 1)).toMatchObject({ statedRecordCount: 10, receivedRecordCount: 10 });
  });
});

test("what is missing or differs is marked on each side, no money moves, and the batch is closed", async () => {
  await withSession({}, async (session, { ledger }) => {
    const { 37: rrn = "" } = (await sale(session, 2, 100)).fields;
    await voidSale(session, 3, 100, { stan: 2, rrn });
    await sale(session, 4, 400);
    await sale(session, 5, 500);
    await upload(session, 6, 600, 1);
    await upload(session, 7, 700, 2);
    await sale(session, 8, 800, { 14: "5012" });
    await unbalanced(session);
    const accounts = ledger.accounts();
    await list(session, 901, [
      { stan: 2, fen: 100 },
      { type: "01", stan: 3, fen: 100 },
      { stan: 4, fen: 401 },
      { stan: 5, fen: 500, pan: DEBIT },
      { stan: 6, fen: 600, pan: DEBIT },
      { stan: 8, fen: 800 },
      { stan: 99, fen: 9900 },
    ]);
    await end(session, 902, "202", 7);
    expect(ledger.listedRecords(TID, 1).map(({ stan, reconciliation }) => [stan, reconciliation])).toEqual([
      [2, "matched"],
      [3, "matched"],
      [4, "differs"],
      [5, "differs"],
      [6, "matched"],
      [8, "notBooked"],
      [99, "notBooked"],
    ]);
    expect(ledger.entries().map(({ stan, reconciliation }) => [stan, reconciliation])).toEqual([
      [2, "matched"],
      [3, "matched"],
      [4, "differs"],
      [5, "differs"],
      [6, "matched"],
      [7, "notListed"],
      [8, undefined],
    ]);
    const answer = ledger.messages().findLast(({ direction }) => direction === "answer");
    expect(answer).toMatchObject({
      kind: "batchEnd",
      responseCode: "00",
      note: "batch closed, 5 differences",
    });
    expect(ledger.accounts()).toEqual(accounts);
    expect(ledger.closedBatches(TID)).toHaveLength(1);
  });
});

test("a void that is listed as a sale differs", async () => {
  await withSession({}, async (session, { ledger }) => {
    const { 37: rrn = "" } = (await sale(session, 2, 100)).fields;
    await voidSale(session, 3, 100, { stan: 2, rrn });
    await unbalanced(session);
    await list(session, 901, [{ stan: 3, fen: 100 }]);
    await end(session, 902, "202", 1);
    expect(ledger.entries().map(({ reconciliation }) => reconciliation)).toEqual(["notListed", "differs"]);
  });
});

test("the same list again, under its STAN or another, in part or whole, is 00 and stored once", async () => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    const records: Listed[] = [2, 3, 4].map((stan) => ({ stan, fen: 100 }));
    for (const stan of [901, 901, 902]) expect((await list(session, stan, records)).fields[39]).toBe("00");
    expect((await list(session, 903, records.slice(1))).fields[39]).toBe("00");
    expect((await list(session, 904, [...records, { stan: 5, fen: 1 }])).fields[39]).toBe("00");
    expect(ledger.listedRecords(TID, 1).map(({ stan }) => stan)).toEqual([2, 3, 4, 5]);
    expect((await list(session, 905, [{ stan: 3, fen: 101 }])).fields[39]).toBe("12");
    expect(ledger.listedRecords(TID, 1)[1]).toMatchObject({ stan: 3, amountFen: 100n });
  });
});

test("a list into a closed batch is 12, but one that had come before is 00", async () => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    await list(session, 901, [{ stan: 2, fen: 100 }]);
    await end(session, 902, "202", 1);
    expect((await list(session, 901, [{ stan: 2, fen: 100 }])).fields[39]).toBe("00");
    expect((await list(session, 903, [{ stan: 3, fen: 100 }])).fields[39]).toBe("12");
    expect(ledger.listedRecords(TID, 1)).toHaveLength(1);
  });
});

test("a list before any totals is 12, of an unknown batch 25", async () => {
  await withSession({}, async (session) => {
    expect((await list(session, 901, [{ stan: 2, fen: 100 }])).fields[39]).toBe("12");
    expect((await list({ ...session, batch: "000009" }, 901, [{ stan: 2, fen: 100 }])).fields[39]).toBe("25");
  });
});

const ONE = listDigits([{ stan: 2, fen: 100 }]);

test.each([
  { name: "no record", content: "00" },
  { name: "nothing at all", content: "" },
  { name: "fewer records than it says", content: `02${ONE.slice(2)}` },
  { name: "more records than it says", content: `01${ONE.slice(2)}${ONE.slice(2)}` },
  { name: "one digit too few", content: ONE.slice(0, -1) },
  { name: "a record of type 02", content: `0102${ONE.slice(4)}` },
  { name: "STAN 000000", content: listDigits([{ stan: 0, fen: 100 }]) },
  { name: "no card number", content: listDigits([{ stan: 2, pan: "0", fen: 100 }]) },
  { name: "an amount of zero", content: listDigits([{ stan: 2, fen: 0 }]) },
])("a list with $name is 30", async ({ content }) => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    const answer = await ask(session.port, unsigned("0320", batchMessage(session, 901, "201", content)));
    expect(answer.fields[39]).toBe("30");
    expect(ledger.listedRecords(TID, 1)).toEqual([]);
  });
});

test("no card number of a list is in the ledger", async () => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    await list(session, 901, [
      { stan: 2, fen: 100 },
      { stan: 3, fen: 100, pan: DEBIT },
    ]);
    expect(ledger.listedRecords(TID, 1).map(({ panMasked }) => panMasked)).toEqual([
      `${CREDIT.slice(0, 6)}******${CREDIT.slice(-4)}`,
      `${DEBIT.slice(0, 6)}*********${DEBIT.slice(-4)}`,
    ]);
  });
});

/** A chip sale online, whose second GENERATE AC gives the certificate. */
const chipSale = (session: Session, stan: number, fen: number, atc: number) =>
  sale(session, stan, fen, chip(iccData(fen, atc).wire));

test("the certificate of a chip sale is checked, matched by card and ATC, and stored once", async () => {
  await withSession({}, async (session, { ledger }) => {
    await chipSale(session, 2, 100, 1);
    await settle(session, 3, { debit: [1, 100] });
    for (const stan of [4, 4, 5]) {
      const answer = await certify(session, stan, 100, certificateIcc(100, 1));
      expect(answer.mti).toBe("0330");
      expect(answer.fields).toMatchObject({ 4: "000000000100", 39: "00" });
    }
    expect(ledger.certificates(TID, 1)).toMatchObject([
      { atc: 1, amountFen: 100n, verdict: "valid", reconciliation: "matched" },
    ]);
    expect((await end(session, 6, "207", 1)).fields[39]).toBe("00");
    expect(ledger.settlement(TID, 1)).toMatchObject({ statedRecordCount: 1, receivedRecordCount: 1 });
    expect((await certify(session, 4, 100, certificateIcc(100, 1))).fields[39]).toBe("00");
    expect((await certify(session, 7, 100, certificateIcc(100, 2))).fields[39]).toBe("12");
  });
});

test.each([
  {
    name: "a wrong TC",
    icc: wrongCryptogram(certificateIcc(100, 1)),
    fen: 100,
    verdict: "wrong",
    match: "matched",
  },
  { name: "the ARQC of the sale", icc: iccData(100, 1).wire, fen: 100, verdict: "notTc", match: "matched" },
  { name: "another ATC", icc: certificateIcc(100, 9), fen: 100, verdict: "valid", match: "notBooked" },
  { name: "another amount", icc: certificateIcc(99, 1), fen: 99, verdict: "valid", match: "differs" },
])("$name is kept as evidence: $verdict, $match", async ({ icc, fen, verdict, match }) => {
  await withSession({}, async (session, { ledger }) => {
    await chipSale(session, 2, 100, 1);
    await unbalanced(session);
    expect((await certify(session, 4, fen, icc, "205")).fields[39]).toBe("00");
    expect(ledger.certificates(TID, 1)).toMatchObject([{ verdict, reconciliation: match }]);
  });
});

test.each<{ name: string; change: Record<number, string>; code: string }>([
  { name: "for another amount in DE62", change: { 62: `0021${ascii("610000000000000101156")}` }, code: "30" },
  { name: "with a text that is none", change: { 62: `0021${ascii("710000000000000100156")}` }, code: "30" },
  { name: "without an ATC", change: { 55: "00129F02060000000001009F2601AA".slice(0, 30) }, code: "30" },
  { name: "with DE55 that is no TLV", change: { 55: "00029F02" }, code: "30" },
  { name: "of an unknown batch", change: { 60: "00130000000920350 0".replace(" ", "") }, code: "25" },
])("a certificate $name is $code", async ({ change, code }) => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    const fields = { ...certificateFields(session, 4, 100, certificateIcc(100, 1)), ...change };
    expect((await ask(session.port, unsigned("0320", fields))).fields[39]).toBe(code);
    expect(ledger.certificates(TID, 1)).toEqual([]);
  });
});

test("a certificate of a card that the bank does not know is kept, and it matches nothing", async () => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    const fields = {
      ...certificateFields(session, 4, 100, certificateIcc(100, 1)),
      2: panField("6228000100000009990"),
    };
    expect((await ask(session.port, unsigned("0320", fields))).fields[39]).toBe("00");
    expect(ledger.certificates(TID, 1)).toMatchObject([
      { verdict: "unknownCard", reconciliation: "notBooked" },
    ]);
  });
});

test("an offline sale that only its certificate names is known to the terminal", async () => {
  await withSession({}, async (session, { ledger }) => {
    await upload(session, 2, 100, 1);
    await upload(session, 3, 100, 2);
    await unbalanced(session);
    await certify(session, 4, 100, offlineIcc(100, 1), "205");
    await end(session, 5, "202", 1);
    expect(ledger.entries().map(({ reconciliation }) => reconciliation)).toEqual(["matched", "notListed"]);
  });
});

test("an end whose count is another than what came closes the batch, and both numbers stand in the books", async () => {
  await withSession({}, async (session, { ledger }) => {
    await unbalanced(session);
    await list(session, 901, [{ stan: 2, fen: 100 }]);
    expect((await end(session, 902, "202", 3)).fields[39]).toBe("00");
    expect(ledger.settlement(TID, 1)).toMatchObject({ statedRecordCount: 3, receivedRecordCount: 1 });
    const answer = ledger.messages().findLast(({ direction }) => direction === "answer");
    expect(answer?.note).toContain("the terminal says 3 records, 1 came");
  });
});

test("a settlement goes on after the host was killed in the middle, and others read the file", async () => {
  const ledgerFile = join(directory, "killed.ledger");
  const options = ["--ledger", ledgerFile, "--seed", "batch"];
  const [first, { port }] = await HostProcess.start(...options);
  const session = await signIn(Number(port));
  await sale(session, 2, 100);
  await sale(session, 3, 200);
  await unbalanced(session);
  await list(session, 901, [{ stan: 2, fen: 100 }]);
  await first.kill();
  const [second, { port: newPort }] = await HostProcess.start(...options);
  const later = { ...session, port: Number(newPort) };
  expect((await list(later, 901, [{ stan: 2, fen: 100 }])).fields[39]).toBe("00");
  expect((await list(later, 902, [{ stan: 3, fen: 200 }])).fields[39]).toBe("00");
  const reader = LedgerReader.openReadOnly(ledgerFile);
  if (!reader.ok) throw new Error(reader.fault.kind);
  expect(reader.value.listedRecords(TID, 1)).toHaveLength(2);
  expect(reader.value.closedBatches(TID)).toEqual([]);
  expect((await end(later, 903, "202", 2)).fields[39]).toBe("00");
  expect(reader.value.totals(TID, 1).netFen).toBe(300n);
  expect(reader.value.closedBatches(TID)).toHaveLength(1);
  reader.value.close();
  expect(await second.ask({ batches: true })).toMatchObject({ batches: [{ tid: TID, batchNumber: 1 }] });
  expect(await second.ask({ settlement: { tid: TID, batch: 1 } })).toMatchObject({
    settlement: { endManagement: "202", host: { debitFen: "300" } },
    listedRecords: [{ stan: 2, reconciliation: "matched" }, { stan: 3 }],
    certificates: [],
  });
  expect((await second.ask({ settlement: { tid: TID, batch: 2 } }))["settlement"]).toBeNull();
  expect(await second.stop()).toBe(0);
});

test("a file that is no ledger is not read", () => {
  const missing = LedgerReader.openReadOnly(join(directory, "none.ledger"));
  expect(!missing.ok && missing.fault.kind).toBe("cannotOpen");
});
