import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as binding from "../../drivers/card-reader-pcsc/pcsc-binding.ts";
import { PcscCardReader } from "../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import { fromHex, toHex } from "../../main/domain/bytes.ts";
import type { CardChannel, WaitForCard } from "../../main/ports/card-reader.ts";
import { createCard } from "../../simulators/card/create-card.ts";
import { simulateCard } from "../../simulators/card/simulate-card.ts";
import type { VirtualCard, VirtualCardOptions } from "../../simulators/card/virtual-card.ts";
import { insertIntoVpcd, type VpcdInsertion } from "../../simulators/card/vpcd-card.ts";
import { acquirePcscd, hardwareAvailable, type Pcscd } from "./pcscd.ts";

/**
 * Our driver, the real service, the real virtual-reader driver, and our card behind it. A reader whose cable is
 * pulled cannot be shown here: the virtual one is always there. See the unit tests of the driver for that.
 */

const available = hardwareAvailable();
if (!available.ok) console.log(`Skipped: ${available.missing}`);

const SELECT_PSE = "00A404000E315041592E5359532E444446303100";
const PSE_FCI = "6F1E840E315041592E5359532E4444463031A50C8801015F2D027A689F1101019000";

function card(name: string, options: VirtualCardOptions = {}): VirtualCard {
  const created = createCard(name, options);
  if (created === undefined) throw new Error(`no card ${name}`);
  return created;
}

async function send(channel: CardChannel, command: string): Promise<string> {
  const answer = await channel.transceive(fromHex(command));
  return answer.ok ? toHex(answer.value) : `${answer.fault.kind}, sent ${answer.fault.sent}`;
}

