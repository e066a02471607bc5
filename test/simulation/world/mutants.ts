import type { AcquirerRequest, ExchangeOutcome } from "../../../main/domain/payment/exchange.ts";
import type { Acquirer } from "../../../main/ports/acquirer.ts";
import type { HostFaults } from "./faulty-host.ts";

/**
 * Mistakes that a terminal could make, put in on purpose: the simulation has to find each of them, or it would find
 * nothing else either. Each turns what the driver said into what a mistaken program would have understood.
 */
export type Mutant = {
  readonly name: string;
  /** What the host does often while the mistake is looked for; all else is as the seed has it. */
  readonly faults: HostFaults;
  readonly mistake: (request: AcquirerRequest, outcome: ExchangeOutcome) => ExchangeOutcome;
};

const LOSSES: HostFaults = new Map([
  ["loseRequest", 0.2],
  ["loseAnswer", 0.2],
]);

const REFUSALS: HostFaults = new Map([["refuse", 0.4]]);

const APPROVED: ExchangeOutcome = {
  outcome: "approved",
  answer: { responseCode: "00", processingRequirement: 0, mac: "valid" },
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: "a sale that times out counts as not sent, and its reversal is dropped",
    faults: LOSSES,
    mistake: ({ kind }, outcome) =>
      kind === "sale" && outcome.outcome === "unknown" && outcome.fault.kind === "timedOut"
        ? { outcome: "notSent", fault: { kind: "unreachable", detail: "a mistake" } }
        : outcome,
  },
  {
    name: "a load that times out counts as not sent, and its reversal is dropped",
    faults: LOSSES,
    mistake: ({ kind }, outcome) =>
      kind === "load" && outcome.outcome === "unknown" && outcome.fault.kind === "timedOut"
        ? { outcome: "notSent", fault: { kind: "unreachable", detail: "a mistake" } }
        : outcome,
  },
  {
    name: "an upload without an answer counts as acknowledged",
    faults: LOSSES,
    mistake: ({ kind }, outcome) => (kind === "upload" && outcome.outcome === "unknown" ? APPROVED : outcome),
  },
  {
    name: "a reversal without an answer counts as acknowledged",
    faults: LOSSES,
    mistake: ({ kind }, outcome) =>
      kind === "reversal" && outcome.outcome === "unknown" ? APPROVED : outcome,
  },
  {
    name: "a void without an answer counts as declined",
    faults: LOSSES,
    mistake: ({ kind }, outcome) =>
      kind === "void" && outcome.outcome === "unknown"
        ? { outcome: "declined", answer: { responseCode: "96", processingRequirement: 0, mac: "absent" } }
        : outcome,
  },
  {
    name: "an upload that the host refuses counts as acknowledged",
    faults: REFUSALS,
    mistake: ({ kind }, outcome) =>
      kind === "upload" && outcome.outcome === "declined" ? APPROVED : outcome,
  },
];

export function withMistake(real: Acquirer, mutant: Mutant): Acquirer {
  return {
    exchange: async (request) => mutant.mistake(request, await real.exchange(request)),
    keepLine: (work) => real.keepLine(work),
    onStrayAnswer: (listener) => real.onStrayAnswer(listener),
    close: () => real.close(),
  };
}
