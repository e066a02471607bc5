import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { checkCaPublicKey } from "../../../../main/domain/emv/ca-public-key.ts";
import type { CaPublicKey } from "../../../../main/domain/emv/parameters.ts";
import { readCardImage, writeCardImage } from "../../../../simulators/card/card-image-file.ts";
import { loadCardImage } from "../../../../simulators/card/load-card-image.ts";
import { type Personalised, personaliseCard } from "../../../../simulators/card/personalise-card.ts";
import { simulateCard } from "../../../../simulators/card/simulate-card.ts";
import { VirtualCard } from "../../../../simulators/card/virtual-card.ts";
import { runWith } from "./kernel-run.ts";

// Keys of full length take seconds where other work goes on.
vi.setConfig({ testTimeout: 30_000 });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jinka-personalise-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The debit test account's number: with the test issuer's master keys its issuer knows the card. */
const ACCOUNT = { pan: "6228000100000001015" };

function make(name: string, profile: object, replaces = false) {
  const profileFile = join(folder, `${name}.profile.json`);
  writeFileSync(profileFile, JSON.stringify({ name, seed: `words of ${name}`, ...profile }));
  return personaliseCard({ profileFile, outFolder: join(folder, name), replaces });
}

function made(name: string, profile: object): Personalised {
  const result = make(name, profile);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function cardOf({ imageFile }: Personalised): VirtualCard {
  const loaded = loadCardImage(imageFile);
  if (!loaded.ok) throw new Error(loaded.fault);
  return new VirtualCard(loaded.value);
}

type WrittenKey = Record<"rid" | "index" | "modulus" | "exponent" | "checksum" | "expiry", string> & {
  algorithm?: "sm2";
};

function caKeysOf({ caKeysFile }: Personalised): CaPublicKey[] {
  const keys = JSON.parse(readFileSync(caKeysFile, "utf8")) as WrittenKey[];
  return keys.map(({ rid, index, algorithm, modulus, exponent, checksum, expiry }) => ({
    rid: fromHex(rid),
    index: Number.parseInt(index, 16),
    ...(algorithm === "sm2" && { algorithm: 0x04 as const }),
    modulus: fromHex(modulus),
    exponent: fromHex(exponent),
    checksum: fromHex(checksum),
    expiry,
  }));
}

/** Method, TVR byte 1, algorithm of the cryptogram, and what the test issuer says of both cryptograms. */
async function transactionOf(files: Personalised, caKeys = caKeysOf(files)) {
  const { result, checks } = await runWith(cardOf(files), "approves", { caKeys });
  if (result.kind === "ended") return { ended: `${result.reason}: ${result.detail}` };
  const iad = result.iccData.find(({ tag }) => tag === 0x9f10)?.value;
  const { tvr, tsi } = result.cryptogram;
  return {
    kind: `${result.kind} ${result.by}`,
    tvr: toHex(tvr.subarray(0, 1)),
    odaPerformed: ((tsi[0] ?? 0) & 0x80) !== 0,
    algorithm: iad?.[7],
    checks,
  };
}

const RIGHT = { kind: "approved online", odaPerformed: true, checks: ["ARQC", "TC"] };

/** Short keys, where a test is not about their length. */
const SHORT = { caBits: 1152, issuerBits: 1024, iccBits: 1024 };

describe("a card made to order", () => {
  test.each([
    {
      name: "a",
      profile: { rsa: { caBits: 1984, issuerBits: 1984, iccBits: 1984 } },
      tvr: "00",
      algorithm: 1,
    },
    { name: "b", profile: { rsa: { exponent: 65537, ...SHORT } }, tvr: "00", algorithm: 1 },
    { name: "c", profile: {}, application: { authentication: "sda" }, tvr: "02", algorithm: 1 },
    { name: "d", profile: {}, application: { authentication: "cda" }, tvr: "00", algorithm: 1 },
    { name: "e", profile: {}, application: { algorithms: "sm" }, tvr: "00", algorithm: 4 },
    {
      name: "f",
      profile: {},
      application: { algorithms: "sm", authentication: "sda" },
      tvr: "02",
      algorithm: 4,
    },
    {
      name: "g",
      profile: {},
      application: { algorithms: "sm", authentication: "cda" },
      tvr: "00",
      algorithm: 4,
    },
    { name: "h", profile: {}, application: { algorithms: "dual" }, tvr: "00", algorithm: 4 },
    { name: "i", profile: {}, application: { template: "credit", label: "MINE" }, tvr: "02", algorithm: 1 },
    {
      name: "j",
      profile: { protocol: "T=0" },
      application: { template: "debit-offline" },
      tvr: "00",
      algorithm: 1,
    },
  ])(
    "$name verifies at the terminal and at its issuer",
    async ({ name, profile, application, tvr, algorithm }) => {
      const applications = [{ account: ACCOUNT, ...application }];
      const files = made(name, { rsa: SHORT, masterKeys: "test", ...profile, applications });
      for (const key of caKeysOf(files))
        if (key.exponent.length > 0) expect(checkCaPublicKey(key).ok).toBe(true);
      expect(await transactionOf(files)).toEqual({ ...RIGHT, tvr, algorithm });
    },
  );

  test("with both algorithms uses RSA where the terminal has no SM2 key", async () => {
    const applications = [{ account: ACCOUNT, algorithms: "dual" }];
    const files = made("both", { rsa: SHORT, masterKeys: "test", applications });
    const rsaOnly = caKeysOf(files).filter(({ algorithm }) => algorithm === undefined);
    expect(await transactionOf(files, rsaOnly)).toEqual({ ...RIGHT, tvr: "00", algorithm: 1 });
  });

  test("has master keys of its own unless the test issuer's are asked for", async () => {
    const files = made("own-keys", { rsa: SHORT, applications: [{ account: ACCOUNT }] });
    const { checks } = await transactionOf(files);
    expect(checks?.[0]).toMatch(/^wrongCryptogram/);
  });

  test("with changed objects says what the profile says", async () => {
    const application = {
      account: { ...ACCOUNT, expiry: "2001" },
      objects: { "5F25": "490101", "9F07": null, "5F50": "68747470" },
      internal: { "9F58": "03" },
      atc: 99,
    };
    const files = made("objects", { rsa: SHORT, masterKeys: "test", applications: [application] });
    const card = cardOf(files);
    const { result } = await runWith(card, "approves", { caKeys: caKeysOf(files) });
    // Not yet effective, expired.
    expect(result.kind !== "ended" && toHex(result.cryptogram.tvr).slice(2, 4)).toBe("60");
    expect(card.memory()?.atc).toBe(100);
  });
});

test("objects of the greatest length that is allowed fit the records of a card that works", async () => {
  const objects = { "8E": "00".repeat(118), "9F0B": "41".repeat(30) };
  const application = { account: ACCOUNT, objects };
  const files = made("long-objects", { rsa: SHORT, masterKeys: "test", applications: [application] });
  const { result } = await runWith(cardOf(files), "approves", { caKeys: caKeysOf(files) });
  expect(result.kind !== "ended" && toHex(result.cryptogram.tvr.subarray(0, 1))).toBe("00");
});

test("the same seed gives the same card, no seed another each time", () => {
  const applications = [{ account: ACCOUNT }];
  const read = (files: Personalised) => readFileSync(files.imageFile, "utf8");
  const profile = { rsa: SHORT, applications, seed: "one" };
  const again = { ...profile, name: "same-one" };
  expect(read(made("same-one", profile))).toBe(read(made("same-two", again)));
  const random = { rsa: SHORT, applications, seed: undefined, name: "rnd" };
  expect(read(made("rnd-one", random))).not.toBe(read(made("rnd-two", random)));
});

test("the card's file holds none of its issuer's keys, and only its owner can read it", () => {
  const account = { ...ACCOUNT, pin: "864209" };
  const files = made("secrets", { rsa: SHORT, applications: [{ account, algorithms: "dual" }] });
  const image = readFileSync(files.imageFile, "utf8");
  const issuer = JSON.parse(readFileSync(files.issuerFile, "utf8")) as {
    schemes: Record<"caKey" | "issuerKey", Record<string, string>>[];
    masterKeys: Record<string, Record<string, string>>;
  };
  const secrets = [
    ...issuer.schemes.flatMap(({ caKey, issuerKey }) =>
      [caKey, issuerKey].map((key) => key["privateExponent"] ?? key["scalar"] ?? ""),
    ),
    ...Object.values(issuer.masterKeys).flatMap((keys) => Object.values(keys)),
    "864209",
  ];
  expect(secrets).toHaveLength(4 + 6 + 1);
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(5);
    expect(image).not.toContain(secret);
  }
  expect(statSync(files.imageFile).mode & 0o077).toBe(0);
});

