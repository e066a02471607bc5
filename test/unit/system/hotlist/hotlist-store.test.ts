import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { CardHasher } from "../../../../main/system/hotlist/card-hasher.ts";
import { deriveHotlistKeys } from "../../../../main/system/hotlist/hotlist-keys.ts";
import { HotlistStore } from "../../../../main/system/hotlist/hotlist-store.ts";
import { SplitBlockFilter } from "../../../../main/system/hotlist/split-block-filter.ts";
import { card, hotlistPlace, INSTALLED_AT, listText } from "../../../support/hotlists.ts";

const PAN = "6222020000000001";

test("an entry is HMAC-SHA-256 as the library makes it, under a key that is not the look-up key", () => {
  const lookupKey = new Sensitive(new Uint8Array(32).fill(7));
  const keys = deriveHotlistKeys(lookupKey);
  expect(keys.hashKey.reveal()).not.toEqual(lookupKey.reveal());
  expect(keys.hashKey.reveal()).not.toEqual(keys.macKey.reveal());
  const hmac = (message: string) => createHmac("sha256", keys.hashKey.reveal()).update(message).digest();
  const hasher = new CardHasher(keys);
  const ofPan = hmac(`${PAN}   ${" ".repeat(6)}`);
  expect(hasher.entryOf(card(PAN))).toEqual(ofPan.subarray(0, 16));
  const qualified = hmac(`${PAN}   012712`);
  expect(hasher.entryOf(card(PAN, 1, "2712"))).toEqual(
    Buffer.concat([ofPan.subarray(0, 8), qualified.subarray(0, 8)]),
  );
});

type Case = {
  readonly name: string;
  readonly entry: string;
  readonly asked: readonly [(number | undefined)?, string?];
  readonly listed: boolean;
};

const CASES: readonly Case[] = [
  { name: "a number alone means every card of it", entry: "", asked: [3, "2905"], listed: true },
  { name: "and a card that tells nothing more", entry: "", asked: [], listed: true },
  { name: "a sequence number means that card", entry: ",1", asked: [1, "2712"], listed: true },
  { name: "and no other", entry: ",1", asked: [2, "2712"], listed: false },
  { name: "sequence number 0 is one like others", entry: ",0", asked: [1, "2712"], listed: false },
  { name: "an expiry means that card", entry: ",,2712", asked: [1, "2712"], listed: true },
  { name: "and not the one that came after it", entry: ",,2712", asked: [1, "3212"], listed: false },
  { name: "both have to agree", entry: ",1,2712", asked: [1, "2712"], listed: true },
  { name: "one alone is not enough", entry: ",1,2712", asked: [1, "3212"], listed: false },
  { name: "nor is the other", entry: ",1,2712", asked: [2, "2712"], listed: false },
  {
    name: "without a sequence number none is cleared",
    entry: ",7,2712",
    asked: [undefined, "2712"],
    listed: true,
  },
  { name: "but by its expiry", entry: ",7,2712", asked: [undefined, "3212"], listed: false },
  { name: "without an expiry none is cleared", entry: ",7,2712", asked: [7], listed: true },
  { name: "but by its sequence number", entry: ",7,2712", asked: [8], listed: false },
  { name: "without either none is cleared", entry: ",7,2712", asked: [], listed: true },
];

test.each(CASES)("$name", async ({ entry, asked, listed }) => {
  const place = await hotlistPlace();
  expect(await place.install(listText({ version: 12 }, [`+${PAN}${entry}`]))).toMatchObject({ ok: true });
  expect(await place.ask(card(PAN, ...asked))).toEqual({ ok: true, value: { listed, version: 12 } });
});

test("without a list there is no answer; an empty list answers", async () => {
  const place = await hotlistPlace();
  expect(await place.ask(card(PAN))).toEqual({ ok: true, value: undefined });
  await place.install(listText({ version: 1 }, []));
  expect(await place.ask(card(PAN))).toEqual({ ok: true, value: { listed: false, version: 1 } });
  expect(await place.isListed(card("1".repeat(30)))).toBe(false);
});

const MANY = 100_000;
const numbered = (i: number) => `62220200${String(i).padStart(8, "0")}`;

test("of 100,000 cards each is found, no other is, and no number lies on the disk", async () => {
  const place = await hotlistPlace();
  const lines = Array.from({ length: MANY }, (_, i) => `+${numbered(2 * i)}`);
  expect(await place.install(listText({ version: 5 }, lines))).toMatchObject({ ok: true });
  const store = await HotlistStore.open(place.directory, place.keys);
  expect(await store.status()).toEqual({
    ok: true,
    value: { version: 5, entries: MANY, installedAtEpochMs: INSTALLED_AT },
  });
  let wrong = 0;
  for (let i = 0; i < 2 * MANY; i += 7) {
    const asked = await store.check(card(numbered(i), 1, "2712"));
    if (!asked.ok || asked.value?.listed !== (i % 2 === 0)) wrong += 1;
  }
  await store.close();
  expect(wrong).toBe(0);
  expect(filesWith(place.directory, [numbered(0), numbered(777 * 2), "62220200"])).toEqual([]);
});

