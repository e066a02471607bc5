import type { BehaviourRule } from "../../acquirer/behaviour.ts";
import { MESSAGE_KINDS } from "../../acquirer/message-kinds.ts";
import type { HostMood } from "../dock-contract.ts";

/** In time, and long enough to be watched. */
const SLOW_MS = 4_000;

/** What a host in each mood does wrong (docs/simulated-host.md). */
export const HOST_MOOD_RULES: Readonly<Record<HostMood, readonly BehaviourRule[]>> = {
  well: [],
  slow: MESSAGE_KINDS.map((on) => ({ on, do: "answerLate", delayMs: SLOW_MS })),
  silent: MESSAGE_KINDS.map((on) => ({ on, do: "loseAnswer" })),
  double: MESSAGE_KINDS.map((on) => ({ on, do: "answerTwice" })),
  wrongMac: (["sale", "void", "upload"] as const).map((on) => ({ on, do: "wrongMac" })),
  wrongAmount: (["sale", "void", "upload"] as const).map((on) => ({ on, do: "otherAmount" })),
  declines: [{ on: "sale", do: "refuse", code: "51" }],
};
