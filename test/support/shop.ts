import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Terminal } from "../../main/application/terminal.ts";
import type { Interaction } from "../../main/application/terminal-parts.ts";
import { openTerminal, type Substitutes } from "../../main/compose.ts";
import { parseTerminalFile } from "../../main/config/terminal-file.ts";
import type { WrappedKey } from "../../main/domain/batch/working-keys.ts";
import { fromHex } from "../../main/domain/bytes.ts";
import { SAMPLE_CATALOGUE } from "../../main/domain/catalogue/sample-catalogue-table.ts";
import type { Command } from "../../main/domain/command.ts";
import { type SaleId, saleId, shiftId } from "../../main/domain/ids.ts";
import type { PaymentState } from "../../main/domain/payment/state.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { TerminalConfig } from "../../main/domain/till/config.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { systemEntropy } from "../../main/system/entropy.ts";
import type { BehaviourRule } from "../../simulators/acquirer/behaviour.ts";
import { TEST_TMK_HEX } from "../../simulators/acquirer/keys.ts";
import { type RunningAcquirer, start } from "../../simulators/acquirer/server.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import type { VirtualCardOptions } from "../../simulators/card/virtual-card.ts";
import { desEncrypt, keyCheckValue } from "../../simulators/crypto/des.ts";
import { sampleTerminalFile } from "../../simulators/dock/sample-terminal.ts";
import {
  createSimulatedCounter,
  type SimulatedCounter,
  testMasterKeyComponents,
} from "../../simulators/dock/simulated-counter.ts";
import { UNATTENDED } from "../../simulators/dock/unattended.ts";
import { must } from "./journal.ts";
import { tempDir } from "./temp-dir.ts";

export type ShopOptions = {
  readonly behaviour?: readonly BehaviourRule[];
  /** Changes of the sample configuration. Timeouts are short by default, and the grace time is over at once. */
  readonly config?: (config: TerminalConfig) => TerminalConfig;
  readonly interaction?: Partial<Interaction>;
  readonly substitutes?: Substitutes;
  readonly hasStripeReader?: boolean;
  /** False: it has its keys, and its host has never heard of it. */
  readonly isSignedIn?: false;
  /** Lays a line to the host's port and gives the port of its near end. */
  readonly line?: (hostPort: number) => Promise<number>;
};

/**
 * A whole shop in one test: the real terminal with its real database, drivers and TCP link, simulated devices and a
 * simulated host behind them. Only time limits are shorter than in a shop.
 */
export class Shop {
  readonly dataDirectory: string;
  readonly keyDirectory: string;
  readonly counter: SimulatedCounter;
  readonly bugs: unknown[] = [];
  readonly #options: ShopOptions;
  host!: RunningAcquirer;
  #linePort = 0;
  terminal!: Terminal;

  private constructor(options: ShopOptions) {
    const dir = tempDir();
    this.dataDirectory = join(dir, "data");
    this.keyDirectory = join(dir, "keys");
    this.#options = options;
    this.counter = createSimulatedCounter(createSystemClock(), {
      hasStripeReader: options.hasStripeReader ?? false,
    });
    this.counter.pad.usualCustomer = { kind: "digits", pin: "123456" };
  }

