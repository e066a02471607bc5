import { describe, expect, it } from "vitest";
import { concatBytes, fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import {
  type PrinterEvent,
  VirtualPrinter,
  type VirtualPrinterOptions,
} from "../../../../simulators/printer/virtual-printer.ts";
import { ManualClock } from "../../drivers/serial/manual-clock.ts";

function bench(options: Partial<VirtualPrinterOptions> = {}) {
  const clock = new ManualClock();
  const printer = new VirtualPrinter({ columns: 32, clock, bootsInHanzi: false, ...options });
  const sent: string[] = [];
  const events: PrinterEvent[] = [];
  printer.onSend((bytes) => sent.push(toHex(bytes)));
  printer.onEvent((event) => events.push(event));
  const rows = () => events.flatMap((event) => (event.kind === "piece" ? event.piece.textRows : []));
  const send = (hex: string) => printer.receive(fromHex(hex.replaceAll(" ", "")));
  return { clock, printer, sent, events, rows, send };
}

const CUT = "1D5600";

describe("text", () => {
  const cases: { name: string; hex: string; rows: string[] }[] = [
    { name: "prints at a line feed", hex: "41420A", rows: ["AB"] },
    { name: "waits for the line feed, or for the cut", hex: "4142", rows: ["AB"] },
    {
      name: "goes on in the next row when the row is full",
      hex: `${"41".repeat(33)}0A`,
      rows: ["A".repeat(32), "A"],
    },
    { name: "is single bytes of PC437 without the Chinese mode", hex: "81C40A", rows: ["ü─"] },
    { name: "is Katakana line pieces on page 1", hex: "1B7401 98959595990A", rows: ["┌───┐"] },
    { name: "is Windows 1252 on page 16", hex: "1B7410 E90A", rows: ["é"] },
    { name: "is GB18030 in the Chinese mode", hex: "1C26 BDF0BFA8 41 0A", rows: ["金卡A"] },
    { name: "has characters of four bytes", hex: "1C26 8139EF31 41 0A", rows: ["㐂A"] },
    { name: "is single bytes again after FS .", hex: "1C26 BDF0 1C2E 81 0A", rows: ["金ü"] },
    { name: "is back to the start after ESC @", hex: "1C26 1B40 81 0A", rows: ["ü"] },
    { name: "of double width covers two columns each", hex: "1D2111 4142 1D2100 43 0A", rows: ["A B C"] },
    { name: "of double width in Chinese covers four", hex: "1C26 1D2111 BDF0 1D2100 43 0A", rows: ["金  C"] },
    { name: "is centred", hex: "1B6101 4142 0A", rows: ["               AB"] },
    { name: "stands at the right", hex: "1B6102 4142 0A", rows: [`${" ".repeat(30)}AB`] },
    { name: "goes to an absolute position", hex: "41 1B247800 42 0A", rows: ["A         B"] },
    { name: "goes to a relative position and back", hex: "4142 1B5CE8FF 43 0A", rows: ["CB"] },
    { name: "goes to tabs", hex: "41 09 42 09 43 0A", rows: ["A       B       C"] },
    { name: "starts at the left margin", hex: "1D4C1800 41 0A", rows: ["  A"] },
    { name: "wraps in the print area", hex: "1D571800 414243 0A", rows: ["AB", "C"] },
    { name: "is thrown away by CAN", hex: "4142 18 43 0A", rows: ["C"] },
    { name: "passes over NUL", hex: "41 0000 42 0A", rows: ["AB"] },
    { name: "feeds lines", hex: "41 1B6402 42 0A", rows: ["A", "", "B"] },
    {
      name: "goes to the customer display while that is chosen",
      hex: "1B3D02 4142 0A 1B3D01 43 0A",
      rows: ["C"],
    },
  ];
  it.each(cases)("$name", ({ hex, rows: expected }) => {
    const { send, rows } = bench();
    send(hex + CUT);
    expect(rows()).toEqual(expected);
  });

  it.each(cases)("$name, byte by byte", ({ hex, rows: expected }) => {
    const { printer, rows } = bench();
    for (const byte of fromHex((hex + CUT).replaceAll(" ", ""))) printer.receive(Uint8Array.of(byte));
    expect(rows()).toEqual(expected);
  });

  it("that no table knows is told as an unknown command", () => {
    const { send, events } = bench();
    send("1B99 41 0A");
    expect(events).toContainEqual({ kind: "unknownCommand", hex: "1B99" });
  });
});

describe("a command with an absurd length", () => {
  it("is passed over instead of waited for", () => {
    const { send, events, rows } = bench();
    send(`1D7630 00 FFFF FFFF 410A ${CUT}`);
    expect(events).toContainEqual({ kind: "unknownCommand", hex: "1D7630" });
    expect(rows().join("")).toContain("A");
  });
});

describe("status", () => {
  const conditions: { name: string; make: (printer: VirtualPrinter) => void; answers: string[] }[] = [
    { name: "all is well", make: () => undefined, answers: ["12", "12", "12", "12"] },
    { name: "cover open", make: (printer) => printer.openCover(), answers: ["1A", "16", "12", "12"] },
    { name: "no paper", make: (printer) => printer.cutPaperTo(0), answers: ["1A", "32", "12", "7E"] },
    {
      name: "paper near its end",
      make: (printer) => printer.cutPaperTo(999),
      answers: ["12", "12", "12", "1E"],
    },
    { name: "cutter jammed", make: (printer) => printer.jamCutter(), answers: ["1A", "52", "1A", "12"] },
    { name: "switched offline", make: (printer) => printer.goOffline(), answers: ["1A", "12", "12", "12"] },
    {
      name: "drawer pin high",
      make: (printer) => printer.setDrawerPin(true),
      answers: ["16", "12", "12", "12"],
    },
  ];
  it.each(conditions)("DLE EOT 1 to 4: $name", ({ make, answers }) => {
    const { printer, send, sent } = bench();
    make(printer);
    send("100401 100402 100403 100404");
    expect(sent).toEqual(answers);
  });

  it("in real time comes before what waits, queued status behind it", async () => {
    const { clock, send, sent } = bench({ lineMs: 100 });
    send("410A420A 1D7201 100401");
    expect(sent).toEqual(["12"]);
    await clock.advance(200);
    expect(sent).toEqual(["12", "00"]);
  });

  it("in real time is found inside a picture", () => {
    const { send, sent } = bench();
    send("1D7630000100 0300 100401");
    expect(sent).toEqual(["12"]);
  });

  it("queued is not answered without paper, but when there is paper again", () => {
    const { printer, send, sent } = bench();
    printer.cutPaperTo(0);
    send("1D7201");
    expect(sent).toEqual([]);
    printer.loadPaper(500);
    expect(sent).toEqual(["03"]);
  });

  it("with a process id comes back with the id", () => {
    const { send, sent } = bench();
    send("1D28480600 3030 30303141");
    expect(sent).toEqual(["37223030314100"]);
  });

  it("is reported by itself once GS a is on, until it is off", () => {
    const { printer, send, sent } = bench();
    send("1D61FF");
    printer.openCover();
    printer.closeCover();
    printer.cutPaperTo(0);
    send("1D6100");
    printer.loadPaper(5_000);
    expect(sent).toEqual(["10000000", "38000000", "10000000", "18000F00", "10000000"]);
  });

  it("of the printer's kind", () => {
    const { send, sent } = bench();
    send("1D4901 1D4902");
    expect(sent).toEqual(["20", "03"]);
  });
});

describe("paper", () => {
  it("comes off in pieces, with what is printed on each", () => {
    const { send, events } = bench();
    send(`410A ${CUT} 420A 1D564203`);
    const pieces = events.flatMap((event) => (event.kind === "piece" ? [event.piece] : []));
    expect(
      pieces.map(({ textRows, end, widthDots, heightDots }) => ({ textRows, end, widthDots, heightDots })),
    ).toEqual([
      { textRows: ["A"], end: "cut", widthDots: 384, heightDots: 54 },
      { textRows: ["B"], end: "cut", widthDots: 384, heightDots: 153 },
    ]);
  });

  it("is used up dot by dot and stops the printer in the middle", () => {
    // Top margin and three lines of 30 dots are 114 dots, 14.25 mm.
    const { printer, send, events, rows } = bench({ paperMm: 14 });
    send(`410A420A430A440A ${CUT}`);
    expect(events).toEqual([{ kind: "stopped", because: "paperOut" }]);
    expect(printer.paperMm).toBe(0);
    printer.loadPaper(1_000);
    expect(rows()).toEqual(["A", "B", "C", "D"]);
    const pieces = events.flatMap((event) => (event.kind === "piece" ? [event.piece] : []));
    expect(pieces.map(({ end, textRows }) => [end, textRows.length])).toEqual([
      ["endOfRoll", 3],
      ["cut", 1],
    ]);
  });

  it("is not moved while the cover is open", () => {
    const { printer, send, rows } = bench();
    printer.openCover();
    send(`410A ${CUT}`);
    expect(rows()).toEqual([]);
    printer.closeCover();
    expect(rows()).toEqual(["A"]);
  });

  it("can be torn off", () => {
    const { printer, send, events } = bench({ hasCutter: false });
    send(`410A ${CUT}`);
    expect(events).toEqual([]);
    printer.tearOff();
    printer.tearOff();
    expect(events).toHaveLength(1);
  });
});

describe("the buffer", () => {
  it("lets the line in again when some of it is printed", async () => {
    const { clock, printer } = bench({ lineMs: 100, bufferBytes: 4 });
    printer.receive(fromAscii("A\nB\nC\nD\n"));
    let hasRoom = false;
    void printer.whenRoom().then(() => {
      hasRoom = true;
    });
    await clock.advance(50);
    expect(hasRoom).toBe(false);
    await clock.advance(200);
    expect(hasRoom).toBe(true);
  });

  it("takes a picture that is larger than itself", async () => {
    const { printer, send, events } = bench({ bufferBytes: 16 });
    printer.receive(concatBytes(fromHex("1D763000 0400 1000".replaceAll(" ", "")), new Uint8Array(32)));
    await printer.whenRoom();
    printer.receive(new Uint8Array(32));
    send(CUT);
    expect(events).toHaveLength(1);
  });

  it("is empty after switching off and on", () => {
    const { printer, send, rows } = bench();
    printer.openCover();
    send("410A420A");
    printer.powerCycle();
    printer.closeCover();
    send(`430A ${CUT}`);
    expect(rows()).toEqual(["C"]);
  });

  it("is cleared in real time by DLE ENQ 2", () => {
    const { printer, send, rows } = bench();
    printer.openCover();
    send("410A 100502");
    printer.closeCover();
    send(`430A ${CUT}`);
    expect(rows()).toEqual(["C"]);
  });
});

describe("the drawer", () => {
  const pulses: { name: string; hex: string; pin: 2 | 5; onMs: number }[] = [
    { name: "on pin 2", hex: "1B700019FA", pin: 2, onMs: 50 },
    { name: "on pin 5", hex: "1B700119FA", pin: 5, onMs: 50 },
    { name: "with the pin as an ASCII digit", hex: "1B703119FA", pin: 5, onMs: 50 },
    { name: "in real time", hex: "1014010102", pin: 5, onMs: 200 },
  ];
  it.each(pulses)("gets a pulse $name", ({ hex, pin, onMs }) => {
    const { send, events } = bench();
    send(hex);
    expect(events).toEqual([{ kind: "drawer", pin, onMs }]);
  });
});
