import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PaperPiece } from "../../printer/paper-piece.ts";
import type { VirtualPrinter } from "../../printer/virtual-printer.ts";
import type { PictureRequest } from "./picture-worker.ts";

/**
 * Keeps every piece of paper that the printer cuts off, as the counter does: the till has no hand in it. Pictures are
 * drawn in a thread of their own, because cards and pads must not wait for them.
 */
export class PaperRoll {
  readonly #folder: string;
  readonly #pieces: PaperPiece[] = [];
  readonly #worker = new Worker(new URL("./picture-worker.ts", import.meta.url));
  #drawnCount = 0;
  #onDrawn: () => void = () => undefined;

  constructor(printer: VirtualPrinter, folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#worker.on("message", () => {
      this.#drawnCount += 1;
      this.#onDrawn();
    });
    printer.onEvent((event) => {
      if (event.kind === "piece") this.#keep(event.piece);
    });
  }

  /** Rows of text of each piece, oldest first. */
  get pieces(): readonly (readonly string[])[] {
    return this.#pieces.map(({ textRows }) => textRows);
  }

  /** Where the text and the picture of a piece are, without their endings. */
  fileOf(index: number): string {
    return join(this.#folder, (index + 1).toString().padStart(4, "0"));
  }

  /** Resolves when every picture is on disk. */
  async saved(): Promise<void> {
    if (this.#drawnCount === this.#pieces.length) return;
    await new Promise<void>((resolve, reject) => {
      this.#worker.once("error", reject);
      this.#onDrawn = () => {
        if (this.#drawnCount === this.#pieces.length) resolve();
      };
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #keep(piece: PaperPiece): void {
    const file = this.fileOf(this.#pieces.length);
    this.#pieces.push(piece);
    writeFileSync(`${file}.txt`, `${piece.textRows.join("\n")}\n`);
    this.#worker.postMessage({ file: `${file}.png`, piece } satisfies PictureRequest);
  }
}
