import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { Ledger } from "../../../../simulators/acquirer/ledger.ts";
import { CREDIT, DEBIT, sale, signIn, TID, TMK, voidSale } from "./terminal.ts";
import { withHost, withSession } from "./with-host.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jinka-ledger-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string): string => join(directory, name);
const tmk = new Sensitive(TMK);

test("other people read the file while the host runs: write-ahead log, plain tables, masked cards", async () => {
  await withSession({ ledgerFile: file("plain.ledger") }, async (session) => {
    await sale(session, 2, 1234);
    const reader = new Database(file("plain.ledger"), { readonly: true });
    try {
      expect(reader.pragma("journal_mode", { simple: true })).toBe("wal");
      expect(
        reader.prepare("SELECT direction, kind, response_code, pan_masked FROM messages ORDER BY seq").all(),
      ).toEqual([
        { direction: "request", kind: "signIn", response_code: null, pan_masked: null },
        { direction: "answer", kind: "signIn", response_code: "00", pan_masked: null },
        { direction: "request", kind: "sale", response_code: null, pan_masked: "622800******0209" },
        { direction: "answer", kind: "sale", response_code: "00", pan_masked: "622800******0209" },
      ]);
      expect(reader.prepare("SELECT stan, state, amount_fen FROM transactions").all()).toEqual([
        { stan: 2, state: "approved", amount_fen: 1234 },
      ]);
    } finally {
      reader.close();
    }
  });
});

test("the log cannot be changed or deleted", async () => {
  await withSession({ ledgerFile: file("append.ledger") }, async () => undefined);
  const writer = new Database(file("append.ledger"));
  try {
    expect(() => writer.exec("UPDATE messages SET note = 'x'")).toThrow("append-only");
    expect(() => writer.exec("DELETE FROM messages")).toThrow("append-only");
  } finally {
    writer.close();
  }
});

test("no card number, track, PIN block or clear working key is in any file of the ledger", async () => {
  const ledgerFile = file("canary.ledger");
  await withSession({ ledgerFile }, async (session) => {
    const pinBlock = "0123456789ABCDEF";
    await sale(session, 2, 1234, {
      22: "0210",
      26: "12",
      35: `24${CREDIT}D4911201`,
      52: pinBlock,
      53: "2600000000000000",
    });
    const bytes = Buffer.concat([readFileSync(ledgerFile), readFileSync(`${ledgerFile}-wal`)]);
    const secrets = {
      "PAN as text": Buffer.from(CREDIT),
      "PAN as UTF-16": Buffer.from(CREDIT, "utf16le"),
      "PAN packed": Buffer.from(CREDIT, "hex"),
      "PAN packed at the other nibble": Buffer.from(`0${CREDIT}0`, "hex").subarray(1, -1),
      "PAN hashed": createHash("sha256").update(CREDIT).digest(),
      "PAN hashed, as text": Buffer.from(createHash("sha256").update(CREDIT).digest("hex").toUpperCase()),
      "PIN block": Buffer.from(pinBlock, "hex"),
      "PIN block as text": Buffer.from(pinBlock),
      PIK: Buffer.from(session.pinKey),
      MAK: Buffer.from(session.macKey),
      "MAK as text": Buffer.from(toHex(session.macKey)),
      TMK: Buffer.from(TMK),
    };
    for (const [name, secret] of Object.entries(secrets)) expect(bytes.includes(secret), name).toBe(false);
    // The search finds what is there.
    expect(bytes.includes(Buffer.from("622800******0209"))).toBe(true);
  });
});

