import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CUP_POS_SPEC } from "../../../../drivers/acquirer-iso8583/codec/cup-pos-table.ts";
import type { FieldValue } from "../../../../drivers/acquirer-iso8583/codec/field-format.ts";
import { decodeIso8583, type Iso8583Message } from "../../../../drivers/acquirer-iso8583/codec/iso8583.ts";
import { explain8583 } from "../../../../drivers/acquirer-iso8583/lens/explain.ts";
import { decode8583 } from "../../../../drivers/acquirer-iso8583/lens.ts";
import { signMessage } from "../../../../drivers/acquirer-iso8583/mac.ts";
import { buildRequest } from "../../../../drivers/acquirer-iso8583/messages/build-request.ts";
import { mismatch } from "../../../../drivers/acquirer-iso8583/messages/match-answer.ts";
import { readAnswer } from "../../../../drivers/acquirer-iso8583/messages/read-answer.ts";
import { UNIONPAY } from "../../../../drivers/acquirer-iso8583/messages/unionpay-dialect.ts";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { FURTHER_REQUESTS } from "./further-requests-table.ts";
import { BUILDING } from "./test-requests.ts";
import { TestSecureModule } from "./test-secure-module.ts";

type Golden = {
  readonly name: string;
  readonly mti: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly hex: string;
};

/** Written from the fact book's tables by a program that knows nothing of the codec; the MACs by OpenSSL. */
const FILE = JSON.parse(readFileSync("test/fixtures/iso8583/golden-further-messages.json", "utf8")) as {
  readonly macKey: string;
  readonly requests: readonly Golden[];
  readonly answers: readonly Golden[];
};

const requestOf = (name: string) => {
  const request = FURTHER_REQUESTS[name];
  if (request === undefined) throw new Error(`no request is called ${name}`);
  return request;
};

const decoded = (hex: string): Iso8583Message => {
  const message = decodeIso8583(CUP_POS_SPEC, fromHex(hex));
  if (!message.ok) throw new Error(JSON.stringify(message.fault));
  return message.value;
};

const asText = (value: FieldValue): string => (typeof value === "string" ? value : toHex(value));

test("every message of the file has a request, and every request a message", () => {
  expect(FILE.requests.map(({ name }) => name).sort()).toEqual(Object.keys(FURTHER_REQUESTS).sort());
});

describe("a request becomes the golden message, byte for byte", () => {
  for (const { name, hex } of FILE.requests) {
    test(name, async () => {
      const built = buildRequest(BUILDING, requestOf(name));
      if (!built.ok) throw new Error(built.fault);
      const module = new TestSecureModule(FILE.macKey);
      const signed = built.value.hasMac
        ? await signMessage(module, "cup-ecb", built.value.bytes)
        : { ok: true as const, value: built.value.bytes };
      expect(signed.ok && toHex(signed.value)).toBe(hex);
    });
  }
});

describe("the field table of each golden message is what the codec reads, and the lens understands it", () => {
  for (const { name, mti, fields, hex } of [...FILE.requests, ...FILE.answers]) {
    test(`${mti} ${name}`, () => {
      const message = decoded(hex);
      expect(message.mti).toBe(mti);
      expect(
        Object.fromEntries([...message.fields].map(([number, value]) => [number, asText(value)])),
      ).toEqual(fields);
      const seen = decode8583(hex);
      expect(seen.error).toBeUndefined();
      const words = explain8583(seen).join("\n");
      for (const secret of ["6222021700000000004", "735DF4A4F5E391CA"]) expect(words).not.toContain(secret);
      const hotlistCard = Buffer.from("62220217000001").toString("hex");
      expect(words).not.toContain(hotlistCard);
    });
  }
});

const EXPECTED: Readonly<Record<string, object>> = {
  "balance inquiry": {
    balances: [
      { accountType: "00", amountType: "02", currencyCode: "156", amountFen: 123_456n },
      { accountType: "00", amountType: "01", currencyCode: "156", amountFen: -500n },
    ],
  },
  refund: { amountFen: 5_000n, cardOrganisation: "CUP" },
  "pre-authorisation": { amountFen: 12_840n, approvalCode: "654321" },
  "parameter download": {
    download: {
      what: "parameters",
      parameters: {
        connectTimeoutS: 10,
        replyTimeoutS: 60,
        retryCount: 3,
        phones: ["95516"],
        managementPhone: "057112345678",
        tipsAllowed: true,
        tipPercentMax: 10,
        manualEntryAllowed: false,
        signOutAfterSettlement: true,
        merchantName: "村口小店",
        reversalResendCount: 3,
        offlineUploadMode: 1,
        masterKeyIndex: 1,
        transactionSwitches: fromHex("FFFFFFFE"),
        offlineCountMax: 10,
      },
    },
  },
  "CA key query": {
    download: { what: "caKeyList", state: "more", data: fromHex("9F0605A0000003339F220102DF050420301231") },
  },
  "AID download": {
    download: { what: "application", state: "complete", data: fromHex("9F0608A000000333010101DF010100") },
  },
};

describe("the golden answer is matched and read", () => {
  for (const { name, hex } of FILE.answers.filter(({ name }) => name in EXPECTED)) {
    test(name, () => {
      const built = buildRequest(BUILDING, requestOf(name));
      if (!built.ok) throw new Error(built.fault);
      const message = decoded(hex);
      expect(mismatch(built.value, message)).toBeUndefined();
      const answer = readAnswer({ message, header: new Uint8Array(6) }, requestOf(name), {
        dialect: UNIONPAY,
        keyCipher: "tdes",
        hotlistWidth: 14,
        mac: "valid",
      });
      expect(answer).toMatchObject({ ok: true, value: { responseCode: "00", ...EXPECTED[name] } });
    });
  }

  test("hotlist download", () => {
    const request = requestOf("hotlist download, first page");
    const message = decoded(FILE.answers.find(({ name }) => name === "hotlist download")?.hex ?? "");
    const read = readAnswer({ message, header: new Uint8Array(6) }, request, {
      dialect: UNIONPAY,
      keyCipher: "tdes",
      hotlistWidth: 14,
      mac: "absent",
    });
    const page = read.ok ? read.value.download : undefined;
    expect(page).toMatchObject({ what: "hotlist", state: "more", totalCount: 2 });
    const pans = page?.what === "hotlist" ? page.pans.map((pan) => pan.reveal()) : [];
    expect(pans).toEqual(["62220217000001", "6222021700002"]);
  });
});
