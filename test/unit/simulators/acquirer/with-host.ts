import type { BusinessTime } from "../../../../main/domain/business-time.ts";
import type { Clock } from "../../../../main/ports/clock.ts";
import type { BehaviourRule } from "../../../../simulators/acquirer/behaviour.ts";
import { type RunningAcquirer, type StartOptions, start } from "../../../../simulators/acquirer/server.ts";
import { systemClock } from "../../../../simulators/acquirer/system-clock.ts";
import { type Session, signIn } from "./terminal.ts";

/** 23 November 2026, 14:05:03 in China. */
const NOW: BusinessTime = { epochMs: Date.UTC(2026, 10, 23, 6, 5, 3), utcOffsetMinutes: 480 };

/** Business time stands still; waiting is real. */
const fixedClock: Clock = { ...systemClock, businessNow: () => NOW };

/** A host on a free port that is closed whatever happens. */
export async function withHost<T>(
  options: Partial<StartOptions>,
  work: (host: RunningAcquirer) => Promise<T>,
): Promise<T> {
  const started = await start({
    port: 0,
    ledgerFile: ":memory:",
    seed: "test",
    clock: fixedClock,
    ...options,
  });
  if (!started.ok) throw new Error(started.fault.kind);
  try {
    return await work(started.value);
  } finally {
    await started.value.close();
  }
}

/** The same with a terminal that has signed in. */
export function withSession<T>(
  options: Partial<StartOptions>,
  work: (session: Session, host: RunningAcquirer) => Promise<T>,
): Promise<T> {
  return withHost(options, async (host) => work(await signIn(host.port), host));
}

/** Sets rules after the sign-in, so that counting begins with the messages of the test. */
export function withFaults<T>(
  rules: readonly BehaviourRule[],
  work: (session: Session, host: RunningAcquirer) => Promise<T>,
): Promise<T> {
  return withSession({}, (session, host) => {
    host.setBehaviour(rules);
    return work(session, host);
  });
}
