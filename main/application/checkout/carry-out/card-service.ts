import { type CommandId, commandId, paymentId } from "../../../domain/ids.ts";
import { describeLoadCash, describePayment } from "../../../domain/payment/describe.ts";
import type { PaymentEndReason, PaymentState } from "../../../domain/payment/state.ts";
import { say } from "../../../domain/text/say.ts";
import type { CommandAnswer } from "../../../ipc/contract.ts";
import type { ExaminedCard } from "../../examine-card.ts";
import { type Asked, type Context, DONE, journalFault, refuse, refuseHere } from "../context.ts";
import type { CardServiceStage } from "../screen-state.ts";
import { balance, cardBalancesOf } from "../show/card-balances.ts";
import { spokenFault } from "../spoken-fault.ts";
import { serveCard, toneOf } from "./card-end.ts";
import { isSignatureDue } from "./selling.ts";

/** What a card gets done that pays for nothing: a load of its electronic cash, or a look at it. */

/** Under this name the journal remembers a load that was begun, whatever command asked for it. */
function loadedAs(id: string): CommandId {
  return commandId(`load:${id}`);
}

/**
 * Begins a load and answers as soon as it may begin; what comes of it is on the screen. Asked twice with one `paymentId`,
 * before or after a restart, it is one load.
 */
export async function startLoad(context: Context, asked: Asked<"startLoad">): Promise<CommandAnswer> {
  const { terminal, screen, desk } = context;
  const { command, operator } = asked;
  const id = paymentId(command.paymentId);
  if (screen.card?.paymentId === id || terminal.world.payments.has(id)) return DONE;
  const known = await terminal.parts.journal.commandResult(loadedAs(id));
  if (!known.ok) return journalFault(context, known.fault);
  if (known.value !== undefined) return DONE;
  if (screen.card !== undefined) return refuse(context, { kind: "paymentUnderWay" });
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const request = {
    paymentId: id,
    from: command.from,
    amountFen: BigInt(command.amountFen),
    operator: operator.name,
  };
  const refusal = terminal.whyRefused({ kind: "startLoad", ...request });
  if (refusal !== undefined) return refuse(context, refusal);
  screen.card = { kind: "load", paymentId: id, amountFen: request.amountFen };
  desk.begin();
  serveCard(
    context,
    () => terminal.loadCard({ ...request, commandId: loadedAs(id) }),
    (loaded) => {
      if (loaded.ok) return showLoad(context, loaded.value);
      const sentence = spokenFault(loaded.fault);
      screen.stage = { at: "cardService", tone: "bad", sentence, balances: [] };
    },
  );
  return DONE;
}

/** Looks at a card: what it holds, and its own log. No money moves, and nothing of it goes into the books. */
export async function readCard(context: Context): Promise<CommandAnswer> {
  const { terminal, screen, desk } = context;
  if (screen.card !== undefined) return refuse(context, { kind: "paymentUnderWay" });
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  screen.card = { kind: "reading", amountFen: 0n };
  desk.begin();
  serveCard(
    context,
    () => terminal.examineCard(),
    (examined, isCalledOff) => {
      if (examined.ok) screen.stage = showExamined(examined.value);
      else screen.stage = isCalledOff ? { at: "basket" } : showUnread(examined.fault);
    },
  );
  return DONE;
}

function showExamined({ purses, transactions, loads }: ExaminedCard): CardServiceStage {
  const rows = [
    ...transactions.map((logged) => ({ ...logged, kind: "payment" as const })),
    ...loads.map((logged) => ({
      ...logged,
      kind: "load" as const,
      amountFen: logged.afterFen - logged.beforeFen,
    })),
  ];
  return {
    at: "cardService",
    tone: "good",
    sentence: (language) => say(language, purses.length === 0 ? "till.cardHasNoCash" : "till.cardRead"),
    balances: purses.flatMap(({ currencyCode, balanceFen }) => balance(currencyCode, undefined, balanceFen)),
    log: rows
      .sort((a, b) => loggedAt(b).localeCompare(loggedAt(a)))
      .slice(0, LOG_ROWS_MAX)
      .map((row) => ({
        at: loggedAt(row),
        words: (language) => say(language, `till.cardLog.${row.kind}`),
        ...(row.amountFen === undefined ? {} : { amountFen: Number(row.amountFen) }),
      })),
  };
}

/** What fits on the screen without moving anything; the card keeps few more. */
const LOG_ROWS_MAX = 8;

type Logged = { readonly date?: string; readonly time?: string };

/** YYMMDD and HHMMSS as people read them; what the card does not keep is left out. */
function loggedAt({ date = "", time = "" }: Logged): string {
  const day = /^(\d\d)(\d\d)(\d\d)$/.exec(date);
  const hour = /^(\d\d)(\d\d)/.exec(time);
  const parts = [
    day === null ? "" : `20${day[1]}-${day[2]}-${day[3]}`,
    hour === null ? "" : `${hour[1]}:${hour[2]}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function showUnread(reason: PaymentEndReason): CardServiceStage {
  return {
    at: "cardService",
    tone: "bad",
    sentence: (language) => say(language, `payment.ended.${reason}`, { pan: "" }),
    balances: [],
  };
}

/** Also a load that was called off has its screen: cash that was taken for it goes back. */
function showLoad({ screen }: Context, payment: PaymentState): void {
  const hint = describeLoadCash(payment, screen.language);
  const isLoaded = payment.load?.outcome === "loaded";
  screen.stage = {
    at: "cardService",
    paymentId: payment.paymentId,
    tone: payment.phase === "approved" ? (isLoaded ? "good" : "unknown") : toneOf(payment),
    sentence: (language) => describePayment(payment, language),
    ...(hint === undefined ? {} : { hint: (language) => describeLoadCash(payment, language) ?? hint }),
    balances: cardBalancesOf(payment),
  };
}
