import { toHex } from "../../bytes.ts";
import { parseDol } from "../dol.ts";
import { readCommandApdu } from "../lens/command-apdu.ts";
import { TraceContext } from "../lens/trace-context.ts";
import { TAG_9B_TSI, TAG_9F4C_ICC_DYNAMIC_NUMBER, TAG_95_TVR, TAG_98_TC_HASH_VALUE } from "../tags.ts";
import type { CardTrace, CardTraceEntry } from "./card-trace.ts";
import { flatResult } from "./flat-result.ts";
import {
  bytesOf,
  firstDifference,
  fromPlain,
  memberOf,
  type PlainValue,
  textOf,
  toPlain,
} from "./plain-value.ts";

/**
 * Runs a kernel against a trace: it is told what it was told then, and its commands are compared byte by byte.
 *
 * An unmasked trace is checked whole: every command, every question, the result with all its members.
 *
 * A masked trace cannot bring certificates, signatures and scripts back, and what a kernel decides with zeros in their
 * place is not what it decided then. So its replay says what it could not check: masked digits agree with anything; of
 * the data of GENERATE AC, the bits of TVR and TSI that rest on them are not compared; INTERNAL AUTHENTICATE and issuer
 * scripts are passed over; and where the kernel asks for another cryptogram because of them, or the cryptogram itself
 * was inside a signature, the rest is left unchecked. Everything before that is compared as strictly as in the other case.
 */
export type ReplayReport = {
  /** Commands in the trace, and how many of them were compared. */
  readonly commands: number;
  readonly compared: number;
  readonly difference?: ReplayDifference;
  /** What a masked trace leaves open, by the number of the command. */
  readonly unchecked: readonly { readonly command: number; readonly why: UncheckedReason }[];
  /** The decisions read differently: the number of the first, from 1. No difference in what the card was told. */
  readonly decision?: number;
};

type UncheckedReason = "dataAuthentication" | "signedCryptogram" | "issuerScript";

export type ReplayDifference =
  /** `byte` counts from 1; `expected` is undefined where the trace's command has ended, `actual` where ours has. */
  | {
      readonly kind: "command";
      readonly command: number;
      readonly byte: number;
      readonly expected?: string;
      readonly actual?: string;
    }
  /** The kernel wants something else than it wanted then. */
  | { readonly kind: "request"; readonly command: number; readonly expected: string; readonly actual: string }
  /** It asks the same with another content. */
  | { readonly kind: "question"; readonly command: number; readonly member: string }
  | { readonly kind: "endedEarly"; readonly command: number }
  | { readonly kind: "wentOn"; readonly actual: string }
  | { readonly kind: "result"; readonly member: string };

type Kinded = { readonly kind: string };
type AnyKernel = Generator<Kinded, unknown, never>;

/** `start` makes the kernel that the trace names from its input. */
export function replayTrace(trace: CardTrace, start: (input: unknown) => AnyKernel): ReplayReport {
  return new Replay(trace).run(start(fromPlain(trace.input)));
}

class Replay {
  readonly #trace: CardTrace;
  readonly #context = new TraceContext();
  readonly #unchecked: { readonly command: number; readonly why: UncheckedReason }[] = [];
  #commands = 0;
  #compared = 0;
  #isAfterFirstCryptogram = false;
  /** Why the command before this one was not compared. */
  #passedOver: UncheckedReason | undefined;

  constructor(trace: CardTrace) {
    this.#trace = trace;
  }

  run(kernel: AnyKernel): ReplayReport {
    let turn = kernel.next();
    for (const entry of this.#trace.entries) {
      if (entry.kind === "command") this.#commands += 1;
      if (turn.done === true) return this.#end(this.#early());
      const compared = this.#compare(entry, turn.value);
      if (compared === "passOver") continue;
      if (compared !== undefined) return this.#end(compared === "stop" ? undefined : compared);
      const response = this.#responseOf(entry);
      // Here the session was left: nobody waited for more.
      if (response === undefined) return this.#end();
      turn = kernel.next(response as never);
    }
    if (turn.done !== true) {
      const isMuted = this.#trace.masked && this.#isAfterFirstCryptogram;
      return this.#end(isMuted ? undefined : { kind: "wentOn", actual: turn.value.kind });
    }
    return this.#compareResults(turn.value);
  }

