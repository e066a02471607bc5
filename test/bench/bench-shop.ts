import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Terminal } from "../../main/application/terminal.ts";
import { openTerminal, type Substitutes } from "../../main/compose.ts";
import { parseTerminalFile } from "../../main/config/terminal-file.ts";
import { assertDefined } from "../../main/domain/assert.ts";
import type { Command } from "../../main/domain/command.ts";
import { type SaleId, saleId, shiftId } from "../../main/domain/ids.ts";
import type { PaymentState } from "../../main/domain/payment/state.ts";
import type { Result } from "../../main/domain/result.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { systemEntropy } from "../../main/system/entropy.ts";
import { start } from "../../simulators/acquirer/server.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import { sampleTerminalFile } from "../../simulators/dock/sample-terminal.ts";
import {
  createSimulatedCounter,
  type SimulatedCounter,
  testMasterKeyComponents,
} from "../../simulators/dock/simulated-counter.ts";
import { UNATTENDED } from "../../simulators/dock/unattended.ts";

/** Whatever the shop's terminal calls; the simulated host unless a bench brings its own. */
type BenchHost = { readonly port: number; close(): Promise<void> };

async function startSimulatedHost(): Promise<BenchHost> {
  return value(await start({ port: 0, ledgerFile: ":memory:", seed: "bench", saleLimitFen: 10n ** 11n }));
}

/** A shop to measure in: the real terminal, database, drivers and TCP link, with simulated devices and host. */
export class BenchShop {
  readonly dir: string;
  readonly counter: SimulatedCounter;
  readonly #substitutes: Substitutes;
  host!: BenchHost;
  terminal!: Terminal;

  private constructor(substitutes: Substitutes) {
    this.dir = mkdtempSync(join(tmpdir(), "jinka-bench-"));
    this.counter = createSimulatedCounter(createSystemClock());
    this.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
    this.#substitutes = substitutes;
  }

  /** Runs `use` in a shop that is set up, signed in and open, and takes it away whatever happens. */
  static async with<T>(
    substitutes: Substitutes,
    use: (shop: BenchShop) => Promise<T>,
    startHost: () => Promise<BenchHost> = startSimulatedHost,
  ): Promise<T> {
    const shop = new BenchShop(substitutes);
    try {
      shop.host = await startHost();
      await shop.#open();
      return await use(shop);
    } finally {
      await shop.terminal?.close().catch(() => undefined);
      await shop.host?.close();
      rmSync(shop.dir, { recursive: true, force: true });
    }
  }

  get place(): { readonly dataDirectory: string; readonly keyDirectory: string } {
    return { dataDirectory: join(this.dir, "data"), keyDirectory: join(this.dir, "keys") };
  }

  async #open(): Promise<void> {
    await this.startTerminal();
    const file = sampleTerminalFile({ port: this.host.port });
    const config = value(parseTerminalFile(JSON.stringify(file)));
    await this.do({ kind: "configureTerminal", config });
    value(await this.terminal.addOperator("li", "owner", new Sensitive("2468")));
    await this.restart();
    const pad = assertDefined(this.counter.devices.secureModule, "the counter has a pad");
    for (const [i, component] of testMasterKeyComponents().entries()) {
      value(await pad.loadMasterKeyComponent(i === 0 ? 1 : 2, component));
    }
    value(await this.terminal.signIn());
    await this.do({
      kind: "openShift",
      shiftId: shiftId(systemEntropy.uuid()),
      operator: "li",
      floatFen: 0n,
    });
  }

  async startTerminal(): Promise<void> {
    this.terminal = value(
      await openTerminal({
        ...this.place,
        interaction: UNATTENDED,
        onBug: (error) => {
          throw error;
        },
        substitutes: { devices: () => this.counter.devices, ...this.#substitutes },
      }),
    );
  }

  async restart(): Promise<void> {
    await this.terminal.idle();
    await this.terminal.parts.journal.close();
    await this.startTerminal();
  }

  async do(...commands: Command[]): Promise<void> {
    value(await this.terminal.submit(commands));
  }

  insert(name: "debit" | "credit"): void {
    this.counter.reader.remove();
    this.counter.reader.insert(assertDefined(createCard(name), "the card has a profile"));
  }

  /** Goods over that amount, as the first commands of a sale. */
  goods(amountFen: bigint): { readonly id: SaleId; readonly before: readonly Command[] } {
    const id = saleId(systemEntropy.uuid());
    const item = {
      ...{ code: "", nameZh: "商品", nameEn: "Goods", priceFen: amountFen },
      ...{ vatRatePercent: 13, unit: "piece" as const },
    };
    const before: Command[] = [
      { kind: "openSale", saleId: id, operator: "li" },
      { kind: "addLine", saleId: id, item, quantityMilli: 1000 },
    ];
    return { id, before };
  }

  /** Goods and card in one commit, as the command line does it. */
  async payCard(amountFen: bigint): Promise<PaymentState> {
    const { id, before } = this.goods(amountFen);
    const paid = await this.terminal.takeCardPayment({ saleId: id, operator: "li", before });
    return value(paid);
  }

  async payCash(amountFen: bigint): Promise<void> {
    const { id, before } = this.goods(amountFen);
    await this.do(...before, { kind: "tenderCash", saleId: id, givenFen: amountFen });
  }
}

export function value<T, F>(result: Result<T, F>): T {
  if (!result.ok) throw new Error(`the bench cannot go on: ${JSON.stringify(result.fault)}`);
  return result.value;
}
