import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { must, whyNotOpened } from "../support/journal.ts";
import { tempDir } from "../support/temp-dir.ts";
import { changedAt, cutsOf, FRAME, frameStart, lastTransaction, noise, numbersFrom } from "./wal-cuts.ts";
import { recordDay } from "./wal-day.ts";
import { expectedContents, firstDifference } from "./wal-expected.ts";
import { judge, lengthBefore, SEED } from "./wal-judge.ts";
import type { CommitCopy } from "./wal-recorder.ts";
import { layDown } from "./wal-reopen.ts";

test("whatever a power cut leaves of a commit's frames, the books are those of whole commits, and none that is whole is lost", async () => {
  const { copies, databaseKey } = await recordDay();
  const wrong = judge(copies, databaseKey);
  const draw = numbersFrom(SEED);
  let cutCount = 0;
  for (const [i, { database, wal }] of copies.entries()) {
    for (const cut of cutsOf(wal, lengthBefore(copies, i), draw)) {
      const why = wrong({ database, wal: cut.wal }, cut.isWhole ? i + 1 : i);
      expect(why, `commit ${i + 1}, ${cut.name}`).toBeUndefined();
      cutCount += 1;
    }
  }
  console.log(`${copies.length} commits, ${cutCount} cuts, seed ${SEED}`);
  expect(copies.length).toBeGreaterThan(40);
});

test("the judge of these cuts sees a commit of which a part is missing", async () => {
  const { copies, databaseKey } = await recordDay();
  const wrong = judge(copies, databaseKey);
  const armed = copies.findIndex(({ commit }) => (commit.sealed?.length ?? 0) > 0 && commit.cardUses);
  const copy = copies[armed];
  if (copy === undefined) throw new Error("no payment was armed");
  expect(wrong(copy, armed + 1)).toBeUndefined();
  expect(wrong(copy, armed)).toContain("is the last");
  const contents = expectedContents(copies.map(({ commit }) => commit));
  for (const key of contents[armed + 1]?.keys() ?? []) {
    const half = new Map(contents[armed + 1]);
    half.delete(key);
    expect(firstDifference(half, contents[armed + 1] ?? new Map())).toBe(key);
  }
});

test("the index of the WAL may be lost, be noise, or be that of another moment", async () => {
  const { copies, databaseKey } = await recordDay();
  const wrong = judge(copies, databaseKey);
  const draw = numbersFrom(SEED);
  for (const i of [5, 20, copies.length - 1]) {
    const { database, wal } = copies[i] as CommitCopy;
    for (const shm of [undefined, Buffer.alloc(0), Buffer.alloc(32_768), noise(32_768, draw)]) {
      const files = shm === undefined ? { database, wal } : { database, wal, shm };
      expect(wrong(files, i + 1)).toBeUndefined();
    }
  }
});

test("a WAL that is gone altogether leaves the books of the last checkpoint", async () => {
  const { copies, databaseKey } = await recordDay();
  const wrong = judge(copies, databaseKey);
  // The day began with a restart: its two commits of the set-up are in the file itself.
  for (const i of [2, 10, copies.length - 1]) {
    const { database } = copies[i] as CommitCopy;
    expect(wrong({ database, wal: Buffer.alloc(0) }, 2)).toBeUndefined();
  }
});

test("a flipped bit in the middle of the WAL is said, because commits behind it had returned; nothing is opened", async () => {
  const { copies, databaseKey } = await recordDay();
  const dir = join(tempDir(), "books");
  const { database, wal } = copies.at(-1) as CommitCopy;
  const draw = numbersFrom(SEED);
  const lastBegins = lastTransaction(wal);
  const previousBegins = lastTransaction(wal.subarray(0, lastBegins));
  const places = [
    // The checkpoint number, the salts and the checksum of the file's header.
    ...[13, 16, 21, 27].map((at) => ({ name: `byte ${at} of the header`, at })),
    ...Array.from({ length: 12 }, (_, n) => {
      const frame = n === 0 ? 0 : draw((previousBegins - 32) / FRAME);
      const inFrame = draw(FRAME);
      return { name: `byte ${inFrame} of frame ${frame + 1}`, at: frameStart(frame) + inFrame };
    }),
  ];
  for (const { name, at } of places) {
    const damaged = changedAt(wal, at, 1 << draw(8));
    layDown(dir, { database, wal: damaged });
    expect(await whyNotOpened(dir, databaseKey), name).toMatchObject({ kind: "damaged" });
  }
});

test("verifying a journal reads a copy that a crash left, and leaves its database as it is", async () => {
  const { copies, databaseKey } = await recordDay();
  const dir = join(tempDir(), "books");
  const copy = copies.at(-1) as CommitCopy;
  const file = layDown(dir, copy);
  const verified = must(verifyJournal({ dataDir: dir, databaseKey }));
  expect(verified.head).toMatchObject({ seq: copy.seq });
  expect(readFileSync(file).equals(copy.database)).toBe(true);
  expect(readFileSync(`${file}-wal`).equals(copy.wal)).toBe(true);
});
