import type { Ink, Mark } from "./paper-piece.ts";
import type { PrintSettings } from "./print-settings.ts";

/** Dots of one column of text: the cell of font A. */
export const COLUMN_DOTS = 12;

const CELLS = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;
const WIDE_CELL = { width: 24, height: 24 } as const;

/** One printed line: marks with y from the line's top, and its text. */
export type ComposedLine = {
  readonly marks: readonly Mark[];
  readonly heightDots: number;
  readonly text: string;
};

type Waiting = {
  readonly ink: Ink;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  /** How many columns the text takes as plain text; 0 for pictures. */
  readonly textColumns: 0 | 1 | 2;
};

/** The buffer in which a line waits until a line feed prints it. */
export class LineComposer {
  #waiting: Waiting[] = [];
  #x = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** True if a character of that kind has no room any more and the line must be printed first. */
  isFullFor(isWide: boolean, settings: PrintSettings): boolean {
    const size = characterSize(isWide, settings);
    return !this.isEmpty && this.#x + size.width > settings.areaWidth;
  }

  addCharacter(text: string, isWide: boolean, settings: PrintSettings): void {
    const size = characterSize(isWide, settings);
    const ink: Ink = {
      kind: "character",
      text,
      isBold: settings.isBold,
      isInverse: settings.isInverse,
      underlineDots: settings.underlineDots,
      cell: isWide ? WIDE_CELL : CELLS[settings.font],
    };
    const { width, height } = size;
    this.#waiting.push({ ink, x: this.#x, width, height, text, textColumns: isWide ? 2 : 1 });
    this.#x += size.width + (isWide ? settings.wideGap : settings.narrowGap);
  }

  addImage(ink: Ink & { kind: "image" }, width: number, height: number): void {
    this.#waiting.push({ ink, x: this.#x, width, height, text: "", textColumns: 0 });
    this.#x += width;
  }

  /** ESC $ and ESC \: where the next character goes, from the left margin or from here. */
  moveTo(x: number): void {
    this.#x = Math.max(x, 0);
  }

  moveBy(dots: number): void {
    this.moveTo(this.#x + dots);
  }

  tab(settings: PrintSettings): void {
    const column = this.#x / COLUMN_DOTS;
    const next = settings.tabColumns.find((tab) => tab > column);
    if (next !== undefined) this.moveTo(next * COLUMN_DOTS);
  }

  /** Takes the line out. An empty one is as high as the line spacing says. */
  take(settings: PrintSettings): ComposedLine {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#x = 0;
    const end = Math.max(0, ...waiting.map((item) => item.x + item.width));
    const start = settings.leftMargin + alignedStart(end, settings);
    const tallest = Math.max(0, ...waiting.map((item) => item.height));
    const placed = waiting.map((item) => ({ ...item, x: item.x + start }));
    return {
      marks: placed.map(({ ink, x, width, height }) => ({ ...ink, x, y: tallest - height, width, height })),
      heightDots: Math.max(tallest, settings.lineSpacing),
      text: textOf(placed),
    };
  }

  clear(): void {
    this.#waiting = [];
    this.#x = 0;
  }
}

/** How far alignment moves something of that width from the left margin. */
export function alignedStart(width: number, settings: PrintSettings): number {
  const free = Math.max(settings.areaWidth - width, 0);
  if (settings.align === "left") return 0;
  return settings.align === "right" ? free : Math.floor(free / 2);
}

function characterSize(
  isWide: boolean,
  settings: PrintSettings,
): { readonly width: number; readonly height: number } {
  const cell = isWide ? WIDE_CELL : CELLS[settings.font];
  const scale = isWide ? settings.wideScale : settings.narrowScale;
  return { width: cell.width * scale.width, height: cell.height * scale.height };
}

/** Each character at its column; one that is larger than its own columns is followed by the blanks it covers. */
function textOf(placed: readonly Waiting[]): string {
  const columns: string[] = [];
  let before = 0;
  let next = 0;
  for (const { x, width, text, textColumns } of placed) {
    if (textColumns === 0) continue;
    // Narrow fonts have more characters than columns; going back on purpose overprints.
    const first = Math.max(Math.round(x / COLUMN_DOTS), x >= before ? next : 0);
    const count = Math.max(Math.round(width / COLUMN_DOTS), textColumns);
    while (columns.length < first) columns.push(" ");
    columns[first] = text;
    for (let i = 1; i < count; i++) columns[first + i] = i < textColumns ? "" : " ";
    before = x;
    next = first + count;
  }
  return columns.join("").trimEnd();
}
