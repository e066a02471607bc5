import { createInterface } from "node:readline";
import type { Terminal } from "../../../main/application/terminal.ts";
import { openTerminal } from "../../../main/compose.ts";
import type { Command } from "../../../main/domain/command.ts";
import { type SaleId, saleId, shiftId } from "../../../main/domain/ids.ts";
import { currentShift } from "../../../main/domain/world.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { systemEntropy } from "../../../main/system/entropy.ts";
import { VpcdReader } from "../../../simulators/card/vpcd-reader.ts";
import { createBusinessClock } from "../../../simulators/dock/business-clock.ts";
import { tcpDevices } from "../../../simulators/dock/demo/tcp-devices.ts";
import { UNATTENDED } from "../../../simulators/dock/unattended.ts";
import { must } from "../../support/journal.ts";
import type { KillAnswer, KillOrder, KillTillSettings } from "./orders.ts";

/** The till that is killed: the terminal as it is shipped, its devices over TCP, and hands that carry out one order a line. */

const OPERATOR = "demo";
const HEAL_ROUND_COUNT_MAX = 6;

/** What may be refused is asked all the same: the books are judged, not the answers. */
class Hands {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  async carryOut(order: KillOrder): Promise<KillAnswer> {
    const terminal = this.#terminal;
    await this.#openShift();
    switch (order.do) {
      case "sell":
        return this.#sell(order.by, BigInt(order.priceFen));
      case "load": {
        const amountFen = BigInt(order.amountFen);
        await terminal.loadCard({ from: order.from, amountFen, operator: OPERATOR });
        break;
      }
      case "void": {
        const last = [...terminal.world.sales.values()].filter((sale) => sale.status !== "cancelled").at(-1);
        if (last !== undefined) await terminal.voidSale(last.saleId, OPERATOR);
        break;
      }
      case "payDebts":
        await this.#payDebts();
        break;
      case "upload":
        await terminal.upload();
        break;
      case "settle":
        await terminal.settle({ operator: OPERATOR });
        break;
      case "changeShift":
        await terminal.submit([{ kind: "closeShift", operator: OPERATOR, countedFen: 0n }]);
        break;
      case "end":
        await terminal.close();
        return {};
      default:
        order satisfies never;
    }
    await terminal.idle();
    return {};
  }

  async #openShift(): Promise<void> {
    if (currentShift(this.#terminal.world) !== undefined) return;
    const id = shiftId(systemEntropy.uuid());
    await this.#terminal.submit([{ kind: "openShift", shiftId: id, operator: OPERATOR, floatFen: 10_000n }]);
  }

  async #sell(by: "cash" | "card" | "both", priceFen: bigint): Promise<KillAnswer> {
    const terminal = this.#terminal;
    const id = saleId(systemEntropy.uuid());
    must(await terminal.submit(goods(id, priceFen)));
    if (by === "both") await this.#payCash(id, priceFen / 2n);
    if (by !== "cash") await this.#charge(id);
    if (terminal.world.sales.get(id)?.status === "open") await this.#payCash(id);
    await terminal.idle();
    const receiptNumber = terminal.world.sales.get(id)?.receiptNumber;
    return receiptNumber === undefined ? {} : { receiptNumber };
  }

  async #payCash(id: SaleId, givenFen?: bigint): Promise<boolean> {
    const tender = { kind: "tenderCash", saleId: id } as const;
    return (await this.#terminal.submit([givenFen === undefined ? tender : { ...tender, givenFen }])).ok;
  }

  async #charge(id: SaleId): Promise<void> {
    await this.#terminal.takeCardPayment({ saleId: id, operator: OPERATOR });
    await this.#acceptSignatures();
  }

  async #acceptSignatures(): Promise<void> {
    for (const { signature, phase, paymentId } of this.#terminal.world.payments.values()) {
      if (signature !== "pending" || phase !== "approved") continue;
      await this.#terminal.submit([
        { kind: "confirmSignature", paymentId, accepted: true, operator: OPERATOR },
      ]);
    }
  }

  /** What an earlier life left behind: reversals, notices, sales half paid or half voided, papers. */
  async #payDebts(): Promise<void> {
    const terminal = this.#terminal;
    for (let round = 0; round < HEAL_ROUND_COUNT_MAX; round++) {
      if (terminal.reversalsDue + terminal.noticesDue === 0) break;
      await terminal.dispatchOutbox();
    }
    await this.#acceptSignatures();
    for (const { status, saleId: id } of [...terminal.world.sales.values()]) {
      if (status === "open" && !(await this.#payCash(id)))
        await terminal.submit([{ kind: "cancelSale", saleId: id, operator: OPERATOR }]);
    }
    await terminal.retryPrinting();
  }
}

function goods(id: SaleId, priceFen: bigint): Command[] {
  const names = { code: "", nameZh: "商品", nameEn: "Goods" };
  const item = { ...names, priceFen, vatRatePercent: 13, unit: "piece" } as const;
  return [
    { kind: "openSale", saleId: id, operator: OPERATOR },
    { kind: "addLine", saleId: id, item, quantityMilli: 1000 },
  ];
}

function tell(answer: KillAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function main(settings: KillTillSettings): Promise<void> {
  const { devicePorts } = settings;
  if (devicePorts === undefined) throw new Error("the devices of this till are reached over TCP");
  const clock = createBusinessClock(createSystemClock(), settings.atMs);
  const cardReader = must(await VpcdReader.listen({ host: "127.0.0.1", port: 0 }));
  const terminal = must(
    await openTerminal({
      dataDirectory: settings.dataDirectory,
      keyDirectory: settings.keyDirectory,
      interaction: UNATTENDED,
      onBug: (error) => {
        throw error;
      },
      substitutes: {
        clock: () => clock,
        devices: (parts) => ({ cardReader, ...tcpDevices(devicePorts, parts.clock) }),
      },
    }),
  );
  await terminal.idle();
  const hands = new Hands(terminal);
  tell({ readerPort: cardReader.address.port });
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as KillOrder;
    clock.advanceTo(order.atMs);
    tell(await hands.carryOut(order));
    if (order.do !== "end") continue;
    process.stdin.destroy();
    return;
  }
  // Whoever started this till is gone.
  process.exit(1);
}

await main(JSON.parse(process.argv[2] ?? "{}") as KillTillSettings);
