import { afterEach, describe, expect, test } from "vitest";
import { toHex } from "../../../../main/domain/bytes.ts";
import type { AcquirerRequest, HostAnswer } from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import * as batch from "../../../fixtures/iso8583/golden-batch-messages.ts";
import * as golden from "../../../fixtures/iso8583/golden-messages.ts";
import { answering, bench, closeBenches, outcomeOf, SHORT_MS } from "./test-bench.ts";
import { type AnswerChange, answerFrame } from "./test-host.ts";
import {
  BATCH_CHIP,
  BATCH_CHIP_UNBALANCED,
  BATCH_END,
  BATCH_END_UNBALANCED,
  BATCH_LIST,
  SETTLEMENT,
  UPLOAD,
} from "./test-requests.ts";

afterEach(closeBenches);

test("each message goes out as the hand-made frame and is approved by its answer", async () => {
  const messages: readonly (readonly [AcquirerRequest, string, string])[] = [
    [UPLOAD, batch.UPLOAD_REQUEST, batch.UPLOAD_ANSWER],
    [SETTLEMENT, batch.SETTLEMENT_REQUEST, batch.SETTLEMENT_ANSWER],
    [BATCH_LIST, batch.BATCH_LIST_REQUEST, batch.BATCH_LIST_ANSWER],
    [BATCH_CHIP, batch.BATCH_CHIP_REQUEST, batch.BATCH_CHIP_ANSWER],
    [BATCH_CHIP_UNBALANCED, batch.BATCH_CHIP_UNBALANCED_REQUEST, batch.BATCH_CHIP_ANSWER],
    [BATCH_END, batch.BATCH_END_REQUEST, batch.BATCH_END_ANSWER],
    [BATCH_END_UNBALANCED, batch.BATCH_END_UNBALANCED_REQUEST, batch.BATCH_END_ANSWER],
  ];
  const { host, acquirer, strays } = await bench((socket, number) =>
    socket.write(answerFrame(messages[number - 1]?.[2] ?? "")),
  );
  for (const [request] of messages) expect((await acquirer.exchange(request)).outcome).toBe("approved");
  expect(host.frames.map(toHex)).toEqual(
    messages.map(([, sent]) => golden.GOLDEN_TPDU + golden.GOLDEN_HEADER + sent),
  );
  expect(strays).toEqual([]);
});

describe("the answer to an upload", () => {
  const cases: readonly { name: string; change: AnswerChange; expected: string }[] = [
    { name: "00 with a MAC acknowledges it", change: {}, expected: "approved" },
    { name: "A2 too", change: { fields: { 39: "A2" } }, expected: "approved" },
    { name: "00 without a MAC does not", change: { mac: "none" }, expected: "unknown macMissing" },
    { name: "00 with a wrong MAC does not", change: { mac: "wrong" }, expected: "unknown macWrong" },
    {
      name: "00 for another amount does not",
      change: { fields: { 4: "000000012841" } },
      expected: "unknown otherAmount",
    },
    // What these mean is the domain's: some are sent again, others end the record, 94 as it was sent before or not.
    ...["05", "51", "55", "68", "77", "79", "90", "91", "92", "94", "96", "98", "99", "A0", "10"].map(
      (code) => ({
        name: `${code} with a MAC is handed on as a refusal`,
        change: { fields: { 39: code } },
        expected: `declined ${code}`,
      }),
    ),
    ...["68", "94", "98", "A0"].map((code) => ({
      name: `${code} without a MAC too`,
      change: { fields: { 39: code }, mac: "none" as const },
      expected: `declined ${code}`,
    })),
    {
      name: "a refusal with a wrong MAC is none",
      change: { fields: { 39: "94" }, mac: "wrong" },
      expected: "unknown macWrong",
    },
  ];
  for (const { name, change, expected } of cases) {
    test(name, async () => {
      const { acquirer } = await bench(answering(batch.UPLOAD_ANSWER, change));
      const outcome = await acquirer.exchange(UPLOAD);
      const code = outcome.outcome === "declined" ? ` ${outcome.answer.responseCode}` : "";
      expect(outcomeOf(outcome) + code).toBe(expected);
    });
  }

  test("a sale's answer of the same number and amount is one, for DE60 is not compared", async () => {
    const script = answering(golden.SALE_ANSWER, { fields: { 11: "000125" } });
    const { acquirer } = await bench(script);
    expect((await acquirer.exchange(UPLOAD)).outcome).toBe("approved");
  });

  test("an upload of a card without expiry and sequence number leaves both out", async () => {
    const { host, acquirer } = await bench(answering(batch.UPLOAD_ANSWER));
    const card = {
      pan: new Sensitive("6222021700000000004"),
      track2: new Sensitive("6222021700000000004D3012"),
    };
    expect((await acquirer.exchange({ ...UPLOAD, card })).outcome).toBe("approved");
    const sent = toHex(host.frames[0] ?? new Uint8Array());
    // 2 3 4 11 22 25 41 42 49 55 60 64
    expect(sent).toContain("0200" + "7020048000C08211");
    expect(sent).not.toContain("4D3012");
  });
});

