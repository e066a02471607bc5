import { join } from "node:path";
import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import type { Terminal } from "../../../main/application/terminal.ts";
import { openTerminal, type Substitutes } from "../../../main/compose.ts";
import type { CardReader } from "../../../main/ports/card-reader.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { InProcessPadLink } from "../../../simulators/pin-pad/in-process-link.ts";
import { createFileMemory } from "../../../simulators/pin-pad/key-memory.ts";
import { VirtualPinPad } from "../../../simulators/pin-pad/virtual-pin-pad.ts";
import { connectInProcess } from "../../../simulators/printer/in-process-link.ts";
import { VirtualPrinter } from "../../../simulators/printer/virtual-printer.ts";
import { must } from "../../support/journal.ts";

/** A place on disk where a till lives: its books, its keys, and its pad's keys. */
export function placesIn(dir: string) {
  return {
    dataDirectory: join(dir, "data"),
    keyDirectory: join(dir, "keys"),
    padFile: join(dir, "pad.json"),
    ledgerFile: join(dir, "ledger.sqlite"),
  };
}

/** Pad and printer of this process; the pad keeps its keys in a file, as a real one does over a power cut. */
export async function counterIn(dir: string, cardReader?: CardReader): Promise<DevicePorts> {
  const clock = createSystemClock();
  const pad = new VirtualPinPad({ clock, memory: await createFileMemory(placesIn(dir).padFile) });
  pad.usualCustomer = { kind: "digits", pin: "123456" };
  const pinPad = createSerialPinPad({ link: new InProcessPadLink(pad), clock });
  const printer = new VirtualPrinter({ columns: 48, clock });
  const printing = new EscposPrinter(connectInProcess(printer, { clock }), standardProfile(48), clock);
  return {
    pinPad,
    secureModule: pinPad,
    printer: printing,
    ...(cardReader === undefined ? {} : { cardReader }),
  };
}

export async function openTill(
  dir: string,
  devices: DevicePorts,
  substitutes: Substitutes = {},
): Promise<Terminal> {
  const { dataDirectory, keyDirectory } = placesIn(dir);
  return must(
    await openTerminal({
      dataDirectory,
      keyDirectory,
      interaction: {
        chooseApplication: async () => 0,
        confirmSameCard: async () => true,
        progress: () => undefined,
      },
      onBug: (error) => {
        throw error;
      },
      substitutes: { devices: () => devices, ...substitutes },
    }),
  );
}
