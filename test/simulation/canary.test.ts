import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DevicePorts } from "../../main/application/ports.ts";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import { openDatabase } from "../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { TEST_TMK_HEX } from "../../simulators/acquirer/keys.ts";
import { accountOf } from "../../simulators/card/profiles/contact-data-table.ts";
import {
  createSimulatedCounter,
  type SimulatedCounter,
  testMasterKeyComponents,
} from "../../simulators/dock/simulated-counter.ts";
import { must } from "../support/journal.ts";
import { Shop } from "../support/shop.ts";
import { tempDir } from "../support/temp-dir.ts";
import { CANARY_ACCOUNT, canaryCard, RIGHT_PIN } from "./canary-card.ts";
import { type Needle, needlesFor, type Secret } from "./canary-needles.ts";
import { crash, runInProcess, runProcess } from "./canary-runs.ts";
import { type Find, filesIn, type Haystack, pagesOf, search, valuesOf } from "./canary-search.ts";
import { CanaryShop, OPERATOR_PIN, WRONG_OPERATOR_PIN } from "./canary-shop.ts";

const PAN = CANARY_ACCOUNT.pan;

/** The one place where a secret belongs: the key file holds the keys of its terminal, and nothing else holds any. */
function strayFinds(canary: CanaryShop, finds: readonly Find[]): string[] {
  const keyFile = `${canary.keys.terminalId}.keys`;
  const belongsThere = new Set(canary.keyFileSecrets().map(({ name }) => name));
  return finds
    .filter(({ place, secret }) => !(place.endsWith(keyFile) && belongsThere.has(secret)))
    .map(({ place, secret, encoding, offset }) => `${place}, byte ${offset}: ${secret} as ${encoding}`);
}

/** The database as a machine finds it after a crash: the file and its WAL. */
function lastCopy(canary: CanaryShop) {
  const file = join(canary.shop.dataDirectory, DATABASE_FILE);
  const read = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));
  const { commit, seq, hash } = canary.copies[0] ?? {};
  if (commit === undefined || seq === undefined || hash === undefined)
    throw new Error("nothing was committed");
  return { commit, seq, hash, database: read(file), wal: read(`${file}-wal`) };
}

/** The counter stays on the table while one command after the other opens and closes its terminal. */
function keptOpen(devices: DevicePorts): DevicePorts {
  const entries = Object.entries(devices).map(([name, device]) => {
    const stays = (member: string | symbol) => member === "close" || member === "release";
    const get = (target: object, member: string | symbol) => {
      const value = Reflect.get(target, member, target);
      if (stays(member)) return async () => undefined;
      return typeof value === "function" ? value.bind(target) : value;
    };
    return [name, new Proxy(device, { get })];
  });
  return Object.fromEntries(entries) as DevicePorts;
}

