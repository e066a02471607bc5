import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { fromHex, toHex, xorBytes } from "../../../main/domain/bytes.ts";
import { keyCheckValue } from "../../../simulators/crypto/des.ts";
import { makeKeyBlock } from "../../../simulators/crypto/key-block.ts";
import { testMasterKeyComponents } from "../../../simulators/dock/simulated-counter.ts";
import { OWNER_PIN, TillLine } from "../../support/till-line.ts";

const [COMPONENT_1, COMPONENT_2] = testMasterKeyComponents().map((component) => component.reveal());
const FIRST = COMPONENT_1 ?? new Uint8Array();
const SECOND = COMPONENT_2 ?? new Uint8Array();
const MASTER_KEY = xorBytes(FIRST, SECOND);
const kcv = (key: Uint8Array): string => toHex(keyCheckValue(key));
const CHEN_PIN = "97531";
const PASSPHRASE = "ten goats crossing";
const CEREMONY = ["keys", "ceremony", "--first", "li", "--second", "chen"];
const PAPERS = [
  ...[OWNER_PIN, toHex(FIRST), kcv(FIRST)],
  ...[CHEN_PIN, toHex(SECOND), kcv(SECOND)],
  kcv(MASTER_KEY),
];

async function tillOfTwo(change?: Parameters<typeof TillLine.openForCash>[0]): Promise<TillLine> {
  const till = await TillLine.openForCash(change);
  const added = ["operator", "add", "chen", "--role", "cashier", "--operator", "li"];
  till.mustDo(await till.run(added, { input: [OWNER_PIN, CHEN_PIN] }));
  return till;
}

/** Without a pad the software module keeps the keys. */
async function tillWithoutPad(): Promise<TillLine> {
  const till = await tillOfTwo((file) => {
    const { pinPad: _pad, ...devices } = file.devices;
    return { ...file, devices };
  });
  const { pinPad: _pad, secureModule: _module, ...others } = till.devices;
  till.devices = others;
  till.mustDo(await till.run(CEREMONY, { input: PAPERS }));
  return till;
}

function filesUnder(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile());
}

/** Every file that the till wrote, searched for a secret as bytes and in the spellings that programs print. */
function filesWith(till: TillLine, secret: Uint8Array): readonly string[] {
  const hex = toHex(secret);
  const needles = [
    Buffer.from(secret),
    ...[hex, hex.toLowerCase(), Buffer.from(secret).toString("base64")].flatMap((text) => [
      Buffer.from(text, "latin1"),
      Buffer.from(text, "utf16le"),
    ]),
  ];
  return filesUnder(till.directory).filter((path) => {
    const bytes = readFileSync(path);
    return needles.some((needle) => bytes.includes(needle));
  });
}

function expectNoKeys(till: TillLine, printed: readonly string[]): void {
  for (const secret of [FIRST, SECOND, MASTER_KEY]) {
    expect(filesWith(till, secret)).toEqual([]);
    for (const text of printed) {
      expect(text.toUpperCase()).not.toContain(toHex(secret));
      expect(text).not.toContain(Buffer.from(secret).toString("base64"));
    }
  }
  // The search finds what is there.
  const planted = join(till.directory, "planted");
  writeFileSync(planted, `x${toHex(FIRST).toLowerCase()}`);
  expect(filesWith(till, FIRST)).toEqual([planted]);
}

test("two people load the master key, it is on record, and no key is anywhere", async () => {
  const till = await tillOfTwo();
  const held = await till.run([...CEREMONY, "--json"], { input: PAPERS });
  expect(held.json).toMatchObject({
    ok: true,
    first: "li",
    second: "chen",
    algorithm: "tdes",
    componentKcvs: [kcv(FIRST), kcv(SECOND)],
    masterKeyKcv: kcv(MASTER_KEY),
    signedIn: true,
  });
  const log = readFileSync(join(till.dataDirectory, "log", "jinka.log"), "utf8");
  const row = log.split("\n").find((line) => line.includes('"keyCeremony"')) ?? "{}";
  expect(JSON.parse(row)).toMatchObject({ first: "li", second: "chen", kcv: kcv(MASTER_KEY), done: true });
  const status = await till.run(["keys", "status"]);
  expect(status.out).toContain(kcv(MASTER_KEY));
  const { keys } = (await till.run(["keys", "status", "--json"])).json as { keys: { use: string }[] };
  expect(keys.map(({ use }) => use).sort()).toEqual(["macKey", "masterKey", "pinKey"]);
  expectNoKeys(till, [held.out, held.err, status.out]);
});

