import type { Terminal } from "../../../main/application/terminal.ts";
import { explainToCashier } from "../../../main/domain/emv/trace/explain-cashier.ts";
import type { PaymentId } from "../../../main/domain/ids.ts";
import { isUnderWay } from "../../../main/domain/payment/state.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { DockEvent } from "../dock-contract.ts";

/** The trace is written beside the payment's end, in a moment; a void without its card has none. */
const LOOK_EVERY_MS = 50;
const LOOKS_MAX = 40;

/** Notes each card payment that has come to its end from now on, with what became of it in a sentence. */
export function tellExplanations(
  { parts, world }: Pick<Terminal, "parts" | "world">,
  clock: Pick<Clock, "sleep">,
  note: (event: DockEvent) => void,
): void {
  const { cardTraces } = parts;
  if (cardTraces === undefined) return;
  const known = new Set<PaymentId>(world.payments.keys());
  const tell = async (paymentId: PaymentId) => {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const found = await cardTraces.find(paymentId);
      if (found.ok && found.value !== undefined) {
        const trace = found.value;
        const sentences = { "zh-CN": explainToCashier(trace, "zh-CN"), en: explainToCashier(trace, "en") };
        return note({ kind: "explained", paymentId, sentences });
      }
      await clock.sleep(LOOK_EVERY_MS);
    }
  };
  parts.runner.onChange(({ payments }) => {
    for (const payment of payments.values()) {
      const { paymentId } = payment;
      if (known.has(paymentId) || isUnderWay(payment)) continue;
      known.add(paymentId);
      void tell(paymentId);
    }
  });
}