describe("no secret is kept", () => {
  test("by a day of card sales: not in any page, value, file, log, paper or live object", async () => {
    const canary = await CanaryShop.open();
    await canary.playDay();
    const key = canary.keys.databaseKey.reveal();
    const needles = needlesFor(canary.secrets);
    expect(
      canary.secrets.filter(({ name }) => name.startsWith("enciphered PIN block")).length,
    ).toBeGreaterThan(4);
    const files = [...filesIn(canary.home)];
    expect(strayFinds(canary, search(files, needles))).toEqual([]);
    expect(files.some(({ place }) => place.endsWith("jinka.log"))).toBe(true);
    expect(strayFinds(canary, search(canary.seen, needles))).toEqual([]);
    expect(canary.seen.filter(({ place }) => place === "paper").length).toBeGreaterThan(8);
    const pages = [...pagesOf(join(tempDir(), "copy"), canary.copies, key)];
    expect(strayFinds(canary, search(pages, needles))).toEqual([]);
    const values = [...valuesOf(join(canary.shop.dataDirectory, DATABASE_FILE), key)];
    expect(strayFinds(canary, search(values, needles))).toEqual([]);
    console.log(
      `${canary.secrets.length} secrets in ${needles.length} forms: ${files.length} files, ${pages.length} pages of ${canary.copies.length} commits`,
    );
  });

  test("by a till that is killed in the middle of a sale, or ends in a bug, nor by what it prints then", async () => {
    const canary = await CanaryShop.open();
    await canary.shop.terminal.idle();
    await canary.shop.terminal.parts.journal.close();
    for (const how of ["hold", "bug", "rejection"] as const) {
      const { output, secrets, signal } = await crash(canary.shop, how);
      expect(signal, how).toBe(how === "hold" ? "SIGKILL" : null);
      const text = output.bytes.toString();
      expect(text, how).toContain("[redacted]");
      if (how === "bug") expect(text).toContain("a belief that is wrong");
      if (how === "rejection") expect(text).toContain("nobody waits for this");
      expect(secrets.map(({ name }) => name)).toContain("enciphered PIN block of the crash");
      canary.secrets.push(...secrets);
      const needles = needlesFor(canary.secrets);
      const pages = pagesOf(join(tempDir(), "copy"), [lastCopy(canary)], canary.keys.databaseKey.reveal());
      const haystacks = [output, ...filesIn(canary.home), ...pages];
      expect(strayFinds(canary, search(haystacks, needles)), how).toEqual([]);
    }
    // Recovery reads the sealed card again for the reversals; afterwards it is as closed as before.
    await canary.shop.startTerminal();
    for (let round = 0; round < 5; round++) await canary.shop.terminal.dispatchOutbox();
    expect(canary.shop.terminal.reversalsDue).toBe(0);
    const needles = needlesFor(canary.secrets);
    expect(strayFinds(canary, search([...canary.seen, ...filesIn(canary.home)], needles))).toEqual([]);
  });

  test("by a terminal without a pad, whose own module keeps its MAC master key sealed", async () => {
    const home = tempDir();
    for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, home);
    onTestFinished(() => void vi.unstubAllEnvs());
    const counters: SimulatedCounter[] = [];
    const withoutPad = (): DevicePorts => {
      const { pinPad: _pad, secureModule: _module, ...others } = counters[0]?.devices ?? {};
      return others;
    };
    const noPinPad = (config: TerminalConfig): TerminalConfig => {
      const { pinPad: _pad, ...devices } = config.devices;
      return { ...config, devices };
    };
    const shop = await Shop.open({ config: noPinPad, substitutes: { devices: withoutPad } });
    counters.push(shop.counter);
    const [first, second] = testMasterKeyComponents();
    await shop.terminal.idle();
    await shop.restart();
    const module = shop.terminal.parts.secureModule;
    must(await (module?.loadMasterKeyComponent(1, first) as never));
    must(await (module?.loadMasterKeyComponent(2, second) as never));
    expect(must(await shop.terminal.signIn())).toBe(true);
    shop.insert("debit");
    await shop.payCard(2000n);
    await shop.terminal.close();
    const secrets: Secret[] = [
      { name: "master key", bytes: fromHex(TEST_TMK_HEX) },
      { name: "component 1", bytes: first.reveal() },
      { name: "component 2", bytes: second.reveal() },
      { name: "PAN", text: accountOf("debit").pan, hashed: true },
    ];
    const files = [...filesIn(home)];
    expect(files.some(({ place }) => place.endsWith(".module"))).toBe(true);
    expect(search(files, needlesFor(secrets))).toEqual([]);
  });

  test("nor said by any command line, in sentences or as JSON, right or wrong", async () => {
    const canary = await CanaryShop.open();
    canary.insert();
    await canary.shop.payCard(2000n);
    await canary.shop.terminal.idle();
    await canary.shop.terminal.close();
    const said: Haystack[] = [];
    const counter = createSimulatedCounter(createSystemClock());
    counter.pad.usualCustomer = { kind: "digits", pin: RIGHT_PIN };
    counter.reader.insert(canaryCard());
    const devices = keptOpen(counter.devices);
    const components = testMasterKeyComponents().map((component) => toHex(component.reveal()));
    const pin = `${OPERATOR_PIN}\n`;
    const commands: readonly (readonly [readonly string[], string])[] = [
      [["keys", "load", "--operator", "wang"], `${pin}${components.join("\n")}\n`],
      [["keys", "load", "--operator", "wang"], `${pin}${components[0]}\n${components[1]}0\n`],
      [["keys", "status"], ""],
      [["sign-in"], ""],
      [["operator", "add", "zhao", "--operator", "wang"], `${pin}${WRONG_OPERATOR_PIN}\n`],
      [["sale", "--operator", "wang", "--amount", "12.00", "--pay", "card"], pin],
      [["sale", "--operator", "wang", "--amount", "13.00", "--pay", "card"], `${WRONG_OPERATOR_PIN}\n`],
      [["sale", "--operator", "wang", "--amount", "14.00", "--pay", "card", "--json"], pin],
      [["void", "--operator", "wang", "--receipt", "1"], pin],
      [["journal"], ""],
      [["journal", "--json"], ""],
      [["report", "x", "--operator", "wang"], pin],
      [["recover"], ""],
      [["doctor"], ""],
      [["shift", "close", "--operator", "wang", "--counted", "100"], pin],
    ];
    let doneCount = 0;
    for (const [args, input] of commands) {
      for (const form of args.includes("--json") ? [[]] : [[], ["--json"]]) {
        const run = await runInProcess(canary.shop, [...args, ...form], input, { devices: () => devices });
        if (run.code === 0) doneCount += 1;
        said.push({ place: `jinka ${args.join(" ")}`, bytes: Buffer.from(run.said) });
      }
    }
    expect(doneCount, said.map(({ place, bytes }) => `${place}: ${bytes}`).join("\n")).toBeGreaterThan(18);
    // Without devices, as a process; a PAN typed at the wrong place is not repeated either.
    for (const [args, input] of [
      [["doctor"], ""],
      [["journal"], ""],
      [["keys", "load", "--operator", "wang"], `${WRONG_OPERATOR_PIN}\n`],
      [["keys", "load", "--operator", "wang"], `${pin}${components.join("\n")}\n`],
      [["sale", "--operator", "wang", "--amount", "12.00", "--pay", "card"], pin],
    ] as const) {
      said.push(await runProcess(canary.shop, args, input));
    }
    const needles = needlesFor(canary.secrets);
    expect(strayFinds(canary, search([...said, ...filesIn(canary.home)], needles))).toEqual([]);
  });
});

