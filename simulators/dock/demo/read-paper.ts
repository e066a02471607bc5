import type { Language } from "../../../main/domain/text/language.ts";
import { PAPER_WORDS, type PaperWords } from "./paper-words-table.ts";

/**
 * Reads what lies on the counter back into documents: the shop's own proof, counted without asking the till. The input
 * are the rows of text on each piece of paper, as the printer set them from its bytes.
 */
export type PaperDocument =
  | {
      readonly kind: "slip";
      readonly copy: "merchant" | "customer";
      readonly type: "sale" | "void";
      /** Terminal, batch and voucher number: what makes a slip the same slip. */
      readonly id: string;
      /** Of a void too: what was taken back, not below zero. */
      readonly amountFen: bigint;
    }
  | { readonly kind: "receipt" | "voidReceipt"; readonly id: string; readonly cashFen: bigint }
  | { readonly kind: "zReport" | "xReport" | "settlement"; readonly id: string };

export type ReadPaper = {
  /** Every document that is whole, copies and reprints too, in the order of the paper. */
  readonly documents: readonly PaperDocument[];
  /** Pieces of documents: the roll ended, or the till died. */
  readonly fragmentCount: number;
  /** How many documents say that they were printed before. */
  readonly reprintCount: number;
};

export type PaperTotals = {
  readonly cardSaleCount: number;
  readonly cardSaleFen: bigint;
  readonly cardVoidCount: number;
  readonly cardVoidFen: bigint;
  /** Cash taken less cash handed back. */
  readonly cashFen: bigint;
  /** Papers under one number that say different things. */
  readonly conflicts: readonly string[];
};

export function readPaper(pieces: readonly (readonly string[])[], language: Language): ReadPaper {
  const words = PAPER_WORDS[language];
  const segments = pieces.flatMap((rows) => segmentsOf(rows.map(withoutBlanks), words));
  const read = segments
    .filter((segment) => segment.start !== undefined)
    .map((segment) => documentOf(segment, words));
  const documents = read.filter((document) => document !== undefined);
  const tails = segments.filter(({ start, rows }) => start === undefined && isTail(rows, words));
  const reprints = segments.filter(({ start, isReprint }) => start !== undefined && isReprint);
  return {
    documents,
    fragmentCount: read.length - documents.length + tails.length,
    reprintCount: reprints.length,
  };
}

/** Copies and reprints count once: the merchant's slips for cards, the receipts for cash. */
export function totalsOfPaper(documents: readonly PaperDocument[]): PaperTotals {
  const known = new Map<string, string>();
  const conflicts = new Set<string>();
  const first = documents.filter((document) => {
    const { key, content } = identityOf(document);
    const before = known.get(key);
    known.set(key, before ?? content);
    if (before !== undefined && before !== content) conflicts.add(key);
    return before === undefined;
  });
  for (const document of documents) {
    if (document.kind !== "slip" || document.copy !== "customer") continue;
    const merchant = known.get(`slip merchant ${document.id}`);
    if (merchant !== undefined && merchant !== identityOf(document).content)
      conflicts.add(`slip ${document.id}`);
  }
  const slips = first
    .filter((document) => document.kind === "slip")
    .filter(({ copy }) => copy === "merchant");
  const sales = slips.filter(({ type }) => type === "sale");
  const voids = slips.filter(({ type }) => type === "void");
  const cash = (kind: "receipt" | "voidReceipt") =>
    first.reduce((sum, document) => (document.kind === kind ? sum + document.cashFen : sum), 0n);
  return {
    cardSaleCount: sales.length,
    cardSaleFen: sales.reduce((sum, { amountFen }) => sum + amountFen, 0n),
    cardVoidCount: voids.length,
    cardVoidFen: voids.reduce((sum, { amountFen }) => sum + amountFen, 0n),
    cashFen: cash("receipt") - cash("voidReceipt"),
    conflicts: [...conflicts],
  };
}

function identityOf(document: PaperDocument): { readonly key: string; readonly content: string } {
  switch (document.kind) {
    case "slip": {
      const content = `${document.type} ${document.amountFen}`;
      return { key: `slip ${document.copy} ${document.id}`, content };
    }
    case "receipt":
    case "voidReceipt":
      return { key: `${document.kind} ${document.id}`, content: `${document.cashFen}` };
    case "zReport":
    case "xReport":
    case "settlement":
      return { key: `${document.kind} ${document.id}`, content: "" };
    default:
      return document satisfies never;
  }
}

type Start = PaperDocument["kind"];
type Segment = { readonly start: Start | undefined; readonly rows: string[]; isReprint: boolean };

