import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { sharedTill, type TillLine } from "../../support/till-line.ts";

/** `jinka card`: what a card says of itself, on the screen and on paper. */

const shared = sharedTill();
let till: TillLine;

beforeAll(() => {
  till = shared();
});

const card = async (...words: string[]) => till.run(["card", ...words, "--lang", "en"], { input: [] });

/** How many papers came out of the printer meanwhile. */
async function papersDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const stop = till.counter.printer.onEvent(({ kind }) => {
    if (kind === "piece") count += 1;
  });
  await work();
  stop();
  return count;
}

test("balance, limits and logs are told, and nothing is journaled", async () => {
  till.insert("purse");
  const read = await card();
  expect(read.exitCode).toBe(EXIT.done);
  expect(read.out).toContain("balance");
  expect(read.commits).toEqual([]);
});

test("with --print the same comes on paper, once, and is stored nowhere", async () => {
  till.insert("purse");
  let read: Awaited<ReturnType<typeof card>> | undefined;
  const papers = await papersDuring(async () => {
    read = await card("--print", "--json");
  });
  expect(papers).toBe(1);
  expect(read?.json).toMatchObject({ ok: true, printed: "processed", card: { purses: [{}] } });
  expect(read?.commits).toEqual([]);
});

test("a printer that is unplugged does not keep the card from being read", async () => {
  till.insert("purse");
  till.counter.printerLink.unplug();
  const read = await card("--print");
  expect(read.exitCode).toBe(EXIT.done);
  expect(read.err + read.out).toContain("The card's paper was not printed: the printer is unplugged");
  till.counter.printerLink.plugIn();
});

test("with a damaged parameter pack no card is read, and the sentence says why", async () => {
  const folder = join(till.dataDirectory, "parameters");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pack-000000007.json"), "{}");
  till.insert("purse");
  const read = await card();
  expect(read.exitCode).not.toBe(EXIT.done);
  expect(read.err).toContain("The acquirer's parameters are damaged or not signed.");
});
