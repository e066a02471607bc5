import { expect, test } from "vitest";
import { recordLongWal } from "./wal-checkpoint.ts";
import { changedAt, FRAME, frameCount, frameStart, numbersFrom, tornPages } from "./wal-cuts.ts";
import { judge, SEED } from "./wal-judge.ts";
import type { CommitCopy } from "./wal-recorder.ts";

test("a checkpoint that a power cut tears is finished from the WAL", async () => {
  const { copies, databaseKey } = await recordLongWal();
  const wrong = judge(copies, databaseKey);
  const draw = numbersFrom(SEED);
  const i = copies.findIndex(
    ({ database }, n) => n > 0 && !database.equals(copies[n - 1]?.database as Buffer),
  );
  const [before, after] = [copies[i - 1] as CommitCopy, copies[i] as CommitCopy];
  expect(frameCount(after.wal)).toBeGreaterThan(999);
  let tornCount = 0;
  for (let round = 0; round < 40; round++) {
    const database = tornPages(before.database, after.database, draw);
    expect(wrong({ database, wal: after.wal }, i + 1), `round ${round}`).toBeUndefined();
    if (!isWhole(() => wrong({ database, wal: Buffer.alloc(0) }, i + 1))) tornCount += 1;
  }
  // Without the WAL these files are of no use: it was the WAL that saved them.
  expect(tornCount).toBeGreaterThan(20);
});

test("a WAL that begins anew behind a checkpoint holds only what came since", async () => {
  const { copies, databaseKey } = await recordLongWal();
  const wrong = judge(copies, databaseKey);
  const draw = numbersFrom(SEED);
  const saltsAt = (i: number): Buffer => (copies[i] as CommitCopy).wal.subarray(16, 24);
  const restarts = copies.map((_, i) => i).filter((i) => i > 0 && !saltsAt(i).equals(saltsAt(i - 1)));
  expect(restarts.length).toBeGreaterThan(0);
  for (const i of restarts) {
    const { database, wal } = copies[i] as CommitCopy;
    // The frames of the old generation lie behind those of this commit: the file is not cut at a restart.
    const written = frameCount(wal) - oldFrames(wal);
    for (let frames = 0; frames <= written; frames++) {
      const torn = Buffer.from(wal);
      torn.fill(0, frameStart(frames), frameStart(written));
      expect(
        wrong({ database, wal: torn }, frames === written ? i + 1 : i),
        `${frames} frames`,
      ).toBeUndefined();
    }
    const headerOnly = Buffer.concat([wal.subarray(0, 32), (copies[i - 1] as CommitCopy).wal.subarray(32)]);
    expect(wrong({ database, wal: headerOnly }, i)).toBeUndefined();
    expect(wrong({ database, wal: changedAt(wal, frameStart(0) + draw(FRAME), 1) }, i)).toBeUndefined();
  }
});

/** Frames whose salts are not those of the header. */
function oldFrames(wal: Buffer): number {
  const salts = wal.subarray(16, 24);
  return Array.from({ length: frameCount(wal) }, (_, i) =>
    wal.subarray(frameStart(i) + 8, frameStart(i) + 16),
  ).filter((found) => !found.equals(salts)).length;
}

function isWhole(look: () => string | undefined): boolean {
  try {
    return look() === undefined;
  } catch {
    return false;
  }
}