/** A piece of paper may hold the beginning of one document and then another: each begins with a row of its own. */
function segmentsOf(rows: readonly string[], words: PaperWords): Segment[] {
  const segments: Segment[] = [{ start: undefined, rows: [], isReprint: false }];
  let isMarked = false;
  for (const row of rows) {
    // The mark stands at the top and at the bottom, so it also ends a document.
    if (new RegExp(`^${words.reprint}\\d+$`).test(row)) {
      isMarked = true;
      continue;
    }
    const start = startOf(row, words);
    const last = segments.at(-1);
    // A void receipt has its title above its number; the title alone tells it from a sale's.
    if (start !== undefined) segments.push({ start, rows: [row], isReprint: isMarked });
    else last?.rows.push(row);
    if (start !== undefined) isMarked = false;
  }
  return segments;
}

function startOf(row: string, words: PaperWords): Start | undefined {
  if (row === words.slip) return "slip";
  if (row === words.voidReceipt) return "voidReceipt";
  if (row === words.settlement) return "settlement";
  if (new RegExp(`^${words.zReport}\\d+$`).test(row)) return "zReport";
  if (new RegExp(`^${words.xReport}\\d+$`).test(row)) return "xReport";
  return new RegExp(`^${words.receipt}\\d{6}${words.shift}\\d+$`).test(row) ? "receipt" : undefined;
}

/** The end of a document whose beginning is on another roll, told by what only ends have. */
function isTail(rows: readonly string[], words: PaperWords): boolean {
  return rows.some(
    (row) => row === words.thanks || row === words.signature || row.startsWith(words.amount + words.currency),
  );
}

function documentOf({ start, rows }: Segment, words: PaperWords): PaperDocument | undefined {
  switch (start) {
    case "slip":
      return slipOf(rows, words);
    case "receipt":
      return receiptOf(rows, words);
    case "voidReceipt":
      return voidReceiptOf(rows, words);
    case "zReport":
      return { kind: start, id: rows[0]?.slice(words.zReport.length) ?? "" };
    case "xReport":
      return { kind: start, id: rows[0]?.slice(words.xReport.length) ?? "" };
    case "settlement": {
      const id = valueAfter(rows, words.batch, /^\d{6}$/);
      return id === undefined ? undefined : { kind: start, id };
    }
    case undefined:
      return undefined;
    default:
      return start satisfies never;
  }
}

function slipOf(rows: readonly string[], words: PaperWords): PaperDocument | undefined {
  const copy = rows.includes(words.merchantCopy)
    ? "merchant"
    : rows.includes(words.customerCopy)
      ? "customer"
      : undefined;
  const type = rows.includes(words.type + words.saleVoid)
    ? "void"
    : rows.includes(words.type + words.sale)
      ? "sale"
      : undefined;
  const terminal = valueAfter(rows, words.terminal, /^\d{8}$/);
  const batch = valueAfter(rows, words.batch, /^\d{6}$/);
  const stan = valueAfter(rows, words.stan, /^\d{6}$/);
  const amount = valueAfter(rows, words.amount, new RegExp(`^${words.currency}${MONEY}$`));
  if (copy === undefined || type === undefined || terminal === undefined) return undefined;
  if (batch === undefined || stan === undefined || amount === undefined) return undefined;
  const fen = fenOf(amount.slice(words.currency.length));
  // The sign and the type say the same thing twice; paper on which they differ is no proof.
  if (fen < 0n !== (type === "void")) return undefined;
  return { kind: "slip", copy, type, id: `${terminal}/${batch}/${stan}`, amountFen: fen < 0n ? -fen : fen };
}

function receiptOf(rows: readonly string[], words: PaperWords): PaperDocument | undefined {
  if (!rows.includes(words.thanks)) return undefined;
  const id = rows[0]?.slice(words.receipt.length, words.receipt.length + 6) ?? "";
  return { kind: "receipt", id, cashFen: sumAfter(rows, words.cash) };
}

function voidReceiptOf(rows: readonly string[], words: PaperWords): PaperDocument | undefined {
  const number = rows.find((row) => new RegExp(`^${words.receipt}\\d{6}`).test(row));
  if (number === undefined || !rows.includes(words.signature)) return undefined;
  const id = number.slice(words.receipt.length, words.receipt.length + 6);
  return { kind: "voidReceipt", id, cashFen: sumAfter(rows, words.cashReturned) };
}

/** `-1,234.50` */
const MONEY = "-?[\\d,]+\\.\\d{2}";

/** What stands behind a name, or in the row below when the paper was too narrow for both. */
function valueAfter(rows: readonly string[], name: string, form: RegExp): string | undefined {
  for (const [i, row] of rows.entries()) {
    if (!row.startsWith(name)) continue;
    const value = row === name ? (rows[i + 1] ?? "") : row.slice(name.length);
    if (form.test(value)) return value;
  }
  return undefined;
}

function sumAfter(rows: readonly string[], name: string): bigint {
  const form = new RegExp(`^${name}(${MONEY})$`);
  return rows.reduce((sum, row) => sum + fenOf(form.exec(row)?.[1] ?? "0.00"), 0n);
}

function fenOf(text: string): bigint {
  return BigInt(text.replace(/[,.]/g, ""));
}

function withoutBlanks(row: string): string {
  return row.replace(/\s+/g, "");
}
