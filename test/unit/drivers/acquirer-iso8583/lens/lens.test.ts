import { describe, expect, test } from "vitest";
import { explain8583 } from "../../../../../drivers/acquirer-iso8583/lens/explain.ts";
import { decode8583 } from "../../../../../drivers/acquirer-iso8583/lens.ts";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import * as batch from "../../../../fixtures/iso8583/golden-batch-messages.ts";
import * as cash from "../../../../fixtures/iso8583/golden-cash-messages.ts";
import * as golden from "../../../../fixtures/iso8583/golden-messages.ts";
import { PUBLISHED_MESSAGES } from "../../../../fixtures/iso8583/published-messages.ts";

const STARS = /^\*+$/;

describe("every published message is read, as it stands and without what stands in front", () => {
  for (const { name, hex, hasLength, tpdu, header, mti, fields } of PUBLISHED_MESSAGES) {
    test(name, () => {
      const decoded = decode8583(fromHex(hex));
      expect(decoded).toMatchObject({ tpdu, header, mti });
      expect(decoded.error).toBeUndefined();
      expect(Object.keys(decoded.fields)).toEqual(Object.keys(fields));
      for (const [number, expected] of Object.entries(fields)) {
        const shown = decoded.fields[number] ?? "";
        const isMasked = number === "2" || (number === "62" && mti === "0810");
        if (isMasked) expect(shown).toContain("*");
        else expect(shown).toBe(expected.replace(/^hex:/, ""));
      }
      const frame = hasLength ? hex.slice(4) : hex;
      const length = (frame.length / 2).toString(16).padStart(4, "0");
      expect(decode8583(fromHex(length + frame))).toEqual(decoded);
      expect(decode8583(fromHex(frame))).toEqual(decoded);
      const bare = decode8583(fromHex(frame.slice(22)));
      expect(bare).toEqual({ mti, fields: decoded.fields });
    });
  }
});

test("a sale shows what it may and hides the card, the tracks, the PIN block and the expiry", () => {
  const decoded = decode8583(golden.SALE_CHIP_PIN_REQUEST);
  expect(decoded.fields).toMatchObject({
    "2": "622202*********0004",
    "3": "000000",
    "4": "000000012840",
    "11": "000123",
    "22": "051",
    "23": "001",
    "53": "2600000000000000",
    "60": "22000042000500",
  });
  for (const number of ["14", "35", "52"]) expect(decoded.fields[number]).toMatch(STARS);
  expect(decoded.fields["55"]).toContain("9F26081122334455667788");
});

test("card data in DE55 are masked, tag by tag", () => {
  const hex =
    "0200" +
    "0000000000000200" +
    "0030" +
    "5A086222021700000004" +
    "5F2403301231" +
    "57076222021D3012AF" +
    "9F36020001";
  expect(decode8583(hex)).toMatchObject({
    fields: { "55": "5A08****************5F2403******5707**************9F36020001" },
  });
});

test("DE55 that is no TLV is masked whole", () => {
  const decoded = decode8583("0200" + "0000000000000200" + "0003" + "9F3610");
  expect(decoded.fields["55"]).toBe("******");
});

test("working keys of a sign-in are masked and their check values are not", () => {
  const decoded = decode8583(golden.SIGN_IN_ANSWER);
  expect(decoded.fields["62"]).toBe(`${"*".repeat(32)}522C4126${"*".repeat(32)}A51E8ADF`);
});

test("card numbers in a batch upload are masked", () => {
  const detail = ["00", "000123", "06222021700000000004", "000000012840"];
  const decoded = decode8583(["0320", "0000000000010000", "0042", "01", ...detail].join(""));
  expect(decoded.fields["48"]).toBe("0100000123" + "0622202*********0004" + "000000012840");
});

test("no message of upload and settlement shows a card number", () => {
  for (const hex of Object.values(batch)) {
    const shown = [JSON.stringify(decode8583(hex)), ...explain8583(decode8583(hex))].join();
    expect(shown).not.toMatch(/62220217\d/);
    expect(decode8583(hex).error).toBeUndefined();
  }
});

test("DE62 of a batch upload is shown only as the certificate that it should be", () => {
  const decode62 = (text: string) => {
    const hex = Buffer.from(text, "latin1").toString("hex");
    return decode8583(`0320${"0000000000000004"}${text.length.toString().padStart(4, "0")}${hex}`).fields[
      "62"
    ];
  };
  expect(decode62("610000000000012840156")).toBe("610000000000012840156");
  expect(decode62("71010500000001284015622")).toBe("71010500000001284015622");
  expect(decode62("0:6222021700000000004")).toMatch(STARS);
});

