import { join } from "node:path";
import { expect, test } from "vitest";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { tempDir } from "../support/temp-dir.ts";
import { recordDay } from "./wal-day.ts";
import { lengthBefore } from "./wal-judge.ts";
import { brokenPromises, withTerminalOn } from "./wal-terminal.ts";

test("a till that starts on what is left brings every payment to an end, and its totals agree with its journal", async () => {
  const { shop, copies, databaseKey } = await recordDay();
  const dir = join(tempDir(), "books");
  for (const [i, { database, wal }] of copies.entries()) {
    // The next commit lacks its last byte, so this one is what counts; the last of all is whole.
    const next = copies[i + 1];
    const isFollowed = next !== undefined && lengthBefore(copies, i + 1) > 0;
    const files = isFollowed ? { database: next.database, wal: next.wal.subarray(0, -1) } : { database, wal };
    const broken = await withTerminalOn(shop, dir, files, brokenPromises);
    expect(broken, `after commit ${i + 1}`).toEqual([]);
    expect(verifyJournal({ dataDir: dir, databaseKey }), `after commit ${i + 1}`).toMatchObject({ ok: true });
  }
});