describe.runIf(available.ok)("the PC/SC driver over a real service", () => {
  let pcscd: Pcscd;
  let reader: PcscCardReader;
  const insertions: VpcdInsertion[] = [];

  beforeAll(async () => {
    pcscd = await acquirePcscd();
  });

  afterAll(async () => {
    await pcscd.release();
  });

  beforeEach(async () => {
    if (pcscd.isOurs) await pcscd.start();
    // Long enough for the slowest step here, short enough to watch a mute card.
    reader = new PcscCardReader({ limits: { transmitMs: 1_500 } });
  });

  afterEach(async () => {
    await Promise.all(insertions.splice(0).map((insertion) => insertion.remove()));
    await waitUntil("the slots are empty", async () => (await presentReaders()).length === 0);
    await reader.close();
  });

  async function presentReaders(): Promise<readonly string[]> {
    const listed = await reader.readers();
    return listed.ok ? listed.value.filter(({ cardPresent }) => cardPresent).map(({ name }) => name) : [];
  }

  async function waitUntil(what: string, isTrue: () => Promise<boolean>): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (await isTrue()) return;
      await sleep(50);
    }
    throw new Error(`It did not happen: ${what}.`);
  }

  async function insert(inserted: VirtualCard, slot: 0 | 1 = 0): Promise<VpcdInsertion> {
    const insertion = await insertIntoVpcd(inserted, { host: "127.0.0.1", port: pcscd.ports[slot] });
    if (!insertion.ok) throw new Error(insertion.fault.detail);
    insertions.push(insertion.value);
    return insertion.value;
  }

  const wait: WaitForCard = { waitMs: 5_000 };

  test("uses the numbers that the library uses", async () => {
    const { CardDisposition, CardMode, Protocol, ReaderStatus } = await import("pcsc-mini");
    expect(
      [
        [binding.MODE_EXCLUSIVE, CardMode.EXCLUSIVE],
        [binding.PROTOCOL_T0, Protocol.T0],
        [binding.PROTOCOL_T1, Protocol.T1],
        [binding.THEN_UNPOWER, CardDisposition.UNPOWER],
        [binding.READER_PRESENT, ReaderStatus.PRESENT],
        [binding.READER_EXCLUSIVE, ReaderStatus.EXCLUSIVE],
        [binding.READER_IN_USE, ReaderStatus.IN_USE],
        [binding.READER_MUTE, ReaderStatus.MUTE],
      ].filter(([ours, theirs]) => ours !== theirs),
    ).toEqual([]);
  });

  test("lists both slots of the virtual reader, empty", async () => {
    const listed = await reader.readers();
    expect(listed.ok && listed.value.map(({ name, cardPresent }) => [name, cardPresent])).toEqual([
      ["Virtual PCD 00 00", false],
      ["Virtual PCD 00 01", false],
    ]);
  });

  test("takes a T=0 card that is inserted while it waits, 61xx and 6Cxx unchanged", async () => {
    const done = reader.withCard(wait, async (channel) => {
      const answers = [];
      for (const command of [SELECT_PSE, "00C0000020", "00B2010C00", "00B2010C1D"])
        answers.push(await send(channel, command));
      return { atr: toHex(channel.atr), reader: channel.readerName, answers };
    });
    await sleep(300);
    await insert(card("debit"));
    expect(await done).toEqual({
      ok: true,
      value: {
        atr: "3B6C000050424F432054455354205430",
        reader: "Virtual PCD 00 00",
        answers: ["6120", PSE_FCI, "6C1D", "701B61194F08A000000333010101500A50424F432044454249548701019000"],
      },
    });
  });

  test("takes a T=1 card that was inserted before, in the other slot", async () => {
    await insert(card("credit"), 1);
    const done = await reader.withCard(wait, async (channel) => [
      channel.readerName,
      await send(channel, SELECT_PSE),
    ]);
    expect(done).toEqual({ ok: true, value: ["Virtual PCD 00 01", PSE_FCI] });
  });

  test("powers the card down between sessions, and has places for many of them", async () => {
    await insert(card("debit", { protocol: "T=1" }));
    for (let i = 0; i < 10; i++) {
      const done = await reader.withCard(wait, async (channel) => [
        await send(channel, "80CA9F3600"),
        (await send(channel, "00A4040008A00000033301010100")).slice(-4),
      ]);
      expect(done).toEqual({ ok: true, value: ["6985", "9000"] });
    }
  });

  test("lets go of the card when the session throws", async () => {
    await insert(card("credit"));
    const failing = reader.withCard(wait, async () => {
      throw new Error("a bug in the session");
    });
    await expect(failing).rejects.toThrow("a bug in the session");
    const next = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    expect(next).toEqual({ ok: true, value: PSE_FCI });
  });

  test("says that the card is busy while another program has it", async () => {
    await insert(card("debit"));
    const other = new PcscCardReader();
    const busy = await other.withCard(wait, () => reader.withCard(wait, async () => "both"));
    expect(busy).toEqual({ ok: true, value: { ok: false, fault: { kind: "cardBusy" } } });
    await other.close();
  });

  test("ends a wait without a card in its time, and at once when it is cancelled", async () => {
    await reader.readers();
    const begin = performance.now();
    expect(await reader.withCard({ waitMs: 300 }, async () => "card")).toEqual({
      ok: false,
      fault: { kind: "noCard" },
    });
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 100);
    expect(await reader.withCard({ waitMs: 60_000, signal: cancel.signal }, async () => "card")).toEqual({
      ok: false,
      fault: { kind: "cancelled" },
    });
    expect(performance.now() - begin).toBeLessThan(3_000);
  });

  test("names a reader that is not there", async () => {
    const done = await reader.withCard({ ...wait, readerName: "Desk reader" }, async () => "card");
    expect(done).toEqual({ ok: false, fault: { kind: "noReader", readerName: "Desk reader" } });
  });

  test("notices a card that was pulled between two commands", async () => {
    const insertion = await insert(card("debit"));
    const done = await reader.withCard(wait, async (channel) => {
      const before = await send(channel, SELECT_PSE);
      await insertion.remove();
      return [before, (await send(channel, "00C0000020")).split(",")[0], await send(channel, "00C0000020")];
    });
    expect(done).toEqual({ ok: true, value: ["6120", "cardRemoved", "cardRemoved, sent no"] });
  });

  test.each([
    { moment: "before", atc: 0x0f },
    { moment: "after", atc: 0x10 },
  ] as const)(
    "does not claim to know what a card did that was pulled in a command ($moment it was executed)",
    async ({ moment, atc }) => {
      const pulled = card("debit", {
        protocol: "T=1",
        faults: [{ kind: "pull", atCommand: 2, moment }],
      });
      await insert(pulled);
      const done = await reader.withCard(wait, async (channel) => [
        (await send(channel, "00A4040008A00000033301010100")).slice(-4),
        await send(channel, "80A800000B830900000000000123015600"),
      ]);
      expect(done).toEqual({ ok: true, value: ["9000", "cardRemoved, sent unknown"] });
      expect(pulled.memory()?.atc).toBe(atc);
    },
  );

  test("does not hang on a card that falls silent, and takes the next one", async () => {
    const silent = await insert(card("debit", { faults: [{ kind: "mute", atCommand: 2 }] }));
    const begin = performance.now();
    const done = await reader.withCard(wait, async (channel) => [
      await send(channel, SELECT_PSE),
      await send(channel, "00C0000020"),
      await send(channel, "00C0000020"),
    ]);
    expect(done).toEqual({ ok: true, value: ["6120", "muteCard, sent unknown", "muteCard, sent no"] });
    expect(performance.now() - begin).toBeLessThan(4_000);
    await silent.remove();
    await waitUntil("the silent card is gone", async () => (await presentReaders()).length === 0);
    await insert(card("credit"));
    const next = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    expect(next).toEqual({ ok: true, value: PSE_FCI });
  });

  test("says that a card without a readable answer to reset is mute", async () => {
    await insert(card("debit", { faults: [{ kind: "muteAtReset" }] }));
    expect(await reader.withCard(wait, async () => "card")).toEqual({
      ok: false,
      fault: { kind: "muteCard" },
    });
  });

  test("does not take half a status word for an answer", async () => {
    await insert(card("debit", { faults: [{ kind: "garbage", atCommand: 1, answer: fromHex("90") }] }));
    const done = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    expect(done).toEqual({ ok: true, value: "transportFailed, sent yes" });
  });

  test("without a service the fault comes at once, and the service is taken back", async () => {
    if (!pcscd.isOurs) return console.log("Not tested: the machine's own smart-card service runs.");
    const waiting = reader.withCard({ waitMs: 60_000 }, async () => "card");
    await sleep(500);
    await pcscd.stop();
    expect(await waiting).toMatchObject({ ok: false, fault: { kind: "noService" } });
    const begin = performance.now();
    expect(await reader.readers()).toMatchObject({ ok: false, fault: { kind: "noService" } });
    expect(await reader.withCard(wait, async () => "card")).toMatchObject({ fault: { kind: "noService" } });
    expect(performance.now() - begin).toBeLessThan(1_000);
    await pcscd.start();
    await insert(card("credit"));
    const next = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    expect(next).toEqual({ ok: true, value: PSE_FCI });
  });

  test("a service that stops in a session ends it, and does not stop the terminal", async () => {
    if (!pcscd.isOurs) return console.log("Not tested: the machine's own smart-card service runs.");
    await insert(card("credit"));
    const done = await reader.withCard(wait, async (channel) => {
      await pcscd.stop();
      return [(await send(channel, SELECT_PSE)).split(",")[0], await send(channel, SELECT_PSE)];
    });
    expect(done).toEqual({ ok: true, value: ["transportFailed", "transportFailed, sent no"] });
    await pcscd.start();
    expect(await reader.readers()).toMatchObject({ ok: true });
  });

  test("a card process goes back into the reader when the service returns", async () => {
    if (!pcscd.isOurs) return console.log("Not tested: the machine's own smart-card service runs.");
    const lines: string[] = [];
    const stop = new AbortController();
    const running = simulateCard({
      cardName: "debit",
      vpcd: { host: "127.0.0.1", port: pcscd.ports[0] },
      signal: stop.signal,
      log: (line) => lines.push(line),
    });
    const first = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    await pcscd.stop();
    await sleep(200);
    await pcscd.start();
    const second = await reader.withCard(wait, (channel) => send(channel, SELECT_PSE));
    stop.abort();
    expect(await running).toEqual({ ok: true, value: "aborted" });
    expect([first, second]).toEqual([
      { ok: true, value: "6120" },
      { ok: true, value: "6120" },
    ]);
    expect(lines).toContain(
      "Session 1: debit card 622800*********1015, 1 command, no cryptogram was asked for.",
    );
    expect(lines.join("\n")).not.toContain("6228000100000001015");
  });
});
