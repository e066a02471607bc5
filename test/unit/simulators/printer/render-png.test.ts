import { createCanvas, loadImage, type SKRSContext2D } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import type { QrEncoder } from "../../../../simulators/printer/graphics.ts";
import type { PaperPiece } from "../../../../simulators/printer/paper-piece.ts";
import { renderPng } from "../../../../simulators/printer/render-png.ts";
import { VirtualPrinter } from "../../../../simulators/printer/virtual-printer.ts";

const MARGIN = 28;
const TOP = 24;

function print(hex: string, columns: 32 | 48 = 32, encodeQr?: QrEncoder): PaperPiece {
  const printer = new VirtualPrinter({
    columns,
    clock: { sleep: async () => undefined },
    ...(encodeQr === undefined ? {} : { encodeQr }),
  });
  const pieces: PaperPiece[] = [];
  printer.onEvent((event) => {
    if (event.kind === "piece") pieces.push(event.piece);
  });
  printer.receive(fromHex(`${hex}1D5600`.replaceAll(" ", "")));
  const [piece] = pieces;
  if (piece === undefined) throw new Error("no piece was cut");
  return piece;
}

type Picture = { width: number; height: number; context: SKRSContext2D };

async function draw(hex: string, columns: 32 | 48 = 32, encodeQr?: QrEncoder): Promise<Picture> {
  const image = await loadImage(Buffer.from(await renderPng(print(hex, columns, encodeQr))));
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, context };
}

/** Dark pixels of a rectangle in dots of the print area, as text: the same glyph gives the same text. */
function dark(picture: Picture, x: number, y: number, width: number, height: number): string {
  const { data } = picture.context.getImageData(MARGIN + x, TOP + y, width, height);
  let pixels = "";
  for (let i = 0; i < data.length; i += 4) pixels += (data[i] ?? 255) < 128 ? "#" : ".";
  return pixels;
}

function ink(pixels: string): number {
  return pixels.split("#").length - 1;
}

describe("a picture of the paper", () => {
  it("is as wide as the roll", async () => {
    expect((await draw("410A", 32)).width).toBe(384 + 2 * MARGIN);
    expect((await draw("410A", 48)).width).toBe(576 + 2 * MARGIN);
  });

  it("has real Chinese characters, each its own, in cells of 24 dots", async () => {
    // 金卡超市谢
    const picture = await draw("1C26 BDF0 BFA8 B3AC CAD0 D0BB 0A");
    const glyphs = [0, 1, 2, 3, 4].map((i) => dark(picture, 24 * i, 0, 24, 24));
    expect(new Set(glyphs).size).toBe(5);
    for (const glyph of glyphs) expect(ink(glyph)).toBeGreaterThan(60);
  });

  it("draws a character only in its own cell", async () => {
    // W and the full-width yen sign are as wide as letters come.
    const picture = await draw("1C26 20 57 20 20 A3A4 20 0A");
    expect(ink(dark(picture, 0, 0, 11, 24))).toBe(0);
    expect(ink(dark(picture, 12, 0, 12, 24))).toBeGreaterThan(20);
    expect(ink(dark(picture, 25, 0, 22, 24))).toBe(0);
    expect(ink(dark(picture, 48, 0, 24, 24))).toBeGreaterThan(20);
    expect(ink(dark(picture, 73, 0, 24, 24))).toBe(0);
  });

  it("puts figures of one column exactly below each other", async () => {
    const picture = await draw("1C26 BDF0BFA8 2020 38 0A 41424344 2020 38 0A");
    expect(dark(picture, 72, 0, 12, 24)).toBe(dark(picture, 72, 30, 12, 24));
  });

  it("shows bold darker, double larger and inverse white on black", async () => {
    const picture = await draw("1C26 BDF0 1B4501 BDF0 1B4500 1D4201 BDF0 1D4200 0A 1D2111 BDF0 1D2100 0A");
    const normal = ink(dark(picture, 0, 0, 24, 24));
    expect(ink(dark(picture, 24, 0, 24, 24))).toBeGreaterThan(normal * 1.2);
    expect(ink(dark(picture, 48, 0, 24, 24))).toBeGreaterThan(24 * 24 * 0.6);
    expect(ink(dark(picture, 0, 30, 48, 48))).toBeGreaterThan(normal * 3);
  });

  it("underlines", async () => {
    const picture = await draw("1B2D02 4141 1B2D00 0A");
    expect(ink(dark(picture, 0, 22, 24, 2))).toBe(48);
  });

  it("joins line pieces", async () => {
    const picture = await draw("1C2E 1B7401 959595 0A");
    expect(dark(picture, 0, 0, 36, 24).match(/#{36}/)).not.toBeNull();
  });

  it("shows the dots of a raster picture", async () => {
    const picture = await draw("1D763000 0100 0200 AA55");
    expect(dark(picture, 0, 0, 8, 2)).toBe("#.#.#.#..#.#.#.#");
  });

  it("shows the dots of a column picture", async () => {
    const picture = await draw("1B2A21 0200 800000 000001 0A");
    expect(dark(picture, 0, 0, 2, 1)).toBe("#.");
    expect(dark(picture, 0, 23, 2, 1)).toBe(".#");
  });

  it("shows a bar code with bars of its module width", async () => {
    const picture = await draw("1D680A 1D7702 1D48 00 1D6B4307 39363338353037 1D6B4407 39363338353037");
    // EAN-13 refuses seven digits and prints a frame of 96 dots; then EAN-8 begins with the guard 101.
    expect(dark(picture, 0, 96, 8, 1)).toBe("##..##..");
  });

  it("shows the modules that the QR library gives", async () => {
    const encodeQr: QrEncoder = () => [
      [true, false],
      [false, true],
    ];
    const picture = await draw("1D286B0300314304 1D286B0400 315030 41 1D286B0300315130", 32, encodeQr);
    expect(dark(picture, 0, 0, 8, 1)).toBe("####....");
    expect(dark(picture, 0, 4, 8, 1)).toBe("....####");
  });

  it("shows a frame for a QR code without a library", async () => {
    const picture = await draw("1D286B0400 315030 41 1D286B0300315130");
    expect(ink(dark(picture, 0, 0, 240, 1))).toBe(240);
  });

  it("can be drawn larger", async () => {
    const image = await loadImage(Buffer.from(await renderPng(print("410A"), { pixelsPerDot: 2 })));
    expect(image.width).toBe(2 * (384 + 2 * MARGIN));
  });
});
