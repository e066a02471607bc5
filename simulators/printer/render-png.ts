import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { assertNever } from "../../main/domain/assert.ts";
import type { Ink, Mark, PaperPiece, Place } from "./paper-piece.ts";

export type RenderOptions = {
  /** Pixels a dot. Default 1: the picture is as sharp as the print head. */
  readonly pixelsPerDot?: number;
};

const PAPER = "#FBFAF6";
const INK = "#1F1D1A";

/** Paper beside the print area: the roll is wider than the head. */
const SIDE_MARGIN_DOTS = 28;
const BOTTOM_MARGIN_DOTS = 8;

/** Teeth that the knife, the tear bar and a hand leave at the lower edge. */
const TEETH: Record<PaperPiece["end"], { readonly width: number; readonly depth: number }> = {
  cut: { width: 6, depth: 2 },
  tornOff: { width: 14, depth: 7 },
  endOfRoll: { width: 1, depth: 0 },
};

const require = createRequire(import.meta.url);

/** Faces by weight. A letter that is squeezed into its cell is drawn with the next one, or its stems would look grey. */
const FACES = {
  regular: {
    family: "Jinka Receipt",
    file: require.resolve("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"),
  },
  medium: {
    family: "Jinka Receipt Medium",
    file: require.resolve("@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf"),
  },
  bold: {
    family: "Jinka Receipt Bold",
    file: require.resolve("@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf"),
  },
  black: {
    family: "Jinka Receipt Black",
    file: require.resolve("@expo-google-fonts/noto-sans-sc/900Black/NotoSansSC_900Black.ttf"),
  },
} as const;

/** The font's em box stands 88 hundredths above its baseline. */
const BASELINE = 0.88;

/** Latin letters of the font are wider than half an em; at this size the digits just fill their cell. */
const NARROW_FONT_RATIO = 0.86;
const WIDE_FONT_RATIO = 0.97;

/** A letter that is so much wider than its cell counts as squeezed. */
const SQUEEZED_RATIO = 1.35;

/** A little air between two cells. */
const CELL_AIR_DOTS = 0.5;

/**
 * Draws a piece of paper as a PNG: each character in its own cell as the print head does, on paper that is as wide as the
 * roll. Only this file knows pictures; the piece itself is data.
 */
