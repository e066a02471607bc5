import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import { type ApduNode, explainApdus } from "../../../../../main/domain/emv/lens/apdu-lens.ts";
import { showApdus } from "../../../../../main/domain/emv/lens/show-apdus.ts";

const shown = (input: string | Uint8Array, language: "en" | "zh-CN" = "en"): string =>
  showApdus(explainApdus(input, language), language).join("\n");

const kinds = (nodes: readonly ApduNode[]): string[] =>
  nodes.map((node) => ("error" in node ? "error" : node.kind));

const hexLength = (hex: string): string => (hex.length / 2).toString(16).padStart(2, "0");
const tlv = (tag: string, ...parts: readonly string[]): string =>
  tag + hexLength(parts.join("")) + parts.join("");
const command = (header: string, data: string): string => `> ${header}${hexLength(data)}${data}00`;
const answer = (data: string): string => `< ${data}9000`;

const AMOUNT = "000000001234";
const UN = "78563412";
const TVR = "0000048000";

/** PDOL and CDOLs as the minimal card of emv-pboc section 20 has them, shortened. */
const SALE = [
  command("00A40400", "A000000333010101"),
  answer(tlv("6F", tlv("84", "A000000333010101"), tlv("A5", tlv("9F38", "9F7A01", "9F0206", "5F2A02")))),
  command("80A80000", tlv("83", "00", AMOUNT, "0156")),
  answer(tlv("80", "7D00", "08010100", "10010500")),
  "> 00B2010C00",
  answer(
    tlv(
      "70",
      tlv("5A", "6228480012345677"),
      tlv("8C", "9F0206", "9505", "9C01", "9F3704", "9F3501"),
      tlv("8D", "8A02", "9F0206", "9F3704", "9B02"),
    ),
  ),
  command("80AE8000", `${AMOUNT}${TVR}00${UN}22`),
  answer(tlv("80", "80", "0001", "0102030405060708", "07010103A02000010A01")),
  "> 008200000AA1B2C3D4E5F607183030",
  "< 9000",
  command("80AE4000", `3030${AMOUNT}${UN}E800`),
  "< 6985",
].join("\n");

