import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { interfaceOf } from "../../../../drivers/card-reader-pcsc/card-interface.ts";
import { PcscCardReader } from "../../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { ok } from "../../../../main/domain/result.ts";
import type { WaitForCard } from "../../../../main/ports/card-reader.ts";
import { EMPTY, FakeCard, FakePcsc, FakeReader, PRESENT } from "./fake-pcsc.ts";

/** `3B 80 80 01` and the check byte: a card of ISO/IEC 14443 without historical bytes. */
const FIELD_ATR = "3B80800101";

describe("the side of a card, by its answer to reset", () => {
  test.each([
    { name: "no historical bytes", atr: FIELD_ATR, side: "contactless" },
    {
      name: "a MIFARE card as readers show it",
      atr: "3B8F8001804F0CA000000306030001000000006A",
      side: "contactless",
    },
    { name: "eight historical bytes", atr: "3B8880010011223344556677" + "09", side: "contactless" },
    { name: "a wrong check byte", atr: "3B80800102", side: "contact" },
    { name: "one byte too many", atr: "3B8080010100", side: "contact" },
    { name: "one byte too few", atr: "3B8180010001".slice(0, 10), side: "contact" },
    { name: "T=1 alone", atr: "3B808101", side: "contact" },
    { name: "a contact card over T=0", atr: "3B6C000050424F432054455354205430", side: "contact" },
    { name: "inverse convention", atr: "3F80800101", side: "contact" },
    { name: "nothing", atr: "", side: "contact" },
  ])("$name: $side", ({ atr, side }) => {
    expect(interfaceOf(fromHex(atr), "Desk reader", undefined)).toBe(side);
  });

  test("a reader that was named as one with a field is believed", () => {
    expect(interfaceOf(fromHex("3B6C000050424F432054455354205430"), "Pad 01", "Pad 01")).toBe("contactless");
    expect(interfaceOf(fromHex("3B6C000050424F432054455354205430"), "Pad 00", "Pad 01")).toBe("contact");
  });
});

describe("a wait for one side", () => {
  async function desk(slotStatus: number, fieldStatus: number) {
    const pcsc = new FakePcsc();
    const tapped = new FakeCard();
    tapped.onState = async () => ({ atr: fromHex(FIELD_ATR) });
    const inSlot = new FakeCard();
    const slot = new FakeReader("Slot", inSlot);
    const field = new FakeReader("Field", tapped);
    pcsc.readers.set(slot, slotStatus);
    pcsc.readers.set(field, fieldStatus);
    const reader = new PcscCardReader({ loadBinding: async () => ok(pcsc.binding) });
    const take = (wait: WaitForCard) =>
      reader.withCard(wait, async ({ readerName, interface: side }) => `${readerName} ${side}`);
    return { reader, slot, field, tapped, inSlot, take };
  }

  test("passes over a card of the other kind and lets go of it", async () => {
    const { reader, take, inSlot } = await desk(PRESENT, PRESENT);
    expect(await take({ waitMs: 2_000, interface: "contactless" })).toEqual({
      ok: true,
      value: "Field contactless",
    });
    expect(inSlot.dispositions).toHaveLength(1);
    await reader.close();
  });

  test("goes on waiting while only the other kind is there", async () => {
    const { reader, take, slot } = await desk(EMPTY, PRESENT);
    const taken = take({ waitMs: 3_000, interface: "contact" });
    await sleep(150);
    slot.report(PRESENT);
    expect(await taken).toEqual({ ok: true, value: "Slot contact" });
    await reader.close();
  });

  test("takes the other kind once the card has left and another one has come to the same reader", async () => {
    const { reader, take, field, tapped } = await desk(EMPTY, PRESENT);
    const taken = take({ waitMs: 3_000, interface: "contact" });
    await sleep(150);
    tapped.onState = async () => ({ atr: fromHex("3B6C000050424F432054455354205430") });
    field.report(EMPTY);
    await sleep(50);
    field.report(PRESENT);
    expect(await taken).toEqual({ ok: true, value: "Field contact" });
    await reader.close();
  });
});
