import { createRequire } from "node:module";
import { createCanvas, GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { formatYuan } from "../../../main/domain/money.ts";
import type { Language } from "../../../main/domain/text/language.ts";
import { BAR_MINUTES, type ChartBar, type ChartData, type DayMark } from "./chart-data.ts";
import { CHART_WORDS } from "./chart-words-table.ts";

/** The day as a picture, in the type and the colours of the screens. */

const WIDTH = 1280;
const HEIGHT = 720;
const SCALE = 2;
/** Where the bars stand. */
const PLOT = { left: 100, right: 1220, top: 204, bottom: 596 } as const;
const HEADING_RIGHT = 1240;
const BAR_SHARE = 0.68;
const RADIUS = 4;

const COLOURS = {
  paper: "#FBFAF6",
  surface: "#FFFFFF",
  ink: "#1C1B18",
  quiet: "#5E5A52",
  line: "#E4E0D6",
  jade: "#0B6B58",
  cash: "#B9B2A2",
  offline: "#D9962B",
  outage: "#FBF0DA",
  outageEdge: "#8A5A00",
  red: "#B3261E",
} as const;

type Part = "cash" | "online" | "offline";
const PARTS: readonly { readonly part: Part; readonly colour: string }[] = [
  { part: "cash", colour: COLOURS.cash },
  { part: "online", colour: COLOURS.jade },
  { part: "offline", colour: COLOURS.offline },
];

const require = createRequire(import.meta.url);
const FACES = {
  regular: { family: "Jinka Chart", file: "400Regular/NotoSansSC_400Regular.ttf" },
  medium: { family: "Jinka Chart Medium", file: "500Medium/NotoSansSC_500Medium.ttf" },
  bold: { family: "Jinka Chart Bold", file: "700Bold/NotoSansSC_700Bold.ttf" },
} as const;

export async function drawChart(data: ChartData, language: Language): Promise<Uint8Array> {
  for (const { family, file } of Object.values(FACES)) {
    GlobalFonts.registerFromPath(require.resolve(`@expo-google-fonts/noto-sans-sc/${file}`), family);
  }
  const canvas = createCanvas(WIDTH * SCALE, HEIGHT * SCALE);
  const context = canvas.getContext("2d");
  context.scale(SCALE, SCALE);
  context.fillStyle = COLOURS.paper;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  drawHeading(context, data, language);
  drawOutage(context, data, language);
  drawAxes(context, data);
  for (const bar of data.bars) drawBar(context, bar, data);
  drawMarks(context, data, language);
  return await canvas.encode("png");
}

function write(
  context: SKRSContext2D,
  text: string,
  [x, y]: readonly [number, number],
  look: {
    readonly size: number;
    readonly face?: keyof typeof FACES;
    readonly colour?: string;
    readonly align?: "left" | "center" | "right";
  },
): number {
  context.font = `${look.size}px "${FACES[look.face ?? "regular"].family}"`;
  context.fillStyle = look.colour ?? COLOURS.ink;
  context.textAlign = look.align ?? "left";
  context.fillText(text, x, y);
  return context.measureText(text).width;
}

function drawHeading(context: SKRSContext2D, data: ChartData, language: Language): void {
  const words = CHART_WORDS[language];
  const { saleCount, cashFen, onlineFen, offlineFen } = data.totals;
  write(context, words.title, [40, 60], { size: 28, face: "bold" });
  write(context, words.subtitle, [40, 88], { size: 16, colour: COLOURS.quiet });
  const sum = `¥${formatYuan(cashFen + onlineFen + offlineFen)}`;
  write(context, sum, [HEADING_RIGHT, 66], { size: 44, face: "bold", align: "right", colour: COLOURS.jade });
  write(context, words.sales(saleCount), [HEADING_RIGHT, 92], {
    size: 16,
    colour: COLOURS.quiet,
    align: "right",
  });
  const fen = { cash: cashFen, online: onlineFen, offline: offlineFen };
  let x = 40;
  for (const { part, colour } of PARTS) {
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(x, 119, 16, 16, RADIUS);
    context.fill();
    x += 24;
    x += write(context, words[part], [x, 133], { size: 16, face: "medium" }) + 8;
    x += write(context, `¥${formatYuan(fen[part])}`, [x, 133], { size: 16, colour: COLOURS.quiet }) + 32;
  }
}

function drawOutage(context: SKRSContext2D, data: ChartData, language: Language): void {
  const left = xOf(data.outage.fromMinute, data);
  const right = xOf(data.outage.toMinute, data);
  context.fillStyle = COLOURS.outage;
  context.fillRect(left, PLOT.top - 32, right - left, PLOT.bottom - PLOT.top + 32);
  context.fillStyle = COLOURS.outageEdge;
  context.fillRect(left, PLOT.top - 32, 2, PLOT.bottom - PLOT.top + 32);
  context.fillRect(right - 2, PLOT.top - 32, 2, PLOT.bottom - PLOT.top + 32);
  const words = `${CHART_WORDS[language].outage} ${clock(data.outage.fromMinute)}–${clock(data.outage.toMinute)}`;
  const look = { size: 14, face: "medium", colour: COLOURS.outageEdge, align: "center" } as const;
  write(context, words, [(left + right) / 2, PLOT.top - 11], look);
}

function drawAxes(context: SKRSContext2D, data: ChartData): void {
  const stepCount = Number(data.topFen / data.stepFen);
  for (let step = 0; step <= stepCount; step++) {
    const fen = data.stepFen * BigInt(step);
    const y = yOf(fen, data);
    context.fillStyle = step === 0 ? COLOURS.ink : COLOURS.line;
    context.fillRect(PLOT.left, y, PLOT.right - PLOT.left, step === 0 ? 1.5 : 1);
    const text = step === 0 ? "0" : `¥${fen / 100n}`;
    write(context, text, [PLOT.left - 12, y + 5], { size: 14, colour: COLOURS.quiet, align: "right" });
  }
  const edges = [
    ...data.bars.map((bar) => bar.fromMinute),
    (data.bars.at(-1)?.fromMinute ?? 0) + BAR_MINUTES,
  ];
  for (const minute of edges.filter((edge) => edge % 60 === 0)) {
    const x = xOf(minute, data);
    context.fillStyle = COLOURS.quiet;
    context.fillRect(x, PLOT.bottom, 1, 6);
    write(context, clock(minute), [x, PLOT.bottom + 23], {
      size: 14,
      colour: COLOURS.quiet,
      align: "center",
    });
  }
}

function drawBar(context: SKRSContext2D, bar: ChartBar, data: ChartData): void {
  const slot = xOf(bar.fromMinute + BAR_MINUTES, data) - xOf(bar.fromMinute, data);
  const left = xOf(bar.fromMinute, data) + (slot * (1 - BAR_SHARE)) / 2;
  const fen = { cash: bar.cashFen, online: bar.onlineFen, offline: bar.offlineFen };
  const shown = PARTS.filter(({ part }) => fen[part] > 0n);
  let below = 0n;
  for (const [i, { part, colour }] of shown.entries()) {
    const bottom = yOf(below, data);
    below += fen[part];
    const top = yOf(below, data);
    const isTop = i === shown.length - 1;
    context.fillStyle = colour;
    // A hair of paper between two parts tells them apart without colour.
    box(
      context,
      left,
      top,
      slot * BAR_SHARE,
      Math.max(bottom - top - (i === 0 ? 0 : 1.5), 1),
      isTop ? RADIUS : 0,
    );
  }
  if (bar.saleCount === 0) return;
  const middle = left + (slot * BAR_SHARE) / 2;
  const look = { size: 13, colour: COLOURS.quiet, align: "center" } as const;
  write(context, String(bar.saleCount), [middle, yOf(below, data) - 6], look);
}

/** Rounded at the top only: bars stand on the line. */
function box(
  context: SKRSContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): void {
  const round = Math.min(radius, height);
  context.beginPath();
  context.roundRect(x, y, width, height, [round, round, 0, 0]);
  context.fill();
}

/** Rows of marks below the hours, from the top: two for what happened, one for what was taken back. */
const MARK_ROWS_Y = [PLOT.bottom + 52, PLOT.bottom + 76] as const;
const VOIDS_Y = PLOT.bottom + 100;
const MARK_GAP = 14;
const PIN_GAP = 11;

/** Each mark is a shape below its time, with its word; words that would touch go one row down. */
function drawMarks(context: SKRSContext2D, data: ChartData, language: Language): void {
  const words = CHART_WORDS[language];
  const ends: number[] = MARK_ROWS_Y.map(() => 0);
  for (const { minute, kind } of data.marks.filter((mark) => mark.kind !== "void")) {
    const x = Math.min(xOf(minute, data), PLOT.right);
    context.font = `14px "${FACES.medium.family}"`;
    const width = context.measureText(words[kind]).width;
    const isAtEdge = x + PIN_GAP + width > PLOT.right;
    const left = isAtEdge ? x - PIN_GAP - width : x + PIN_GAP;
    const free = ends.findIndex((end) => end + MARK_GAP <= Math.min(left, x - PIN_GAP));
    const row = free === -1 ? ends.length - 1 : free;
    ends[row] = Math.max(x, left + width);
    const y = MARK_ROWS_Y[row] ?? VOIDS_Y;
    drawPin(context, x, y, MARK_COLOURS[kind]);
    write(context, words[kind], [left, y + 5], { size: 14, face: "medium", colour: MARK_COLOURS[kind] });
  }
  const colour = MARK_COLOURS.void;
  write(context, words.void, [PLOT.left - 12, VOIDS_Y + 5], { size: 14, colour, align: "right" });
  for (const { minute } of data.marks.filter((mark) => mark.kind === "void")) {
    drawPin(context, xOf(minute, data), VOIDS_Y, colour);
  }
}

const MARK_COLOURS: Readonly<Record<DayMark["kind"], string>> = {
  paperOut: COLOURS.outageEdge,
  killed: COLOURS.red,
  lostAnswer: COLOURS.red,
  void: COLOURS.quiet,
  upload: COLOURS.jade,
  settlement: COLOURS.jade,
};

function drawPin(context: SKRSContext2D, x: number, y: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, y - 6);
  context.lineTo(x + 5.5, y + 4);
  context.lineTo(x - 5.5, y + 4);
  context.closePath();
  context.fill();
}

function xOf(minute: number, { bars }: ChartData): number {
  const first = bars[0]?.fromMinute ?? 0;
  const span = bars.length * BAR_MINUTES;
  return PLOT.left + ((minute - first) / span) * (PLOT.right - PLOT.left);
}

function yOf(fen: bigint, { topFen }: ChartData): number {
  return PLOT.bottom - (Number(fen) / Number(topFen)) * (PLOT.bottom - PLOT.top);
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(Math.round(minute) % 60).padStart(2, "0")}`;
}
