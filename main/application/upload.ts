import { assertDefined } from "../domain/assert.ts";
import { wantsSignIn } from "../domain/batch/observe-upload.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { CardData } from "../domain/payment/card-data.ts";
import type { UploadRequest } from "../domain/payment/exchange.ts";
import type { UploadTried } from "../domain/payment/observation.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { err, type Result } from "../domain/result.ts";
import { currentBatch, paymentOf } from "../domain/world.ts";
import type { Acquirer } from "../ports/acquirer.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import { backOff } from "./back-off.ts";
import { type CardRecordFault, unsealCard } from "./card-record.ts";
import { dispatchOutbox } from "./dispatch-outbox.ts";
import { readJournaledIccData } from "./icc-data.ts";
import { loggedOutcome } from "./logged-outcome.ts";
import { ensureSignedIn } from "./sign-in.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** Records that share two commits: as many may have to be sent twice after a crash, and the host knows them then. */
const GROUP_COUNT = 20;

/** Tries that come to nothing in a row before the line counts as down. A flapping line is none of these. */
const FAILURE_COUNT_MAX = 3;

/** Rounds over the records whose answer was "later": 77, 90, 96 and their like. */
const ROUND_COUNT_MAX = 3;

export type UploadProgress = {
  readonly doneCount: number;
  readonly totalCount: number;
  readonly doneFen: bigint;
  readonly totalFen: bigint;
  /** By the time that the records so far have taken; absent before the first. */
  readonly remainingMs?: number;
};

export type UploadOptions = {
  /** Aborted by "pause": the record in flight is finished, and nothing is lost. */
  readonly pause?: CancelSignal;
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Only these; all that are due when absent. */
  readonly only?: readonly PaymentId[];
};

export type UploadStop =
  | "paused"
  | "noHost"
  | "hostUnreachable"
  | "notSignedIn"
  | "reversalsWaiting"
  | "cardRecord"
  | "journal";

export type UploadResult = {
  readonly acknowledged: number;
  readonly acknowledgedFen: bigint;
  /** Set aside for a person; the rest went on. */
  readonly refused: number;
  readonly stillDue: number;
  readonly stoppedBy?: UploadStop;
};

/**
 * Tells the host about offline approvals, oldest first, over one connection (money.md rules 1 and 7). Reversals that
 * are due go first. Each group is journaled before its first byte and after its last answer; whatever interrupts it,
 * the next upload goes on where this one stopped.
 */
export async function uploadOffline(
  parts: TerminalParts,
  options: UploadOptions = {},
): Promise<UploadResult> {
  return new Upload(parts, options).run();
}

/** A card that was read back, or why it could not be. */
type UnsealedCard = Result<CardData, CardRecordFault | { readonly kind: "nothingLeft" }>;

class Upload {
  readonly #parts: TerminalParts;
  readonly #options: UploadOptions;
  readonly #startedAtMs: number;
  readonly #all: readonly PaymentId[];
  readonly #totalFen: bigint;
  readonly #amounts: ReadonlyMap<PaymentId, bigint>;
  #failureCount = 0;
  #acknowledged = 0;
  #acknowledgedFen = 0n;
  #refused = 0;
  #refusedFen = 0n;

  constructor(parts: TerminalParts, options: UploadOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#startedAtMs = parts.clock.monotonicMs();
    const { world } = parts.runner;
    const only = options.only === undefined ? undefined : new Set(options.only);
    this.#all = (currentBatch(world)?.uploadsDue ?? []).filter((id) => only?.has(id) ?? true);
    this.#amounts = new Map(this.#all.map((id) => [id, paymentOf(world, id).amountFen]));
    this.#totalFen = [...this.#amounts.values()].reduce((sum, fen) => sum + fen, 0n);
  }