  #early(): ReplayDifference | undefined {
    if (!this.#trace.masked || !this.#isAfterFirstCryptogram)
      return { kind: "endedEarly", command: this.#commands };
    this.#leaveOpen("dataAuthentication");
    return undefined;
  }

  #leaveOpen(why: UncheckedReason): void {
    this.#unchecked.push({ command: this.#commands, why });
  }

  #compare(entry: CardTraceEntry, request: Kinded): ReplayDifference | "passOver" | "stop" | undefined {
    if (entry.kind === "question") return this.#compareQuestion(entry.question, request);
    const sent = request.kind === "command" && "command" in request ? request.command : undefined;
    const actual = sent instanceof Uint8Array ? sent : undefined;
    const why = this.#trace.masked ? this.#whyPassedOver(entry.command, actual) : undefined;
    this.#passedOver = why;
    if (why !== undefined) {
      this.#leaveOpen(why);
      return "passOver";
    }
    if (actual === undefined) {
      return { kind: "request", command: this.#commands, expected: "command", actual: request.kind };
    }
    return this.#compareCommand(entry.command, toHex(actual));
  }

  /** Commands that rest on hidden bytes, which the kernel does not send when it has only zeros. */
  #whyPassedOver(recorded: string, actual: Uint8Array | undefined): UncheckedReason | undefined {
    const ins = Number.parseInt(recorded.slice(2, 4), 16);
    if (ins === actual?.[1]) return undefined;
    // Behind a T=0 reader the answer of a command comes with the next one.
    if (ins === INS_GET_RESPONSE && this.#passedOver !== undefined) return this.#passedOver;
    if (ins === INS_INTERNAL_AUTHENTICATE) return "dataAuthentication";
    const isScript = /^[08][4C]/.test(recorded);
    return this.#isAfterFirstCryptogram && isScript ? "issuerScript" : undefined;
  }

  #compareCommand(recorded: string, actual: string): ReplayDifference | "stop" | undefined {
    const apdu = readCommandApdu(bytesOf(actual));
    const seen = apdu === undefined ? undefined : this.#context.sendCommand(apdu);
    const isCryptogram = seen?.row?.kind === "generateAc";
    const open = this.#trace.masked && isCryptogram ? this.#openDigits(actual) : NOTHING_OPEN;
    if (open.size > 0 && isOtherCryptogram(recorded, actual)) {
      this.#leaveOpen("dataAuthentication");
      return "stop";
    }
    this.#compared += 1;
    if (isCryptogram) this.#isAfterFirstCryptogram = true;
    for (let i = 0; i < Math.max(recorded.length, actual.length); i++) {
      const expected = recorded[i];
      if (expected === actual[i] || (expected === "*" && actual[i] !== undefined) || open.has(i)) continue;
      return this.#differsAt(recorded, actual, i >> 1);
    }
    return undefined;
  }

  #differsAt(recorded: string, actual: string, offset: number): ReplayDifference {
    const at = (digits: string) => digits.slice(2 * offset, 2 * offset + 2);
    const [expected, got] = [at(recorded), at(actual)];
    return {
      kind: "command",
      command: this.#commands,
      byte: offset + 1,
      ...(expected === "" ? {} : { expected }),
      ...(got === "" ? {} : { actual: got }),
    };
  }

  /**
   * Places of digits that rest on hidden bytes: whether a CDA signature is asked for (P1 bit 5), the first and last byte
   * of the TVR, the TSI, and what was found inside signatures.
   */
  #openDigits(actual: string): ReadonlySet<number> {
    const open = new Set<number>(P1_DIGITS);
    const list = this.#context.list(this.#context.cdolTag);
    const entries = list === undefined ? undefined : parseDol(list);
    if (entries?.ok !== true) return open;
    let at = DATA_OFFSET;
    for (const { tag, length } of entries.value) {
      const count = OPEN_OBJECTS.get(tag);
      for (const byte of count?.(length) ?? []) open.add(2 * (at + byte)).add(2 * (at + byte) + 1);
      at += length;
    }
    return 2 * at <= actual.length ? open : new Set(P1_DIGITS);
  }

  #compareQuestion(question: PlainValue, request: Kinded): ReplayDifference | "stop" | undefined {
    const expected = textOf(question, "kind") ?? "";
    if (expected !== request.kind) {
      if (this.#trace.masked && this.#isAfterFirstCryptogram) {
        this.#leaveOpen("dataAuthentication");
        return "stop";
      }
      return { kind: "request", command: this.#commands, expected, actual: request.kind };
    }
    if (this.#trace.masked) return undefined;
    const member = firstDifference(question, toPlain(request, undefined));
    return member === undefined ? undefined : { kind: "question", command: this.#commands, member };
  }

  #responseOf(entry: CardTraceEntry): unknown {
    if (entry.kind === "question") return entry.answer === undefined ? undefined : fromPlain(entry.answer);
    if (entry.response === undefined) return entry.answer === undefined ? undefined : fromPlain(entry.answer);
    const response = bytesOf(entry.response);
    if (response.length > 2) this.#context.receiveData(response.subarray(0, -2));
    // A contactless card brings its cryptogram with the processing options.
    if (/9F2608/.test(entry.response)) this.#isAfterFirstCryptogram = true;
    const isSigned =
      this.#trace.masked && entry.command.startsWith(GENERATE_AC) && HIDDEN_SIGNATURE.test(entry.response);
    if (!isSigned) return { kind: "response", response };
    this.#leaveOpen("signedCryptogram");
    return undefined;
  }

  #compareResults(result: unknown): ReplayReport {
    const { trace, ...rest } = flatResult(result as object);
    const decisions = Array.isArray(trace) ? trace : [];
    const ours = toPlain(rest, undefined);
    const { result: recorded, masked } = this.#trace;
    const member = masked ? differentEnd(recorded, ours) : firstDifference(recorded, ours);
    if (member !== undefined && masked && this.#restsOnHidden()) this.#leaveOpen("dataAuthentication");
    else if (member !== undefined) return this.#end({ kind: "result", member });
    return this.#end(undefined, decisions);
  }

  #restsOnHidden(): boolean {
    const isHidden = (entry: CardTraceEntry) =>
      entry.kind === "command" && HIDDEN_SIGNATURE.test(entry.response ?? "");
    return this.#unchecked.length > 0 || this.#trace.entries.some(isHidden);
  }

  #end(difference?: ReplayDifference, decisions?: readonly unknown[]): ReplayReport {
    const commands = this.#trace.entries.filter(({ kind }) => kind === "command").length;
    const decision =
      decisions === undefined || this.#trace.masked ? undefined : this.#otherDecision(decisions);
    return {
      commands,
      compared: this.#compared,
      unchecked: this.#unchecked,
      ...(difference === undefined ? {} : { difference }),
      ...(decision === undefined ? {} : { decision }),
    };
  }

  #otherDecision(decisions: readonly unknown[]): number | undefined {
    const recorded = this.#trace.decisions;
    for (let i = 0; i < Math.max(recorded.length, decisions.length); i++) {
      if (firstDifference(recorded[i], toPlain(decisions[i], undefined)) !== undefined) return i + 1;
    }
    return undefined;
  }
}

