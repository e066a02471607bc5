import { expect, test } from "vitest";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { CheckoutShop } from "../../support/checkout-shop.ts";
import { must } from "../../support/journal.ts";
import { Shop } from "../../support/shop.ts";

/** The text of every paper that was issued, by paper. */
async function papersOf(shop: Shop): Promise<string[][]> {
  const papers: string[][] = [];
  for (const id of shop.terminal.world.documents.keys()) {
    const paper = must(await shop.terminal.parts.journal.documentBody(id));
    papers.push((paper?.lines ?? []).flatMap((line) => (line.kind === "text" ? [line.text] : [])));
  }
  return papers;
}

test("every paper of a training till says at both ends that no money moved", async () => {
  const shop = await Shop.open({ config: (config) => ({ ...config, training: true }) });
  shop.insert("debit");
  await shop.payCard(2000n);
  await shop.terminal.idle();
  const papers = await papersOf(shop);
  expect(papers).toHaveLength(3);
  for (const texts of papers) {
    expect(texts.slice(0, 2)).toEqual(["TRAINING", "No money moved. Not a receipt."]);
    expect(texts.slice(-2)).toEqual(["TRAINING", "No money moved. Not a receipt."]);
  }
});

test("a paper of a shop says nothing of training, and neither does its screen", async () => {
  const till = await CheckoutShop.open();
  till.shop.insert("debit");
  await till.shop.payCard(2000n);
  const papers = await papersOf(till.shop);
  expect(papers).toHaveLength(3);
  expect(papers.flat()).not.toContain("TRAINING");
  expect(till.view.training).toBe(false);
});

test("a shop never becomes a training till in the same data directory, nor the other way round", async () => {
  const shop = await Shop.open();
  const { config } = shop.terminal.world.till;
  if (config === undefined) throw new Error("the shop is set up");
  const refused = await shop.terminal.submit([
    { kind: "configureTerminal", config: { ...config, training: true } },
  ]);
  expect(refused).toMatchObject({
    ok: false,
    fault: { kind: "refused", refusal: { kind: "trainingFixed" } },
  });
  expect(shop.terminal.world.till.config?.training).toBe(false);
});

test.each([
  { host: "127.0.0.1", isTaken: true },
  { host: "localhost", isTaken: true },
  { host: "::1", isTaken: true },
  { host: "192.168.1.20", isTaken: false },
  { host: "pos.example.com", isTaken: false },
])("a training till with a host at $host: $isTaken", ({ host, isTaken }) => {
  const file = { ...sampleTerminalFile({ host }), training: true };
  const parsed = parseTerminalFile(JSON.stringify(file));
  expect(parsed.ok).toBe(isTaken);
  if (!parsed.ok)
    expect(parsed.fault).toEqual([{ path: "acquirer.host", kind: "trainingHost", parameters: {} }]);
});
