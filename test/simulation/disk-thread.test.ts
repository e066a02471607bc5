import { Worker } from "node:worker_threads";
import { describe, expect, test, vi } from "vitest";
import { isUnderWay } from "../../main/domain/payment/state.ts";
import type { Acquirer } from "../../main/ports/acquirer.ts";
import type { Journal } from "../../main/ports/journal.ts";
import { Shop } from "../support/shop.ts";

/** The thread behind a journal: caught when it is spoken to. */
async function threadOf(journal: Journal): Promise<Worker> {
  const spy = vi.spyOn(Worker.prototype, "postMessage");
  try {
    await journal.head();
    return spy.mock.contexts[0] as Worker;
  } finally {
    spy.mockRestore();
  }
}

/** Kills the journal's thread when a sale goes out to the host, before or after it got there. */
class ThreadKiller {
  moment: "before" | "after" | undefined;
  shop: Shop | undefined;

  readonly over = (acquirer: Acquirer): Acquirer => ({
    exchange: async (request) => {
      if (request.kind !== "sale" || this.moment === undefined) return acquirer.exchange(request);
      if (this.moment === "before") await this.#kill();
      const outcome = await acquirer.exchange(request);
      if (this.moment === "after") await this.#kill();
      return outcome;
    },
    keepLine: (work) => acquirer.keepLine(work),
    onStrayAnswer: (listener) => acquirer.onStrayAnswer(listener),
    close: () => acquirer.close(),
  });

  async #kill(): Promise<void> {
    if (this.shop === undefined) throw new Error("there is no shop yet");
    await (await threadOf(this.shop.terminal.parts.journal)).terminate();
  }
}

describe("the journal's thread dies", () => {
  test.each(["before", "after"] as const)(
    "%s the host was asked: nobody waits, and the next start takes it back",
    async (moment) => {
      const killer = new ThreadKiller();
      const shop = await Shop.open({ substitutes: { acquirer: killer.over } });
      killer.shop = shop;
      killer.moment = moment;
      shop.insert("debit");
      const sale = await shop.sale(2000n);
      const paid = shop.terminal.takeCardPayment({ saleId: sale, operator: "li" });
      await expect(paid).rejects.toThrow("the journal's thread has stopped");
      await shop.terminal.idle();
      // Told once, although both the exchange and the card session ended with it.
      expect(shop.bugs.map(String)).toEqual(["Error: the journal's thread has stopped"]);
      expect(shop.compare().host).toBe(2000n);
      killer.moment = undefined;
      shop.bugs.splice(0);
      await shop.startTerminal();
      await shop.terminal.idle();
      expect([...shop.terminal.world.payments.values()].some(isUnderWay)).toBe(false);
      while (shop.terminal.reversalsDue > 0) await shop.terminal.dispatchOutbox();
      expect(shop.compare()).toEqual({ till: 0n, host: 0n });
      // The reader was let go of, too.
      expect(await shop.payCard(2001n)).toMatchObject({ phase: "approved" });
      expect(shop.compare()).toEqual({ till: 2001n, host: 2001n });
      expect(shop.bugs).toEqual([]);
    },
  );

  test("while the printer works: the paper stays owed", async () => {
    const shop = await Shop.open();
    const sale = await shop.sale(1500n);
    await shop.do({ kind: "tenderCash", saleId: sale, givenFen: 1500n });
    await (await threadOf(shop.terminal.parts.journal)).terminate();
    await shop.terminal.idle();
    await shop.startTerminal();
    const papers = [...shop.terminal.world.documents.values()].map(({ print }) => print);
    expect(papers).toEqual(["failed"]);
    expect(await shop.terminal.retryPrinting()).toBe(1);
    expect([...shop.terminal.world.documents.values()].map(({ print }) => print)).toEqual(["printed"]);
  });
});
