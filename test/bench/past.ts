import { join } from "node:path";
import { assertDefined } from "../../main/domain/assert.ts";
import { step } from "../../main/domain/step.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import { emptyWorld, type Slice, type World } from "../../main/domain/world.ts";
import type { Commit, SealedRecord } from "../../main/ports/journal.ts";
import type { Sealer } from "../../main/ports/sealer.ts";
import { JournalDatabase } from "../../main/store/journal-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { systemEntropy } from "../../main/system/entropy.ts";
import { openKeyFile } from "../../main/system/key-file.ts";
import { createSealer } from "../../main/system/sealer.ts";
import { Scenario } from "../support/scenario.ts";
import { type BenchShop, value } from "./bench-shop.ts";

/**
 * Goes on with the shop's journal by the same decisions and the same store as a till, without flushing each commit, and
 * starts the terminal again. Each round of `work` becomes one commit. Returns the rows of the journal.
 */
export async function extendPast(
  shop: BenchShop,
  roundCount: number,
  work: (past: Past, round: number) => void,
): Promise<number> {
  await shop.terminal.idle();
  const { world } = shop.terminal;
  await shop.terminal.parts.journal.close();
  const { keys } = value(await openKeyFile(shop.place));
  const file = join(shop.place.dataDirectory, DATABASE_FILE);
  const journal = new JournalDatabase(file, keys.databaseKey.reveal());
  try {
    journal.database.pragma("synchronous=OFF");
    const past = new Past(assertDefined(world.till.config, "the shop is set up"), world, createSealer(keys));
    for (let round = 0; round < roundCount; round++) {
      work(past, round);
      journal.commit(past.take());
    }
    return journal.head().seq;
  } finally {
    journal.close();
    await shop.startTerminal();
  }
}

/** A scenario that goes on from a world, hands over what it recorded as commits, and forgets what is done. */
export class Past extends Scenario {
  readonly sealer: Sealer;
  readonly sealed: SealedRecord[] = [];
  #before: World;

  constructor(config: TerminalConfig, world: World, sealer: Sealer) {
    super(config);
    this.sealer = sealer;
    // Papers of the past are not owed.
    this.hasPrinter = false;
    this.events.splice(0);
    this.world = world;
    this.#before = world;
  }

  override id(): string {
    return systemEntropy.uuid();
  }

  /** Everything since the last time as one commit. No sale of it is touched again. */
  take(): Commit {
    const events = this.events.splice(0);
    const slices = new Map<string, Slice>();
    let world = this.#before;
    for (const event of events) {
      const stepped = step(world, event, this.now);
      world = stepped.world;
      for (const slice of stepped.changed) slices.set(`${slice.kind}:${slice.key}`, slice);
    }
    const { till, batches, shifts } = world;
    const open = new Map([...shifts].filter(([, shift]) => shift.closed === undefined));
    this.#before = { ...emptyWorld(), till, batches, shifts: open };
    this.world = this.#before;
    return { at: this.now, events, slices: [...slices.values()], sealed: this.sealed.splice(0) };
  }
}
