import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type OpenFault, openTerminal } from "../../main/compose.ts";
import { isUnderWay, saleIdOf } from "../../main/domain/payment/state.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { openDatabase } from "../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { UNATTENDED } from "../../simulators/dock/unattended.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { tempDir } from "../support/temp-dir.ts";

type Place = { readonly dataDirectory: string; readonly keyDirectory: string };

/** Why a till does not start there; undefined when it does. */
async function whyClosed(place: Place): Promise<OpenFault | undefined> {
  const opened = await openTerminal({
    ...place,
    interaction: UNATTENDED,
    onBug: (error) => {
      throw error;
    },
  });
  if (!opened.ok) return opened.fault;
  await opened.value.close();
  return undefined;
}

/** A shop that has sold something and is closed; its directories can be carried about. */
async function closedShop(): Promise<Shop> {
  const shop = await Shop.open();
  shop.insert("debit");
  await shop.payCard(1000n);
  await shop.terminal.close();
  return shop;
}

async function keyOf(place: Place): Promise<Uint8Array> {
  return must(await openKeyFile(place)).keys.databaseKey.reveal();
}

function bytesOf(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => !name.includes("log") && !name.endsWith("lock"));
  return new Map(
    files
      .map((name) => [name, join(directory, name)] as const)
      .filter(([, path]) => statSync(path).isFile())
      .map(([name, path]) => [name, readFileSync(path, "hex")]),
  );
}

function copyTo(directory: string): string {
  const copy = join(tempDir(), "copy");
  cpSync(directory, copy, { recursive: true });
  return copy;
}

async function runCli(
  place: Place,
  args: readonly string[],
  input = "",
): Promise<{ code: number; said: string }> {
  const cli = fileURLToPath(new URL("../../main/cli.ts", import.meta.url));
  const where = ["--data-dir", place.dataDirectory, "--key-dir", place.keyDirectory, "--lang", "en"];
  const child = spawn(process.execPath, [cli, ...where, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk));
  child.stdin.end(input);
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

describe("books that came to another machine", () => {
  test("without their key file they stay closed, are not changed, and nobody makes new keys for them", async () => {
    const shop = await closedShop();
    const place = { dataDirectory: copyTo(shop.dataDirectory), keyDirectory: join(tempDir(), "keys") };
    const before = bytesOf(place.dataDirectory);
    expect(await whyClosed(place)).toMatchObject({ kind: "keys", fault: { kind: "keyMissing" } });
    expect(bytesOf(place.dataDirectory)).toEqual(before);
    expect(readdirSync(place.keyDirectory)).toEqual([]);
    const { code, said } = await runCli(place, ["doctor"]);
    expect(said).toContain("This data directory comes from another machine");
    expect(code).not.toBe(0);
  });

  test("carried into the directory of another till they do not open under its key", async () => {
    const [shop, other] = [await closedShop(), await closedShop()];
    const stolen = readFileSync(join(shop.dataDirectory, DATABASE_FILE));
    writeFileSync(join(other.dataDirectory, DATABASE_FILE), stolen);
    expect(await whyClosed(other)).toMatchObject({ kind: "journal", fault: { kind: "wrongKey" } });
    expect(readFileSync(join(other.dataDirectory, DATABASE_FILE)).equals(stolen)).toBe(true);
  });

  test("with their key file they open there as they were", async () => {
    const shop = await closedShop();
    const place = { dataDirectory: copyTo(shop.dataDirectory), keyDirectory: copyTo(shop.keyDirectory) };
    expect(await whyClosed(place)).toBeUndefined();
    expect(verifyJournal({ dataDir: place.dataDirectory, databaseKey: await keyOf(place) }).ok).toBe(true);
  });
});

describe("a key file that is damaged", () => {
  test("at any of its lines is said, and its backup opens the books again", async () => {
    const shop = await closedShop();
    const name = readdirSync(shop.keyDirectory).find((file) => file.endsWith(".keys")) ?? "";
    const file = join(shop.keyDirectory, name);
    const whole = readFileSync(file);
    for (let at = 3; at < whole.length; at += 41) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect(await whyClosed(shop), `byte ${at}`).toMatchObject({
        kind: "keys",
        fault: { kind: "keyDamaged" },
      });
    }
    for (const length of [0, 1, 100, whole.length - 1]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await whyClosed(shop), `${length} bytes`).toMatchObject({ fault: { kind: "keyDamaged" } });
    }
    writeFileSync(file, whole);
    expect(await whyClosed(shop)).toBeUndefined();
  });

  test("is never replaced by a new one while there are books", async () => {
    const shop = await closedShop();
    for (const name of readdirSync(shop.keyDirectory)) rmSync(join(shop.keyDirectory, name));
    expect(await whyClosed(shop)).toMatchObject({ fault: { kind: "keyMissing" } });
    rmSync(join(shop.dataDirectory, "terminal-id"));
    expect(await whyClosed(shop)).toMatchObject({ fault: { kind: "idMissing" } });
    expect(readdirSync(shop.keyDirectory)).toEqual([]);
  });
});

