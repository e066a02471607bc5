import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { standardProfile } from "../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../drivers/printer-escpos/escpos-printer.ts";
import { openSerialLink } from "../../drivers/serial/open-serial-link.ts";
import { layoutReceipt } from "../../main/domain/receipt/layout.ts";
import { receiptText } from "../../main/domain/receipt/receipt-text.ts";
import { err, ok } from "../../main/domain/result.ts";
import { createSystemClock } from "../../main/system/clock.ts";
import { attachToLine } from "../../simulators/printer/serial-printer.ts";
import { simulatePrinter } from "../../simulators/printer/simulate-printer.ts";
import {
  type PrinterEvent,
  VirtualPrinter,
  type VirtualPrinterOptions,
} from "../../simulators/printer/virtual-printer.ts";
import { chineseReceipt, englishReceipt } from "../unit/drivers/printer-escpos/sample-receipts.ts";
import { type SerialPair, socatAvailable, withSerialPair } from "./serial-port.ts";

const clock = createSystemClock();
const BAUD_RATE = 115_200;
const PROCESSED = ok({ printed: "processed" });

type Bench = {
  readonly pair: SerialPair;
  readonly printer: VirtualPrinter;
  readonly driver: EscposPrinter;
  readonly events: readonly PrinterEvent[];
  readonly rows: () => string[][];
};

/** The driver at one end of a real serial line, a virtual printer at the other. */
async function withPrinter(
  options: Partial<VirtualPrinterOptions>,
  use: (bench: Bench) => Promise<void>,
): Promise<void> {
  await withSerialPair(async (pair) => {
    const printer = new VirtualPrinter({ columns: 48, clock, ...options });
    const events: PrinterEvent[] = [];
    printer.onEvent((event) => events.push(event));
    const attached = await attachToLine(
      printer,
      openSerialLink({ path: pair.device, baudRate: BAUD_RATE }, { clock }),
    );
    if ("fault" in attached) throw new Error(`the printer's end: ${attached.fault}`);
    const link = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
    const driver = new EscposPrinter(link, standardProfile(48), clock);
    const rows = () => events.flatMap((event) => (event.kind === "piece" ? [[...event.piece.textRows]] : []));
    try {
      await use({ pair, printer, driver, events, rows });
    } finally {
      await driver.close();
      await attached.detach();
    }
  });
}

/** Paper has come out, so bytes have gone in, however slow the machine is. */
async function untilPrinting(printer: VirtualPrinter): Promise<void> {
  const before = printer.paperMm;
  for (let polls = 0; polls < 500; polls++) {
    if (printer.paperMm < before) return;
    await clock.sleep(10);
  }
  throw new Error("the printer does not print");
}

function promisedRows(document: typeof chineseReceipt, reprint = 0): string[] {
  return receiptText(layoutReceipt(document, { columns: 48 }, reprint))
    .trimEnd()
    .split("\n")
    .flatMap((row) => (row.startsWith("[QR") ? ["", ""] : [row.trimEnd()]));
}

/** Waits for something that happens on the other side of the line. */
async function until(isSo: () => boolean): Promise<void> {
  for (let round = 0; round < 500 && !isSo(); round++) await clock.sleep(10);
  expect(isSo()).toBe(true);
}

