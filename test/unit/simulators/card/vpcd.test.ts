import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { CardChannel } from "../../../../main/ports/card-reader.ts";
import { CARD_NAMES, createCard } from "../../../../simulators/card/create-card.ts";
import { simulateCard } from "../../../../simulators/card/simulate-card.ts";
import type {
  SessionSummary,
  VirtualCard,
  VirtualCardOptions,
} from "../../../../simulators/card/virtual-card.ts";
import { insertIntoVpcd, type VpcdInsertion } from "../../../../simulators/card/vpcd-card.ts";
import { encodeFrame, FrameDecoder } from "../../../../simulators/card/vpcd-frames.ts";
import { VpcdReader } from "../../../../simulators/card/vpcd-reader.ts";

const SELECT_PSE = "00A404000E315041592E5359532E444446303100";
const ATR = "3B6C000050424F432054455354205430";
const HOST = "127.0.0.1";

function card(name = "debit", options: VirtualCardOptions = {}): VirtualCard {
  const created = createCard(name, options);
  if (created === undefined) throw new Error(`no card ${name}`);
  return created;
}

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const resource of open.splice(0)) await resource.close();
});

describe("frames", () => {
  test("have a big-endian length in two bytes", () => {
    expect(toHex(encodeFrame(fromHex("04")))).toBe("000104");
    expect(toHex(encodeFrame(new Uint8Array(258)).subarray(0, 2))).toBe("0102");
  });

  test("are found however the stream is torn", () => {
    const stream = concatBytes(...["04", "", SELECT_PSE].map((hex) => encodeFrame(fromHex(hex))));
    for (let cut = 0; cut <= stream.length; cut++) {
      const decoder = new FrameDecoder();
      const frames = [...decoder.push(stream.subarray(0, cut)), ...decoder.push(stream.subarray(cut))];
      expect(frames.map(toHex)).toEqual(["04", "", SELECT_PSE]);
    }
  });
});

