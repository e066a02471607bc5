import { assert } from "../../../main/domain/assert.ts";
import { concatBytes, fromAscii } from "../../../main/domain/bytes.ts";

/**
 * ESC/POS commands as data: each function gives the bytes of one command and nothing else. Source: pos-peripherals
 * section 1; the tests compare the bytes with those of other encoders.
 */

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;

export const LINE_FEED = Uint8Array.of(0x0a);

/** ESC @: everything back to what it was at power on. What is waiting in the receive buffer stays. */
export function initialise(): Uint8Array {
  return Uint8Array.of(ESC, 0x40);
}

/** FS & and FS .: whether bytes from 81 on are read in pairs as Chinese characters. */
export function hanziMode(on: boolean): Uint8Array {
  return Uint8Array.of(FS, on ? 0x26 : 0x2e);
}

/** ESC t n: which characters single bytes from 80 on stand for when the Chinese mode is off. */
export function codePage(page: number): Uint8Array {
  return Uint8Array.of(ESC, 0x74, byte(page));
}

/** ESC E n */
export function bold(on: boolean): Uint8Array {
  return Uint8Array.of(ESC, 0x45, on ? 1 : 0);
}

/** GS ! n: width and height as multiples of the normal character, 1 to 8; the high half is the width. */
export function characterSize(width: number, height: number): Uint8Array {
  assert(
    width >= 1 && width <= 8 && height >= 1 && height <= 8,
    "a character is one to eight times as large",
  );
  return Uint8Array.of(GS, 0x21, ((width - 1) << 4) | (height - 1));
}

/** ESC 3 n: from one line to the next, in vertical steps (a dot on most printers). */
export function lineSpacing(steps: number): Uint8Array {
  return Uint8Array.of(ESC, 0x33, byte(steps));
}

/** ESC 2: a sixth of an inch. */
export function normalLineSpacing(): Uint8Array {
  return Uint8Array.of(ESC, 0x32);
}

/** ESC a n; takes effect at the start of a line only. */
export function justification(side: "left" | "centre"): Uint8Array {
  return Uint8Array.of(ESC, 0x61, side === "left" ? 0 : 1);
}

/** ESC d n: prints what is waiting and feeds n lines, 1 to 255. */
export function feedLines(lines: number): Uint8Array {
  return Uint8Array.of(ESC, 0x64, byte(lines));
}

/** GS V 65 n and GS V 66 n: feeds to the knife and n units more, then cuts; a partial cut leaves a bridge of paper. */
export function cut(kind: "full" | "partial", feedUnits: number): Uint8Array {
  return Uint8Array.of(GS, 0x56, kind === "full" ? 0x41 : 0x42, byte(feedUnits));
}

/** The pins of the drawer socket to which a solenoid is wired (pos-peripherals section 3). */
export type DrawerPin = 2 | 5;

/** ESC p m t1 t2: a pulse behind what is waiting. On and off times in steps of 2 ms, at most 510 ms. */
export function drawerPulse(pin: DrawerPin, onMs: number, offMs: number): Uint8Array {
  return Uint8Array.of(
    ESC,
    0x70,
    pin === 2 ? 0x30 : 0x31,
    byte(Math.trunc(onMs / 2)),
    byte(Math.trunc(offMs / 2)),
  );
}

/** DLE DC4 1 m t: a pulse at once, also when the printer is offline without paper. Steps of 100 ms, 1 to 8. */
export function drawerPulseNow(pin: DrawerPin, onMs: number): Uint8Array {
  const steps = Math.min(Math.max(Math.round(onMs / 100), 1), 8);
  return Uint8Array.of(DLE, 0x14, 1, pin === 2 ? 0 : 1, steps);
}

/** GS a 0: the printer reports changes only when it is asked. */
export function noAutomaticStatus(): Uint8Array {
  return Uint8Array.of(GS, 0x61, 0);
}

/** Which of the four status bytes is asked for (pos-peripherals section 1.1). */
export type StatusNumber = 1 | 2 | 3 | 4;

/** DLE EOT n: answered at once, ahead of everything that is waiting. */
export function statusRequest(number: StatusNumber): Uint8Array {
  return Uint8Array.of(DLE, 0x04, number);
}

/** GS r 1: asks for the paper sensors behind everything that is waiting, so its answer says that that was processed. */
export function queuedStatusRequest(): Uint8Array {
  return Uint8Array.of(GS, 0x72, 1);
}

/** Four printable ASCII characters that come back with the answer. */
export type ProcessId = string;

/** GS ( H, function 48: like GS r, and the answer names the request. */
export function processIdRequest(id: ProcessId): Uint8Array {
  const bytes = fromAscii(id);
  assert(bytes.length === 4, "a process id has four characters");
  return concatBytes(Uint8Array.of(GS, 0x28, 0x48, 6, 0, 0x30, 0x30), bytes);
}

/** How much of a QR code may be unreadable: about 7, 15, 25, 30 per cent. */
export type QrLevel = "L" | "M" | "Q" | "H";

const QR_LEVEL_BYTE: Record<QrLevel, number> = { L: 0x30, M: 0x31, Q: 0x32, H: 0x33 };

/** The QR commands GS ( k: model 2, size of a module in dots (1 to 16), level, store, print. */
export function qrCode(data: Uint8Array, moduleDots: number, level: QrLevel): Uint8Array {
  return concatBytes(
    qrFunction(0x41, Uint8Array.of(0x32, 0)),
    qrFunction(0x43, Uint8Array.of(byte(moduleDots))),
    qrFunction(0x45, Uint8Array.of(QR_LEVEL_BYTE[level])),
    qrFunction(0x50, concatBytes(Uint8Array.of(0x30), data)),
    qrFunction(0x51, Uint8Array.of(0x30)),
  );
}

/** GS ( k pL pH 31 fn ...: the length counts from 31 on, low byte first. */
function qrFunction(number: number, parameters: Uint8Array): Uint8Array {
  const length = parameters.length + 2;
  return concatBytes(Uint8Array.of(GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, number), parameters);
}

function byte(value: number): number {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xff, "a parameter is one byte");
  return value;
}