test("books of a newer program stay closed and untouched", async () => {
  const shop = await closedShop();
  const file = join(shop.dataDirectory, DATABASE_FILE);
  const database = openDatabase(file, await keyOf(shop), "readWrite");
  database.pragma("user_version=999");
  database.close();
  const before = bytesOf(shop.dataDirectory);
  expect(await whyClosed(shop)).toMatchObject({ kind: "journal", fault: { kind: "newerSchema" } });
  expect(bytesOf(shop.dataDirectory)).toEqual(before);
  expect((await runCli(shop, ["doctor"])).said).toContain("A newer Jinka has written this database");
});

describe("places that are no directories", () => {
  test("are a fault with a sentence, not a bug", async () => {
    const dir = tempDir();
    const file = join(dir, "a-file");
    writeFileSync(file, "");
    const keys = { kind: "keys", fault: { kind: "storageFailed" } };
    expect(await whyClosed({ dataDirectory: file, keyDirectory: join(dir, "k") })).toMatchObject(keys);
    expect(
      await whyClosed({ dataDirectory: join(file, "data"), keyDirectory: join(dir, "k") }),
    ).toMatchObject(keys);
    expect(await whyClosed({ dataDirectory: join(dir, "d"), keyDirectory: join(file, "k") })).toMatchObject(
      keys,
    );
  });
});

describe("a log that cannot be written", () => {
  test.runIf(existsSync("/dev/full"))("stops no sale: a disk without room is met here first", async () => {
    const shop = await Shop.open();
    const log = join(shop.dataDirectory, "log", "jinka.log");
    rmSync(log);
    symlinkSync("/dev/full", log);
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    await shop.terminal.idle();
    expect(shop.bugs).toEqual([]);
    expect(shop.compare()).toEqual({ till: 2000n, host: 2000n });
    rmSync(log);
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "approved" });
    await shop.terminal.idle();
    const lines = readFileSync(log, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ event: "logGap" });
    expect(lines[0].lines).toBeGreaterThan(3);
    expect(lines[1].event).not.toBe("logGap");
  });

  test("because something else lies in its place, stops no till", async () => {
    const shop = await closedShop();
    rmSync(join(shop.dataDirectory, "log"), { recursive: true });
    writeFileSync(join(shop.dataDirectory, "log"), "not a folder");
    expect(await whyClosed(shop)).toBeUndefined();
  });
});

