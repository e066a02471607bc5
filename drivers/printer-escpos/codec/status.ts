import type { PrinterStatus } from "../../../main/ports/printer.ts";

/**
 * What a printer sends. Five kinds share the line, told apart by fixed bits (pos-peripherals section 1.1, 1.2 and addendum):
 *
 * | kind | bytes | fixed bits |
 * | --- | --- | --- |
 * | answer to DLE EOT n | 1 | b0 0, b1 1, b4 1, b7 0: (byte & 93) = 12 |
 * | automatic status | 4 | first byte (byte & 93) = 10, the others (byte & 90) = 00 |
 * | answer to GS r n | 1 | b4 0, b7 0: (byte & 90) = 00 |
 * | answer to GS ( H | 7 | 37 22, the four characters of the request, 00 |
 * | XON, XOFF | 1 | 11, 13 |
 */
export type PrinterMessage =
  | { readonly kind: "realTime"; readonly byte: number }
  | { readonly kind: "queued"; readonly byte: number }
  | { readonly kind: "processId"; readonly id: string }
  | { readonly kind: "automatic"; readonly bytes: readonly number[] };

const PROCESS_ID_HEADER = 0x37;
const PROCESS_ID_BYTES = 7;
const AUTOMATIC_BYTES = 4;

function isRealTimeByte(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

function isAutomaticStart(byte: number): boolean {
  return (byte & 0x93) === 0x10;
}

/** Also the second to fourth byte of an automatic status. */
function isQueuedByte(byte: number): boolean {
  return (byte & 0x90) === 0x00;
}

/** Cuts the printer's bytes into messages, however they arrive; anything else on the line is passed over. */
export class StatusParser {
  #begun: number[] = [];

  receive(bytes: Uint8Array): PrinterMessage[] {
    const messages: PrinterMessage[] = [];
    for (const byte of bytes) {
      const message = this.#receiveByte(byte);
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  reset(): void {
    this.#begun = [];
  }

  #receiveByte(byte: number): PrinterMessage | undefined {
    const [first] = this.#begun;
    if (first === PROCESS_ID_HEADER) return this.#continueProcessId(byte);
    if (first !== undefined && isQueuedByte(byte)) return this.#continueAutomatic(byte);
    // A byte that does not fit ends the message that was begun, and starts anew.
    this.#begun = [];
    if (byte === PROCESS_ID_HEADER || isAutomaticStart(byte)) {
      this.#begun = [byte];
      return undefined;
    }
    if (isRealTimeByte(byte)) return { kind: "realTime", byte };
    if (isQueuedByte(byte)) return { kind: "queued", byte };
    return undefined;
  }

  #continueProcessId(byte: number): PrinterMessage | undefined {
    this.#begun.push(byte);
    if (this.#begun.length < PROCESS_ID_BYTES) return undefined;
    const [, identifier, ...rest] = this.#begun;
    this.#begun = [];
    if (identifier !== 0x22 || rest.at(-1) !== 0) return undefined;
    return { kind: "processId", id: String.fromCharCode(...rest.slice(0, -1)) };
  }

  #continueAutomatic(byte: number): PrinterMessage | undefined {
    this.#begun.push(byte);
    if (this.#begun.length < AUTOMATIC_BYTES) return undefined;
    const bytes = this.#begun;
    this.#begun = [];
    return { kind: "automatic", bytes };
  }
}

/** The four answers to DLE EOT 1 to 4, each already recognised by its fixed bits. */
export type StatusBytes = {
  readonly printer: number;
  readonly offlineCause: number;
  readonly errorCause: number;
  readonly paper: number;
};

/** Reads pos-peripherals section 1.1. Two bits stand for each paper sensor; either of them counts. */
export function parseStatus(bytes: StatusBytes): PrinterStatus {
  const isOut = (bytes.paper & 0x60) !== 0 || (bytes.offlineCause & 0x20) !== 0;
  const isNearEnd = (bytes.paper & 0x0c) !== 0;
  return {
    online: !isOffline(bytes.printer),
    coverOpen: (bytes.offlineCause & 0x04) !== 0,
    paper: isOut ? "out" : isNearEnd ? "nearEnd" : "ok",
    cutterJammed: (bytes.errorCause & 0x08) !== 0,
  };
}

/** From the answer to DLE EOT 1. */
export function isOffline(printerByte: number): boolean {
  return (printerByte & 0x08) !== 0;
}

/** From the answer to GS r 1: b2 and b3 are the sensor of the paper's end. */
export function isPaperOut(queuedByte: number): boolean {
  return (queuedByte & 0x0c) !== 0;
}
