import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, onTestFinished, test, vi } from "vitest";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import { commandId, paymentId } from "../../../main/domain/ids.ts";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import type { Commit, Journal } from "../../../main/ports/journal.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";
import { verifyJournal } from "../../../main/store/verify-journal.ts";
import { must, openTestJournal, TEST_KEY } from "../../support/journal.ts";
import { Scenario, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23), utcOffsetMinutes: 480 };

/** A card sale of which each fact is a commit, with side records at its first. */
function commits(): Commit[] {
  const shop = new Scenario().openShift().signIn();
  shop.payCard(shop.openSale([TEA, 1000]));
  let world = emptyWorld();
  const plain = shop.events
    .map((event) => ({ event, changed: [] as Commit["slices"] }))
    .map(({ event }) => {
      const stepped = step(world, event, AT);
      world = stepped.world;
      return { at: AT, events: [event], slices: stepped.changed };
    });
  const id = [...world.payments.keys()][0] ?? paymentId("none");
  return plain.map((commit, i) => {
    const sealed = [{ digest: `digest ${i}`, sealed: Uint8Array.of(i) }];
    const cardUses = [{ lookup: "L", paymentId: id, amountFen: 1n, atEpochMs: i }];
    return { ...commit, sealed, cardUses, command: { id: commandId(`c-${i}`), result: "{}" } };
  });
}

test("a commit that fails at any of its tables leaves nothing; the same commit succeeds afterwards, and the chain holds", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  const other = openDatabase(join(dir, DATABASE_FILE), TEST_KEY, "readWrite");
  onTestFinished(() => void other.close());
  let failureCount = 0;
  for (const commit of commits()) {
    const before = must(await journal.head());
    const states = commit.slices.map((slice) => `${slice.kind}_state`);
    for (const table of ["journal", ...states, "sealed_record", "card_use", "command"]) {
      // Both ways in which SQLite can fail: with the transaction still open, and rolled back already.
      for (const how of ["ABORT", "ROLLBACK"]) {
        for (const verb of ["INSERT", "UPDATE"]) {
          const raise = `SELECT RAISE(${how}, 'no space')`;
          other.exec(`CREATE TRIGGER fails_${verb} BEFORE ${verb} ON ${table} BEGIN ${raise}; END`);
        }
        await expect(journal.commit(commit), table).rejects.toThrow("no space");
        other.exec("DROP TRIGGER fails_INSERT; DROP TRIGGER fails_UPDATE");
        failureCount += 1;
        expect(must(await journal.head())).toEqual(before);
        expect(must(await journal.commandResult(commit.command?.id as never))).toBeUndefined();
        expect(must(await journal.sealedRecord(commit.sealed?.[0]?.digest ?? ""))).toBeUndefined();
      }
    }
    expect(must(await journal.commit(commit)).seq).toBe(before.seq + 1);
  }
  expect(failureCount).toBeGreaterThan(100);
  await journal.close();
  // The sealed records of this test have made-up digests, which comes last; chain and states are fine.
  const verified = verifyJournal({ dataDir: dir, databaseKey: TEST_KEY });
  expect(verified.ok ? undefined : verified.fault).toMatchObject({
    kind: "differs",
    difference: { kind: "sealedRecordMissing" },
  });
});

/** The thread behind a journal: caught when it is spoken to. */
async function threadOf(journal: Journal): Promise<Worker> {
  const spy = vi.spyOn(Worker.prototype, "postMessage");
  try {
    await journal.head();
    return spy.mock.contexts[0] as Worker;
  } finally {
    spy.mockRestore();
  }
}

test("when the journal's thread dies nobody waits for it: whoever asked, and whoever asks later, is told", async () => {
  const journal = await openTestJournal(tempDir());
  const [first] = commits();
  must(await journal.commit(first as Commit));
  const thread = await threadOf(journal);
  const asked = [journal.loadWorld(), journal.commit(commits()[1] as Commit)].map((promise) =>
    promise.then(
      () => "answered",
      (error: Error) => error.message,
    ),
  );
  await thread.terminate();
  for (const answer of await Promise.all(asked))
    expect(["answered", "the journal's thread has stopped"]).toContain(answer);
  await expect(journal.head()).rejects.toThrow("the journal's thread has stopped");
  await expect(journal.close()).rejects.toThrow("the journal's thread has stopped");
});

test("after the thread died the books open again, with everything that had returned", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  const done = commits().slice(0, 8);
  for (const commit of done) must(await journal.commit(commit));
  await (await threadOf(journal)).terminate();
  const again = await openTestJournal(dir);
  expect(must(await again.head()).seq).toBe(8);
});

test("a bug inside the thread is thrown on this side, names no secret, and the thread goes on", async () => {
  const journal = await openTestJournal(tempDir());
  const bad = { at: AT, events: [{ type: "stanTaken", secret: new Map() }], slices: [] };
  await expect(journal.commit(bad as never)).rejects.toThrow("only plain data is written to the journal");
  const event: TerminalEvent = { type: "signInRequired", tid: "1", reason: "test" };
  expect(must(await journal.commit({ at: AT, events: [event], slices: [] })).seq).toBe(1);
});

test("what cannot be sent to the thread is a bug of the caller, and nobody is left waiting", async () => {
  const journal = await openTestJournal(tempDir());
  const commit = { at: AT, events: [{ type: "x", run: () => undefined }], slices: [] };
  await expect(journal.commit(commit as never)).rejects.toThrow();
  expect(must(await journal.head()).seq).toBe(0);
});
