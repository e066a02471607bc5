import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { CARD_NAMES } from "../../../simulators/card/create-card.ts";
import { ChildCommand } from "../../support/child-command.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { OWNER_PIN, sharedTill, type TillLine } from "../../support/till-line.ts";

/** What only a process of its own can show: pipes, signals, and how it ends. */

const DOCK = "simulators/dock/cli.ts";
/** A command takes a third of a second; ten of them mean that it hangs. */
const PROMPT_MS = 5_000;

function start(words: readonly string[], entry?: string): ChildCommand {
  const command = new ChildCommand(words, entry);
  onTestFinished(() => command.stop());
  return command;
}

describe("a till without devices, as a process", () => {
  const shared = sharedTill((file) => ({ ...file, devices: {} }));
  const at = (till: TillLine, ...words: readonly string[]) => [
    ...["--data-dir", till.dataDirectory, "--key-dir", till.keyDirectory],
    ...words,
  ];
  const sale = ["sale", "--operator", "li", "--amount", "5", "--pay", "cash", "--lang", "en"];

  async function salesInBooks(till: TillLine): Promise<number> {
    const x = await till.run(["report", "x", "--operator", "li", "--json"]);
    return (x.json as { report: { totals: { saleCount: number } } }).report.totals.saleCount;
  }

  /** Starts a sale that waits for its PIN: the log tells that it has opened the books. */
  async function startWaiting(till: TillLine): Promise<ChildCommand> {
    const log = join(till.dataDirectory, "log", "jinka.log");
    const startCount = () => readFileSync(log, "utf8").split('"event":"started"').length;
    const before = startCount();
    const command = start(at(till, ...sale));
    await expect.poll(startCount, { timeout: PROMPT_MS }).toBe(before + 1);
    return command;
  }

  test("both entries sell, and end although their input stays open", async () => {
    const till = shared();
    const before = await salesInBooks(till);
    for (const entry of ["main/cli.ts", DOCK]) {
      const command = start(at(till, ...sale), entry);
      command.child.stdin.write(`${OWNER_PIN}\r\n`);
      const begun = performance.now();
      expect(await command.ended()).toMatchObject({ exitCode: EXIT.done, err: "" });
      expect(performance.now() - begun).toBeLessThan(PROMPT_MS);
    }
    expect(await salesInBooks(till)).toBe(before + 2);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s while the PIN is waited for ends it, and nothing was done",
    async (signal) => {
      const till = shared();
      const before = await salesInBooks(till);
      const command = await startWaiting(till);
      command.child.kill(signal);
      expect(await command.ended()).toMatchObject({
        exitCode: EXIT.refused,
        err: "Cancelled. Nothing was done. Start again when you are ready.\n",
      });
      expect(await salesInBooks(till)).toBe(before);
    },
  );

  test("two at once: one works, the other one says why it does not", async () => {
    const till = shared();
    const first = await startWaiting(till);
    const second = await ChildCommand.run(at(till, ...sale), [OWNER_PIN]);
    expect(second).toMatchObject({ exitCode: EXIT.outOfService, out: "" });
    expect(second.err).toContain("Jinka is already running on this data directory. Nothing was done.");
    first.child.stdin.write(`${OWNER_PIN}\n`);
    expect(await first.ended()).toMatchObject({ exitCode: EXIT.done });
  });

  test("a full disk behind its output changes no sale", async () => {
    const till = shared();
    const before = await salesInBooks(till);
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, ["main/cli.ts", ...at(till, ...sale)], {
      stdio: ["pipe", full, full],
    });
    closeSync(full);
    child.stdin?.end(`${OWNER_PIN}\n`);
    const [exitCode] = await once(child, "exit");
    expect(exitCode).toBe(EXIT.done);
    expect(await salesInBooks(till)).toBe(before + 1);
  });

  test("a reader that goes away changes no sale, and nothing is thrown", async () => {
    const till = shared();
    const before = await salesInBooks(till);
    const command = start(at(till, ...sale));
    command.child.stdout.destroy();
    command.child.stderr.destroy();
    command.child.stdin.end(`${OWNER_PIN}\n`);
    expect(await command.ended()).toMatchObject({ exitCode: EXIT.done });
    expect(await salesInBooks(till)).toBe(before + 1);
    const journal = start(at(till, "journal", "--limit", "1000"));
    journal.child.stdout.destroy();
    expect(await journal.ended()).toMatchObject({ exitCode: EXIT.done, err: "" });
  });

  test("recover --wait stops at a signal, and what is due stays due", async () => {
    const till = shared();
    till.insert("debit");
    till.behave({ on: "sale", do: "loseAnswer" }, { on: "reversal", do: "loseAnswer" });
    const card = ["sale", "--operator", "li", "--amount", "7", "--pay", "card"];
    expect(await till.run(card)).toMatchObject({ exitCode: EXIT.unknown });
    const command = start(at(till, "recover", "--wait", "600", "--lang", "en"));
    await command.said(/Reversals to send: 1\n.*Reversals to send: 1\n/s);
    command.child.kill("SIGINT");
    const begun = performance.now();
    const ended = await command.ended();
    expect(performance.now() - begun).toBeLessThan(PROMPT_MS);
    expect(ended.exitCode).toBe(EXIT.unknown);
    expect(ended.out).toContain("outcome unknown, being reversed");
    till.behave();
    expect(await till.run(["recover"])).toMatchObject({ exitCode: EXIT.done });
  });
});

describe("decode, as a process", () => {
  test("takes noise in a file and at its input, in both kinds", async () => {
    const file = join(tempDir(), "noise");
    // Noise that is the same every time.
    const noise = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 2_654_435_761) >>> 13);
    writeFileSync(file, noise);
    for (const kind of ["tlv", "8583"]) {
      expect(await ChildCommand.run(["decode", kind, file])).toMatchObject({ exitCode: EXIT.done, err: "" });
      const piped = new ChildCommand(["decode", kind, "-", "--json"]);
      piped.child.stdin.end(noise);
      const ended = await piped.ended();
      expect(ended).toMatchObject({ exitCode: EXIT.done, err: "" });
      JSON.parse(ended.out);
    }
  });
});

describe("simulators, as processes", () => {
  test("a card that is none is refused with those that there are", async () => {
    const ended = await ChildCommand.run(["simulate", "card", "gold"], [], DOCK);
    expect(ended).toMatchObject({ exitCode: EXIT.usage });
    expect(ended.err).toBe(`There is no card gold. Known: ${CARD_NAMES.join(", ")}.\n`);
    expect(ended.err).toContain("debit, credit, debit-offline, expired, blocked, wrong-certificate");
  });

  test("a host says where it listens, answers, and ends in order", async () => {
    const ledger = join(tempDir(), "ledger.sqlite");
    const host = start(["simulate", "acquirer", "--port", "0", "--ledger", ledger], DOCK);
    await host.said(/Acquirer host on 127\.0\.0\.1:\d+/);
    host.child.kill("SIGTERM");
    expect(await host.ended()).toMatchObject({ exitCode: EXIT.done, err: "" });
    expect(host.out).toContain("Acquirer host closed.");
    const taken = await ChildCommand.run(
      ["simulate", "acquirer", "--port", "0", "--ledger", "/nowhere/x"],
      [],
      DOCK,
    );
    expect(taken.exitCode).toBe(EXIT.unavailable);
    expect(taken.err).toContain("The ledger cannot be opened");
  });

  test("production does not know them", async () => {
    const ended = await ChildCommand.run(["simulate", "card", "debit"]);
    expect(ended.exitCode).toBe(EXIT.usage);
    expect(ended.err).toContain("There is no command simulate.");
  });
});