test("DE48 of a batch upload that is no list of records is masked whole", () => {
  const digits = "016222021700000000004".padEnd(60, "0");
  const decoded = decode8583(`0320${"0000000000010000"}0060${digits}`);
  expect(decoded.fields["48"]).toBe("*".repeat(60));
});

test("a hotlist is masked", () => {
  const decoded = decode8583("0810" + "0000000000000014" + "0011" + "000000423900" + "0004" + "31313131");
  expect(decoded.fields["62"]).toMatch(STARS);
});

test("CA keys are public", () => {
  const decoded = decode8583("0810" + "0000000000000014" + "0011" + "000000423700" + "0004" + "319F0605");
  expect(decoded.fields["62"]).toBe("319F0605");
});

test("fields that nobody has called harmless are masked", () => {
  const decoded = decode8583(
    "0200" + "00000000000000E0" + "0002" + "4142" + "0002" + "4344" + "0002" + "4546",
  );
  expect(Object.values(decoded.fields)).toEqual(["**", "****", "****"]);
});

describe("hexadecimal text in any dress is the same message", () => {
  for (const dress of [
    (hex: string) => hex.toLowerCase(),
    (hex: string) => `0x${hex}`,
    (hex: string) => hex.replace(/../g, "$& "),
    (hex: string) => hex.replace(/..(?!$)/g, "$&:"),
    (hex: string) => `  ${hex}\n`,
  ]) {
    test(dress("0800").trim(), () => {
      expect(decode8583(dress(golden.ECHO_ANSWER))).toEqual(decode8583(fromHex(golden.ECHO_ANSWER)));
    });
  }
});

describe("what cannot be read is said in a sentence, and what could be read stands", () => {
  test("a message that was cut off", () => {
    const decoded = decode8583(golden.SALE_ANSWER.slice(0, 100));
    expect(decoded).toMatchObject({
      mti: "0210",
      fields: { "2": "622202*********0004", "4": "000000012840" },
    });
    expect(decoded.error).toBe("Reading stopped at byte 48, DE37 (RRN): the message ends too early.");
  });

  test("a frame that was cut off", () => {
    const frame = `0041${golden.GOLDEN_TPDU}${golden.GOLDEN_HEADER}${golden.ECHO_ANSWER}`;
    const decoded = decode8583(frame.slice(0, 80));
    expect(decoded).toMatchObject({ tpdu: golden.GOLDEN_TPDU, mti: "0830", fields: { "11": "000122" } });
    expect(decoded.error).toContain("The length bytes say 65, and 38 bytes follow.");
  });

  test("two frames at once", () => {
    const body = golden.GOLDEN_TPDU + golden.GOLDEN_HEADER + golden.ECHO_ANSWER;
    const frame = (body.length / 2).toString(16).padStart(4, "0") + body;
    const decoded = decode8583(frame + frame);
    expect(decoded).toMatchObject({ mti: "0830", fields: { "39": "00" } });
    expect(decoded.error).toContain("The length bytes say");
  });

  test("a byte too many", () => {
    expect(decode8583(`${golden.ECHO_ANSWER}00`).error).toMatch(/DE60 .*: bytes are left over after it\.$/);
  });

  for (const input of ["", "xyz", "0", "ABCDEFABCDEF", "0x", "00".repeat(40), "00".repeat(80_000)]) {
    test(`no message at all: ${input.slice(0, 20)}`, () => {
      const decoded = decode8583(input);
      expect(decoded.fields).toEqual({});
      expect(decoded.error).toMatch(/\.$/);
    });
  }
});

test("a message is explained in words, one line a field", () => {
  const frame = golden.GOLDEN_TPDU + golden.GOLDEN_HEADER + golden.VOID_REQUEST;
  expect(explain8583(decode8583(frame))).toEqual([
    "TPDU  6000030000",
    "Head  603100310000 (the host asks for nothing)",
    "MTI   0200 (financial request)",
    "DE2   Primary account number: 622202*********0004",
    "DE3   Processing code: 200000 (void or refund)",
    "DE4   Amount: 000000012840 (CNY 128.40)",
    "DE11  STAN: 000124",
    "DE14  Expiry YYMM: ****",
    "DE22  POS entry mode: 052 (contact chip, without PIN)",
    "DE23  PAN sequence number: 001",
    "DE25  POS condition code: 00 (normal)",
    `DE35  Track 2: ${"*".repeat(33)}`,
    "DE37  RRN: 510000020301",
    "DE38  Approval code: 654321",
    "DE41  Terminal ID (TID): 70111821",
    "DE42  Merchant ID (MID): 103290070111121",
    "DE49  Currency: 156",
    "DE60  Message type, batch, network management: 23000042000500 (sale void, batch 000042, transaction)",
    "DE61  Original transaction: 000042000123 (batch 000042, STAN 000123)",
    expect.stringMatching(/^DE64 {2}MAC: [0-9A-F]{16} \([0-9A-F]{8}\)$/),
  ]);
});

