import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import type { Substitutes } from "../../../main/compose.ts";
import { err } from "../../../main/domain/result.ts";
import type { Journal, JournalFault } from "../../../main/ports/journal.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { openKeyFile } from "../../../main/system/key-file.ts";
import { must } from "../../support/journal.ts";
import { OWNER_PIN, type RunOptions, sharedTill, TillLine } from "../../support/till-line.ts";

/** What keeps the books from being opened or written: one sentence in both languages, exit code 6, nothing stored. */

const SALE = ["sale", "--operator", "li", "--amount", "5", "--pay", "cash"];
const BOTH = ["en", "zh-CN"] as const;

type Parts = { readonly en: readonly string[]; readonly "zh-CN": readonly string[] };

async function expectOutOfService(till: TillLine, kind: string, parts: Parts, options: RunOptions = {}) {
  for (const lang of BOTH) {
    const ran = await till.run([...SALE, "--lang", lang, "--json"], options);
    expect(ran.json).toMatchObject({ ok: false, exitCode: EXIT.outOfService, error: { kind } });
    const { message } = (ran.json as { error: { message: string } }).error;
    for (const part of parts[lang]) expect(message).toContain(part);
  }
}

describe("a journal that cannot take the sale", () => {
  const shared = sharedTill();
  const FAULTS: readonly (readonly [JournalFault["kind"], Parts])[] = [
    [
      "locked",
      {
        en: ["Another program holds the database", "Nothing was stored", "Close it"],
        "zh-CN": ["其他程序占用着数据库", "没有写入", "请关闭它"],
      },
    ],
    [
      "diskFull",
      {
        en: ["The disk is full", "Nothing was stored and nothing was sent", "Free some space"],
        "zh-CN": ["磁盘已满", "没有写入，也没有发送", "请清理磁盘"],
      },
    ],
    [
      "readOnly",
      {
        en: ["cannot be written", "Nothing was stored", "Check the rights"],
        "zh-CN": ["数据库不能写入", "没有写入", "请检查数据目录的权限"],
      },
    ],
    [
      "damaged",
      {
        en: ["The database is damaged", "Nothing was stored", "restore a backup"],
        "zh-CN": ["数据库已损坏", "没有写入", "恢复备份"],
      },
    ],
    [
      "ioFailed",
      {
        en: ["The disk does not work properly", "Nothing was stored", "Check the disk"],
        "zh-CN": ["磁盘工作不正常", "没有写入", "请先检查磁盘"],
      },
    ],
  ];

  test.each(FAULTS)("%s: the sale does not begin", async (kind, parts) => {
    const substitutes: Substitutes = {
      journal: (opened: Journal) => ({ ...opened, commit: async () => err({ kind, detail: "test" }) }),
    };
    await expectOutOfService(shared(), `journal.${kind}`, parts, { substitutes });
    const report = await shared().run(["report", "x", "--operator", "li", "--json"]);
    expect(report.json).toMatchObject({ report: { totals: { saleCount: 0, cashSaleFen: 0 }, open: [] } });
  });

  test("a card that is being charged is told nothing more, and nothing was sent", async () => {
    const till = shared();
    till.insert("debit");
    let left = 1;
    const substitutes: Substitutes = {
      journal: (opened: Journal) => ({
        ...opened,
        commit: async (commit) => {
          left -= 1;
          return left < 0 ? err({ kind: "diskFull", detail: "test" }) : opened.commit(commit);
        },
      }),
    };
    const sale = ["sale", "--operator", "li", "--amount", "5", "--pay", "card", "--lang", "en"];
    const ran = await till.run(sale, { substitutes });
    expect(ran.exitCode).toBe(EXIT.outOfService);
    expect(ran.err).toContain("The disk is full. Nothing was stored and nothing was sent.");
    const { ledger } = till.host;
    expect(ledger.accounts().every(({ balanceFen, openingFen }) => balanceFen === openingFen)).toBe(true);
    // The next command tells what became of it before it does anything else.
    const next = await till.run(["operator", "list", "--lang", "en"]);
    expect(next.err).toMatch(
      /The till stopped in the middle of a card payment of CNY 5\.00 \(sale \d+\)\. What became of it: .+Nothing was charged\./,
    );
  });
});

