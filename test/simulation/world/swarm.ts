import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { HOST_FAULTS, type HostFaults } from "./faulty-host.ts";
import type { NetworkFaults } from "./network.ts";
import type { Random } from "./random.ts";

/** Chances per action of the day, unless a member says otherwise. */
export type Swarm = {
  readonly host: HostFaults;
  readonly network: NetworkFaults;
  readonly outage: number;
  readonly flapping: number;
  readonly cardFault: number;
  readonly shakyHand: number;
  readonly customer: number;
  readonly reader: number;
  readonly pad: number;
  readonly padReplaced: number;
  readonly printer: number;
  readonly printerDeadAllDay: boolean;
  readonly disk: number;
  readonly crash: number;
  readonly clock: number;
  readonly mistakes: number;
  readonly cancel: number;
  /** That the list of refused cards changes, or cannot be read for a while. */
  readonly hotlist: number;
  /** Chance that a customer holds the card to the field again. */
  readonly patience: number;
  readonly stripeAllowed: boolean;
  readonly fallbackAllowed: boolean;
  readonly limits: "wide" | "tight";
  readonly floorLimitFen: number;
  /** Whether the acquirer wants the card again for a void. */
  readonly voidNeedsCard: boolean;
  /** Whether the host signs its "no such original": without a MAC the till does not believe it. */
  readonly declinesWithMac: "reversals" | "none";
};

/**
 * Each fault is on or off, and gentle or rough, by the seed: a world in which everything always fails never gets far
 * enough to fail where it hurts (swarm testing).
 */
export function chooseSwarm(random: Random): Swarm {
  const on = (least: number, most: number, share = 0.5): number =>
    random.chance(share) ? least + random.fraction() * (most - least) : 0;
  const isHostFaulty = random.chance(0.8);
  const host = new Map<BehaviourRule["do"], number>();
  for (const name of HOST_FAULTS) {
    const chance = on(0.01, 0.15, 0.3);
    if (isHostFaulty && chance > 0) host.set(name, chance);
  }
  return {
    host,
    network: { vanish: on(0.005, 0.06), cutShort: on(0.005, 0.06), pieces: on(0.1, 1) },
    outage: on(0.02, 0.1),
    flapping: on(0.02, 0.08, 0.3),
    cardFault: on(0.03, 0.25),
    shakyHand: on(0.1, 0.5, 0.6),
    customer: on(0.03, 0.25),
    reader: on(0.01, 0.08, 0.3),
    pad: on(0.01, 0.08, 0.3),
    padReplaced: on(0.005, 0.02, 0.2),
    printer: on(0.02, 0.15),
    printerDeadAllDay: random.chance(0.08),
    disk: on(0.02, 0.1, 0.4),
    crash: on(0.02, 0.2, 0.6),
    clock: on(0.02, 0.06, 0.4),
    mistakes: on(0.05, 0.3, 0.7),
    cancel: on(0.01, 0.06, 0.4),
    hotlist: on(0.02, 0.1, 0.5),
    patience: random.pick([0, 0.5, 0.9, 1]),
    stripeAllowed: random.chance(0.8),
    fallbackAllowed: random.chance(0.5),
    limits: random.chance(0.3) ? "tight" : "wide",
    floorLimitFen: random.pick([0, 5_000, 10_000, 20_000]),
    voidNeedsCard: random.chance(0.7),
    declinesWithMac: random.chance(0.85) ? "reversals" : "none",
  };
}