  async run(): Promise<UploadResult> {
    if (this.#all.length === 0) return this.#result();
    const { acquirer } = this.#parts;
    if (acquirer === undefined) return this.#result("noHost");
    const { stillDue, stoppedBy } = await dispatchOutbox(this.#parts);
    if (stoppedBy !== undefined) return this.#result(stoppedBy);
    if (stillDue > 0) return this.#result("reversalsWaiting");
    this.#report();
    return this.#result(await acquirer.keepLine(() => this.#rounds(acquirer)));
  }

  async #rounds(acquirer: Acquirer): Promise<UploadStop | undefined> {
    for (let round = 1; round <= ROUND_COUNT_MAX; round++) {
      const due = this.#due();
      if (due.length === 0) return undefined;
      if (round > 1 && (await this.#backOff())) return "paused";
      for (let start = 0; start < due.length; start += GROUP_COUNT) {
        const stop = await this.#group(acquirer, due.slice(start, start + GROUP_COUNT));
        if (stop !== undefined) return stop;
      }
    }
    return undefined;
  }

  /** Begins a group, sends its records one after the other, and journals what came of them, whatever stops it. */
  async #group(acquirer: Acquirer, ids: readonly PaymentId[]): Promise<UploadStop | undefined> {
    const ready = await ensureSignedIn(this.#parts);
    if (!ready.ok) return "journal";
    if (!ready.value) return "notSignedIn";
    const { runner } = this.#parts;
    const begun = await runner.observe({ kind: "uploadsStarting", paymentIds: ids });
    if (!begun.ok) return "journal";
    const tried = new Map<PaymentId, UploadTried>();
    const sent = new Set<PaymentId>();
    let stop: UploadStop | undefined;
    let next = this.#cardOf(ids[0]);
    for (const [i, id] of ids.entries()) {
      const card = next;
      // Read back while the host answers: the line never waits for the disk.
      next = this.#cardOf(ids[i + 1]);
      stop = this.#isPaused() ? "paused" : await this.#record(acquirer, id, await card, tried, sent);
      if (stop !== undefined || this.#hasStaleKeys(tried.get(id))) break;
      this.#report(ids.slice(0, i + 1));
    }
    await next;
    const neverSent = ids.filter((id) => !sent.has(id));
    const finished = await runner.observe({
      kind: "uploadsFinished",
      results: [...tried.values()],
      neverSent,
    });
    if (!finished.ok) return "journal";
    for (const id of tried.keys()) this.#count(paymentOf(finished.value, id));
    this.#report();
    return stop;
  }

  /** Sends one record until it has an answer, or until the line has failed too often in a row. */
  async #record(
    acquirer: Acquirer,
    id: PaymentId,
    card: UnsealedCard,
    tried: Map<PaymentId, UploadTried>,
    sent: Set<PaymentId>,
  ): Promise<UploadStop | undefined> {
    const { runner, log } = this.#parts;
    const payment = paymentOf(runner.world, id);
    if (!card.ok) {
      log.write("uploadNotBuilt", { stan: payment.stan, reason: card.fault.kind });
      return card.fault.kind === "journal" ? "journal" : "cardRecord";
    }
    const request = uploadRequest(payment, card.value);
    // It has been begun once more just now; only what was begun before that may have reached the host.
    let wasSentBefore = assertDefined(payment.upload, "an offline approval has its duty").begunCount > 1;
    for (;;) {
      const outcome = await acquirer.exchange(request);
      // An acknowledgement stands in the journal; thousands of them would bury what needs to be looked at.
      if (outcome.outcome !== "approved")
        log.write("upload", { stan: payment.stan, ...loggedOutcome(outcome) });
      if (outcome.outcome !== "notSent") {
        tried.set(id, { paymentId: id, outcome, wasSentBefore });
        sent.add(id);
      }
      wasSentBefore ||= outcome.outcome !== "notSent";
      if (wantsSignIn(outcome)) {
        this.#failureCount += 1;
        return this.#failureCount >= FAILURE_COUNT_MAX ? "notSignedIn" : undefined;
      }
      if (outcome.outcome === "approved" || outcome.outcome === "declined") {
        this.#failureCount = 0;
        return undefined;
      }
      this.#failureCount += 1;
      if (this.#failureCount >= FAILURE_COUNT_MAX) {
        if (outcome.outcome === "notSent") tried.set(id, { paymentId: id, outcome, wasSentBefore });
        return "hostUnreachable";
      }
      if (await this.#backOff()) return "paused";
    }
  }

  async #cardOf(id: PaymentId | undefined): Promise<UnsealedCard> {
    if (id === undefined) return err({ kind: "nothingLeft" });
    const { card } = paymentOf(this.#parts.runner.world, id);
    return unsealCard(this.#parts, id, assertDefined(card, "an offline approval has its card"));
  }

  /** The rest of the group would meet the same stale keys: a sign-in comes first. */
  #hasStaleKeys(tried: UploadTried | undefined): boolean {
    return tried !== undefined && wantsSignIn(tried.outcome);
  }

  #due(): PaymentId[] {
    const due = new Set(currentBatch(this.#parts.runner.world)?.uploadsDue ?? []);
    return this.#all.filter((id) => due.has(id));
  }

  #isPaused(): boolean {
    return this.#options.pause?.aborted === true;
  }

  /** Resolves to whether it was paused meanwhile. */
  async #backOff(): Promise<boolean> {
    await backOff(this.#parts, this.#options.pause);
    return this.#isPaused();
  }

  #count({ amountFen, upload }: PaymentState): void {
    if (upload?.status === "acknowledged") {
      this.#acknowledged += 1;
      this.#acknowledgedFen += amountFen;
    } else if (upload?.status === "refused") {
      this.#refused += 1;
      this.#refusedFen += amountFen;
    }
  }

  /** `answered` are records of the group in flight: the host has them, and the journal is about to. */
  #report(answered: readonly PaymentId[] = []): void {
    const doneCount = this.#acknowledged + this.#refused + answered.length;
    const answeredFen = answered.reduce((sum, id) => sum + (this.#amounts.get(id) ?? 0n), 0n);
    const elapsedMs = this.#parts.clock.monotonicMs() - this.#startedAtMs;
    const leftCount = this.#all.length - doneCount;
    this.#options.onProgress?.({
      doneCount,
      totalCount: this.#all.length,
      doneFen: this.#acknowledgedFen + this.#refusedFen + answeredFen,
      totalFen: this.#totalFen,
      ...(doneCount === 0 ? {} : { remainingMs: Math.round((elapsedMs / doneCount) * leftCount) }),
    });
  }

  #result(stoppedBy?: UploadStop): UploadResult {
    return {
      acknowledged: this.#acknowledged,
      acknowledgedFen: this.#acknowledgedFen,
      refused: this.#refused,
      stillDue: currentBatch(this.#parts.runner.world)?.uploadsDue.length ?? 0,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    };
  }
}

function uploadRequest(payment: PaymentState, card: UploadRequest["card"]): UploadRequest {
  const { stan, batchNumber, amountFen, iccData } = payment;
  const { entryMode, pinEntered } = assertDefined(payment.card, "an offline approval has its card");
  return {
    kind: "upload",
    ...{ stan, batchNumber, amountFen, card, entryMode, pinEntered },
    iccData: readJournaledIccData(iccData),
  };
}
