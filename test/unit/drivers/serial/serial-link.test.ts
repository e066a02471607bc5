import { describe, expect, it } from "vitest";
import { openSerialLink } from "../../../../drivers/serial/open-serial-link.ts";
import type { SerialFault, SerialLink } from "../../../../drivers/serial/serial-link.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import { ManualClock, settle } from "./manual-clock.ts";
import { MemoryBinding } from "./memory-binding.ts";

type Bench = { link: SerialLink; binding: MemoryBinding; clock: ManualClock };

function bench(): Bench {
  const clock = new ManualClock();
  const binding = new MemoryBinding();
  return {
    clock,
    binding,
    link: openSerialLink({ path: "/dev/ttyUSB0", baudRate: 9_600 }, { clock, binding }),
  };
}

describe("opening a serial line", () => {
  it("touches nothing before the first use", async () => {
    const { link, binding } = bench();
    await settle();
    expect(binding.openings).toHaveLength(0);
    expect(link.isOpen).toBe(false);
  });

  it("opens once for uses that come at the same time, with the settings of the line", async () => {
    const { link, binding } = bench();
    expect(await Promise.all([link.open(), link.open(), link.write(Uint8Array.of(1))])).toEqual([
      ok(undefined),
      ok(undefined),
      ok(undefined),
    ]);
    expect(binding.openings).toEqual([{ path: "/dev/ttyUSB0", baudRate: 9_600 }]);
  });

  const refusals: { name: string; message: string; kind: SerialFault["kind"] }[] = [
    {
      name: "a path that is not there is a missing device",
      message: "Error: No such file or directory, cannot open /dev/ttyUSB0",
      kind: "missing",
    },
    { name: "a missing port of Windows", message: "Opening COM3: File not found", kind: "missing" },
    {
      name: "a line that another process holds is busy",
      message: "Error Resource temporarily unavailable Cannot lock port",
      kind: "busy",
    },
    { name: "a held port of Windows", message: "Opening COM3: Access denied", kind: "busy" },
    {
      name: "a line without permission is refused",
      message: "Error: Permission denied, cannot open /dev/ttyUSB0",
      kind: "refused",
    },
    {
      name: "a file that is no line is refused",
      message: "Error: Inappropriate ioctl for device setting custom baud rate of 9600",
      kind: "refused",
    },
  ];
  it.each(refusals)("$name", async ({ message, kind }) => {
    const { link, binding } = bench();
    binding.openError = new Error(message);
    expect(await link.write(Uint8Array.of(1))).toEqual(err({ kind, sent: "no" }));
    expect(binding.written).toHaveLength(0);
  });

  it("takes a device that is plugged in later at its next use", async () => {
    const { link, binding } = bench();
    binding.openError = new Error("No such file or directory");
    expect((await link.write(Uint8Array.of(1))).ok).toBe(false);
    binding.openError = undefined;
    expect(await link.write(Uint8Array.of(2))).toEqual(ok(undefined));
    expect(binding.written).toEqual([Uint8Array.of(2)]);
  });

  it("does not wait for ever for a line that never opens", async () => {
    const { link, binding, clock } = bench();
    binding.hangOnOpen = true;
    const opened = link.open();
    await clock.advance(3_000);
    expect(await opened).toEqual(err({ kind: "refused", sent: "no" }));
  });
});