test("a ledger that cannot be written is a host that is down: a reset, nothing booked, and a word to the operator", async () => {
  const ledgerFile = file("trouble.ledger");
  await withSession({ ledgerFile }, async (session, host) => {
    const before = host.ledger.accounts();
    const troubles: string[] = [];
    host.on("trouble", (detail) => troubles.push(detail));
    const other = new Database(ledgerFile);
    other.exec(
      "CREATE TRIGGER broken BEFORE INSERT ON transactions BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    );
    await expect(sale(session, 2, 1234)).rejects.toThrow();
    expect(troubles).toEqual(["the disk is full"]);
    expect(host.ledger.accounts()).toEqual(before);
    expect(host.ledger.messages()).toHaveLength(2);
    other.exec("DROP TRIGGER broken");
    other.close();
    expect((await sale(session, 2, 1234)).fields[39]).toBe("00");
  });
});

test("the digest of a card number depends on the master key and is the same on every row", () => {
  const one = Ledger.open(":memory:", tmk);
  const other = Ledger.open(":memory:", new Sensitive(fromHex("0123456789ABCDEFFEDCBA9876543210")));
  if (!one.ok || !other.ok) throw new Error("an empty ledger opens");
  const pan = new Sensitive(DEBIT);
  // HMAC-SHA256(HMAC-SHA256(TMK, "PAN look-up"), PAN), computed with Python.
  expect(one.value.digest(pan)).toBe("B7FBDE6C842737CCAC7D749587F88B1EB08C068E864F6CE45167DFB6F6D74ACD");
  expect(other.value.digest(pan)).not.toBe(one.value.digest(pan));
  one.value.close();
  other.value.close();
});

test("balances, keys, batch and duplicates survive a restart of the host", async () => {
  const ledgerFile = file("restart.ledger");
  const session = await withHost({ ledgerFile }, async ({ port }) => {
    const signedIn = await signIn(port);
    expect((await sale(signedIn, 2, 1_999_999)).fields[39]).toBe("00");
    return signedIn;
  });
  await withHost({ ledgerFile }, async ({ port, ledger }) => {
    const again = { ...session, port };
    expect((await sale(again, 2, 1_999_999)).fields[39]).toBe("94");
    expect((await sale(again, 3, 1_999_999)).fields[39]).toBe("00");
    expect((await sale(again, 4, 1_999_999)).fields[39]).toBe("51");
    expect((await signIn(port)).batch).toBe("000001");
    expect(ledger.totals(TID, 1)).toMatchObject({ saleCount: 2, saleFen: 3_999_998n });
  });
});

test("totals are those of one terminal and one batch", async () => {
  await withHost({}, async (host) => {
    const one = await signIn(host.port);
    const first = await sale(one, 2, 100);
    await sale(one, 3, 50);
    await voidSale(one, 4, 100, { stan: 2, rrn: first.fields[37] ?? "" });
    host.closeBatch(TID);
    const next = await signIn(host.port);
    await sale(next, 5, 7);
    expect(host.ledger.totals(TID, 1)).toEqual({
      saleCount: 2,
      saleFen: 150n,
      voidCount: 1,
      voidFen: 100n,
      netFen: 50n,
    });
    expect(host.ledger.totals(TID, 2)).toMatchObject({ saleCount: 1, netFen: 7n });
    expect(host.ledger.totals("99999999", 1)).toMatchObject({ saleCount: 0, netFen: 0n });
  });
});

test.each([
  { name: "in a folder that is not there", make: () => file("no/such/folder.ledger"), fault: "cannotOpen" },
  {
    name: "that is no database",
    make: () => {
      writeFileSync(file("text.ledger"), "x".repeat(5000));
      return file("text.ledger");
    },
    fault: "cannotOpen",
  },
  {
    name: "that is another database",
    make: () => {
      const other = new Database(file("other.ledger"));
      other.exec("CREATE TABLE goods (name TEXT)");
      other.close();
      return file("other.ledger");
    },
    fault: "notALedger",
  },
  {
    name: "of another master key",
    make: () => {
      const made = Ledger.open(
        file("key.ledger"),
        new Sensitive(fromHex("0123456789ABCDEFFEDCBA9876543210")),
      );
      if (made.ok) made.value.close();
      return file("key.ledger");
    },
    fault: "otherMasterKey",
  },
])("a ledger $name is refused: $fault", ({ make, fault }) => {
  const opened = Ledger.open(make(), tmk);
  expect(!opened.ok && opened.fault.kind).toBe(fault);
});
