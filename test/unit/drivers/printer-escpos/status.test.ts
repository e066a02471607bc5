import { describe, expect, it } from "vitest";
import {
  isPaperOut,
  type PrinterMessage,
  parseStatus,
  type StatusBytes,
  StatusParser,
} from "../../../../drivers/printer-escpos/codec/status.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import type { PrinterStatus } from "../../../../main/ports/printer.ts";

describe("what the printer sends", () => {
  const cases: { name: string; hex: string; messages: PrinterMessage[] }[] = [
    { name: "an answer to DLE EOT", hex: "12", messages: [{ kind: "realTime", byte: 0x12 }] },
    {
      name: "an answer to DLE EOT with all bits set",
      hex: "7E",
      messages: [{ kind: "realTime", byte: 0x7e }],
    },
    { name: "an answer to GS r", hex: "00", messages: [{ kind: "queued", byte: 0 }] },
    {
      name: "an answer to GS r near the end of the paper",
      hex: "03",
      messages: [{ kind: "queued", byte: 3 }],
    },
    {
      name: "four bytes of automatic status are one message",
      hex: "1000000F",
      messages: [{ kind: "automatic", bytes: [0x10, 0, 0, 0x0f] }],
    },
    {
      name: "an answer behind automatic status",
      hex: "180000000012",
      messages: [
        { kind: "automatic", bytes: [0x18, 0, 0, 0] },
        { kind: "queued", byte: 0 },
        { kind: "realTime", byte: 0x12 },
      ],
    },
    {
      name: "automatic status that breaks off",
      hex: "100012",
      messages: [{ kind: "realTime", byte: 0x12 }],
    },
    {
      name: "an answer with a process id",
      hex: "37223030324100",
      messages: [{ kind: "processId", id: "002A" }],
    },
    { name: "XON and XOFF are passed over", hex: "111312", messages: [{ kind: "realTime", byte: 0x12 }] },
    { name: "noise is passed over", hex: "FF8095", messages: [] },
  ];
  it.each(cases)("$name", ({ hex, messages }) => {
    expect(new StatusParser().receive(fromHex(hex))).toEqual(messages);
  });
  it.each(cases)("$name, byte by byte", ({ hex, messages }) => {
    const parser = new StatusParser();
    expect([...fromHex(hex)].flatMap((byte) => parser.receive(Uint8Array.of(byte)))).toEqual(messages);
  });
});

describe("the four status bytes", () => {
  const well: StatusBytes = { printer: 0x12, offlineCause: 0x12, errorCause: 0x12, paper: 0x12 };
  const fine: PrinterStatus = { online: true, coverOpen: false, paper: "ok", cutterJammed: false };
  const cases: { name: string; bytes: Partial<StatusBytes>; status: Partial<PrinterStatus> }[] = [
    { name: "all is well", bytes: {}, status: {} },
    { name: "offline", bytes: { printer: 0x1a }, status: { online: false } },
    { name: "the drawer's pin is no trouble", bytes: { printer: 0x16 }, status: {} },
    {
      name: "cover open",
      bytes: { printer: 0x1a, offlineCause: 0x16 },
      status: { online: false, coverOpen: true },
    },
    { name: "paper end by the stop sensor", bytes: { offlineCause: 0x32 }, status: { paper: "out" } },
    { name: "cutter jammed", bytes: { errorCause: 0x1a }, status: { cutterJammed: true } },
    { name: "paper near its end", bytes: { paper: 0x1e }, status: { paper: "nearEnd" } },
    { name: "paper end", bytes: { paper: 0x72 }, status: { paper: "out" } },
    { name: "paper end and near end", bytes: { paper: 0x7e }, status: { paper: "out" } },
  ];
  it.each(cases)("$name", ({ bytes, status }) => {
    expect(parseStatus({ ...well, ...bytes })).toEqual({ ...fine, ...status });
  });

  it("and the answer to GS r know the end of the paper from its near end", () => {
    expect([0x00, 0x03, 0x0c, 0x0f].map(isPaperOut)).toEqual([false, false, true, true]);
  });
});
