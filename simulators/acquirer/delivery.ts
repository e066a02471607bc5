import { createHash } from "node:crypto";
import { assertNever } from "../../main/domain/assert.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import type { Answer } from "./answer.ts";
import type { BehaviourRule } from "./behaviour.ts";
import { bytesField, type Message, textField } from "./message.ts";
import { sixDigits } from "./private-fields.ts";
import { withDomesticFlag } from "./settlement-fields.ts";

/** What the link does with an answer, step by step. No step means that the connection stays open and silent. */
export type DeliveryStep =
  | { readonly do: "wait"; readonly ms: number }
  /** Whole or partial frames, length bytes included. */
  | { readonly do: "send"; readonly bytes: Uint8Array }
  /** Closes in order, after what was sent. */
  | { readonly do: "end" }
  /** Resets the connection (RST). */
  | { readonly do: "reset" };

/** Faults of messages that are booked; the others end before there is an answer. */
export type BookedFault = Exclude<BehaviourRule, { readonly do: "loseRequest" | "resetAfterFirstByte" }>;

/** Other frames that a fault may send: the answer with another code, and what the terminal got before. */
export type OtherFrames = {
  readonly contradiction: Answer | undefined;
  readonly previous: Uint8Array | undefined;
};

const NO_FRAMES: OtherFrames = { contradiction: undefined, previous: undefined };

const AMOUNT_MAX = 10n ** 12n - 1n;
const STAN_MAX = 999_999;

/** The steps that bring the answer, or what the fault leaves of it. */
export function deliver(
  answer: Answer,
  fault: BookedFault | undefined,
  others: OtherFrames = NO_FRAMES,
): readonly DeliveryStep[] {
  const { message, mac, frame } = answer;
  const whole = frame(message, mac);
  switch (fault?.do) {
    case "loseAnswer":
      return [];
    case "answerLate":
      return [{ do: "wait", ms: fault.delayMs }, send(whole)];
    case "answerTwice":
      return [send(whole), send(whole)];
    case "wrongMac":
      return [send(frame(message, answer.wrongMac))];
    case "noMac":
      return [send(frame(message, undefined))];
    case "strayAnswer":
      return [send(frame(strayVoid(message), mac ?? answer.anyMac)), send(whole)];
    case "staleAnswer":
      return others.previous === undefined ? [send(whole)] : [send(others.previous), send(whole)];
    case "contradict":
      return others.contradiction === undefined
        ? [send(whole)]
        : [send(whole), send(frame(others.contradiction.message, others.contradiction.mac))];
    case "slowBytes":
      return inPieces(whole, fault.pieceBytes, fault.delayMs);
    case "restart":
    case "close":
      return [{ do: "reset" }];
    case "garbage":
      return [send(noiseFrame(whole))];
    case "halfAnswer":
      return [send(whole.subarray(0, whole.length >> 1)), { do: "end" }];
    default:
      return [send(frame(distorted(message, fault), mac))];
  }
}

/** Faults that leave the way of the answer alone. */
type ContentFault = Exclude<
  BookedFault,
  {
    readonly do:
      | "loseAnswer"
      | "answerLate"
      | "answerTwice"
      | "wrongMac"
      | "noMac"
      | "strayAnswer"
      | "staleAnswer"
      | "contradict"
      | "slowBytes"
      | "restart"
      | "close"
      | "garbage"
      | "halfAnswer";
  }
>;

/** What the answer says under a fault: mostly what it would say anyway, because the host has decided it already. */
function distorted(message: Message, fault: ContentFault | undefined): Message {
  switch (fault?.do) {
    case undefined:
    case "refuse":
    case "forgetBatch":
    case "otherCode":
    case "slow":
    case "issuerScript":
    case "allowFallback":
    case "pageOutOfOrder":
      return message;
    case "otherAmount":
      return changed(message, 4, otherAmount);
    case "otherStan":
      return changed(message, 11, otherStan);
    case "otherTerminal":
      return changed(message, 41, otherTerminal);
    case "otherBatch":
      return changed(message, 60, otherBatch);
    case "wrongTotals":
      return changed(message, 48, (digits) => withDomesticFlag(digits, fault.flag));
    case "wrongSign":
      return changed(message, 48, swappedSides);
    case "wrongKcv":
      return changedBytes(message, 62, (keys) => wrongKcv(keys, fault.key));
    case "corruptPage":
      return changedBytes(message, 62, corrupted);
    case "truncatedPage":
      return changedBytes(message, 62, (page) => page.subarray(0, page.length >> 1));
    default:
      return assertNever(fault);
  }
}

