import type {
  CommandAnswer,
  Language,
  QueryAnswers,
  SaleRow,
  TillCommand,
  TillQuery,
  TillView,
  TodayView,
} from "../../main/ipc/contract.ts";
import type { Bridge, Connection } from "../bridge.ts";
import { GOODS } from "./goods-table.ts";
import { RECEIPT } from "./story-papers-table.ts";
import { storyView } from "./story-views.ts";

/** As many goods as the largest shop has, made of the few that have names. */
const GOODS_COUNT = 300_000;

/** A terminal of paper: shows one story, notes what it is asked, and does nothing but change the language. */
export class StoryBridge implements Bridge {
  connection: Connection = "connected";
  view: TillView;
  /** What was sent, for tests to look at. */
  readonly sent: TillCommand[] = [];
  readonly #views = new Set<(view: TillView) => void>();
  readonly #connections = new Set<(connection: Connection) => void>();
  readonly #story: string;

  constructor(story: string, language: Language) {
    this.#story = story;
    this.view = storyView(story, language, 1);
  }

  onView(listener: (view: TillView) => void): () => void {
    this.#views.add(listener);
    return () => this.#views.delete(listener);
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    this.#connections.add(listener);
    return () => this.#connections.delete(listener);
  }

  become(connection: Connection): void {
    this.connection = connection;
    for (const listener of this.#connections) listener(connection);
  }

  show(story: string): void {
    this.view = storyView(story, this.view.language, this.view.revision + 1);
    for (const listener of this.#views) listener(this.view);
  }

  async send(command: TillCommand): Promise<CommandAnswer> {
    this.sent.push(command);
    if (command.kind === "setLanguage") {
      this.view = storyView(this.#story, command.language, this.view.revision + 1);
      for (const listener of this.#views) listener(this.view);
    }
    if (command.kind === "scan" && GOODS.every(({ code }) => code !== command.code)) {
      const sentence =
        this.view.language === "zh-CN"
          ? `没有商品 ${command.code}，没有加入。`
          : `No item ${command.code}. Nothing was added.`;
      return { ok: false, kind: "refused.unknownItem", sentence };
    }
    return { ok: true };
  }

  async query<Q extends TillQuery>(query: Q): Promise<QueryAnswers[Q["kind"]]> {
    return answer(query) as QueryAnswers[Q["kind"]];
  }

  close(): void {}
}

function answer(query: TillQuery): QueryAnswers[TillQuery["kind"]] {
  switch (query.kind) {
    case "items":
      return items(query);
    case "sales":
      return { rows: query.beforeSaleNumber === undefined ? SALES.filter(fits(query.text)) : [] };
    case "papers":
    case "preview":
    case "paper":
      return { papers: [RECEIPT] };
    case "today":
      return TODAY;
  }
}

function items({ text, offset, limit }: Extract<TillQuery, { kind: "items" }>): QueryAnswers["items"] {
  if (text === "") {
    const rows = Array.from({ length: Math.min(limit, GOODS_COUNT - offset) }, (_, index) => {
      const at = offset + index;
      const item = GOODS[at % GOODS.length];
      if (item === undefined) throw new Error("no goods");
      return { ...item, code: at < GOODS.length ? item.code : `69${`${at}`.padStart(11, "0")}` };
    });
    return { rows, totalCount: GOODS_COUNT };
  }
  const found = GOODS.filter(({ code, nameZh, nameEn, pinyin }) => {
    const initials = pinyin
      .split(" ")
      .map((syllable) => syllable[0])
      .join("");
    const words = [code, nameZh, nameEn.toLowerCase(), pinyin.replaceAll(" ", ""), initials];
    return words.some((word) => word.includes(text.toLowerCase()));
  });
  return { rows: found.slice(offset, offset + limit), totalCount: found.length };
}

const fits = (text: string) => (sale: SaleRow) => text === "" || `${sale.receiptNumber}`.includes(text);

const SALES: readonly SaleRow[] = Array.from({ length: 16 }, (_, index) => {
  const number = 217 - index;
  const amountFen = 1_280 + ((index * 3_719) % 21_000);
  const isCard = index % 3 === 0;
  return {
    saleId: `sale-${number}`,
    saleNumber: number,
    receiptNumber: number,
    status: index === 3 ? "voided" : "completed",
    at: `2026-11-23 ${13 - Math.floor(index / 6)}:${`${57 - ((index * 7) % 50)}`.padStart(2, "0")}`,
    operator: "李明",
    totalFen: amountFen,
    tenders: [
      isCard
        ? {
            tenderNumber: 1,
            kind: "card",
            amountFen,
            status: index === 3 ? "voided" : "paid",
            maskedPan: "622800******0209",
          }
        : { tenderNumber: 1, kind: "cash", amountFen, status: "paid" },
    ],
    unsent: index === 0,
    canVoid: index !== 3,
  };
});

const TODAY: TodayView = {
  hours: [
    [8, 12_400, 4_200, 0, 6],
    [9, 31_050, 18_800, 0, 14],
    [10, 22_600, 35_400, 0, 17],
    [11, 41_200, 52_300, 0, 24],
    [12, 58_800, 61_050, 0, 31],
    [13, 36_300, 12_000, 18_640, 15],
    [14, 9_900, 0, 6_400, 5],
  ].map(([hour = 0, cashFen = 0, cardFen = 0, offlineFen = 0, count = 0]) => ({
    hour,
    cashFen,
    cardFen,
    offlineFen,
    count,
  })),
  saleCount: 112,
  totalFen: 421_040,
};
