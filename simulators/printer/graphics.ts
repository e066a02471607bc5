import { encodeBarcode } from "./barcode.ts";
import { word } from "./command-parser.ts";
import type { Ink } from "./paper-piece.ts";
import { digit, type PrintSettings } from "./print-settings.ts";

/** Makes the modules of a QR code. None of the two sides of the line encodes QR codes itself: a library does. */
export type QrEncoder = (
  data: Uint8Array,
  level: "L" | "M" | "Q" | "H",
) => readonly (readonly boolean[])[] | undefined;

/** Something that is printed by itself, between lines of text. */
export type Graphic = {
  readonly ink: Ink;
  readonly width: number;
  readonly height: number;
  /** Text that a bar code carries for people. */
  readonly caption?: { readonly text: string; readonly where: PrintSettings["barcodeText"] };
};

const QR_LEVELS = ["L", "M", "Q", "H"] as const;

/** Of a frame that stands for a code which cannot be drawn. */
const FRAME = { width: 240, height: 96 } as const;

/** What the commands for codes and pictures have stored, and what they print. */
export class Graphics {
  readonly #encodeQr: QrEncoder | undefined;
  #qrModuleDots = 3;
  #qrLevel: (typeof QR_LEVELS)[number] = "L";
  #qrData: Uint8Array | undefined;
  #stored: Graphic | undefined;

  constructor(encodeQr: QrEncoder | undefined) {
    this.#encodeQr = encodeQr;
  }

  reset(): void {
    this.#qrModuleDots = 3;
    this.#qrLevel = "L";
    this.#qrData = undefined;
    this.#stored = undefined;
  }

  /** The graphic that a command prints; `nothing` if it only stores something; undefined if it is no such command. */
  execute(name: string, parameters: Uint8Array, settings: PrintSettings): Graphic | "nothing" | undefined {
    switch (name) {
      case "1D6B":
        return barcode(parameters, settings);
      case "1D7630":
        return raster(parameters);
      case "1D28":
        return this.#block(parameters);
      default:
        return undefined;
    }
  }

  /** GS ( k for codes and GS ( L for pictures; the others set the printer up and print nothing. */
  #block(parameters: Uint8Array): Graphic | "nothing" | undefined {
    const group = String.fromCharCode(parameters[0] ?? 0);
    const data = parameters.subarray(3);
    if (group === "k") return this.#symbol(data);
    if (group === "L") return this.#picture(data);
    return undefined;
  }

  /** cn fn ...; cn 31 is QR. */
  #symbol(data: Uint8Array): Graphic | "nothing" {
    const [kind, number, first = 0] = data;
    if (kind !== 0x31) return number === 0x51 ? frame("2D", "") : "nothing";
    if (number === 0x43) this.#qrModuleDots = Math.min(Math.max(first, 1), 16);
    else if (number === 0x45) this.#qrLevel = QR_LEVELS[digit(first)] ?? this.#qrLevel;
    else if (number === 0x50) this.#qrData = data.slice(3);
    else if (number === 0x51 && this.#qrData !== undefined) return this.#qr(this.#qrData);
    return "nothing";
  }

  #qr(data: Uint8Array): Graphic {
    const modules = this.#encodeQr?.(data, this.#qrLevel);
    if (modules === undefined) return frame("QR", new TextDecoder().decode(data));
    const size = modules.length * this.#qrModuleDots;
    return { ink: { kind: "qr", modules }, width: size, height: size };
  }

  /** m fn ...: function 70 stores a.k.a. 30 70 bx by c xL xH yL yH data; functions 2 and 32 print it. */
  #picture(data: Uint8Array): Graphic | "nothing" {
    const number = data[1] ?? 0;
    if (number === 0x70) {
      const columns = word(data, 6);
      const rows = word(data, 8);
      this.#stored = {
        ink: { kind: "image", columns, rows, bits: data.slice(10) },
        width: columns * Math.max(data[3] ?? 1, 1),
        height: rows * Math.max(data[4] ?? 1, 1),
      };
      return "nothing";
    }
    const isPrint = number === 0x02 || number === 0x32;
    return isPrint && this.#stored !== undefined ? this.#stored : "nothing";
  }
}

/** GS v 0 m xL xH yL yH data: m 1 doubles the width, 2 the height, 3 both. */
function raster(parameters: Uint8Array): Graphic {
  const mode = digit(parameters[0] ?? 0);
  const columns = word(parameters, 1) * 8;
  const rows = word(parameters, 3);
  return {
    ink: { kind: "image", columns, rows, bits: parameters.slice(5) },
    width: columns * ((mode & 1) === 1 ? 2 : 1),
    height: rows * ((mode & 2) === 2 ? 2 : 1),
  };
}

function barcode(parameters: Uint8Array, settings: PrintSettings): Graphic {
  const symbology = parameters[0] ?? 0;
  const data = symbology <= 6 ? parameters.slice(1, -1) : parameters.slice(2);
  const code = encodeBarcode(symbology, data);
  if (code === undefined) return frame("BAR CODE", String.fromCharCode(...data));
  return {
    ink: { kind: "bars", modules: code.modules },
    width: code.modules.length * settings.barcodeModule,
    height: settings.barcodeHeight,
    caption: { text: code.text, where: settings.barcodeText },
  };
}

function frame(caption: string, data: string): Graphic {
  return { ink: { kind: "frame", caption, data }, ...FRAME };
}

/**
 * ESC * m nL nH data: columns of 8 dots (m 0, 1) or 24 (m 32, 33) that stand in the line of text; m 0 and 32 draw each
 * column twice as wide, and 8 dots are as high as 24.
 */
export function bitImage(parameters: Uint8Array): Graphic & { ink: Ink & { kind: "image" } } {
  const mode = parameters[0] ?? 0;
  const columns = word(parameters, 1);
  const bytesPerColumn = mode >= 32 ? 3 : 1;
  const rows = 8 * bytesPerColumn;
  const bytesPerRow = Math.ceil(columns / 8);
  const bits = new Uint8Array(bytesPerRow * rows);
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      const byte = parameters[3 + x * bytesPerColumn + (y >> 3)] ?? 0;
      const offset = y * bytesPerRow + (x >> 3);
      if (((byte >> (7 - (y & 7))) & 1) === 1) bits[offset] = (bits[offset] ?? 0) | (0x80 >> (x & 7));
    }
  }
  const isDouble = (mode & 1) === 1;
  return {
    ink: { kind: "image", columns, rows, bits },
    width: columns * (isDouble ? 1 : 2),
    height: 24,
  };
}
