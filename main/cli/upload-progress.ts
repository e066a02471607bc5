import type { UploadProgress } from "../application/upload.ts";
import { formatYuan } from "../domain/money.ts";
import type { Output } from "./output.ts";

const BAR_WIDTH = 24;

/** Lines of a file that watches an upload: one every tenth. */
const STEPS = 10;

/** Shows how far an upload has come: a bar, records, money, and the time that is left. */
export class UploadProgressBar {
  readonly #output: Output;
  #lastStep = -1;

  constructor(output: Output) {
    this.#output = output;
  }

  show({ doneCount, totalCount, doneFen, totalFen, remainingMs }: UploadProgress): void {
    const share = totalCount === 0 ? 1 : doneCount / totalCount;
    const step = Math.floor(share * STEPS);
    const filled = Math.round(share * BAR_WIDTH);
    const text = this.#output.text("cli.uploadProgress", {
      bar: "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled),
      done: doneCount,
      total: totalCount,
      amount: formatYuan(doneFen),
      of: formatYuan(totalFen),
      left: remainingMs === undefined ? "-" : durationWords(this.#output, remainingMs),
    });
    this.#output.progressLine(text, step !== this.#lastStep);
    this.#lastStep = step;
  }

  end(): void {
    if (this.#lastStep >= 0) this.#output.endProgressLine();
  }
}

/** `42 s`, `3 min`, `5 h 20 min`, `2 days`; rounded up, so that nothing is promised too early. */
export function durationWords(output: Output, ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return output.text("cli.duration.seconds", { seconds });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return output.text("cli.duration.minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return output.text("cli.duration.hours", { hours, minutes: minutes % 60 });
  return output.text("cli.duration.days", { days: Math.floor(hours / 24) });
}
