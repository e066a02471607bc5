import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import type { Terminal } from "../../../main/application/terminal.ts";
import { openTerminal } from "../../../main/compose.ts";
import { assertDefined, assertNever } from "../../../main/domain/assert.ts";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import type { Command } from "../../../main/domain/command.ts";
import { type SaleId, saleId, shiftId } from "../../../main/domain/ids.ts";
import { describePayment } from "../../../main/domain/payment/describe.ts";
import { layoutReceipt } from "../../../main/domain/receipt/layout.ts";
import { receiptText } from "../../../main/domain/receipt/receipt-text.ts";
import { totalFen } from "../../../main/domain/sale/totals.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import { expectedCashFen } from "../../../main/domain/shift/state.ts";
import { currentBatch, currentShift } from "../../../main/domain/world.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";
import { createCard } from "../../card/create-card.ts";
import type { InProcessReader } from "../../card/in-process-reader.ts";
import { InProcessPadLink } from "../../pin-pad/in-process-link.ts";
import { createFileMemory } from "../../pin-pad/key-memory.ts";
import { VirtualPinPad } from "../../pin-pad/virtual-pin-pad.ts";
import { renderPng } from "../../printer/render-png.ts";
import { createSimulatedCounter } from "../simulated-counter.ts";
import type { DemoAnswer, DemoFigures, DemoOrder, DemoTillSettings } from "./orders.ts";

/**
 * The till of the demo as a process of its own, so that it can really be killed: the terminal as it is shipped,
 * over simulated devices. It takes one order a line and answers each with one line.
 */

const OPERATOR = "demo";
const HEAL_ROUND_COUNT_MAX = 10;

class DemoTill {
  readonly #terminal: Terminal;
  readonly #reader: InProcessReader;
  readonly #settings: DemoTillSettings;

  constructor(terminal: Terminal, reader: InProcessReader, settings: DemoTillSettings) {
    this.#terminal = terminal;
    this.#reader = reader;
    this.#settings = settings;
  }

