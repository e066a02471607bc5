import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installHotlistFile } from "../../../../main/config/hotlist/install-hotlist-file.ts";
import { card, changed, type HotlistPlace, hotlistPlace, listText } from "../../../support/hotlists.ts";
import { tempDir } from "../../../support/temp-dir.ts";

const PANS = ["6222020000000001", "6222020000000002", "6222020000000003"] as const;
const [A, B, C] = PANS;

async function place(): Promise<HotlistPlace> {
  const made = await hotlistPlace();
  await made.install(listText({ version: 12 }, [`+${A}`, `+${B}`]));
  return made;
}

const listed = async (at: HotlistPlace) =>
  Promise.all(PANS.map(async (pan) => (await at.isListed(card(pan))) === true));

test("changes add and take off, and the version says so", async () => {
  const at = await place();
  const installed = await at.install(
    listText({ version: 14, follows: 12 }, [`+${C}`, `-${A}`, `-${C}9`, `+${B}`]),
  );
  expect(installed).toMatchObject({
    ok: true,
    value: { version: 14, entries: 2, added: 1, removed: 1, name: "Test acquirer", resumedAt: 0 },
  });
  expect(await listed(at)).toEqual([false, true, true]);
  expect(await at.ask(card(C))).toEqual({ ok: true, value: { listed: true, version: 14 } });
});

test("a card is taken off as it was named, and not by its number alone", async () => {
  const at = await hotlistPlace();
  await at.install(listText({ version: 1 }, [`+${A},1`, `+${A},,2712`, `+${B}`]));
  await at.install(listText({ version: 2, follows: 1 }, [`-${A}`, `-${A},1`, `-${B},1`]));
  expect(await at.isListed(card(A, 1, "3001"))).toBe(false);
  expect(await at.isListed(card(A, 1, "2712"))).toBe(true);
  expect(await at.isListed(card(B, 1))).toBe(true);
});

test("a full list replaces the one before, and what comes twice counts once", async () => {
  const at = await place();
  const installed = await at.install(listText({ version: 13 }, [`+${C}`, `+${C}`]));
  expect(installed).toMatchObject({ value: { entries: 1, added: 1, removed: 0 } });
  expect(await listed(at)).toEqual([false, false, true]);
  expect(readdirSync(join(at.directory, "hotlist")).filter((name) => name.endsWith(".jkl"))).toEqual([
    "list-000000013.jkl",
  ]);
});

type Refused = {
  readonly name: string;
  make(at: HotlistPlace): Promise<string> | string;
  readonly fault: object;
};

const strangers = generateKeyPairSync("ed25519");
const good = listText({ version: 13 }, [`+${C}`]);