describe("a single APDU", () => {
  test.each([
    { name: "GENERATE AC for an ARQC", hex: "80AE8000", en: "asks for an ARQC: go online" },
    { name: "GENERATE AC for a TC with CDA", hex: "80AE5000", en: "with a signature over it (CDA)" },
    { name: "READ RECORD", hex: "00B2021C00", en: "record 2 of SFI 3" },
    { name: "the PSE", hex: "00A404000E315041592E5359532E444446303100", en: "1PAY.SYS.DDF01" },
    { name: "the PPSE", hex: "00A404000E325041592E5359532E444446303100", en: "(contactless)" },
    { name: "UnionPay credit", hex: "00A4040008A00000033301010200", en: "by name: UnionPay credit" },
    { name: "the next application", hex: "00A4040207A0000003330101 00", en: "the next one of that name" },
    { name: "GET DATA", hex: "80CA9F1700", en: "9F17 PIN try counter" },
    {
      name: "PUT DATA under a MAC",
      hex: "04DA9F790A00000010009995FD68F5",
      en: "with secure messaging (MAC)",
    },
    { name: "GET BALANCE of a purse", hex: "805C000204", en: "electronic purse (EP)" },
    { name: "an initialised purchase", hex: "805001020B0100000064112233445566", en: "[4] amount: 00000064" },
    { name: "the amount of a purse in yuan", hex: "805001020B0100000064112233445566", en: "CNY 1.00" },
    { name: "a PIN script", hex: "84240000048E5C1A22", en: "PIN CHANGE/UNBLOCK" },
    { name: "a file of a transit card", hex: "00B0950A1E", en: "SFI 21, from byte 10" },
    { name: "the reader's own command", hex: "FFCA000000", en: "for the reader, not for the card" },
    { name: "extended lengths", hex: "00A404000000 02 3F00 0000", en: "Lc 2 Le 65536" },
    { name: "Lc and data that differ", hex: "00A4040008A000000333", en: "the data are shorter than Lc says" },
    { name: "a command that nobody knows", hex: "0066000000", en: "> 00660000 unknown command Le 256" },
  ])("$name is explained", ({ hex, en }) => {
    expect(shown(hex)).toContain(en);
    expect(shown(fromHex(hex.replaceAll(" ", "")))).toContain(en);
  });

  test.each([
    { sw: "9000", en: "done", zh: "成功" },
    { sw: "6A82", en: "file or application not found", zh: "未找到文件或应用" },
    { sw: "6985", en: "conditions of use not satisfied", zh: "使用条件不满足" },
    { sw: "63C2", en: "failed, tries left: 2", zh: "失败，剩余 2 次" },
    { sw: "6128", en: "40 bytes are waiting (GET RESPONSE)", zh: "有 40 字节待取（GET RESPONSE）" },
    { sw: "6C27", en: "wrong Le: 39 bytes would be right", zh: "Le 错误：应为 39 字节" },
    { sw: "9302", en: "MAC wrong", zh: "MAC 错误" },
    { sw: "6912", en: "command not allowed", zh: "命令不允许" },
  ])("the status word $sw is explained in both languages", ({ sw, en, zh }) => {
    expect(shown(sw)).toBe(`< ${sw} ${en} [0]`);
    expect(shown(sw, "zh-CN")).toBe(`< ${sw} ${zh} [0]`);
  });

  test("the same status word means something else after some commands", () => {
    expect(shown("> 00B2010C00\n< 6A83")).toContain("there is no such record");
    expect(shown("> 00200080082412 34FFFFFFFFFF\n< 63C1")).toContain("wrong PIN, tries left: 1");
    expect(shown("> 80A8000002830000\n< 6985")).toContain("take another application or interface");
    expect(shown("> 00A4040007A000000333010100\n< 6283")).toContain("selected, and blocked");
  });
});

describe("a trace of a sale", () => {
  test("the data of GET PROCESSING OPTIONS and GENERATE AC are split by the lists that the card gave", () => {
    const nodes = explainApdus(SALE, "en");
    expect(kinds(nodes)).not.toContain("error");
    expect(nodes[2]).toMatchObject({
      command: "GET PROCESSING OPTIONS",
      data: [
        { tag: "9F7A", value: "00" },
        { tag: "9F02", value: "000000001234" },
        { tag: "5F2A", value: "0156" },
      ],
    });
    expect(nodes[6]).toMatchObject({
      command: "GENERATE AC",
      data: [
        { tag: "9F02", value: AMOUNT },
        {
          tag: "95",
          value: TVR,
          explained: ["B3b3 online PIN entered", "B4b8 transaction exceeds floor limit"],
        },
        { tag: "9C", value: "00" },
        { tag: "9F37", value: UN },
        { tag: "9F35", value: "22" },
      ],
    });
    expect(nodes[10]).toMatchObject({
      data: [
        { tag: "8A", explained: ["00"] },
        { tag: "9F02" },
        { tag: "9F37" },
        { tag: "9B", value: "E800" },
      ],
    });
  });

  test("answers without tags are split as the Book says, down to the bits", () => {
    const text = shown(SALE);
    expect(text).toContain("ARQC: online authorisation requested");
    expect(text).toContain("B1b7 SDA supported");
    expect(text).toContain("SFI 2, records 1 to 5, 0 of them signed");
    expect(text).toContain("key index 01, cryptogram version 01");
    expect(text).toContain("CVR: first GENERATE AC: ARQC");
    expect(text).toContain("CVR: second GENERATE AC: not asked for");
    expect(text).toContain(
      "CVR B2b6 PIN try limit exceeded".replace("B2b6 PIN try limit", "B2b6 velocity checking limits"),
    );
    expect(text).toContain("ARPC: A1B2C3D4E5F60718");
    expect(shown(SALE, "zh-CN")).toContain("请求联机授权");
  });

  test("without the lists the data stay whole, and it says why", () => {
    const node = explainApdus("80AE800004 00000001 00", "en")[0];
    expect(node).toMatchObject({
      data: [{ value: "00000001", explained: ["the list that says what this is has not been seen"] }],
    });
  });

  test("a list of another length does not fit, and is not forced to", () => {
    const text = shown("> 00B2010C00\n< 70058C039F02069000\n> 80AE800002000100\n");
    expect(text).toContain("it does not fit the list that the card gave");
  });

  test("a repeated GENERATE AC is not a second one", () => {
    const record = `> 00B2010C00\n${answer(tlv("70", tlv("8C", "9F0206"), tlv("8D", "8A02")))}\n`;
    const first = "> 80AE800006000000001234";
    const nodes = explainApdus(`${record}${first}00\n< 6C14\n${first}14\n`, "en");
    expect(nodes.at(-1)).toMatchObject({ data: [{ tag: "9F02", value: "000000001234" }] });
  });

  test("GET RESPONSE fetches the answer to the command before it", () => {
    const text = shown("> 80CA9F1300\n< 6105\n> 00C0000005\n< 9F130200429000");
    expect(text).toContain("< GET DATA: 9000 done [5]");
  });

  test("a transaction log is split by the log format that was read before", () => {
    const nodes = explainApdus(
      "> 80CA9F4F00\n< 9F4F059A039F02069000\n> 00B2015C00\n< 261123000000001234 9000",
      "en",
    );
    expect(nodes[3]).toMatchObject({ data: [{ tag: "9A", explained: ["2026-11-23"] }, { tag: "9F02" }] });
  });
});

