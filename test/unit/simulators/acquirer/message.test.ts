import { readFileSync } from "node:fs";
import { join } from "node:path";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { FIELDS } from "../../../../simulators/acquirer/fields-table.ts";
import { decodeMessage, encodeMessage, type Message } from "../../../../simulators/acquirer/message.ts";

/** Published messages without their two length bytes; sources in each row. Binary fields are hexadecimal. */
const PUBLISHED: readonly { name: string; hex: string; mti: string; fields: Record<string, string> }[] = [
  {
    name: "sign-in of the UnionPay POSP HTTP access document (public ids 26158406061, 7046744148)",
    hex: "600003000060310031131208000020000000C0001600000131303030303135393838303231303031303231303136300011000000010030002953657175656E6365204E6F3136333135305358582D34433330343131390003303120",
    mti: "0800",
    fields: {
      11: "000001",
      41: "10000159",
      42: "880210010210160",
      60: "00000001003",
      62: toHex(Buffer.from("Sequence No163150SXX-4C304119")),
      63: "01 ",
    },
  },
  {
    name: "sign-in answer with keys (public file 28282898890)",
    hex: "600000000260310031110E0810003800010AC0001400002121464803110800155800323134363438353934333031303035313433353739303432353434313935343131303133350011000000060030004081703A74A7F8DBD31ADE741A23E7654F522C41264EEEE335695F8ABD0000000000000000A51E8ADF",
    mti: "0810",
    fields: {
      11: "000021",
      12: "214648",
      13: "0311",
      32: "00155800",
      37: "214648594301",
      39: "00",
      41: "51435790",
      42: "425441954110135",
      60: "00000006003",
      62: "81703A74A7F8DBD31ADE741A23E7654F522C41264EEEE335695F8ABD0000000000000000A51E8ADF",
    },
  },
  {
    name: "sale with its MAC (q.cnblogs.com/q/128930)",
    hex: "600003000060321032007202003020048000C08015000000000000001234000002030099303030303030303139353237313831383232313738373531353600192600000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C0230314233413039324145",
    mti: "0200",
    fields: {
      3: "000000",
      4: "000000001234",
      11: "000002",
      22: "030",
      25: "99",
      41: "00000001",
      42: "952718182217875",
      49: "156",
      60: "2600000100060000000",
      62: "5F01123238343431323334353637383930313233345F03063136303033365F04063230303832365C023031",
      64: "4233413039324145",
    },
  },
  {
    name: "reversal with original data (vfwz/iso8583-parser@84de46e DateTest.java)",
    hex:
      "6010120000602200000000" +
      "04007038048002C0801916123456789012345600000000000000050068118623352105290210653938617874657374332D33303635383130353439393030303331353600082216052900162334156811860529284C79DC9A2E50FC",
    mti: "0400",
    fields: {
      2: "1234567890123456",
      3: "000000",
      4: "000000000500",
      11: "681186",
      12: "233521",
      13: "0529",
      22: "021",
      25: "65",
      39: "98",
      41: "axtest3-",
      42: "306581054990003",
      49: "156",
      60: "22160529",
      61: "2334156811860529",
      64: "284C79DC9A2E50FC",
    },
  },
];

const written = (value: string | Uint8Array): string => (typeof value === "string" ? value : toHex(value));

function fieldsOf(message: Message): Record<string, string> {
  return Object.fromEntries([...message.fields].map(([number, value]) => [number, written(value)]));
}

test.each(PUBLISHED)("reads the published $name", ({ hex, mti, fields }) => {
  const decoded = decodeMessage(fromHex(hex));
  expect(decoded.ok && decoded.value.message.mti).toBe(mti);
  expect(decoded.ok && fieldsOf(decoded.value.message)).toEqual(fields);
});

test.each(PUBLISHED)("writes the published $name byte by byte", ({ hex, mti, fields }) => {
  const bytes = fromHex(hex);
  const values = Object.entries(fields).filter(([number]) => number !== "64");
  const message: Message = {
    tpdu: bytes.slice(0, 5),
    header: bytes.slice(5, 11),
    mti,
    fields: new Map(
      values.map(([number, value]) => [
        Number(number),
        FIELDS.get(Number(number))?.content === "bytes" ? fromHex(value) : value,
      ]),
    ),
  };
  const mac = fields["64"];
  expect(toHex(encodeMessage(message, mac === undefined ? undefined : () => fromHex(mac)))).toBe(hex);
});

