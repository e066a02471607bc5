import { describe, expect, it } from "vitest";
import {
  type PrinterProfile,
  standardProfile,
} from "../../../../drivers/printer-escpos/codec/printer-profile.ts";
import { EscposPrinter } from "../../../../drivers/printer-escpos/escpos-printer.ts";
import type { SerialLink } from "../../../../drivers/serial/serial-link.ts";
import { toHex } from "../../../../main/domain/bytes.ts";
import { layoutReceipt } from "../../../../main/domain/receipt/layout.ts";
import { receiptText } from "../../../../main/domain/receipt/receipt-text.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import { type ByteDevice, connectInProcess } from "../../../../simulators/printer/in-process-link.ts";
import {
  type PrinterEvent,
  VirtualPrinter,
  type VirtualPrinterOptions,
} from "../../../../simulators/printer/virtual-printer.ts";
import { ManualClock } from "../serial/manual-clock.ts";
import { chineseReceipt, englishReceipt } from "./sample-receipts.ts";

/** Slow enough that a test can act in the middle of a receipt. */
const SLOW_LINE_MS = 100;

type BenchOptions = { printer?: Partial<VirtualPrinterOptions>; profile?: Partial<PrinterProfile> };

function bench(options: BenchOptions = {}) {
  const clock = new ManualClock();
  const printer = new VirtualPrinter({ columns: 32, clock, ...options.printer });
  const events: PrinterEvent[] = [];
  printer.onEvent((event) => events.push(event));
  const link = connectInProcess(printer, { clock });
  const driver = new EscposPrinter(link, { ...standardProfile(32), ...options.profile }, clock);
  const pieces = () => events.flatMap((event) => (event.kind === "piece" ? [event.piece] : []));
  /** Runs the clock until the work is done, at most for the given time. */
  const finish = async <T>(work: Promise<T>, withinMs = 60_000): Promise<T> => {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    for (let ms = 0; ms < withinMs && !isDone; ms += 50) await clock.advance(50);
    expect(isDone).toBe(true);
    return await done;
  };
  return { clock, printer, link, driver, events, pieces, finish };
}

/** The rows of text that the layout promises; a QR code leaves two blank rows around it. */
function promisedRows(document: typeof chineseReceipt, reprint = 0): string[] {
  return receiptText(layoutReceipt(document, { columns: 32 }, reprint))
    .trimEnd()
    .split("\n")
    .flatMap((row) => (row.startsWith("[QR") ? ["", ""] : [row.trimEnd()]));
}

const PROCESSED = ok({ printed: "processed" });
const NOT_KNOWN = ok({ printed: "notKnown" });

describe("printing a receipt", () => {
  it.each([
    { name: "in Chinese", document: chineseReceipt, reprint: 0 },
    { name: "in English", document: englishReceipt, reprint: 0 },
    { name: "again", document: chineseReceipt, reprint: 3 },
  ])("puts on the paper what the layout promises, $name", async ({ document, reprint }) => {
    const { driver, pieces, finish, events } = bench();
    expect(await finish(driver.print(document, reprint))).toEqual(PROCESSED);
    expect(pieces().map((piece) => piece.textRows)).toEqual([promisedRows(document, reprint)]);
    expect(events.filter((event) => event.kind === "unknownCommand")).toEqual([]);
  });

  it("waits until a slow printer has printed it", async () => {
    const { driver, pieces, finish } = bench({ printer: { lineMs: 300 } });
    const print = driver.print(chineseReceipt);
    expect(await finish(print)).toEqual(PROCESSED);
    expect(pieces()).toHaveLength(1);
  });

  it("prints one document after the other", async () => {
    const { driver, pieces, finish } = bench({ printer: { lineMs: SLOW_LINE_MS } });
    const both = Promise.all([driver.print(chineseReceipt), driver.print(englishReceipt)]);
    expect(await finish(both)).toEqual([PROCESSED, PROCESSED]);
    expect(pieces().map((piece) => piece.textRows)).toEqual([
      promisedRows(chineseReceipt),
      promisedRows(englishReceipt),
    ]);
  });

  it("recognises the end by the process id where the printer has one", async () => {
    const { driver, finish } = bench({
      printer: { lineMs: SLOW_LINE_MS },
      profile: { completion: "processId" },
    });
    expect(await finish(driver.print(chineseReceipt))).toEqual(PROCESSED);
  });

  it("never says that a printer without any answer has printed", async () => {
    const { driver, pieces, finish } = bench({ profile: { completion: "none" } });
    expect(await finish(driver.print(chineseReceipt))).toEqual(NOT_KNOWN);
    expect(pieces()).toHaveLength(1);
  });
});

