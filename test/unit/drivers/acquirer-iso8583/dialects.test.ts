import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import Iso8583 from "iso_8583";
import { describe, expect, test } from "vitest";
import { AcquirerIso8583 } from "../../../../drivers/acquirer-iso8583/acquirer-iso8583.ts";
import { ASCII } from "../../../../drivers/acquirer-iso8583/codec/charset.ts";
import type { FieldFormat } from "../../../../drivers/acquirer-iso8583/codec/field-format.ts";
import { FrameReader, joinFrame } from "../../../../drivers/acquirer-iso8583/codec/frame.ts";
import { decodeIso8583, encodeIso8583 } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { acquirerConfigFault } from "../../../../drivers/acquirer-iso8583/config-fault.ts";
import { buildRequest } from "../../../../drivers/acquirer-iso8583/messages/build-request.ts";
import type { Dialect } from "../../../../drivers/acquirer-iso8583/messages/dialect.ts";
import { ISO8583_1987 } from "../../../../drivers/acquirer-iso8583/messages/iso8583-1987-dialect.ts";
import { concatBytes, fromHex, toLatin1 } from "../../../../main/domain/bytes.ts";
import type { AcquirerRequest } from "../../../../main/domain/payment/exchange.ts";
import { Sensitive } from "../../../../main/domain/sensitive.ts";
import { GOLDEN_MAC_KEY } from "../../../fixtures/iso8583/golden-messages.ts";
import { FURTHER_REQUESTS } from "./further-requests-table.ts";
import * as requests from "./test-requests.ts";
import { computeMac, TestSecureModule } from "./test-secure-module.ts";

const CONFIG = { ...requests.TEST_CONFIG, dialect: "iso8583-1987", tpdu: "", header: "" } as const;
const BUILDING = { dialect: ISO8583_1987, config: CONFIG, now: new Date(2026, 10, 23, 14, 5, 3) };

const further = (name: string): AcquirerRequest => FURTHER_REQUESTS[name] ?? requests.ECHO;

/** The fields as the standard names them; bytes in lower-case hex, as the peer shows them. */
type Case = {
  readonly name: string;
  readonly request: AcquirerRequest;
  readonly mti: string;
  readonly fields: Readonly<Record<number, string>>;
};

const HEAD = { 7: "1123140503", 41: "70111821", 42: "103290070111121" };
const CLOCK = { 12: "140503", 13: "1123" };
const PAN = "6222021700000000004";

/** The peer's table has MACs of four bytes, so that it reads the first half of ours, which is not filled yet. */
const PEER_MAC = "00000000";

const CASES: readonly Case[] = [
  { name: "sign-on", request: requests.SIGN_IN, mti: "0800", fields: { ...HEAD, 11: "000121", 70: "001" } },
  {
    name: "sign-off",
    request: further("sign-out"),
    mti: "0800",
    fields: { ...HEAD, 11: "000201", 70: "002" },
  },
  { name: "echo test", request: requests.ECHO, mti: "0800", fields: { ...HEAD, 11: "000122", 70: "301" } },
  {
    name: "sale by swipe",
    request: requests.SALE_SWIPED,
    mti: "0200",
    fields: {
      ...HEAD,
      ...CLOCK,
      3: "000000",
      4: "000000012840",
      11: "000123",
      22: "022",
      25: "00",
      35: "6222021700000000004=3012220123456",
      49: "156",
      64: PEER_MAC,
    },
  },
  {
    name: "void: 0400 with the original in DE90",
    request: requests.VOID,
    mti: "0400",
    fields: {
      ...HEAD,
      ...CLOCK,
      2: PAN,
      3: "000000",
      4: "000000012840",
      11: "000124",
      14: "3012",
      22: "052",
      23: "001",
      25: "00",
      37: "510000020301",
      38: "654321",
      49: "156",
      90: `0200${"000123"}${"1123000000"}${"0".repeat(22)}`,
      128: PEER_MAC,
    },
  },
  {
    name: "reversal of a sale: 0420 with the sale's STAN",
    request: { ...requests.REVERSAL_OF_SALE, iccData: [] },
    mti: "0420",
    fields: {
      ...HEAD,
      ...CLOCK,
      2: PAN,
      3: "000000",
      4: "000000012840",
      11: "000123",
      14: "3012",
      22: "051",
      23: "001",
      25: "00",
      39: "68",
      49: "156",
      90: `0200${"000123"}${"0".repeat(32)}`,
      128: PEER_MAC,
    },
  },
  {
    name: "refund",
    request: further("refund"),
    mti: "0220",
    fields: {
      ...HEAD,
      ...CLOCK,
      2: PAN,
      3: "200000",
      4: "000000005000",
      11: "000209",
      14: "3012",
      22: "052",
      23: "001",
      25: "00",
      37: "510000020301",
      49: "156",
      64: PEER_MAC,
    },
  },
  {
    name: "settlement: DE74 to DE97",
    request: requests.SETTLEMENT,
    mti: "0500",
    fields: {
      ...HEAD,
      11: "000126",
      49: "156",
      74: "0000000001",
      76: "0000000012",
      86: "0000000000012840",
      88: "0000000000123456",
      97: "D0000000000110616",
    },
  },
];

