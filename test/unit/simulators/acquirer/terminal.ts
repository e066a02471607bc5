import { connect, type Socket } from "node:net";
import { fromAscii, fromHex, toHex, xorBytes } from "../../../../main/domain/bytes.ts";
import { desDecrypt, desEncrypt, keyCheckValue } from "../../../../simulators/crypto/des.ts";

/**
 * A terminal made by hand: requests are written as wire bytes, MACs and keys are computed here, and answers are
 * read with a layout of its own, so that nothing of the host judges itself.
 */

export const TID = "00000001";
export const MID = "123456789012345";
const TPDU = "6000030000";
const HEADER = "603100311312";

/** The published test TMK: 31 x 8, 32 x 8. */
export const TMK = fromHex("31313131313131313232323232323232");

export const ascii = (text: string): string => toHex(fromAscii(text));

/** DE41, 42 and 49 as every financial request carries them. */
export const IDENTITY = { 41: ascii(TID), 42: ascii(MID) };

export type WireFields = Readonly<Record<number, string>>;

/** MTI .. last field, from wire hex by field number; bit 64 is set when a MAC will follow. */
export function bodyOf(mti: string, fields: WireFields, withMac: boolean): Uint8Array {
  const bitmap = new Uint8Array(8);
  const numbers = Object.keys(fields).map(Number);
  for (const number of withMac ? [...numbers, 64] : numbers)
    bitmap[Math.floor((number - 1) / 8)] =
      (bitmap[Math.floor((number - 1) / 8)] ?? 0) | (128 >> ((number - 1) % 8));
  const content = numbers.sort((a, b) => a - b).map((number) => fields[number] ?? "");
  return fromHex(mti + toHex(bitmap) + content.join(""));
}

export function frame(body: Uint8Array, tpdu = TPDU, header = HEADER): Uint8Array {
  const length = (body.length + 11).toString(16).padStart(4, "0");
  return fromHex(length + tpdu + header + toHex(body));
}

/** DE64 as the fact book's section 7 says: exclusive-or of 8-byte blocks, hexadecimal, encrypt, fold, encrypt. */
export function cupMac(macKey: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(data.length / 8) * 8);
  padded.set(data);
  let fold: Uint8Array = new Uint8Array(8);
  for (let at = 0; at < padded.length; at += 8) fold = xorBytes(fold, padded.slice(at, at + 8));
  const text = ascii(toHex(fold));
  const once = desEncrypt(macKey, fromHex(text.slice(0, 16)));
  const twice = desEncrypt(macKey, xorBytes(once, fromHex(text.slice(16))));
  return fromHex(ascii(toHex(twice).slice(0, 8)));
}

export function signed(macKey: Uint8Array, mti: string, fields: WireFields): Uint8Array {
  const body = bodyOf(mti, fields, true);
  return frame(new Uint8Array([...body, ...cupMac(macKey, body)]));
}

export function unsigned(mti: string, fields: WireFields): Uint8Array {
  return frame(bodyOf(mti, fields, false));
}

/** Wire form of answers: `n` digits, `a` characters, `b` bytes; `l`/`L` two- and three-digit length in front. */
const LAYOUT: Readonly<Record<number, string>> = {
  2: "ln",
  3: "n6",
  4: "n12",
  11: "n6",
  12: "n6",
  13: "n4",
  14: "n4",
  15: "n4",
  25: "n2",
  32: "ln",
  37: "a12",
  38: "a6",
  39: "a2",
  41: "a8",
  42: "a15",
  44: "la",
  48: "Ln",
  49: "a3",
  54: "La",
  55: "Lb",
  60: "Ln",
  61: "Ln",
  62: "Lb",
  63: "La",
  64: "b8",
};

export type Answer = {
  readonly bytes: Uint8Array;
  readonly tpdu: string;
  readonly header: string;
  readonly mti: string;
  /** Digits and characters as text, bytes as hexadecimal. */
  readonly fields: Readonly<Record<number, string>>;
  /** What DE64 covers. */
  readonly macInput: Uint8Array;
};

/** Reads a frame with its length bytes. */
export function readAnswer(bytes: Uint8Array): Answer {
  const hex = toHex(bytes.subarray(2));
  const bits = [...fromHex(hex.slice(26, 42))].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const fields: Record<number, string> = {};
  let at = 42;
  const take = (digits: number): string => {
    const part = hex.slice(at, at + digits);
    if (part.length !== digits) throw new Error("the answer ends early");
    at += digits;
    return part;
  };
  for (let number = 1; number <= 64; number++) {
    if (bits[number - 1] !== "1") continue;
    const layout = LAYOUT[number];
    if (layout === undefined) throw new Error(`an answer has no DE${number}`);
    const isVariable = /^[lL]/.test(layout);
    const count = isVariable ? Number(take(layout[0] === "l" ? 2 : 4)) : Number(layout.slice(1));
    const content = isVariable ? layout[1] : layout[0];
    if (content === "n") fields[number] = take(count + (count % 2)).slice(0, count);
    else {
      const raw = take(2 * count);
      fields[number] = content === "b" ? raw : Buffer.from(raw, "hex").toString("latin1");
    }
  }
  if (at !== hex.length) throw new Error("the answer is longer than its fields");
  const macLength = fields[64] === undefined ? 0 : 8;
  return {
    bytes,
    tpdu: hex.slice(0, 10),
    header: hex.slice(10, 22),
    mti: hex.slice(22, 26),
    fields,
    macInput: bytes.slice(13, bytes.length - macLength),
  };
}