describe("how traces are written", () => {
  const LINES: readonly (readonly [string, string])[] = [
    ["00A4040007A000000333010100", "6A82"],
    ["00B2010C00", "70075A056228480011 9000".replace(" ", "")],
    ["00C0000000", "6C1A"],
  ];
  const spaced = (hex: string): string => hex.replace(/../g, "$& ").trim();
  const dump = (hex: string): string => spaced(hex).replace(/((?:.. ){8})/g, "$1\n");

  test.each<{ name: string; write: (command: string, answer: string) => string }>([
    { name: "arrows", write: (c, r) => `> ${c}\n< ${r}\n` },
    {
      name: "double arrows and line ends of Windows",
      write: (c, r) => `>> ${spaced(c)}\r\n<< ${spaced(r)}\r\n`,
    },
    { name: "long arrows", write: (c, r) => `=> ${spaced(c)}\n<= ${spaced(r)}\n` },
    { name: "letters", write: (c, r) => `C: ${c}\nR: ${r}\n` },
    { name: "words", write: (c, r) => `C-APDU: ${spaced(c)}\nR-APDU: ${spaced(r)}\n` },
    { name: "Tx and Rx with a time", write: (c, r) => `12:00:01.123 Tx: ${c}\n12:00:01.150 Rx: ${r}\n` },
    {
      name: "pcscd",
      write: (c, r) => `00000027 [139812] APDU: ${spaced(c)} \n00005100 [139812] SW: ${spaced(r)} \n`,
    },
    {
      name: "pcscd with colours",
      write: (c, r) =>
        `\u001b[34m00000027\u001b[0m APDU: ${spaced(c)}\n\u001b[34m00005100\u001b[0m SW: ${spaced(r)}\n`,
    },
    { name: "GlobalPlatformPro", write: (c, r) => `A>> T=1 (4+0005) ${c}\nA<< (0018+2) (25ms) ${r}\n` },
    { name: "scriptor", write: (c, r) => `> ${spaced(c)}\n< ${spaced(r)} : Normal processing.\n` },
    {
      name: "a dump over several lines",
      write: (c, r) =>
        `Outgoing APDU (${c.length / 2} bytes):\n${dump(c)}\nIncoming APDU (2 bytes):\n${dump(r)}\n`,
    },
    { name: "both on one line", write: (c, r) => `${c} -> ${r}\n` },
    { name: "nothing but digits", write: (c, r) => `${c}\n${r}\n` },
    { name: "nothing but bytes", write: (c, r) => `${spaced(c)}\n${spaced(r)}\n` },
    { name: "other lines between", write: (c, r) => `Card inserted.\n> ${c}\n\n# the answer\n< ${r}\n` },
  ])("$name", ({ write }) => {
    const nodes = explainApdus(LINES.map(([c, r]) => write(c, r)).join(""), "en");
    expect(kinds(nodes)).toEqual(LINES.flatMap(() => ["command", "response"]));
    expect(nodes.map((node) => ("header" in node ? node.header : "sw" in node ? node.sw : ""))).toEqual(
      LINES.flatMap(([c, r]) => [c.slice(0, 8), r.slice(-4)]),
    );
  });

  test("the frames of a reader are no APDUs", () => {
    expect(explainApdus("00000006 -> 000000 6F 05 00 00 00 00 07 00 00 00 00 B2 01 0C 00", "en")).toEqual([]);
  });

  test("half a byte is said, with its line", () => {
    expect(explainApdus("> 00B2010C00\n< 6A8", "en")[1]).toMatchObject({
      line: 2,
      error: expect.any(String),
    });
  });

  test("text without bytes is no APDU", () => {
    expect(explainApdus("The card was removed.\nAdd a cafe.", "en")).toEqual([]);
  });

  test("a trace without end is cut short, and says so", () => {
    const nodes = explainApdus("00B2010C00\n".repeat(5_010), "en");
    expect(nodes).toHaveLength(5_001);
    expect(nodes.at(-1)).toMatchObject({ error: "10 more APDUs are not shown." });
  });
});

