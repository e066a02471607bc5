import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { CUP_POS_SPEC } from "../../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import { splitFrame } from "../../../../drivers/acquirer-iso8583/codec/frame.ts";
import { decodeIso8583 } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import type { ExchangeOutcome } from "../../../../main/domain/payment/exchange.ts";
import type { Acquirer } from "../../../../main/ports/acquirer.ts";
import { UPLOAD_ANSWER } from "../../../fixtures/iso8583/golden-batch-messages.ts";
import { ECHO_ANSWER } from "../../../fixtures/iso8583/golden-messages.ts";
import { type Bench, bench, closeBenches, outcomeOf, SHORT_MS, until } from "./test-bench.ts";
import { answerFrame } from "./test-host.ts";
import { ECHO, UPLOAD } from "./test-requests.ts";

afterEach(closeBenches);

const upload = (acquirer: Acquirer, stan: number): Promise<ExchangeOutcome> =>
  acquirer.exchange({ ...UPLOAD, stan });

/** One after the other; the outcomes in words. */
async function uploadAll(acquirer: Acquirer, count: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let stan = 1; stan <= count; stan++) outcomes.push(outcomeOf(await upload(acquirer, stan)));
  return outcomes;
}

/** DE11 of a frame that the host received. */
function stanOf(frame: Uint8Array | undefined): string {
  const parts = splitFrame(frame ?? new Uint8Array());
  const message = parts && decodeIso8583(CUP_POS_SPEC, parts.message);
  if (!message?.ok) throw new Error("the terminal's own messages can be read");
  return String(message.value.fields.get(11));
}

const answerTo = (stan: string): Uint8Array => answerFrame(UPLOAD_ANSWER, { fields: { 11: stan } });

type Play = (socket: Socket, stan: string, answer: () => void) => void;

/** A host that knows which upload it has before it; `play` does with it what it wants, usually `answer`. */
async function uploadBench(play: Play, change: Parameters<typeof bench>[1] = {}): Promise<Bench> {
  const made: Bench = await bench((socket, number) => {
    const stan = stanOf(made.host.frames[number - 1]);
    play(socket, stan, () => socket.write(answerTo(stan)));
  }, change);
  return made;
}

const always: Play = (_socket, _stan, answer) => answer();

const approvedTimes = (count: number): string[] => Array<string>(count).fill("approved");

describe("while the line is kept", () => {
  test("50 uploads go over one connection, which is closed afterwards", async () => {
    const { host, acquirer, strays } = await uploadBench(always);
    const outcomes = await acquirer.keepLine(() => uploadAll(acquirer, 50));
    expect(outcomes).toEqual(approvedTimes(50));
    expect(host.connectionCount).toBe(1);
    await until(() => host.openConnectionCount === 0);
    expect(strays).toEqual([]);
  });

  test("it is opened when it is first needed", async () => {
    const { host, acquirer } = await uploadBench(always);
    expect(await acquirer.keepLine(async () => "nothing to send")).toBe("nothing to send");
    expect(host.connectionCount).toBe(0);
  });

  test("afterwards every exchange has its own again", async () => {
    const { host, acquirer } = await uploadBench(always);
    await acquirer.keepLine(() => uploadAll(acquirer, 2));
    await uploadAll(acquirer, 2);
    expect(host.connectionCount).toBe(3);
  });

  test("a failure of the work is the caller's, and the line is closed", async () => {
    const { host, acquirer } = await uploadBench(always);
    const failing = acquirer.keepLine(async () => {
      await upload(acquirer, 1);
      throw new Error("the disk is full");
    });
    await expect(failing).rejects.toThrow("the disk is full");
    await until(() => host.openConnectionCount === 0);
    await uploadAll(acquirer, 2);
    expect(host.connectionCount).toBe(3);
  });

  test("work that throws before it waits leaves nothing kept", async () => {
    const { host, acquirer } = await uploadBench(always);
    const failing = acquirer.keepLine((): Promise<void> => {
      throw new Error("at once");
    });
    await expect(failing).rejects.toThrow("at once");
    await uploadAll(acquirer, 2);
    expect(host.connectionCount).toBe(2);
  });

  test("an exchange that the work did not wait for closes its own connection", async () => {
    const { host, acquirer } = await uploadBench(always);
    const late: Promise<ExchangeOutcome>[] = [];
    await acquirer.keepLine(async () => {
      late.push(upload(acquirer, 1));
    });
    expect((await late[0])?.outcome).toBe("approved");
    await until(() => host.openConnectionCount === 0);
  });

  test("the link's end ends it: the exchange under way is unknown, the rest is not sent", async () => {
    const { host, acquirer } = await uploadBench((_socket, stan, answer) => {
      if (stan === "000001") answer();
    });
    const uploads = acquirer.keepLine(() => uploadAll(acquirer, 3));
    await until(() => host.frames.length === 2);
    await acquirer.close();
    expect(await uploads).toEqual(["approved", "unknown connectionLost", "notSent unreachable"]);
  });

  test("where long connections are configured the line stays", async () => {
    const { host, acquirer } = await uploadBench(always, { longConnection: { idleMaxMs: 5000 } });
    await acquirer.keepLine(() => uploadAll(acquirer, 2));
    await uploadAll(acquirer, 1);
    expect(host.connectionCount).toBe(1);
  });
});

