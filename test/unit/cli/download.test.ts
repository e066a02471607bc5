import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { DOWNLOAD_EN, DOWNLOAD_ZH } from "../../../main/cli/download-text-tables.ts";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { installParameterPack, trustKeys } from "../../../main/config/parameter-pack-store.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import { encodeDownload } from "../../../main/domain/emv/parameter-pack/encode-download.ts";
import type { PackApplication, PackCaKey } from "../../../main/domain/emv/parameter-pack/parameter-pack.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import type { Downloads } from "../../../simulators/acquirer/downloads.ts";
import { start } from "../../../simulators/acquirer/server.ts";
import { TEST_CA_PUBLIC_KEYS, TEST_EXPIRED_CA_PUBLIC_KEY } from "../../../simulators/issuer/test-scheme.ts";
import { must } from "../../support/journal.ts";
import { samplePack, signed, TRUSTED_PEM } from "../../support/parameter-packs.ts";
import { type SampleFile, sharedTill, TillLine } from "../../support/till-line.ts";

/** Downloads by command line: a real driver and a real TCP link to the simulated host. */

const downloading = (file: SampleFile) => ({
  ...file,
  acquirer: {
    ...file.acquirer,
    connectTimeoutMs: 300,
    replyTimeoutMs: 300,
    lingerMs: 100,
    downloadsAllowed: true,
    hotlistWidth: 19,
  },
});

const shared = sharedTill(downloading);

const OF_CONFIGURATION = "A000000333010101";

const application = (aid: string): PackApplication => ({
  aid,
  partialMatch: true,
  applicationVersion: "0030",
  tacDenial: "0010000000",
  tacOnline: "D84004F800",
  tacDefault: "D84000A800",
  floorLimitFen: 700n,
  defaultDdol: "9F3704",
  contactless: { transactionLimitFen: 5_000_000n },
});

const keyOf = (key: (typeof TEST_CA_PUBLIC_KEYS)[number]): PackCaKey => ({
  rid: toHex(key.rid),
  index: toHex(Uint8Array.of(key.index)),
  algorithm: "rsa",
  modulus: toHex(key.modulus),
  exponent: toHex(key.exponent),
  checksum: toHex(key.checksum),
  expiry: key.expiry,
});

const FORMAT = { expiry: "ascii", randomSelection: "bcd" } as const;
const content = (pack: Parameters<typeof encodeDownload>[0]): string =>
  toHex(must(encodeDownload(pack, FORMAT)));

const tlv = (tag: string, value: string): string =>
  tag + (value.length / 2).toString(16).padStart(2, "0").toUpperCase() + value;

const aidItem = (aid: string) => ({
  name: tlv("9F06", aid),
  content: content({ applications: [application(aid)], caKeys: [] }),
});

const keyItem = (key: PackCaKey) => ({
  name: tlv("9F06", key.rid) + tlv("9F22", key.index),
  listed: tlv("DF05", toHex(new TextEncoder().encode(key.expiry))),
  content: content({ applications: [], caKeys: [key] }),
});

/** Ten AIDs: two pages of names. */
const AIDS = Array.from({ length: 10 }, (_, i) => `A0000003330101${(i + 1).toString().padStart(2, "0")}`);
const KEYS = TEST_CA_PUBLIC_KEYS.map(keyOf);
const CARDS = Array.from({ length: 60 }, (_, i) => `62220200000${(10_000 + i).toString()}`);

const OFFERED: Downloads = {
  parameters: "1260",
  aids: AIDS.map(aidItem),
  caKeys: KEYS.map(keyItem),
  hotlist: CARDS,
  hotlistWidth: 19,
};

let till: TillLine;

async function offer(change: Downloads = {}, behaviour: readonly BehaviourRule[] = []): Promise<void> {
  const { port } = till.host;
  await till.host.close();
  const options = { ledgerFile: ":memory:", seed: "till", declinesWithMac: "reversals" } as const;
  till.host = must(await start({ ...options, port, downloads: { ...OFFERED, ...change }, behaviour }));
}

beforeAll(() => {
  till = shared();
});