describe("books that cannot be opened", () => {
  test("another Jinka has them", async () => {
    const till = await TillLine.openForCash();
    const other = { released: Promise.withResolvers<void>(), taken: Promise.withResolvers<void>() };
    const holding = till.run(["operator", "list"], {
      substitutes: {
        journal: (opened) => ({
          ...opened,
          loadWorld: async () => {
            other.taken.resolve();
            await other.released.promise;
            return opened.loadWorld();
          },
        }),
      },
    });
    await other.taken.promise;
    await expectOutOfService(till, "journal.anotherInstance", {
      en: ["Jinka is already running", "Nothing was done", "close it first"],
      "zh-CN": ["已有一个金卡在运行", "未做任何操作", "先关闭它"],
    });
    other.released.resolve();
    expect(await holding).toMatchObject({ exitCode: EXIT.done });
  });

  test("they come from another machine", async () => {
    const till = await TillLine.openForCash();
    await expectOutOfService(
      till,
      "keys.keyMissing",
      {
        en: ["comes from another machine", "Nothing was changed", "Bring the key file"],
        "zh-CN": ["来自另一台机器", "未做更改", "请带来密钥文件"],
      },
      { keyDirectory: join(till.directory, "other-keys") },
    );
  });

  test("the key file is damaged", async () => {
    const till = await TillLine.openForCash();
    const [file = ""] = readdirSync(till.keyDirectory);
    const path = join(till.keyDirectory, file);
    writeFileSync(path, readFileSync(path, "utf8").replace("database-key ", "database-key 0"));
    await expectOutOfService(till, "keys.keyDamaged", {
      en: ["is damaged", "Nothing was changed", "Restore it from its backup"],
      "zh-CN": ["已损坏", "未做更改", "请从备份恢复"],
    });
  });

  test("the terminal-id is gone", async () => {
    const till = await TillLine.openForCash();
    rmSync(join(till.dataDirectory, "terminal-id"));
    await expectOutOfService(till, "keys.idMissing", {
      en: ["no terminal-id", "Nothing was changed", "Restore the file"],
      "zh-CN": ["没有 terminal-id", "未做更改", "请恢复文件"],
    });
  });

  test("the database belongs to another key", async () => {
    const till = await TillLine.openForCash();
    const other = await TillLine.openForCash();
    cpSync(join(other.dataDirectory, "journal.sqlite"), join(till.dataDirectory, "journal.sqlite"));
    for (const end of ["-wal", "-shm"])
      rmSync(join(till.dataDirectory, `journal.sqlite${end}`), { force: true });
    await expectOutOfService(till, "journal.wrongKey", {
      en: ["cannot be read with this machine's key", "Nothing was changed", "Restore its key file"],
      "zh-CN": ["用本机密钥读不了数据库", "未做更改", "请恢复它的密钥文件"],
    });
  });

  test("a newer Jinka has written them", async () => {
    const till = await TillLine.openForCash();
    const { dataDirectory, keyDirectory } = till;
    const { keys } = must(await openKeyFile({ dataDirectory, keyDirectory }));
    const file = join(dataDirectory, "journal.sqlite");
    const database = openDatabase(file, keys.databaseKey.reveal(), "readWrite");
    database.pragma("user_version=999");
    database.close();
    await expectOutOfService(till, "journal.newerSchema", {
      en: ["A newer Jinka", "Nothing was changed", "Update this program"],
      "zh-CN": ["更新版本的金卡", "未做更改", "请升级"],
    });
  });

  test("the directory cannot be used", async () => {
    const till = await TillLine.openForCash();
    renameSync(till.dataDirectory, `${till.dataDirectory}-away`);
    writeFileSync(till.dataDirectory, "not a directory");
    await expectOutOfService(till, "keys.storageFailed", {
      en: ["The directory cannot be used (EEXIST)", "Nothing was changed", "Check that it exists"],
      "zh-CN": ["目录不能使用（EEXIST）", "未做更改", "请检查"],
    });
  });

  test("the directory cannot be made, and nothing hangs", async () => {
    const till = await TillLine.openForCash();
    Object.defineProperty(till, "dataDirectory", { value: "/proc/jinka" });
    await expectOutOfService(till, "keys.storageFailed", {
      en: ["The directory cannot be used (ENOENT)", "Nothing was changed"],
      "zh-CN": ["目录不能使用（ENOENT）", "未做更改"],
    });
  });

  test("keys would lie inside the data", async () => {
    const till = await TillLine.openForCash();
    await expectOutOfService(
      till,
      "keys.keysInsideData",
      {
        en: ["must not lie in the same directory", "Nothing was changed", "Choose another --key-dir"],
        "zh-CN": ["不能放在同一目录", "未做更改", "请另选 --key-dir"],
      },
      { keyDirectory: join(till.dataDirectory, "keys") },
    );
  });
});

test("a clock that went back is said by the doctor, and stops nothing", async () => {
  const till = await TillLine.openForCash();
  const back: Substitutes = {
    clock: (clock) => ({
      monotonicMs: () => clock.monotonicMs(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
      businessNow: () => {
        const now = clock.businessNow();
        return { ...now, epochMs: now.epochMs - 3_600_000 };
      },
    }),
  };
  till.mustDo(await till.run(SALE, { substitutes: back, input: [OWNER_PIN] }));
  till.mustDo(await till.run(SALE));
  const english = await till.run(["doctor", "--lang", "en"], { substitutes: back });
  expect(english.exitCode).toBe(EXIT.unavailable);
  expect(english.out).toMatch(
    /! Clock: stands (59|60|61) minutes behind the last sale\. Set it; nothing was lost\./,
  );
  // The doctor's own line test is a row too, under the wrong clock; a sale under the right one comes behind it.
  till.mustDo(await till.run(SALE));
  const chinese = await till.run(["doctor", "--lang", "zh-CN"], { substitutes: back });
  expect(chinese.out).toMatch(/! 时钟：比最后一笔销售慢 \d+ 分钟。请校准，没有丢失任何数据。/);
});

test("a mistake of the program is one sentence, exit code 70, and a line in the log", async () => {
  const till = await TillLine.openForCash();
  const substitutes: Substitutes = {
    journal: (opened) => ({
      ...opened,
      rows: () => {
        throw new Error("a belief was broken");
      },
    }),
  };
  const ran = await till.run(["journal", "--lang", "en"], { substitutes });
  expect(ran).toMatchObject({ exitCode: EXIT.bug, out: "" });
  expect(ran.err).toBe(
    "Jinka had to stop because of a mistake of its own. What was paid is kept; start again, and it is put in order. Details: a belief was broken\n",
  );
  const log = readFileSync(join(till.dataDirectory, "log", "jinka.log"), "utf8")
    .trim()
    .split("\n");
  expect(JSON.parse(log.at(-1) ?? "")).toMatchObject({ event: "bug", message: "a belief was broken" });
});
