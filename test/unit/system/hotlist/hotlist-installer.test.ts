import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { err, ok, type Result } from "../../../../main/domain/result.ts";
import type { HotlistInstaller } from "../../../../main/ports/hotlist.ts";
import { createHotlistInstaller } from "../../../../main/system/hotlist/hotlist-installer.ts";
import { hasRoom } from "../../../../main/system/hotlist/install-intake.ts";
import { card, hotlistPlace, INSTALLED_AT, listText } from "../../../support/hotlists.ts";

const panOf = (i: number) => `62220200${String(i).padStart(8, "0")}`;
const page = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => card(panOf(first + i), (first + i) % 3));

/** Fetches pages of ten from a host that has `total`, and loses the line when `upTo` are there. */
function fetchPages(installer: HotlistInstaller, source: string, total: number, upTo = total) {
  const asked: number[] = [];
  const done = installer.withDownload(source, async (download): Promise<Result<unknown, unknown>> => {
    // Ends because each page brings something.
    while (download.received < total) {
      if (download.received >= upTo) return err({ kind: "lineLost" });
      asked.push(download.received);
      const taken = await download.add(page(download.received, Math.min(10, total - download.received)));
      if (!taken.ok) return taken;
    }
    return download.commit(20);
  });
  return done.then((result) => ({ result, asked }));
}

test("pages become a list, and an interrupted download goes on behind what came", async () => {
  const at = await hotlistPlace();
  await at.install(listText({ version: 3 }, [`+${panOf(900)}`]));
  let installedCount = 0;
  const installer = createHotlistInstaller({
    ...at.options,
    onInstalled: async () => {
      installedCount += 1;
    },
  });
  const first = await fetchPages(installer, "cup:390:1", 35, 20);
  expect(first).toEqual({ result: err({ kind: "lineLost" }), asked: [0, 10] });
  expect(await at.isListed(card(panOf(900)))).toBe(true);
  expect(await at.isListed(card(panOf(5), 2))).toBe(false);
  const second = await fetchPages(installer, "cup:390:1", 35);
  expect(second.asked).toEqual([20, 30]);
  expect(second.result).toEqual(ok({ version: 20, entries: 35, installedAtEpochMs: INSTALLED_AT }));
  expect(installedCount).toBe(1);
  expect(await at.isListed(card(panOf(900)))).toBe(false);
  expect(await at.isListed(card(panOf(5), 2))).toBe(true);
  expect(await at.isListed(card(panOf(5), 1))).toBe(false);
  expect(await at.isListed(card(panOf(34), 1))).toBe(true);
  expect(existsSync(join(at.directory, "hotlist", "incoming"))).toBe(false);
});

test("another host's download begins anew, and so does one that was discarded", async () => {
  const at = await hotlistPlace();
  const installer = createHotlistInstaller(at.options);
  await fetchPages(installer, "cup:390:1", 35, 20);
  expect((await fetchPages(installer, "cup:390:2", 35, 10)).asked).toEqual([0]);
  await installer.withDownload("cup:390:2", async (download) => {
    expect(download.received).toBe(10);
    return download.discard();
  });
  expect((await fetchPages(installer, "cup:390:2", 12)).asked).toEqual([0, 10]);
});

test("a page with an impossible card is refused whole, and what came before stays", async () => {
  const at = await hotlistPlace();
  const installer = createHotlistInstaller(at.options);
  const done = await installer.withDownload("host", async (download) => {
    await download.add(page(0, 10));
    expect(await download.add([...page(10, 2), card("62220200x0000001")])).toEqual(
      err({ kind: "entryMalformed", index: 2 }),
    );
    expect(await download.add([card(panOf(1), 100)])).toEqual(err({ kind: "entryMalformed", index: 0 }));
    expect(await download.add([card(panOf(1), 1, "2713")])).toEqual(
      err({ kind: "entryMalformed", index: 0 }),
    );
    expect(download.received).toBe(10);
    return download.commit(1);
  });
  expect(done).toMatchObject({ ok: true, value: { entries: 10 } });
});

test("a version that does not come after the one in force is refused", async () => {
  const at = await hotlistPlace();
  await at.install(listText({ version: 20 }, [`+${panOf(900)}`]));
  const { result } = await fetchPages(createHotlistInstaller(at.options), "host", 10);
  expect(result).toEqual(err({ kind: "versionNotNewer", version: 20, installed: 20 }));
  expect(await at.isListed(card(panOf(900)))).toBe(true);
});

test("a second download at the same time is told to wait", async () => {
  const at = await hotlistPlace();
  const installer = createHotlistInstaller({ ...at.options, lock: () => undefined });
  expect(await installer.withDownload("host", async () => ok(1))).toEqual(err({ kind: "busy" }));
});

test("a list that would take the room of the books is refused with what it needs", async () => {
  const { directory } = await hotlistPlace();
  expect(await hasRoom(directory, 10, 10)).toEqual(ok(undefined));
  const refused = await hasRoom(directory, 1e13, 1e13);
  expect(refused).toMatchObject({ ok: false, fault: { kind: "diskTooFull" } });
});