beforeEach(() => {
  for (const folder of ["parameters", "hotlist"])
    rmSync(join(till.dataDirectory, folder), { recursive: true, force: true });
});

afterEach(() => till.behave());

const run = async (...words: string[]) => {
  const ran = await till.run([...words, "--json", "--lang", "en"], { input: [] });
  return { ...ran, told: ran.json as { readonly [member: string]: unknown } };
};
const parameters = (...more: string[]) => run("parameters", "download", ...more);
const packFile = () => join(till.dataDirectory, "parameters", "downloaded.json");

test("AIDs and CA keys come page by page, count from the next start, and keep what no download has", async () => {
  await offer();
  const done = await parameters();
  expect(done.err + done.out).not.toContain("error");
  expect(done.exitCode).toBe(EXIT.done);
  expect(done.told).toMatchObject({ resumedCount: 0, isEndKnown: true, proposals: { replyTimeoutS: 60 } });
  expect(done.told["caKeys"]).toMatchObject(KEYS);
  const { content: text } = JSON.parse(readFileSync(packFile(), "utf8")) as { content: string };
  const { pack } = JSON.parse(text) as { pack: { applications: PackApplication[] } };
  expect(pack.applications.map(({ aid }) => aid)).toEqual(AIDS);
  expect(pack.applications.find(({ aid }) => aid === OF_CONFIGURATION)?.floorLimitFen).toBe(700);
  const again = await parameters();
  expect(Number(again.told["version"])).toBeGreaterThan(Number(done.told["version"]));
});

test("the next payment is made with what was downloaded", async () => {
  till = await TillLine.open(downloading);
  onTestFinished(() => {
    till = shared();
  });
  const sale = async (): Promise<unknown> => {
    till.insert("debit");
    const sold = await till.run(["sale", "--operator", "li", "--amount", "12.00", "--pay", "card"]);
    expect(sold.exitCode).toBe(EXIT.done);
    return sold.commits.flatMap(({ events }) => events).find(({ type }) => type === "paymentApproved");
  };
  await offer();
  expect((await parameters()).exitCode).toBe(EXIT.done);
  // The host that offers the download is a new one, which has not seen this till sign in.
  till.mustDo(await till.run(["sign-in"]));
  // Above the floor limit of the download (7.00): TVR byte 4 bit 8.
  expect(await sale()).toMatchObject({ cryptogram: { tvr: "0000048000" } });
});

test("settings that cannot be read are named, and the pack counts all the same", async () => {
  await offer({ parameters: "120360" });
  const done = await till.run(["parameters", "download", "--lang", "en"], { input: [] });
  expect(done.exitCode).toBe(EXIT.done);
  expect(done.out).toContain(
    "The host's settings could not be looked at. A page from the host cannot be read",
  );
  expect(existsSync(packFile())).toBe(true);
});

test("a line that fails in the middle keeps what came, and the next download goes on there", async () => {
  await offer({}, [{ on: "aid", nth: 4, do: "close" }]);
  const cut = await parameters();
  expect(cut.exitCode).toBe(EXIT.unavailable);
  expect(cut.told).toMatchObject({ error: { kind: "download.lineFailed" } });
  expect(existsSync(packFile())).toBe(false);
  await offer();
  const done = await parameters("--resume");
  expect(done.told).toMatchObject({ ok: true, resumedCount: 3 });
  expect(existsSync(join(till.dataDirectory, "parameters", "incoming.json"))).toBe(false);
});

test("without --resume, and with a staging file that was changed, everything is asked for anew", async () => {
  await offer({}, [{ on: "caKey", nth: 1, do: "close" }]);
  expect((await parameters()).told).toMatchObject({ error: { kind: "download.lineFailed" } });
  const staging = join(till.dataDirectory, "parameters", "incoming.json");
  writeFileSync(staging, readFileSync(staging, "utf8").replace("700", "701").replace("9F06", "9F07"));
  expect((await parameters("--resume")).told).toMatchObject({ ok: true, resumedCount: 0 });
  expect((await parameters()).told).toMatchObject({ resumedCount: 0 });
});

