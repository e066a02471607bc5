import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PcscCard } from "../../../../drivers/card-reader-pcsc/pcsc-binding.ts";
import { PcscCardReader } from "../../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import type { PcscLimits } from "../../../../drivers/card-reader-pcsc/pcsc-limits.ts";
import { toHex } from "../../../../main/domain/bytes.ts";
import { err, ok } from "../../../../main/domain/result.ts";
import type { WaitForCard } from "../../../../main/ports/card-reader.ts";
import {
  ATR,
  EMPTY,
  EXCLUSIVE,
  FakeCard,
  FakePcsc,
  FakeReader,
  IN_USE,
  MUTE,
  PRESENT,
  pcscError,
} from "./fake-pcsc.ts";

const LIMITS: PcscLimits = {
  settleMs: 100,
  connectMs: 400,
  transmitMs: 300,
  disconnectMs: 400,
  removalNoticeMs: 300,
};
const WAIT: WaitForCard = { waitMs: 2_000 };
const forever = (): Promise<never> => new Promise(() => {});

let pcsc: FakePcsc;
let desk: FakeReader;
let card: FakeCard;
let reader: PcscCardReader;

beforeEach(() => {
  pcsc = new FakePcsc();
  card = new FakeCard();
  desk = new FakeReader("Desk reader", card);
  pcsc.readers.set(desk, PRESENT);
  reader = new PcscCardReader({ loadBinding: async () => ok(pcsc.binding), limits: LIMITS });
});

afterEach(() => reader.close());

async function take(wait: WaitForCard = WAIT) {
  return reader.withCard(wait, async (channel) => channel.readerName);
}

describe("without a service", () => {
  test("the fault comes at once, and a later call takes the service that started", async () => {
    pcsc.isServiceRunning = false;
    expect(await reader.readers()).toEqual({
      ok: false,
      fault: { kind: "noService", detail: "No smart-card service answers on this machine (NoService)." },
    });
    expect(await take()).toMatchObject({ ok: false, fault: { kind: "noService" } });
    pcsc.isServiceRunning = true;
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
  });

  test("a library that cannot be loaded is a sentence, and asked for again", async () => {
    const outcomes = [err("The PC/SC library cannot be loaded on this machine."), ok(pcsc.binding)];
    reader = new PcscCardReader({
      loadBinding: async () => outcomes.shift() ?? err("asked too often"),
      limits: LIMITS,
    });
    expect(await reader.readers()).toEqual({
      ok: false,
      fault: { kind: "noService", detail: "The PC/SC library cannot be loaded on this machine." },
    });
    expect(await reader.readers()).toMatchObject({ ok: true });
    expect(await reader.readers()).toMatchObject({ ok: true });
  });

  test("callers that come together share one start", async () => {
    const [first, second] = await Promise.all([reader.readers(), reader.readers()]);
    expect(first).toEqual(second);
    expect(first).toEqual({ ok: true, value: [{ name: "Desk reader", cardPresent: true }] });
    expect(pcsc.clients).toHaveLength(1);
  });

  test("a service that dies ends the wait", async () => {
    pcsc.readers.set(desk, EMPTY);
    const taken = take();
    await sleep(150);
    pcsc.die();
    expect(await taken).toMatchObject({ ok: false, fault: { kind: "noService" } });
  });

  test("a wait goes on over a client whose reports were lost", async () => {
    pcsc.readers.set(desk, EMPTY);
    const taken = take();
    await sleep(150);
    pcsc.readers.set(desk, PRESENT);
    pcsc.client.emit("error", pcscError("StatusEventBufferOverflow"));
    expect(await taken).toEqual({ ok: true, value: "Desk reader" });
    expect(pcsc.clients.map(({ isRunning }) => isRunning)).toEqual([false, true]);
  });
});

