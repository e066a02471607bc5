import { createSerialPinPad } from "../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../main/application/ports.ts";
import { fromHex, xorBytes } from "../../main/domain/bytes.ts";
import { Sensitive } from "../../main/domain/sensitive.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { TEST_TMK_HEX } from "../acquirer/keys.ts";
import { InProcessReader } from "../card/in-process-reader.ts";
import { InProcessPadLink } from "../pin-pad/in-process-link.ts";
import { VirtualPinPad } from "../pin-pad/virtual-pin-pad.ts";
import { encodeQr } from "../printer/encode-qr.ts";
import { connectInProcess, type InProcessLink } from "../printer/in-process-link.ts";
import { VirtualPrinter } from "../printer/virtual-printer.ts";
import { SimulatedStripeReader } from "../stripe/simulated-stripe-reader.ts";

/**
 * A counter without hardware: reader, PIN pad and printer in this process, each behind the driver that real ones
 * have. The terminal cannot tell the difference; people and tests hold the other side.
 */
export type SimulatedCounter = {
  readonly reader: InProcessReader;
  /** It stands there in any case; the terminal has it where the options say so. */
  readonly stripe: SimulatedStripeReader;
  readonly pad: VirtualPinPad;
  readonly padLink: InProcessPadLink;
  readonly printer: VirtualPrinter;
  readonly printerLink: InProcessLink;
  readonly devices: DevicePorts;
};

export type CounterOptions = {
  readonly columns?: 32 | 48;
  readonly reader?: ConstructorParameters<typeof InProcessReader>[0];
  readonly pad?: Omit<ConstructorParameters<typeof VirtualPinPad>[0], "clock">;
  /** Gives the terminal the stripe reader; a lane has none unless its shop has bought one. */
  readonly hasStripeReader?: boolean;
  /** How long each printed line takes. */
  readonly lineMs?: number;
};

export function createSimulatedCounter(clock: Clock, options: CounterOptions = {}): SimulatedCounter {
  const { columns = 48, lineMs } = options;
  const reader = new InProcessReader(options.reader);
  const stripe = new SimulatedStripeReader();
  const pad = new VirtualPinPad({ clock, ...options.pad });
  const printer = new VirtualPrinter({
    columns,
    clock,
    encodeQr,
    ...(lineMs === undefined ? {} : { lineMs }),
  });
  const printerLink = connectInProcess(printer, { clock });
  const printing = new EscposPrinter(printerLink, standardProfile(columns), clock);
  const padLink = new InProcessPadLink(pad);
  const pinPad = createSerialPinPad({ link: padLink, clock });
  const devices: DevicePorts = {
    cardReader: reader,
    ...(options.hasStripeReader === true ? { stripeReader: stripe } : {}),
    pinPad,
    secureModule: pinPad,
    printer: printing,
    cashDrawer: printing,
  };
  return { reader, stripe, pad, padLink, printer, printerLink, devices };
}

/** The test master key of the simulated host, as the two components that two people would enter. */
export function testMasterKeyComponents(): readonly [Sensitive<Uint8Array>, Sensitive<Uint8Array>] {
  const first = fromHex("0123456789ABCDEFFEDCBA9876543210");
  const second = xorBytes(first, fromHex(TEST_TMK_HEX));
  return [new Sensitive(first), new Sensitive(second)];
}