test("files that are there are kept unless they may be written over", () => {
  const profile = { rsa: SHORT, applications: [{ account: ACCOUNT }] };
  const first = made("kept", profile);
  const before = readFileSync(first.imageFile, "utf8");
  const second = make("kept", { ...profile, seed: "other words" });
  expect(second).toMatchObject({ ok: false, fault: { kind: "exists", file: first.imageFile } });
  expect(readFileSync(first.imageFile, "utf8")).toBe(before);
  expect(make("kept", { ...profile, seed: "other words" }, true).ok).toBe(true);
  expect(readFileSync(first.imageFile, "utf8")).not.toBe(before);
});

test("a profile or a folder that is not there is named", () => {
  const profileFile = join(folder, "absent.json");
  const nothing = personaliseCard({ profileFile, outFolder: join(folder, "x"), replaces: false });
  expect(nothing).toEqual({ ok: false, fault: { kind: "unreadable", file: profileFile, code: "ENOENT" } });
  writeFileSync(join(folder, "long.json"), " ".repeat(100_001));
  const long = personaliseCard({
    profileFile: join(folder, "long.json"),
    outFolder: join(folder, "x"),
    replaces: false,
  });
  expect(long).toMatchObject({ ok: false, fault: { kind: "tooLong" } });
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const good = join(folder, "good.json");
  writeFileSync(good, JSON.stringify({ name: "good", rsa: SHORT, applications: [{ account: ACCOUNT }] }));
  expect(personaliseCard({ profileFile: good, outFolder: join(file, "out"), replaces: false })).toMatchObject(
    {
      ok: false,
      fault: { kind: "unwritable", code: "ENOTDIR" },
    },
  );
});