  /** Set up, keys loaded, signed in, shift open. */
  static async open(options: ShopOptions = {}): Promise<Shop> {
    const shop = new Shop(options);
    await shop.startHost();
    shop.#linePort = (await options.line?.(shop.host.port)) ?? shop.host.port;
    await shop.startTerminal();
    await shop.do({ kind: "configureTerminal", config: shop.#config() });
    must(await shop.terminal.seedCatalogue(SAMPLE_CATALOGUE));
    must(await shop.terminal.addOperator("li", "owner", new Sensitive("2468")));
    // Devices and link of the new configuration come with a restart, as in a shop.
    await shop.restart();
    const module = shop.counter.devices.secureModule;
    for (const [i, component] of testMasterKeyComponents().entries()) {
      must(await (module?.loadMasterKeyComponent(i === 0 ? 1 : 2, component) as never));
    }
    if (options.isSignedIn !== false) must(await shop.terminal.signIn());
    await shop.openShift();
    onTestFinished(() => shop.close());
    return shop;
  }

  #config(): TerminalConfig {
    const file = sampleTerminalFile({ port: this.#linePort });
    const parsed = must(parseTerminalFile(JSON.stringify(file)));
    const { acquirer } = parsed;
    const quick: TerminalConfig = {
      ...parsed,
      language: "en",
      acquirer: {
        ...acquirer,
        connectTimeoutMs: 500,
        replyTimeoutMs: 400,
        lingerMs: 1_000,
        reversal: { ...acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 100 },
      },
      devices: { ...parsed.devices, cardReader: { kind: "pcsc", insertTimeoutMs: 1_000 } },
    };
    return this.#options.config?.(quick) ?? quick;
  }

  async startHost(port = 0): Promise<void> {
    const { behaviour } = this.#options;
    this.host = must(
      await start({
        port,
        ledgerFile: ":memory:",
        seed: "shop",
        declinesWithMac: "reversals",
        ...(behaviour === undefined ? {} : { behaviour }),
      }),
    );
  }

  async startTerminal(): Promise<void> {
    const { interaction, substitutes } = this.#options;
    this.terminal = must(
      await openTerminal({
        dataDirectory: this.dataDirectory,
        keyDirectory: this.keyDirectory,
        interaction: { ...UNATTENDED, ...interaction },
        onBug: (error) => this.bugs.push(error),
        substitutes: { devices: () => this.counter.devices, ...substitutes },
      }),
    );
  }

  /** Stops the till in good order and starts it again on the same books. */
  async restart(): Promise<void> {
    await this.terminal.parts.journal.close();
    await this.startTerminal();
  }

  async close(): Promise<void> {
    await this.terminal.close().catch(() => undefined);
    await this.host.close();
  }

  async do(...commands: Command[]): Promise<void> {
    must(await this.terminal.submit(commands));
  }

  openShift(): Promise<void> {
    const id = shiftId(systemEntropy.uuid());
    return this.do({ kind: "openShift", shiftId: id, operator: "li", floatFen: 10_000n });
  }

  /** Opens a sale over one line of that amount. */
  async sale(amountFen: bigint): Promise<SaleId> {
    const id = saleId(systemEntropy.uuid());
    const item = {
      code: "",
      nameZh: "商品",
      nameEn: "Goods",
      priceFen: amountFen,
      vatRatePercent: 13,
      unit: "piece",
    } as const;
    await this.do(
      { kind: "openSale", saleId: id, operator: "li" },
      { kind: "addLine", saleId: id, item, quantityMilli: 1000 },
    );
    return id;
  }

  insert(name: string, options: VirtualCardOptions = {}): void {
    this.counter.reader.remove();
    const card = createCard(name, options);
    if (card === undefined) throw new Error(`there is no card ${name}`);
    this.counter.reader.insert(card);
  }

  /** Charges the card that is in the reader for a new sale of that amount. */
  async payCard(amountFen: bigint): Promise<PaymentState> {
    return must(await this.terminal.takeCardPayment({ saleId: await this.sale(amountFen), operator: "li" }));
  }

  /** The host closes the batch and wants a new sign-in, as after a day's end. */
  async forgetSignIn(): Promise<void> {
    const [batch] = [...this.terminal.world.batches.values()];
    this.host.closeBatch(batch?.tid ?? "");
    must(
      await this.terminal.parts.runner.observe({
        kind: "signInFinished",
        result: { signedIn: false, reason: "test", keysTouched: true, reached: true },
      }),
    );
  }

  batchNumber(): number {
    return [...this.terminal.world.batches.values()][0]?.batchNumber ?? 0;
  }

  /** A working key under the test master key, as a host would send it. */
  wrapped(keyHex: string): WrappedKey {
    const key = fromHex(keyHex);
    return { cryptogram: desEncrypt(fromHex(TEST_TMK_HEX), key), kcv: keyCheckValue(key) };
  }

  /** What the host counts in the open batch, net of voids, against what the till counts there. */
  compare(): { readonly till: bigint; readonly host: bigint } {
    const batch = [...this.terminal.world.batches.values()][0];
    if (batch === undefined) throw new Error("the terminal has no batch");
    const { netFen } = this.host.ledger.totals(batch.tid, batch.batchNumber);
    return { till: batch.totals.saleFen - batch.totals.voidFen, host: netFen };
  }
}
