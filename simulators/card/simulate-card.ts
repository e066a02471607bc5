import { maskPan } from "../../main/domain/mask-pan.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { CardFaultPlan } from "./card-fault.ts";
import { CARD_NAMES, createCard } from "./create-card.ts";
import { loadCardImage } from "./load-card-image.ts";
import { realTime } from "./real-time.ts";
import { type SessionSummary, VirtualCard } from "./virtual-card.ts";
import { insertIntoVpcd, type VpcdAddress } from "./vpcd-card.ts";

export type SimulateCardOptions = {
  /** A name that {@link createCard} knows: `debit`, `credit`, `debit@7` ...; or the file of a card image, `....json`. */
  readonly cardName: string;
  /** Where the virtual reader listens; pcscd's is port 35963. */
  readonly vpcd: VpcdAddress;
  /** Pulls the card at this command of a session, counted from 1. */
  readonly pullAt?: number;
  /** Whether the card executes that command first. Before it when absent. */
  readonly pullMoment?: "before" | "after";
  readonly protocol?: "T=0" | "T=1";
  /** Makes every answer that much later. */
  readonly delayMs?: number;
  readonly signal: CancelSignal;
  /** One line in words, for a person. */
  readonly log: (line: string) => void;
};

/** A smart-card service takes a moment to start again; asking more often only costs time. */
const RECONNECT_MS = 500;
/** Two attempts a second for about a year. */
const ATTEMPTS_MAX = 60_000_000;

/**
 * A card process: one card that sits in a virtual reader until `signal` is aborted, and goes back in when the
 * reader returns. A card that is pulled by its own plan stays out. Its memory lasts as long as the process.
 */
export async function simulateCard(
  options: SimulateCardOptions,
): Promise<Result<"aborted" | "pulled", UnknownCard>> {
  const { signal, log, vpcd } = options;
  const found = findCard(options);
  if (!found.ok) return found;
  const card = found.value;
  const sessions = sessionLog(card, log);
  let isWaitTold = false;
  for (let attempt = 0; attempt < ATTEMPTS_MAX && !signal.aborted; attempt++) {
    const inserted = await insertIntoVpcd(card, vpcd, sessions);
    if (!inserted.ok) {
      if (!isWaitTold) log(`No virtual reader at ${vpcd.host}:${vpcd.port} yet; the card waits for one.`);
      isWaitTold = true;
      await realTime.sleep(RECONNECT_MS, signal);
      continue;
    }
    log(`The ${card.profile.name} card is in the reader at ${vpcd.host}:${vpcd.port}.`);
    isWaitTold = false;
    const remove = (): void => void inserted.value.remove();
    if (signal.aborted) remove();
    signal.addEventListener("abort", remove, { once: true });
    const end = await inserted.value.ended;
    signal.removeEventListener("abort", remove);
    if (end === "pulled") {
      log("The card was pulled and stays out.");
      return ok("pulled");
    }
    if (end === "closedByReader") {
      log("The reader let go of the card.");
      await realTime.sleep(RECONNECT_MS, signal);
    }
  }
  return ok("aborted");
}

/** There is no such card. `detail` says in words what is wrong with the file of an image. */
export type UnknownCard = {
  readonly kind: "unknownCard";
  readonly known: readonly string[];
  readonly detail?: string;
};

function findCard(options: SimulateCardOptions): Result<VirtualCard, UnknownCard> {
  const { cardName, protocol } = options;
  const given = { faults: faultsOf(options), ...(protocol && { protocol }) };
  const unknown: UnknownCard = { kind: "unknownCard", known: CARD_NAMES };
  if (cardName.endsWith(".json")) {
    const loaded = loadCardImage(cardName);
    return loaded.ok ? ok(new VirtualCard(loaded.value, given)) : err({ ...unknown, detail: loaded.fault });
  }
  const card = createCard(cardName, given);
  return card === undefined ? err(unknown) : ok(card);
}

function faultsOf({ pullAt, pullMoment = "before", delayMs }: SimulateCardOptions): readonly CardFaultPlan[] {
  return [
    ...(pullAt === undefined ? [] : [{ kind: "pull", atCommand: pullAt, moment: pullMoment } as const]),
    ...(delayMs === undefined ? [] : [{ kind: "delay", delayMs } as const]),
  ];
}

function sessionLog(card: VirtualCard, log: (line: string) => void): (summary: SessionSummary) => void {
  const [application] = card.profile.applications;
  const pan = maskPan(application?.account.pan ?? "");
  let count = 0;
  return ({ commandCount, lastCryptogram }) => {
    count += 1;
    const commands = commandCount === 1 ? "1 command" : `${commandCount} commands`;
    const outcome =
      lastCryptogram === undefined ? "no cryptogram was asked for" : `ended with ${lastCryptogram}`;
    log(`Session ${count}: ${card.profile.name} card ${pan}, ${commands}, ${outcome}.`);
  };
}
