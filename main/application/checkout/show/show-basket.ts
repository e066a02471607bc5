import type { PaymentState } from "../../../domain/payment/state.ts";
import { pieceCount } from "../../../domain/receipt/goods-lines.ts";
import type { Discount } from "../../../domain/sale/discount.ts";
import type { SaleLine, SaleState, Tender } from "../../../domain/sale/state.ts";
import { dueFen, lineGrossFen, paidFen, savedFen, totalFen } from "../../../domain/sale/totals.ts";
import type { Language } from "../../../domain/text/language.ts";
import type { World } from "../../../domain/world.ts";
import type {
  BasketLine,
  BasketView,
  Discount as DiscountView,
  HeldSale,
  TenderView,
} from "../../../ipc/contract.ts";
import { minuteText } from "./minute-text.ts";

const EMPTY: BasketView = {
  lines: [],
  itemCount: 0,
  savedFen: 0,
  totalFen: 0,
  tenders: [],
  paidFen: 0,
  dueFen: 0,
};

export function showBasket(world: World, sale: SaleState | undefined): BasketView {
  if (sale === undefined) return EMPTY;
  return {
    saleId: sale.saleId,
    saleNumber: sale.saleNumber,
    lines: sale.lines.map(showLine),
    itemCount: pieceCount(sale.lines),
    ...(sale.discount === undefined ? {} : { discount: showDiscount(sale.discount) }),
    savedFen: Number(savedFen(sale)),
    totalFen: Number(totalFen(sale)),
    tenders: showTenders(sale, (id) => world.payments.get(id)),
    paidFen: Number(paidFen(sale)),
    dueFen: sale.status === "open" ? Number(dueFen(sale)) : 0,
  };
}

function showLine(line: SaleLine): BasketLine {
  const { item, discount } = line;
  return {
    lineNumber: line.lineNumber,
    code: item.code,
    nameZh: item.nameZh,
    nameEn: item.nameEn,
    unit: item.unit,
    quantityMilli: line.quantityMilli,
    ...(line.labelFen === undefined ? {} : { isLabelled: true }),
    priceFen: Number(item.priceFen),
    ...(discount === undefined ? {} : { discount: showDiscount(discount) }),
    discountFen: Number(lineGrossFen(line) - line.sumFen),
    sumFen: Number(line.sumFen),
  };
}

function showDiscount(discount: Discount): DiscountView {
  return discount.kind === "amount"
    ? { kind: "amount", amountFen: Number(discount.amountFen) }
    : { kind: "perMille", perMille: discount.perMille };
}

export function showTenders(
  sale: SaleState,
  paymentOf: (id: PaymentState["paymentId"]) => PaymentState | undefined,
): TenderView[] {
  return sale.tenders.map((tender) => ({
    tenderNumber: tender.tenderNumber,
    kind: tender.kind,
    amountFen: Number(tender.amountFen),
    status: tender.status,
    ...(tender.kind === "card" ? cardOf(tender, paymentOf(tender.paymentId)) : {}),
  }));
}

function cardOf(
  tender: Extract<Tender, { kind: "card" }>,
  payment: PaymentState | undefined,
): Pick<TenderView, "paymentId" | "maskedPan" | "isUnsent"> {
  return {
    paymentId: tender.paymentId,
    ...(payment?.card === undefined ? {} : { maskedPan: payment.card.maskedPan }),
    ...(payment?.upload?.status === "due" ? { isUnsent: true } : {}),
  };
}

/** Every open sale that is not in front of the cashier, the oldest first. */
export function showHeld(world: World, current: SaleState | undefined, language: Language): HeldSale[] {
  return [...world.sales.values()]
    .filter((sale) => sale.status === "open" && sale.saleId !== current?.saleId && sale.lines.length > 0)
    .sort((a, b) => a.saleNumber - b.saleNumber)
    .map((sale) => ({
      saleId: sale.saleId,
      saleNumber: sale.saleNumber,
      itemCount: pieceCount(sale.lines),
      totalFen: Number(totalFen(sale)),
      paidFen: Number(paidFen(sale)),
      firstItem: sale.lines[0]?.item[language === "zh-CN" ? "nameZh" : "nameEn"] ?? "",
      since: minuteText(sale.held?.at ?? sale.openedAt),
    }));
}