describe("readers", () => {
  test("are listed with and without a card", async () => {
    pcsc.readers.set(new FakeReader("Other reader"), EMPTY);
    expect(await reader.readers()).toEqual({
      ok: true,
      value: [
        { name: "Desk reader", cardPresent: true },
        { name: "Other reader", cardPresent: false },
      ],
    });
  });

  test("may be none, which is no fault until a card is wanted", async () => {
    pcsc.readers.clear();
    expect(await reader.readers()).toEqual({ ok: true, value: [] });
    expect(await take()).toEqual({ ok: false, fault: { kind: "noReader" } });
  });

  test("may be others than the one that is named", async () => {
    expect(await take({ ...WAIT, readerName: "Kiosk reader" })).toEqual({
      ok: false,
      fault: { kind: "noReader", readerName: "Kiosk reader" },
    });
  });

  test("that are plugged in later are taken", async () => {
    pcsc.readers.clear();
    expect(await take()).toMatchObject({ fault: { kind: "noReader" } });
    pcsc.client.show(desk, PRESENT);
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
  });

  test("that are unplugged during the wait end it", async () => {
    pcsc.readers.set(desk, EMPTY);
    const taken = take();
    await sleep(150);
    desk.emit("disconnect");
    expect(await taken).toEqual({ ok: false, fault: { kind: "unplugged" } });
  });

  test("the first with a card is taken, and one that another program holds last", async () => {
    const free = new FakeReader("Free reader");
    pcsc.readers.set(desk, PRESENT | EXCLUSIVE);
    pcsc.readers.set(free, PRESENT);
    expect(await take()).toEqual({ ok: true, value: "Free reader" });
    expect(desk.connections).toEqual([]);
  });

  test("only the named one is taken", async () => {
    pcsc.readers.set(new FakeReader("Other reader"), PRESENT);
    expect(await take({ ...WAIT, readerName: "Other reader" })).toEqual({ ok: true, value: "Other reader" });
  });
});

describe("waiting for a card", () => {
  test("ends when a card is inserted", async () => {
    pcsc.readers.set(desk, EMPTY);
    const taken = take();
    await sleep(150);
    desk.report(PRESENT);
    expect(await taken).toEqual({ ok: true, value: "Desk reader" });
  });

  test("ends with its time", async () => {
    pcsc.readers.set(desk, EMPTY);
    expect(await take({ waitMs: 50 })).toEqual({ ok: false, fault: { kind: "noCard" } });
    expect(await take({ waitMs: 0 })).toEqual({ ok: false, fault: { kind: "noCard" } });
  });

  test("takes a card that is there even without time", async () => {
    expect(await take({ waitMs: 0 })).toEqual({ ok: true, value: "Desk reader" });
  });

  test("ends when it is cancelled, before and during", async () => {
    pcsc.readers.set(desk, EMPTY);
    expect(await take({ ...WAIT, signal: AbortSignal.abort() })).toEqual({
      ok: false,
      fault: { kind: "cancelled" },
    });
    const cancel = new AbortController();
    const taken = take({ ...WAIT, signal: cancel.signal });
    await sleep(150);
    cancel.abort();
    expect(await taken).toEqual({ ok: false, fault: { kind: "cancelled" } });
  });

  test("ends when the reader is closed, and nothing can be had afterwards", async () => {
    pcsc.readers.set(desk, EMPTY);
    const taken = take();
    await sleep(150);
    await reader.close();
    const closed = { ok: false, fault: { kind: "noService", detail: "The card reader was closed." } };
    expect(await taken).toEqual(closed);
    expect(await reader.readers()).toEqual(closed);
    expect(pcsc.client.isRunning).toBe(false);
  });

  test("goes on when the card left before it could be connected", async () => {
    const connect = [pcscError("NoSmartCard"), pcscError("RemovedCard")];
    desk.onConnect = async () => {
      const error = connect.shift();
      if (error !== undefined) throw error;
      return card;
    };
    const taken = take();
    await sleep(150);
    expect(desk.connections).toHaveLength(1);
    desk.report(EMPTY);
    desk.report(PRESENT);
    await sleep(150);
    desk.report(EMPTY);
    desk.report(PRESENT);
    expect(await taken).toEqual({ ok: true, value: "Desk reader" });
  });
});

