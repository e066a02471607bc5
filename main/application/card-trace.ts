import { EARLIER_TRACES_MAX } from "../domain/emv/trace/card-trace.ts";
import { type CardTraceAbout, CardTraceRecorder } from "../domain/emv/trace/card-trace-recorder.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { CardTraceStore } from "../ports/card-trace.ts";

export type CardTraceParts = {
  /** Absent: nothing is kept. */
  readonly cardTraces?: CardTraceStore;
  /**
   * Whether a card number is that of a published test card, whose traces may be kept unmasked so that they can be replayed
   * whole. Only a composition with simulated cards gives it; without it every trace is masked.
   */
  readonly isTestCard?: (pan: string) => boolean;
  readonly log: AuditLog;
};

type Kinded = { readonly kind: string };

/** Listens to the kernels of one payment and keeps what they said. */
export class CardTracing {
  readonly #parts: CardTraceParts;
  #recorders: CardTraceRecorder[] = [];

  constructor(parts: CardTraceParts) {
    this.#parts = parts;
  }

  /** The same kernel, listened to; `input` is what it was made with. */
  record<Request extends Kinded, Response extends Kinded, R>(
    about: CardTraceAbout,
    input: unknown,
    kernel: Generator<Request, R, Response>,
  ): Generator<Request, R, Response> {
    if (this.#parts.cardTraces === undefined) return kernel;
    const recorder = new CardTraceRecorder(about, input);
    this.#recorders = [...this.#recorders, recorder].slice(-(EARLIER_TRACES_MAX + 1));
    return recorder.record(kernel);
  }

  /**
   * Writes the trace down and lets go of the card's data. To be called when the payment's end is in the journal: a payment
   * never waits for its explanation, and never fails with it.
   */
  async keep(): Promise<void> {
    const { cardTraces, isTestCard, log } = this.#parts;
    const recorders = this.#recorders;
    this.#recorders = [];
    if (cardTraces === undefined) return;
    // Each is masked by itself: one of them may have been another card.
    const documents = recorders.map((recorder) => {
      const isUnmasked = isTestCard !== undefined && recorder.isOfTestCard(isTestCard);
      return recorder.document({ masked: !isUnmasked });
    });
    const last = documents.at(-1);
    if (last === undefined) return;
    const earlier = documents.slice(0, -1);
    const kept = await cardTraces.keep(earlier.length === 0 ? last : { ...last, earlier });
    for (const recorder of recorders) recorder.forget();
    if (!kept.ok) log.write("traceNotKept", { fault: kept.fault.kind });
  }
}