if (!socatAvailable()) {
  describe("the printer on a real serial line", () => {
    it("is not tested here: socat is not installed (Debian package socat)", () => {
      console.log("socat is not installed: the serial printer was not tested");
    });
  });
} else {
  describe("the printer on a real serial line", () => {
    it("prints a whole receipt, and says so only then", async () => {
      await withPrinter({}, async ({ driver, rows, events }) => {
        expect(await driver.print(chineseReceipt)).toEqual(PROCESSED);
        expect(await driver.print(englishReceipt, 1)).toEqual(PROCESSED);
        expect(rows()).toEqual([promisedRows(chineseReceipt), promisedRows(englishReceipt, 1)]);
        expect(events.filter((event) => event.kind === "unknownCommand")).toEqual([]);
      });
    });

    it("waits for a slow printer", async () => {
      await withPrinter({ lineMs: 60 }, async ({ driver, rows }) => {
        const startMs = clock.monotonicMs();
        expect(await driver.print(chineseReceipt)).toEqual(PROCESSED);
        expect(clock.monotonicMs() - startMs).toBeGreaterThan(60 * 40);
        expect(rows()).toEqual([promisedRows(chineseReceipt)]);
      });
    });

    it("waits for a printer with a tiny buffer that leaves the bytes on the line", async () => {
      await withPrinter({ lineMs: 20, bufferBytes: 128 }, async ({ driver, rows }) => {
        expect(await driver.print(chineseReceipt)).toEqual(PROCESSED);
        expect(rows()).toEqual([promisedRows(chineseReceipt)]);
      });
    });

    it("notices in the middle that the paper is out, and prints the whole receipt again", async () => {
      await withPrinter({ paperMm: 60, lineMs: 10 }, async ({ driver, printer, events, rows }) => {
        expect(await driver.print(chineseReceipt)).toEqual(err({ kind: "noPaper", sent: "yes" }));
        expect(await driver.print(chineseReceipt, 1)).toEqual(err({ kind: "noPaper", sent: "no" }));
        printer.loadPaper(10_000);
        expect(await driver.print(chineseReceipt, 1)).toEqual(PROCESSED);
        const ends = events.flatMap((event) => (event.kind === "piece" ? [event.piece.end] : []));
        expect(ends).toEqual(["endOfRoll", "cut", "cut"]);
        expect(rows().at(-1)).toEqual(promisedRows(chineseReceipt, 1));
      });
    });

    it("does not send to a printer with an open cover or one that is offline", async () => {
      await withPrinter({}, async ({ driver, printer, rows }) => {
        printer.openCover();
        expect(await driver.print(englishReceipt)).toEqual(err({ kind: "coverOpen", sent: "no" }));
        printer.closeCover();
        printer.goOffline();
        expect(await driver.print(englishReceipt)).toEqual(err({ kind: "offline", sent: "no" }));
        printer.goOnline();
        expect(rows()).toEqual([]);
        expect(await driver.print(englishReceipt)).toEqual(PROCESSED);
      });
    });

    it("notices that the cover is opened in the middle", async () => {
      await withPrinter({ lineMs: 50 }, async ({ driver, printer }) => {
        const print = driver.print(chineseReceipt);
        await untilPrinting(printer);
        printer.openCover();
        expect(await print).toEqual(err({ kind: "coverOpen", sent: "yes" }));
      });
    });

    it("is unplugged in the middle of a receipt", async () => {
      await withPrinter({ lineMs: 50 }, async ({ driver, pair, printer }) => {
        const print = driver.print(chineseReceipt);
        await untilPrinting(printer);
        await pair.unplug();
        expect(await print).toEqual(err({ kind: "unplugged", sent: "yes" }));
        expect(await driver.print(chineseReceipt)).toEqual(err({ kind: "unplugged", sent: "no" }));
      });
    });

    it("tells its status and opens the drawer", async () => {
      await withPrinter({}, async ({ driver, printer, events }) => {
        printer.cutPaperTo(500);
        expect(await driver.status()).toEqual(
          ok({ online: true, coverOpen: false, paper: "nearEnd", cutterJammed: false }),
        );
        expect(await driver.open()).toEqual(ok(undefined));
        await until(() => events.some((event) => event.kind === "drawer"));
      });
    });
  });

  describe("a serial line", () => {
    it("that another link holds is busy", async () => {
      await withSerialPair(async (pair) => {
        const first = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
        const second = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
        expect(await first.open()).toEqual(ok(undefined));
        expect(await second.open()).toEqual(err({ kind: "busy", sent: "no" }));
        await first.close();
        expect(await second.open()).toEqual(ok(undefined));
        await second.close();
      });
    });

    it("that is not there is missing, and one that is no line is refused", async () => {
      const missing = openSerialLink({ path: "/dev/ttyJinkaNotThere", baudRate: BAUD_RATE }, { clock });
      expect(await missing.open()).toEqual(err({ kind: "missing", sent: "no" }));
      const noLine = openSerialLink({ path: "/dev/null", baudRate: BAUD_RATE }, { clock });
      expect(await noLine.open()).toEqual(err({ kind: "refused", sent: "no" }));
    });

    it("that goes away with unread input in it is lost within a second", async () => {
      await withSerialPair(async (pair) => {
        const link = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
        const far = openSerialLink({ path: pair.device, baudRate: BAUD_RATE }, { clock });
        const lost: string[] = [];
        link.onLost((fault) => lost.push(fault.kind));
        // The listener holds up the reading, so input stays in the line.
        link.onData(() => clock.sleep(200));
        await link.open();
        await far.write(Uint8Array.of(1));
        await clock.sleep(50);
        await far.write(Uint8Array.of(2, 3));
        await pair.unplug();
        await until(() => lost.length > 0);
        expect(lost).toEqual(["unplugged"]);
        await link.close();
        await far.close();
      });
    });

    it("that takes no bytes is given up after the given time", async () => {
      await withSerialPair(async (pair) => {
        const link = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
        const silent = openSerialLink({ path: pair.device, baudRate: BAUD_RATE }, { clock });
        silent.onData(() => clock.sleep(60_000));
        await silent.open();
        // More than all the buffers between the two ends.
        const startMs = clock.monotonicMs();
        expect(await link.write(new Uint8Array(1_000_000), 500)).toEqual(
          err({ kind: "timedOut", sent: "unknown" }),
        );
        expect(clock.monotonicMs() - startMs).toBeLessThan(3_000);
        expect(link.isOpen).toBe(false);
        await silent.close();
        await link.close();
      });
    });
  });

  describe("the printer that jinka simulates", () => {
    it("writes each piece of paper as a picture and as text", async () => {
      const folder = await mkdtemp(join(tmpdir(), "jinka-printer-"));
      const stop = new AbortController();
      const lines: string[] = [];
      try {
        await withSerialPair(async (pair) => {
          const simulated = simulatePrinter({
            port: pair.device,
            baudRate: BAUD_RATE,
            columns: 48,
            folder,
            clock,
            signal: stop.signal,
            writeLine: (line) => lines.push(line),
          });
          await until(() => lines.includes(`line ${pair.device}: open`));
          const link = openSerialLink({ path: pair.till, baudRate: BAUD_RATE }, { clock });
          const driver = new EscposPrinter(link, standardProfile(48), clock);
          expect(await driver.print(englishReceipt)).toEqual(PROCESSED);
          await driver.open();
          await until(() => lines.some((line) => line.startsWith("drawer")));
          await driver.close();
          stop.abort();
          await simulated;
        });
        expect((await readdir(folder)).sort()).toEqual(["0001.png", "0001.txt"]);
        expect((await readFile(join(folder, "0001.txt"), "utf8")).trimEnd().split("\n")).toEqual(
          promisedRows(englishReceipt),
        );
        expect((await readFile(join(folder, "0001.png"))).subarray(1, 4).toString("latin1")).toBe("PNG");
      } finally {
        stop.abort();
        await rm(folder, { recursive: true });
      }
    });
  });
}
