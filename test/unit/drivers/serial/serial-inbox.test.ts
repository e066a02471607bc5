import { describe, expect, it } from "vitest";
import { openSerialLink } from "../../../../drivers/serial/open-serial-link.ts";
import { SerialInbox } from "../../../../drivers/serial/serial-inbox.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import { ManualClock, settle } from "./manual-clock.ts";
import { MemoryBinding } from "./memory-binding.ts";

async function bench(bytesMax?: number) {
  const clock = new ManualClock();
  const binding = new MemoryBinding();
  const link = openSerialLink({ path: "/dev/ttyUSB0", baudRate: 9_600 }, { clock, binding });
  const inbox = new SerialInbox(link, bytesMax === undefined ? { clock } : { clock, bytesMax });
  await link.open();
  const arrive = async (...bytes: number[]) => {
    binding.arrive(...bytes);
    await settle();
  };
  return { clock, binding, link, inbox, arrive };
}

describe("an inbox", () => {
  it("gives at once what has arrived, in one piece", async () => {
    const { inbox, arrive } = await bench();
    await arrive(1, 2);
    await arrive(3);
    expect(await inbox.read(1_000)).toEqual(ok(Uint8Array.of(1, 2, 3)));
  });

  it("waits for the first bytes", async () => {
    const { inbox, arrive, clock } = await bench();
    const read = inbox.read(1_000);
    await clock.advance(900);
    await arrive(7);
    expect(await read).toEqual(ok(Uint8Array.of(7)));
  });

  it("stops waiting after the given time", async () => {
    const { inbox, clock } = await bench();
    const read = inbox.read(1_000);
    await clock.advance(1_000);
    expect(await read).toEqual(err({ kind: "timedOut", sent: "yes" }));
  });

  it("stops waiting when it is called off", async () => {
    const { inbox } = await bench();
    const calledOff = new AbortController();
    const read = inbox.read(60_000, calledOff.signal);
    await settle();
    calledOff.abort();
    expect(await read).toEqual(err({ kind: "timedOut", sent: "yes" }));
  });

  it("says at once that the line was pulled out, after what had arrived before", async () => {
    const { inbox, binding, arrive } = await bench();
    await arrive(1);
    binding.pull();
    await settle();
    expect(await inbox.read(1_000)).toEqual(ok(Uint8Array.of(1)));
    expect(await inbox.read(1_000)).toEqual(err({ kind: "unplugged", sent: "yes" }));
  });

  it("forgets late answers when it is told to", async () => {
    const { inbox, arrive, clock } = await bench();
    await arrive(1);
    inbox.discard();
    const read = inbox.read(100);
    await clock.advance(100);
    expect(await read).toEqual(err({ kind: "timedOut", sent: "yes" }));
  });

  it("keeps only the newest bytes of a device that babbles", async () => {
    const { inbox, arrive } = await bench(4);
    await arrive(1, 2, 3);
    await arrive(4, 5, 6);
    expect(await inbox.read(1_000)).toEqual(ok(Uint8Array.of(3, 4, 5, 6)));
  });

  it("hears nothing any more after it was stopped", async () => {
    const { inbox, arrive, clock } = await bench();
    inbox.stop();
    await arrive(1);
    const read = inbox.read(100);
    await clock.advance(100);
    expect((await read).ok).toBe(false);
  });
});
