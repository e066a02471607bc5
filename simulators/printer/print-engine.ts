import { singleByteCharacter } from "./code-page-tables.ts";
import { type StreamPart, word } from "./command-parser.ts";
import { bitImage, Graphics, type QrEncoder } from "./graphics.ts";
import { LineComposer } from "./line-composer.ts";
import type { PaperPiece } from "./paper-piece.ts";
import { applySetting, initialSettings, type PrintSettings } from "./print-settings.ts";
import { Sheet } from "./sheet.ts";

export type PrintEngineParts = {
  readonly widthDots: number;
  readonly hasCutter: boolean;
  readonly bootsInHanzi: boolean;
  readonly encodeQr: QrEncoder | undefined;
  readonly onPiece: (piece: PaperPiece) => void;
  /** A command that prints nothing: drawer, status, beep and the like. */
  readonly onDevice: (name: string, parameters: Uint8Array) => void;
};

/** From the print head to the knife: a cut that feeds first moves the paper this far. */
const HEAD_TO_KNIFE_DOTS = 96;

/** Room above the first line: the paper that lay between head and knife at the cut before. */
const TOP_MARGIN_DOTS = 24;

/** Turns commands and characters into marks on paper. It knows no line, no sensors and no time. */
export class PrintEngine {
  readonly #parts: PrintEngineParts;
  readonly #composer = new LineComposer();
  readonly #graphics: Graphics;
  readonly #sheet: Sheet;
  #settings: PrintSettings;

  constructor(parts: PrintEngineParts) {
    this.#parts = parts;
    this.#graphics = new Graphics(parts.encodeQr);
    this.#sheet = new Sheet(parts.widthDots);
    this.#settings = initialSettings(parts.widthDots, parts.bootsInHanzi);
  }

  /** Whether bytes from 80 on are read as Chinese now. */
  get isHanzi(): boolean {
    return this.#settings.isHanzi;
  }

  /** ESC @ */
  initialise(): void {
    this.#settings = initialSettings(this.#parts.widthDots, this.#parts.bootsInHanzi);
    this.#graphics.reset();
  }

  /** What power off forgets: the settings and the line that waits. */
  restart(): void {
    this.initialise();
    this.#composer.clear();
  }

  /** Takes what hangs out of the printer, if anything does. */
  finishPiece(end: PaperPiece["end"]): void {
    if (!this.#sheet.isEmpty) this.#parts.onPiece(this.#sheet.takePiece(end));
  }

  /** Executes one part and gives back how far the paper moved, in dots. */
  execute(part: StreamPart & { readonly kind: "character" | "command" }): number {
    if (part.kind === "character") return this.#printCharacter(part.bytes);
    const { name, parameters } = part;
    if (applySetting(this.#settings, name, parameters)) return 0;
    const graphic = this.#graphics.execute(name, parameters, this.#settings);
    if (graphic === "nothing") return 0;
    if (graphic === undefined) return this.#executeOther(name, parameters);
    return this.#flush() + this.#top() + this.#sheet.printGraphic(graphic, this.#settings);
  }

  #printCharacter(bytes: Uint8Array): number {
    const isWide = bytes.length > 1;
    const text = isWide
      ? new TextDecoder("gb18030").decode(bytes)
      : singleByteCharacter(bytes[0] ?? 0, this.#settings.page);
    const moved = this.#composer.isFullFor(isWide, this.#settings) ? this.#lineFeed() : 0;
    this.#composer.addCharacter(text, isWide, this.#settings);
    return moved;
  }

  #executeOther(name: string, parameters: Uint8Array): number {
    const [first = 0] = parameters;
    switch (name) {
      case "0A":
        return this.#lineFeed();
      case "1B64":
        return this.#feedLines(first);
      case "1B4A":
        return this.#flush() + this.#top() + this.#sheet.feed(first);
      case "09":
        this.#composer.tab(this.#settings);
        return 0;
      case "1B24":
        this.#composer.moveTo(word(parameters, 0));
        return 0;
      case "1B5C":
        this.#composer.moveBy(signedWord(parameters));
        return 0;
      case "18":
        this.#composer.clear();
        return 0;
      case "1B2A": {
        const image = bitImage(parameters);
        this.#composer.addImage(image.ink, image.width, image.height);
        return 0;
      }
      case "1D56":
        return this.#cut(first >= 0x41, parameters[1] ?? 0);
      case "1B69":
      case "1B6D":
        return this.#cut(false, 0);
      default:
        this.#parts.onDevice(name, parameters);
        return 0;
    }
  }

  #lineFeed(): number {
    return this.#top() + this.#sheet.printLine(this.#composer.take(this.#settings));
  }

  /** ESC d n: the line that waits is the first of them. */
  #feedLines(count: number): number {
    let moved = 0;
    for (let line = 0; line < count; line++) moved += this.#lineFeed();
    return moved;
  }

  #flush(): number {
    return this.#composer.isEmpty ? 0 : this.#lineFeed();
  }

  #top(): number {
    return this.#sheet.isEmpty ? this.#sheet.feed(TOP_MARGIN_DOTS) : 0;
  }

  #cut(feedsFirst: boolean, units: number): number {
    let moved = this.#flush();
    if (feedsFirst) moved += this.#sheet.feed(HEAD_TO_KNIFE_DOTS + units);
    if (this.#parts.hasCutter) this.finishPiece("cut");
    return moved;
  }
}

function signedWord(parameters: Uint8Array): number {
  const value = word(parameters, 0);
  return value >= 0x8000 ? value - 0x10000 : value;
}