const BAD_PAPERS = [
  { name: "one person twice", words: ["--second", "li"], at: 0, line: OWNER_PIN, kind: "refused.samePerson" },
  { name: "the wrong PIN of the second", words: [], at: 3, line: "11223", kind: "refused.wrongPin" },
  { name: "a short component", words: [], at: 1, line: "0123", kind: "refused.component" },
  {
    name: "a check value of another component",
    words: [],
    at: 5,
    line: "00000000",
    kind: "refused.componentKcv",
  },
  { name: "a mistyped component", words: [], at: 4, line: toHex(FIRST), kind: "refused.componentKcv" },
  { name: "a check value that is none", words: [], at: 2, line: "zz", kind: "refused.kcv" },
  {
    name: "papers that do not belong together",
    words: [],
    at: 6,
    line: "00000000",
    kind: "refused.masterKeyKcv",
  },
];

test("a ceremony that goes wrong loads nothing", { timeout: 20_000 }, async () => {
  const till = await tillOfTwo();
  for (const { name, words, at, line, kind } of BAD_PAPERS) {
    const input = PAPERS.map((paper, index) => (index === at ? line : paper));
    const held = await till.run([...CEREMONY, ...words, "--json"], { input });
    expect(held.json, name).toMatchObject({ ok: false, error: { kind } });
    expectNotLoaded(await till.run(["keys", "status", "--json"]));
  }
  const few = await till.run([...CEREMONY, "--json"], { input: PAPERS.slice(0, 4) });
  expect(few.exitCode).toBe(EXIT.usage);
  expectNotLoaded(await till.run(["keys", "status", "--json"]));
  expectNoKeys(till, [few.out, few.err]);
});

function expectNotLoaded({ json }: { readonly json: unknown }): void {
  expect((json as { masterKeyKcv?: string }).masterKeyKcv).toBeUndefined();
}

test("without a pad the keys can be wrapped by a passphrase, and only it opens them", {
  timeout: 20_000,
}, async () => {
  const till = await tillWithoutPad();
  const protect = ["keys", "protect", "--operator", "li", "--json"];
  const short = await till.run(protect, { input: [OWNER_PIN, "short", "short"] });
  expect(short.json).toMatchObject({ error: { kind: "refused.tooShort" } });
  const two = await till.run(protect, { input: [OWNER_PIN, PASSPHRASE, `${PASSPHRASE}!`] });
  expect(two.json).toMatchObject({ error: { kind: "refused.passphrasesDiffer" } });
  till.mustDo(await till.run(protect, { input: [OWNER_PIN, PASSPHRASE, PASSPHRASE] }));
  const locked = await till.run(["keys", "status", "--json"], { input: [] });
  expect(locked.json).toMatchObject({ ok: false, error: { kind: "secureModule.locked" } });
  const wrong = await till.run(["--unlock", "keys", "status", "--json"], { input: ["ten sheep crossing"] });
  expect(wrong.json).toMatchObject({ ok: false, error: { kind: "refused.passphrase" } });
  const none = await till.run(["--unlock", "keys", "status", "--json"], { input: [] });
  expect(none.exitCode).toBe(EXIT.usage);
  const open = await till.run(["--unlock", "sign-in", "--json"], { input: [PASSPHRASE] });
  expect(open.json).toMatchObject({ ok: true });
  const { json } = await till.run(["--unlock", "keys", "status", "--json"], { input: [PASSPHRASE] });
  expect(json).toMatchObject({ masterKeyKcv: kcv(MASTER_KEY) });
  expect(filesWith(till, Buffer.from(PASSPHRASE))).toEqual([]);
  expectNoKeys(till, [locked.out, wrong.out, open.out]);
  const off = ["--unlock", "keys", "protect", "--off", "--operator", "li"];
  till.mustDo(await till.run(off, { input: [PASSPHRASE, OWNER_PIN] }));
  expect((await till.run(["keys", "status", "--json"])).json).toMatchObject({ ok: true });
});

