import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openTerminal } from "../../../main/compose.ts";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import { SAMPLE_CATALOGUE } from "../../../main/domain/catalogue/sample-catalogue-table.ts";
import { formatYuan } from "../../../main/domain/money.ts";
import { columnsOf } from "../../../main/domain/receipt/printable.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { Sensitive } from "../../../main/domain/sensitive.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { TEST_TMK_HEX } from "../../acquirer/keys.ts";
import { type RunningAcquirer, start } from "../../acquirer/server.ts";
import { createFileMemory } from "../../pin-pad/key-memory.ts";
import { VirtualPinPad } from "../../pin-pad/virtual-pin-pad.ts";
import { sampleTerminalFile } from "../sample-terminal.ts";
import { DemoTill } from "./demo-till.ts";
import type { DemoFigures, DemoOrder, DemoTillSettings } from "./orders.ts";
import { type DemoWord, word } from "./words-table.ts";

/** How long the demo's host may take: long enough for a loaded machine, short enough to be watched. */
const REPLY_TIMEOUT_MS = 1_500;

export type DemoOptions = {
  readonly directory: string;
  readonly language: Language;
  readonly writeLine: (line: string) => void;
};

export type DemoResult = {
  readonly till: DemoFigures;
  readonly hostNetFen: bigint;
  readonly agrees: boolean;
};

/** Goods of the demo's sales, by their place in the catalogue, and how each is paid. */
const SALES: readonly {
  readonly goods: readonly (readonly [number, number])[];
  readonly pay: "cash" | "card" | "split";
  readonly card?: string;
}[] = [
  { goods: [[2, 2]], pay: "cash" },
  {
    goods: [
      [0, 1],
      [26, 2],
    ],
    pay: "card",
  },
  {
    goods: [
      [10, 1],
      [13, 1],
    ],
    pay: "split",
  },
  { goods: [[31, 1]], pay: "card", card: "credit" },
  {
    goods: [
      [3, 3],
      [22, 2],
    ],
    pay: "cash",
  },
  { goods: [[15, 1]], pay: "card" },
  {
    goods: [
      [28, 2],
      [39, 1],
    ],
    pay: "split",
    card: "credit",
  },
  {
    goods: [
      [35, 1],
      [34, 4],
    ],
    pay: "card",
  },
  { goods: [[6, 2]], pay: "cash" },
  {
    goods: [
      [9, 6],
      [11, 1],
    ],
    pay: "card",
  },
];

/** What a split sale pays in cash first. */
const SPLIT_CASH_FEN = 1_000;
const FLOAT_FEN = 20_000;

/** Plays the day and compares. The result tells; nothing is thrown but for mistakes of the demo itself. */
export async function runDemo(
  options: DemoOptions,
): Promise<Result<DemoResult, { readonly step: string; readonly detail: string }>> {
  rmSync(options.directory, { recursive: true, force: true });
  mkdirSync(options.directory, { recursive: true });
  const ledgerFile = join(options.directory, "host-ledger.sqlite");
  const host = await start({ port: 0, ledgerFile, declinesWithMac: "reversals" });
  if (!host.ok) return err({ step: "host", detail: host.fault.kind });
  try {
    return await new DemoDay(options, host.value).play();
  } finally {
    await host.value.close();
  }
}

class StepFailed extends Error {
  readonly step: string;
  constructor(step: string, detail: string) {
    super(detail);
    this.step = step;
  }
}

class DemoDay {
  readonly #options: DemoOptions;
  readonly #host: RunningAcquirer;
  readonly #settings: DemoTillSettings;
  #till: DemoTill | undefined;