describe("connecting", () => {
  test("is exclusive, with T=0 or T=1, and gives the card's answer to reset", async () => {
    const atr = await reader.withCard(WAIT, async (channel) => toHex(channel.atr));
    expect(atr).toEqual({ ok: true, value: ATR });
    expect(desk.connections).toEqual([{ mode: 1, protocol: 3 }]);
  });

  test.each([
    { code: "SharingViolation", fault: "cardBusy" },
    { code: "ServerTooBusy", fault: "cardBusy" },
    { code: "TooManyCardConnections", fault: "cardBusy" },
    { code: "UnresponsiveCard", fault: "muteCard" },
    { code: "UnpoweredCard", fault: "muteCard" },
    { code: "ProtoMismatch", fault: "muteCard" },
    { code: "UnsupportedCard", fault: "muteCard" },
    { code: "CommError", fault: "muteCard" },
    { code: "ReaderUnavailable", fault: "unplugged" },
    { code: "UnknownReader", fault: "unplugged" },
    { code: "NoService", fault: "noService" },
    { code: "SecurityViolation", fault: "noService" },
  ])("that fails with $code is $fault", async ({ code, fault }) => {
    desk.onConnect = async () => {
      throw pcscError(code);
    };
    expect(await take()).toMatchObject({ ok: false, fault: { kind: fault } });
  });

  test("that the service refuses says so", async () => {
    desk.onConnect = async () => {
      throw pcscError("SecurityViolation");
    };
    expect(await take()).toMatchObject({
      fault: { detail: "The smart-card service refuses this user (SecurityViolation)." },
    });
  });

  test("is not tried with a card that the reader calls mute", async () => {
    pcsc.readers.set(desk, PRESENT | MUTE);
    expect(await take()).toEqual({ ok: false, fault: { kind: "muteCard" } });
    expect(desk.connections).toEqual([]);
  });

  test.each([
    { name: "a card that does not answer", status: PRESENT, fault: "muteCard" },
    { name: "a program that does not let go", status: PRESENT | IN_USE, fault: "cardBusy" },
  ])("has an end with $name, and a late connection is given back", async ({ status, fault }) => {
    pcsc.readers.set(desk, status);
    let connectLate = (_: PcscCard): void => {};
    desk.onConnect = () =>
      new Promise((resolve) => {
        connectLate = resolve;
      });
    expect(await take()).toEqual({ ok: false, fault: { kind: fault } });
    connectLate(card);
    await sleep(30);
    expect(card.dispositions).toEqual([2]);
  });

  test("can be cancelled", async () => {
    desk.onConnect = forever;
    const cancel = new AbortController();
    const taken = take({ ...WAIT, signal: cancel.signal });
    await sleep(150);
    cancel.abort();
    expect(await taken).toEqual({ ok: false, fault: { kind: "cancelled" } });
  });

  test.each([
    { name: "its state cannot be had", change: () => (card.onState = forever) },
    {
      name: "its answer to reset is empty",
      change: () => (card.onState = async () => ({ atr: new Uint8Array(0) })),
    },
    {
      name: "neither T=0 nor T=1 was agreed",
      change: () => {
        card.protocolNumber = 4;
      },
    },
  ])("gives the card back when $name", async ({ change }) => {
    change();
    expect(await take()).toEqual({ ok: false, fault: { kind: "muteCard" } });
    expect(card.dispositions).toEqual([2]);
  });

  test("goes on waiting when the card leaves right after it", async () => {
    card.onState = async () => {
      throw pcscError("RemovedCard");
    };
    expect(await take({ waitMs: 100 })).toEqual({ ok: false, fault: { kind: "noCard" } });
    expect(card.dispositions).toEqual([2]);
  });
});