function built(request: AcquirerRequest): Uint8Array {
  const message = buildRequest(BUILDING, request);
  if (!message.ok) throw new Error(message.fault);
  return message.value.bytes;
}

describe("ISO 8583:1987 with text fields, read by another implementation (npm iso_8583)", () => {
  for (const { name, request, mti, fields } of CASES) {
    test(name, () => {
      const read = new Iso8583().getIsoJSON(Buffer.from(built(request)), { lenHeader: false });
      expect({ ...read }).toEqual({ 0: mti, ...fields });
    });
  }
});

describe("the other messages of the standard's dialect", () => {
  const types = [
    { name: "pre-authorisation", mti: "0100" },
    { name: "pre-authorisation void", mti: "0400" },
    { name: "completion advice", mti: "0220" },
    { name: "balance inquiry", mti: "0200" },
    { name: "reversal of a pre-authorisation", mti: "0420" },
  ];
  for (const { name, mti } of types) {
    test(`${name} is a ${mti} in text`, () => {
      const bytes = built(further(name));
      expect(toLatin1(bytes.subarray(0, 4))).toBe(mti);
      const message = decodeIso8583(ISO8583_1987.spec, bytes);
      expect(message.ok && encodeIso8583(ISO8583_1987.spec, message.value)).toEqual({
        ok: true,
        value: bytes,
      });
    });
  }

  test("what the dialect has no message for is not built, and says so", () => {
    expect(buildRequest(BUILDING, requests.SCRIPT_NOTICE)).toEqual({
      ok: false,
      fault: "The dialect iso8583-1987 has no message for scriptNotice.",
    });
  });

  test("it may come without TPDU and header, and the UnionPay dialect may not", () => {
    expect(acquirerConfigFault(CONFIG)).toBeUndefined();
    expect(acquirerConfigFault({ ...CONFIG, dialect: "unionpay" })).toBe("The TPDU has 5 bytes in hex.");
  });
});