export async function renderPng(piece: PaperPiece, options: RenderOptions = {}): Promise<Uint8Array> {
  registerFonts();
  const scale = options.pixelsPerDot ?? 1;
  const teeth = TEETH[piece.end];
  const width = piece.widthDots + 2 * SIDE_MARGIN_DOTS;
  const height = piece.heightDots + BOTTOM_MARGIN_DOTS + teeth.depth;
  const canvas = createCanvas(width * scale, height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  drawPaper(context, width, height, teeth);
  context.translate(SIDE_MARGIN_DOTS, 0);
  for (const mark of piece.marks) drawMark(context, mark);
  return await canvas.encode("png");
}

let areFontsRegistered = false;

function registerFonts(): void {
  if (areFontsRegistered) return;
  for (const { file, family } of Object.values(FACES)) GlobalFonts.registerFromPath(file, family);
  areFontsRegistered = true;
}

function drawPaper(
  context: SKRSContext2D,
  width: number,
  height: number,
  teeth: { readonly width: number; readonly depth: number },
): void {
  context.fillStyle = PAPER;
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(width, 0);
  context.lineTo(width, height - teeth.depth);
  if (teeth.depth > 0) {
    for (let x = width; x > 0; x -= teeth.width) {
      context.lineTo(x - teeth.width / 2, height);
      context.lineTo(x - teeth.width, height - teeth.depth);
    }
  }
  context.lineTo(0, height - teeth.depth);
  context.closePath();
  context.fill();
}

function drawMark(context: SKRSContext2D, mark: Mark): void {
  context.fillStyle = INK;
  switch (mark.kind) {
    case "character":
      drawCharacter(context, mark);
      return;
    case "image":
      drawImage(context, mark);
      return;
    case "bars":
      drawBars(context, mark);
      return;
    case "qr":
      drawQr(context, mark);
      return;
    case "frame":
      drawFrame(context, mark);
      return;
    default:
      assertNever(mark);
  }
}

function drawCharacter(context: SKRSContext2D, mark: Place & Ink & { kind: "character" }): void {
  const { cell } = mark;
  context.save();
  context.translate(mark.x, mark.y);
  context.scale(mark.width / cell.width, mark.height / cell.height);
  if (mark.isInverse) {
    context.fillRect(0, 0, cell.width, cell.height);
    context.fillStyle = PAPER;
  }
  const isWide = cell.width >= cell.height;
  const size = cell.height * (isWide ? WIDE_FONT_RATIO : NARROW_FONT_RATIO);
  const room = cell.width - 2 * CELL_AIR_DOTS;
  context.font = `${size}px "${mark.isBold ? FACES.bold.family : FACES.regular.family}"`;
  const isSqueezed = context.measureText(mark.text).width > room * SQUEEZED_RATIO;
  if (isSqueezed) context.font = `${size}px "${mark.isBold ? FACES.black.family : FACES.medium.family}"`;
  const advance = context.measureText(mark.text).width;
  if (isLinePiece(mark.text)) drawLinePiece(context, mark.text, cell, advance);
  else {
    const squeeze = Math.min(room / advance, 1);
    context.translate((cell.width - advance * squeeze) / 2, baselineOf(cell.height, size));
    context.scale(squeeze, 1);
    context.fillText(mark.text, 0, 0);
  }
  context.restore();
  if (mark.underlineDots > 0) {
    context.fillRect(mark.x, mark.y + mark.height - mark.underlineDots, mark.width, mark.underlineDots);
  }
}

/** Small and full characters of one line stand on the same baseline. */
function baselineOf(cellHeight: number, size: number): number {
  const wideSize = cellHeight * WIDE_FONT_RATIO;
  return (cellHeight - wideSize) / 2 + wideSize * BASELINE - (wideSize - size) * 0.05;
}

/** Pieces of frames must touch their neighbours, so they fill the cell. */
function isLinePiece(text: string): boolean {
  const codePoint = text.codePointAt(0) ?? 0;
  return codePoint >= 0x2500 && codePoint <= 0x259f;
}

function drawLinePiece(
  context: SKRSContext2D,
  text: string,
  cell: { readonly width: number; readonly height: number },
  advance: number,
): void {
  const size = cell.height * (cell.width >= cell.height ? WIDE_FONT_RATIO : NARROW_FONT_RATIO);
  context.scale(cell.width / advance, cell.height / size);
  context.fillText(text, 0, size * BASELINE);
}

function drawImage(context: SKRSContext2D, mark: Place & Ink & { kind: "image" }): void {
  const bytesPerRow = Math.ceil(mark.columns / 8);
  const dotWidth = mark.width / Math.max(mark.columns, 1);
  const dotHeight = mark.height / Math.max(mark.rows, 1);
  for (let row = 0; row < mark.rows; row++) {
    for (let column = 0; column < mark.columns; column++) {
      const byte = mark.bits[row * bytesPerRow + (column >> 3)] ?? 0;
      if (((byte << (column & 7)) & 0x80) === 0) continue;
      context.fillRect(mark.x + column * dotWidth, mark.y + row * dotHeight, dotWidth, dotHeight);
    }
  }
}

function drawBars(context: SKRSContext2D, mark: Place & Ink & { kind: "bars" }): void {
  const moduleWidth = mark.width / mark.modules.length;
  for (const run of mark.modules.matchAll(/1+/g)) {
    context.fillRect(mark.x + run.index * moduleWidth, mark.y, run[0].length * moduleWidth, mark.height);
  }
}

function drawQr(context: SKRSContext2D, mark: Place & Ink & { kind: "qr" }): void {
  const module = mark.width / mark.modules.length;
  for (const [row, modules] of mark.modules.entries()) {
    for (const [column, isDark] of modules.entries()) {
      if (isDark) context.fillRect(mark.x + column * module, mark.y + row * module, module, module);
    }
  }
}

const FRAME_FONT_PX = 16;

function drawFrame(context: SKRSContext2D, mark: Place & Ink & { kind: "frame" }): void {
  context.strokeStyle = INK;
  context.lineWidth = 2;
  context.strokeRect(mark.x + 1, mark.y + 1, mark.width - 2, mark.height - 2);
  context.textAlign = "center";
  const middle = mark.x + mark.width / 2;
  context.font = `${FRAME_FONT_PX}px "${FACES.bold.family}"`;
  context.fillText(mark.caption, middle, mark.y + mark.height / 2 - 6);
  context.font = `${FRAME_FONT_PX}px "${FACES.regular.family}"`;
  context.fillText(mark.data, middle, mark.y + mark.height / 2 + FRAME_FONT_PX, mark.width - 16);
  context.textAlign = "left";
}
