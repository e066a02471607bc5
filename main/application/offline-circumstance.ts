import type { PaymentState } from "../domain/payment/state.ts";
import type { OfflineCircumstance, OfflineLimits } from "../domain/risk/offline-limits.ts";
import type { World } from "../domain/world.ts";
import { clockBehindMs } from "./clock-behind.ts";
import type { TerminalParts } from "./terminal-parts.ts";

type Asked = Pick<PaymentState, "shiftId" | "operator">;

/** What besides the batch decides about an offline approval, read once before a card is known. */
export async function offlineCircumstance(parts: TerminalParts, asked?: Asked): Promise<OfflineCircumstance> {
  const { world } = parts.runner;
  const offline = world.till.config?.limits.offline;
  const isClockBehind = (await clockBehindMs(parts)) > 0;
  const hotlistAgeMs = offline?.hotlistMaxAgeMs === undefined ? undefined : await readHotlistAge(parts);
  return {
    clockTrusted: !isClockBehind,
    ...(hotlistAgeMs === undefined ? {} : { hotlistAgeMs }),
    ...(asked === undefined || offline === undefined ? {} : unsentOf(world, offline, asked)),
  };
}

/** Undefined where there is no list, or none that can be read. */
export async function readHotlistAge({
  hotlist,
  clock,
}: Pick<TerminalParts, "hotlist" | "clock">): Promise<number | undefined> {
  const status = await hotlist?.status();
  if (status?.ok !== true || status.value === undefined) return undefined;
  return Math.max(0, clock.businessNow().epochMs - status.value.installedAtEpochMs);
}

/** What is unsent is open, so all of it is in the world. */
function unsentOf(
  world: World,
  { perShift, perOperator }: OfflineLimits,
  { shiftId, operator }: Asked,
): Pick<OfflineCircumstance, "shift" | "operator"> {
  if (perShift === undefined && perOperator === undefined) return {};
  const shift = { count: 0, sumFen: 0n };
  const own = { count: 0, sumFen: 0n };
  for (const payment of world.payments.values()) {
    if (payment.upload?.status !== "due" || payment.shiftId !== shiftId) continue;
    shift.count += 1;
    shift.sumFen += payment.amountFen;
    if (payment.operator !== operator) continue;
    own.count += 1;
    own.sumFen += payment.amountFen;
  }
  return { shift, operator: own };
}