describe("the file of a card", () => {
  let written: string | undefined;
  const text = (): string => {
    if (written !== undefined) return written;
    const files = made("file", { rsa: SHORT, applications: [{ account: ACCOUNT }] });
    written = readFileSync(files.imageFile, "utf8");
    return written;
  };
  const faultOf = (file: string) => {
    const read = readCardImage(file);
    return read.ok ? "read" : read.fault.kind;
  };

  test("is written again as it was read", () => {
    const file = text();
    const read = readCardImage(file);
    expect(read.ok && writeCardImage(read.value)).toBe(file);
  });

  test.each([
    { name: "nothing", change: () => "", fault: "notJson" },
    { name: "half of it", change: (file: string) => file.slice(0, file.length / 2), fault: "notJson" },
    { name: "something else", change: () => "[1]", fault: "notACardImage" },
    { name: "null", change: () => "null", fault: "notACardImage" },
    {
      name: "another version",
      change: (file: string) => file.replace('"version": 1', '"version": 2'),
      fault: "otherVersion",
    },
    {
      name: "another byte",
      change: (file: string) => file.replace("A000000333010101", "A000000333010102"),
      fault: "damaged",
    },
    { name: "no card", change: () => '{"format":"jinka-card-image","version":1}', fault: "damaged" },
  ])("with $name is refused", ({ change, fault }) => {
    expect(faultOf(change(text()))).toBe(fault);
  });
});

test("a simulated card of a file that is none says so", async () => {
  const file = join(folder, "none.json");
  writeFileSync(file, "{}");
  const options = {
    vpcd: { host: "127.0.0.1", port: 1 },
    signal: new AbortController().signal,
    log: () => {},
  };
  for (const [cardName, detail] of [
    [file, "is no card image"],
    [join(folder, "absent.json"), "cannot be read (ENOENT)"],
  ] as const) {
    const ended = await simulateCard({ ...options, cardName });
    expect(ended.ok ? "" : ended.fault.detail).toContain(detail);
  }
});
