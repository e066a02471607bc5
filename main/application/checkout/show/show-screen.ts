import { assertNever } from "../../../domain/assert.ts";
import { describePayment } from "../../../domain/payment/describe.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { cashRoundingFen, dueFen } from "../../../domain/sale/totals.ts";
import { say } from "../../../domain/text/say.ts";
import { currentBatch, currentShift } from "../../../domain/world.ts";
import type { ScreenView } from "../../../ipc/contract.ts";
import type { CardQuestion } from "../card-desk.ts";
import { toneOf } from "../carry-out/card-end.ts";
import { isSignatureDue } from "../carry-out/selling.ts";
import { type Context, currentSale } from "../context.ts";
import type { DeviceFinding, WatchedDevice } from "../device-watch.ts";
import type { CardServiceStage, Stage } from "../screen-state.ts";
import { cardBalancesOf } from "./card-balances.ts";
import { waitingForCard, waysOf } from "./card-ways.ts";
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
  if (screen.card !== undefined && desk.step !== undefined) return showCard(context, findings);
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
    case "cardService":
      return showCardService(context, stage);
    case "done": {
      const payment =
        stage.paymentId === undefined ? undefined : context.terminal.world.payments.get(stage.paymentId);
      const balances = payment === undefined ? [] : cardBalancesOf(payment);
      const { tone, sentence, receiptNumber, totalFen, changeFen, saleId } = stage;
      const figures = { totalFen: Number(totalFen), changeFen: Number(changeFen) };
      return {
        ...{ screen: "done", tone, sentence: sentence(language), receiptNumber, ...figures, saleId },
        ...(balances.length === 0 ? {} : { cardBalances: balances }),
      };
    }
    default:
      return assertNever(stage);
  }
}

function showCardService({ terminal, screen }: Context, stage: CardServiceStage): ScreenView {
  const { language } = screen;
  const now = stage.paymentId === undefined ? undefined : terminal.world.payments.get(stage.paymentId);
  const { tone, hint, log } = stage;
  return {
    screen: "cardService",
    tone,
    sentence: now === undefined ? stage.sentence(language) : describePayment(now, language),
    ...(hint === undefined ? {} : { hint: hint(language) }),
    cardBalances: stage.balances,
    ...(log === undefined
      ? {}
      : { cardLog: log.map(({ words, ...row }) => ({ ...row, words: words(language) })) }),
  };
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

function showCard(context: Context, findings: Findings): ScreenView {
  const { screen, desk } = context;
  const { card, language } = screen;
  const step = desk.step === undefined || desk.step === "done" ? "completing" : desk.step;
  const choice = showQuestion(desk.question);
  // Loads and looks go over the contacts alone.
  const isByContact = card?.kind === "load" || card?.kind === "reading";
  const there = isByContact ? INSERT : waysOf(context.terminal, findings("cardReader"));
  const ways = step === "waitingForCard" ? there : undefined;
  const key = ways === undefined ? (`till.step.${step}` as const) : waitingForCard(ways);
  return {
    screen: "card",
    purpose: card?.kind ?? "sale",
    ...(card?.paymentId === undefined ? {} : { paymentId: card.paymentId }),
    step,
    ...(ways === undefined ? {} : { ways }),
    amountFen: Number(card?.amountFen ?? 0n),
    sentence: say(language, desk.isCancelling ? "till.step.cancelling" : key),
    canCancel: desk.canCancel,
    ...(choice === undefined ? {} : { choice }),
  };
}

const INSERT = ["insert"] as const;

type CardChoice = Extract<ScreenView, { screen: "card" }>["choice"];

function showQuestion(question: CardQuestion | undefined): CardChoice {
  switch (question?.kind) {
    case undefined:
      return undefined;
    case "application":
      return question;
    case "sameCard":
      return { ...question, amountFen: Number(question.amountFen) };
    case "identityDocument":
      return { ...question, documentNumber: question.documentNumber.reveal() };
    default:
      return assertNever(question);
  }
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
