import { assertDefined, assertNever } from "../domain/assert.ts";
import { wantsSignIn } from "../domain/batch/observe-upload.ts";
import type { SettlementState } from "../domain/batch/settlement-state.ts";
import { settlementTotals } from "../domain/batch/settlement-totals.ts";
import type { BatchState } from "../domain/batch/state.ts";
import type { AcquirerRequest, ExchangeOutcome } from "../domain/payment/exchange.ts";
import type { Observation } from "../domain/payment/observation.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { Acquirer } from "../ports/acquirer.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import type { JournalFault } from "../ports/journal.ts";
import { backOff } from "./back-off.ts";
import { chipRecordAfter, listAfter } from "./batch-records.ts";
import { dispatchOutbox } from "./dispatch-outbox.ts";
import { echo } from "./echo.ts";
import { loggedOutcome } from "./logged-outcome.ts";
import type { NotDone } from "./runner.ts";
import { ensureSignedIn, signIn } from "./sign-in.ts";
import { takeStan } from "./take-stan.ts";
import type { TerminalParts } from "./terminal-parts.ts";
import { type UploadProgress, type UploadStop, uploadOffline } from "./upload.ts";

/** Tries of one message that come to nothing in a row, before a person is asked to come back later. */
const FAILURE_COUNT_MAX = 3;

/** Messages of one settlement: a batch has at most 999,999 STANs, each in one list and with one certificate. */
const MESSAGE_COUNT_MAX = 2_000_000;

export type SettleProgress =
  | { readonly step: "uploading"; readonly upload: UploadProgress }
  | { readonly step: "totals" | "end" }
  | { readonly step: "list" | "chip"; readonly sentCount: number };

export type SettleOptions = {
  readonly operator: string;
  /** Aborted by "pause": the message in flight is finished, and the next `settle` goes on behind it. */
  readonly pause?: CancelSignal;
  readonly onProgress?: (progress: SettleProgress) => void;
};

export type SettleStop =
  | UploadStop
  /** The host does not accept the totals message itself; the batch is open again, and cards work. */
  | "settlementRefused"
  /** The host answers something that does not fit; the batch stays frozen, and the next try goes on. */
  | "settlementTrouble";

export type SettleResult =
  | {
      readonly settled: true;
      readonly batchNumber: number;
      readonly balanced: boolean;
    }
  | { readonly settled: false; readonly stoppedBy: SettleStop };

/**
 * Settles the open batch (money.md rule 10): reversals and uploads first, an echo, the frozen totals, what an unbalanced
 * host wants to see of each record, the end, and a sign-in for the next batch. Each step is journaled when it is done,
 * so whatever interrupts it, the next call goes on there.
 */
export async function settle(
  parts: TerminalParts,
  options: SettleOptions,
): Promise<Result<SettleResult, NotDone>> {
  const { acquirer, runner } = parts;
  if (acquirer === undefined) return stopped("noHost");
  if (currentBatch(runner.world)?.settlement === undefined) {
    const begun = await begin(parts, acquirer, options);
    if (begun !== undefined) return begun;
  }
  const done = await acquirer.keepLine(() => new Settlement(parts, acquirer, options).run());
  if (!done.ok) return err({ kind: "journal", fault: done.fault });
  // The next sale would do it too; now nobody waits for it, and the new batch number comes with it.
  if (done.value.settled) await signIn(parts);
  return done;
}

/** Empties the queue, proves the line with an echo, and freezes the totals. Undefined when the batch is frozen. */
async function begin(
  parts: TerminalParts,
  acquirer: Acquirer,
  { operator, pause, onProgress }: SettleOptions,
): Promise<Result<SettleResult, NotDone> | undefined> {
  const { runner } = parts;
  if (currentBatch(runner.world)?.noticesDue !== undefined) await dispatchOutbox(parts);
  const uploaded = await uploadOffline(parts, {
    ...(pause === undefined ? {} : { pause }),
    onProgress: (upload) => onProgress?.({ step: "uploading", upload }),
  });
  if (uploaded.stoppedBy !== undefined) return stopped(uploaded.stoppedBy);
  const ready = await ensureSignedIn(parts);
  if (!ready.ok) return stopped("journal");
  if (!ready.value) return stopped("notSignedIn");
  const echoed = await echo(parts, acquirer);
  if (!echoed.ok) return stopped("journal");
  if (echoed.value.outcome !== "approved") return stopped("hostUnreachable");
  const started = await runner.submit([{ kind: "startSettlement", operator }]);
  return started.ok ? undefined : started;
}

function stopped(stoppedBy: SettleStop): Result<SettleResult, never> {
  return ok({ settled: false, stoppedBy });
}

type Sent = { readonly stop?: SettleStop };

class Settlement {
  readonly #parts: TerminalParts;
  readonly #acquirer: Acquirer;
  readonly #options: SettleOptions;
  readonly #batchNumber: number;
  #failureCount = 0;

  constructor(parts: TerminalParts, acquirer: Acquirer, options: SettleOptions) {
    this.#parts = parts;
    this.#acquirer = acquirer;
    this.#options = options;
    this.#batchNumber = assertDefined(currentBatch(parts.runner.world), "the batch was frozen").batchNumber;
  }

