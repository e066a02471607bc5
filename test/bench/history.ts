import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { forgetClosed } from "../../main/application/forget-closed.ts";
import { assertDefined } from "../../main/domain/assert.ts";
import { step } from "../../main/domain/step.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import type { Slice, World } from "../../main/domain/world.ts";
import type { Commit } from "../../main/ports/journal.ts";
import { JournalDatabase } from "../../main/store/journal-database.ts";
import { JournalQueries } from "../../main/store/journal-queries.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { Scenario, TEA } from "../support/scenario.ts";
import { BenchShop, value } from "./bench-shop.ts";
import { type Measurement, median, ms, timesOf } from "./measure.ts";

const SALES_PER_SHIFT = 250;
const CASH_SALES_IN_TEN = 7;
const START_COUNT = 40;
const REPORT_COUNT = 80;
const START_RATIO_MAX = 1.1;
const REPORT_BUDGET_MS = 50;

type Times = { readonly startMs: number; readonly journalMs: number; readonly reportMs: number };

/** The same shop without a past and with one: how long it takes to be ready, and to print an X. */
export async function benchHistory(saleCount: number): Promise<readonly Measurement[]> {
  return BenchShop.with({}, async (young) =>
    BenchShop.with({}, async (old) => {
      const rowCount = await giveHistory(old, saleCount);
      const verifyMs = await timeVerifying(old);
      // In turn, and the first of the two in turn as well, so that whatever else the machine does meets both.
      const [without, withPast]: [Times[], Times[]] = [[], []];
      for (let i = 0; i < START_COUNT; i++) {
        if (i % 2 === 0) without.push(await startOnce(young));
        withPast.push(await startOnce(old));
        if (i % 2 === 1) without.push(await startOnce(young));
      }
      const pick = (times: readonly Times[], name: keyof Times) => median(times.map((time) => time[name]));
      const line = (work: string, name: "startMs" | "journalMs"): Measurement => {
        const [before, after] = [pick(without, name), pick(withPast, name)];
        return {
          work,
          measured: `${(after / before).toFixed(2)} x (${ms(after)} / ${ms(before)})`,
          budget: `${START_RATIO_MAX} x`,
          isWithin: after / before <= START_RATIO_MAX,
        };
      };
      const [reportBefore, reportAfter] = [pick(without, "reportMs"), pick(withPast, "reportMs")];
      return [
        line(
          `start to ready with ${saleCount} past sales (${rowCount} rows), against an empty past`,
          "startMs",
        ),
        line("- of it the journal: open, head, everything that is open", "journalMs"),
        {
          work: `X report with ${saleCount} past sales, until its commit`,
          measured: `${ms(reportAfter)}, ${(reportAfter / reportBefore).toFixed(2)} x that of an empty past`,
          budget: ms(REPORT_BUDGET_MS),
          isWithin: reportAfter <= REPORT_BUDGET_MS,
        },
        {
          work: `verifying all of it (nothing waits for this)`,
          measured: `${(verifyMs / 1000).toFixed(1)} s, ${Math.round((verifyMs * 1000) / rowCount)} µs a row`,
        },
      ];
    }),
  );
}

async function startOnce(shop: BenchShop): Promise<Times> {
  await shop.terminal.idle();
  await shop.terminal.parts.journal.close();
  const { keys } = value(await openKeyFile(shop.place));
  const [journalMs] = await timesOf(1, () => {
    const journal = new JournalDatabase(
      join(shop.place.dataDirectory, DATABASE_FILE),
      keys.databaseKey.reveal(),
    );
    journal.head();
    new JournalQueries(journal.database).loadWorld();
    journal.close();
  });
  const [startMs] = await timesOf(1, () => shop.startTerminal());
  const reports = await timesOf(Math.ceil(REPORT_COUNT / START_COUNT), async () => {
    // Paper is not waited for, and not owed either.
    shop.counter.printer.loadPaper(30_000);
    await shop.do({ kind: "reportX", operator: "li" });
  });
  return {
    startMs: startMs ?? Number.NaN,
    journalMs: journalMs ?? Number.NaN,
    reportMs: median(reports),
  };
}

async function timeVerifying(shop: BenchShop): Promise<number> {
  const { keys } = value(await openKeyFile(shop.place));
  const request = { dataDir: shop.place.dataDirectory, databaseKey: keys.databaseKey.reveal() };
  const [tookMs] = await timesOf(1, () => {
    const verified = verifyJournal(request);
    // The cards of the invented past have no sealed records, which are looked at last.
    const isMissing =
      !verified.ok &&
      verified.fault.kind === "differs" &&
      verified.fault.difference.kind === "sealedRecordMissing";
    if (!isMissing) throw new Error(`the history is not sound: ${JSON.stringify(verified)}`);
  });
  return tookMs ?? Number.NaN;
}

/**
 * Goes on with the shop's journal by so many sales, three in ten by card, in shifts that are closed and with papers
 * that are printed; by the same decisions and the same store, without flushing each commit. Returns the rows.
 */
async function giveHistory(shop: BenchShop, saleCount: number): Promise<number> {
  await shop.terminal.idle();
  const { world } = shop.terminal;
  await shop.terminal.parts.journal.close();
  const { keys } = value(await openKeyFile(shop.place));
  const file = join(shop.place.dataDirectory, DATABASE_FILE);
  const journal = new JournalDatabase(file, keys.databaseKey.reveal());
  journal.database.pragma("synchronous=OFF");
  const past = new Past(assertDefined(world.till.config, "the shop is set up"), world);
  for (let i = 0; i < saleCount; i++) {
    past.sell(i);
    if (i % SALES_PER_SHIFT === SALES_PER_SHIFT - 1) past.do(closeShift).openShift(0n);
    journal.commit(past.take());
  }
  const { seq } = journal.head();
  journal.close();
  await shop.startTerminal();
  return seq;
}

const closeShift = { kind: "closeShift", operator: "li", countedFen: 0n } as const;

/** A scenario that goes on from a world, hands over what it recorded as commits, and forgets what is closed. */
class Past extends Scenario {
  #before: World;

  constructor(config: TerminalConfig, world: World) {
    super(config);
    this.hasPrinter = false;
    this.events.splice(0);
    this.world = world;
    this.#before = world;
  }

  override id(): string {
    return randomUUID();
  }

  sell(i: number): void {
    const sale = this.openSale([TEA, 1000 * (1 + (i % 4))]);
    if (i % 10 < CASH_SALES_IN_TEN) this.payCash(sale, 10_000n);
    else this.payCard(sale);
  }

  /** Everything since the last time as one commit. */
  take(): Commit {
    const events = this.events.splice(0);
    const slices = new Map<string, Slice>();
    let world = this.#before;
    for (const event of events) {
      const stepped = step(world, event, this.now);
      world = stepped.world;
      for (const slice of stepped.changed) slices.set(`${slice.kind}:${slice.key}`, slice);
    }
    this.#before = forgetClosed(world);
    this.world = this.#before;
    return { at: this.now, events, slices: [...slices.values()] };
  }
}
