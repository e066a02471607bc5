import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { obeyOperator } from "../../../../simulators/acquirer/operator-commands.ts";
import { readDownloads } from "../../../../simulators/acquirer/read-downloads.ts";
import { sale, TID } from "./terminal.ts";
import { withSession } from "./with-host.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "host-files-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([
  { name: "nothing in it", content: "{}", isGood: true },
  {
    name: "keys and cards",
    content: '{"caKeys":[{"name":"9F06","content":"9F06"}],"hotlist":["6228000100000"]}',
    isGood: true,
  },
  { name: "no JSON", content: "{", isGood: false },
  { name: "an unknown member", content: '{"cards":[]}', isGood: false },
  { name: "a card that is no number", content: '{"hotlist":["62280001x"]}', isGood: false },
  { name: "half a byte", content: '{"aids":[{"name":"9F0","content":"00"}]}', isGood: false },
  {
    name: "more than a page holds",
    content: `{"aids":[{"name":"9F06","content":"${"00".repeat(512)}"}]}`,
    isGood: false,
  },
])("a file of downloads with $name is read: $isGood", async ({ content, isGood }) => {
  await inFolder(async (folder) => {
    const file = join(folder, "downloads.json");
    writeFileSync(file, content);
    const read = await readDownloads(file);
    expect(read.ok).toBe(isGood);
    if (!read.ok) expect(read.fault.detail).not.toBe("");
  });
});

test("the operator writes the settlement file of a batch, and is told when there is none", async () => {
  await withSession({}, async (session, host) => {
    await sale(session, 2, 100);
    await inFolder(async (folder) => {
      const file = join(folder, "batch 1.csv");
      expect(await obeyOperator(host, `file ${TID} 1 ${file}`)).toEqual(["The settlement file is written."]);
      expect(readFileSync(file, "utf8")).toContain(",000001,000002,");
      expect(await obeyOperator(host, `file ${TID} 9 ${file}`)).toEqual(["This terminal has no such batch."]);
      expect((await obeyOperator(host, `file ${TID} 1 ${join(folder, "no", "where")}`))[0]).toMatch(
        /cannot be written/,
      );
    });
  });
});