describe("secrets", () => {
  const PAN = "6228480402564890018";

  test.each([
    { name: "a PIN in plain text", text: "0020008008241234FFFFFFFFFF", secret: "241234" },
    { name: "a PIN of a purse", text: "0020000003123456", secret: "123456" },
    { name: "a PIN in a command that is cut off", text: "0020008008241234", secret: "241234" },
    { name: "a new PIN", text: "805E010007123456FF654321", secret: "654321" },
    { name: "a PIN script", text: "8424000210 0102030405060708090A0B0C0D0E0F10", secret: "0102030405" },
    { name: "the PAN in a record", text: `> 00B2010C00\n< 700C5A0A${PAN}F9000`, secret: PAN },
    { name: "track 2", text: `> 00B2010C00\n< 70135711${PAN}D3012201123456F9000`, secret: PAN },
    {
      name: "track 2 of which the end is missing",
      text: `> 00B2010C00\n< 70205711${PAN}D30129000`,
      secret: PAN,
    },
    { name: "a PAN as plain bytes", text: `00A4000C0A${PAN}F`, secret: PAN },
    { name: "a PAN as CDOL data", text: `80AE80000A${PAN}F00`, secret: PAN },
    {
      name: "a card number in a file",
      text: "> 00B0950A1E\n< 31010100011234567890 9000",
      secret: "11234567890",
    },
    {
      name: "the card number that a PSAM is told",
      text: `80700000 1C 11223344 0001 00000064 06 20261123 140503 01 00 1234567890123456`,
      secret: "1234567890123456",
    },
    { name: "a key for the reader", text: "FF82200006A0A1A2A3A4A5", secret: "A0A1A2A3A4A5" },
    { name: "bytes that are no APDU", text: `${PAN}F`, secret: PAN.slice(0, 13) },
  ])("$name is not shown", ({ text, secret }) => {
    for (const language of ["en", "zh-CN"] as const) {
      const nodes = explainApdus(text, language);
      expect(nodes.length).toBeGreaterThan(0);
      expect(JSON.stringify(nodes)).not.toContain(secret);
      expect(showApdus(nodes, language).join("\n")).not.toContain(secret);
    }
  });
});