const REFUSED: readonly Refused[] = [
  {
    name: "a replayed list",
    make: (at) => at.sign(listText({ version: 12 }, [`+${C}`])),
    fault: { kind: "versionNotNewer", version: 12, installed: 12 },
  },
  {
    name: "an older list",
    make: (at) => at.sign(listText({ version: 11 }, [`+${C}`])),
    fault: { kind: "versionNotNewer", version: 11, installed: 12 },
  },
  {
    name: "changes of an older version",
    make: (at) => at.sign(listText({ version: 13, follows: 11 }, [`+${C}`])),
    fault: { kind: "outOfOrder", follows: 11, installed: 12 },
  },
  {
    name: "changes that came too early",
    make: (at) => at.sign(listText({ version: 15, follows: 14 }, [`+${C}`])),
    fault: { kind: "outOfOrder", follows: 14, installed: 12 },
  },
  {
    name: "replayed changes",
    make: (at) => at.sign(listText({ version: 12, follows: 11 }, [`+${C}`])),
    fault: { kind: "versionNotNewer", version: 12, installed: 12 },
  },
  {
    name: "changes that contradict themselves",
    make: (at) => at.sign(listText({ version: 13, follows: 12 }, [`+${C}`, `-${A}`, `-${C}`])),
    fault: { kind: "contradiction" },
  },
  {
    name: "a digit changed",
    make: async (at) => changed(await at.sign(good), (text) => text.replace("0003", "0004")),
    fault: { kind: "tampered" },
  },
  {
    name: "a line added",
    make: async (at) => changed(await at.sign(good), (text) => text.replace(`+${C}\n`, `+${C}\n+${C}\n`)),
    fault: { kind: "tampered" },
  },
  {
    name: "a version changed",
    make: async (at) => changed(await at.sign(good), (text) => text.replace('"version":13', '"version":99')),
    fault: { kind: "tampered" },
  },
  {
    name: "another signature",
    make: async (at) =>
      changed(await at.sign(good), (text) => text.replace(/"value":"......../, '"value":"AAAAAAAA')),
    fault: { kind: "tampered" },
  },
  {
    name: "a stranger's signature",
    make: (at) => at.sign(good, strangers),
    fault: { kind: "unknownSigner" },
  },
  { name: "no signature", make: (at) => at.write("plain", good), fault: { kind: "unsigned" } },
  {
    name: "a file cut in its last line",
    make: async (at) => changed(await at.sign(good), (text) => text.slice(0, -10)),
    fault: { kind: "unsigned" },
  },
  {
    name: "a file cut in an entry",
    make: async (at) => changed(await at.sign(good), (text) => text.slice(0, text.indexOf(C) + 5)),
    fault: { kind: "unsigned" },
  },
  { name: "an empty file", make: (at) => at.write("empty", ""), fault: { kind: "notHotlist" } },
  {
    name: "another format",
    make: (at) => at.write("pack", '{"pack":{"format":"jinka-parameter-pack"}}\n'),
    fault: { kind: "notHotlist" },
  },
  {
    name: "bytes",
    make: (at) => at.write("bytes", new Uint8Array(70_000).fill(0xa5)),
    fault: { kind: "notHotlist" },
  },
  {
    name: "a later format",
    make: (at) => at.write("later", good.replace('"formatVersion":1', '"formatVersion":2')),
    fault: { kind: "headerMalformed", path: "formatVersion" },
  },
  {
    name: "a misspelt header",
    make: (at) => at.write("spelt", good.replace('"version"', '"versoin"')),
    fault: { kind: "headerMalformed" },
  },
  {
    name: "more entries than a till takes",
    make: (at) => at.write("many", listText({ version: 13, entries: 20_000_001 }, [])),
    fault: { kind: "tooManyEntries", entriesMax: 20_000_000 },
  },
  {
    name: "a file that is not there",
    make: (at) => join(at.directory, "nowhere"),
    fault: { kind: "fileUnreadable", code: "ENOENT" },
  },
  { name: "a directory", make: (at) => at.directory, fault: { kind: "notHotlist" } },
];

test.each(REFUSED)("$name is refused by name, and nothing is changed", async ({ make, fault }) => {
  const at = await place();
  const before = readdirSync(join(at.directory, "hotlist")).sort();
  const done = await installHotlistFile(await make(at), at.options);
  expect(done).toMatchObject({ ok: false, fault });
  expect(JSON.stringify(done)).not.toMatch(/\d{12}/);
  expect(await listed(at)).toEqual([true, true, false]);
  expect(readdirSync(join(at.directory, "hotlist")).sort()).toEqual(before);
});

const BAD_LINES = [
  `${C}`,
  `+${C} `,
  `+${C},`,
  `+${C},,`,
  `+${C},100`,
  `+${C},1,2713`,
  `+${C},1,271`,
  "+1234567",
  `+${"1".repeat(20)}`,
  `+${C}\r`,
  "",
  `*${C}`,
  `+${C}+${C}`,
];

test.each(BAD_LINES)("no signature makes an entry of %j", async (bad) => {
  const at = await place();
  const text = listText({ version: 13 }, [`+${C}`, bad]);
  await expect(at.sign(text)).rejects.toThrow('{"kind":"malformedLine","line":3}');
});

test("changes without a list, a list that a stranger to the shop signed, and a shop that believes nobody", async () => {
  const at = await hotlistPlace();
  expect(await at.install(listText({ version: 2, follows: 1 }, [`+${C}`]))).toEqual({
    ok: false,
    fault: { kind: "noListToChange", follows: 1 },
  });
  const other = { ...at.options, dataDirectory: tempDir() };
  const file = await at.sign(good);
  expect(await installHotlistFile(file, other)).toMatchObject({ ok: false, fault: { kind: "noTrustedKey" } });
});

test("an announced count that is not found, and a removal in a full list, are not signed", async () => {
  const at = await place();
  await expect(at.sign(listText({ version: 13, entries: 3 }, [`+${C}`]))).rejects.toThrow(
    '{"kind":"countDiffers","announced":3,"found":1}',
  );
  await expect(at.sign(listText({ version: 13 }, [`-${C}`]))).rejects.toThrow(
    '{"kind":"removalInFullList","line":2}',
  );
});

test("while another installation runs, a second one is told to wait", async () => {
  const at = await place();
  const busy = { ...at.options, lock: () => undefined };
  expect(await installHotlistFile(await at.sign(good), busy)).toEqual({ ok: false, fault: { kind: "busy" } });
});

const panOf = (i: number) => `62220200${String(i).padStart(8, "0")}`;

type Kill = {
  readonly step: string;
  readonly behind: number;
  readonly entries: number;
  readonly kept: number;
};

/** Every 1,000,000 entries are a place to go on from; what was put in order in part is none. */
const KILLS: readonly Kill[] = [
  { step: "reading", behind: 1_000_000, entries: 1_100_000, kept: 900_000 },
  { step: "reading", behind: 1_000, entries: 100_000, kept: 0 },
  { step: "sorting", behind: 0, entries: 100_000, kept: 0 },
  { step: "writing", behind: 60_000, entries: 100_000, kept: 0 },
];

test.each(KILLS)(
  "killed while $step, behind $behind entries, an installation leaves the old list, and the next one ends it",
  async ({ step, behind, entries, kept }) => {
    const at = await place();
    const lines = Array.from({ length: entries }, (_, i) => `+${panOf(i * 3)}`);
    const file = await at.sign(listText({ version: 13 }, lines));
    const child = new URL("child.ts", import.meta.url).pathname;
    const words = [child, file, at.directory, step, String(behind)];
    const running = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => running.once("exit", resolve));
    // The child waits for ever where it says so: what ends it is the signal and nothing else.
    await new Promise((resolve) => running.stdout.once("data", resolve));
    running.kill("SIGKILL");
    await ended;
    expect(readdirSync(join(at.directory, "hotlist"))).toContain("incoming");
    expect(await listed(at)).toEqual([true, true, false]);
    const done = await installHotlistFile(file, at.options);
    expect(done).toMatchObject({ ok: true, value: { version: 13, entries } });
    const resumedAt = done.ok ? done.value.resumedAt : Number.NaN;
    if (kept === 0) expect(resumedAt).toBe(0);
    else expect(resumedAt).toBeGreaterThan(kept);
    expect(await at.isListed(card(panOf(3 * (entries - 1))))).toBe(true);
    expect(await at.isListed(card(panOf(3)))).toBe(true);
    expect(await at.isListed(card(panOf(4)))).toBe(false);
    expect(readdirSync(join(at.directory, "hotlist"))).not.toContain("incoming");
  },
  60_000,
);

test("what an interrupted installation of another file left is not taken for this one", async () => {
  const at = await place();
  const folder = join(at.directory, "hotlist", "incoming");
  mkdirSync(folder);
  writeFileSync(join(folder, "records"), new Uint8Array(17 * 5).fill(1));
  const progress = {
    format: "jinka-hotlist-intake-1",
    source: "AA",
    records: 5,
    cursor: 200,
    sorting: false,
  };
  writeFileSync(join(folder, "progress.json"), JSON.stringify(progress));
  expect(await at.install(good)).toMatchObject({ ok: true, value: { entries: 1, resumedAt: 0 } });
  expect(readFileSync(join(at.directory, "hotlist", "list-000000013.jkl")).length).toBe(4096 * 2 + 8 + 32);
});
