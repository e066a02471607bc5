import { timeHhmmss } from "../../main/domain/business-time.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";
import { settlementDate } from "./booking.ts";
import type { Decision, Desk, Handler } from "./desk.ts";
import type { KeyCipher } from "./keys.ts";
import { messageMac } from "./mac.ts";
import { encodeMessage, type Message } from "./message.ts";
import type { HostRequest } from "./request.ts";
import { APPROVED_CODES, SIGN_IN_AGAIN_CODES } from "./response-codes.ts";

/** Which answers other than approvals carry DE64 too, provided that the terminal has signed in. */
export const DECLINES_WITH_MAC = ["none", "reversals", "all"] as const;

export type DeclinesWithMac = (typeof DECLINES_WITH_MAC)[number];

export type AnswerRules = {
  readonly macAlgorithm: MacAlgorithm;
  readonly declinesWithMac: DeclinesWithMac;
  readonly keyCipher: KeyCipher;
  /** DE32: 1 to 11 digits. */
  readonly acquirerInstitution: string;
};

/** What an answer repeats of a request that this host does not know. */
const REPEATED_OF_UNKNOWN = [3, 11, 41, 42];

/** Requirement "sign in again" in the low nibble of the third header byte (cup-8583 section 1). */
const REQUIREMENT_SIGN_IN = 3;
const REQUIREMENT_NONE = 0;

/** 0200 -> 0210; undefined for what is itself an answer. */
export function answerMti(mti: string): string | undefined {
  const role = Number(mti[2]);
  return role % 2 === 0 ? `${mti.slice(0, 2)}${role + 1}${mti.slice(3)}` : undefined;
}

export type Answer = {
  readonly message: Message;
  /** Length bytes and message as the terminal's dialect has them. */
  readonly frame: FrameMaker;
  /** Makes DE64 where one is due. */
  readonly mac: MacMaker | undefined;
  /** A right DE64 even where none is due; undefined without keys. */
  readonly anyMac: MacMaker | undefined;
  /** Makes a DE64 that looks well and is wrong: under another key. */
  readonly wrongMac: MacMaker;
};

export type FrameMaker = (message: Message, mac: MacMaker | undefined) => Uint8Array;

type MacMaker = (input: Uint8Array) => Uint8Array;

/** Stands in for the MAK of a terminal that never signed in, where a wrong MAC is asked for. */
const NO_MAC_KEY = new Uint8Array(16);

/** The answer as the host means it. DE12 and DE13 are its own clock, but a DE13 that was asked with comes back. */
export function makeAnswer(
  request: HostRequest,
  mti: string,
  handler: Handler | undefined,
  decision: Decision,
  desk: Desk,
  rules: AnswerRules,
  frame: FrameMaker = frameOf,
): Answer {
  const asked = request.message;
  const fields = new Map<number, string | Uint8Array>();
  for (const number of handler?.repeated ?? REPEATED_OF_UNKNOWN) {
    const value = asked.fields.get(number);
    if (value !== undefined) fields.set(number, value);
  }
  fields.set(12, timeHhmmss(desk.now));
  fields.set(13, asked.fields.get(13) ?? settlementDate(desk));
  fields.set(32, rules.acquirerInstitution);
  fields.set(37, desk.rrn);
  fields.set(39, decision.code);
  for (const [number, value] of decision.fields ?? []) fields.set(number, value);
  const message: Message = {
    tpdu: swapped(asked.tpdu),
    header: answerHeader(asked.header, decision.code),
    mti,
    fields,
  };
  const macKey = desk.workingKeys?.macKey.reveal();
  const otherKey = (macKey ?? NO_MAC_KEY).map((byte) => byte ^ 0xf0);
  const isDue = isMacDue(handler, decision.code, rules.declinesWithMac);
  const anyMac: MacMaker | undefined =
    macKey === undefined
      ? undefined
      : (input) => messageMac(rules.macAlgorithm, macKey, input, rules.keyCipher);
  return {
    message,
    frame,
    mac: isDue ? anyMac : undefined,
    anyMac,
    wrongMac: (input) => messageMac(rules.macAlgorithm, otherKey, input, rules.keyCipher),
  };
}

function isMacDue(handler: Handler | undefined, code: string, declines: DeclinesWithMac): boolean {
  if (handler?.answerMac !== true) return false;
  if (APPROVED_CODES.includes(code) || declines === "all") return true;
  return declines === "reversals" && handler.kind === "reversal";
}

/** The two bytes of length and what follows them. */
export function frameOf(message: Message, mac: MacMaker | undefined): Uint8Array {
  return framed(encodeMessage(message, mac));
}

export function framed(body: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(body.length >> 8, body.length & 0xff), body);
}

/** Destination and source change places. */
function swapped(tpdu: Uint8Array): Uint8Array {
  return concatBytes(tpdu.subarray(0, 1), tpdu.subarray(3, 5), tpdu.subarray(1, 3));
}

function answerHeader(header: Uint8Array, code: string): Uint8Array {
  const requirement = SIGN_IN_AGAIN_CODES.includes(code) ? REQUIREMENT_SIGN_IN : REQUIREMENT_NONE;
  return header.map((byte, i) => (i === 2 ? (byte & 0xf0) | requirement : byte));
}
