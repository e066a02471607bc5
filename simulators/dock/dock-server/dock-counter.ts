import { join } from "node:path";
import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { TEST_TMK_HEX } from "../../acquirer/keys.ts";
import { InProcessReader } from "../../card/in-process-reader.ts";
import { InProcessPadLink } from "../../pin-pad/in-process-link.ts";
import { createFileMemory } from "../../pin-pad/key-memory.ts";
import { VirtualPinPad } from "../../pin-pad/virtual-pin-pad.ts";
import { encodeQr } from "../../printer/encode-qr.ts";
import { connectInProcess, type InProcessLink } from "../../printer/in-process-link.ts";
import { VirtualPrinter } from "../../printer/virtual-printer.ts";

/** Quick enough not to bore, slow enough to be seen coming out. */
const PRINT_LINE_MS = 12;

export const READER_NAMES = { reader1: "Simulated Reader 1", reader2: "Simulated Reader 2" } as const;

/** The devices of the dock: the ones that people touch, and the drivers that the till has them through. */
export type DockCounter = {
  readonly reader: InProcessReader;
  readonly pad: VirtualPinPad;
  readonly padLink: InProcessPadLink;
  readonly printer: VirtualPrinter;
  readonly printerLink: InProcessLink;
  readonly devices: DevicePorts;
};

/** The pad keeps its keys in that directory; a new one comes with the test master key of the simulated host. */
export function openDockCounter(directory: string, clock: Clock): DockCounter {
  const reader = new InProcessReader({ readerNames: [READER_NAMES.reader1] });
  const pad = new VirtualPinPad({ clock, memory: createFileMemory(join(directory, "pin-pad-keys.txt")) });
  if (pad.keys.checkValues().masterKey === undefined) pad.keys.inject(fromHex(TEST_TMK_HEX));
  const printer = new VirtualPrinter({ columns: 48, clock, encodeQr, lineMs: PRINT_LINE_MS });
  const printerLink = connectInProcess(printer, { clock });
  const printing = new EscposPrinter(printerLink, standardProfile(48), clock);
  const padLink = new InProcessPadLink(pad);
  const pinPad = createSerialPinPad({ link: padLink, clock });
  const devices = {
    cardReader: reader,
    pinPad,
    secureModule: pinPad,
    printer: printing,
    cashDrawer: printing,
  };
  return { reader, pad, padLink, printer, printerLink, devices };
}