/** Files under a directory that hold one of these numbers, as text, as packed digits, or as UTF-16. */
function filesWith(directory: string, numbers: readonly string[]): string[] {
  const forms = numbers.flatMap((one) => [
    Buffer.from(one, "latin1"),
    Buffer.from(one, "hex"),
    Buffer.from(one, "utf16le"),
  ]);
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(directory, name);
    if (!statSync(path).isFile()) return false;
    const bytes = readFileSync(path);
    // Eight packed digits are four bytes, which any megabyte of hashes may have: those are looked for whole.
    return forms.some((form) => form.length > 4 && bytes.includes(form));
  });
}

test("many cards of one number run over the edges of pages", async () => {
  const place = await hotlistPlace();
  const lines = Array.from({ length: 1200 }, (_, i) => {
    const month = String((i % 12) + 1).padStart(2, "0");
    return `+${PAN},${i % 2},${String(Math.floor(i / 12)).padStart(2, "0")}${month}`;
  });
  const others = Array.from({ length: 600 }, (_, i) => `+${numbered(500 + i)}`);
  await place.install(listText({ version: 1 }, [...lines, ...others]));
  const store = await HotlistStore.open(place.directory, place.keys);
  for (const i of [0, 1, 253, 254, 255, 508, 1199]) {
    const expiry = `${String(Math.floor(i / 12)).padStart(2, "0")}${String((i % 12) + 1).padStart(2, "0")}`;
    expect(await store.check(card(PAN, i % 2, expiry))).toMatchObject({ value: { listed: true } });
    expect(await store.check(card(PAN, 1 - (i % 2), expiry))).toMatchObject({ value: { listed: false } });
  }
  await store.close();
});

test("the filter never says no to what it was given, and seldom yes to what it was not", () => {
  const filter = new SplitBlockFilter(new Uint8Array(SplitBlockFilter.lengthFor(50_000)));
  const mixed = (i: number, salt: number) => Math.imul(i ^ salt, 0x9e3779b1) >>> 0;
  for (let i = 0; i < 50_000; i++) filter.add(mixed(i, 1), mixed(i, 77_777));
  let [missed, wrong] = [0, 0];
  for (let i = 0; i < 50_000; i++) {
    if (!filter.mayHave(mixed(i, 1), mixed(i, 77_777))) missed += 1;
    if (filter.mayHave(mixed(i + 9_000_000, 1), mixed(i, 123_456_789))) wrong += 1;
  }
  expect(missed).toBe(0);
  expect(wrong).toBeLessThan(500);
});

const listFile = (directory: string) => {
  const [name = ""] = readdirSync(join(directory, "hotlist")).filter((one) => one.endsWith(".jkl"));
  return join(directory, "hotlist", name);
};

const DAMAGES: readonly { readonly name: string; damage(path: string): void }[] = [
  { name: "its header", damage: (path) => flip(path, 20) },
  { name: "its fences or its filter", damage: (path) => flip(path, statSync(path).size - 5) },
  { name: "its end", damage: (path) => truncateSync(path, statSync(path).size - 1) },
  { name: "everything", damage: (path) => truncateSync(path, 0) },
];

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

test.each(DAMAGES)(
  "a list that lost $name answers nothing, and a full list of its version mends it",
  async ({ damage }) => {
    const place = await hotlistPlace();
    const text = listText({ version: 3 }, [`+${PAN}`]);
    await place.install(text);
    damage(listFile(place.directory));
    expect(await place.ask(card(PAN))).toMatchObject({ ok: false, fault: { kind: "damaged" } });
    expect(await place.install(listText({ version: 4, follows: 3 }, [`-${PAN}`]))).toEqual({
      ok: false,
      fault: { kind: "installedDamaged" },
    });
    expect(await place.install(text)).toMatchObject({ ok: true });
    expect(await place.isListed(card(PAN))).toBe(true);
  },
);

test("a page that was changed is a fault for the card that stands there, never a clean card", async () => {
  const place = await hotlistPlace();
  await place.install(listText({ version: 3 }, [`+${PAN}`]));
  flip(listFile(place.directory), 4096 + 3);
  expect(await place.ask(card(PAN))).toMatchObject({ ok: false, fault: { kind: "damaged" } });
});

test("a list of another key file, or an older one under a newer name, is not believed", async () => {
  const place = await hotlistPlace();
  await place.install(listText({ version: 3 }, [`+${PAN}`]));
  const foreign = await HotlistStore.open(
    place.directory,
    deriveHotlistKeys(new Sensitive(new Uint8Array(32).fill(8))),
  );
  expect(await foreign.check(card(PAN))).toMatchObject({ ok: false, fault: { kind: "damaged" } });
  await foreign.close();
  const path = listFile(place.directory);
  writeFileSync(path.replace("000000003", "000000009"), readFileSync(path));
  expect(await place.ask(card(PAN))).toMatchObject({ ok: false, fault: { kind: "damaged" } });
});

test("a terminal that runs takes over what another process installs", async () => {
  const place = await hotlistPlace();
  const store = await HotlistStore.open(place.directory, place.keys);
  expect(await store.check(card(PAN))).toEqual({ ok: true, value: undefined });
  await place.install(listText({ version: 1 }, [`+${PAN}`]));
  await store.look();
  expect(await store.check(card(PAN))).toEqual({ ok: true, value: { listed: true, version: 1 } });
  await place.install(listText({ version: 2, follows: 1 }, [`-${PAN}`]));
  const asked = store.check(card(PAN));
  await store.look();
  expect(await asked).toEqual({ ok: true, value: { listed: true, version: 1 } });
  expect(await store.check(card(PAN))).toEqual({ ok: true, value: { listed: false, version: 2 } });
  await store.close();
});