describe("a printer that cannot print", () => {
  const troubles: { name: string; make: (printer: VirtualPrinter) => void; kind: string }[] = [
    { name: "without paper", make: (printer) => printer.cutPaperTo(0), kind: "noPaper" },
    { name: "with an open cover", make: (printer) => printer.openCover(), kind: "coverOpen" },
    { name: "with a jammed knife", make: (printer) => printer.jamCutter(), kind: "cutterJammed" },
    { name: "switched offline", make: (printer) => printer.goOffline(), kind: "offline" },
  ];
  it.each(troubles)("$name is not sent the job", async ({ make, kind }) => {
    const { driver, printer, pieces, finish } = bench();
    make(printer);
    expect(await finish(driver.print(chineseReceipt))).toEqual(err({ kind, sent: "no" }));
    printer.loadPaper(1_000);
    printer.closeCover();
    printer.clearCutter();
    printer.goOnline();
    expect(pieces()).toEqual([]);
  });

  it.each(troubles)(
    "$name in the middle of a receipt says so, and that part of it was sent",
    async (trouble) => {
      const { driver, printer, clock, finish } = bench({ printer: { lineMs: SLOW_LINE_MS } });
      const print = driver.print(chineseReceipt);
      await clock.advance(10 * SLOW_LINE_MS);
      trouble.make(printer);
      expect(await finish(print, 5_000)).toEqual(err({ kind: trouble.kind, sent: "yes" }));
    },
  );

  it("that is not there is unplugged, and works when it is plugged in", async () => {
    const { driver, link, finish, pieces } = bench();
    link.unplug();
    expect(await finish(driver.print(chineseReceipt))).toEqual(err({ kind: "unplugged", sent: "no" }));
    expect(await finish(driver.status())).toEqual(err({ kind: "unplugged", sent: "no" }));
    link.plugIn();
    expect(await finish(driver.print(chineseReceipt))).toEqual(PROCESSED);
    expect(pieces()).toHaveLength(1);
  });

  it("that is unplugged in the middle says so at once", async () => {
    const { driver, link, clock, finish } = bench({ printer: { lineMs: SLOW_LINE_MS } });
    const print = driver.print(chineseReceipt);
    await clock.advance(10 * SLOW_LINE_MS);
    link.unplug();
    expect(await finish(print, 1_000)).toEqual(err({ kind: "unplugged", sent: "yes" }));
  });

  it("that was unplugged and plugged in again between two pieces has not printed the job", async () => {
    const { driver, link, clock, printer, finish } = bench({ printer: { lineMs: SLOW_LINE_MS } });
    const print = driver.print(chineseReceipt);
    await clock.advance(10 * SLOW_LINE_MS);
    link.unplug();
    printer.powerCycle();
    link.plugIn();
    expect(await finish(print)).toEqual(err({ kind: "unplugged", sent: "yes" }));
  });

  it("that is switched off does not answer, and nothing is sent", async () => {
    const clock = new ManualClock();
    const dead: ByteDevice = {
      receive: () => undefined,
      onSend: () => () => undefined,
      whenRoom: async () => undefined,
    };
    const driver = new EscposPrinter(connectInProcess(dead, { clock }), standardProfile(32), clock);
    const print = driver.print(chineseReceipt);
    await clock.advance(500);
    expect(await print).toEqual(err({ kind: "noAnswer", sent: "no" }));
  });
});