/** What a connection has brought so far, cut into frames with their length bytes. */
export class Line {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  closed = false;
  wasReset = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.wasReset = error.code === "ECONNRESET" || error.code === "EPIPE";
    });
    socket.on("close", () => {
      this.closed = true;
      this.#wake();
    });
  }

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => resolve(new Line(socket)));
      socket.once("error", reject);
    });
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next frame, or undefined when the connection closes first. */
  async nextFrame(): Promise<Uint8Array | undefined> {
    for (let turn = 0; turn < 10_000; turn++) {
      const length = this.#received.length < 2 ? undefined : this.#received.readUInt16BE(0);
      if (length !== undefined && this.#received.length >= length + 2) {
        const whole = new Uint8Array(this.#received.subarray(0, length + 2));
        this.#received = this.#received.subarray(length + 2);
        return whole;
      }
      if (this.closed) return undefined;
      await this.#more();
    }
    throw new Error("too many small pieces");
  }

  async untilClosed(): Promise<Uint8Array> {
    while (!this.closed) await this.#more();
    return new Uint8Array(this.#received);
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

/** One request on a connection of its own. */
export async function ask(port: number, request: Uint8Array): Promise<Answer> {
  const line = await Line.open(port);
  try {
    line.send(request);
    const reply = await line.nextFrame();
    if (reply === undefined) throw new Error("the host closed without an answer");
    return readAnswer(reply);
  } finally {
    line.close();
  }
}

export type Session = {
  readonly port: number;
  readonly pinKey: Uint8Array;
  readonly macKey: Uint8Array;
  readonly batch: string;
};

const SIGN_IN = { ...IDENTITY, 11: "000001" };

export const signInRequest = (scheme = "003", batch = "000000", tid = TID): Uint8Array =>
  unsigned("0800", { ...SIGN_IN, 41: ascii(tid), 60: `001100${batch}${scheme}0` });

/** Signs in with double-length keys and checks both check values. */
export async function signIn(port: number, tid = TID): Promise<Session> {
  const answer = await ask(port, signInRequest("003", "000000", tid));
  const keys = answer.fields[62] ?? "";
  const key = (start: number): Uint8Array => {
    const clear = desDecrypt(TMK, fromHex(keys.slice(start, start + 32)));
    if (toHex(keyCheckValue(clear)) !== keys.slice(start + 32, start + 40))
      throw new Error("wrong check value");
    return clear;
  };
  return { port, pinKey: key(0), macKey: key(40), batch: (answer.fields[60] ?? "").slice(2, 8) };
}

/** 19 digits, debit, PIN 123456, 10,000.00 yuan, good to 4912. */
export const DEBIT = "6228000100000001015";
/** 16 digits, credit, no PIN, 50,000.00 yuan, good to 4911. */
export const CREDIT = "6228000200000209";

export const panField = (pan: string): string =>
  pan.length.toString().padStart(2, "0") + (pan.length % 2 === 0 ? pan : `${pan}0`);

const sixDigits = (value: number): string => value.toString().padStart(6, "0");
const amountField = (fen: number): string => fen.toString().padStart(12, "0");

/** A sale keyed by hand, DE22 = 012: the plainest one. */
export function saleFields(session: Session, stan: number, fen: number, extra: WireFields = {}): WireFields {
  return {
    2: panField(CREDIT),
    3: "000000",
    4: amountField(fen),
    11: sixDigits(stan),
    14: "4911",
    22: "0120",
    25: "00",
    ...IDENTITY,
    49: ascii("156"),
    60: `001322${session.batch}000600`,
    ...extra,
  };
}

export const sale = (session: Session, stan: number, fen: number, extra: WireFields = {}): Promise<Answer> =>
  ask(session.port, signed(session.macKey, "0200", saleFields(session, stan, fen, extra)));

export function voidFields(
  session: Session,
  stan: number,
  fen: number,
  original: { stan: number; rrn: string; batch?: string },
  extra: WireFields = {},
): WireFields {
  return {
    ...saleFields(session, stan, fen),
    3: "200000",
    37: ascii(original.rrn),
    60: `001323${session.batch}000600`,
    61: `0012${original.batch ?? session.batch}${sixDigits(original.stan)}`,
    ...extra,
  };
}

export const voidSale = (
  session: Session,
  stan: number,
  fen: number,
  original: { stan: number; rrn: string; batch?: string },
  extra: WireFields = {},
): Promise<Answer> =>
  ask(session.port, signed(session.macKey, "0200", voidFields(session, stan, fen, original, extra)));

/** 0400 of a sale: the sale's fields and the reason. */
export const reversal = (
  session: Session,
  stan: number,
  fen: number,
  extra: WireFields = {},
): Promise<Answer> =>
  ask(
    session.port,
    signed(session.macKey, "0400", { ...saleFields(session, stan, fen), 39: ascii("98"), ...extra }),
  );

/** What a reversal of a void adds. */
export const ofVoid = (session: Session, originalStan: number): WireFields => ({
  3: "200000",
  60: `001323${session.batch}000600`,
  61: `0012${session.batch}${sixDigits(originalStan)}`,
});
