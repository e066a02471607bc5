import { createSerialPinPad, type SerialPinPad } from "../../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import type { WrappedWorkingKeys } from "../../../../main/domain/batch/working-keys.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import type { PinRequest } from "../../../../main/ports/pin-pad.ts";
import { InProcessPadLink } from "../../../../simulators/pin-pad/in-process-link.ts";
import { VirtualPinPad } from "../../../../simulators/pin-pad/virtual-pin-pad.ts";
import { MASTER_KEY, WRAPPED_MAC_KEY, WRAPPED_PIN_KEY } from "./codec/protocol-examples-table.ts";
import { LeapingClock } from "./leaping-clock.ts";

export type PadBench = {
  readonly clock: LeapingClock;
  readonly pad: VirtualPinPad;
  readonly link: InProcessPadLink;
  readonly driver: SerialPinPad;
};

/** The driver and a virtual pad without keys at both ends of a virtual cable. */
export function setUpBench(): PadBench {
  const clock = new LeapingClock();
  const pad = new VirtualPinPad({ clock });
  const link = new InProcessPadLink(pad);
  return { clock, pad, link, driver: createSerialPinPad({ link, clock }) };
}

/** The same with the keys of the published example in the pad. */
export function setUpKeyedBench(): PadBench {
  const bench = setUpBench();
  bench.pad.keys.inject(fromHex(MASTER_KEY));
  bench.pad.keys.loadWorkingKeys([
    { name: "pinKey", cryptogram: fromHex(WRAPPED_PIN_KEY) },
    { name: "macKey", cryptogram: fromHex(WRAPPED_MAC_KEY) },
  ]);
  return bench;
}

export const WORKING_KEYS: WrappedWorkingKeys = {
  pinKey: { cryptogram: fromHex(WRAPPED_PIN_KEY), kcv: fromHex("CF9C35EA") },
  macKey: { cryptogram: fromHex(WRAPPED_MAC_KEY), kcv: fromHex("21DD874E") },
};

/** 123.45 yuan on the card of the published PIN block. */
export function pinRequest(changes: Partial<PinRequest> = {}): PinRequest {
  return {
    pan: new Sensitive("6222021700000000004"),
    amountFen: 12_345n,
    timeoutMs: 60_000,
    ...changes,
  };
}
