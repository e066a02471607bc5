import { commandId, type PaymentId, paymentId } from "../../../domain/ids.ts";
import { formatYuan, sumFen } from "../../../domain/money.ts";
import { describePayment } from "../../../domain/payment/describe.ts";
import type { PaymentState } from "../../../domain/payment/state.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { dueFen, totalFen } from "../../../domain/sale/totals.ts";
import { say } from "../../../domain/text/say.ts";
import type { CommandAnswer } from "../../../ipc/contract.ts";
import { DOCUMENT_MATCHES } from "../card-desk.ts";
import {
  type Asked,
  type Context,
  currentSale,
  DONE,
  journalFault,
  notDone,
  refuse,
  refuseHere,
} from "../context.ts";
import type { Spoken } from "../screen-state.ts";
import { spokenFault } from "../spoken-fault.ts";
import { serveCard, showNotPaid } from "./card-end.ts";
import { isSignatureDue, leaveSale } from "./selling.ts";
import { takeBack } from "./taking-back.ts";

/** Money for the basket: cash at once, cards step by step. A card is read beside everything else. */

export async function beginTender(context: Context): Promise<CommandAnswer> {
  const sale = currentSale(context);
  if (sale === undefined || sale.lines.length === 0) return refuse(context, { kind: "saleEmpty" });
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  if (dueFen(sale) <= 0n) return refuse(context, { kind: "nothingDue" });
  context.screen.stage = { at: "tender" };
  context.changed();
  return DONE;
}

export async function backToBasket(context: Context): Promise<CommandAnswer> {
  context.screen.stage = { at: "basket" };
  context.changed();
  return DONE;
}

export async function tenderCash(context: Context, asked: Asked<"tenderCash">): Promise<CommandAnswer> {
  const { screen, terminal } = context;
  const sale = currentSale(context);
  if (sale === undefined) return refuseHere(context, "stale");
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const { givenFen } = asked.command;
  const given = givenFen === undefined ? {} : { givenFen: BigInt(givenFen) };
  // A slip of the keypad closes no sale with a change that no drawer holds.
  const { saleMaxFen } = terminal.world.till.config?.limits ?? {};
  const limitFen = saleMaxFen === undefined ? undefined : dueFen(sale) + saleMaxFen;
  if (limitFen !== undefined && given.givenFen !== undefined && given.givenFen > limitFen)
    return refuse(context, { kind: "amountTooLarge", limitFen });
  const done = await terminal.submit([{ kind: "tenderCash", saleId: sale.saleId, ...given }], asked.id);
  if (!done.ok) return notDone(context, done.fault);
  const after = terminal.world.sales.get(sale.saleId) ?? sale;
  screen.stage = { at: "tender" };
  showIfDone(context, after, (language) =>
    say(language, "till.cashTaken", { total: formatYuan(totalFen(after) - after.roundingFen) }),
  );
  context.changed();
  return DONE;
}

/** A sale that is complete has its screen; one that is paid in part asks for the rest. */
function showIfDone(context: Context, sale: SaleState, sentence: Spoken, payment?: PaymentState): void {
  if (sale.status !== "completed") return;
  context.screen.saleId = undefined;
  context.screen.stage = {
    at: "done",
    saleId: sale.saleId,
    tone: "good",
    sentence,
    ...(payment === undefined ? {} : { paymentId: payment.paymentId }),
    receiptNumber: sale.receiptNumber ?? 0,
    totalFen: totalFen(sale) - sale.roundingFen,
    changeFen: sumFen(
      sale.tenders.filter((tender) => tender.kind === "cash").map((tender) => tender.changeFen),
    ),
  };
}

/** Under this name the journal remembers a payment that was begun, whatever command asked for it. */
function startedAs(id: PaymentId) {
  return commandId(`payment:${id}`);
}

/**
 * Begins a card payment and answers as soon as it may begin; what comes of it is on the screen. The page keeps the
 * `paymentId`: asked twice, before or after a restart, it is one payment.
 */