test("the sequence number of DE23 is packed to the right, the entry mode of DE22 to the left", () => {
  const message: Message = {
    tpdu: fromHex("6000030000"),
    header: fromHex("603100311312"),
    mti: "0200",
    fields: new Map([
      [22, "021"],
      [23, "001"],
    ]),
  };
  expect(toHex(encodeMessage(message)).slice(-8)).toBe("02100001");
});

test("a track of odd length keeps its separator and its zero nibble is no digit", () => {
  const hex = `6000030000603100311312${"0200"}0000000020000000${"37"}6228000200000209D49112010000012345670`;
  const padded = `${hex}0`;
  const decoded = decodeMessage(fromHex(padded));
  expect(decoded.ok && decoded.value.message.fields.get(35)).toBe("6228000200000209D49112010000012345670");
});

const START = "60000300006031003113120200";

test.each([
  { name: "nothing at all", hex: "", fault: "tooShort" },
  { name: "no bitmap", hex: START, fault: "tooShort" },
  { name: "no TPDU", hex: `61${START.slice(2)}0000000000000000`, fault: "notTpdu" },
  { name: "a message type with letters", hex: `${START.slice(0, -4)}02A00000000000000000`, fault: "badMti" },
  { name: "a second bitmap", hex: `${START}8000000000000000`, fault: "secondaryBitmap" },
  { name: "a field that the dialect does not have", hex: `${START}0800000000000000`, fault: "unknownField" },
  { name: "a field that ends early", hex: `${START}200000000000000000`, fault: "badField" },
  { name: "a nibble that is no digit", hex: `${START}200000000000000000000A`, fault: "badField" },
  { name: "a length that is no number", hex: `${START}40000000000000001A`, fault: "badField" },
  {
    name: "a card number of 20 digits",
    hex: `${START}40000000000000002012345678901234567890`,
    fault: "badField",
  },
  { name: "a zero nibble that is none", hex: `${START}4000000000000000031235`, fault: "badField" },
  { name: "bytes behind the last field", hex: `${START}000000000000000000`, fault: "trailingBytes" },
])("refuses $name", ({ hex, fault }) => {
  const decoded = decodeMessage(fromHex(hex));
  expect(!decoded.ok && decoded.fault.kind).toBe(fault);
});

test("reads every sign-in, sale and reversal of the published set", () => {
  const directory = process.env["JINKA_VECTORS"];
  if (directory === undefined) {
    console.log("JINKA_VECTORS is not set");
    return;
  }
  type Value = string | { binary: string };
  type Vector = {
    id: string;
    message: string;
    has_length_prefix: boolean;
    mti: string;
    fields: Record<string, Value>;
  };
  const file = readFileSync(join(directory, "iso8583", "cup_pos.json"), "utf8");
  const vectors = (JSON.parse(file) as { vectors: Vector[] }).vectors.filter(({ mti }) =>
    ["0800", "0810", "0200", "0400"].includes(mti),
  );
  for (const vector of vectors) {
    const decoded = decodeMessage(fromHex(vector.message.slice(vector.has_length_prefix ? 4 : 0)));
    if (!decoded.ok) throw new Error(`${vector.id}: ${decoded.fault.kind} ${decoded.fault.field ?? ""}`);
    expect(decoded.value.message.mti).toBe(vector.mti);
    for (const [number, expected] of Object.entries(vector.fields)) {
      const value = decoded.value.message.fields.get(Number(number)) ?? "";
      const asGiven =
        typeof expected !== "string"
          ? { binary: written(value) }
          : iconv.decode(
              Buffer.from(typeof value === "string" ? Buffer.from(value, "latin1") : value),
              "gbk",
            );
      expect(asGiven, `${vector.id} DE${number}`).toEqual(expected);
    }
    expect(decoded.value.message.fields.size).toBe(Object.keys(vector.fields).length);
  }
  console.log(`read ${vectors.length} published messages`);
});
