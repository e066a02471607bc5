import { formatYuan } from "../../../main/domain/money.ts";

/** One set of books over the whole day, whoever keeps it. */
export type Books = {
  readonly cardSaleCount: number;
  readonly cardSaleFen: bigint;
  readonly cardVoidCount: number;
  readonly cardVoidFen: bigint;
};

/** The host never sees cash. */
export type CashBooks = Books & { readonly cashFen: bigint };

export type BookRow = {
  readonly name: "cardSales" | "voids" | "net" | "count" | "cash";
  readonly till: string;
  /** Absent where the host keeps no such book. */
  readonly host?: string;
  readonly paper: string;
  readonly isEqual: boolean;
};

export type Comparison = {
  readonly rows: readonly BookRow[];
  readonly agrees: boolean;
  /** What the till says; the last line of the demo when all three say it. */
  readonly netFen: bigint;
  readonly netCount: number;
};

export function compareBooks(till: CashBooks, host: Books, paper: CashBooks): Comparison {
  const row = (name: BookRow["name"], of: (books: Books) => string): BookRow => {
    const [ofTill, ofHost, ofPaper] = [of(till), of(host), of(paper)];
    return {
      name,
      till: ofTill,
      host: ofHost,
      paper: ofPaper,
      isEqual: ofTill === ofHost && ofTill === ofPaper,
    };
  };
  const rows: BookRow[] = [
    row("cardSales", (books) => `${books.cardSaleCount} / ${formatYuan(books.cardSaleFen)}`),
    row("voids", (books) => `${books.cardVoidCount} / ${formatYuan(books.cardVoidFen)}`),
    row("net", (books) => formatYuan(netOf(books))),
    row("count", (books) => String(countOf(books))),
    {
      name: "cash",
      till: formatYuan(till.cashFen),
      paper: formatYuan(paper.cashFen),
      isEqual: till.cashFen === paper.cashFen,
    },
  ];
  return {
    rows,
    agrees: rows.every(({ isEqual }) => isEqual),
    netFen: netOf(till),
    netCount: countOf(till),
  };
}

function netOf(books: Books): bigint {
  return books.cardSaleFen - books.cardVoidFen;
}

/** Payments that stand: a sale that was taken back is none any more. */
function countOf(books: Books): number {
  return books.cardSaleCount - books.cardVoidCount;
}
