import type { CommandId } from "../../domain/ids.ts";
import type { Refusal } from "../../domain/refusal.ts";
import type { SaleState } from "../../domain/sale/state.ts";
import { say } from "../../domain/text/say.ts";
import type { Operator } from "../../domain/till/state.ts";
import type { World } from "../../domain/world.ts";
import type { CommandAnswer, TillCommand } from "../../ipc/contract.ts";
import type { JournalFault } from "../../ports/journal.ts";
import type { Lookup } from "../../ports/lookup.ts";
import type { NotDone } from "../runner.ts";
import type { Terminal } from "../terminal.ts";
import type { BankWork } from "./bank-work.ts";
import type { CardDesk } from "./card-desk.ts";
import type { ScreenState } from "./screen-state.ts";
import { spokenFault } from "./spoken-fault.ts";

/** What every command of the checkout works on. */
export type Context = {
  readonly terminal: Terminal;
  readonly lookup: Lookup;
  readonly desk: CardDesk;
  readonly screen: ScreenState;
  readonly bank: BankWork;
  /** Something that the screen shows has changed. */
  changed(): void;
  /** Work that nobody waits for; what goes wrong in it unexpectedly is a bug and is reported. */
  inBackground(work: () => Promise<void>): void;
};

type Of<K extends TillCommand["kind"]> = Extract<TillCommand, { kind: K }>;

/** A command of somebody who has signed in. */
export type Asked<K extends TillCommand["kind"]> = {
  readonly command: Of<K>;
  readonly id: CommandId;
  readonly operator: Operator;
};

export const DONE: CommandAnswer = { ok: true };

export function refuse(context: Context, refusal: Refusal): CommandAnswer {
  return notDone(context, { kind: "refused", refusal });
}

export function notDone(context: Context, fault: NotDone): CommandAnswer {
  const kind = fault.kind === "refused" ? `refused.${fault.refusal.kind}` : `journal.${fault.fault.kind}`;
  return { ok: false, kind, sentence: spokenFault(fault)(context.screen.language) };
}

export function journalFault(context: Context, fault: JournalFault): CommandAnswer {
  return notDone(context, { kind: "journal", fault });
}

type RefusedHere = "stale" | "locked" | "signatureFirst" | "tooLate" | "bankBusy";

/** What a screen alone can refuse: the screen is another one than the command was meant for. */
export function refuseHere(context: Context, why: RefusedHere): CommandAnswer {
  return { ok: false, kind: `till.${why}`, sentence: say(context.screen.language, `till.refused.${why}`) };
}

/** The sale in front of the cashier, while it can still change or be paid. */
export function currentSale({
  screen,
  terminal,
}: Pick<Context, "screen" | "terminal">): SaleState | undefined {
  const sale = screen.saleId === undefined ? undefined : terminal.world.sales.get(screen.saleId);
  return sale?.status === "open" && sale.held === undefined ? sale : undefined;
}

/** After a start: the basket that was on the screen is the newest one that is open and not put aside. */
export function saleLeftOpen(world: World): SaleState | undefined {
  return [...world.sales.values()]
    .filter((sale) => sale.status === "open" && sale.held === undefined)
    .sort((a, b) => b.saleNumber - a.saleNumber)[0];
}
