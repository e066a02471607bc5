import { createHash } from "node:crypto";
import { assertNever } from "../../main/domain/assert.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import { type Answer, frameOf } from "./answer.ts";
import type { BehaviourRule } from "./behaviour.ts";
import type { Message } from "./message.ts";
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

const AMOUNT_MAX = 10n ** 12n - 1n;
const STAN_MAX = 999_999;

/** The steps that bring the answer, or what the fault leaves of it. */
export function deliver(answer: Answer, fault: BookedFault | undefined): readonly DeliveryStep[] {
  const { message, mac } = answer;
  const whole = frameOf(message, mac);
  switch (fault?.do) {
    case undefined:
    case "refuse":
    case "forgetBatch":
    case "otherCode":
    case "slow":
      return [send(whole)];
    case "loseAnswer":
      return [];
    case "answerLate":
      return [{ do: "wait", ms: fault.delayMs }, send(whole)];
    case "answerTwice":
      return [send(whole), send(whole)];
    case "wrongMac":
      return [send(frameOf(message, answer.wrongMac))];
    case "noMac":
      return [send(frameOf(message, undefined))];
    case "otherAmount":
      return [send(frameOf(changed(message, 4, otherAmount), mac))];
    case "otherStan":
      return [send(frameOf(changed(message, 11, otherStan), mac))];
    case "otherTerminal":
      return [send(frameOf(changed(message, 41, otherTerminal), mac))];
    case "wrongTotals":
      return [
        send(
          frameOf(
            changed(message, 48, (digits) => withDomesticFlag(digits, fault.flag)),
            mac,
          ),
        ),
      ];
    case "close":
      return [{ do: "reset" }];
    case "garbage":
      return [send(noiseFrame(whole))];
    case "halfAnswer":
      return [send(whole.subarray(0, whole.length >> 1)), { do: "end" }];
    default:
      return assertNever(fault);
  }
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