/** What pcscd's driver is to a card: it listens, sends frames, and hears answers. */
class Driver {
  readonly #server: Server;
  readonly #connected: Promise<Socket>;
  #frames: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.#connected = new Promise((resolve) => {
      server.once("connection", (socket) => {
        const decoder = new FrameDecoder();
        socket.on("data", (chunk) => this.#frames.push(...decoder.push(chunk).map(toHex)));
        socket.on("error", () => {});
        resolve(socket);
      });
    });
    open.push({
      close: async () => {
        this.#server.close();
      },
    });
  }

  static async listen(): Promise<Driver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    return new Driver(server);
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async control(byte: number): Promise<void> {
    (await this.#connected).write(encodeFrame(Uint8Array.of(byte)));
  }

  async ask(hex: string): Promise<string> {
    (await this.#connected).write(encodeFrame(fromHex(hex)));
    for (let i = 0; i < 100; i++) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      await sleep(5);
    }
    return "nothing";
  }

  async close(): Promise<void> {
    (await this.#connected).destroy();
  }
}

async function insert(inserted: VirtualCard, port: number, onSession?: (summary: SessionSummary) => void) {
  const insertion = await insertIntoVpcd(inserted, { host: HOST, port }, onSession);
  if (!insertion.ok) throw new Error(insertion.fault.detail);
  open.push({ close: () => insertion.value.remove() });
  return insertion.value;
}

describe("a card in a virtual reader", () => {
  test("tells its ATR, with and without power, and answers commands when it has power", async () => {
    const driver = await Driver.listen();
    await insert(card(), driver.port);
    expect(await driver.ask("04")).toBe(ATR);
    expect(await driver.ask(SELECT_PSE)).toBe("nothing");
    await driver.control(1);
    expect(await driver.ask(SELECT_PSE)).toBe("6120");
    expect((await driver.ask("00C0000020")).slice(-4)).toBe("9000");
    expect(await driver.ask("04")).toBe(ATR);
  });

  test("forgets its session with a reset, and answers no unknown control", async () => {
    const driver = await Driver.listen();
    const sessions: SessionSummary[] = [];
    await insert(card(), driver.port, (summary) => sessions.push(summary));
    await driver.control(1);
    await driver.ask(SELECT_PSE);
    await driver.control(2);
    expect(await driver.ask("00C0000020")).toBe("6985");
    await driver.control(3);
    await driver.control(0);
    expect(await driver.ask("04")).toBe(ATR);
    expect(sessions).toEqual([
      { commandCount: 1, lastCryptogram: undefined },
      { commandCount: 1, lastCryptogram: undefined },
    ]);
  });

  test("takes several frames at once, one after the other", async () => {
    const driver = await Driver.listen();
    await insert(card("debit", { faults: [{ kind: "delay", delayMs: 20, atCommand: 1 }] }), driver.port);
    await driver.control(1);
    const answers = await Promise.all([driver.ask(SELECT_PSE), driver.ask("00B2010C00")]);
    expect(answers.sort()).toEqual(["6120", "6C1D"]);
  });

  test("leaves when it is pulled by plan, in a command", async () => {
    const driver = await Driver.listen();
    const pulled = card("debit", { faults: [{ kind: "pull", atCommand: 2, moment: "after" }] });
    const sessions: SessionSummary[] = [];
    const insertion = await insert(pulled, driver.port, (summary) => sessions.push(summary));
    await driver.control(1);
    await driver.ask(SELECT_PSE);
    expect(await driver.ask("00C0000020")).toBe("nothing");
    expect(await insertion.ended).toBe("pulled");
    expect(sessions).toEqual([{ commandCount: 2, lastCryptogram: undefined }]);
  });

  test("is removed by hand, and thrown out by the reader", async () => {
    const driver = await Driver.listen();
    const insertion = await insert(card(), driver.port);
    await insertion.remove();
    expect(await insertion.ended).toBe("removed");
    const other = await Driver.listen();
    const thrownOut = await insert(card(), other.port);
    await other.close();
    expect(await thrownOut.ended).toBe("closedByReader");
  });

  test("cannot be inserted where no reader listens", async () => {
    const insertion = await insertIntoVpcd(card(), { host: HOST, port: 1 });
    expect(insertion).toMatchObject({ ok: false, fault: { kind: "noReader" } });
  });
});

describe("the reader over TCP", () => {
  const WAIT = { waitMs: 2_000 };

  async function listen(answerTimeoutMs = 1_000): Promise<VpcdReader> {
    const reader = await VpcdReader.listen({ host: HOST, port: 0, answerTimeoutMs });
    if (!reader.ok) throw new Error(reader.fault.detail);
    open.push(reader.value);
    return reader.value;
  }

  async function send(channel: CardChannel, command = SELECT_PSE): Promise<string> {
    const answer = await channel.transceive(fromHex(command));
    return answer.ok ? toHex(answer.value) : `${answer.fault.kind}, sent ${answer.fault.sent}`;
  }

  async function insertInto(reader: VpcdReader, inserted: VirtualCard): Promise<VpcdInsertion> {
    const insertion = await insert(inserted, reader.address.port);
    for (let i = 0; i < 100; i++) {
      const listed = await reader.readers();
      if (listed.ok && listed.value.some(({ cardPresent }) => cardPresent)) break;
      await sleep(5);
    }
    return insertion;
  }

  test("takes a card that connects while it waits", async () => {
    const reader = await listen();
    expect(await reader.readers()).toEqual({
      ok: true,
      value: [{ name: "Virtual Reader (TCP)", cardPresent: false }],
    });
    const done = reader.withCard(WAIT, async (channel) => [
      toHex(channel.atr),
      await send(channel),
      (await send(channel, "00C0000020")).slice(-4),
    ]);
    await insert(card(), reader.address.port);
    expect(await done).toEqual({ ok: true, value: [ATR, "6120", "9000"] });
  });

  test("powers the card down between sessions", async () => {
    const reader = await listen();
    await insertInto(reader, card());
    for (let i = 0; i < 3; i++) {
      const done = await reader.withCard(WAIT, async (channel) => [
        await send(channel, "00C0000020"),
        await send(channel),
      ]);
      expect(done).toEqual({ ok: true, value: ["6985", "6120"] });
    }
  });

  test("notices a card that leaves, between commands and in one", async () => {
    const reader = await listen();
    const insertion = await insertInto(reader, card());
    const between = await reader.withCard(WAIT, async (channel) => {
      await insertion.remove();
      await sleep(20);
      return send(channel);
    });
    expect(between).toEqual({ ok: true, value: "cardRemoved, sent no" });
    await insertInto(reader, card("debit@1"));
    const within = await reader.withCard(WAIT, async (channel) => [await send(channel), await send(channel)]);
    expect(within).toEqual({ ok: true, value: ["cardRemoved, sent unknown", "cardRemoved, sent no"] });
    expect(await reader.withCard({ waitMs: 20 }, async () => "card")).toMatchObject({
      fault: { kind: "noCard" },
    });
  });

  test("gives up a card that falls silent, so that no late answer is taken for another", async () => {
    const reader = await listen(50);
    await insertInto(reader, card("debit", { faults: [{ kind: "delay", delayMs: 200, atCommand: 1 }] }));
    const done = await reader.withCard(WAIT, async (channel) => {
      const first = (await send(channel)).split(",")[0];
      await sleep(200);
      return [first, await send(channel)];
    });
    expect(done).toEqual({ ok: true, value: ["muteCard", "cardRemoved, sent no"] });
  });

  test("calls a card without a readable ATR mute", async () => {
    const reader = await listen();
    await insertInto(reader, card("debit", { faults: [{ kind: "muteAtReset" }] }));
    expect(await reader.withCard(WAIT, async () => "card")).toEqual({
      ok: false,
      fault: { kind: "muteCard" },
    });
  });

  test("turns a second card away while the slot is taken", async () => {
    const reader = await listen();
    await insertInto(reader, card());
    const second = await insert(card("credit"), reader.address.port);
    expect(await second.ended).toBe("closedByReader");
    expect(await reader.withCard(WAIT, (channel) => send(channel))).toEqual({ ok: true, value: "6120" });
  });

  test("survives a peer that is no card", async () => {
    const reader = await listen(50);
    const socket = connect(reader.address.port, HOST);
    open.push({ close: async () => void socket.destroy() });
    socket.write(fromHex("FFFF0000"));
    expect(await reader.withCard(WAIT, async () => "card")).toMatchObject({ ok: false });
  });

  test("is closed with whoever waits, and its port can be had again", async () => {
    const reader = await listen();
    const { port } = reader.address;
    const taken = await VpcdReader.listen({ host: HOST, port });
    expect(taken).toMatchObject({ ok: false, fault: { kind: "portTaken" } });
    const waiting = reader.withCard(WAIT, async () => "card");
    await sleep(10);
    await reader.close();
    expect(await waiting).toMatchObject({ fault: { kind: "noService" } });
    const again = await VpcdReader.listen({ host: HOST, port });
    expect(again.ok).toBe(true);
    if (again.ok) await again.value.close();
  });
});

describe("a card process", () => {
  test("waits for a reader, tells each session in words, and ends when it is told to", async () => {
    const found = await VpcdReader.listen({ host: HOST, port: 0 });
    if (!found.ok) throw new Error(found.fault.detail);
    const { port } = found.value.address;
    await found.value.close();

    const lines: string[] = [];
    const stop = new AbortController();
    const running = simulateCard({
      cardName: "credit",
      vpcd: { host: HOST, port },
      signal: stop.signal,
      log: (line) => lines.push(line),
    });
    await sleep(100);
    const reader = await VpcdReader.listen({ host: HOST, port });
    if (!reader.ok) throw new Error(reader.fault.detail);
    const done = await reader.value.withCard({ waitMs: 5_000 }, async (channel) => {
      await channel.transceive(fromHex(SELECT_PSE));
      return channel.transceive(fromHex("00B2010C00"));
    });
    expect(done).toMatchObject({ ok: true, value: { ok: true } });
    await sleep(50);
    stop.abort();
    expect(await running).toEqual({ ok: true, value: "aborted" });
    await reader.value.close();
    expect(lines).toEqual([
      `No virtual reader at ${HOST}:${port} yet; the card waits for one.`,
      `The credit card is in the reader at ${HOST}:${port}.`,
      "Session 1: credit card 622800******0209, 2 commands, no cryptogram was asked for.",
    ]);
  });

  test("ends when its card was pulled by plan", async () => {
    const reader = await VpcdReader.listen({ host: HOST, port: 0 });
    if (!reader.ok) throw new Error(reader.fault.detail);
    open.push(reader.value);
    const lines: string[] = [];
    const running = simulateCard({
      cardName: "debit",
      vpcd: reader.value.address,
      pullAt: 1,
      protocol: "T=1",
      delayMs: 5,
      signal: new AbortController().signal,
      log: (line) => lines.push(line),
    });
    const done = await reader.value.withCard({ waitMs: 5_000 }, async (channel) =>
      channel.transceive(fromHex(SELECT_PSE)),
    );
    expect(done).toMatchObject({ value: { fault: { kind: "cardRemoved" } } });
    expect(await running).toEqual({ ok: true, value: "pulled" });
    expect(lines.at(-1)).toBe("The card was pulled and stays out.");
  });

  test("with an unknown name tells the names that there are", async () => {
    const running = simulateCard({
      cardName: "gold",
      vpcd: { host: HOST, port: 1 },
      signal: new AbortController().signal,
      log: () => {},
    });
    expect(await running).toEqual({
      ok: false,
      fault: {
        kind: "unknownCard",
        known: CARD_NAMES,
      },
    });
  });
});
