import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VirtualPrinter } from "../../../simulators/printer/virtual-printer.ts";

/** Reads one set of the published ESC/POS vectors, or says that their folder is not set. */
export function readEscposVectors(file: string): Record<string, unknown>[] {
  const folder = process.env["JINKA_VECTORS"];
  if (folder === undefined) {
    console.log(`JINKA_VECTORS is not set: ${file} was not read`);
    return [];
  }
  const text = readFileSync(join(folder, "escpos", `${file}.json`), "utf8");
  const { vectors } = JSON.parse(text) as { vectors: Record<string, unknown>[] };
  console.log(`${file}: ${vectors.length} vectors`);
  return vectors;
}

/** What a virtual printer makes of a stream: the text on the paper, its answers, and what it did not understand. */
export function printStream(
  bytes: Uint8Array,
  columns: 32 | 48,
  bootsInHanzi: boolean,
): { rows: string[]; unknown: string[]; answers: number } {
  const printer = new VirtualPrinter({ columns, clock: { sleep: async () => undefined }, bootsInHanzi });
  const rows: string[] = [];
  const unknown: string[] = [];
  let answers = 0;
  printer.onSend(() => {
    answers += 1;
  });
  printer.onEvent((event) => {
    if (event.kind === "piece") rows.push(...event.piece.textRows);
    if (event.kind === "unknownCommand") unknown.push(event.hex);
  });
  printer.receive(bytes);
  printer.tearOff();
  return { rows, unknown, answers };
}