describe("after the paper ran out in the middle", () => {
  it("the torn receipt is cut off and the reprint is whole and marked", async () => {
    const { driver, printer, pieces, finish } = bench({ printer: { paperMm: 60 } });
    expect(await finish(driver.print(chineseReceipt))).toEqual(err({ kind: "noPaper", sent: "yes" }));
    expect(pieces()).toEqual([]);
    printer.loadPaper(10_000);
    expect(await finish(driver.print(chineseReceipt, 1))).toEqual(PROCESSED);
    const [torn, rest, reprint, ...more] = pieces();
    expect([torn?.end, rest?.end, reprint?.end, more.length]).toEqual(["endOfRoll", "cut", "cut", 0]);
    const first = promisedRows(chineseReceipt);
    const printed = [...(torn?.textRows ?? []), ...(rest?.textRows ?? [])];
    expect(printed).toEqual(first.slice(0, printed.length));
    expect(reprint?.textRows).toEqual(promisedRows(chineseReceipt, 1));
  });
});

describe("an answer that comes late", () => {
  it("is not taken for the answer to the next job", async () => {
    const { driver, pieces, finish } = bench({ printer: { lineMs: 1_000 } });
    // One and a half minutes of paper, and the driver gives up before.
    expect(await finish(driver.print(englishReceipt), 60_000)).toEqual(NOT_KNOWN);
    expect(pieces()).toHaveLength(0);
    const second = await finish(driver.print(chineseReceipt), 120_000);
    // Whatever the driver says about the second one, "processed" would mean that both have come out.
    expect(second).toEqual(NOT_KNOWN);
    expect(pieces().length).toBeLessThan(2);
  });

  it("does not keep a later job from being recognised", async () => {
    const { driver, clock, pieces, finish } = bench({ printer: { lineMs: 1_000 } });
    expect(await finish(driver.print(englishReceipt), 60_000)).toEqual(NOT_KNOWN);
    await clock.advance(120_000);
    expect(pieces()).toHaveLength(1);
    const small = { ...englishReceipt, lines: englishReceipt.lines.slice(-1) };
    expect(await finish(driver.print(small), 60_000)).toEqual(PROCESSED);
    expect(pieces()).toHaveLength(2);
  });

  it("that an earlier process left in the printer does not count either", async () => {
    const clock = new ManualClock();
    const printer = new VirtualPrinter({ columns: 32, clock, lineMs: 400 });
    let cuts = 0;
    printer.onEvent((event) => {
      if (event.kind === "piece") cuts += 1;
    });
    // An earlier till wrote a line, a cut and a request, and was killed.
    printer.receive(Uint8Array.of(0x41, 0x0a, 0x42, 0x0a, 0x1d, 0x56, 0x42, 0x00, 0x1d, 0x72, 0x01));
    const driver = new EscposPrinter(connectInProcess(printer, { clock }), standardProfile(32), clock);
    let cutsWhenProcessed = 0;
    const print = driver.print(englishReceipt).then((result) => {
      cutsWhenProcessed = cuts;
      return result;
    });
    await clock.advance(60_000);
    expect(await print).toEqual(PROCESSED);
    expect(cutsWhenProcessed).toBe(2);
  });
});

describe("a printer that leaves queued requests unanswered", () => {
  it("prints every receipt, and none is known to be printed", async () => {
    const { driver, pieces, finish } = bench({ printer: { answersQueuedRequests: false } });
    expect(await finish(driver.print(chineseReceipt))).toEqual(NOT_KNOWN);
    expect(await finish(driver.print(englishReceipt))).toEqual(NOT_KNOWN);
    expect(pieces().map((piece) => piece.textRows)).toEqual([
      promisedRows(chineseReceipt),
      promisedRows(englishReceipt),
    ]);
  });
});

/** The link with another way of writing. */
function withWrite(link: SerialLink, write: SerialLink["write"]): SerialLink {
  return {
    path: link.path,
    isOpen: true,
    open: () => link.open(),
    write,
    onData: (listener) => link.onData(listener),
    onLost: (listener) => link.onLost(listener),
    withPort: (use) => link.withPort(use),
    close: () => link.close(),
  };
}

