import { afterEach, describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import type { AcquirerRequest } from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import * as golden from "../../../fixtures/iso8583/golden-messages.ts";
import { answering, bench, closeBenches, outcomeOf, SHORT_MS, until } from "./test-bench.ts";
import { answerFrame, type HostScript } from "./test-host.ts";
import { ECHO, REVERSAL_OF_SALE, SALE_CHIP_PIN, SALE_SWIPED, SIGN_IN, VOID } from "./test-requests.ts";

afterEach(closeBenches);

test("a sale goes out as the hand-made frame and comes back approved", async () => {
  const { host, acquirer, strays } = await bench(answering(golden.SALE_ANSWER));
  const outcome = await acquirer.exchange(SALE_CHIP_PIN);
  expect(host.frames.map(toHex)).toEqual([
    golden.GOLDEN_TPDU + golden.GOLDEN_HEADER + golden.SALE_CHIP_PIN_REQUEST,
  ]);
  expect(outcome).toMatchObject({
    outcome: "approved",
    answer: {
      responseCode: "00",
      amountFen: 12_840n,
      rrn: "510000020301",
      approvalCode: "654321",
      mac: "valid",
      processingRequirement: 0,
    },
  });
  expect(strays).toEqual([]);
});

test("a void, a reversal, a sign-in and an echo are approved by their answers", async () => {
  const answers = [golden.VOID_ANSWER, golden.REVERSAL_ANSWER, golden.SIGN_IN_ANSWER, golden.ECHO_ANSWER];
  const { acquirer } = await bench((socket, number) => socket.write(answerFrame(answers[number - 1] ?? "")));
  for (const request of [VOID, REVERSAL_OF_SALE, SIGN_IN, ECHO])
    expect((await acquirer.exchange(request)).outcome).toBe("approved");
});

test("an X9.19 host is served when the configuration says so", async () => {
  const script = answering(golden.SALE_ANSWER, { algorithm: "x9.19" });
  const { acquirer } = await bench(script, { macAlgorithm: "x9.19" });
  expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
});

describe("nothing was sent", () => {
  test("the host is down", async () => {
    const { host, acquirer } = await bench(() => {});
    await host.stop();
    const outcome = await acquirer.exchange(SALE_CHIP_PIN);
    expect(outcome).toMatchObject({ outcome: "notSent", fault: { kind: "connectionRefused" } });
  });

  test("the host's name is unknown", async () => {
    const { acquirer } = await bench(() => {}, { host: "host.invalid" });
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toMatch(
      /^notSent (unreachable|connectTimedOut)$/,
    );
  });

  test("the secure module has no key: no connection is made", async () => {
    const { host, acquirer, module } = await bench(answering(golden.SALE_ANSWER));
    module.fault = { kind: "noWorkingKey" };
    const outcome = await acquirer.exchange(SALE_CHIP_PIN);
    expect(outcome).toEqual({ outcome: "notSent", fault: { kind: "secureModule", detail: "noWorkingKey" } });
    expect(host.connectionCount).toBe(0);
  });

  const unfit: readonly { name: string; request: AcquirerRequest }[] = [
    { name: "an amount of 13 digits", request: { ...SALE_CHIP_PIN, amountFen: 1_000_000_000_000n } },
    { name: "a negative amount", request: { ...SALE_CHIP_PIN, amountFen: -1n } },
    { name: "STAN 0", request: { ...SALE_CHIP_PIN, stan: 0 } },
    { name: "a STAN of 7 digits", request: { ...SALE_CHIP_PIN, stan: 1_000_000 } },
    { name: "a batch of 7 digits", request: { ...SALE_CHIP_PIN, batchNumber: 1_000_000 } },
    {
      name: "a PAN of 12 digits",
      request: { ...SALE_CHIP_PIN, card: { pan: new Sensitive("622202170000") } },
    },
    {
      name: "a track with another separator",
      request: {
        ...SALE_SWIPED,
        card: {
          pan: new Sensitive("6222021700000000004"),
          track2: new Sensitive("6222021700000000004=3012"),
        },
      },
    },
    {
      name: "a PIN block of 7 bytes",
      request: { ...SALE_CHIP_PIN, pinBlock: new Sensitive(new Uint8Array(7)) },
    },
    { name: "a void without the original's RRN", request: { ...VOID, rrn: "" } },
    { name: "an operator with letters", request: { ...SIGN_IN, operatorNumber: "AB" } },
  ];
  for (const { name, request } of unfit) {
    test(`the dialect cannot say it: ${name}`, async () => {
      const { host, acquirer } = await bench(() => {});
      const outcome = await acquirer.exchange(request);
      expect(outcomeOf(outcome)).toBe("notSent notBuilt");
      expect(JSON.stringify(outcome)).not.toContain("62220217");
      expect(host.connectionCount).toBe(0);
    });
  }

  test("track encryption is asked for and the card was swiped", async () => {
    const { acquirer } = await bench(() => {}, { keyAlgorithm: "004" });
    expect(outcomeOf(await acquirer.exchange(SALE_SWIPED))).toBe("notSent notBuilt");
  });

  test("under track encryption a chip card's track does not leave", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER), { keyAlgorithm: "004" });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(host.frames.map(toHex).join()).not.toContain("4D3012");
  });

  test("the link was closed before", async () => {
    const { host, acquirer } = await bench(() => {});
    await acquirer.close();
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("notSent unreachable");
    expect(host.connectionCount).toBe(0);
  });
});