/** DE60 of an answer: the batch number behind 60.1 counts on; after 999999 comes 0. */
const otherBatch = (digits: string): string =>
  digits.slice(0, 2) + sixDigits((Number(digits.slice(2, 8)) + 1) % 1_000_000) + digits.slice(8);

/** The domestic half of DE48: 15 digits of debits, 15 of credits. */
const swappedSides = (digits: string): string =>
  digits.slice(15, 30) + digits.slice(0, 15) + digits.slice(30);

/** Check values stand behind each key, 4 bytes each; PIK, MAK, TDK (cup-8583 section 7). */
function wrongKcv(keys: Uint8Array, key: "pinKey" | "macKey" | "trackKey"): Uint8Array {
  const part = keys.length === 24 ? 12 : 20;
  const end = part * ({ pinKey: 1, macKey: 2, trackKey: 3 } as const)[key];
  return keys.map((byte, i) => (i === end - 1 ? byte ^ 0xff : byte));
}

const corrupted = (page: Uint8Array): Uint8Array =>
  page.map((byte, i) => (i === page.length >> 1 ? byte ^ 0x15 : byte));

/** An approval of a void with the STAN before that of the message. */
function strayVoid(message: Message): Message {
  const stan = textField(message.fields, 11);
  const other = stan === undefined || Number(stan) < 2 ? STAN_MAX : Number(stan) - 1;
  const fields = new Map(message.fields)
    .set(3, "200000")
    .set(4, textField(message.fields, 4) ?? "000000000001")
    .set(11, sixDigits(other))
    .set(39, "00");
  return { ...message, mti: "0210", fields };
}

function inPieces(frame: Uint8Array, pieceBytes: number, ms: number): readonly DeliveryStep[] {
  const steps: DeliveryStep[] = [];
  for (let at = 0; at < frame.length; at += pieceBytes)
    steps.push({ do: "wait", ms }, send(frame.subarray(at, at + pieceBytes)));
  return steps;
}

function changedBytes(message: Message, number: number, change: (value: Uint8Array) => Uint8Array): Message {
  const value = bytesField(message.fields, number);
  if (value === undefined) return message;
  return { ...message, fields: new Map([...message.fields, [number, change(value)]]) };
}

const send = (bytes: Uint8Array): DeliveryStep => ({ do: "send", bytes });

function changed(message: Message, number: number, change: (value: string) => string): Message {
  const value = message.fields.get(number);
  if (typeof value !== "string") return message;
  return { ...message, fields: new Map([...message.fields, [number, change(value)]]) };
}

function otherAmount(digits: string): string {
  const amount = BigInt(digits);
  return (amount === AMOUNT_MAX ? amount - 1n : amount + 1n).toString().padStart(12, "0");
}

const otherStan = (digits: string): string => sixDigits((Number(digits) % STAN_MAX) + 1);

/** The last digit counts on; another character becomes a zero. */
const otherTerminal = (tid: string): string =>
  tid.slice(0, -1) + (/\d$/.test(tid) ? (Number(tid.at(-1)) + 1) % 10 : 0);

/** Right length bytes, then bytes derived from the answer; the first one is never that of a TPDU. */
function noiseFrame(frame: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let length = 0, part = frame; length < frame.length; length += part.length) {
    part = new Uint8Array(createHash("sha256").update(part).digest());
    parts.push(part);
  }
  const noise = concatBytes(...parts).subarray(0, frame.length - 2);
  noise[0] = 0xff;
  return concatBytes(frame.subarray(0, 2), noise);
}