describe("writing", () => {
  it("keeps the order of the calls", async () => {
    const { link, binding } = bench();
    await Promise.all([1, 2, 3].map((byte) => link.write(Uint8Array.of(byte))));
    expect(binding.written).toEqual([Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
  });

  it("gives up a held line after the given time, discards what waits in it and closes it", async () => {
    const { link, binding, clock } = bench();
    binding.held = true;
    const write = link.write(Uint8Array.of(1), 200);
    await clock.advance(200);
    expect(await write).toEqual(err({ kind: "timedOut", sent: "unknown" }));
    expect({ flushes: binding.flushes, closings: binding.closings, open: link.isOpen }).toEqual({
      flushes: 1,
      closings: 1,
      open: false,
    });
  });

  it("allows by default twice the time on the line and three seconds more", async () => {
    const { link, binding, clock } = bench();
    binding.held = true;
    let done = false;
    // 960 bytes of 11 bits at 9600 baud take 1.1 s.
    const write = link.write(new Uint8Array(960)).finally(() => {
      done = true;
    });
    await clock.advance(5_199);
    expect(done).toBe(false);
    await clock.advance(1);
    expect(await write).toEqual(err({ kind: "timedOut", sent: "unknown" }));
  });

  it("does not know what was sent when the line is pulled out in the middle, and opens it again", async () => {
    const { link, binding } = bench();
    binding.held = true;
    const write = link.write(Uint8Array.of(1));
    await settle();
    binding.pull();
    expect(await write).toEqual(err({ kind: "unplugged", sent: "unknown" }));
    binding.held = false;
    expect(await link.write(Uint8Array.of(2))).toEqual(ok(undefined));
    expect(binding.openings).toHaveLength(2);
  });
});

describe("a line that is lost", () => {
  it("is closed before it is opened again", async () => {
    const { link, binding, clock } = bench();
    await link.open();
    binding.hangOnClose = true;
    binding.pull();
    await settle();
    const again = link.open();
    await settle();
    expect(binding.openings).toHaveLength(1);
    await clock.advance(1_000);
    expect(await again).toEqual(ok(undefined));
    expect(binding.openings).toHaveLength(2);
  });
});

describe("input", () => {
  it("reaches every listener until it stops listening", async () => {
    const { link, binding } = bench();
    const heard: Uint8Array[] = [];
    const stop = link.onData((bytes) => {
      heard.push(bytes);
    });
    await link.open();
    binding.arrive(1, 2);
    await settle();
    binding.arrive(3);
    await settle();
    stop();
    binding.arrive(4);
    await settle();
    expect(heard).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  });

  it("waits in the line while a listener is busy with what came before", async () => {
    const { link, binding, clock } = bench();
    const heard: number[] = [];
    link.onData(async (bytes) => {
      heard.push(...bytes);
      await clock.sleep(100);
    });
    await link.open();
    binding.arrive(1);
    await settle();
    expect(binding.isRead).toBe(false);
    await clock.advance(100);
    expect(binding.isRead).toBe(true);
    binding.arrive(2);
    await settle();
    expect(heard).toEqual([1, 2]);
  });

  it("tells the listeners when the line is lost", async () => {
    const { link, binding } = bench();
    const lost: SerialFault[] = [];
    link.onLost((fault) => lost.push(fault));
    await link.open();
    binding.pull();
    await settle();
    expect(lost).toEqual([{ kind: "unplugged", sent: "unknown" }]);
    expect(link.isOpen).toBe(false);
  });

  it("notices by the missing file a line whose reads never fail", async () => {
    const { link, binding, clock } = bench();
    await link.open();
    await clock.advance(2_000);
    expect(link.isOpen).toBe(true);
    binding.present = false;
    await clock.advance(500);
    expect(link.isOpen).toBe(false);
  });
});

describe("taking turns", () => {
  it("lets one conversation finish before the next one begins", async () => {
    const { link } = bench();
    const order: string[] = [];
    const talk = (name: string) =>
      link.withPort(async () => {
        order.push(`${name} begins`);
        await settle();
        order.push(`${name} ends`);
        return ok(name);
      });
    expect(await Promise.all([talk("a"), talk("b")])).toEqual([ok("a"), ok("b")]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("goes on to the next conversation after one that failed by a bug", async () => {
    const { link } = bench();
    const broken = link.withPort(async () => {
      throw new Error("bug");
    });
    await expect(broken).rejects.toThrow("bug");
    expect(await link.withPort(async () => ok(1))).toEqual(ok(1));
  });

  it("does not begin a conversation on a line that is missing", async () => {
    const { link, binding } = bench();
    binding.openError = new Error("No such file or directory");
    let begun = false;
    const result = await link.withPort(async () => {
      begun = true;
      return ok(undefined);
    });
    expect({ result, begun }).toEqual({ result: err({ kind: "missing", sent: "no" }), begun: false });
  });
});

describe("closing", () => {
  it("is for good", async () => {
    const { link, binding } = bench();
    await link.open();
    await link.close();
    expect(await link.write(Uint8Array.of(1))).toEqual(err({ kind: "closed", sent: "no" }));
    expect({ openings: binding.openings.length, closings: binding.closings }).toEqual({
      openings: 1,
      closings: 1,
    });
  });

  it("ends a write that is under way", async () => {
    const { link, binding } = bench();
    binding.held = true;
    const write = link.write(Uint8Array.of(1));
    await settle();
    await link.close();
    expect(await write).toEqual(err({ kind: "closed", sent: "unknown" }));
  });
});