describe("after the first write everything without a valid answer is unknown, and nothing is sent twice", () => {
  const cases: readonly {
    name: string;
    script: HostScript;
    expected: string;
    replyTimeoutMs?: number;
  }[] = [
    { name: "no answer", script: () => {}, expected: "unknown timedOut", replyTimeoutMs: SHORT_MS },
    {
      name: "the connection is reset",
      script: (socket) => socket.resetAndDestroy(),
      expected: "unknown connectionLost",
    },
    {
      name: "the connection is reset after one byte",
      script: (socket) => socket.write(Uint8Array.of(0), () => socket.resetAndDestroy()),
      expected: "unknown connectionLost",
    },
    {
      name: "the host closes without an answer",
      script: (socket) => socket.end(),
      expected: "unknown connectionLost",
    },
    {
      name: "the host closes in the middle of the answer",
      script: (socket) => socket.end(answerFrame(golden.SALE_ANSWER).subarray(0, 60)),
      expected: "unknown connectionLost",
    },
    {
      name: "half an answer, then silence",
      script: (socket) => socket.write(answerFrame(golden.SALE_ANSWER).subarray(0, 60)),
      expected: "unknown timedOut",
      replyTimeoutMs: SHORT_MS,
    },
    {
      name: "a frame of garbage, then the end",
      script: (socket) => socket.end(fromHex("0004DEADBEEF")),
      expected: "unknown malformedAnswer",
    },
    {
      name: "a frame of garbage, then silence",
      script: (socket) => socket.write(fromHex("0004DEADBEEF")),
      expected: "unknown malformedAnswer",
      replyTimeoutMs: SHORT_MS,
    },
    {
      name: "an answer with a byte too many",
      script: (socket) => {
        const frame = answerFrame(golden.SALE_ANSWER);
        const longer = new Uint8Array([...frame, 0]);
        longer[1] = (longer[1] ?? 0) + 1;
        socket.end(longer);
      },
      expected: "unknown malformedAnswer",
    },
    {
      name: "a length that no message has",
      script: (socket) => socket.write(fromHex("FFFF6000")),
      expected: "unknown malformedAnswer",
    },
    {
      name: "text of another protocol",
      script: (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
      expected: "unknown malformedAnswer",
    },
    {
      name: "an approval with a wrong MAC",
      script: answering(golden.SALE_ANSWER, { mac: "wrong" }),
      expected: "unknown macWrong",
    },
    {
      name: "a refusal with a wrong MAC",
      script: answering(golden.SALE_DECLINED_ANSWER, { mac: "wrong" }),
      expected: "unknown macWrong",
    },
    {
      name: "an approval without MAC",
      script: answering(golden.SALE_ANSWER, { mac: "none" }),
      expected: "unknown macMissing",
    },
    {
      name: "a partial approval without MAC",
      script: answering(golden.SALE_ANSWER, { mac: "none", fields: { 39: "10" } }),
      expected: "unknown macMissing",
    },
    {
      name: "an approval for another amount",
      script: answering(golden.SALE_ANSWER, { fields: { 4: "000000012841" } }),
      expected: "unknown otherAmount",
    },
    {
      name: "a refusal for another amount",
      script: answering(golden.SALE_DECLINED_ANSWER, { fields: { 4: "000000000000" } }),
      expected: "unknown otherAmount",
    },
    {
      name: "an answer without response code",
      script: answering(golden.SALE_ANSWER, { fields: { 39: undefined } }),
      expected: "unknown malformedAnswer",
    },
    ...["10", "68", "94", "98"].map((code) => ({
      name: `response code ${code}`,
      script: answering(golden.SALE_ANSWER, { fields: { 39: code } }),
      expected: "unknown openResponseCode",
    })),
    ...["68", "94", "98"].map((code) => ({
      name: `response code ${code} without MAC`,
      script: answering(golden.SALE_DECLINED_ANSWER, { fields: { 39: code } }),
      expected: "unknown openResponseCode",
    })),
  ];
  for (const { name, script, expected, replyTimeoutMs } of cases) {
    test(name, async () => {
      const { host, acquirer } = await bench(script, replyTimeoutMs === undefined ? {} : { replyTimeoutMs });
      expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe(expected);
      expect(host.frames.length).toBe(1);
      expect(host.connectionCount).toBe(1);
    });
  }

  test("the secure module is gone when the answer comes", async () => {
    const made = await bench((socket) => {
      made.module.fault = { kind: "unplugged", sent: "no" };
      socket.write(answerFrame(golden.SALE_ANSWER));
    });
    const outcome = await made.acquirer.exchange(SALE_CHIP_PIN);
    expect(outcome).toEqual({ outcome: "unknown", fault: { kind: "macNotChecked", detail: "unplugged" } });
  });

  test("the answer of an open code is handed on, so that its numbers can be shown", async () => {
    const { acquirer } = await bench(answering(golden.SALE_ANSWER, { fields: { 39: "98" } }));
    expect(await acquirer.exchange(SALE_CHIP_PIN)).toMatchObject({
      fault: { kind: "openResponseCode", responseCode: "98" },
      answer: { rrn: "510000020301", mac: "valid" },
    });
  });

  test("closing the link during an exchange leaves it unknown, and the next one unsent", async () => {
    const { host, acquirer } = await bench(() => {});
    const first = acquirer.exchange(SALE_CHIP_PIN);
    const second = acquirer.exchange(VOID);
    await until(() => host.frames.length === 1);
    await acquirer.close();
    expect(outcomeOf(await first)).toBe("unknown connectionLost");
    expect(outcomeOf(await second)).toBe("notSent unreachable");
    expect(host.frames.length).toBe(1);
  });
});

describe("a refusal", () => {
  for (const code of ["51", "55", "A0", "91", "ZZ"]) {
    test(`${code} with a MAC and without one is a refusal`, async () => {
      const fields = { 39: code };
      const { acquirer } = await bench((socket, number) =>
        socket.write(
          answerFrame(golden.SALE_DECLINED_ANSWER, { fields, mac: number === 1 ? "right" : "none" }),
        ),
      );
      const signed = await acquirer.exchange(SALE_CHIP_PIN);
      expect(signed).toMatchObject({ outcome: "declined", answer: { responseCode: code, mac: "valid" } });
      const unsigned = await acquirer.exchange(SALE_CHIP_PIN);
      expect(unsigned).toMatchObject({ outcome: "declined", answer: { responseCode: code, mac: "absent" } });
    });
  }

  test("without a MAC is unknown where the acquirer always signs", async () => {
    const script = answering(golden.SALE_DECLINED_ANSWER);
    const { acquirer } = await bench(script, { declineWithoutMacAccepted: false });
    expect(outcomeOf(await acquirer.exchange(SALE_CHIP_PIN))).toBe("unknown macMissing");
  });
});

describe("the answer to a reversal", () => {
  const cases = [
    { name: "00 with a MAC acknowledges it", change: {}, expected: "approved" },
    { name: "00 without a MAC does not", change: { mac: "none" }, expected: "unknown macMissing" },
    { name: "25 is an answered refusal", change: { fields: { 39: "25" } }, expected: "declined" },
    { name: "25 without a MAC too", change: { fields: { 39: "25" }, mac: "none" }, expected: "declined" },
    { name: "94 too", change: { fields: { 39: "94" } }, expected: "declined" },
    { name: "11 does not acknowledge it", change: { fields: { 39: "11" } }, expected: "declined" },
    { name: "98 leaves it open", change: { fields: { 39: "98" } }, expected: "unknown openResponseCode" },
    { name: "a wrong MAC leaves it open", change: { mac: "wrong" }, expected: "unknown macWrong" },
  ] as const;
  for (const { name, change, expected } of cases) {
    test(name, async () => {
      const { acquirer } = await bench(answering(golden.REVERSAL_ANSWER, change));
      expect(outcomeOf(await acquirer.exchange(REVERSAL_OF_SALE))).toBe(expected);
    });
  }
});

describe("headers", () => {
  test("data that an acquirer wants between TPDU and header is sent and skipped in answers", async () => {
    const { host, acquirer } = await bench(answering(golden.SALE_ANSWER, { inserted: "AABBCC" }), {
      insertedHeader: "3031303838383838",
      answerInsertedLength: 3,
    });
    expect((await acquirer.exchange(SALE_CHIP_PIN)).outcome).toBe("approved");
    expect(toHex(host.frames[0] ?? new Uint8Array())).toBe(
      `${golden.GOLDEN_TPDU}3031303838383838${golden.GOLDEN_HEADER}${golden.SALE_CHIP_PIN_REQUEST}`,
    );
  });

  test("the host's wish for a new sign-in is handed on", async () => {
    const { acquirer } = await bench(answering(golden.SALE_ANSWER, { header: "603103310000" }));
    expect(await acquirer.exchange(SALE_CHIP_PIN)).toMatchObject({ answer: { processingRequirement: 3 } });
  });
});

describe("a sign-in", () => {
  test("delivers batch number and wrapped keys", async () => {
    const { acquirer } = await bench(answering(golden.SIGN_IN_ANSWER));
    expect(await acquirer.exchange(SIGN_IN)).toMatchObject({
      outcome: "approved",
      answer: {
        batchNumber: 43,
        workingKeys: {
          pinKey: { cryptogram: fromHex("81703A74A7F8DBD31ADE741A23E7654F"), kcv: fromHex("522C4126") },
          macKey: { cryptogram: fromHex("4EEEE335695F8ABD"), kcv: fromHex("A51E8ADF") },
        },
      },
    });
  });

  test("with keys of no known length is no sign-in", async () => {
    const { acquirer } = await bench(
      answering(golden.SIGN_IN_ANSWER, { fields: { 62: new Uint8Array(57) } }),
    );
    expect(outcomeOf(await acquirer.exchange(SIGN_IN))).toBe("unknown malformedAnswer");
  });

  test("that is refused needs no keys", async () => {
    const script = answering(golden.SIGN_IN_ANSWER, { fields: { 39: "97", 62: undefined } });
    const { acquirer } = await bench(script);
    expect(await acquirer.exchange(SIGN_IN)).toMatchObject({
      outcome: "declined",
      answer: { responseCode: "97" },
    });
  });

  test("needs no MAC and asks the secure module for none", async () => {
    const { acquirer, module } = await bench(answering(golden.SIGN_IN_ANSWER));
    module.fault = { kind: "noMasterKey" };
    expect((await acquirer.exchange(SIGN_IN)).outcome).toBe("approved");
    expect(module.macCalls).toBe(0);
  });
});
