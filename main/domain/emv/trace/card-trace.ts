import type { BusinessTime } from "../../business-time.ts";
import type { PlainValue } from "./plain-value.ts";

/**
 * What one card session came to, in the order in which it happened: what the kernel was told, each command and answer,
 * each question and its answer, each decision with the clause of its rule, and the result. Plain JSON, version 1.
 *
 * Bytes are upper-case hexadecimal; in a masked trace two `*` stand for each byte, or one for each digit, that must not be
 * kept: card numbers but for the first six and last four digits, tracks, names, PIN data, certificates, signatures,
 * issuer authentication data and scripts. What the receipt shows (application cryptogram, TVR, TSI, ATC) stays.
 */
export type CardTrace = {
  readonly format: "jinka-card-trace";
  readonly version: 1;
  /** False only for the published cards of tests, see {@link CardTraceRecorder}. */
  readonly masked: boolean;
  /** Which kernel ran: `contact`, `readCard`, or another one's name. */
  readonly kernel: string;
  readonly paymentId: string;
  readonly stan?: number;
  readonly at: BusinessTime;
  /** Everything that the kernel was told at the start; what it was told later stands in `entries`. */
  readonly input: PlainValue;
  readonly entries: readonly CardTraceEntry[];
  readonly decisions: readonly TraceDecision[];
  /** The kernel's result without its decisions; absent when it was left in the middle. */
  readonly result?: PlainValue;
  /**
   * The kernels that ran before in the same payment, in their order: a card that was tapped and then inserted, or presented
   * again. None of them has an `earlier` of its own. Absent: there was only this one.
   */
  readonly earlier?: readonly CardTrace[];
};

/** A payment asks for cards so often at the most; the first ones are forgotten beyond that. */
export const EARLIER_TRACES_MAX = 20;

export type CardTraceEntry =
  /** One APDU. Without `response`, `answer` says why there was none; without both, nobody waited for it. */
  | {
      readonly kind: "command";
      readonly command: string;
      readonly response?: string;
      readonly answer?: PlainValue;
    }
  /** A question to whoever drives the kernel. */
  | { readonly kind: "question"; readonly question: PlainValue; readonly answer?: PlainValue };

/** One decision of the kernel. Members beside these are kept as they are. */
export type TraceDecision = {
  readonly step: string;
  readonly clause: string;
  readonly detail: string;
  readonly [more: string]: PlainValue;
};
