import type { ContactlessOutcome, ContactlessResponse } from "../../main/domain/emv/contactless/protocol.ts";
import { runContactless } from "../../main/domain/emv/contactless/transaction.ts";
import type { VirtualCard } from "../../simulators/card/virtual-card.ts";
import { TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY } from "../../simulators/issuer/test-scheme.ts";
import { input, tapCard } from "../unit/simulators/card/contactless/tap.ts";
import { type Measurement, median, ms, quantile } from "./measure.ts";

const WARM_UP_COUNT = 30;
const TRANSACTION_COUNT = 200;
/** For RSA; the time of SM2 is its library's and is stated without one. */
const BUDGET_MS = 10;

const CARDS = [
  {
    name: "tap-debit",
    amountFen: 5_000n,
    kind: "approvedOffline",
    what: "offline, fDDA, RSA 1024 under RSA 1408",
  },
  {
    name: "tap-long-key",
    amountFen: 5_000n,
    kind: "approvedOffline",
    what: "offline, fDDA, RSA 1152 under RSA 1408",
  },
  { name: "tap-debit", amountFen: 25_000n, kind: "onlineRequested", what: "online" },
  {
    name: "tap-sm",
    amountFen: 5_000n,
    kind: "approvedOffline",
    what: "offline, fDDA, SM2",
    hasNoBudget: true,
  },
] as const;

type Run = { readonly ownMs: number; readonly apduCount: number };

/** The time inside the contactless kernel's generator alone; the card answers off the clock. */
export function benchContactlessKernel(): Measurement[] {
  return CARDS.map((card): Measurement => {
    const runs: Run[] = [];
    for (let i = 0; i < WARM_UP_COUNT + TRANSACTION_COUNT; i++) {
      const run = runOnce(tapCard(card.name), card.amountFen, card.kind);
      if (i >= WARM_UP_COUNT) runs.push(run);
    }
    const own = runs.map((run) => run.ownMs);
    const apduCount = median(runs.map((run) => run.apduCount));
    const budget = "hasNoBudget" in card ? {} : { budget: ms(BUDGET_MS), isWithin: median(own) <= BUDGET_MS };
    return {
      work: `contactless kernel's own time, ${card.what} (${apduCount} APDUs)`,
      measured: `${ms(median(own))} (p99 ${ms(quantile(own, 0.99))})`,
      ...budget,
    };
  });
}

function runOnce(card: VirtualCard, amountFen: bigint, kind: ContactlessOutcome["kind"]): Run {
  card.powerOn();
  const caKeys = [...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY];
  const kernel = runContactless(input(amountFen, { caKeys }));
  let ownMs = 0;
  let apduCount = 0;
  const next = (response: ContactlessResponse) => {
    const begun = performance.now();
    const turn = kernel.next(response);
    ownMs += performance.now() - begun;
    return turn;
  };
  let turn = next({ kind: "cardGone" });
  while (turn.done !== true) {
    if (turn.value.kind === "command") {
      apduCount += 1;
      const answer = card.exchange(turn.value.command);
      turn = next(
        answer.kind === "response" ? { kind: "response", response: answer.response } : { kind: "cardGone" },
      );
    } else turn = next({ kind: "exceptionFile", listed: false });
  }
  if (turn.value.kind !== kind) throw new Error(`the bench's transaction ended as ${turn.value.kind}`);
  return { ownMs, apduCount };
}