  constructor(options: DemoOptions, host: RunningAcquirer) {
    this.#options = options;
    this.#host = host;
    this.#settings = {
      dataDirectory: join(options.directory, "till"),
      keyDirectory: join(options.directory, "keys"),
      paperDirectory: join(options.directory, "paper"),
      padFile: join(options.directory, "pin-pad-keys.txt"),
      hostPort: host.port,
      language: options.language,
    };
  }

  #say(key: DemoWord, gaps?: Readonly<Record<string, string | number>>): void {
    this.#options.writeLine(word(this.#options.language, key, gaps));
  }

  async play(): Promise<Result<DemoResult, { readonly step: string; readonly detail: string }>> {
    this.#say("intro");
    this.#say("times", { ms: REPLY_TIMEOUT_MS });
    try {
      await this.#setUp();
      this.#till = await DemoTill.start(this.#settings);
      await this.#ask({ do: "openShift", floatFen: FLOAT_FEN });
      this.#say("shiftOpened");
      const receipts = await this.#sell();
      await this.#voidOne(receipts);
      await this.#loseAnAnswer();
      await this.#killInTheMiddle();
      return ok(await this.#close());
    } catch (error) {
      if (error instanceof StepFailed) return err({ step: error.step, detail: error.message });
      throw error;
    } finally {
      this.#till?.kill();
    }
  }

  /** Configuration, operator, and the keys that two people would have entered into the pad. */
  async #setUp(): Promise<void> {
    const file = sampleTerminalFile({ port: this.#settings.hostPort });
    const parsed = parseTerminalFile(JSON.stringify(file));
    if (!parsed.ok) throw new StepFailed("setup", JSON.stringify(parsed.fault));
    const { acquirer } = parsed.value;
    const reversal = { ...acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 200 };
    const quick = { ...acquirer, replyTimeoutMs: REPLY_TIMEOUT_MS, lingerMs: 0, reversal };
    const config = { ...parsed.value, language: this.#options.language, acquirer: quick };
    const clock = createSystemClock();
    const memory = createFileMemory(this.#settings.padFile);
    new VirtualPinPad({ clock, memory }).keys.inject(new Sensitive(fromHex(TEST_TMK_HEX)).reveal());
    const opened = await openTerminal({
      ...{ dataDirectory: this.#settings.dataDirectory, keyDirectory: this.#settings.keyDirectory },
      interaction: {
        chooseApplication: async () => 0,
        confirmSameCard: async () => true,
        progress: () => undefined,
      },
      onBug: (error) => {
        throw error;
      },
    });
    if (!opened.ok) throw new StepFailed("setup", opened.fault.fault.kind);
    const terminal = opened.value;
    const done = await terminal.submit([{ kind: "configureTerminal", config }]);
    await terminal.seedCatalogue(SAMPLE_CATALOGUE);
    const added = await terminal.addOperator("demo", "owner", new Sensitive("2580"));
    await terminal.close();
    if (!done.ok || !added.ok) throw new StepFailed("setup", "refused");
  }

  async #ask(order: DemoOrder) {
    const answer = await this.#till?.tell(order);
    if (answer === undefined) throw new StepFailed(order.do, "the till is gone");
    if (!answer.ok) throw new StepFailed(order.do, answer.sentences.join(" "));
    return answer;
  }

  async #sell(): Promise<readonly number[]> {
    const receipts: number[] = [];
    for (const [i, sale] of SALES.entries()) {
      const items = sale.goods.map(([place, count]) => ({
        code: SAMPLE_CATALOGUE[place]?.code ?? "",
        count,
      }));
      const cash = { kind: "cash", amountFen: SPLIT_CASH_FEN } as const;
      const pay = sale.pay === "split" ? [cash, { kind: "card" } as const] : [{ kind: sale.pay } as const];
      const answer = await this.#ask({
        do: "sell",
        items,
        pay,
        ...(sale.card === undefined ? {} : { card: sale.card }),
      });
      receipts.push(answer.receiptNumber ?? 0);
      const how = word(this.#options.language, sale.pay);
      this.#say("sale", { number: i + 1, count: SALES.length, how, total: yuan(answer.totalFen) });
    }
    return receipts;
  }

  async #voidOne(receipts: readonly number[]): Promise<void> {
    const receiptNumber = receipts[5] ?? 0;
    const answer = await this.#ask({ do: "void", receiptNumber, card: "debit" });
    this.#say("voided", { number: receiptNumber, total: yuan(answer.totalFen) });
  }

  async #loseAnAnswer(): Promise<void> {
    this.#host.setBehaviour([{ on: "sale", nth: 1, do: "loseAnswer" }]);
    this.#say("lostAnswer");
    await this.#sellOneThatFails();
    this.#host.setBehaviour([]);
    const settled = await this.#ask({ do: "settleDebts" });
    for (const sentence of settled.sentences) this.#options.writeLine(`  ${sentence}`);
    this.#say("reversed");
  }

  async #sellOneThatFails(): Promise<void> {
    const items = [{ code: SAMPLE_CATALOGUE[36]?.code ?? "", count: 1 }];
    const answer = await this.#till?.tell({ do: "sell", items, pay: [{ kind: "card" }] });
    for (const sentence of answer?.sentences ?? []) this.#options.writeLine(`  ${sentence}`);
    if (answer?.ok) throw new StepFailed("sell", "a sale without an answer was completed");
  }

  /** The host has the request and the till does not have the answer: the worst moment there is. */
  async #killInTheMiddle(): Promise<void> {
    this.#say("killed");
    const stop = this.#host.on("message", (message) => {
      if (message.direction === "request" && message.kind === "sale") this.#till?.kill();
    });
    await this.#sellOneThatFails();
    stop();
    await this.#till?.gone();
    this.#till = await DemoTill.start(this.#settings);
    const settled = await this.#ask({ do: "settleDebts" });
    for (const sentence of settled.sentences) this.#options.writeLine(`  ${sentence}`);
    this.#say("recovered");
  }

  async #close(): Promise<DemoResult> {
    const { figures } = await this.#ask({ do: "report" });
    if (figures === undefined) throw new StepFailed("report", "no figures");
    const closed = await this.#ask({ do: "closeShift", countedFen: figures.expectedCashFen });
    this.#say("closed");
    this.#options.writeLine(closed.zText ?? "");
    await this.#ask({ do: "end" });
    const totals = this.#host.ledger.totals(figures.tid, figures.batchNumber);
    const tillNetFen = BigInt(figures.cardSaleFen - figures.cardVoidFen);
    const agrees =
      tillNetFen === totals.netFen &&
      figures.cardSaleCount === totals.saleCount &&
      figures.cardVoidCount === totals.voidCount &&
      figures.reversalsDue === 0 &&
      figures.openCount === 0;
    this.#table(figures, totals);
    this.#say("papers", { folder: this.#settings.paperDirectory });
    if (figures.openCount > 0) this.#say("stillOpen", { count: figures.openCount });
    return { till: figures, hostNetFen: totals.netFen, agrees };
  }

  #table(figures: DemoFigures, host: ReturnType<RunningAcquirer["ledger"]["totals"]>): void {
    const { language } = this.#options;
    const rows = [
      ["", word(language, "tableTill"), word(language, "tableHost")],
      row(
        language,
        "tableSales",
        figures.cardSaleCount,
        BigInt(figures.cardSaleFen),
        host.saleCount,
        host.saleFen,
      ),
      row(
        language,
        "tableVoids",
        figures.cardVoidCount,
        BigInt(figures.cardVoidFen),
        host.voidCount,
        host.voidFen,
      ),
      [
        word(language, "tableNet"),
        formatYuan(BigInt(figures.cardSaleFen - figures.cardVoidFen)),
        formatYuan(host.netFen),
      ],
    ];
    for (const [name = "", till = "", other = ""] of rows) {
      this.#options.writeLine(`${pad(name, 14)}${padLeft(till, 18)}${padLeft(other, 18)}`);
    }
  }
}

function row(
  language: Language,
  key: DemoWord,
  tillCount: number,
  tillFen: bigint,
  hostCount: number,
  hostFen: bigint,
): string[] {
  return [
    word(language, key),
    `${tillCount} / ${formatYuan(tillFen)}`,
    `${hostCount} / ${formatYuan(hostFen)}`,
  ];
}

function widthOf(text: string): number {
  return columnsOf(text);
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

function padLeft(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - widthOf(text))) + text;
}

function yuan(fen: number | undefined): string {
  return formatYuan(BigInt(fen ?? 0));
}