describe("kept by several at once", () => {
  test("one in the other: the line lasts as long as the outer one", async () => {
    const { host, acquirer } = await uploadBench(always);
    await acquirer.keepLine(async () => {
      await acquirer.keepLine(() => uploadAll(acquirer, 2));
      await acquirer.keepLine(() => uploadAll(acquirer, 2));
      await uploadAll(acquirer, 2);
    });
    expect(host.connectionCount).toBe(1);
    await until(() => host.openConnectionCount === 0);
  });

  test("side by side: one connection, one exchange at a time", async () => {
    let underWay = 0;
    const { host, acquirer } = await uploadBench((_socket, _stan, answer) => {
      underWay += 1;
      expect(underWay).toBe(1);
      setTimeout(() => {
        underWay -= 1;
        answer();
      }, 5);
    });
    const both = await Promise.all([
      acquirer.keepLine(() => uploadAll(acquirer, 3)),
      acquirer.keepLine(() => uploadAll(acquirer, 8)),
    ]);
    expect(both.flat()).toEqual(approvedTimes(11));
    expect(host.connectionCount).toBe(1);
    await until(() => host.openConnectionCount === 0);
  });
});

describe("a lost line costs the record in flight and no other", () => {
  const breaks: readonly { name: string; lose: (socket: Socket) => void; expected: string }[] = [
    { name: "reset", lose: (socket) => socket.resetAndDestroy(), expected: "unknown connectionLost" },
    { name: "closed", lose: (socket) => socket.end(), expected: "unknown connectionLost" },
    { name: "silent", lose: () => {}, expected: "unknown timedOut" },
    {
      name: "closed in the middle of an answer",
      lose: (socket) => socket.end(answerTo("000003").subarray(0, 40)),
      expected: "unknown connectionLost",
    },
  ];
  for (const { name, lose, expected } of breaks) {
    test(`${name} at the third of six`, async () => {
      const { host, acquirer } = await uploadBench(
        (socket, stan, answer) => (stan === "000003" ? lose(socket) : answer()),
        { replyTimeoutMs: 2 * SHORT_MS },
      );
      const outcomes = await acquirer.keepLine(() => uploadAll(acquirer, 6));
      expect(outcomes).toEqual([...approvedTimes(2), expected, ...approvedTimes(3)]);
      expect(host.frames.map(stanOf)).toEqual(["000001", "000002", "000003", "000004", "000005", "000006"]);
      expect(host.connectionCount).toBe(2);
    });
  }

  test("a host that cannot be reached any more: the rest is not sent", async () => {
    const { host, acquirer } = await uploadBench((socket, stan, answer) => {
      if (stan !== "000002") return answer();
      void host.stop();
      socket.resetAndDestroy();
    });
    const outcomes = await acquirer.keepLine(() => uploadAll(acquirer, 4));
    expect(outcomes).toEqual([
      "approved",
      "unknown connectionLost",
      "notSent connectionRefused",
      "notSent connectionRefused",
    ]);
  });

  for (const { name, part } of [
    { name: "the host closes the idle line", part: (socket: Socket) => socket.end() },
    { name: "the host resets the idle line", part: (socket: Socket) => socket.resetAndDestroy() },
  ]) {
    test(`${name} between two exchanges: the next goes over a new one`, async () => {
      let hostSide: Socket | undefined;
      const { host, acquirer } = await uploadBench((socket, _stan, answer) => {
        hostSide = socket;
        answer();
      });
      await acquirer.keepLine(async () => {
        expect((await upload(acquirer, 1)).outcome).toBe("approved");
        if (hostSide !== undefined) part(hostSide);
        await new Promise((done) => setTimeout(done, 50));
        expect((await upload(acquirer, 2)).outcome).toBe("approved");
      });
      expect(host.connectionCount).toBe(2);
      expect(host.frames.length).toBe(2);
    });
  }

  test("a host that closes after every answer is served without a single doubt", async () => {
    const { host, acquirer } = await uploadBench((socket, stan) => socket.end(answerTo(stan)));
    expect(await acquirer.keepLine(() => uploadAll(acquirer, 20))).toEqual(approvedTimes(20));
    expect(host.connectionCount).toBe(20);
  });

  test("a line with half a message on it is not used again", async () => {
    const { host, acquirer } = await uploadBench((socket, stan) => {
      socket.write(Buffer.concat([answerTo(stan), answerTo("000999").subarray(0, 30)]));
    });
    expect(await acquirer.keepLine(() => uploadAll(acquirer, 3))).toEqual(approvedTimes(3));
    expect(host.connectionCount).toBe(3);
  });
});

