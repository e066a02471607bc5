import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import type { DemoTillSettings } from "./orders.ts";
import { TcpLink } from "./tcp-link.ts";

const PAPER_COLUMNS = 48;

type TcpPorts = NonNullable<DemoTillSettings["devicePorts"]>;

/** Printer with its drawer and PIN pad of another process, behind the drivers that a serial line would have. */
export function tcpDevices(
  ports: TcpPorts,
  clock: Clock,
): Pick<DevicePorts, "printer" | "cashDrawer" | "pinPad" | "secureModule"> {
  const printer = new EscposPrinter(new TcpLink(ports.printer), standardProfile(PAPER_COLUMNS), clock);
  const pinPad = createSerialPinPad({ link: new TcpLink(ports.pad), clock });
  return { printer, cashDrawer: printer, pinPad, secureModule: pinPad };
}