test("response codes and reversal reasons are explained", () => {
  const lines = [golden.SALE_DECLINED_ANSWER, golden.REVERSAL_OF_SALE_REQUEST].flatMap((hex) =>
    explain8583(decode8583(hex)),
  );
  expect(lines).toContain("DE39  Response code: 51 (The bank did not approve (not enough money))");
  expect(lines).toContain("DE39  Response code: 98 (no answer)");
});

test("settlement and batch upload are explained", () => {
  const lines = (hex: string) => explain8583(decode8583(hex));
  expect(lines(batch.SETTLEMENT_REQUEST)).toEqual([
    "MTI   0500 (settlement request)",
    "DE11  STAN: 000126",
    "DE41  Terminal ID (TID): 70111821",
    "DE42  Merchant ID (MID): 103290070111121",
    `DE48  Additional data, private: 0000001234560120000000128400010${"0".repeat(31)} (` +
      "debit 12 CNY 1234.56, credit 1 CNY 128.40, no flag; foreign debit 0 CNY 0.00, credit 0 CNY 0.00, no flag)",
    "DE49  Currency: 156",
    "DE60  Message type, batch, network management: 00000042201 (management, batch 000042, settlement or batch upload)",
    "DE63  Private data 63: 01 ",
  ]);
  expect(lines(batch.SETTLEMENT_ANSWER).join()).toContain("CNY 128.40, balanced; foreign");
  expect(lines(batch.SETTLEMENT_ANSWER)).toContain("DE39  Response code: 00 (The bank approved)");
  expect(lines(batch.BATCH_LIST_REQUEST).join()).toContain(
    "(type 00 STAN 000123 card 622202*********0004 CNY 128.40; type 01 STAN 000124 card 622202******0000 CNY 1.00)",
  );
  expect(lines(batch.BATCH_CHIP_REQUEST)).toContain(
    "DE62  Private data 62: 610000000000012840156 (certificate of an approved transaction, domestic card, CNY 128.40)",
  );
  expect(lines(batch.BATCH_END_REQUEST)).toContain("DE48  Additional data, private: 0013 (13 records sent)");
  expect(lines(batch.UPLOAD_REQUEST)).toContain(
    "DE60  Message type, batch, network management: 36000042000500 (offline sale upload, batch 000042, transaction)",
  );
});

describe("the lens knows loads, notices and fallback", () => {
  const cases = [
    {
      name: "fallback",
      hex: cash.SALE_FALLBACK_REQUEST,
      line: "DE60  Message type, batch, network management: 22000042000520 (sale, batch 000042, transaction, fallback from chip to stripe)",
    },
    {
      name: "load with cash",
      hex: cash.LOAD_WITH_CASH_REQUEST,
      line: "DE3   Processing code: 630000 (load with cash)",
    },
    {
      name: "load from the bound account",
      hex: cash.LOAD_FROM_BOUND_ACCOUNT_REQUEST,
      line: "DE60  Message type, batch, network management: 45000042000500 (load from the bound account, batch 000042, transaction)",
    },
    {
      name: "the card that another one loads is masked",
      hex: cash.LOAD_FROM_OTHER_ACCOUNT_REQUEST,
      line: "DE62  Private data 62: 622202*********0004",
    },
    {
      name: "reversal of a load",
      hex: cash.REVERSAL_OF_LOAD_REQUEST,
      line: "DE25  POS condition code: 91 (e-cash load)",
    },
    { name: "script notice", hex: cash.SCRIPT_NOTICE_REQUEST, line: "MTI   0620 (script result notice)" },
    {
      name: "what a script notice points at",
      hex: cash.SCRIPT_NOTICE_REQUEST,
      line: "DE61  Original transaction: 0000420001321123 (batch 000042, STAN 000132, date 1123)",
    },
    {
      name: "what the bank says to a notice",
      hex: cash.SCRIPT_NOTICE_ANSWER,
      line: "DE39  Response code: 00 (The bank approved)",
    },
    {
      name: "upload of electronic cash",
      hex: cash.UPLOAD_ELECTRONIC_CASH_REQUEST,
      line: "DE22  POS entry mode: 072 (contactless chip, without PIN)",
    },
  ];
  for (const { name, hex, line } of cases) {
    test(name, () => {
      const lines = explain8583(decode8583(hex));
      expect(lines).toContain(line);
      const text = lines.join(" ");
      for (const secret of ["6222021700000000004", "6222021700000000D", "735DF4A4F5E391CA"])
        expect(text).not.toContain(secret);
    });
  }
});