async function holdLock(shop: Shop, holdMs: number): Promise<ChildProcess> {
  const child = fileURLToPath(new URL("./disk-holder/child.ts", import.meta.url));
  const key = Buffer.from(await keyOf(shop)).toString("hex");
  const file = join(shop.dataDirectory, DATABASE_FILE);
  const holder = spawn(process.execPath, [child, file, key, `${holdMs}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void holder.kill("SIGKILL"));
  await once(holder.stdout, "data");
  return holder;
}

describe("another program holds the database during a card sale", () => {
  test("for a second: the sale waits and is paid", async () => {
    const shop = await Shop.open();
    const sale = await shop.sale(2000n);
    const holder = await holdLock(shop, 1_000);
    shop.insert("debit");
    const paid = await shop.terminal.takeCardPayment({ saleId: sale, operator: "li" });
    expect(paid).toMatchObject({ ok: true, value: { phase: "approved" } });
    expect(holder.exitCode === 0 || (await once(holder, "exit"))[0] === 0).toBe(true);
    expect(shop.compare()).toEqual({ till: 2000n, host: 2000n });
  });

  test("for good, from the moment the card is read: nothing is sent, and it goes on when the program is gone", async () => {
    let holder: Promise<ChildProcess> | undefined;
    const shop: Shop = await Shop.open({
      interaction: {
        progress: (step) => {
          if (step === "enteringPin") holder ??= holdLock(shop, 600_000);
        },
      },
    });
    // The customer takes a while at the keys, so that the lock is there before the arming.
    shop.counter.pad.usualCustomer = { kind: "digits", pin: "123456", afterMs: 1_500 };
    const sale = await shop.sale(2000n);
    shop.insert("debit");
    const paid = await shop.terminal.takeCardPayment({ saleId: sale, operator: "li" });
    expect(paid).toMatchObject({ ok: false, fault: { kind: "journal", fault: { kind: "locked" } } });
    const sales = shop.host.ledger.messages().filter((message) => message.kind === "sale");
    expect(sales).toEqual([]);
    (await holder)?.kill("SIGKILL");
    await once((await holder) as ChildProcess, "exit");
    shop.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
    const again = await shop.terminal.takeCardPayment({ saleId: sale, operator: "li" });
    expect(again).toMatchObject({ ok: true, value: { phase: "approved" } });
    expect([...shop.terminal.world.payments.values()].some(isUnderWay)).toBe(false);
    expect(shop.compare()).toEqual({ till: 2000n, host: 2000n });
  });
});

describe("two tills on one data directory", () => {
  test("the second process is told so and ends; the first sells on", async () => {
    const shop = await Shop.open();
    const { code, said } = await runCli(shop, ["report", "z"]);
    expect(said).toContain("Jinka is already running on this data directory");
    expect(code).not.toBe(0);
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
  });
});

describe("the clock is set while a shift is open", () => {
  class MovedClock {
    offsetMs = 0;
    readonly over = (clock: Clock): Clock => ({
      businessNow: () => {
        const now = clock.businessNow();
        return { ...now, epochMs: now.epochMs + this.offsetMs };
      },
      monotonicMs: () => clock.monotonicMs(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
    });
  }

  test.each([
    { name: "three hours back", offsetMs: -3 * 3_600_000 },
    { name: "two years back", offsetMs: -2 * 365 * 86_400_000 },
    { name: "a day forward", offsetMs: 86_400_000 },
  ])("$name: nothing is lost or refused, and the books agree", async ({ offsetMs }) => {
    const moved = new MovedClock();
    let asked = 0;
    const shop = await Shop.open({
      substitutes: { clock: moved.over },
      interaction: {
        confirmSameCard: async () => {
          asked += 1;
          return true;
        },
      },
    });
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    moved.offsetMs = offsetMs;
    const second = await shop.payCard(2000n);
    expect(second).toMatchObject({ phase: "approved" });
    // A clock that went back asks about the same card rather too often than not at all.
    expect(asked).toBe(offsetMs < 0 ? 1 : 0);
    must(await shop.terminal.voidSale(saleIdOf(second), "li"));
    await shop.do({ kind: "reportX", operator: "li" });
    await shop.terminal.idle();
    await shop.restart();
    const behindMs = await shop.terminal.clockBehindMs();
    expect(behindMs).toBe(0);
    if (offsetMs > 0) {
      moved.offsetMs = 0;
      expect(await shop.terminal.clockBehindMs()).toBeGreaterThan(86_000_000);
      await shop.restart();
      expect(readFileSync(join(shop.dataDirectory, "log", "jinka.log"), "utf8")).toContain("clockMovedBack");
    }
    expect(await shop.payCard(2001n)).toMatchObject({ phase: "approved" });
    await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
    await shop.terminal.idle();
    expect(shop.compare()).toEqual({ till: 4001n, host: 4001n });
    await shop.close();
    const request = { dataDir: shop.dataDirectory, databaseKey: await keyOf(shop) };
    expect(verifyJournal(request)).toMatchObject({ ok: true });
    expect(shop.bugs).toEqual([]);
  });
});

test("a folder where the database should be is a fault", async () => {
  const shop = await closedShop();
  rmSync(join(shop.dataDirectory, DATABASE_FILE));
  mkdirSync(join(shop.dataDirectory, DATABASE_FILE));
  expect(await whyClosed(shop)).toMatchObject({ kind: "journal" });
});
