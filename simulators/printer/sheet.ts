import type { Graphic } from "./graphics.ts";
import { alignedStart, COLUMN_DOTS, type ComposedLine } from "./line-composer.ts";
import type { Mark, PaperPiece } from "./paper-piece.ts";
import type { PrintSettings } from "./print-settings.ts";

/** Between a bar code and its text. */
const CAPTION_GAP_DOTS = 4;

const CAPTION_CELL = { width: 12, height: 24 } as const;

/** The paper that hangs out of the printer since the last cut. Every method gives back how far the paper moved, in dots. */
export class Sheet {
  readonly #widthDots: number;
  #marks: Mark[] = [];
  #textRows: string[] = [];
  #y = 0;

  constructor(widthDots: number) {
    this.#widthDots = widthDots;
  }

  get isEmpty(): boolean {
    return this.#y === 0;
  }

  printLine(line: ComposedLine): number {
    this.#marks.push(...line.marks.map((mark) => ({ ...mark, y: mark.y + this.#y })));
    this.#textRows.push(line.text);
    return this.feed(line.heightDots);
  }

  printGraphic(graphic: Graphic, settings: PrintSettings): number {
    const before = this.#y;
    const caption = graphic.caption;
    if (caption?.where === "above" || caption?.where === "both") this.#printCaption(caption.text, settings);
    const x = settings.leftMargin + alignedStart(graphic.width, settings);
    this.#marks.push({ ...graphic.ink, x, y: this.#y, width: graphic.width, height: graphic.height });
    this.feed(graphic.height);
    if (caption?.where === "below" || caption?.where === "both") {
      this.feed(CAPTION_GAP_DOTS);
      this.#printCaption(caption.text, settings);
    }
    return this.#y - before;
  }

  feed(dots: number): number {
    this.#y += dots;
    return dots;
  }

  /** Takes the piece off and begins the next one. */
  takePiece(end: PaperPiece["end"]): PaperPiece {
    const piece = {
      widthDots: this.#widthDots,
      heightDots: this.#y,
      marks: this.#marks,
      textRows: this.#textRows,
      end,
    };
    this.#marks = [];
    this.#textRows = [];
    this.#y = 0;
    return piece;
  }

  #printCaption(text: string, settings: PrintSettings): void {
    const start = settings.leftMargin + alignedStart(text.length * COLUMN_DOTS, settings);
    for (const [i, character] of [...text].entries()) {
      this.#marks.push({
        kind: "character",
        text: character,
        isBold: false,
        isInverse: false,
        underlineDots: 0,
        cell: CAPTION_CELL,
        x: start + i * COLUMN_DOTS,
        y: this.#y,
        width: CAPTION_CELL.width,
        height: CAPTION_CELL.height,
      });
    }
    this.feed(CAPTION_CELL.height);
  }
}
