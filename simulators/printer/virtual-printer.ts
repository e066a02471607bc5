import { assertNever } from "../../main/domain/assert.ts";
import { concatBytes, toHex } from "../../main/domain/bytes.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { nextPart, type StreamPart } from "./command-parser.ts";
import type { QrEncoder } from "./graphics.ts";
import type { PaperPiece } from "./paper-piece.ts";
import { PrintEngine } from "./print-engine.ts";
import { digit } from "./print-settings.ts";
import { automaticStatus, type PrinterCondition, queuedStatus, realTimeStatus } from "./printer-condition.ts";
import { type RealTimeCommand, RealTimeScanner } from "./real-time-scanner.ts";

export type VirtualPrinterOptions = {
  /** 32 columns are 384 dots, 48 are 576. */
  readonly columns: 32 | 48;
  readonly clock: Pick<Clock, "sleep">;
  /** Default: a roll of 30 m. */
  readonly paperMm?: number;
  /** The sensor says that the paper is near its end from here on. Default 1 m. */
  readonly nearEndMm?: number;
  /** How long one line takes. Default 0: at once. */
  readonly lineMs?: number;
  /** What waits to be printed. More is not taken from the line until some of it is printed. Default 4096. */
  readonly bufferBytes?: number;
  readonly hasCutter?: boolean;
  /** Whether it reads bytes from 80 on as Chinese before it is told so. Default true, as most Chinese printers. */
  readonly bootsInHanzi?: boolean;
  /** False for printers that leave GS r and GS ( H unanswered. Default true. */
  readonly answersQueuedRequests?: boolean;
  readonly encodeQr?: QrEncoder;
};

export type PrinterEvent =
  | { readonly kind: "piece"; readonly piece: PaperPiece }
  | { readonly kind: "drawer"; readonly pin: 2 | 5; readonly onMs: number }
  | { readonly kind: "beep" }
  | { readonly kind: "stopped"; readonly because: "paperOut" | "coverOpen" | "offline" | "cutterJammed" }
  | { readonly kind: "resumed" }
  /** Bytes that no command of the table begins with; a driver that sends them has a mistake. */
  | { readonly kind: "unknownCommand"; readonly hex: string };

const DOTS_PER_MM = 8;
const DOTS_PER_COLUMN = 12;
const PAPER_DEFAULT_MM = 30_000;
const NEAR_END_DEFAULT_MM = 1_000;
const BUFFER_DEFAULT_BYTES = 4_096;

/** What GS I n says of itself: a printer with two-byte characters and a knife. */
const PRINTER_IDS: Readonly<Record<number, number>> = { 1: 0x20, 2: 0x03, 3: 0x01 };

/**
 * A receipt printer from the printer's side of the line: it interprets ESC/POS with tables of its own and prints on paper
 * that can be looked at. People open its cover, take its paper and jam its knife through the methods below.
 */
export class VirtualPrinter {
  readonly #options: VirtualPrinterOptions;
  readonly #engine: PrintEngine;
  readonly #scanner = new RealTimeScanner();
  readonly #senders = new Set<(bytes: Uint8Array) => void>();
  readonly #listeners = new Set<(event: PrinterEvent) => void>();
  readonly #waitingForRoom: (() => void)[] = [];
  #buffer: Uint8Array = new Uint8Array();
  #paperDots: number;
  #isCoverOpen = false;
  #isSwitchedOffline = false;
  #isCutterJammed = false;
  #isDrawerPinHigh = false;
  #isPeripheralSelected = true;
  #reportsAutomatically = false;
  #stoppedBecause: "paperOut" | "coverOpen" | "offline" | "cutterJammed" | undefined;
  #isRunning = false;
  #waitsForBytes = false;

