import { cardParameters } from "../../main/application/card-session/kernel-parameters.ts";
import { parseTerminalFile } from "../../main/config/terminal-file.ts";
import { assertDefined, assertNever } from "../../main/domain/assert.ts";
import { concatBytes, fromHex } from "../../main/domain/bytes.ts";
import type {
  KernelRequest,
  KernelResponse,
  KernelResult,
  TransactionInput,
} from "../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import type { VirtualCard } from "../../simulators/card/virtual-card.ts";
import { sampleTerminalFile } from "../../simulators/dock/sample-terminal.ts";
import { TestIssuer } from "../../simulators/issuer/test-issuer.ts";
import { encodeTlv } from "../../simulators/issuer/tlv.ts";
import { value } from "./bench-shop.ts";
import { type Measurement, median, ms, quantile } from "./measure.ts";

const WARM_UP_COUNT = 30;
const TRANSACTION_COUNT = 200;
const BUDGET_MS = 10;

const CARDS = [
  { name: "debit", what: "contact debit, DDA, online PIN" },
  { name: "credit", what: "contact credit, SDA, signature" },
  { name: "debit-offline", what: "contact debit, CDA" },
] as const;

type Run = { readonly ownMs: number; readonly apduCount: number };

/** The time inside the kernel's generator alone: the card, the host and the PIN pad answer off the clock. */
export function benchKernel(): Measurement[] {
  const input = transactionInput();
  return CARDS.flatMap(({ name, what }): Measurement[] => {
    const runs: Run[] = [];
    for (let i = 0; i < WARM_UP_COUNT + TRANSACTION_COUNT; i++) {
      const card = assertDefined(createCard(name), "the card has a profile");
      const run = runOnce(card, { ...input, transactionSequenceCounter: i + 1 });
      if (i >= WARM_UP_COUNT) runs.push(run);
    }
    const own = runs.map((run) => run.ownMs);
    const apdus = median(runs.map((run) => run.apduCount));
    return [
      {
        work: `kernel's own time, ${what} (${apdus} APDUs)`,
        measured: `${ms(median(own))} (p99 ${ms(quantile(own, 0.99))})`,
        budget: ms(BUDGET_MS),
        isWithin: median(own) <= BUDGET_MS,
      },
    ];
  });
}

function transactionInput(): TransactionInput {
  const config = value(parseTerminalFile(JSON.stringify(sampleTerminalFile())));
  return {
    amountFen: 1234n,
    transactionType: 0x00,
    time: { epochMs: Date.UTC(2026, 10, 23, 6, 5, 3), utcOffsetMinutes: 480 },
    unpredictableNumber: fromHex("1E78EEBC"),
    transactionSequenceCounter: 1,
    randomNumber: 99,
    forceOnline: false,
    ...cardParameters(config, undefined, { hasPinPad: true, hasStripeReader: false }),
  };
}

function runOnce(card: VirtualCard, input: TransactionInput): Run {
  card.powerOn();
  const kernel = runTransaction(input);
  let ownMs = 0;
  let apduCount = 0;
  const next = (response: KernelResponse) => {
    const begun = performance.now();
    const turn = kernel.next(response);
    ownMs += performance.now() - begun;
    return turn;
  };
  let turn = next({ kind: "cardGone" });
  while (!turn.done) {
    if (turn.value.kind === "command") apduCount += 1;
    turn = next(answer(card, turn.value));
  }
  checkApproved(turn.value);
  return { ownMs, apduCount };
}

function checkApproved(result: KernelResult): void {
  if (result.kind !== "approved" || result.by !== "online") {
    throw new Error(`the bench's transaction ended as ${JSON.stringify(result.kind)}`);
  }
}

const issuer = new TestIssuer();

function answer(card: VirtualCard, request: KernelRequest): KernelResponse {
  switch (request.kind) {
    case "command": {
      const response = card.exchange(request.command);
      return response.kind === "response"
        ? { kind: "response", response: response.response }
        : { kind: "cardGone" };
    }
    case "chooseApplication":
      return { kind: "applicationChosen", index: 0 };
    case "cardIdentified":
      return { kind: "proceed" };
    case "captureOnlinePin":
      return { kind: "pin", entry: "entered" };
    case "goOnline": {
      const { card: data, iccData } = request.request;
      const question = {
        pan: data.pan.reveal(),
        panSequenceNumber: data.panSequenceNumber ?? 0,
        iccData: concatBytes(...iccData.map(({ tag, value: bytes }) => encodeTlv(tag, bytes))),
      };
      const answered = issuer.answerCryptogramFor({ ...question, arc: "00" });
      const issuerData = assertDefined(answered, "the issuer knows its card");
      const iccAnswer = concatBytes(encodeTlv(0x91, issuerData));
      return { kind: "hostAnswered", approved: true, responseCode: "00", iccData: iccAnswer };
    }
    default:
      return assertNever(request);
  }
}
