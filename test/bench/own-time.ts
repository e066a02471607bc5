import type { Acquirer } from "../../main/ports/acquirer.ts";
import type { CardReader } from "../../main/ports/card-reader.ts";
import type { Journal } from "../../main/ports/journal.ts";
import type { PinPad } from "../../main/ports/pin-pad.ts";
import { BenchShop } from "./bench-shop.ts";
import { type Measurement, median, ms } from "./measure.ts";

const WARM_UP_COUNT = 15;
const SALE_COUNT = 60;

/**
 * A whole online card sale from the command to "approved", less the time in which somebody else was waited for: the
 * reader and its card, the PIN pad with its customer, the line and the host. Paper is printed beside it.
 */
export async function benchOwnTime(): Promise<readonly Measurement[]> {
  const waits = new Waits();
  const substitutes = { acquirer: waits.overHost, journal: waits.overJournal };
  return BenchShop.with(substitutes, async (shop) => {
    const sales: { readonly ownMs: number; readonly journalMs: number; readonly wholeMs: number }[] = [];
    const { cardReader, pinPad } = shop.counter.devices;
    if (cardReader === undefined || pinPad === undefined) throw new Error("the counter lacks a device");
    // The terminal of this shop takes its devices at every start.
    Object.assign(shop.counter.devices, {
      cardReader: waits.overReader(cardReader),
      pinPad: waits.overPad(pinPad),
    });
    await shop.restart();
    for (let i = 0; i < WARM_UP_COUNT + SALE_COUNT; i++) {
      shop.insert("debit");
      waits.reset();
      const begun = performance.now();
      const paid = await shop.payCard(1000n + BigInt(i));
      const wholeMs = performance.now() - begun;
      if (paid.phase !== "approved") throw new Error(`the sale ended as ${paid.phase}`);
      const sale = { ownMs: wholeMs - waits.othersMs, journalMs: waits.journalMs, wholeMs };
      if (i >= WARM_UP_COUNT) sales.push(sale);
      await shop.terminal.idle();
    }
    const own = median(sales.map((sale) => sale.ownMs));
    const journal = median(sales.map((sale) => sale.journalMs));
    const whole = median(sales.map((sale) => sale.wholeMs));
    return [
      { work: "own time of an online card sale, without card, pad and host", measured: ms(own) },
      { work: "- of it in the journal: commits and look-ups", measured: ms(journal) },
      { work: "- the whole sale here, with simulated card, pad and host", measured: ms(whole) },
    ];
  });
}

/** Adds up the time in which others are waited for. Nothing of it overlaps: a sale is one thread of questions. */
class Waits {
  othersMs = 0;
  journalMs = 0;

  reset(): void {
    this.othersMs = 0;
    this.journalMs = 0;
  }

  /** A simulated card computes before it returns its promise, so the clock starts before it is asked. */
  async #others<T>(work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.othersMs += performance.now() - begun;
    }
  }

  readonly overHost = (acquirer: Acquirer): Acquirer => ({
    exchange: (request) => this.#others(() => acquirer.exchange(request)),
    keepLine: (work) => acquirer.keepLine(work),
    onStrayAnswer: (listener) => acquirer.onStrayAnswer(listener),
    close: () => acquirer.close(),
  });

  /** Everything of the reader but what we do while we hold the card. */
  overReader(reader: CardReader): CardReader {
    return {
      readers: () => reader.readers(),
      withCard: async (wait, use) => {
        let oursMs = 0;
        const begun = performance.now();
        const result = await reader.withCard(wait, async (card) => {
          const inside = performance.now();
          const done = await use({
            atr: card.atr,
            readerName: card.readerName,
            interface: card.interface,
            transceive: (command) => this.#others(() => card.transceive(command)),
          });
          oursMs = performance.now() - inside;
          return done;
        });
        this.othersMs += performance.now() - begun - oursMs;
        return result;
      },
      close: () => reader.close(),
    };
  }

  overPad(pad: PinPad): PinPad {
    return {
      status: () => pad.status(),
      loadMasterKeyComponent: (number, component) => pad.loadMasterKeyComponent(number, component),
      loadWorkingKeys: (keys) => pad.loadWorkingKeys(keys),
      mac: (...question) => pad.mac(...question),
      capturePin: (request) => this.#others(() => pad.capturePin(request)),
      close: () => pad.close(),
    };
  }

  readonly overJournal = (journal: Journal): Journal => {
    const timed = async <T>(work: Promise<T>): Promise<T> => {
      const begun = performance.now();
      try {
        return await work;
      } finally {
        this.journalMs += performance.now() - begun;
      }
    };
    return {
      ...journal,
      commit: (commit) => timed(journal.commit(commit)),
      cardUsedSince: (...question) => timed(journal.cardUsedSince(...question)),
      cardUsesSince: (...question) => timed(journal.cardUsesSince(...question)),
      loadSale: (id) => timed(journal.loadSale(id)),
    };
  };
}
