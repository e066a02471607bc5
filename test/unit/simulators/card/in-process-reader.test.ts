import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { AssertionError } from "../../../../main/domain/assert.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { CardChannel, WaitForCard } from "../../../../main/ports/card-reader.ts";
import { createCard } from "../../../../simulators/card/create-card.ts";
import { InProcessReader } from "../../../../simulators/card/in-process-reader.ts";
import { CDOL1 } from "../../../../simulators/card/profiles/contact-data-table.ts";
import type { VirtualCard, VirtualCardOptions } from "../../../../simulators/card/virtual-card.ts";
import { dolData, withData } from "./bench.ts";

const WAIT: WaitForCard = { waitMs: 2_000 };
const SELECT_PSE = fromHex("00A404000E315041592E5359532E444446303100");
const SELECT_DEBIT = fromHex("00A4040008A00000033301010100");
const GPO = fromHex("80A800000B830900000000000123015600");

function card(name = "debit", options: VirtualCardOptions = {}): VirtualCard {
  const created = createCard(name, { protocol: "T=1", ...options });
  if (created === undefined) throw new Error(`no card ${name}`);
  return created;
}

function readerWith(inserted?: VirtualCard): InProcessReader {
  const reader = new InProcessReader({ answerTimeoutMs: 30 });
  if (inserted !== undefined) reader.insert(inserted);
  return reader;
}

async function send(channel: CardChannel, command = SELECT_PSE): Promise<string> {
  const answer = await channel.transceive(command);
  return answer.ok ? toHex(answer.value).slice(-4) : `${answer.fault.kind}, sent ${answer.fault.sent}`;
}

const take = (reader: InProcessReader, wait = WAIT) =>
  reader.withCard(wait, async (channel) => channel.readerName);

describe("waiting for a card", () => {
  test("ends with the card that is there, or is put in", async () => {
    expect(await take(readerWith(card()))).toEqual({ ok: true, value: "Virtual Reader" });
    const reader = readerWith();
    const taken = take(reader);
    await sleep(10);
    reader.insert(card());
    expect(await taken).toEqual({ ok: true, value: "Virtual Reader" });
  });

  test("ends with its time", async () => {
    expect(await take(readerWith(), { waitMs: 20 })).toEqual({ ok: false, fault: { kind: "noCard" } });
  });

  test("ends when it is cancelled", async () => {
    const cancel = new AbortController();
    const taken = take(readerWith(), { ...WAIT, signal: cancel.signal });
    await sleep(10);
    cancel.abort();
    expect(await taken).toEqual({ ok: false, fault: { kind: "cancelled" } });
    expect(await take(readerWith(card()), { ...WAIT, signal: cancel.signal })).toMatchObject({ ok: false });
  });

  test("needs a reader of that name", async () => {
    const reader = new InProcessReader({ readerNames: ["Left", "Right"] });
    expect(await take(reader, { ...WAIT, readerName: "Middle" })).toEqual({
      ok: false,
      fault: { kind: "noReader", readerName: "Middle" },
    });
    reader.insert(card("debit"), "Left");
    reader.insert(card("credit"), "Right");
    expect(await take(reader, { ...WAIT, readerName: "Right" })).toEqual({ ok: true, value: "Right" });
    expect(await take(reader)).toEqual({ ok: true, value: "Left" });
  });

  test("ends when the reader is unplugged, and there is none afterwards", async () => {
    const reader = readerWith();
    const taken = take(reader);
    await sleep(10);
    reader.unplug("Virtual Reader");
    expect(await taken).toEqual({ ok: false, fault: { kind: "unplugged" } });
    expect(await take(reader)).toEqual({ ok: false, fault: { kind: "noReader" } });
    reader.plugIn("Second Reader");
    expect(await reader.readers()).toEqual({
      ok: true,
      value: [{ name: "Second Reader", cardPresent: false }],
    });
    reader.insert(card());
    expect(await take(reader)).toEqual({ ok: true, value: "Second Reader" });
  });

  test("ends when the service stops, and begins again with it", async () => {
    const reader = readerWith();
    const taken = take(reader);
    await sleep(10);
    reader.stopService();
    expect(await taken).toMatchObject({ fault: { kind: "noService" } });
    expect(await reader.readers()).toMatchObject({ ok: false, fault: { kind: "noService" } });
    reader.startService();
    reader.insert(card());
    expect(await take(reader)).toEqual({ ok: true, value: "Virtual Reader" });
    await reader.close();
    expect(await take(reader)).toMatchObject({ fault: { kind: "noService" } });
  });

  test("finds a mute card, and a card that another program or session holds", async () => {
    expect(await take(readerWith(card("debit", { faults: [{ kind: "muteAtReset" }] })))).toEqual({
      ok: false,
      fault: { kind: "muteCard" },
    });
    const reader = readerWith(card());
    const letGo = reader.hold();
    expect(await take(reader)).toEqual({ ok: false, fault: { kind: "cardBusy" } });
    letGo();
    expect(await reader.withCard(WAIT, () => take(reader))).toEqual({
      ok: true,
      value: { ok: false, fault: { kind: "cardBusy" } },
    });
    expect(await take(reader)).toEqual({ ok: true, value: "Virtual Reader" });
  });
});

