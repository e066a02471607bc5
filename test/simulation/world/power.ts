import { err } from "../../../main/domain/result.ts";
import type { CardChannel, CardReader } from "../../../main/ports/card-reader.ts";
import type { Commit, Journal, JournalFault } from "../../../main/ports/journal.ts";
import type { Random } from "./random.ts";
import type { Strikes } from "./strikes.ts";

/** When the till dies: around a commit, or before an APDU, counted from now. */
export type CrashPlan =
  | { readonly at: "beforeCommit" | "afterCommit" | "apdu"; readonly nth: number }
  | { readonly at: "time"; readonly afterMs: number };

/** Resolves never: the process that waits for it is gone. */
const NEVER: Promise<never> = new Promise(() => undefined);

/**
 * The process of one till, from its start to its end. When it is killed nothing that it still waits for ever comes, and
 * nothing that it would still do reaches the world: commits, APDUs and messages stop at its ports.
 */
export class Power {
  /** Resolves when the till is killed. */
  readonly gone: Promise<void>;
  /** Chance per commit that the disk has no room for it. */
  diskFault = 0;
  #isOn = true;
  #plan: Exclude<CrashPlan, { at: "time" }> | undefined;
  #left = 0;
  #resolveGone: () => void = () => undefined;
  readonly #onCut: (() => void)[] = [];
  readonly #random: Random;
  readonly #strikes: Strikes;

  constructor(random: Random, strikes: Strikes) {
    this.#random = random;
    this.#strikes = strikes;
    this.gone = new Promise((resolve) => {
      this.#resolveGone = resolve;
    });
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** What the end of the process ends with it. */
  onCut(work: () => void): void {
    this.#onCut.push(work);
  }

  plan(plan: Exclude<CrashPlan, { at: "time" }> | undefined): void {
    this.#plan = plan;
    this.#left = plan?.nth ?? 0;
  }

  /** Ends the process; `how` names a death that nobody wanted. */
  cut(how?: string): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    if (how !== undefined) this.#strikes.count(`till: killed ${how}`);
    for (const work of this.#onCut) work();
    this.#resolveGone();
  }

  #isNow(at: string): boolean {
    if (this.#plan?.at !== at) return false;
    this.#left -= 1;
    return this.#left === 0;
  }

  journal(real: Journal): Journal {
    const guarded = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (!this.#isOn) return NEVER;
        const result = await work(...args);
        return this.#isOn ? result : NEVER;
      };
    };
    return {
      commit: (commit) => this.#commit(real, commit),
      head: guarded(real.head),
      putItems: guarded(real.putItems),
      rows: guarded(real.rows),
      loadWorld: guarded(real.loadWorld),
      loadSale: guarded(real.loadSale),
      loadDocument: guarded(real.loadDocument),
      commandResult: guarded(real.commandResult),
      sealedRecord: guarded(real.sealedRecord),
      cardUsedSince: guarded(real.cardUsedSince),
      cardUsesSince: guarded(real.cardUsesSince),
      findItem: guarded(real.findItem),
      saleByReceipt: guarded(real.saleByReceipt),
      saleByNumber: guarded(real.saleByNumber),
      saleByStan: guarded(real.saleByStan),
      paymentsOfBatch: guarded(real.paymentsOfBatch),
      documentsOfSale: guarded(real.documentsOfSale),
      documentByNumber: guarded(real.documentByNumber),
      documentBody: guarded(real.documentBody),
      close: async () => undefined,
    };
  }

  async #commit(real: Journal, commit: Commit): ReturnType<Journal["commit"]> {
    if (!this.#isOn) return NEVER;
    if (this.#isNow("beforeCommit")) {
      this.cut("before a commit");
      return NEVER;
    }
    if (this.#random.chance(this.diskFault)) {
      const kind = this.#random.pick<JournalFault["kind"]>(["diskFull", "diskFull", "ioFailed", "locked"]);
      this.#strikes.count(`disk: ${kind}`);
      return err({ kind, detail: "a fault of the simulated disk" });
    }
    const committed = await real.commit(commit);
    if (this.#isNow("afterCommit")) this.cut("after a commit");
    return this.#isOn ? committed : NEVER;
  }

  cardReader(real: CardReader): CardReader {
    return {
      readers: () => (this.#isOn ? real.readers() : NEVER),
      withCard: (wait, use) => (this.#isOn ? real.withCard(wait, (card) => use(this.#channel(card))) : NEVER),
      close: () => real.close(),
    };
  }

  #channel(real: CardChannel): CardChannel {
    return {
      atr: real.atr,
      readerName: real.readerName,
      interface: real.interface,
      transceive: async (command) => {
        if (this.#isNow("apdu")) this.cut("before an APDU");
        if (!this.#isOn) return NEVER;
        const answer = await real.transceive(command);
        return this.#isOn ? answer : NEVER;
      },
    };
  }
}