const [firstKey = keyOf(TEST_EXPIRED_CA_PUBLIC_KEY), ...otherKeys] = KEYS;
const wrongChecksum = { ...firstKey, checksum: "00".repeat(20) };

const FAULTS: readonly {
  readonly name: string;
  readonly offered?: Downloads;
  readonly rule?: BehaviourRule;
  readonly kind: string;
  readonly sentence: string;
}[] = [
  {
    name: "a CA key with a wrong checksum",
    offered: { caKeys: [wrongChecksum, ...otherKeys].map(keyItem) },
    kind: "packRefused",
    sentence: "caKeys.0.checksum",
  },
  {
    name: "an expired CA key",
    offered: { caKeys: [...KEYS, keyOf(TEST_EXPIRED_CA_PUBLIC_KEY)].map(keyItem) },
    kind: "packRefused",
    sentence: `caKeys.${KEYS.length}.expiry`,
  },
  {
    name: "keys that are missing although cards may be approved offline",
    offered: { caKeys: [] },
    kind: "packRefused",
    sentence: "applications.0.aid",
  },
  {
    name: "a list that leaves one out",
    rule: { on: "aidList", nth: 1, do: "pageOutOfOrder" },
    kind: "listContradicts",
    sentence: "contradicts itself at A0000003330101",
  },
  {
    name: "a list of keys that leaves one out",
    rule: { on: "caKeyList", nth: 1, do: "pageOutOfOrder" },
    kind: "listContradicts",
    sentence: "contradicts itself",
  },
  {
    name: "a list that names an AID twice",
    offered: { aids: [...AIDS, AIDS[0] ?? ""].map(aidItem) },
    kind: "listContradicts",
    sentence: "A000000333010101",
  },
  {
    name: "half a list",
    rule: { on: "aidList", nth: 1, do: "truncatedPage" },
    kind: "",
    sentence: "What was in force stays.",
  },
  {
    name: "half an object",
    rule: { on: "aid", nth: 2, do: "truncatedPage" },
    kind: "objectUnreadable",
    sentence: "A000000333010102 cannot be read",
  },
  {
    name: "a key of which a byte is another one",
    rule: { on: "caKey", nth: 1, do: "corruptPage" },
    kind: "packRefused",
    sentence: "caKeys.0",
  },
  {
    name: "another object than the one asked for",
    offered: { aids: [{ ...aidItem(AIDS[0] ?? ""), content: aidItem(AIDS[1] ?? "").content }] },
    kind: "otherObject",
    sentence: "The host sent A000000333010102 for A000000333010101.",
  },
  { name: "nothing to download", offered: { aids: [] }, kind: "hostHasNone", sentence: "The host has none." },
  {
    name: "a refusal",
    rule: { on: "aidList", do: "refuse", code: "40" },
    kind: "refused",
    sentence: "The host refuses (40).",
  },
];

test.each(FAULTS)(
  "$name is a named fault, and what was in force stays",
  async ({ offered, rule, kind, sentence }) => {
    await offer();
    expect((await parameters()).exitCode).toBe(EXIT.done);
    const before = readFileSync(packFile(), "utf8");
    await offer(offered, rule === undefined ? [] : [rule]);
    const failed = await parameters();
    expect(failed.exitCode).toBe(EXIT.refused);
    const { error } = failed.told as { error: { kind: string; message: string } };
    expect(error.kind).toContain(`download.${kind}`);
    expect(error.message).toContain(sentence);
    expect(readFileSync(packFile(), "utf8")).toBe(before);
    expect(existsSync(join(till.dataDirectory, "parameters", "incoming.json"))).toBe(false);
  },
);

test("a signed pack is not replaced by what has no signature", async () => {
  await offer();
  const at = { dataDirectory: till.dataDirectory };
  must(await trustKeys(at, TRUSTED_PEM));
  must(await installParameterPack(at, signed(samplePack()), "20261123"));
  expect((await parameters()).told).toMatchObject({ error: { kind: "download.signedPackInForce" } });
});

