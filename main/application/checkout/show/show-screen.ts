import { assertNever } from "../../../domain/assert.ts";
import { describePayment } from "../../../domain/payment/describe.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { cashRoundingFen, dueFen } from "../../../domain/sale/totals.ts";
import { say } from "../../../domain/text/say.ts";
import { currentBatch, currentShift } from "../../../domain/world.ts";
import type { ScreenView } from "../../../ipc/contract.ts";
import { toneOf } from "../carry-out/card-end.ts";
import { isSignatureDue } from "../carry-out/selling.ts";
import { type Context, currentSale } from "../context.ts";
import type { DeviceFinding, WatchedDevice } from "../device-watch.ts";
import type { Stage } from "../screen-state.ts";
import { quickCash } from "./quick-cash.ts";

export type Findings = (device: WatchedDevice) => DeviceFinding | undefined;

/** One screen a state: what stands first in here is more urgent than what follows. */
export function showScreen(context: Context, findings: Findings): ScreenView {
  const { terminal, screen, desk } = context;
  const { world } = terminal;
  const { till } = world;
  const setUp =
    till.config === undefined ? "till.notSetUp" : till.operators.length === 0 ? "till.noOwner" : "";
  if (setUp !== "") return { screen: "setUp", sentence: say(screen.language, setUp) };
  if (screen.card !== undefined && desk.step !== undefined) return showCard(context);
  if (screen.operator === undefined) {
    return { screen: "locked", operators: till.operators.map(({ name, role }) => ({ name, role })) };
  }
  if (isSignatureDue(context)) return showSignature(context);
  if (currentShift(world) === undefined) return { screen: "shiftClosed" };
  return showStage(context, screen.stage, findings);
}

function showStage(context: Context, stage: Stage, findings: Findings): ScreenView {
  const { language } = context.screen;
  switch (stage.at) {
    case "basket":
      return { screen: "selling" };
    case "tender": {
      const sale = currentSale(context);
      return sale === undefined ? { screen: "selling" } : showTender(context, sale, findings);
    }
    case "cardFailed": {
      const { sentence, hint } = stage;
      const now =
        stage.paymentId === undefined ? undefined : context.terminal.world.payments.get(stage.paymentId);
      return {
        screen: "cardFailed",
        tone: now === undefined ? stage.tone : toneOf(now),
        sentence: now === undefined ? sentence(language) : describePayment(now, language),
        ...(hint === undefined ? {} : { hint: hint(language) }),
      };
    }
    case "done": {
      const { tone, sentence, receiptNumber, totalFen, changeFen, saleId } = stage;
      const figures = { totalFen: Number(totalFen), changeFen: Number(changeFen) };
      return { screen: "done", tone, sentence: sentence(language), receiptNumber, ...figures, saleId };
    }
    default:
      return assertNever(stage);
  }
}

function showTender(context: Context, sale: SaleState, findings: Findings): ScreenView {
  const { world } = context.terminal;
  const due = dueFen(sale);
  const rule = world.till.config?.cashRounding ?? { stepFen: 1n, mode: "down" as const };
  const cashDue = due - cashRoundingFen(due, rule);
  const why = whyNoCard(context, findings);
  return {
    screen: "tender",
    quickCashFen: quickCash(cashDue).map(Number),
    cashDueFen: Number(cashDue),
    cardPossible: why === undefined,
    ...(why === undefined ? {} : { cardSentence: why }),
  };
}

/** Undefined when a card can be taken. A line that is down is no reason: the card and its limits decide. */
function whyNoCard({ terminal, screen }: Context, findings: Findings): string | undefined {
  const { language } = screen;
  if (terminal.parts.cardReader === undefined) return say(language, "till.device.cardReader.notConfigured");
  const reader = findings("cardReader");
  if (reader?.health === "missing") return deviceSentence("cardReader", reader, language);
  const batch = currentBatch(terminal.world);
  if (batch?.settlement === undefined) return undefined;
  return say(language, "till.refusal.settling", { batchNumber: batch.batchNumber });
}

export function deviceSentence(
  device: WatchedDevice,
  { state, parameters }: DeviceFinding,
  language: Parameters<typeof say>[0],
): string {
  return say(language, `till.device.${device}.${state}` as Parameters<typeof say>[1], parameters);
}

function showCard({ screen, desk }: Context): ScreenView {
  const { card, language } = screen;
  const step = desk.step === undefined || desk.step === "done" ? "completing" : desk.step;
  const { question } = desk;
  const choice =
    question?.kind === "sameCard" ? { ...question, amountFen: Number(question.amountFen) } : question;
  return {
    screen: "card",
    purpose: card?.kind ?? "sale",
    ...(card?.paymentId === undefined ? {} : { paymentId: card.paymentId }),
    step,
    amountFen: Number(card?.amountFen ?? 0n),
    sentence: say(language, desk.isCancelling ? "till.step.cancelling" : `till.step.${step}`),
    canCancel: desk.canCancel,
    ...(choice === undefined ? {} : { choice }),
  };
}

function showSignature({ screen, terminal }: Context): ScreenView {
  const payment =
    screen.signatureOf === undefined ? undefined : terminal.world.payments.get(screen.signatureOf);
  return {
    screen: "signature",
    amountFen: Number(payment?.amountFen ?? 0n),
    maskedPan: payment?.card?.maskedPan ?? "",
    sentence: say(screen.language, "till.signature"),
  };
}