/** A host that answers one message of a dialect as told. The value is its port. */
async function host(
  dialect: Dialect,
  changes: Readonly<Record<number, string>>,
  mac: boolean,
): Promise<number> {
  const server = createServer((socket) => {
    const reader = new FrameReader();
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const frame of reader.push(chunk).frames) {
        const asked = decodeIso8583(dialect.spec, frame);
        if (!asked.ok) throw new Error(asked.fault.kind);
        const fields = new Map(asked.value.fields);
        for (const number of [...fields.keys()])
          if (![3, 4, 11, 13, 41, 42, 70].includes(number)) fields.delete(number);
        for (const [number, value] of Object.entries(changes)) fields.set(Number(number), value);
        const macField = dialect.macFields[0] ?? 64;
        if (mac) fields.set(macField, new Uint8Array(8));
        const mti = (Number(asked.value.mti) + 10).toString().padStart(4, "0");
        const answer = encodeIso8583(dialect.spec, { mti, fields });
        if (!answer.ok) throw new Error(answer.fault.kind);
        const input = answer.value.slice(0, -8);
        const message = mac
          ? concatBytes(input, computeMac("x9.19", fromHex(GOLDEN_MAC_KEY), input))
          : answer.value;
        const nothing = new Uint8Array(0);
        socket.end(joinFrame({ tpdu: nothing, inserted: nothing, header: nothing, message }));
      }
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function ask(dialect: Dialect, port: number, request: AcquirerRequest) {
  const config = { ...CONFIG, port, macAlgorithm: "x9.19", lingerMs: 0, replyTimeoutMs: 2_000 } as const;
  const acquirer = new AcquirerIso8583(config, new TestSecureModule(GOLDEN_MAC_KEY), dialect);
  try {
    return await acquirer.exchange(request);
  } finally {
    await acquirer.close();
  }
}

test("a sale is approved over TCP in the standard's dialect, with a MAC at its end", async () => {
  const port = await host(ISO8583_1987, { 37: "510000020301", 38: "654321", 39: "00" }, true);
  const outcome = await ask(ISO8583_1987, port, requests.SALE_SWIPED);
  expect(outcome).toMatchObject({ outcome: "approved", answer: { rrn: "510000020301", mac: "valid" } });
});

test("an approval without its MAC is unknown there too", async () => {
  const port = await host(ISO8583_1987, { 39: "00" }, false);
  const outcome = await ask(ISO8583_1987, port, requests.SALE_SWIPED);
  expect(outcome).toMatchObject({ outcome: "unknown", fault: { kind: "macMissing" } });
});

test("DE66 of a settlement's answer is its verdict", async () => {
  const port = await host(ISO8583_1987, { 39: "00", 66: "2" }, false);
  const outcome = await ask(ISO8583_1987, port, requests.SETTLEMENT);
  expect(outcome).toMatchObject({ outcome: "approved", answer: { settlementFlag: "unbalanced" } });
});

/** A third dialect: nothing but tables. Four digits of STAN do not exist in it, its amounts are text, its MAC is DE62. */
const text = (name: string, length: number): FieldFormat => ({
  name,
  coding: { kind: "text", charset: ASCII, allowed: "any" },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

const THIRD: Dialect = {
  name: "third",
  spec: {
    mti: text("Type", 4),
    bitmap: { coding: ASCII, countMax: 1 },
    fields: {
      4: text("Amount", 12),
      11: text("STAN", 6),
      18: text("Shop code", 4),
      39: text("Response", 2),
      41: text("Terminal", 8),
      42: text("Merchant", 15),
      45: {
        name: "Card",
        coding: { kind: "text", charset: ASCII, allowed: "digits" },
        length: { kind: "variable", max: 19, prefix: { kind: "binary", byteLength: 1 } },
        countedIn: "bytes",
      },
      62: {
        name: "MAC",
        coding: { kind: "bytes" },
        length: { kind: "fixed", length: 8 },
        countedIn: "bytes",
      },
    },
  },
  messages: {
    sale: {
      mti: "1200",
      fields: { 4: "M", 11: "M", 18: "M", 41: "M", 42: "M", 45: "M", 62: "M" },
      constants: { 18: "5411" },
      iccTags: [],
      matchOn: [4, 11],
      macDueOn: ["00"],
    },
  },
  values: {
    4: "amount",
    11: "stan",
    18: "constant",
    41: "terminalId",
    42: "merchantId",
    45: "primaryAccountNumber",
    62: "macPlace",
  },
  macFields: [62],
  framing: { tpduLengths: [0], headerLengths: [0] },
  answer: { settlementFlag: "code66" },
};

describe("a third dialect is a table", () => {
  const request = { ...requests.SALE_CONTACTLESS, card: { pan: new Sensitive(PAN) } };

  test("its sale is written as the table says", () => {
    const message = buildRequest({ dialect: THIRD, config: CONFIG, now: new Date(0) }, request);
    expect(message.ok && toLatin1(message.value.bytes)).toBe(
      "1200" +
        "1020400000C80004" +
        "000000012840" +
        "000123" +
        "5411" +
        "70111821" +
        "103290070111121" +
        `\x13${PAN}` +
        "\0".repeat(8),
    );
  });

  test("the same driver exchanges it over TCP", async () => {
    const port = await host(THIRD, { 39: "00" }, true);
    expect(await ask(THIRD, port, request)).toMatchObject({ outcome: "approved", answer: { mac: "valid" } });
  });
});
