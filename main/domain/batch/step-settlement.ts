import { assertDefined } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { ClearingEvent } from "../event.ts";
import type { SettlementPhase, SettlementState } from "./settlement-state.ts";
import { type BatchState, stanAfter } from "./state.ts";

type SettlementEvent = Exclude<ClearingEvent, { type: "uploadsBegun" | "uploadsAnswered" | "batchEnded" }>;

/** The settlement of a batch, fact by fact (money.md rule 10). */
export function stepSettlement(batch: BatchState, event: SettlementEvent, at: BusinessTime): BatchState {
  if (event.type === "settlementStarted") {
    const { operator, stan, totals } = event;
    const settlement: SettlementState = {
      ...{ operator, stan, totals },
      startedAt: at,
      phase: "totals",
      lastStan: 0,
      sentCount: 0,
    };
    return { ...batch, nextStan: stanAfter(stan), settlement };
  }
  const settlement = assertDefined(batch.settlement, "a settlement was started before");
  if (event.type === "settlementRefused") {
    const { settlement: _refused, ...open } = batch;
    return open;
  }
  return { ...batch, settlement: stepStarted(settlement, event) };
}

function stepStarted(
  settlement: SettlementState,
  event: Exclude<SettlementEvent, { type: "settlementStarted" | "settlementRefused" }>,
): SettlementState {
  const { lastTrouble: _solved, ...rest } = settlement;
  switch (event.type) {
    case "settlementAnswered":
      return { ...rest, balanced: event.balanced, phase: event.balanced ? "chip" : "list", lastStan: 0 };
    case "settlementTrouble":
      return { ...settlement, lastTrouble: event.reason };
    case "settlementRecordsSent":
      return { ...rest, lastStan: event.lastStan, sentCount: settlement.sentCount + event.count };
    case "settlementPhaseDone":
      return { ...rest, phase: phaseAfter(event.phase), lastStan: 0 };
    default:
      return event satisfies never;
  }
}

function phaseAfter(phase: SettlementPhase): SettlementPhase {
  return phase === "list" ? "chip" : "end";
}
