import { describe, expect, it } from "vitest";
import { err, ok } from "../../../../main/domain/result.ts";
import { type ByteDevice, connectInProcess } from "../../../../simulators/printer/in-process-link.ts";
import { ManualClock } from "../../drivers/serial/manual-clock.ts";

function bench() {
  const clock = new ManualClock();
  const received: number[] = [];
  let send: (bytes: Uint8Array) => void = () => undefined;
  let isFull = false;
  const device: ByteDevice = {
    receive: (bytes) => received.push(...bytes),
    onSend: (sender) => {
      send = sender;
      return () => undefined;
    },
    whenRoom: async () => {
      if (isFull) await new Promise(() => undefined);
    },
  };
  const link = connectInProcess(device, { clock });
  const fill = () => {
    isFull = true;
  };
  return { clock, link, received, fill, send: (bytes: Uint8Array) => send(bytes) };
}

describe("a link in the same process", () => {
  it("carries bytes both ways, like a line", async () => {
    const { link, received, send } = bench();
    const heard: number[] = [];
    link.onData((bytes) => {
      heard.push(...bytes);
    });
    expect(await link.write(Uint8Array.of(1, 2))).toEqual(ok(undefined));
    send(Uint8Array.of(3));
    expect({ received, heard }).toEqual({ received: [1, 2], heard: [3] });
  });

  it("carries nothing while it is unplugged", async () => {
    const { link, received, send } = bench();
    const heard: number[] = [];
    const lost: string[] = [];
    link.onData((bytes) => {
      heard.push(...bytes);
    });
    link.onLost((fault) => lost.push(fault.kind));
    await link.open();
    link.unplug();
    send(Uint8Array.of(3));
    expect(await link.write(Uint8Array.of(1))).toEqual(err({ kind: "missing", sent: "no" }));
    expect({ received, heard, lost, isOpen: link.isOpen }).toEqual({
      received: [],
      heard: [],
      lost: ["unplugged"],
      isOpen: false,
    });
    link.plugIn();
    expect(await link.write(Uint8Array.of(1))).toEqual(ok(undefined));
  });

  it("gives up a device that takes nothing", async () => {
    const { link, clock, fill } = bench();
    fill();
    const write = link.write(Uint8Array.of(1), 200);
    await clock.advance(200);
    expect(await write).toEqual(err({ kind: "timedOut", sent: "unknown" }));
    expect(link.isOpen).toBe(false);
  });

  it("is closed for good", async () => {
    const { link } = bench();
    await link.close();
    expect(await link.open()).toEqual(err({ kind: "closed", sent: "no" }));
  });
});
