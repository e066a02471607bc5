import type { KernelResponse } from "../../domain/emv/kernel/protocol.ts";
import type { Sensitive } from "../../domain/sensitive.ts";
import type { CardWork } from "./card-work.ts";

type PinEnd = Extract<KernelResponse, { kind: "pin" }>["entry"];

/** The customer finds the keys of the pad: a minute, as on bank terminals. */
export const DEFAULT_PIN_TIMEOUT_MS = 60_000;

/** The pad captures the PIN and gives back its block, which waits in the session for the message. */
export async function captureOnlinePin(work: CardWork, pan: Sensitive<string>): Promise<PinEnd> {
  const { pinPad, interaction, cancel } = work.parts;
  if (pinPad === undefined) return "unavailable";
  interaction.progress("enteringPin");
  const signal = cancel();
  const entry = await pinPad.capturePin({
    pan,
    amountFen: work.payment.amountFen,
    timeoutMs: work.config.devices.pinPad?.pinTimeoutMs ?? DEFAULT_PIN_TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  interaction.progress("reading");
  if (!entry.ok) return "unavailable";
  if (entry.value.kind === "entered") work.pinBlock = entry.value.pinBlock;
  return entry.value.kind;
}