test("a downloaded pack that was changed on disk is not believed: no card is taken", async () => {
  await offer();
  await parameters();
  writeFileSync(packFile(), readFileSync(packFile(), "utf8").replace("0010000000", "0000000000"));
  till.insert("debit");
  const sale = ["sale", "--operator", "li", "--amount", "13.00", "--pay", "card", "--same-card", "yes"];
  expect((await till.run(sale)).exitCode).not.toBe(EXIT.done);
});

test("the hotlist comes page by page and is asked from then on", async () => {
  await offer();
  const done = await run("hotlist", "download");
  expect(done.told).toMatchObject({ ok: true, entries: CARDS.length, resumedCount: 0, isEndKnown: true });
  const check = await till.run(["hotlist", "check", "--json"], { input: [CARDS[59] ?? ""] });
  expect(check.json).toMatchObject({ listed: true, version: done.told["version"] });
  expect((await run("hotlist", "download")).told).toMatchObject({ replaces: done.told["version"] });
});

test("a hotlist whose line fails in the middle goes on by itself", async () => {
  await offer({}, [{ on: "hotlist", nth: 2, do: "close" }]);
  expect((await run("hotlist", "download")).told).toMatchObject({ error: { kind: "download.lineFailed" } });
  await offer();
  const done = await run("hotlist", "download");
  expect(done.told).toMatchObject({ ok: true, entries: CARDS.length });
  expect(done.told["resumedCount"]).toBeGreaterThan(0);
});

const HOTLIST_FAULTS: readonly { name: string; offered?: Downloads; rule?: BehaviourRule; kind: string }[] = [
  {
    name: "a page that leaves cards out",
    rule: { on: "hotlist", nth: 2, do: "pageOutOfOrder" },
    kind: "pageOutOfOrder",
  },
  { name: "half a page", rule: { on: "hotlist", nth: 1, do: "truncatedPage" }, kind: "pageUnreadable" },
  { name: "cards of another width", offered: { hotlistWidth: 16 }, kind: "pageUnreadable" },
  { name: "no list", offered: { hotlist: [] }, kind: "hostHasNone" },
];

test.each(HOTLIST_FAULTS)("$name installs nothing", async ({ offered, rule, kind }) => {
  await offer(offered, rule === undefined ? [] : [rule]);
  const failed = await run("hotlist", "download");
  expect(failed.told).toMatchObject({ exitCode: EXIT.refused, error: { kind: `download.${kind}` } });
  expect((await run("hotlist", "status")).told).toMatchObject({ installed: false });
});

test("signing out ends the session, and the next payment signs in again", async () => {
  await offer();
  till.mustDo(await till.run(["sign-in"]));
  const out = await run("sign-out");
  expect(out.told).toMatchObject({ ok: true, signedOut: true });
  expect(out.commits.flatMap(({ events }) => events)).toMatchObject([
    { type: "stanTaken", purpose: "signOut" },
    { type: "signInRequired", reason: "signedOut" },
  ]);
  expect((await run("sign-out")).told).toMatchObject({ signedOut: false });
  till.insert("debit");
  const sale = ["sale", "--operator", "li", "--amount", "14.00", "--pay", "card", "--same-card", "yes"];
  expect((await till.run(sale)).exitCode).toBe(EXIT.done);
});

test("without leave in the configuration nothing is downloaded, and nothing is sent", async () => {
  await offer();
  const file = await till.writeConfiguration();
  const plain = JSON.parse(readFileSync(file, "utf8")) as { acquirer: object };
  writeFileSync(file, JSON.stringify({ ...plain, acquirer: { ...plain.acquirer, downloadsAllowed: false } }));
  till.mustDo(await till.run(["setup", "--file", file]));
  const failed = await parameters();
  expect(failed.told).toMatchObject({ exitCode: EXIT.refused, error: { kind: "download.notAllowed" } });
  expect(failed.commits).toEqual([]);
});

test("both tables say the same", () => {
  expect(Object.keys(DOWNLOAD_ZH).sort()).toEqual(Object.keys(DOWNLOAD_EN).sort());
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
  for (const [key, text] of Object.entries(DOWNLOAD_EN))
    expect(gaps(DOWNLOAD_ZH[key as keyof typeof DOWNLOAD_EN]), key).toEqual(gaps(text));
});