  async run(): Promise<Result<SettleResult, JournalFault>> {
    for (let messages = 0; messages < MESSAGE_COUNT_MAX; messages++) {
      const batch = assertDefined(currentBatch(this.#parts.runner.world), "the batch was frozen");
      const { settlement } = batch;
      if (settlement === undefined) return ok(this.#ended(batch));
      if (this.#options.pause?.aborted === true) return stopped("paused");
      const ready = await ensureSignedIn(this.#parts);
      if (!ready.ok) return ready;
      if (!ready.value) return stopped("notSignedIn");
      const sent = await this.#step(batch, settlement);
      if (!sent.ok) return sent;
      if (sent.value.stop !== undefined) return stopped(sent.value.stop);
    }
    return stopped("settlementTrouble");
  }

  #ended({ lastSettled }: BatchState): SettleResult {
    if (lastSettled?.batchNumber !== this.#batchNumber)
      return { settled: false, stoppedBy: "settlementRefused" };
    const { balanced, batchNumber } = lastSettled;
    return { settled: true, batchNumber, balanced };
  }

  #step(batch: BatchState, settlement: SettlementState): Promise<Result<Sent, JournalFault>> {
    switch (settlement.phase) {
      case "totals":
        return this.#sendTotals(settlement);
      case "list":
        return this.#sendList(batch, settlement);
      case "chip":
        return this.#sendChipRecord(batch, settlement);
      case "end":
        return this.#sendEnd(settlement);
      default:
        return assertNever(settlement.phase);
    }
  }

  async #sendTotals({ stan, totals }: SettlementState): Promise<Result<Sent, JournalFault>> {
    this.#options.onProgress?.({ step: "totals" });
    const outcome = await this.#exchange({
      kind: "settlement",
      stan,
      batchNumber: this.#batchNumber,
      totals: settlementTotals(totals),
    });
    return this.#observe({ kind: "settlementAnswered", outcome }, outcome);
  }

  async #sendList(batch: BatchState, { lastStan }: SettlementState): Promise<Result<Sent, JournalFault>> {
    const list = await listAfter(this.#parts, batch, lastStan);
    if (!list.ok) return list.fault.kind === "journal" ? err(list.fault.fault) : ok({ stop: "cardRecord" });
    if (list.value.length === 0) return this.#observe({ kind: "settlementPhaseDone" });
    const numbered = await takeStan(this.#parts, "batchUpload");
    if (!numbered.ok) return numbered;
    const records = list.value;
    const outcome = await this.#exchange({
      kind: "batchList",
      ...numbered.value,
      records,
    });
    return this.#recordsSent(
      outcome,
      assertDefined(records.at(-1), "the list is not empty").stan,
      records.length,
    );
  }

  async #sendChipRecord(
    batch: BatchState,
    { lastStan, balanced }: SettlementState,
  ): Promise<Result<Sent, JournalFault>> {
    const record = await chipRecordAfter(this.#parts, batch, lastStan);
    if (!record.ok)
      return record.fault.kind === "journal" ? err(record.fault.fault) : ok({ stop: "cardRecord" });
    if (record.value === undefined) return this.#observe({ kind: "settlementPhaseDone" });
    const numbered = await takeStan(this.#parts, "batchUpload");
    if (!numbered.ok) return numbered;
    const { recordStan, ...certificate } = record.value;
    const outcome = await this.#exchange({
      kind: "batchChip",
      ...numbered.value,
      isBalanced: balanced === true,
      ...certificate,
    });
    return this.#recordsSent(outcome, recordStan, 1);
  }

  async #sendEnd(settlement: SettlementState): Promise<Result<Sent, JournalFault>> {
    this.#options.onProgress?.({ step: "end" });
    const numbered = await takeStan(this.#parts, "batchUpload");
    if (!numbered.ok) return numbered;
    const outcome = await this.#exchange({
      kind: "batchEnd",
      ...numbered.value,
      isBalanced: settlement.balanced === true,
      recordCount: settlement.sentCount,
    });
    return this.#observe({ kind: "batchEndAnswered", outcome }, outcome);
  }

  async #recordsSent(
    outcome: ExchangeOutcome,
    lastStan: number,
    count: number,
  ): Promise<Result<Sent, JournalFault>> {
    if (outcome.outcome !== "approved") {
      return this.#observe({ kind: "settlementRecordsFailed", outcome }, outcome);
    }
    const sent = await this.#observe({ kind: "settlementRecordsSent", lastStan, count }, outcome);
    const settlement = currentBatch(this.#parts.runner.world)?.settlement;
    if (settlement?.phase === "list" || settlement?.phase === "chip") {
      this.#options.onProgress?.({ step: settlement.phase, sentCount: settlement.sentCount });
    }
    return sent;
  }

  async #exchange(request: AcquirerRequest): Promise<ExchangeOutcome> {
    const outcome = await this.#acquirer.exchange(request);
    const { kind: message, batchNumber } = request;
    this.#parts.log.write("settlement", { message, batchNumber, ...loggedOutcome(outcome) });
    return outcome;
  }

  /** Journals what happened; after something that came to nothing it waits a while, and gives up after a few. */
  async #observe(seen: Observation, outcome?: ExchangeOutcome): Promise<Result<Sent, JournalFault>> {
    const recorded = await this.#parts.runner.observe(seen);
    if (!recorded.ok) return recorded;
    const settlement = currentBatch(recorded.value)?.settlement;
    if (settlement?.lastTrouble === undefined) {
      this.#failureCount = 0;
      return ok({});
    }
    this.#failureCount += 1;
    if (this.#failureCount >= FAILURE_COUNT_MAX) {
      return ok({ stop: isSilence(outcome) ? "hostUnreachable" : "settlementTrouble" });
    }
    // With fresh keys the same message may pass at once.
    if (outcome !== undefined && !wantsSignIn(outcome)) await backOff(this.#parts, this.#options.pause);
    return ok({});
  }
}

function isSilence(outcome: ExchangeOutcome | undefined): boolean {
  return outcome?.outcome === "notSent" || outcome?.outcome === "unknown";
}
