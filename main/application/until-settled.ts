import type { PaymentId } from "../domain/ids.ts";
import { isUnderWay } from "../domain/payment/state.ts";
import type { World } from "../domain/world.ts";
import type { Runner } from "./runner.ts";

/** Resolves when the payment is no longer under way, by the journal. */
export function untilSettled(runner: Runner, id: PaymentId): Promise<void> {
  return new Promise((resolve) => {
    const stop = runner.onChange(check);
    function check(world: World): void {
      const payment = world.payments.get(id);
      if (payment !== undefined && isUnderWay(payment)) return;
      stop();
      resolve();
    }
    check(runner.world);
  });
}