describe("answers to earlier records on the kept line", () => {
  test("one that comes twice is a stray of its own number, and answers nothing else", async () => {
    const { host, acquirer, strays } = await uploadBench((socket, stan, answer) => {
      if (stan !== "000002") return answer();
      socket.write(answerTo("000001"));
      setTimeout(answer, 50);
    });
    expect(await acquirer.keepLine(() => uploadAll(acquirer, 3))).toEqual(approvedTimes(3));
    expect(strays).toEqual([{ why: "otherStan", mti: "0210", stan: 1, responseCode: "00" }]);
    expect(host.connectionCount).toBe(1);
  });

  test("without its own answer the next record times out all the same", async () => {
    const { acquirer, strays } = await uploadBench(
      (socket, stan, answer) => (stan === "000002" ? socket.write(answerTo("000001")) : answer()),
      { replyTimeoutMs: 2 * SHORT_MS },
    );
    expect(await acquirer.keepLine(() => uploadAll(acquirer, 3))).toEqual([
      "approved",
      "unknown timedOut",
      "approved",
    ]);
    expect(strays.map(({ why, stan }) => `${why} ${stan}`)).toEqual(["otherStan 1"]);
  });

  test("one that comes while nothing is asked is reported, and the line goes on", async () => {
    const { host, acquirer, strays } = await uploadBench((socket, stan, answer) => {
      answer();
      if (stan === "000001") setTimeout(() => socket.write(answerTo("000001")), 20);
    });
    await acquirer.keepLine(async () => {
      await upload(acquirer, 1);
      await until(() => strays.length === 1);
      expect((await upload(acquirer, 2)).outcome).toBe("approved");
    });
    expect(strays).toEqual([{ why: "late", mti: "0210", stan: 1, responseCode: "00" }]);
    expect(host.connectionCount).toBe(1);
  });

  test("the late answer of a record that timed out comes on its old connection and changes nothing", async () => {
    const { host, acquirer, strays } = await uploadBench(
      (_socket, stan, answer) => (stan === "000001" ? setTimeout(answer, 3 * SHORT_MS) : answer()),
      { replyTimeoutMs: SHORT_MS },
    );
    await acquirer.keepLine(async () => {
      expect(outcomeOf(await upload(acquirer, 1))).toBe("unknown timedOut");
      expect((await upload(acquirer, 2)).outcome).toBe("approved");
      await until(() => strays.length === 1);
      expect((await upload(acquirer, 3)).outcome).toBe("approved");
    });
    expect(strays).toEqual([{ why: "late", mti: "0210", stan: 1, responseCode: "00" }]);
    expect(host.connectionCount).toBe(2);
  });

  test("the same record again on a new connection is answered there alone", async () => {
    let tries = 0;
    const { acquirer, strays } = await uploadBench(
      (_socket, _stan, answer) => {
        tries += 1;
        setTimeout(answer, tries === 1 ? 2 * SHORT_MS : SHORT_MS + 75);
      },
      { replyTimeoutMs: SHORT_MS + 25 },
    );
    await acquirer.keepLine(async () => {
      expect(outcomeOf(await upload(acquirer, 1))).toBe("unknown timedOut");
      expect(outcomeOf(await upload(acquirer, 1))).toBe("unknown timedOut");
      await until(() => strays.length === 2);
    });
    expect(strays.map(({ why }) => why)).toEqual(["late", "late"]);
  });
});

test("messages of other kinds share the kept line", async () => {
  const { host, acquirer } = await bench((socket, number) =>
    socket.write(number === 1 ? answerFrame(ECHO_ANSWER) : answerTo("000001")),
  );
  await acquirer.keepLine(async () => {
    expect((await acquirer.exchange(ECHO)).outcome).toBe("approved");
    expect((await upload(acquirer, 1)).outcome).toBe("approved");
  });
  expect(host.connectionCount).toBe(1);
});
