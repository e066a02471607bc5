import type { Terminal } from "../../../main/application/terminal.ts";
import { assertDefined, assertNever } from "../../../main/domain/assert.ts";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import type { Command } from "../../../main/domain/command.ts";
import { documentId, type SaleId, saleId, shiftId } from "../../../main/domain/ids.ts";
import { describePayment } from "../../../main/domain/payment/describe.ts";
import type { SaleState } from "../../../main/domain/sale/state.ts";
import { totalFen } from "../../../main/domain/sale/totals.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import { expectedCashFen } from "../../../main/domain/shift/state.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import { currentBatch, currentShift } from "../../../main/domain/world.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";
import type { DemoAnswer, DemoFigures, DemoOrder, DemoProgress, PaidTender } from "./orders.ts";

const OPERATOR = "demo";
const HEAL_ROUND_COUNT_MAX = 10;

export type TillCounter = {
  readonly language: Language;
  readonly onProgress: (progress: DemoProgress) => void;
  readonly switchToOwnReader: () => void;
};

/** The hands of the cashier: does with the terminal what each order says. */
export class TillHands {
  readonly #terminal: Terminal;
  readonly #counter: TillCounter;

  constructor(terminal: Terminal, counter: TillCounter) {
    this.#terminal = terminal;
    this.#counter = counter;
  }

