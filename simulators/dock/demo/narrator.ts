import { formatYuan } from "../../../main/domain/money.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import type { SaleWay } from "./day-plan.ts";
import type { Missing } from "./real-parts.ts";
import { type DemoWord, word } from "./words-table.ts";

const SALE_WAYS: readonly SaleWay[] = ["cash", "split", "online", "offline"];

type Gaps = Readonly<Record<string, string | number>>;

/** Tells the day as it goes: what happened, each line with its time; usual sales are counted up into one line. */
export class Narrator {
  readonly #language: Language;
  readonly #writeLine: (line: string) => void;
  #untold: { readonly way: SaleWay; readonly fen: number; readonly atSecond: number }[] = [];

  constructor(language: Language, writeLine: (line: string) => void) {
    this.#language = language;
    this.#writeLine = writeLine;
  }

  say(key: DemoWord, gaps?: Gaps): void {
    this.#writeLine(word(this.#language, key, gaps));
  }

  /** Says that a part is not real, and why. */
  sayWhy(key: DemoWord, missing: Missing | undefined): void {
    this.say(key, { why: word(this.#language, `missing.${missing ?? "packages"}`) });
  }

  /** A line of the day; the sales before it are told first. */
  tell(atSecond: number, key: DemoWord, gaps?: Gaps): void {
    this.tellSales();
    this.#writeLine(`${timeOf(atSecond)}        ${word(this.#language, key, gaps)}`);
  }

  tellVoid(
    atSecond: number,
    { how, ...gaps }: { readonly number: number; readonly sum: string; readonly how: DemoWord },
  ): void {
    this.tell(atSecond, "voided", { ...gaps, how: word(this.#language, how) });
  }

  /** What the till or the host said about it, in its own words. */
  quote(sentences: readonly string[]): void {
    for (const sentence of sentences) this.#writeLine(`               "${sentence}"`);
  }

  note(way: SaleWay, fen: number, atSecond: number): void {
    this.#untold.push({ way, fen, atSecond });
  }

  tellSales(): void {
    const [first] = this.#untold;
    const last = this.#untold.at(-1);
    if (first === undefined || last === undefined) return;
    const count = (way: SaleWay): number => this.#untold.filter((sale) => sale.way === way).length;
    const sum = this.#untold.reduce((total, { fen }) => total + fen, 0);
    const ways = SALE_WAYS.filter((way) => count(way) > 0).map((way) =>
      word(this.#language, `way.${way}`, { count: count(way) }),
    );
    const text = word(this.#language, "sales", {
      count: this.#untold.length,
      sum: formatYuan(BigInt(sum)),
      ways: ways.join(word(this.#language, "way.separator")),
    });
    const [from, to] = [timeOf(first.atSecond), timeOf(last.atSecond)];
    this.#writeLine(`${from === to ? `${from}      ` : `${from}-${to}`}  ${text}`);
    this.#untold = [];
  }
}

/** `09:05` */
function timeOf(second: number): string {
  const minutes = Math.floor(second / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