describe("a line that fails at the worst moment", () => {
  it("lost and back just before the last request does not make the job printed", async () => {
    const { clock, printer, link } = bench();
    const flaky = withWrite(link, async (bytes, timeoutMs) => {
      if (toHex(bytes) === "1D7201" && link.isOpen && printer.paperMm < 30_000) {
        link.unplug();
        printer.powerCycle();
        link.plugIn();
      }
      return await link.write(bytes, timeoutMs);
    });
    const driver = new EscposPrinter(flaky, standardProfile(32), clock);
    const print = driver.print(chineseReceipt);
    await clock.advance(60_000);
    expect(await print).toEqual(err({ kind: "unplugged", sent: "yes" }));
  });

  it("held up in the middle of a command ends the print, and the next receipt is whole", async () => {
    const { clock, printer, link, pieces, finish } = bench();
    let isHeldUp = true;
    const held = withWrite(link, async (bytes, timeoutMs) => {
      const qr = toHex(bytes).indexOf("1D286B2100315030") / 2;
      if (!isHeldUp || qr < 0) return await link.write(bytes, timeoutMs);
      isHeldUp = false;
      // The printer has the length of the QR code's data, and four bytes of the data.
      printer.receive(bytes.slice(0, qr + 12));
      return err({ kind: "timedOut", sent: "unknown" });
    });
    const driver = new EscposPrinter(held, standardProfile(32), clock);
    expect(await finish(driver.print(chineseReceipt))).toEqual(err({ kind: "noAnswer", sent: "yes" }));
    expect(await finish(driver.print(englishReceipt, 1))).toEqual(PROCESSED);
    expect(pieces().at(-1)?.textRows).toEqual(promisedRows(englishReceipt, 1));
  });
});

describe("the status", () => {
  it("says what the sensors say", async () => {
    const { driver, printer, finish } = bench();
    printer.cutPaperTo(500);
    expect(await finish(driver.status())).toEqual(
      ok({ online: true, coverOpen: false, paper: "nearEnd", cutterJammed: false }),
    );
    printer.openCover();
    printer.jamCutter();
    expect(await finish(driver.status())).toEqual(
      ok({ online: false, coverOpen: true, paper: "nearEnd", cutterJammed: true }),
    );
  });

  it("is found although the printer reports changes by itself", async () => {
    const { driver, printer, finish } = bench();
    printer.receive(Uint8Array.of(0x1d, 0x61, 0x0f));
    const status = driver.status();
    printer.cutPaperTo(0);
    expect((await finish(status)).ok).toBe(true);
  });
});

describe("the cash drawer", () => {
  it("opens by one pulse on its pin", async () => {
    const { driver, events, finish } = bench();
    expect(await finish(driver.open())).toEqual(ok(undefined));
    expect(events).toEqual([{ kind: "drawer", pin: 2, onMs: 50 }]);
  });

  it("is not pulsed more often than twice a second", async () => {
    const { driver, clock, events, finish } = bench();
    const both = Promise.all([driver.open(), driver.open()]);
    await clock.advance(450);
    expect(events).toHaveLength(1);
    await finish(both);
    expect(events).toHaveLength(2);
  });

  it("does not open later by surprise when the printer is out of paper", async () => {
    const { driver, printer, events, finish } = bench();
    printer.cutPaperTo(0);
    expect(await finish(driver.open())).toEqual(err({ kind: "noAnswer", sent: "no" }));
    printer.loadPaper(1_000);
    expect(events.filter((event) => event.kind === "drawer")).toEqual([]);
  });

  it("opens without paper at a printer that knows the pulse in real time", async () => {
    const { driver, printer, events, finish } = bench({
      profile: { drawer: { pin: 5, onMs: 100, offMs: 500, isRealTime: true } },
    });
    printer.cutPaperTo(0);
    expect(await finish(driver.open())).toEqual(ok(undefined));
    expect(events).toContainEqual({ kind: "drawer", pin: 5, onMs: 100 });
  });

  it("is unplugged with the printer", async () => {
    const { driver, link, finish } = bench();
    link.unplug();
    expect(await finish(driver.open())).toEqual(err({ kind: "unplugged", sent: "no" }));
  });
});

describe("closing", () => {
  it("is for good", async () => {
    const { driver, finish } = bench();
    await driver.close();
    expect(await finish(driver.print(chineseReceipt))).toEqual(err({ kind: "unplugged", sent: "no" }));
  });
});
