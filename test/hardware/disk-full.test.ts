import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { FLOWS } from "../simulation/disk-flows.ts";
import { factsSince, messagesSince, takeNote, wrongAfterwards } from "../simulation/disk-judge.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { SmallDisk, whyNoSmallDisk } from "./small-disk.ts";

const DISK_MIB = 16;

/** More pages of 4 KiB than a whole card sale writes into a new WAL, with its index. */
const PAGES_MAX = 130;

const missing = whyNoSmallDisk();
if (missing !== undefined) console.log(missing);

/** A whole shop whose books, keys and log lie on a disk of its own. */
async function withShopOnSmallDisk(use: (shop: Shop, disk: SmallDisk) => Promise<void>): Promise<void> {
  await SmallDisk.with(DISK_MIB, async (disk) => {
    for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, disk.path);
    onTestFinished(() => void vi.unstubAllEnvs());
    const shop = await Shop.open();
    vi.unstubAllEnvs();
    expect(shop.dataDirectory.startsWith(disk.path)).toBe(true);
    try {
      await use(shop, disk);
    } finally {
      disk.free();
      await shop.close();
    }
  });
}

/** Closes the books, so that the next commit has to make room for a new WAL. */
async function restart(shop: Shop): Promise<void> {
  await shop.terminal.idle();
  await shop.restart();
}

async function expectWholeBooks(shop: Shop): Promise<void> {
  const { keys } = must(await openKeyFile(shop));
  const request = { dataDir: shop.dataDirectory, databaseKey: keys.databaseKey.reveal() };
  expect(verifyJournal(request)).toMatchObject({ ok: true });
}

describe.runIf(missing === undefined)("a disk without room", () => {
  test("at the start: it is said, nothing is changed, and the till starts when there is room", async () => {
    await withShopOnSmallDisk(async (shop, disk) => {
      await shop.terminal.idle();
      let refusedCount = 0;
      for (let pages = 0; pages < 40; pages++) {
        await shop.terminal.parts.journal.close();
        disk.fill(pages);
        const started = await shop.startTerminal().then(
          () => "started",
          (error: Error) => error.message,
        );
        if (started !== "started") {
          expect(started, `${pages} pages`).toContain('"kind":"diskFull"');
          refusedCount += 1;
          disk.free();
          await shop.startTerminal();
        } else {
          const open = await shop.sale(1000n).then(
            () => "sold",
            (error: Error) => error.message,
          );
          expect(open, `${pages} pages`).toMatch(/^sold$|"kind":"diskFull"/);
          disk.free();
        }
        await shop.terminal.idle();
      }
      expect(refusedCount).toBeGreaterThan(3);
      expect(shop.bugs).toEqual([]);
      await expectWholeBooks(shop);
    });
  });

  test("at any page of a card sale: nothing goes out that was not written down, nothing is doubled, all is well afterwards", async () => {
    await withShopOnSmallDisk(async (shop, disk) => {
      const ends = new Map<string, number>();
      for (let pages = 0; pages < PAGES_MAX; pages += 3) {
        await restart(shop);
        const before = await takeNote(shop);
        disk.fill(pages);
        const told = await FLOWS["a card sale"].run(shop);
        const isOutOfSpace = told === "fault diskFull";
        expect(["paid", "fault diskFull"], `${pages} pages`).toContain(told);
        const last = (await factsSince(shop, before.row)).at(-1)?.type ?? "nothing";
        const sent = messagesSince(shop, before.message, "sale");
        if (
          last === "nothing" ||
          last === "saleOpened" ||
          last === "lineAdded" ||
          last === "paymentStarted"
        ) {
          expect(sent, `${pages} pages: the arming was not written`).toBe(0);
        }
        const end = isOutOfSpace ? `full after ${last}` : told;
        ends.set(end, (ends.get(end) ?? 0) + 1);
        disk.free();
        // The shop goes on in one case and is started anew in the other.
        if (pages % 2 === 0) must(await shop.terminal.submit([]));
        else await restart(shop);
        expect(await wrongAfterwards(shop, before, told), `${pages} pages`).toEqual([]);
        expect(await FLOWS["a cash sale"].run(shop), `${pages} pages`).toBe("paid");
      }
      console.log("where a card sale met the full disk:", Object.fromEntries(ends));
      for (const where of ["lineAdded", "paymentStarted", "authorisationArmed", "hostApproved"]) {
        expect([...ends.keys()]).toContain(`full after ${where}`);
      }
      expect(ends.get("paid") ?? 0).toBeGreaterThan(0);
      await shop.terminal.idle();
      await expectWholeBooks(shop);
    });
  });

  test("during a void and a lost answer: what is owed stays owed, and is done when there is room", async () => {
    await withShopOnSmallDisk(async (shop, disk) => {
      for (const name of ["a void", "a lost answer"] as const) {
        for (let pages = 14; pages < 90; pages += 12) {
          await FLOWS[name].prepare(shop);
          await restart(shop);
          const before = await takeNote(shop);
          disk.fill(pages);
          const told = await FLOWS[name].run(shop);
          await shop.terminal.idle();
          disk.free();
          must(await shop.terminal.submit([]));
          expect(await wrongAfterwards(shop, before, told), `${name}, ${pages} pages`).toEqual([]);
          expect(await FLOWS[name].again(shop), `${name}, ${pages} pages`).toBe(FLOWS[name].ends);
          expect(shop.compare().till).toBe(shop.compare().host);
        }
      }
      await shop.terminal.idle();
      await expectWholeBooks(shop);
    });
  });

  test("when the WAL is merged: the till sells on as long as the WAL has room of its own", async () => {
    await withShopOnSmallDisk(async (shop, disk) => {
      // Paper takes its time and is not what this is about.
      shop.counter.printerLink.unplug();
      // Enough sales for a WAL of its full length, so that later ones need no new pages for it.
      for (let i = 0; i < 70; i++) expect(await FLOWS["a cash sale"].run(shop)).toBe("paid");
      await shop.terminal.idle();
      disk.fill(0);
      const told: string[] = [];
      for (let i = 0; i < 70; i++) told.push(await FLOWS["a cash sale"].run(shop));
      expect(told[0]).toBe("paid");
      expect(new Set(told)).toEqual(
        new Set(told.includes("fault diskFull") ? ["paid", "fault diskFull"] : ["paid"]),
      );
      await shop.terminal.idle();
      disk.free();
      must(await shop.terminal.submit([]));
      expect(await FLOWS["a cash sale"].run(shop)).toBe("paid");
      await shop.terminal.idle();
      await restart(shop);
      await expectWholeBooks(shop);
    });
  });
});

describe.runIf(missing === undefined)("a disk that may only be read", () => {
  test("keeps the till closed with a sentence, and changes nothing", async () => {
    await withShopOnSmallDisk(async (shop, disk) => {
      await shop.terminal.idle();
      await shop.terminal.parts.journal.close();
      const file = join(shop.dataDirectory, "journal.sqlite");
      const before = readFileSync(file);
      disk.setReadOnly(true);
      await expect(shop.startTerminal()).rejects.toThrow('"kind":"readOnly"');
      expect(readFileSync(file).equals(before)).toBe(true);
      disk.setReadOnly(false);
      await shop.startTerminal();
      expect(await FLOWS["a cash sale"].run(shop)).toBe("paid");
      await shop.terminal.idle();
    });
  });
});
