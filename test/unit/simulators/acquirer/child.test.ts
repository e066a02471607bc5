import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TEST_ACCOUNTS } from "../../../../simulators/issuer/accounts-table.ts";
import { HostProcess } from "../../../support/host-process.ts";
import { Line, reversal, sale, saleFields, signed, signIn, TID } from "./terminal.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jinka-host-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string): string => join(directory, name);

async function withChild<T>(
  options: readonly string[],
  work: (child: HostProcess, port: number) => Promise<T>,
): Promise<T> {
  const [child, first] = await HostProcess.start("--port", "0", ...options);
  try {
    return await work(child, first["port"] as number);
  } finally {
    await child.kill();
  }
}

/** What stands in the file, read as a test of another part would read it. */
function states(ledgerFile: string): unknown[] {
  const reader = new Database(ledgerFile, { readonly: true });
  try {
    return reader.prepare("SELECT kind, stan, state FROM transactions ORDER BY request_seq").all();
  } finally {
    reader.close();
  }
}

test("a host that is killed between booking and answering has the sale in its books, and takes it back later", async () => {
  const ledgerFile = file("kill.ledger");
  const session = await withChild(["--ledger", ledgerFile], async (child, port) => {
    const signedIn = await signIn(port);
    const rule = { on: "sale", nth: 1, do: "answerLate", delayMs: 600_000 };
    expect(await child.ask({ behaviour: [rule] })).toEqual({ behaviour: 1 });
    const line = await Line.open(port);
    line.send(signed(signedIn.macKey, "0200", saleFields(signedIn, 2, 1234)));
    await expect
      .poll(async () => (await child.ask({ entries: true }))["entries"], { timeout: 10_000 })
      .toHaveLength(1);
    await child.kill();
    expect(await line.untilClosed()).toHaveLength(0);
    return signedIn;
  });
  expect(states(ledgerFile)).toEqual([{ kind: "sale", stan: 2, state: "approved" }]);
  await withChild(["--ledger", ledgerFile], async (_child, port) => {
    const again = { ...session, port };
    expect((await sale(again, 2, 1234)).fields[39]).toBe("94");
    expect((await reversal(again, 2, 1234)).fields[39]).toBe("00");
  });
  expect(states(ledgerFile)).toEqual([{ kind: "sale", stan: 2, state: "reversed" }]);
});

test("every answer that left the host before it was killed is in its books", async () => {
  const ledgerFile = file("durable.ledger");
  const answered: number[] = [];
  await withChild(["--ledger", ledgerFile], async (child, port) => {
    const session = await signIn(port);
    const line = await Line.open(port);
    for (let stan = 2; stan < 32; stan++)
      line.send(signed(session.macKey, "0200", saleFields(session, stan, 1)));
    for (let count = 0; count < 10; count++) {
      if ((await line.nextFrame()) !== undefined) answered.push(count + 2);
    }
    await child.kill();
    line.close();
  });
  const booked = states(ledgerFile).map((row) => (row as { stan: number }).stan);
  expect(answered).toHaveLength(10);
  expect(booked).toEqual(expect.arrayContaining(answered));
});

test("a held sale dies with the host: nothing is in its books", async () => {
  const ledgerFile = file("held.ledger");
  await withChild(["--ledger", ledgerFile], async (child, port) => {
    const session = await signIn(port);
    await child.ask({ behaviour: [{ on: "sale", do: "slow", delayMs: 600_000 }] });
    const line = await Line.open(port);
    line.send(signed(session.macKey, "0200", saleFields(session, 2, 1)));
    // A second sign-in shows that the host has read what was sent before.
    await signIn(port);
    await child.kill();
    line.close();
  });
  expect(states(ledgerFile)).toEqual([]);
});

test("commands are answered line by line, amounts as text", async () => {
  await withChild(["--seed", "child"], async (child, port) => {
    const session = await signIn(port);
    await sale(session, 2, 1234);
    expect(await child.ask({ totals: { tid: TID, batch: session.batch } })).toEqual({
      totals: { saleCount: 1, saleFen: "1234", voidCount: 0, voidFen: "0", netFen: "1234" },
    });
    expect(await child.ask({ totals: { tid: TID, batch: 1 } })).toMatchObject({
      totals: { saleFen: "1234" },
    });
    expect(await child.ask({ entries: true })).toMatchObject({ entries: [{ stan: 2, amountFen: "1234" }] });
    expect((await child.ask({ messages: true }))["messages"]).toHaveLength(4);
    expect((await child.ask({ accounts: true }))["accounts"]).toHaveLength(TEST_ACCOUNTS.length);
    expect(await child.ask({ closeBatch: { tid: TID } })).toEqual({ closed: true });
    expect((await child.ask({ behaviour: [{ on: "sale", do: "explode" }] }))["fault"]).toContain("0.do");
    expect(await child.ask({ unknown: true })).toEqual({ fault: "not a command" });
    expect(await child.ask("{")).toEqual({ fault: "not a command" });
    expect(await child.stop()).toBe(0);
  });
});

test("rules of a file hold from the first message on", async () => {
  const behaviourFile = file("behaviour.json");
  writeFileSync(behaviourFile, JSON.stringify([{ on: "signIn", nth: 1, do: "refuse", code: "96" }]));
  await withChild(["--behaviour", behaviourFile], async (_child, port) => {
    await expect(signIn(port)).rejects.toThrow();
    expect((await signIn(port)).batch).toBe("000001");
  });
});

test("a start that fails says why on its first line and ends with code 1", async () => {
  const [child, first] = await HostProcess.start("--ledger", file("no/such/folder.ledger"));
  expect(first["fault"]).toContain("The ledger cannot be opened");
  expect(await child.stop()).toBe(1);
});
