import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSerialLink } from "../../../drivers/serial/open-serial-link.ts";
import { fromHex } from "../../../main/domain/bytes.ts";
import { err, type Result } from "../../../main/domain/result.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { TEST_TMK_HEX } from "../../acquirer/keys.ts";
import type { VirtualCard } from "../../card/virtual-card.ts";
import { insertIntoVpcd, type VpcdInsertion } from "../../card/vpcd-card.ts";
import { createFileMemory } from "../../pin-pad/key-memory.ts";
import { servePinPad } from "../../pin-pad/serial-pin-pad.ts";
import { VirtualPinPad } from "../../pin-pad/virtual-pin-pad.ts";
import { encodeQr } from "../../printer/encode-qr.ts";
import { attachToLine } from "../../printer/serial-printer.ts";
import { VirtualPrinter } from "../../printer/virtual-printer.ts";
import { PaperRoll } from "./paper-roll.ts";
import {
  type Missing,
  openRealLines,
  openRealReader,
  type RealLines,
  type RealReader,
} from "./real-parts.ts";
import { serveDevice } from "./serve-device.ts";

/** A roll of 80 m: a busy day takes half of it. */
export const NEW_ROLL_MM = 80_000;

/** What every customer types. */
const CUSTOMER_PIN = "123456";

/** The test serial lines are pseudo terminals, which know no speed; this one is what the configuration says. */
const BAUD_RATE = 115_200;

/** A reader that has not seen the last card go turns the next one away; within this time it has. */
const INSERT_SETTLE_MS = 25;
const INSERT_RETRY_MS = 100;
const INSERT_ATTEMPTS_MAX = 80;

/**
 * What lies on the counter, outside of the till: printer, PIN pad and customers' cards go on when the till is killed.
 * They are plugged into real serial lines and the machine's smart-card service where these are, else into TCP.
 */
export class DemoCounter {
  readonly printer: VirtualPrinter;
  readonly paper: PaperRoll;
  readonly isReaderReal: boolean;
  readonly linesAreReal: boolean;
  /** Why a part is not real. */
  readonly missing: { readonly reader?: Missing; readonly lines?: Missing };
  /** What the till's configuration names. */
  readonly paths: { readonly printer: string; readonly pad: string };
  readonly devicePorts: { readonly printer: number; readonly pad: number } | undefined;
  readonly #closing: readonly (() => Promise<void>)[];
  readonly #realReader: RealReader | undefined;
  #inserted: VpcdInsertion | undefined;

  private constructor(
    parts: Pick<DemoCounter, "printer" | "paper" | "missing" | "paths" | "devicePorts">,
    reader: RealReader | undefined,
    closing: readonly (() => Promise<void>)[],
  ) {
    this.printer = parts.printer;
    this.paper = parts.paper;
    this.missing = parts.missing;
    this.paths = parts.paths;
    this.devicePorts = parts.devicePorts;
    this.isReaderReal = reader !== undefined;
    this.linesAreReal = parts.devicePorts === undefined;
    this.#realReader = reader;
    this.#closing = closing;
  }

  static async open(folder: string, clock: Clock, takesRealParts: boolean): Promise<DemoCounter> {
    const printer = new VirtualPrinter({ columns: 48, clock, encodeQr, paperMm: NEW_ROLL_MM });
    const memory = createFileMemory(join(folder, "pin-pad-keys.txt"));
    const pad = new VirtualPinPad({ clock, memory });
    pad.keys.inject(fromHex(TEST_TMK_HEX));
    pad.usualCustomer = { kind: "digits", pin: CUSTOMER_PIN };
    const reader = takesRealParts ? await openRealReader() : err("notWanted" as const);
    const lines = takesRealParts ? await openRealLines() : err("notWanted" as const);
    const missing = { ...missingOf("reader", reader), ...missingOf("lines", lines) };
    const releaseReader = reader.ok ? [reader.value.release] : [];
    const plugged = lines.ok
      ? await plugIntoLines(lines.value, printer, pad, clock)
      : await plugIntoTcp(printer, pad);
    const { paths, devicePorts, closing } = plugged;
    const paper = new PaperRoll(printer, join(folder, "paper"));
    return new DemoCounter(
      { printer, paper, missing, paths, devicePorts },
      reader.ok ? reader.value : undefined,
      [...closing, ...releaseReader],
    );
  }

  /**
   * Puts a customer's card into the reader: that of the till's own process, or the one of the smart-card service when the
   * till has none of its own.
   */
  async insert(card: VirtualCard, tillReaderPort: number | undefined): Promise<void> {
    await this.takeOut();
    const port = tillReaderPort ?? this.#realReader?.vpcdPort;
    if (port === undefined) throw new Error("the till has a reader");
    for (let attempt = 1; attempt <= INSERT_ATTEMPTS_MAX; attempt++) {
      const inserted = await insertIntoVpcd(card, { host: "127.0.0.1", port });
      if (!inserted.ok) {
        // The service opens its virtual reader a moment after it says that it is ready.
        await sleep(INSERT_RETRY_MS);
        continue;
      }
      const turnedAway = inserted.value.ended.then(() => true);
      if (await Promise.race([turnedAway, sleep(INSERT_SETTLE_MS).then(() => false)])) continue;
      this.#inserted = inserted.value;
      if (tillReaderPort === undefined) await this.#realReader?.sees(true);
      return;
    }
    throw new Error("the reader lets no card in");
  }

  async takeOut(): Promise<void> {
    const inserted = this.#inserted;
    this.#inserted = undefined;
    if (inserted === undefined) return;
    await inserted.remove();
    await this.#realReader?.sees(false);
  }

  async close(): Promise<void> {
    await this.takeOut();
    await this.paper.close();
    for (const close of this.#closing) await close();
  }
}

function missingOf(part: "reader" | "lines", found: Result<unknown, Missing>): DemoCounter["missing"] {
  return found.ok ? {} : { [part]: found.fault };
}

type Plugged = Pick<DemoCounter, "paths" | "devicePorts"> & {
  readonly closing: readonly (() => Promise<void>)[];
};

async function plugIntoLines(
  lines: RealLines,
  printer: VirtualPrinter,
  pad: VirtualPinPad,
  clock: Clock,
): Promise<Plugged> {
  const line = (path: string) => openSerialLink({ path, baudRate: BAUD_RATE }, { clock });
  const attached = await attachToLine(printer, line(lines.printer.device));
  if ("fault" in attached) throw new Error(`the printer's line does not open: ${attached.fault}`);
  const stop = new AbortController();
  const serving = servePinPad({ pad, link: line(lines.pad.device), clock, signal: stop.signal });
  return {
    paths: { printer: lines.printer.till, pad: lines.pad.till },
    devicePorts: undefined,
    closing: [
      attached.detach,
      async () => {
        stop.abort();
        await serving;
      },
      lines.release,
    ],
  };
}

async function plugIntoTcp(printer: VirtualPrinter, pad: VirtualPinPad): Promise<Plugged> {
  const printing = await serveDevice(printer);
  const padding = await serveDevice({
    receive: (bytes) => pad.receive(bytes),
    onSend: (sender) => {
      pad.connect(sender);
      return () => pad.connect(() => undefined);
    },
  });
  return {
    paths: { printer: "/dev/demo-printer", pad: "/dev/demo-pad" },
    devicePorts: { printer: printing.port, pad: padding.port },
    closing: [printing.close, padding.close],
  };
}