export async function startPayment(context: Context, asked: Asked<"startPayment">): Promise<CommandAnswer> {
  const { terminal, screen, desk } = context;
  const id = paymentId(asked.command.paymentId);
  if (screen.card?.paymentId === id || terminal.world.payments.has(id)) return DONE;
  const known = await terminal.parts.journal.commandResult(startedAs(id));
  if (!known.ok) return journalFault(context, known.fault);
  if (known.value !== undefined) return DONE;
  if (screen.card !== undefined) return refuse(context, { kind: "paymentUnderWay" });
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const sale = currentSale(context);
  if (sale === undefined) return refuseHere(context, "stale");
  const { amountFen } = asked.command;
  const amount = amountFen === undefined ? {} : { amountFen: BigInt(amountFen) };
  const operator = asked.operator.name;
  const refusal = terminal.whyRefused({
    kind: "startPayment",
    paymentId: id,
    saleId: sale.saleId,
    operator,
    ...amount,
  });
  if (refusal !== undefined) return refuse(context, refusal);
  screen.card = {
    kind: "sale",
    saleId: sale.saleId,
    paymentId: id,
    amountFen: amount.amountFen ?? dueFen(sale),
  };
  desk.begin();
  const request = { saleId: sale.saleId, operator, paymentId: id, commandId: startedAs(id), ...amount };
  serveCard(
    context,
    () => terminal.takeCardPayment(request),
    (paid, isCalledOff) => {
      if (paid.ok) showPayment(context, paid.value, isCalledOff);
      else screen.stage = { at: "cardFailed", tone: "bad", sentence: spokenFault(paid.fault) };
    },
  );
  return DONE;
}

/** What the cashier has called off needs no screen of its own: the tender is there again. */
function showPayment(context: Context, payment: PaymentState, isCalledOff: boolean): void {
  const { screen } = context;
  if (payment.phase === "approved") showApproved(context, payment);
  else if (payment.phase === "ended" && isCalledOff) screen.stage = { at: "tender" };
  else showNotPaid(context, payment);
}

function showApproved(context: Context, payment: PaymentState): void {
  const { screen, terminal } = context;
  if (payment.signature === "pending") screen.signatureOf = payment.paymentId;
  const sale = payment.saleId === undefined ? undefined : terminal.world.sales.get(payment.saleId);
  const sentence: Spoken = (language) =>
    describePayment(terminal.world.payments.get(payment.paymentId) ?? payment, language);
  screen.stage = { at: "tender" };
  if (sale?.status === "completed") return showIfDone(context, sale, sentence, payment);
  screen.notify({ tone: "good", sentence, sound: "approved" });
}

/** Ends it where no money can be in doubt; later the screen says that it goes on. */
export async function cancelCard(context: Context): Promise<CommandAnswer> {
  const { desk, screen } = context;
  if (screen.card === undefined) return refuseHere(context, "stale");
  if (desk.isCancelling) return DONE;
  if (!desk.canCancel) return refuseHere(context, "tooLate");
  desk.cancel();
  return DONE;
}

export async function chooseApplication(
  context: Context,
  asked: Asked<"chooseApplication">,
): Promise<CommandAnswer> {
  return context.desk.answer("application", asked.command.index) ? DONE : refuseHere(context, "stale");
}

export async function confirmSameCard(
  context: Context,
  asked: Asked<"confirmSameCard">,
): Promise<CommandAnswer> {
  const isAnswered = context.desk.answer("sameCard", asked.command.again ? 0 : undefined);
  return isAnswered ? DONE : refuseHere(context, "stale");
}

/** The cashier has looked at the document that the card names. */
export async function confirmDocument(
  context: Context,
  asked: Asked<"confirmDocument">,
): Promise<CommandAnswer> {
  const answer = asked.command.matches ? DOCUMENT_MATCHES : 0;
  return context.desk.answer("identityDocument", answer) ? DONE : refuseHere(context, "stale");
}

/** The cashier has compared the signatures (money.md rule 15). A refused one takes the sale back at once. */
export async function confirmSignature(
  context: Context,
  asked: Asked<"confirmSignature">,
): Promise<CommandAnswer> {
  const { screen, terminal } = context;
  const { accepted } = asked.command;
  const id = screen.signatureOf;
  const payment = id === undefined ? undefined : terminal.world.payments.get(id);
  if (id === undefined || payment?.saleId === undefined) return refuseHere(context, "stale");
  const operator = asked.operator.name;
  const done = await terminal.submit(
    [{ kind: "confirmSignature", paymentId: id, accepted, operator }],
    asked.id,
  );
  if (!done.ok) return notDone(context, done.fault);
  screen.signatureOf = undefined;
  if (accepted) context.changed();
  else takeBack(context, { saleId: payment.saleId, operator });
  return DONE;
}

export async function nextCustomer(context: Context): Promise<CommandAnswer> {
  const { screen } = context;
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  if (screen.stage.at === "done") leaveSale(context);
  return DONE;
}