/** DE48 of an 0510 with these flags at index 30 and 61. */
const flags = (local: string, foreign: string): string =>
  `${"000000123456012000000012840001"}${local}${"0".repeat(30)}${foreign}`;

describe("the flags of a settlement answer", () => {
  const cases: readonly {
    name: string;
    field48: string | undefined;
    expected: HostAnswer["settlementFlag"];
  }[] = [
    { name: "both balanced", field48: flags("1", "1"), expected: "balanced" },
    { name: "local ones differ", field48: flags("2", "1"), expected: "unbalanced" },
    { name: "foreign ones differ", field48: flags("1", "2"), expected: "unbalanced" },
    { name: "both differ", field48: flags("2", "2"), expected: "unbalanced" },
    { name: "an error in the local ones", field48: flags("3", "1"), expected: "error" },
    { name: "an error in the foreign ones", field48: flags("1", "3"), expected: "error" },
    { name: "an error wins over a difference", field48: flags("2", "3"), expected: "error" },
    { name: "an error wins over a missing flag", field48: flags("0", "3"), expected: "error" },
    { name: "no local flag", field48: flags("0", "1"), expected: undefined },
    { name: "no foreign flag", field48: flags("1", "0"), expected: undefined },
    { name: "a flag that nobody knows", field48: flags("1", "7"), expected: undefined },
    { name: "only the local half", field48: flags("1", "1").slice(0, 31), expected: undefined },
    { name: "a digit short", field48: flags("1", "1").slice(0, 61), expected: undefined },
    { name: "no DE48", field48: undefined, expected: undefined },
  ];
  for (const { name, field48, expected } of cases) {
    test(name, async () => {
      const { acquirer } = await bench(answering(batch.SETTLEMENT_ANSWER, { fields: { 48: field48 } }));
      const outcome = await acquirer.exchange(SETTLEMENT);
      expect(outcome.outcome).toBe("approved");
      if (outcome.outcome !== "approved") return;
      expect(outcome.answer.settlementFlag).toBe(expected);
      expect("settlementFlag" in outcome.answer).toBe(expected !== undefined);
    });
  }

  test("an answer to anything else has none", async () => {
    const { acquirer } = await bench(answering(batch.BATCH_END_ANSWER, { fields: { 48: flags("1", "1") } }));
    const outcome = await acquirer.exchange(BATCH_END);
    expect(outcome.outcome === "approved" && "settlementFlag" in outcome.answer).toBe(false);
  });
});

describe("settlement and batch upload have answers without a MAC, but never with a wrong one", () => {
  const cases = [
    { name: "settlement", request: SETTLEMENT, hex: batch.SETTLEMENT_ANSWER },
    { name: "list", request: BATCH_LIST, hex: batch.BATCH_LIST_ANSWER },
    { name: "certificate", request: BATCH_CHIP, hex: batch.BATCH_CHIP_ANSWER },
    { name: "end", request: BATCH_END, hex: batch.BATCH_END_ANSWER },
  ] as const;
  for (const { name, request, hex } of cases) {
    for (const { mac, expected } of [
      { mac: "none", expected: "approved" },
      { mac: "right", expected: "approved" },
      { mac: "wrong", expected: "unknown macWrong" },
    ] as const) {
      test(`${name}, MAC ${mac}`, async () => {
        const { acquirer } = await bench(answering(hex, { mac }), { declineWithoutMacAccepted: false });
        expect(outcomeOf(await acquirer.exchange(request))).toBe(expected);
      });
    }

    for (const code of ["94", "68", "98", "96", "A0", "11"]) {
      test(`${name}, refused with ${code}`, async () => {
        const { acquirer } = await bench(answering(hex, { fields: { 39: code } }));
        const outcome = await acquirer.exchange(request);
        expect(outcome).toMatchObject({ outcome: "declined", answer: { responseCode: code } });
      });
    }

    test(`${name}: the module without a key is not asked`, async () => {
      const { acquirer, module } = await bench(answering(hex));
      module.fault = { kind: "noWorkingKey" };
      expect((await acquirer.exchange(request)).outcome).toBe("approved");
    });
  }
});