const INS_INTERNAL_AUTHENTICATE = 0x88;
const INS_GET_RESPONSE = 0xc0;
const GENERATE_AC = "80AE";

/** A certificate or signature whose value is hidden: 90, 93, 9F46, 9F4B, with a length of one or two bytes. */
const HIDDEN_SIGNATURE = /(?:90|93|9F46|9F4B)(?:81)?[0-9A-F]{2}\*/;
const NOTHING_OPEN: ReadonlySet<number> = new Set();

/** CLA INS P1 P2 Lc. */
const DATA_OFFSET = 5;
const P1_DIGITS: readonly number[] = [4, 5];

const TAG_9F45_DATA_AUTHENTICATION_CODE = 0x9f45;

const all = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** Which bytes of an object in a CDOL rest on what a masked trace hides. */
const OPEN_OBJECTS: ReadonlyMap<number, (length: number) => readonly number[]> = new Map([
  [TAG_95_TVR, (length: number) => [0, 4].filter((byte) => byte < length)],
  [TAG_9B_TSI, all],
  [TAG_98_TC_HASH_VALUE, all],
  [TAG_9F45_DATA_AUTHENTICATION_CODE, all],
  [TAG_9F4C_ICC_DYNAMIC_NUMBER, all],
]);

/** Bits 8 and 7 of P1 are the cryptogram that is asked for. */
function isOtherCryptogram(recorded: string, actual: string): boolean {
  const asked = (digits: string) => Number.parseInt(digits.slice(4, 6), 16) & 0xc0;
  return asked(recorded) !== asked(actual);
}

/** How it ended, without what rests on hidden bytes. */
function differentEnd(recorded: PlainValue | undefined, ours: PlainValue): string | undefined {
  return END_MEMBERS.find((member) => memberOf(recorded, member) !== memberOf(ours, member));
}

const END_MEMBERS = ["kind", "by", "reason", "phase"];