  constructor(options: VirtualPrinterOptions) {
    this.#options = options;
    this.#engine = new PrintEngine({
      widthDots: options.columns * DOTS_PER_COLUMN,
      hasCutter: options.hasCutter ?? true,
      bootsInHanzi: options.bootsInHanzi ?? true,
      encodeQr: options.encodeQr,
      onPiece: (piece) => this.#emit({ kind: "piece", piece }),
      onDevice: (name, parameters) => this.#executeDevice(name, parameters),
    });
    this.#paperDots = (options.paperMm ?? PAPER_DEFAULT_MM) * DOTS_PER_MM;
  }

  /** Bytes from the till. */
  receive(bytes: Uint8Array): void {
    let taken = 0;
    for (const { command, end } of this.#scanner.receive(bytes)) {
      this.#buffer = concatBytes(this.#buffer, bytes.subarray(taken, end));
      taken = end;
      this.#obeyNow(command);
    }
    this.#buffer = concatBytes(this.#buffer, bytes.subarray(taken));
    void this.#run();
  }

  /** Calls back with every answer to the till. Returns how to stop. */
  onSend(sender: (bytes: Uint8Array) => void): () => void {
    this.#senders.add(sender);
    return () => this.#senders.delete(sender);
  }

  onEvent(listener: (event: PrinterEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the buffer takes more: whoever carries the line waits for it before giving the next bytes. */
  async whenRoom(): Promise<void> {
    if (this.#hasRoom) return;
    await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
  }

  get condition(): PrinterCondition {
    const nearEndMm = this.#options.nearEndMm ?? NEAR_END_DEFAULT_MM;
    const isOut = this.#paperDots <= 0;
    return {
      isOffline: this.#stopReason() !== undefined,
      isCoverOpen: this.#isCoverOpen,
      paper: isOut ? "out" : this.#paperDots < nearEndMm * DOTS_PER_MM ? "nearEnd" : "ok",
      isCutterJammed: this.#isCutterJammed,
      isDrawerPinHigh: this.#isDrawerPinHigh,
    };
  }

  get paperMm(): number {
    return Math.max(this.#paperDots, 0) / DOTS_PER_MM;
  }

  /** A new roll. What hung out of the old one is its last piece. */
  loadPaper(mm: number): void {
    this.#change(() => {
      this.#engine.finishPiece("endOfRoll");
      this.#paperDots = mm * DOTS_PER_MM;
    });
  }

  /** Leaves only so much of the roll. */
  cutPaperTo(mm: number): void {
    this.#change(() => {
      this.#paperDots = mm * DOTS_PER_MM;
    });
  }

  openCover(): void {
    this.#change(() => {
      this.#isCoverOpen = true;
    });
  }

  closeCover(): void {
    this.#change(() => {
      this.#isCoverOpen = false;
    });
  }

  goOffline(): void {
    this.#change(() => {
      this.#isSwitchedOffline = true;
    });
  }

  goOnline(): void {
    this.#change(() => {
      this.#isSwitchedOffline = false;
    });
  }

  jamCutter(): void {
    this.#change(() => {
      this.#isCutterJammed = true;
    });
  }

  clearCutter(): void {
    this.#change(() => {
      this.#isCutterJammed = false;
    });
  }

  /** Moves the switch of the drawer; whether open is high depends on the drawer. */
  setDrawerPin(isHigh: boolean): void {
    this.#change(() => {
      this.#isDrawerPinHigh = isHigh;
    });
  }

  /** Somebody tears the paper off. */
  tearOff(): void {
    this.#engine.finishPiece("tornOff");
  }

  /** Off and on again: what waited is forgotten, the paper stays where it is. */
  powerCycle(): void {
    this.#buffer = new Uint8Array();
    this.#reportsAutomatically = false;
    this.#isPeripheralSelected = true;
    this.#engine.restart();
    this.#letOthersIn();
  }

  /** A command that is longer than the buffer is taken as it comes, or it would never be complete. */
  get #hasRoom(): boolean {
    const bufferBytes = this.#options.bufferBytes ?? BUFFER_DEFAULT_BYTES;
    return this.#buffer.length < bufferBytes || this.#waitsForBytes;
  }

  #change(act: () => void): void {
    const before = toHex(automaticStatus(this.condition));
    act();
    this.#noteStop();
    const after = automaticStatus(this.condition);
    if (this.#reportsAutomatically && toHex(after) !== before) this.#send(after);
    void this.#run();
  }

  #stopReason(): "paperOut" | "coverOpen" | "offline" | "cutterJammed" | undefined {
    if (this.#isCoverOpen) return "coverOpen";
    if (this.#paperDots <= 0) return "paperOut";
    if (this.#isCutterJammed) return "cutterJammed";
    return this.#isSwitchedOffline ? "offline" : undefined;
  }

  #noteStop(): void {
    const reason = this.#stopReason();
    if (reason === this.#stoppedBecause) return;
    this.#stoppedBecause = reason;
    this.#emit(reason === undefined ? { kind: "resumed" } : { kind: "stopped", because: reason });
  }

  /** Prints what waits, one part after the other, until it has to wait for bytes or for a person. */
  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const lineMs = this.#options.lineMs ?? 0;
    try {
      // Each round takes at least one byte out of the buffer.
      while (this.#stopReason() === undefined) {
        const part = nextPart(this.#buffer, this.#engine.isHanzi);
        this.#waitsForBytes = part.kind === "incomplete";
        if (part.kind === "incomplete") break;
        this.#buffer = this.#buffer.slice(part.length);
        const movedDots = this.#execute(part);
        this.#letOthersIn();
        if (movedDots === 0) continue;
        this.#change(() => {
          this.#paperDots -= movedDots;
        });
        if (lineMs > 0) await this.#options.clock.sleep(lineMs);
      }
    } finally {
      this.#isRunning = false;
      this.#letOthersIn();
    }
  }

  #letOthersIn(): void {
    if (!this.#hasRoom) return;
    for (const resolve of this.#waitingForRoom.splice(0)) resolve();
  }

  #obeyNow(command: RealTimeCommand): void {
    switch (command.kind) {
      case "status": {
        const status = realTimeStatus(command.number, this.condition);
        if (status !== undefined) this.#send(Uint8Array.of(status));
        return;
      }
      case "recover":
        if (command.isClearing) this.#buffer = new Uint8Array();
        return;
      case "drawer":
        this.#emit({ kind: "drawer", pin: command.pin, onMs: command.onMs });
        return;
      default:
        assertNever(command);
    }
  }

  /** Executes one part and gives back how far the paper moved, in dots. */
  #execute(part: Exclude<StreamPart, { kind: "incomplete" }>): number {
    if (!this.#isPeripheralSelected && !(part.kind === "command" && part.name === "1B3D")) return 0;
    if (part.kind !== "unknown") return this.#engine.execute(part);
    // NUL prints nothing on any printer; drivers fill up with it.
    if (part.bytes[0] !== 0) this.#emit({ kind: "unknownCommand", hex: toHex(part.bytes) });
    return 0;
  }

  /** Commands that move no paper. Those that are not named here change nothing that can be seen. */
  #executeDevice(name: string, parameters: Uint8Array): void {
    const [first = 0] = parameters;
    switch (name) {
      case "1B40":
        this.#engine.initialise();
        return;
      case "1B3D":
        this.#isPeripheralSelected = (first & 1) === 1;
        return;
      case "1B70":
        this.#emit({ kind: "drawer", pin: digit(first) === 0 ? 2 : 5, onMs: 2 * (parameters[1] ?? 0) });
        return;
      case "1B42":
        this.#emit({ kind: "beep" });
        return;
      case "1D61":
        this.#reportsAutomatically = first !== 0;
        if (this.#reportsAutomatically) this.#send(automaticStatus(this.condition));
        return;
      case "1D72":
        this.#answerQueued(queuedStatus(digit(first), this.condition));
        return;
      case "1D49":
        this.#answerQueued(PRINTER_IDS[digit(first)]);
        return;
      case "1D28":
        this.#answerProcessId(parameters);
        return;
    }
  }

  #answerQueued(byte: number | undefined): void {
    if (byte !== undefined && (this.#options.answersQueuedRequests ?? true)) this.#send(Uint8Array.of(byte));
  }

  /** GS ( H, function 48: 48 06 00 30 30 and four characters, which come back between 37 22 and 00. */
  #answerProcessId(parameters: Uint8Array): void {
    const [group, , , mode, number] = parameters;
    if (group !== 0x48 || mode !== 0x30 || number !== 0x30) return;
    if (!(this.#options.answersQueuedRequests ?? true)) return;
    this.#send(concatBytes(Uint8Array.of(0x37, 0x22), parameters.subarray(5, 9), Uint8Array.of(0)));
  }

  #send(bytes: Uint8Array): void {
    for (const sender of this.#senders) sender(bytes);
  }

  #emit(event: PrinterEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