describe("an answer that is not ours leaves a settlement unknown", () => {
  for (const { name, change, why } of [
    { name: "another terminal's", change: { fields: { 41: "70111822" } }, why: "otherTerminal" },
    { name: "another merchant's", change: { fields: { 42: "103290070111122" } }, why: "otherTerminal" },
    { name: "another settlement's", change: { fields: { 11: "000001" } }, why: "otherStan" },
    { name: "one without a number", change: { fields: { 11: undefined } }, why: "otherStan" },
    { name: "a batch upload's", change: { mti: "0330" }, why: "otherMessage" },
  ] as const) {
    test(name, async () => {
      const script = answering(batch.SETTLEMENT_ANSWER, change);
      const { acquirer, strays } = await bench(script, { replyTimeoutMs: SHORT_MS });
      expect(outcomeOf(await acquirer.exchange(SETTLEMENT))).toBe("unknown timedOut");
      expect(strays.map((stray) => stray.why)).toEqual([why]);
    });
  }
});

test("of a count that is too long its last digits are sent, and the sums stay whole", async () => {
  const { host, acquirer } = await bench((socket) => socket.destroy());
  const totals = { ...SETTLEMENT.totals, debitCount: 1234, debitFen: 999_999_999n };
  await acquirer.exchange({ ...SETTLEMENT, totals });
  expect(Buffer.from(host.frames[0] ?? []).toString("hex")).toContain("000999999999234");
});

describe("what the dialect cannot say is not sent", () => {
  const [record] = BATCH_LIST.records;
  if (record === undefined) throw new Error("the list has records");
  const unfit: readonly { name: string; request: AcquirerRequest }[] = [
    {
      name: "totals of 13 digits",
      request: { ...SETTLEMENT, totals: { ...SETTLEMENT.totals, creditFen: 1_000_000_000_000n } },
    },
    { name: "a list without records", request: { ...BATCH_LIST, records: [] } },
    { name: "a list of nine", request: { ...BATCH_LIST, records: Array<typeof record>(9).fill(record) } },
    {
      name: "a record without a card number",
      request: { ...BATCH_LIST, records: [{ ...record, pan: new Sensitive("") }] },
    },
    { name: "a record with STAN 0", request: { ...BATCH_LIST, records: [{ ...record, stan: 0 }] } },
    { name: "a certificate without chip data", request: { ...BATCH_CHIP, iccData: [] } },
    { name: "an upload without chip data", request: { ...UPLOAD, iccData: [] } },
    { name: "an upload of a negative amount", request: { ...UPLOAD, amountFen: -1n } },
  ];
  for (const { name, request } of unfit) {
    test(name, async () => {
      const { host, acquirer } = await bench(() => {});
      const outcome = await acquirer.exchange(request);
      expect(outcomeOf(outcome)).toBe("notSent notBuilt");
      expect(JSON.stringify(outcome)).not.toContain("62220217");
      expect(host.connectionCount).toBe(0);
    });
  }

  test("a list of eight fills DE48 to its limit", async () => {
    const { host, acquirer } = await bench(answering(batch.BATCH_LIST_ANSWER));
    const records = Array<typeof record>(8).fill(record);
    expect((await acquirer.exchange({ ...BATCH_LIST, records })).outcome).toBe("approved");
    expect(toHex(host.frames[0] ?? new Uint8Array())).toContain(
      `032208${"00000123" + "06222021700000000004" + "000000012840"}`,
    );
  });
});
