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
  #recorder: CardTraceRecorder | undefined;

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
    this.#recorder = new CardTraceRecorder(about, input);
    return this.#recorder.record(kernel);
  }

  /**
   * Writes the trace down and lets go of the card's data. To be called when the payment's end is in the journal: a payment
   * never waits for its explanation, and never fails with it.
   */
  async keep(): Promise<void> {
    const { cardTraces, isTestCard, log } = this.#parts;
    const recorder = this.#recorder;
    this.#recorder = undefined;
    if (cardTraces === undefined || recorder === undefined) return;
    const isUnmasked = isTestCard !== undefined && recorder.isOfTestCard(isTestCard);
    const kept = await cardTraces.keep(recorder.document({ masked: !isUnmasked }));
    recorder.forget();
    if (!kept.ok) log.write("traceNotKept", { fault: kept.fault.kind });
  }
}
