import { afterEach, describe, expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import type { StrayAnswer } from "../../../../main/ports/acquirer.ts";
import * as golden from "../../../fixtures/iso8583/golden-messages.ts";
import { answering, bench, closeBenches, outcomeOf, SHORT_MS, until } from "./test-bench.ts";
import { type AnswerChange, answerFrame } from "./test-host.ts";
import { REVERSAL_OF_SALE, SALE_CHIP_PIN, VOID } from "./test-requests.ts";

afterEach(closeBenches);

describe("a message that answers something else is reported, and the wait goes on", () => {
  const cases: readonly { name: string; change: AnswerChange; stray: StrayAnswer }[] = [
    {
      name: "another STAN",
      change: { fields: { 11: "000122" } },
      stray: { why: "otherStan", mti: "0210", stan: 122, responseCode: "00" },
    },
    {
      name: "another message type",
      change: { mti: "0410" },
      stray: { why: "otherMessage", mti: "0410", stan: 123, responseCode: "00" },
    },
    {
      name: "another processing code",
      change: { fields: { 3: "200000" } },
      stray: { why: "otherMessage", mti: "0210", stan: 123, responseCode: "00" },
    },
    {
      name: "another terminal",
      change: { fields: { 41: "70111822" } },
      stray: { why: "otherTerminal", mti: "0210", stan: 123, responseCode: "00" },
    },
    {
      name: "another merchant",
      change: { fields: { 42: "103290070111122" } },
      stray: { why: "otherTerminal", mti: "0210", stan: 123, responseCode: "00" },
    },
    {
      name: "no STAN",
      change: { fields: { 11: undefined } },
      stray: { why: "otherStan", mti: "0210", responseCode: "00" },
    },
    {
      name: "our own request, sent back",
      change: { mti: "0200" },
      stray: { why: "otherMessage", mti: "0200", stan: 123, responseCode: "00" },
    },
  ];
  for (const { name, change, stray } of cases) {
    test(`${name}, then the answer`, async () => {
      const { acquirer, strays } = await bench((socket) => {
        socket.write(answerFrame(golden.SALE_ANSWER, change));
        socket.write(answerFrame(golden.SALE_ANSWER));
      });
      expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
      expect(strays).toEqual([stray]);
    });
  }

  test("another STAN, then silence", async () => {
    const script = answering(golden.SALE_ANSWER, { fields: { 11: "000122" } });
    const { acquirer, strays } = await bench(script, { replyTimeoutMs: SHORT_MS });
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown timedOut");
    expect(strays.map(({ why }) => why)).toEqual(["otherStan"]);
  });

  test("an unreadable message, then the answer", async () => {
    const { acquirer, strays } = await bench((socket) => {
      socket.write(fromHex("0004DEADBEEF"));
      socket.write(answerFrame(golden.SALE_ANSWER));
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(strays).toEqual([{ why: "malformed" }]);
  });

  test("an empty frame is a host that keeps the line alive, and is nothing", async () => {
    const { acquirer, strays } = await bench((socket) => {
      socket.write(fromHex("00000000"));
      socket.write(answerFrame(golden.SALE_ANSWER));
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(strays).toEqual([]);
  });

  test("a host that never stops talking is cut off", async () => {
    const other = answerFrame(golden.SALE_ANSWER, { fields: { 11: "000122" } });
    const { acquirer } = await bench((socket) => {
      for (let i = 0; i < 300; i++) socket.write(other);
    });
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown malformedAnswer");
  });
});

describe("late and repeated answers", () => {
  test("an answer after the timeout is reported as late and changes nothing", async () => {
    const { acquirer, strays } = await bench(
      (socket) => setTimeout(() => socket.write(answerFrame(golden.SALE_ANSWER)), 2 * SHORT_MS),
      { replyTimeoutMs: SHORT_MS },
    );
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown timedOut");
    await until(() => strays.length > 0);
    expect(strays).toEqual([{ why: "late", mti: "0210", stan: 123, responseCode: "00" }]);
  });

  test("a late answer never answers the reversal that went out meanwhile", async () => {
    const { host, acquirer, strays } = await bench(
      (socket, number) => {
        if (number === 1) setTimeout(() => socket.write(answerFrame(golden.SALE_ANSWER)), 2 * SHORT_MS);
        else setTimeout(() => socket.write(answerFrame(golden.REVERSAL_ANSWER)), 2 * SHORT_MS);
      },
      { replyTimeoutMs: SHORT_MS },
    );
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown timedOut");
    expect(outcomeOf(await acquirer.exchange(REVERSAL_OF_SALE))).toBe("unknown timedOut");
    await until(() => strays.length === 2);
    expect(strays.map(({ why, mti }) => `${why} ${mti}`)).toEqual(["late 0210", "late 0410"]);
    expect(host.connectionCount).toBe(2);
  });

  test("after the linger time nobody listens any more", async () => {
    const { host, acquirer, strays } = await bench(() => {}, {
      replyTimeoutMs: SHORT_MS,
      lingerMs: SHORT_MS,
    });
    await acquirer.exchange(SALE_CHIP_PIN);
    expect(host.openConnectionCount).toBe(1);
    await until(() => host.openConnectionCount === 0);
    expect(strays).toEqual([]);
  });

  test("without linger time the connection is closed at once", async () => {
    const { host, acquirer } = await bench(() => {}, { replyTimeoutMs: SHORT_MS, lingerMs: 0 });
    await acquirer.exchange(SALE_CHIP_PIN);
    await until(() => host.openConnectionCount === 0);
  });

  test("a host that never answers does not pile up connections", async () => {
    const { host, acquirer } = await bench(() => {}, { replyTimeoutMs: 20 });
    for (let i = 0; i < 8; i++) await acquirer.exchange(SALE_CHIP_PIN);
    await until(() => host.openConnectionCount === 4);
    expect(host.connectionCount).toBe(8);
  });

  test("the same answer twice in one segment: the second is reported", async () => {
    const { acquirer, strays } = await bench((socket) => {
      const frame = answerFrame(golden.SALE_ANSWER);
      socket.write(new Uint8Array([...frame, ...frame]));
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(strays).toEqual([{ why: "late", mti: "0210", stan: 123, responseCode: "00" }]);
  });

  test("the same answer a while later is reported", async () => {
    const { acquirer, strays } = await bench((socket) => {
      socket.write(answerFrame(golden.SALE_ANSWER));
      setTimeout(() => socket.write(answerFrame(golden.SALE_ANSWER)), SHORT_MS);
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    await until(() => strays.length > 0);
    expect(strays).toEqual([{ why: "late", mti: "0210", stan: 123, responseCode: "00" }]);
  });
});

describe("however the network slices it", () => {
  test("an answer byte by byte is one answer", async () => {
    const { acquirer, strays } = await bench((socket) => {
      const frame = answerFrame(golden.SALE_ANSWER);
      let at = 0;
      const timer = setInterval(() => {
        socket.write(frame.subarray(at, at + 1));
        at += 1;
        if (at === frame.length) clearInterval(timer);
      }, 1);
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(strays).toEqual([]);
  });

  test("one and a half messages, then the other half", async () => {
    const other = answerFrame(golden.SALE_ANSWER, { fields: { 11: "000122" } });
    const frame = answerFrame(golden.SALE_ANSWER);
    const { acquirer, strays } = await bench((socket) => {
      socket.write(new Uint8Array([...other, ...frame.subarray(0, 33)]));
      setTimeout(() => socket.write(frame.subarray(33)), 30);
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(strays.map(({ why }) => why)).toEqual(["otherStan"]);
  });

  test("answer and end of connection at once", async () => {
    const { acquirer } = await bench((socket) => socket.end(answerFrame(golden.SALE_ANSWER)));
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
  });
});

test("two exchanges asked for at once go out one after the other", async () => {
  const { host, acquirer } = await bench((socket, number) => {
    const answer = answerFrame(number === 1 ? golden.SALE_ANSWER : golden.VOID_ANSWER);
    setTimeout(() => {
      expect(host.frames.length).toBe(number);
      socket.write(answer);
    }, 50);
  });
  const outcomes = await Promise.all([acquirer.exchange(SALE_CHIP_PIN), acquirer.exchange(VOID)]);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["approved", "approved"]);
});

describe("connections", () => {
  test("by default every exchange has its own", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER));
    await acquirer.exchange(SALE_CHIP_PIN);
    await acquirer.exchange(SALE_CHIP_PIN);
    expect(host.connectionCount).toBe(2);
  });

  test("a long connection carries one exchange after the other", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER), {
      longConnection: { idleMaxMs: 5000 },
    });
    for (let i = 0; i < 3; i++) expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(host.connectionCount).toBe(1);
  });

  test("a long connection that was idle too long is closed and made anew", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER), {
      longConnection: { idleMaxMs: 50 },
    });
    await acquirer.exchange(SALE_CHIP_PIN);
    await until(() => host.openConnectionCount === 0);
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(host.connectionCount).toBe(2);
  });

  test("a long connection that the host has closed is made anew before anything is written", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER), {
      longConnection: { idleMaxMs: 5000 },
    });
    await acquirer.exchange(SALE_CHIP_PIN);
    host.closeConnections();
    await until(() => host.openConnectionCount === 0);
    await new Promise((done) => setTimeout(done, 20));
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(host.connectionCount).toBe(2);
  });

  test("a long connection without an answer is not used again, and its late answer is heard", async () => {
    const { host, acquirer, strays } = await bench(
      (socket, number) => {
        if (number === 1) setTimeout(() => socket.write(answerFrame(golden.SALE_ANSWER)), 2 * SHORT_MS);
        else socket.write(answerFrame(golden.REVERSAL_ANSWER));
      },
      { longConnection: { idleMaxMs: 5000 }, replyTimeoutMs: SHORT_MS },
    );
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown timedOut");
    expect((await acquirer.exchange(REVERSAL_OF_SALE)).outcome).toBe("approved");
    expect(host.connectionCount).toBe(2);
    await until(() => strays.length > 0);
    expect(strays.map(({ why, mti }) => `${why} ${mti}`)).toEqual(["late 0210"]);
  });

  test("what comes on an idle long connection is reported", async () => {
    const { acquirer, strays } = await bench(
      (socket) => {
        socket.write(answerFrame(golden.SALE_ANSWER));
        setTimeout(() => socket.write(answerFrame(golden.ECHO_ANSWER)), 50);
      },
      { longConnection: { idleMaxMs: 5000 } },
    );
    await acquirer.exchange(SALE_CHIP_PIN);
    await until(() => strays.length > 0);
    expect(strays).toEqual([{ why: "otherMessage", mti: "0830", stan: 122, responseCode: "00" }]);
  });
});
