import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSerialLink, type SerialClock } from "../../drivers/serial/open-serial-link.ts";
import { assertNever } from "../../main/domain/assert.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { QrEncoder } from "./graphics.ts";
import type { PaperPiece } from "./paper-piece.ts";
import { renderPng } from "./render-png.ts";
import { attachToLine } from "./serial-printer.ts";
import { type PrinterEvent, VirtualPrinter } from "./virtual-printer.ts";

export type SimulatePrinterOptions = {
  /** The serial line at whose other end the till is, for example one end of a pty pair. */
  readonly port: string;
  /** Default 19200, as most serial printers leave their factory. */
  readonly baudRate?: number;
  readonly columns: 32 | 48;
  /** Where the pieces of paper go, as `0001.png` and `0001.txt` and so on; it is made if it is missing. */
  readonly folder: string;
  readonly clock: SerialClock;
  readonly signal: CancelSignal;
  /** Gets one line for each event, without a line end. */
  readonly writeLine: (line: string) => void;
  readonly encodeQr?: QrEncoder;
};

const BAUD_RATE_DEFAULT = 19_200;

/** A line that is not there yet or went away is looked for this often. */
const LINE_RETRY_MS = 1_000;

/**
 * A receipt printer at a serial line, until the signal aborts: what `jinka simulate printer` runs. The line may come and
 * go; the printer keeps its paper.
 */
export async function simulatePrinter(options: SimulatePrinterOptions): Promise<void> {
  const { clock, signal, writeLine } = options;
  await mkdir(options.folder, { recursive: true });
  const printer = new VirtualPrinter({
    columns: options.columns,
    clock,
    ...(options.encodeQr === undefined ? {} : { encodeQr: options.encodeQr }),
  });
  let pieceCount = 0;
  let saving: Promise<void> = Promise.resolve();
  printer.onEvent((event) => {
    writeLine(sentenceOf(event));
    if (event.kind !== "piece") return;
    pieceCount += 1;
    const name = pieceCount.toString().padStart(4, "0");
    saving = saving.then(async () => {
      await savePiece(event.piece, join(options.folder, name));
      writeLine(`paper: ${name}.png and ${name}.txt`);
    });
  });
  while (!signal.aborted) await serveLine(printer, options);
  printer.tearOff();
  await saving;
}

/** Serves the line until it is lost or the signal aborts. */
async function serveLine(printer: VirtualPrinter, options: SimulatePrinterOptions): Promise<void> {
  const { clock, signal, writeLine } = options;
  const link = openSerialLink(
    { path: options.port, baudRate: options.baudRate ?? BAUD_RATE_DEFAULT },
    { clock },
  );
  const ended = new AbortController();
  const end = () => ended.abort();
  link.onLost(end);
  signal.addEventListener("abort", end, { once: true });
  const attached = await attachToLine(printer, link);
  if ("fault" in attached) {
    writeLine(`line ${options.port}: ${attached.fault}`);
    await clock.sleep(LINE_RETRY_MS, signal);
  } else {
    writeLine(`line ${options.port}: open`);
    await aborted(ended.signal);
    await attached.detach();
    writeLine(`line ${options.port}: ${signal.aborted ? "closed" : "lost"}`);
  }
  signal.removeEventListener("abort", end);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function savePiece(piece: PaperPiece, path: string): Promise<void> {
  await writeFile(`${path}.txt`, piece.textRows.map((row) => `${row}\n`).join(""));
  await writeFile(`${path}.png`, await renderPng(piece));
}

function sentenceOf(event: PrinterEvent): string {
  switch (event.kind) {
    case "piece":
      return `${END_WORDS[event.piece.end]} after ${Math.round(event.piece.heightDots / 8)} mm`;
    case "drawer":
      return `drawer pulse on pin ${event.pin}, ${event.onMs} ms`;
    case "beep":
      return "beep";
    case "stopped":
      return `stopped: ${STOP_WORDS[event.because]}`;
    case "resumed":
      return "printing again";
    case "unknownCommand":
      return `unknown command ${event.hex}`;
    default:
      return assertNever(event);
  }
}

const END_WORDS: Record<PaperPiece["end"], string> = {
  cut: "cut",
  endOfRoll: "end of the roll",
  tornOff: "torn off",
};

const STOP_WORDS: Record<(PrinterEvent & { kind: "stopped" })["because"], string> = {
  paperOut: "no paper",
  coverOpen: "cover open",
  offline: "switched offline",
  cutterJammed: "cutter jammed",
};
