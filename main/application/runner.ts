import { encodeCanonical } from "../domain/canonical-json.ts";
import type { Command } from "../domain/command.ts";
import { decideCommand, decideObservation } from "../domain/decide.ts";
import { Draft } from "../domain/draft.ts";
import type { Effect } from "../domain/effect.ts";
import type { CommandId, DocumentId, SaleId } from "../domain/ids.ts";
import type { Observation } from "../domain/payment/observation.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { type Slice, type World, withSlices } from "../domain/world.ts";
import type { Clock } from "../ports/clock.ts";
import type { CardUse, Journal, JournalFault, SealedRecord } from "../ports/journal.ts";
import { erasures } from "./erasures.ts";
import { forgetClosed } from "./forget-closed.ts";
import { Lock } from "./lock.ts";

/** Why a command did nothing: it was refused, or the journal could not take it. */
export type NotDone =
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "journal"; readonly fault: JournalFault };

/** Records that travel with an observation into side tables of the same transaction. */
export type SideRecords = {
  readonly sealed?: readonly SealedRecord[];
  readonly cardUses?: readonly CardUse[];
};

/**
 * The one loop of the terminal: decide, commit everything in one transaction, and only then make it the
 * world, tell the listeners, and run the effects. One decision at a time.
 */
export class Runner {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #hasPrinter: boolean;
  readonly #lock = new Lock();
  readonly #listeners = new Set<(world: World) => void>();
  #effects: (effect: Effect) => void = () => undefined;
  #world: World;

  /** `world` is what the journal holds now; from here on it changes only by commits of this runner. */
  constructor(journal: Journal, clock: Clock, hasPrinter: boolean, world: World) {
    this.#journal = journal;
    this.#clock = clock;
    this.#hasPrinter = hasPrinter;
    this.#world = world;
  }

  /** The terminal as it is on disk. */
  get world(): World {
    return this.#world;
  }

  /** Says who carries out effects; set once, before the first command. */
  runEffectsWith(run: (effect: Effect) => void): void {
    this.#effects = run;
  }

  /** Called with every new world, after it is on disk. Returns the way to stop listening. */
  onChange(listener: (world: World) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes a closed sale, or a paper, part of the world, so that a command can refer to it. */
  async bringSale(id: SaleId): Promise<Result<boolean, JournalFault>> {
    if (this.#world.sales.has(id)) return ok(true);
    return this.#bring(await this.#journal.loadSale(id));
  }

  async bringDocument(id: DocumentId): Promise<Result<boolean, JournalFault>> {
    if (this.#world.documents.has(id)) return ok(true);
    return this.#bring(await this.#journal.loadDocument(id));
  }

  #bring(loaded: Result<readonly Slice[], JournalFault>): Result<boolean, JournalFault> {
    if (!loaded.ok) return loaded;
    this.#world = withSlices(this.#world, loaded.value);
    return ok(loaded.value.length > 0);
  }

  /**
   * Carries out commands as one decision: all of them, or none. With a `commandId` that was carried out before
   * nothing happens again and the first success is returned.
   */
  submit(
    commands: readonly Command[],
    id?: CommandId,
    side: SideRecords = {},
  ): Promise<Result<World, NotDone>> {
    return this.#lock.withLock(async () => {
      if (id !== undefined) {
        const known = await this.#journal.commandResult(id);
        if (!known.ok) return err({ kind: "journal", fault: known.fault });
        if (known.value !== undefined) return ok(this.#world);
      }
      const draft = this.#draft();
      for (const command of commands) {
        const decided = decideCommand(draft, command);
        if (!decided.ok) return err({ kind: "refused", refusal: decided.fault });
      }
      const kinds = commands.map((command) => command.kind);
      const command = id === undefined ? {} : { command: { id, result: encodeCanonical({ done: kinds }) } };
      const committed = await this.#commit(draft, { ...side, ...command });
      return committed.ok ? committed : err({ kind: "journal", fault: committed.fault });
    });
  }

  /** Decides without doing it: the first refusal, if there is one. */
  whyRefused(commands: readonly Command[]): Refusal | undefined {
    const draft = this.#draft();
    for (const command of commands) {
      const decided = decideCommand(draft, command);
      if (!decided.ok) return decided.fault;
    }
    return undefined;
  }

  /** Records what a device or host reported. It has happened, so only the journal can stand in the way. */
  observe(seen: Observation, side: SideRecords = {}): Promise<Result<World, JournalFault>> {
    return this.#lock.withLock(async () => {
      const draft = this.#draft();
      decideObservation(draft, seen);
      return this.#commit(draft, side);
    });
  }

  #draft(): Draft {
    return new Draft(this.#world, { now: this.#clock.businessNow(), hasPrinter: this.#hasPrinter });
  }

  async #commit(
    draft: Draft,
    extra: SideRecords & { readonly command?: { readonly id: CommandId; readonly result: string } },
  ): Promise<Result<World, JournalFault>> {
    if (draft.events.length > 0 || extra.command !== undefined) {
      const { now } = draft.circumstances;
      const commit = {
        at: now,
        events: draft.events,
        slices: draft.changed,
        ...erasures(draft.world, draft.events, draft.changed),
        ...extra,
      };
      const committed = await this.#journal.commit(commit);
      if (!committed.ok) return err(committed.fault);
    }
    const after = draft.world;
    this.#world = forgetClosed(after);
    for (const listener of this.#listeners) listener(after);
    for (const effect of draft.effects) this.#effects(effect);
    return ok(after);
  }
}
