import { join } from "node:path";
import { createSerialPinPad } from "../../../drivers/pin-pad-serial/serial-pin-pad.ts";
import { standardProfile } from "../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../drivers/printer-escpos/escpos-printer.ts";
import type { DevicePorts } from "../../../main/application/ports.ts";
import type { Terminal } from "../../../main/application/terminal.ts";
import type { Interaction } from "../../../main/application/terminal-parts.ts";
import { openTerminal, type Substitutes } from "../../../main/compose.ts";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import type { StripeRule } from "../../../main/domain/emv/stripe/decide-stripe.ts";
import type { TerminalConfig } from "../../../main/domain/till/config.ts";
import type { CardReader } from "../../../main/ports/card-reader.ts";
import type { Printer } from "../../../main/ports/printer.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { UNATTENDED } from "../../../simulators/dock/unattended.ts";
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
  interaction: Interaction = UNATTENDED,
): Promise<Terminal> {
  const { dataDirectory, keyDirectory } = placesIn(dir);
  return must(
    await openTerminal({
      dataDirectory,
      keyDirectory,
      interaction,
      onBug: (error) => {
        throw error;
      },
      substitutes: { devices: () => devices, ...substitutes },
    }),
  );
}

/** The terminal number of the sample configuration. */
export const TID = "10000001";

/** So that a small sale is below it. */
const FLOOR_LIMIT_FEN = 10_000n;

const UNIONPAY_STRIPES: StripeRule = {
  scheme: "UnionPay",
  panPrefixes: ["62"],
  stripeAllowed: true,
  fallbackAllowed: false,
  fallbackWithinMs: 180_000,
};

/** The sample configuration with short waits. No sale is sent online by chance: each run has the same moments. */
export function terminalFileOf(hostPort: number, approvesOffline: boolean): TerminalConfig {
  const parsed = must(parseTerminalFile(JSON.stringify(sampleTerminalFile({ port: hostPort }))));
  const { acquirer, emv } = parsed;
  const reversal = { ...acquirer.reversal, notFoundGraceMs: 0, retryDelayMs: 100 };
  const applications = emv.applications.map((application) => ({
    ...application,
    floorLimitFen: FLOOR_LIMIT_FEN,
    randomSelection: { thresholdFen: FLOOR_LIMIT_FEN, targetPercent: 0, maximumTargetPercent: 0 },
  }));
  const stripes = { ...emv, stripeRules: [UNIONPAY_STRIPES] };
  return {
    ...parsed,
    acquirer: { ...acquirer, replyTimeoutMs: 400, lingerMs: 0, reversal },
    emv: approvesOffline ? { ...stripes, applications } : stripes,
  };
}

export type PrintedPaper = { readonly id: string; readonly kind: string; readonly reprint: number };

/** Notes each paper and its reprint mark. */
export function watchingPaper(devices: DevicePorts, note: (paper: PrintedPaper) => void): DevicePorts {
  const { printer } = devices;
  if (printer === undefined) return devices;
  const watched: Printer = {
    status: () => printer.status(),
    close: () => printer.close(),
    print: (document, reprint) => {
      note({ id: document.id, kind: document.kind ?? "reading", reprint });
      return printer.print(document, reprint);
    },
  };
  return { ...devices, printer: watched };
}