  async carryOut(order: DemoOrder): Promise<DemoAnswer> {
    switch (order.do) {
      case "openShift": {
        const id = shiftId(systemEntropy.uuid());
        const floatFen = BigInt(order.floatFen);
        await this.#must([{ kind: "openShift", shiftId: id, operator: OPERATOR, floatFen }]);
        return DONE;
      }
      case "sell":
        return this.#sell(order);
      case "void":
        return this.#void(order.receiptNumber);
      case "payDebts":
        return this.#payDebts();
      case "printOwed":
        return { ...DONE, count: await this.#terminal.retryPrinting() };
      case "printAgain":
        return this.#printAgain(order.receiptNumber);
      case "voidsWithoutCard":
        return this.#allowVoidsWithoutCard();
      case "useOwnReader":
        this.#counter.switchToOwnReader();
        return DONE;
      case "upload":
        return this.#upload();
      case "settle":
        return this.#settle();
      case "closeShift":
        return this.#closeShift();
      case "end":
        await this.#terminal.close();
        return DONE;
      default:
        return assertNever(order);
    }
  }

  async #sell(order: Extract<DemoOrder, { do: "sell" }>): Promise<DemoAnswer> {
    const id = saleId(systemEntropy.uuid());
    const sentences: string[] = [];
    let before: Command[] = [
      { kind: "openSale", saleId: id, operator: OPERATOR },
      ...goodsOf(id, order.items),
    ];
    for (const tender of order.tenders) {
      if (tender.kind === "cash") {
        const given = tender.amountFen === undefined ? {} : { givenFen: BigInt(tender.amountFen) };
        await this.#must([...before, { kind: "tenderCash", saleId: id, ...given }]);
      } else {
        const isLast = tender === order.tenders.at(-1);
        sentences.push(...(await this.#charge(id, before, isLast)));
      }
      before = [];
    }
    await this.#terminal.idle();
    const sale = assertDefined(this.#terminal.world.sales.get(id), "the sale was opened");
    const { receiptNumber } = sale;
    return {
      ok: sale.status === "completed",
      sentences,
      totalFen: Number(totalFen(sale)),
      tenders: this.#paidTenders(sale),
      ...(receiptNumber === undefined ? {} : { receiptNumber }),
    };
  }

  #paidTenders(sale: SaleState): PaidTender[] {
    return sale.tenders
      .filter((tender) => tender.status === "paid")
      .map((tender): PaidTender => {
        const amountFen = Number(tender.amountFen);
        if (tender.kind === "cash") return { kind: "cash", amountFen };
        const payment = this.#terminal.world.payments.get(tender.paymentId);
        return { kind: "card", amountFen, isOffline: payment?.upload !== undefined };
      });
  }

  /** Charges the customer's card and judges the signature, if one is due, as a cashier who looks at it. */
  async #charge(id: SaleId, before: readonly Command[], isLast: boolean): Promise<string[]> {
    const paid = await this.#terminal.takeCardPayment({ saleId: id, operator: OPERATOR, before });
    if (!paid.ok) return [paid.fault.kind === "refused" ? paid.fault.refusal.kind : paid.fault.fault.kind];
    const { paymentId, signature, phase } = paid.value;
    const sentence = describePayment(paid.value, this.#counter.language);
    if (signature === "pending" && phase === "approved") {
      await this.#must([{ kind: "confirmSignature", paymentId, accepted: true, operator: OPERATOR }]);
    }
    // What went well needs no words.
    return phase === "approved" && isLast ? [] : [sentence];
  }

  async #void(receiptNumber: number): Promise<DemoAnswer> {
    const found = await this.#terminal.parts.journal.saleByReceipt(receiptNumber);
    if (!found.ok || found.value === undefined) return { ok: false, sentences: ["no such receipt"] };
    const voided = await this.#terminal.voidSale(found.value, OPERATOR);
    await this.#terminal.idle();
    if (!voided.ok) {
      const why = voided.fault.kind === "refused" ? voided.fault.refusal.kind : voided.fault.fault.kind;
      return { ok: false, sentences: [why] };
    }
    const { sale, failed } = voided.value;
    const sentences = failed === undefined ? [] : [describePayment(failed, this.#counter.language)];
    return { ok: sale.status === "voided", sentences, totalFen: Number(totalFen(sale)) };
  }

  async #payDebts(): Promise<DemoAnswer> {
    const due = [...(currentBatch(this.#terminal.world)?.reversalsDue ?? [])];
    for (let round = 0; round < HEAL_ROUND_COUNT_MAX && this.#terminal.reversalsDue > 0; round++) {
      await this.#terminal.dispatchOutbox();
    }
    await this.#cancelUnpaid();
    const owed = [...due, ...this.#terminal.recoveredPayments.map(({ paymentId }) => paymentId)];
    const sentences = [...new Set(owed)]
      .flatMap((id) => this.#terminal.world.payments.get(id) ?? [])
      .map((payment) => describePayment(payment, this.#counter.language));
    return { ok: this.#terminal.reversalsDue === 0, sentences };
  }

  /** Baskets that a crash or a refused card left behind without money. */
  async #cancelUnpaid(): Promise<void> {
    for (const sale of this.#terminal.world.sales.values()) {
      if (sale.status !== "open" || sale.tenders.some((tender) => tender.status === "paid")) continue;
      await this.#must([{ kind: "cancelSale", saleId: sale.saleId, operator: OPERATOR }]);
    }
  }

  async #printAgain(receiptNumber: number): Promise<DemoAnswer> {
    const printed = await this.#terminal.printAgain(documentId(`receipt-${receiptNumber}`), OPERATOR);
    return printed.ok ? DONE : { ok: false, sentences: [printed.fault.kind] };
  }

  /** What an acquirer may allow by contract (money.md rule 8), from now on. */
  async #allowVoidsWithoutCard(): Promise<DemoAnswer> {
    const config = assertDefined(this.#terminal.world.till.config, "the till is set up");
    const acquirer = { ...config.acquirer, voidNeedsCard: false };
    await this.#must([{ kind: "configureTerminal", config: { ...config, acquirer } }]);
    return DONE;
  }

  async #upload(): Promise<DemoAnswer> {
    const result = await this.#terminal.upload({
      onProgress: ({ doneFen, totalFen: allFen, ...rest }) =>
        this.#counter.onProgress({ ...rest, doneFen: Number(doneFen), totalFen: Number(allFen) }),
    });
    const { acknowledged, refused, stillDue, stoppedBy } = result;
    return {
      ok: stillDue === 0 && refused === 0,
      sentences: stoppedBy === undefined ? [] : [stoppedBy],
      count: acknowledged,
      totalFen: Number(result.acknowledgedFen),
    };
  }

  async #settle(): Promise<DemoAnswer> {
    const settled = await this.#terminal.settle({ operator: OPERATOR });
    await this.#terminal.idle();
    if (!settled.ok) {
      const why = settled.fault.kind === "refused" ? settled.fault.refusal.kind : settled.fault.fault.kind;
      return { ok: false, sentences: [why] };
    }
    if (!settled.value.settled) return { ok: false, sentences: [settled.value.stoppedBy] };
    const { batchNumber, balanced } = settled.value;
    return { ok: balanced, sentences: [], batchNumber, balanced };
  }

  /** The cashier counts the drawer and finds what should be in it: the demo has nobody who steals. */
  async #closeShift(): Promise<DemoAnswer> {
    const shift = assertDefined(currentShift(this.#terminal.world), "a shift is open");
    const zNumber = this.#terminal.world.till.nextZNumber;
    const countedFen = expectedCashFen(shift);
    await this.#must([{ kind: "closeShift", operator: OPERATOR, countedFen }]);
    await this.#terminal.idle();
    return { ...DONE, zNumber, figures: this.#figures(shift.shiftId) };
  }

  #figures(id: ReturnType<typeof shiftId>): DemoFigures {
    const { world } = this.#terminal;
    const batch = assertDefined(currentBatch(world), "the till is set up");
    const { totals } = assertDefined(world.shifts.get(id), "the shift was open a moment ago");
    return {
      tid: batch.tid,
      cardSaleCount: totals.cardSaleCount,
      cardSaleFen: Number(totals.cardSaleFen),
      cardVoidCount: totals.cardVoidCount,
      cardVoidFen: Number(totals.cardVoidFen),
      cashFen: Number(totals.cashSaleFen - totals.cashVoidFen),
      openCount: openItems(world).length,
    };
  }

  async #must(commands: readonly Command[]): Promise<void> {
    const done = await this.#terminal.submit(commands);
    if (done.ok) return;
    const why = done.fault.kind === "refused" ? done.fault.refusal.kind : done.fault.fault.kind;
    throw new Error(`the till refuses: ${why}`);
  }
}

const DONE: DemoAnswer = { ok: true, sentences: [] };

function goodsOf(id: SaleId, items: Extract<DemoOrder, { do: "sell" }>["items"]): Command[] {
  return items.map(({ code, count }) => {
    const item = assertDefined(
      SAMPLE_CATALOGUE.find((candidate) => candidate.code === code),
      "the demo sells what is in the catalogue",
    );
    return { kind: "addLine", saleId: id, item, quantityMilli: count * 1000 };
  });
}