  async carryOut(order: DemoOrder): Promise<DemoAnswer> {
    switch (order.do) {
      case "openShift": {
        const id = shiftId(systemEntropy.uuid());
        const floatFen = BigInt(order.floatFen);
        await this.#must([{ kind: "openShift", shiftId: id, operator: OPERATOR, floatFen }]);
        return { ok: true, sentences: [] };
      }
      case "sell":
        return this.#sell(order);
      case "void":
        return this.#void(order);
      case "settleDebts":
        return this.#settleDebts();
      case "closeShift":
        return this.#closeShift(BigInt(order.countedFen));
      case "report":
        return { ok: true, sentences: [], figures: this.#figures() };
      case "end":
        await this.#terminal.close();
        return { ok: true, sentences: [] };
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
    for (const { kind, amountFen } of order.pay) {
      if (kind === "cash") {
        const given = amountFen === undefined ? {} : { givenFen: BigInt(amountFen) };
        await this.#must([...before, { kind: "tenderCash", saleId: id, ...given }]);
      } else {
        const amount = amountFen === undefined ? {} : { amountFen: BigInt(amountFen) };
        sentences.push(await this.#charge(id, before, order.card ?? "debit", amount));
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
      ...(receiptNumber === undefined ? {} : { receiptNumber }),
    };
  }

  /** Charges the customer's card and judges the signature, if one is due, as a cashier who looks at it. */
  async #charge(
    id: SaleId,
    before: readonly Command[],
    cardName: string,
    amount: { readonly amountFen?: bigint },
  ): Promise<string> {
    this.#insert(cardName);
    const paid = await this.#terminal.takeCardPayment({ saleId: id, operator: OPERATOR, before, ...amount });
    this.#reader.remove();
    if (!paid.ok) return paid.fault.kind;
    const { paymentId, signature } = paid.value;
    const sentence = describePayment(paid.value, this.#settings.language);
    if (signature === "pending") {
      await this.#must([{ kind: "confirmSignature", paymentId, accepted: true, operator: OPERATOR }]);
    }
    return sentence;
  }

  #insert(cardName: string): void {
    this.#reader.remove();
    this.#reader.insert(assertDefined(createCard(cardName), `there is a card ${cardName}`));
  }

  async #void(order: Extract<DemoOrder, { do: "void" }>): Promise<DemoAnswer> {
    const found = await this.#terminal.parts.journal.saleByReceipt(order.receiptNumber);
    if (!found.ok || found.value === undefined) return { ok: false, sentences: ["no such receipt"] };
    if (order.card !== undefined) this.#insert(order.card);
    const voided = await this.#terminal.voidSale(found.value, OPERATOR);
    this.#reader.remove();
    await this.#terminal.idle();
    if (!voided.ok) return { ok: false, sentences: [voided.fault.kind] };
    const { sale, failed } = voided.value;
    const sentences = failed === undefined ? [] : [describePayment(failed, this.#settings.language)];
    return { ok: sale.status === "voided", sentences, totalFen: Number(totalFen(sale)) };
  }

  async #settleDebts(): Promise<DemoAnswer> {
    for (let round = 0; round < HEAL_ROUND_COUNT_MAX && this.#terminal.reversalsDue > 0; round++) {
      await this.#terminal.dispatchOutbox();
    }
    await this.#terminal.retryPrinting();
    const stopped = [...this.#terminal.world.payments.values()].filter(
      (payment) => payment.phase === "reversed",
    );
    const sentences = stopped.map((payment) => describePayment(payment, this.#settings.language));
    await this.#cancelUnpaid();
    return { ok: this.#terminal.reversalsDue === 0, sentences };
  }

  /** Baskets that a crash or a refused card left behind without money. */
  async #cancelUnpaid(): Promise<void> {
    for (const sale of this.#terminal.world.sales.values()) {
      if (sale.status !== "open" || sale.tenders.some((tender) => tender.status === "paid")) continue;
      await this.#must([{ kind: "cancelSale", saleId: sale.saleId, operator: OPERATOR }]);
    }
  }

  async #closeShift(countedFen: bigint): Promise<DemoAnswer> {
    const zNumber = this.#terminal.world.till.nextZNumber;
    await this.#must([{ kind: "closeShift", operator: OPERATOR, countedFen }]);
    await this.#terminal.idle();
    const { journal } = this.#terminal.parts;
    const id = await journal.documentByNumber("zReport", zNumber);
    const body = id.ok && id.value !== undefined ? await journal.documentBody(id.value) : undefined;
    const paper = body?.ok ? body.value : undefined;
    const zText = paper === undefined ? "" : receiptText(layoutReceipt(paper, { columns: 48 }));
    return { ok: zText !== "", sentences: [], zText };
  }

  #figures(): DemoFigures {
    const { world } = this.#terminal;
    const batch = assertDefined(currentBatch(world), "the till is set up");
    const shift = currentShift(world);
    return {
      tid: batch.tid,
      batchNumber: batch.batchNumber,
      cardSaleCount: batch.totals.saleCount,
      cardSaleFen: Number(batch.totals.saleFen),
      cardVoidCount: batch.totals.voidCount,
      cardVoidFen: Number(batch.totals.voidFen),
      expectedCashFen: shift === undefined ? 0 : Number(expectedCashFen(shift)),
      reversalsDue: this.#terminal.reversalsDue,
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

function goodsOf(id: SaleId, items: Extract<DemoOrder, { do: "sell" }>["items"]): Command[] {
  return items.map(({ code, count }) => {
    const item = assertDefined(
      SAMPLE_CATALOGUE.find((candidate) => candidate.code === code),
      "the demo sells what is in the catalogue",
    );
    return { kind: "addLine", saleId: id, item, quantityMilli: count * 1000 };
  });
}

/** Each paper that is cut becomes a picture and a text; numbering goes on over restarts. */
function keepPapers(counter: ReturnType<typeof createSimulatedCounter>, folder: string): () => Promise<void> {
  mkdirSync(folder, { recursive: true });
  let count = readdirSync(folder).filter((name) => name.endsWith(".txt")).length;
  let saving: Promise<void> = Promise.resolve();
  counter.printer.onEvent((event) => {
    if (event.kind !== "piece") return;
    count += 1;
    const name = join(folder, count.toString().padStart(4, "0"));
    writeFileSync(`${name}.txt`, `${event.piece.textRows.join("\n")}\n`);
    saving = saving.then(async () => writeFileSync(`${name}.png`, await renderPng(event.piece)));
  });
  return () => saving;
}

async function main(settings: DemoTillSettings): Promise<void> {
  const clock = createSystemClock();
  const counter = createSimulatedCounter(clock);
  const pad = new VirtualPinPad({ clock, memory: createFileMemory(settings.padFile) });
  pad.usualCustomer = { kind: "digits", pin: "123456" };
  const pinPad = createSerialPinPad({ link: new InProcessPadLink(pad), clock });
  const saved = keepPapers(counter, settings.paperDirectory);
  const opened = await openTerminal({
    dataDirectory: settings.dataDirectory,
    keyDirectory: settings.keyDirectory,
    interaction: {
      chooseApplication: async () => 0,
      confirmSameCard: async () => true,
      progress: () => undefined,
    },
    onBug: (error) => {
      throw error;
    },
    substitutes: { devices: () => ({ ...counter.devices, pinPad, secureModule: pinPad }) },
  });
  if (!opened.ok) throw new Error(`the till does not open: ${opened.fault.kind} ${opened.fault.fault.kind}`);
  await opened.value.idle();
  const till = new DemoTill(opened.value, counter.reader, settings);
  process.stdout.write(`${JSON.stringify({ ok: true, sentences: [] } satisfies DemoAnswer)}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as DemoOrder;
    const answer = await till.carryOut(order);
    if (order.do === "end") await saved();
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (order.do === "end") return;
  }
}

await main(JSON.parse(process.argv[2] ?? "{}") as DemoTillSettings);
