import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PcscCardReader } from "../../../../drivers/card-reader-pcsc/pcsc-card-reader.ts";
import type { PcscLimits } from "../../../../drivers/card-reader-pcsc/pcsc-limits.ts";
import { AssertionError } from "../../../../main/domain/assert.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { ok } from "../../../../main/domain/result.ts";
import type { CardChannel, WaitForCard } from "../../../../main/ports/card-reader.ts";
import { EMPTY, FakeCard, FakePcsc, FakeReader, PRESENT, pcscError } from "./fake-pcsc.ts";

const LIMITS: PcscLimits = {
  settleMs: 100,
  connectMs: 400,
  transmitMs: 300,
  disconnectMs: 400,
  removalNoticeMs: 300,
};
const WAIT: WaitForCard = { waitMs: 2_000 };
const SELECT = fromHex("00A4040000");
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

/** The answer or fault of one command in a session. */
async function command(channel: CardChannel): Promise<string> {
  const answer = await channel.transceive(SELECT);
  if (answer.ok) return toHex(answer.value);
  const { kind, sent, detail } = answer.fault;
  return detail === undefined ? `${kind}, sent ${sent}` : `${kind}, sent ${sent}: ${detail}`;
}

describe("a command", () => {
  test("goes out as it is, and its answer comes back as it is", async () => {
    card.onTransmit = async () => fromHex("6120");
    expect(await reader.withCard(WAIT, command)).toEqual({ ok: true, value: "6120" });
    expect(card.sent.map(toHex)).toEqual(["00A4040000"]);
  });

  test.each([
    { code: "RemovedCard", fault: "cardRemoved, sent unknown" },
    { code: "NoSmartCard", fault: "cardRemoved, sent unknown" },
    { code: "ReaderUnavailable", fault: "unplugged, sent unknown" },
    { code: "UnknownReader", fault: "unplugged, sent unknown" },
    { code: "UnresponsiveCard", fault: "muteCard, sent unknown" },
    { code: "WaitedTooLong", fault: "muteCard, sent unknown" },
    { code: "NoService", fault: "transportFailed, sent unknown: NoService" },
    { code: "NotTransacted", fault: "transportFailed, sent unknown: NotTransacted" },
    { code: "ResetCard", fault: "transportFailed, sent unknown: ResetCard" },
    { code: "CardIsBusy", fault: "transportFailed, sent no: CardIsBusy" },
    { code: "NoCardConnection", fault: "transportFailed, sent no: NoCardConnection" },
  ])("that fails with $code is '$fault'", async ({ code, fault }) => {
    card.onTransmit = async () => {
      throw pcscError(code);
    };
    expect(await reader.withCard(WAIT, command)).toEqual({ ok: true, value: fault });
  });

  test("that the library refuses on the spot is a fault too", async () => {
    card.onTransmit = () => {
      throw pcscError("CardIsBusy");
    };
    expect(await reader.withCard(WAIT, command)).toEqual({
      ok: true,
      value: "transportFailed, sent no: CardIsBusy",
    });
  });

  test("whose failure has no name is a fault of the link", async () => {
    card.onTransmit = async () => {
      throw new Error("something else");
    };
    expect(await reader.withCard(WAIT, command)).toEqual({
      ok: true,
      value: "transportFailed, sent unknown: unknown error",
    });
  });

  test.each([
    { name: "removed", event: () => desk.report(EMPTY), fault: "cardRemoved" },
    { name: "removed with its reader", event: () => desk.emit("disconnect"), fault: "unplugged" },
  ])("in which the card is $name is explained by the report that follows", async ({ event, fault }) => {
    card.onTransmit = async () => {
      setTimeout(event, 20);
      throw pcscError("NotTransacted");
    };
    const answers = await reader.withCard(WAIT, async (channel) => [
      await command(channel),
      await command(channel),
    ]);
    expect(answers).toEqual({ ok: true, value: [`${fault}, sent unknown`, `${fault}, sent no`] });
    expect(card.sent).toHaveLength(1);
  });

  test("is not sent to a card that has left", async () => {
    const answers = await reader.withCard(WAIT, async (channel) => {
      desk.report(EMPTY);
      desk.report(PRESENT);
      return command(channel);
    });
    expect(answers).toEqual({ ok: true, value: "cardRemoved, sent no" });
    expect(card.sent).toEqual([]);
  });

  test("is not sent when the service has died", async () => {
    const answers = await reader.withCard(WAIT, async (channel) => {
      pcsc.die();
      return command(channel);
    });
    expect(answers).toEqual({ ok: true, value: "transportFailed, sent no" });
  });

  test.each([
    { answer: "", fault: "transportFailed, sent unknown: the answer has no status word" },
    { answer: "90", fault: "transportFailed, sent yes: the answer has no status word" },
  ])("answered with '$answer' is not answered", async ({ answer, fault }) => {
    card.onTransmit = async () => fromHex(answer);
    expect(await reader.withCard(WAIT, command)).toEqual({ ok: true, value: fault });
  });

  test("answered with nothing by a reader that lost the card says so", async () => {
    card.onTransmit = async () => {
      setTimeout(() => desk.report(EMPTY), 20);
      return new Uint8Array(0);
    };
    expect(await reader.withCard(WAIT, command)).toEqual({ ok: true, value: "cardRemoved, sent unknown" });
  });

  test("that never comes back has an end, and the connection is closed when it does", async () => {
    let answerLate = (_: Uint8Array): void => {};
    card.onTransmit = () =>
      new Promise((resolve) => {
        answerLate = resolve;
      });
    const answers = await reader.withCard(WAIT, async (channel) => [
      await command(channel),
      await command(channel),
    ]);
    expect(answers).toEqual({ ok: true, value: ["muteCard, sent unknown", "muteCard, sent no"] });
    expect(card.dispositions).toEqual([]);
    answerLate(fromHex("9000"));
    await sleep(30);
    expect(card.dispositions).toEqual([2]);
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
    expect(pcsc.clients).toHaveLength(2);
  });

  test("that the session did not wait for is waited for before the card is released", async () => {
    let isAnswered = false;
    card.onTransmit = async () => {
      await sleep(30);
      isAnswered = true;
      return fromHex("9000");
    };
    card.onDisconnect = async () => {
      if (!isAnswered) throw pcscError("CardIsBusy");
    };
    await reader.withCard(WAIT, async (channel) => void channel.transceive(SELECT));
    expect(card.dispositions).toEqual([2]);
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
    expect(pcsc.clients).toHaveLength(1);
  });

  test("keeps its own copy of the bytes", async () => {
    const bytes = fromHex("00A4040000");
    await reader.withCard(WAIT, async (channel) => {
      const answer = channel.transceive(bytes);
      bytes.fill(0);
      await answer;
    });
    expect(card.sent.map(toHex)).toEqual(["00A4040000"]);
  });

  test.each([3, 262])("of %i bytes is a bug", async (length) => {
    const sent = reader.withCard(WAIT, (channel) => channel.transceive(new Uint8Array(length)));
    await expect(sent).rejects.toThrow(AssertionError);
    expect(card.dispositions).toEqual([2]);
  });

  test("beside another one, and after the session, is a bug", async () => {
    const both = reader.withCard(WAIT, (channel) =>
      Promise.all([channel.transceive(SELECT), channel.transceive(SELECT)]),
    );
    await expect(both).rejects.toThrow("a card takes one command at a time");
    const after = await reader.withCard(WAIT, async (channel) => channel);
    if (!after.ok) throw new Error("there is a card");
    await expect(after.value.transceive(SELECT)).rejects.toThrow(
      "no command goes to a card after its session",
    );
  });
});

describe("the end of a session", () => {
  test("powers the card down", async () => {
    await take();
    expect(card.dispositions).toEqual([2]);
  });

  test("powers the card down when the session throws", async () => {
    const failing = reader.withCard(WAIT, async () => {
      throw new Error("a bug in the session");
    });
    await expect(failing).rejects.toThrow("a bug in the session");
    expect(card.dispositions).toEqual([2]);
  });

  test.each([
    {
      name: "fails",
      disconnect: async () => {
        throw pcscError("ReaderUnavailable");
      },
    },
    { name: "does not come back", disconnect: forever },
  ])("that $name neither throws nor hangs, and the next session has a new client", async ({ disconnect }) => {
    card.onDisconnect = disconnect;
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
    card.onDisconnect = async () => {};
    expect(await take()).toEqual({ ok: true, value: "Desk reader" });
    expect(pcsc.clients.map(({ isRunning }) => isRunning)).toEqual([false, true]);
  });
});
