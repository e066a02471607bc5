import { word } from "./command-parser.ts";

/** How characters are printed until a command changes it; what ESC @ puts back. Lengths in dots. */
export type PrintSettings = {
  isHanzi: boolean;
  page: number;
  font: "A" | "B";
  /** Multiples of the font's cell, 1 to 8. */
  narrowScale: Scale;
  wideScale: Scale;
  isBold: boolean;
  isInverse: boolean;
  underlineDots: number;
  align: "left" | "centre" | "right";
  leftMargin: number;
  areaWidth: number;
  lineSpacing: number;
  narrowGap: number;
  wideGap: number;
  tabColumns: readonly number[];
  barcodeHeight: number;
  barcodeModule: number;
  barcodeText: "none" | "above" | "below" | "both";
};

type Scale = { readonly width: number; readonly height: number };

const NORMAL: Scale = { width: 1, height: 1 };

/** One sixth of an inch at 203 dots is 30 dots with the vertical steps of these printers. */
const LINE_SPACING_DEFAULT = 30;

export function initialSettings(widthDots: number, bootsInHanzi: boolean): PrintSettings {
  return {
    isHanzi: bootsInHanzi,
    page: 0,
    font: "A",
    narrowScale: NORMAL,
    wideScale: NORMAL,
    isBold: false,
    isInverse: false,
    underlineDots: 0,
    align: "left",
    leftMargin: 0,
    areaWidth: widthDots,
    lineSpacing: LINE_SPACING_DEFAULT,
    narrowGap: 0,
    wideGap: 0,
    tabColumns: [8, 16, 24, 32, 40],
    barcodeHeight: 162,
    barcodeModule: 3,
    barcodeText: "none",
  };
}

type Setter = (settings: PrintSettings, first: number, parameters: Uint8Array) => void;

const ALIGNMENTS = ["left", "centre", "right"] as const;
const BARCODE_TEXTS = ["none", "above", "below", "both"] as const;

const SETTERS: Readonly<Record<string, Setter>> = {
  "1C26": (s) => {
    s.isHanzi = true;
  },
  "1C2E": (s) => {
    s.isHanzi = false;
  },
  "1B74": (s, page) => {
    s.page = page;
  },
  "1B4D": (s, font) => {
    s.font = digit(font) === 0 ? "A" : "B";
  },
  "1B21": (s, mode) => {
    s.font = (mode & 0x01) !== 0 ? "B" : "A";
    s.isBold = (mode & 0x08) !== 0;
    s.narrowScale = { width: (mode & 0x20) !== 0 ? 2 : 1, height: (mode & 0x10) !== 0 ? 2 : 1 };
    s.underlineDots = (mode & 0x80) !== 0 ? 1 : 0;
  },
  "1C21": (s, mode) => {
    s.wideScale = { width: (mode & 0x04) !== 0 ? 2 : 1, height: (mode & 0x08) !== 0 ? 2 : 1 };
  },
  "1C57": (s, on) => {
    s.wideScale = (on & 1) === 1 ? { width: 2, height: 2 } : NORMAL;
  },
  "1D21": (s, size) => {
    s.narrowScale = { width: ((size >> 4) & 7) + 1, height: (size & 7) + 1 };
    s.wideScale = s.narrowScale;
  },
  "1B45": (s, on) => {
    s.isBold = (on & 1) === 1;
  },
  "1B47": (s, on) => {
    s.isBold = (on & 1) === 1;
  },
  "1D42": (s, on) => {
    s.isInverse = (on & 1) === 1;
  },
  "1B2D": (s, dots) => {
    s.underlineDots = Math.min(digit(dots), 2);
  },
  "1B61": (s, side) => {
    s.align = ALIGNMENTS[digit(side)] ?? s.align;
  },
  "1D4C": (s, _, parameters) => {
    s.leftMargin = word(parameters, 0);
  },
  "1D57": (s, _, parameters) => {
    s.areaWidth = word(parameters, 0);
  },
  "1B32": (s) => {
    s.lineSpacing = LINE_SPACING_DEFAULT;
  },
  "1B33": (s, dots) => {
    s.lineSpacing = dots;
  },
  "1B20": (s, dots) => {
    s.narrowGap = dots;
  },
  "1C53": (s, _, parameters) => {
    s.wideGap = (parameters[0] ?? 0) + (parameters[1] ?? 0);
  },
  "1B44": (s, _, parameters) => {
    s.tabColumns = [...parameters].filter((column) => column > 0);
  },
  "1D68": (s, dots) => {
    s.barcodeHeight = Math.max(dots, 1);
  },
  "1D77": (s, dots) => {
    s.barcodeModule = Math.min(Math.max(dots, 1), 6);
  },
  "1D48": (s, where) => {
    s.barcodeText = BARCODE_TEXTS[digit(where)] ?? s.barcodeText;
  },
};

/** Applies a command that only changes settings; false if it is another one. */
export function applySetting(settings: PrintSettings, name: string, parameters: Uint8Array): boolean {
  const setter = SETTERS[name];
  setter?.(settings, parameters[0] ?? 0, parameters);
  return setter !== undefined;
}

/** Many parameters may be a number or its ASCII digit. */
export function digit(parameter: number): number {
  return parameter >= 0x30 && parameter <= 0x39 ? parameter - 0x30 : parameter;
}
