import type { BusinessTime } from "../../business-time.ts";
import { fromAscii, toHex } from "../../bytes.ts";
import { maskPan } from "../../mask-pan.ts";
import { Sensitive } from "../../sensitive.ts";
import { panDigits, parseTrack2 } from "../pan.ts";
import { TAG_5A_PAN, TAG_57_TRACK_2_EQUIVALENT_DATA } from "../tags.ts";
import { decodeTlv, primitivesOf } from "../tlv.ts";
import { maskedHex } from "../tlv-mask.ts";
import type { CardTrace, CardTraceEntry, TraceDecision } from "./card-trace.ts";
import { flatResult } from "./flat-result.ts";
import { ApduMask } from "./mask-apdus.ts";
import { hideLikelyNumbers, maskTlv, maskTraceText, maskTraceValue } from "./mask-values.ts";
import { type PlainMasking, type PlainValue, toPlain } from "./plain-value.ts";

/** What a kernel yields and is resumed with, as far as the recorder has to know it: any kernel will do. */
type Kinded = { readonly kind: string };

type Heard = { readonly request: Kinded; response?: Kinded };

export type CardTraceAbout = {
  readonly kernel: string;
  readonly paymentId: string;
  readonly stan?: number;
  readonly at: BusinessTime;
};

/**
 * Listens to one kernel while it is driven. It keeps what it hears in memory until {@link CardTraceRecorder.document} has
 * been asked for, and nothing leaves it unmasked but by `masked: false`, which only a composition with published test
 * cards may ask for (docs/card-traces.md).
 */
export class CardTraceRecorder {
  readonly #about: CardTraceAbout;
  readonly #input: unknown;
  #heard: Heard[] = [];
  #result: unknown;

  constructor(about: CardTraceAbout, input: unknown) {
    this.#about = about;
    this.#input = input;
  }