describe("a session", () => {
  test("exchanges commands with the card and powers it down, even when it throws", async () => {
    const inserted = card();
    const reader = readerWith(inserted);
    const answers = await reader.withCard(WAIT, async (channel) => [
      toHex(channel.atr).slice(0, 2),
      await send(channel, SELECT_DEBIT),
      await send(channel, GPO),
    ]);
    expect(answers).toEqual({ ok: true, value: ["3B", "9000", "9000"] });
    expect(inserted.exchange(SELECT_PSE).kind).toBe("silence");
    const failing = reader.withCard(WAIT, async () => {
      throw new Error("a bug in the session");
    });
    await expect(failing).rejects.toThrow("a bug in the session");
    expect(await take(reader)).toEqual({ ok: true, value: "Virtual Reader" });
  });

  test("ends for a card that was pulled between two commands, and put back", async () => {
    const inserted = card();
    const reader = readerWith(inserted);
    const answers = await reader.withCard(WAIT, async (channel) => {
      const before = await send(channel);
      expect(reader.remove()).toBe(inserted);
      const after = await send(channel);
      reader.insert(inserted);
      return [before, after, await send(channel)];
    });
    expect(answers).toEqual({ ok: true, value: ["9000", "cardRemoved, sent no", "cardRemoved, sent no"] });
    expect(await take(reader)).toEqual({ ok: true, value: "Virtual Reader" });
  });

  test("notices another card in the same slot", async () => {
    const reader = readerWith(card());
    const answer = await reader.withCard(WAIT, async (channel) => {
      reader.remove();
      reader.insert(card("credit"));
      return send(channel);
    });
    expect(answer).toEqual({ ok: true, value: "cardRemoved, sent no" });
  });

  test.each([
    { name: "card is pulled", event: (reader: InProcessReader) => reader.remove(), fault: "cardRemoved" },
    {
      name: "cable is pulled",
      event: (reader: InProcessReader) => reader.unplug("Virtual Reader"),
      fault: "unplugged",
    },
    {
      name: "service stops",
      event: (reader: InProcessReader) => reader.stopService(),
      fault: "transportFailed",
    },
  ])("ends at once when the $name while the card works", async ({ event, fault }) => {
    const reader = readerWith(card("debit", { faults: [{ kind: "delay", delayMs: 60_000 }] }));
    const answer = await reader.withCard(WAIT, async (channel) => {
      setTimeout(() => event(reader), 10);
      return send(channel);
    });
    expect(answer).toEqual({ ok: true, value: `${fault}, sent unknown` });
  });

  test("hears a mute card out", async () => {
    const reader = readerWith(card("debit", { faults: [{ kind: "mute", atCommand: 1 }] }));
    expect(await reader.withCard(WAIT, (channel) => send(channel))).toEqual({
      ok: true,
      value: "muteCard, sent unknown",
    });
  });

  test("does not take a fragment for an answer", async () => {
    const reader = readerWith(
      card("debit", { faults: [{ kind: "garbage", atCommand: 1, answer: fromHex("61") }] }),
    );
    expect(await reader.withCard(WAIT, (channel) => send(channel))).toEqual({
      ok: true,
      value: "transportFailed, sent yes",
    });
  });

  test("takes its time when the card does", async () => {
    const reader = readerWith(card("debit", { faults: [{ kind: "delay", delayMs: 40 }] }));
    const begin = performance.now();
    expect(await reader.withCard(WAIT, (channel) => send(channel))).toEqual({ ok: true, value: "9000" });
    expect(performance.now() - begin).toBeGreaterThan(35);
  });

  test("with a command of another length, beside another or after the end is a bug", async () => {
    const reader = readerWith(card());
    const wrong = [new Uint8Array(3), new Uint8Array(262)];
    for (const bytes of wrong) {
      await expect(reader.withCard(WAIT, (channel) => channel.transceive(bytes))).rejects.toThrow(
        AssertionError,
      );
    }
    const both = reader.withCard(WAIT, (channel) => Promise.all([send(channel), send(channel)]));
    await expect(both).rejects.toThrow("one command at a time");
    const over = await reader.withCard(WAIT, async (channel) => channel);
    await expect(over.ok && over.value.transceive(SELECT_PSE)).rejects.toThrow("after its session");
  });
});

