import { assertNever } from "../../domain/assert.ts";
import type { BusinessTime } from "../../domain/business-time.ts";
import { documentId, saleId } from "../../domain/ids.ts";
import type { PaymentState } from "../../domain/payment/state.ts";
import { reprintNumber } from "../../domain/receipt/document-state.ts";
import { layoutReceipt } from "../../domain/receipt/layout.ts";
import type { Result } from "../../domain/result.ts";
import { totalFen } from "../../domain/sale/totals.ts";
import { say } from "../../domain/text/say.ts";
import type { PaperView, QueryAnswers, SaleRow, TillQuery, TodayView } from "../../ipc/contract.ts";
import type { JournalFault } from "../../ports/journal.ts";
import type { FoundDocument, FoundItem, FoundSale } from "../../ports/lookup.ts";
import type { Context } from "./context.ts";
import { QueryFailed } from "./query-failed.ts";
import { minuteText } from "./show/minute-text.ts";
import { paperRows } from "./show/paper-rows.ts";
import { previewDocument } from "./show/preview-document.ts";
import { showTenders } from "./show/show-basket.ts";

type Of<K extends TillQuery["kind"]> = Extract<TillQuery, { kind: K }>;

/** Everything here is read from the look-up connection; the journal's writer is never asked. */
export async function answerQuery(
  context: Context,
  query: TillQuery,
): Promise<QueryAnswers[keyof QueryAnswers]> {
  switch (query.kind) {
    case "items":
      return findItems(context, query);
    case "sales":
      return findSales(context, query);
    case "papers":
      return {
        papers: must(context, await context.lookup.papersOfSale(saleId(query.saleId))).map(
          showPaper(context),
        ),
      };
    case "preview":
      return preview(context, query);
    case "paper": {
      const found = must(context, await context.lookup.paper(documentId(query.documentId)));
      return { papers: found === undefined ? [] : [showPaper(context)(found)] };
    }
    case "today":
      return today(context);
    default:
      return assertNever(query);
  }
}

function must<T>({ screen }: Context, result: Result<T, JournalFault>): T {
  if (!result.ok) throw new QueryFailed(result.fault, say(screen.language, "till.queryFailed"));
  return result.value;
}

async function findItems(
  context: Context,
  { text, offset, limit }: Of<"items">,
): Promise<QueryAnswers["items"]> {
  const { items, totalCount, isMore } = must(
    context,
    await context.lookup.searchItems({ text, offset, limit }),
  );
  return { rows: items.map(showItem), totalCount, ...(isMore ? { isMore } : {}) };
}

function showItem(item: FoundItem): QueryAnswers["items"]["rows"][number] {
  return { ...item, priceFen: Number(item.priceFen) };
}

async function findSales(
  context: Context,
  { text, beforeSaleNumber, limit }: Of<"sales">,
): Promise<QueryAnswers["sales"]> {
  const before = beforeSaleNumber === undefined ? {} : { beforeSaleNumber };
  const found = must(context, await context.lookup.searchSales({ text, ...before, limit }));
  return { rows: found.map((one) => showSale(context, one)) };
}

function showSale(context: Context, found: FoundSale): SaleRow {
  const { sale, payments } = found;
  const byId = new Map(payments.map((payment) => [payment.paymentId, payment]));
  const { saleId: id, saleNumber, receiptNumber, status, operator } = sale;
  return {
    saleId: id,
    saleNumber,
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    status,
    at: minuteText(sale.completedAt ?? sale.openedAt),
    operator,
    totalFen: Number(totalFen(sale) - sale.roundingFen),
    tenders: showTenders(sale, (paymentId) => byId.get(paymentId)),
    unsent: payments.some(({ upload }) => upload?.status === "due"),
    canVoid: canVoid(context, found),
  };
}

/** Whether a button for it makes sense; the terminal decides when it is pressed. */
function canVoid({ terminal }: Context, { sale, payments }: FoundSale): boolean {
  const isHalfPaid = sale.status === "open" && sale.tenders.some(({ status }) => status === "paid");
  if (sale.status !== "completed" && sale.status !== "voiding" && !isHalfPaid) return false;
  const paid = payments.filter(({ kind, phase, voidedBy }) => {
    return kind === "sale" && phase === "approved" && voidedBy === undefined;
  });
  return paid.every(({ tid, batchNumber, upload }: PaymentState) => {
    return terminal.world.batches.get(tid)?.batchNumber === batchNumber && upload?.status !== "refused";
  });
}

const PAPER_COLUMNS = 48;

function showPaper({ terminal, screen }: Context): (found: FoundDocument) => PaperView {
  const columns = terminal.world.till.config?.devices.printer?.columns ?? PAPER_COLUMNS;
  return ({ state, document }) => ({
    documentId: document.id,
    title: say(screen.language, `cli.paper.${document.kind}`, {
      number: document.number.toString().padStart(6, "0"),
    }),
    rows: paperRows(layoutReceipt(document, { columns }, reprintNumber(state))),
    columns,
    print: state.print,
  });
}

/** The receipt as it will be, were the sale complete now; a sale that is complete shows the papers that it has. */
async function preview(context: Context, query: Of<"preview">): Promise<QueryAnswers["preview"]> {
  const { terminal, screen } = context;
  const id = saleId(query.saleId);
  const sale = terminal.world.sales.get(id);
  if (sale?.status !== "open") {
    return { papers: must(context, await context.lookup.papersOfSale(id)).map(showPaper(context)) };
  }
  const columns = terminal.world.till.config?.devices.printer?.columns ?? PAPER_COLUMNS;
  const document = previewDocument(terminal.world, sale, terminal.parts.clock.businessNow());
  const rows = paperRows(layoutReceipt(document, { columns }));
  return { papers: [{ title: say(screen.language, "till.preview"), rows, columns }] };
}

const DAY_MS = 86_400_000;

async function today(context: Context): Promise<TodayView> {
  const { terminal, lookup } = context;
  const now = terminal.parts.clock.businessNow();
  const midnight = startOfDay(now);
  const found = must(context, await lookup.takingsBetween(midnight, midnight + DAY_MS));
  return {
    hours: found.map(({ hour, cashFen, cardFen, offlineFen, count }) => ({
      hour,
      cashFen: Number(cashFen),
      cardFen: Number(cardFen),
      offlineFen: Number(offlineFen),
      count,
    })),
    saleCount: found.reduce((sum, { count }) => sum + count, 0),
    totalFen: Number(found.reduce((sum, { totalFen }) => sum + totalFen, 0n)),
  };
}

/** Midnight of the shop's wall clock, in milliseconds since 1970. */
function startOfDay({ epochMs, utcOffsetMinutes }: BusinessTime): number {
  const localMs = epochMs + utcOffsetMinutes * 60_000;
  return epochMs - (((localMs % DAY_MS) + DAY_MS) % DAY_MS);
}
