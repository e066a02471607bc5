import { documentId, type SaleId, saleId } from "../../../domain/ids.ts";
import { formatYuan, sumFen } from "../../../domain/money.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { totalFen } from "../../../domain/sale/totals.ts";
import { say } from "../../../domain/text/say.ts";
import type { CommandAnswer } from "../../../ipc/contract.ts";
import type { VoidResult } from "../../void-sale.ts";
import { type Asked, type Context, DONE, journalFault, notDone, refuse, refuseHere } from "../context.ts";
import { spokenFault } from "../spoken-fault.ts";
import { serveCard, showNotPaid } from "./card-end.ts";
import { isSignatureDue } from "./selling.ts";

/** What was sold, taken back; and papers once more. */

/** Begins to take a sale back: its cards one after the other, then its counter-document, then its cash. */
export async function voidSale(context: Context, asked: Asked<"voidSale">): Promise<CommandAnswer> {
  const { terminal, screen } = context;
  if (screen.card !== undefined) return refuse(context, { kind: "paymentUnderWay" });
  if (isSignatureDue(context)) return refuseHere(context, "signatureFirst");
  const id = saleId(asked.command.saleId);
  const brought = await terminal.parts.runner.bringSale(id);
  if (!brought.ok) return journalFault(context, brought.fault);
  if (!brought.value) return refuse(context, { kind: "unknownSale", saleNumber: 0 });
  const operator = asked.operator.name;
  const refusal = terminal.whyRefused({ kind: "startVoid", saleId: id, operator });
  // What is not uploaded yet is uploaded first: whether it can be taken back shows then.
  if (refusal !== undefined && refusal.kind !== "notUploadedYet") return refuse(context, refusal);
  takeBack(context, { saleId: id, operator });
  return DONE;
}

export function takeBack(
  context: Context,
  request: { readonly saleId: SaleId; readonly operator: string },
): void {
  const { terminal, screen, desk } = context;
  const sale = terminal.world.sales.get(request.saleId);
  const cards = sale?.tenders.filter((tender) => tender.kind === "card" && tender.status === "paid") ?? [];
  screen.card = {
    kind: "void",
    saleId: request.saleId,
    amountFen: sumFen(cards.map((tender) => tender.amountFen)),
  };
  // Cash is handed back without any reader.
  if (cards.length > 0) desk.begin();
  serveCard(
    context,
    () => terminal.voidSale(request.saleId, request.operator),
    (voided) => {
      if (voided.ok) showVoided(context, voided.value);
      else screen.stage = { at: "cardFailed", tone: "bad", sentence: spokenFault(voided.fault) };
    },
  );
}

function showVoided(context: Context, { sale, failed }: VoidResult): void {
  const { screen } = context;
  if (failed !== undefined) return showNotPaid(context, failed);
  if (screen.saleId === sale.saleId) screen.saleId = undefined;
  const cashFen = sumFen(
    sale.tenders.filter((tender) => tender.kind === "cash").map((tender) => tender.amountFen),
  );
  const receiptNumber = sale.voidNumber ?? 0;
  const number = receiptNumber.toString().padStart(6, "0");
  screen.stage = {
    at: "done",
    saleId: sale.saleId,
    tone: "good",
    sentence: (language) =>
      cashFen > 0n
        ? say(language, "till.voidedWithCash", { number, cash: formatYuan(cashFen) })
        : say(language, "till.voided", { number }),
    receiptNumber,
    totalFen: -voidedFen(sale),
    changeFen: cashFen,
  };
}

function voidedFen(sale: SaleState): bigint {
  return totalFen(sale) - sale.roundingFen;
}

/** Prints a stored paper once more, marked as a reprint; the printer takes its time beside everything else. */
export async function reprint(context: Context, asked: Asked<"reprint">): Promise<CommandAnswer> {
  const { terminal } = context;
  const id = documentId(asked.command.documentId);
  if (terminal.parts.printer === undefined) {
    const sentence = say(context.screen.language, "till.noPrinter");
    return { ok: false, kind: "till.noPrinter", sentence };
  }
  const brought = await terminal.parts.runner.bringDocument(id);
  if (!brought.ok) return journalFault(context, brought.fault);
  if (!brought.value) return refuse(context, { kind: "unknownDocument", number: 0 });
  const command = { kind: "reprint", documentId: id, operator: asked.operator.name } as const;
  const done = await terminal.submit([command], asked.id);
  return done.ok ? DONE : notDone(context, done.fault);
}
