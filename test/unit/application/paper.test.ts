import { describe, expect, test } from "vitest";
import { Shop } from "../../support/shop.ts";

describe("paper", () => {
  test("no paper changes no sale; the receipt prints when paper is in, marked as a reprint only if it was begun", async () => {
    const shop = await Shop.open();
    shop.counter.printer.cutPaperTo(0);
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    await shop.terminal.idle();
    expect([...shop.terminal.world.documents.values()].map((d) => [d.print, d.attempts])).toEqual([
      ["failed", 0],
      ["failed", 0],
      ["failed", 0],
    ]);
    shop.counter.printer.loadPaper(30_000);
    expect(await shop.terminal.retryPrinting()).toBe(3);
    expect([...shop.terminal.world.documents.values()].map((d) => [d.print, d.attempts])).toEqual([
      ["printed", 1],
      ["printed", 1],
      ["printed", 1],
    ]);
  });

  test("a missing printer holds up nothing", async () => {
    const shop = await Shop.open();
    shop.counter.printerLink.unplug();
    shop.insert("debit");
    expect(await shop.payCard(2000n)).toMatchObject({ phase: "approved" });
    await shop.terminal.idle();
    expect([...shop.terminal.world.documents.values()].every((document) => document.print === "failed")).toBe(
      true,
    );
  });
});