describe("a canary that is planted is found", () => {
  const needles: readonly Needle[] = needlesFor([{ name: "PAN", text: PAN, hashed: true }]);

  test("in the database: in a row that is there, in one that is gone, and in the WAL alone", async () => {
    const canary = await CanaryShop.open();
    const key = canary.keys.databaseKey.reveal();
    const file = join(canary.shop.dataDirectory, DATABASE_FILE);
    const database = openDatabase(file, key, "readWrite");
    const plant = database.prepare("INSERT OR REPLACE INTO command VALUES ('planted', ?, 0)");
    const found = () => {
      const pages = pagesOf(join(tempDir(), "copy"), [lastCopy(canary)], key);
      return [search(pages, needles).length > 0, search(valuesOf(file, key), needles).length > 0];
    };
    expect(found()).toEqual([false, false]);
    for (const leak of [
      PAN,
      `{"pan":"${PAN}"}`,
      Buffer.from(PAN).toString("base64"),
      `${"x".repeat(9000)}${PAN}`,
    ]) {
      plant.run(leak);
      // Nothing was checkpointed: the leak is in the WAL and nowhere else.
      expect(found(), leak.slice(0, 30)).toEqual([true, true]);
    }
    database.prepare("DELETE FROM command").run();
    expect(found()).toEqual([false, false]);
    // What a delete leaves in a page, where nothing is wiped.
    database.pragma("secure_delete=OFF");
    plant.run(PAN);
    database.prepare("DELETE FROM command").run();
    expect(found()).toEqual([true, false]);
    database.close();
  });

  test("in every file of the data directory and of the key directory, and among temporary files", async () => {
    const canary = await CanaryShop.open();
    const { dataDirectory, keyDirectory } = canary.shop;
    await canary.shop.terminal.close();
    const places = [
      join(dataDirectory, "log", "jinka.log"),
      join(dataDirectory, "terminal-id"),
      join(dataDirectory, "something-new"),
      join(keyDirectory, "something-new"),
      join(canary.home, "a-temporary-file"),
    ];
    for (const place of places) {
      mkdirSync(join(place, ".."), { recursive: true });
      const before = existsSync(place) ? readFileSync(place) : undefined;
      appendFileSync(place, Buffer.from(`1${PAN}`.padEnd(22, "F"), "hex"));
      expect(strayFinds(canary, search(filesIn(canary.home), needles)), place).not.toEqual([]);
      writeFileSync(place, before ?? "");
      expect(strayFinds(canary, search(filesIn(canary.home), needles)), place).toEqual([]);
    }
  });

  test("on paper, on the printer's line, in an output, and in a live object", async () => {
    const canary = await CanaryShop.open();
    const { printer } = canary.shop.counter;
    expect(search(canary.seen, needles)).toEqual([]);
    printer.receive(Buffer.from(`${PAN.replace(/(\d{4})/g, "$1 ")}\n\n\n\n\n\x1dV\x00`));
    await expect.poll(() => search(canary.seen, needles).map(({ place }) => place)).toContain("paper");
    expect(search(canary.seen, needles).map(({ place }) => place)).toContain("printer line");
    const output = { place: "output", bytes: Buffer.from(`Card ${PAN} was declined.\n`) };
    expect(search([output], needles)).not.toEqual([]);
  });

  test("in the key file, if it is no key of its terminal; a key anywhere else is found too", async () => {
    const canary = await CanaryShop.open();
    await canary.shop.terminal.close();
    const all = needlesFor(canary.secrets);
    const keyFile = join(canary.shop.keyDirectory, `${canary.keys.terminalId}.keys`);
    appendFileSync(keyFile, PAN);
    expect(strayFinds(canary, search(filesIn(canary.home), all)).join()).toContain("PAN as ASCII");
    const databaseKey = canary.keys.databaseKey.reveal();
    writeFileSync(join(canary.shop.dataDirectory, "note"), Buffer.from(databaseKey).toString("base64"));
    expect(strayFinds(canary, search(filesIn(canary.home), all)).join()).toContain("database key as base64");
  });
});