/** The commands of a transaction up to the ARQC, some of its records left out. */
const TRANSACTION = [
  SELECT_PSE,
  fromHex("00B2010C00"),
  SELECT_DEBIT,
  GPO,
  fromHex("00B2010C00"),
  fromHex("00B2011400"),
  fromHex("00880000041E78EEBC00"),
  fromHex(withData("80AE8000", dolData(CDOL1))),
];

test.each(
  TRANSACTION.flatMap((_, i) =>
    (["before", "after"] as const).map((moment) => ({ atCommand: i + 1, moment })),
  ),
)("a card pulled $moment command $atCommand ends the session there", async ({ atCommand, moment }) => {
  const inserted = card("debit", { faults: [{ kind: "pull", atCommand, moment }] });
  const reader = readerWith(inserted);
  const answers = await reader.withCard(WAIT, async (channel) => {
    const all: string[] = [];
    for (const command of TRANSACTION) all.push(await send(channel, command));
    return all;
  });
  const expected = TRANSACTION.map((_, i) => {
    if (i + 1 < atCommand) return "9000";
    return i + 1 === atCommand ? "cardRemoved, sent unknown" : "cardRemoved, sent no";
  });
  expect(answers).toEqual({ ok: true, value: expected });
  const executed = (command: number) => atCommand > command || (atCommand === command && moment === "after");
  expect(inserted.memory()).toMatchObject({
    atc: executed(4) ? 0x10 : 0x0f,
    lastOnlineNotCompleted: executed(8),
  });
  expect(await reader.readers()).toMatchObject({ value: [{ cardPresent: false }] });
});

test("a card that was pulled can be put back, and takes up where it was", async () => {
  const inserted = card("debit", { faults: [{ kind: "pull", atCommand: 2, moment: "after" }] });
  const reader = readerWith(inserted);
  await reader.withCard(WAIT, async (channel) => [
    await send(channel, SELECT_DEBIT),
    await send(channel, GPO),
  ]);
  reader.insert(inserted);
  const answers = await reader.withCard(WAIT, async (channel) => [await send(channel, SELECT_DEBIT)]);
  expect(answers).toEqual({ ok: true, value: ["9000"] });
  expect(inserted.memory()?.atc).toBe(0x10);
});