  /** The same kernel, listened to. */
  *record<Request extends Kinded, Response extends Kinded, R>(
    kernel: Generator<Request, R, Response>,
  ): Generator<Request, R, Response> {
    let turn = kernel.next();
    while (turn.done !== true) {
      const heard: Heard = { request: turn.value };
      // More than any kernel asks: its own bounds lie far below.
      if (this.#heard.length < ENTRIES_MAX) this.#heard.push(heard);
      const response = yield turn.value;
      heard.response = response;
      turn = kernel.next(response);
    }
    this.#result = turn.value;
    return turn.value;
  }

  /** The trace as it stands now. */
  document({ masked }: { readonly masked: boolean } = { masked: true }): CardTrace {
    const mask = new ApduMask();
    const { decisions, rest } = splitResult(this.#result, masked);
    const trace: CardTrace = {
      format: "jinka-card-trace",
      version: 1,
      masked,
      ...this.#about,
      input: toPlain(this.#input, masked ? INPUT_MASKING : undefined),
      entries: this.#heard.map(({ request, response }) =>
        entryOf(request, response, masked ? mask : undefined),
      ),
      decisions,
      ...(rest === undefined ? {} : { result: rest }),
    };
    if (!masked) return trace;
    const pans = [...this.#pans(), ...this.#pansOfAnswers()];
    return pans.length > 0 ? withoutNumbers(trace, pans) : withoutLikelyNumbers(trace);
  }

  /** Card numbers that the kernel told anybody. */
  #pans(): string[] {
    const pans: string[] = [];
    collectPans([this.#heard, this.#result], "", pans, 0);
    return pans;
  }

  /** Card numbers that the card gave as such, also if the kernel went no further. */
  #pansOfAnswers(): string[] {
    return this.#heard.flatMap(({ response }) => {
      const bytes = response !== undefined && "response" in response ? response.response : undefined;
      const objects = bytes instanceof Uint8Array ? decodeTlv(bytes.subarray(0, -2)) : undefined;
      if (objects?.ok !== true) return [];
      return primitivesOf(objects.value).flatMap(({ tag, value }) => {
        if (tag === TAG_5A_PAN) return panDigits(value) ?? [];
        return tag === TAG_57_TRACK_2_EQUIVALENT_DATA ? (parseTrack2(value)?.pan ?? []) : [];
      });
    });
  }

  /** Whether cards were told apart by number, and every number is one that `isTestCard` knows. */
  isOfTestCard(isTestCard: (pan: string) => boolean): boolean {
    const pans = this.#pans();
    return pans.length > 0 && pans.every(isTestCard);
  }

  /** Lets go of the card's data. */
  forget(): void {
    this.#heard = [];
    this.#result = undefined;
  }
}

const ENTRIES_MAX = 20_000;

/**
 * Takes known card numbers out of whatever the masks let through: a card can put its number under any tag, as digits at
 * either nibble or as text.
 */
function withoutNumbers(trace: CardTrace, pans: readonly string[]): CardTrace {
  let text = JSON.stringify(trace);
  for (const pan of new Set(pans)) {
    const asText = toHex(fromAscii(pan));
    text = text.replaceAll(pan, maskPan(pan)).replaceAll(asText, "*".repeat(asText.length));
  }
  return JSON.parse(text) as CardTrace;
}

/** A session that never came to a card number: what looks like one across the borders of objects is hidden too. */
function withoutLikelyNumbers(trace: CardTrace): CardTrace {
  const entries = trace.entries.map((entry) =>
    entry.kind === "command" && entry.response !== undefined
      ? { ...entry, response: hideLikelyNumbers(entry.response) }
      : entry,
  );
  return { ...trace, entries };
}

/** Facts of a card lie four levels below what was heard. */
const FACTS_DEPTH_MAX = 8;

function collectPans(value: unknown, name: string, pans: string[], depth: number): void {
  if (value instanceof Sensitive) {
    const text: unknown = value.reveal();
    if (name === "pan" && typeof text === "string") pans.push(text);
    return;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || depth > FACTS_DEPTH_MAX)
    return;
  for (const [key, member] of Object.entries(value)) collectPans(member, key, pans, depth + 1);
}

function entryOf(request: Kinded, response: Kinded | undefined, mask: ApduMask | undefined): CardTraceEntry {
  const masking = mask === undefined ? undefined : QUESTION_MASKING;
  const answer = response === undefined ? {} : { answer: toPlain(response, masking) };
  if (request.kind !== "command" || !("command" in request) || !(request.command instanceof Uint8Array)) {
    return { kind: "question", question: toPlain(request, masking), ...answer };
  }
  const { command } = request;
  const shown = { kind: "command", command: mask?.command(command) ?? toHex(command) } as const;
  const bytes = response !== undefined && "response" in response ? response.response : undefined;
  if (!(bytes instanceof Uint8Array)) return { ...shown, ...answer };
  return { ...shown, response: mask?.response(bytes) ?? toHex(bytes) };
}

function splitResult(
  result: unknown,
  masked: boolean,
): { readonly decisions: readonly TraceDecision[]; readonly rest?: PlainValue } {
  if (typeof result !== "object" || result === null) return { decisions: [] };
  const { trace, ...rest } = flatResult(result);
  const masking = masked ? QUESTION_MASKING : undefined;
  const decisions = Array.isArray(trace) ? trace.map((one) => toPlain(one, masking) as TraceDecision) : [];
  return { decisions, rest: toPlain(rest, masking) };
}

/** Configuration is nobody's card: terminal numbers and CA keys are digits that only look like one. */
const INPUT_MASKING: PlainMasking = {
  hideBytes: () => undefined,
  hideText: (_name, text) => text,
  objectDigits: maskTraceValue,
};

/** Bytes that questions, answers and results may bring, by the member that they stand in. */
const SHOWN_BYTES: ReadonlySet<string> = new Set([
  "aid",
  "applicationCryptogram",
  "tvr",
  "tsi",
  "cvmResults",
  "scriptResults",
  "response",
]);

const QUESTION_MASKING: PlainMasking = {
  hideBytes(name, bytes) {
    if (name === "iccData") return maskedBytes(maskTlv(bytes), bytes);
    return SHOWN_BYTES.has(name) ? maskedBytes(maskedHex(0, bytes), bytes) : { $hidden: bytes.length };
  },
  hideText: (_name, text) => maskTraceText(text),
  objectDigits: maskTraceValue,
};

/** Digits with `*` are no bytes any more. */
function maskedBytes(shown: string, bytes: Uint8Array): PlainValue | undefined {
  return shown === toHex(bytes) ? undefined : { $masked: shown };
}