test("a MAC key comes in a key block, and a PIN key never does without a pad", async () => {
  const till = await tillWithoutPad();
  const macKey = fromHex("F039121BEC83D26B169BDCD5B22AAF8F");
  const file = join(till.directory, "key.tr31");
  const take = ["keys", "import-tr31", file, "--operator", "li", "--json"];
  writeFileSync(file, `${makeKeyBlock("B", MASTER_KEY, "M3TC00N", macKey)}\n`);
  expect((await till.run(take)).json).toMatchObject({
    ok: true,
    use: "macKey",
    usage: "M3",
    kcv: kcv(macKey),
  });
  for (const usage of ["P0TE00N", "K0TB00N", "K1TB00N", "B0TX00N", "B1TX00N"]) {
    writeFileSync(file, makeKeyBlock("B", MASTER_KEY, usage, macKey));
    expect((await till.run(take)).json).toMatchObject({ ok: false, error: { kind: "secureModule.refused" } });
  }
  for (const text of ["", "B0080", "no key block at all", makeKeyBlock("B", FIRST, "M3TC00N", macKey)]) {
    writeFileSync(file, text);
    expect((await till.run(take)).json).toMatchObject({ ok: false, error: { kind: "secureModule.refused" } });
  }
  expect((await till.run(["keys", "status", "--json"])).json).toMatchObject({ macKeyKcv: kcv(macKey) });
  expect(filesWith(till, macKey)).toEqual([]);
});

test("the pad of the counter takes a key block too, and guards its keys itself", async () => {
  const till = await tillOfTwo();
  till.mustDo(await till.run(CEREMONY, { input: PAPERS }));
  const pinKey = fromHex("F039121BEC83D26B169BDCD5B22AAF8F");
  const file = join(till.directory, "key.tr31");
  writeFileSync(file, makeKeyBlock("B", MASTER_KEY, "P0TE00N", pinKey));
  const taken = await till.run(["keys", "import-tr31", file, "--operator", "li", "--json"]);
  expect(taken.json).toMatchObject({ ok: true, use: "pinKey", kcv: kcv(pinKey) });
  const protect = await till.run(["keys", "protect", "--operator", "li", "--json"]);
  expect(protect.json).toMatchObject({ error: { kind: "refused.padLocksItself" } });
  const missing = ["keys", "import-tr31", join(till.directory, "none"), "--operator", "li", "--json"];
  expect((await till.run(missing)).json).toMatchObject({ error: { kind: "usage.fileUnreadable" } });
});

test("a MAC key at its limit: the till signs in anew, and without the bank refuses cards and takes cash", async () => {
  const till = await TillLine.open();
  await till.run(["keys", "status", "--json"]);
  const [counts = ""] = filesUnder(till.keyDirectory).filter((path) => path.endsWith(".key-uses"));
  const wearOut = () =>
    writeFileSync(counts, readFileSync(counts, "utf8").replace(/"usesCount":\d+/g, '"usesCount":50000'));
  wearOut();
  const macUses = async () => {
    const { json } = await till.run(["keys", "status", "--json"]);
    const { keys } = json as { keys: readonly { use: string; usesCount: number; verdict: string }[] };
    return keys.find(({ use }) => use === "macKey");
  };
  expect(await macUses()).toMatchObject({ verdict: "red", usesCount: 50_000 });
  const card = ["sale", "--operator", "li", "--amount", "5", "--pay", "card", "--json"];
  await till.run(card);
  expect(await macUses()).toMatchObject({ verdict: "green" });
  wearOut();
  await till.host.close();
  expect((await till.run(card)).json).toMatchObject({ ok: false, error: { kind: "refused.keysWornOut" } });
  const cash = ["sale", "--operator", "li", "--amount", "5", "--pay", "cash", "--json"];
  expect((await till.run(cash)).json).toMatchObject({ ok: true });
});
